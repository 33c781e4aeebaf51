"""R110 to R115: meetings called, answered, held, ended, and told of by each side."""

from typing import Any

import pytest

from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import Table, clause, negotiating

CALL: dict[str, Any] = {"kind": "call", "to": ["east"], "slot": 1}


def meeting(table: Table, name: str, seat: str = WEST) -> Any:
    return table.view(seat)["meetings"][name]


def held(table: Table) -> str:
    name = table.must(WEST, "meeting.call", **CALL)
    table.must(EAST, "meeting.answer", meeting=name, accept=True)
    return name


def told(table: Table, seat: str, about: str) -> list[str]:
    return [row["text"] for row in table.view(seat)["notices"].values() if row["about"] == about]


def test_a_cell_is_in_one_meeting_in_a_slot() -> None:
    """[R110]"""
    table = negotiating()
    table.must(WEST, "meeting.call", **CALL)
    assert table.refused(WEST, "meeting.call", kind="call", to=["north"], slot=1) == "slot-taken"
    assert table.refused(WEST, "meeting.call", kind="call", to=["north"], slot=3) == "no-slot"
    other = table.must(NORTH, "meeting.call", kind="call", to=["east"], slot=1)
    table.must(EAST, "meeting.answer", meeting=other, accept=True)
    (first,) = [name for name, row in table.view(EAST)["meetings"].items() if row["called_by"] == WEST]
    assert table.refused(EAST, "meeting.answer", meeting=first, accept=True) == "slot-taken"
    table.must(EAST, "meeting.answer", meeting=first, accept=False)
    table.must(WEST, "meeting.call", kind="call", to=["north"], slot=1)


def test_a_meeting_held_has_spent_its_slot() -> None:
    """[R110]"""
    table = negotiating()
    table.must(EAST, "meeting.close", meeting=held(table))
    assert table.refused(WEST, "meeting.call", kind="call", to=["north"], slot=1) == "slot-taken"


def test_the_calendar_calls_by_itself() -> None:
    """[R110] [R111]"""
    table = negotiating()
    assert table.view(NORTH)["meetings"] == {}
    table.to("adjudication")
    table.adjudicate()
    table.to("negotiation")
    ((name, row),) = table.view(NORTH)["meetings"].items()
    assert (row["slot"], row["called_by"], row["yours"], row["title"]) == (0, None, ["answer"], "The spring council")
    table.must(NORTH, "meeting.call", kind="call", to=["west"], slot=1)
    table.must(NORTH, "meeting.answer", meeting=name, accept=True)
    table.must(WEST, "meeting.answer", meeting=name, accept=False)
    assert meeting(table, name)["status"] == "called"
    table.must(EAST, "meeting.answer", meeting=name, accept=True)
    row = meeting(table, name, OBSERVER) if name in table.view(OBSERVER)["meetings"] else meeting(table, name)
    assert (row["status"], row["attending"]) == ("held", ["east", "north"])
    assert table.refused(WEST, "talk.say", room=row["room"], text="x") == "unknown-room"
    assert [item["kind"] for item in table.view(OBSERVER)["press"].values()][-1] == "meeting"


def test_the_caller_pays_when_it_is_held() -> None:
    """[R111]"""
    table = negotiating()
    name = table.must(WEST, "meeting.call", **CALL)
    assert table.view(WEST)["funds"]["reserved_capital"] == 1 and table.view(WEST)["funds"]["capital"] == 10
    table.must(EAST, "meeting.answer", meeting=name, accept=True)
    assert table.view(WEST)["funds"]["reserved_capital"] == 0 and table.view(WEST)["funds"]["capital"] == 9
    assert table.view(EAST)["funds"]["capital"] == 10
    no = table.must(WEST, "meeting.call", kind="call", to=["north"], slot=2)
    table.must(NORTH, "meeting.answer", meeting=no, accept=False, reason="busy")
    assert meeting(table, no)["status"] == "declined" and told(table, WEST, no) == ["A telephone call was declined."]
    assert table.view(WEST)["funds"]["capital"] == 9 and table.view(WEST)["funds"]["reserved_capital"] == 0
    assert table.refused(NORTH, "meeting.answer", meeting=no, accept=True) == "meeting-closed"


def test_a_call_that_cannot_be_paid_is_refused() -> None:
    """[R111]"""
    table = negotiating()
    table.state["funds"]["west"]["capital"] = 0.5
    assert table.refused(WEST, "meeting.call", **CALL) == "no-capital"


def test_the_agenda_is_seen_by_all_who_are_asked() -> None:
    """[R112]"""
    table = negotiating()
    terms = {"title": "x", "clauses": [clause("treaty")], "expires_turn": 1}
    secret = table.must(WEST, "offer.table", to=["east"], **terms)
    public = table.must(WEST, "offer.table", to=["north"], open=True, **terms)
    table.must(WEST, "meeting.call", **CALL, agenda=[secret, public])
    council = {"kind": "council", "to": ["east", "north"], "slot": 2}
    assert table.refused(WEST, "meeting.call", **council, agenda=[secret]) == "agenda-hidden"
    assert table.refused(NORTH, "meeting.call", kind="call", to=["west"], slot=1, agenda=[secret]) == "unknown-offer"
    table.must(WEST, "offer.withdraw", offer=public)
    assert table.refused(WEST, "meeting.call", **council, agenda=[public]) == "offer-closed"


def test_the_room_is_the_attendants_alone_and_closes_with_the_meeting() -> None:
    """[R113]"""
    table = negotiating()
    name = held(table)
    room = meeting(table, name)["room"]
    table.must(STAFF, "talk.say", room=room, text="between us")
    assert table.view(EAST)["rooms"][room]["unread"] == 1 and table.view(EAST)["rooms"][room]["may_speak"]
    for seat in (NORTH, VALE, OBSERVER):
        assert room not in table.view(seat)["rooms"] and name not in table.view(seat)["meetings"]
        assert table.refused(seat, "talk.say", room=room, text="x") == "unknown-room"
    assert room in table.view(FACILITATOR)["rooms"]
    table.must(EAST, "meeting.close", meeting=name)
    its = table.view(WEST)["rooms"][room]
    assert (its["closed"], its["may_speak"], its["count"]) == (True, False, 1)
    assert table.refused(WEST, "talk.say", room=room, text="one more thing") == "may-not-speak"


def test_named_seats_meet_for_their_cells_or_who_stands_in() -> None:
    """[R113]"""
    table = negotiating()
    staffs = {"kind": "staffs", "to": ["east"], "slot": 1}
    assert table.refused(WEST, "meeting.call", **staffs) == "not-at-this-meeting"
    table.must("system", "seat.leave", seat=STAFF)
    name = table.must(WEST, "meeting.call", **staffs)
    table.must(EAST, "meeting.answer", meeting=name, accept=True)
    room = meeting(table, name)["room"]
    assert table.view(WEST)["rooms"][room]["members"] == [EAST, WEST, STAFF]


@pytest.mark.parametrize("ordering", [True, False])
def test_what_is_unanswered_lapses_and_what_is_held_ends_with_the_negotiation(ordering: bool) -> None:
    """[R114]"""
    from tests.rules.table import PACK

    table = negotiating(pack={**PACK, "negotiate_while_ordering": ordering})
    name = held(table)
    open_call = table.must(WEST, "meeting.call", kind="call", to=["north"], slot=2)
    table.end_phase()
    assert meeting(table, open_call)["status"] == "lapsed" and told(table, NORTH, open_call) == [
        "A telephone call lapsed."
    ]
    assert meeting(table, name)["status"] == ("held" if ordering else "closed")
    assert table.view(WEST)["funds"]["reserved_capital"] == 0
    if ordering:
        table.end_phase()
    assert meeting(table, name)["status"] == "closed" and told(table, EAST, name) == ["A telephone call is over."]
    assert told(table, NORTH, name) == []


def test_only_the_caller_takes_a_call_back() -> None:
    """[R114]"""
    table = negotiating()
    name = table.must(WEST, "meeting.call", **CALL)
    assert table.refused(EAST, "meeting.close", meeting=name) == "not-your-meeting"
    assert table.refused(NORTH, "meeting.close", meeting=name) == "unknown-meeting"
    table.must(WEST, "meeting.close", meeting=name)
    assert meeting(table, name, EAST)["status"] == "called_off"


def test_each_side_tells_of_it_in_its_own_words() -> None:
    """[R115]"""
    table = negotiating()
    name = held(table)
    table.must(WEST, "meeting.readout", meeting=name, text="They agreed.", public=True)
    table.must(EAST, "meeting.readout", meeting=name, text="We agreed to nothing.", public=False)
    assert table.refused(WEST, "meeting.readout", meeting=name, text="Again.", public=True) == "same-state"
    assert set(meeting(table, name, EAST)["readouts"]) == {"west", "east"}
    assert set(meeting(table, name, WEST)["readouts"]) == {"west"}
    assert set(meeting(table, name, FACILITATOR)["readouts"]) == {"west", "east"}
    (item,) = table.view(VALE)["press"].values() if len(table.view(VALE)["press"]) == 1 else [
        row for row in table.view(VALE)["press"].values() if row["kind"] == "readout"
    ]  # fmt: skip
    assert table.texts[item["text"]["$text"]] == "They agreed." and item["voice"] == "The capital of West"
