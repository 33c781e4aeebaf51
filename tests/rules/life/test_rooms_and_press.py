"""R116, R117: rooms that seats open, and what cells say to the press."""

from tests.rules.small import ASSISTANT, EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import PACK, started
from wargame.rules.events import visible


def test_a_room_is_its_members_own_until_they_leave() -> None:
    """[R116]"""
    table = started()
    room = table.must(VALE, "room.open", title="A word", members=["west.staff", "east"])
    its = table.view(STAFF)["rooms"][room]
    assert (its["kind"], its["members"], its["may_speak"]) == ("adhoc", ["east", VALE, STAFF], True)
    table.must(STAFF, "talk.say", room=room, text="hello")
    assert table.view(EAST)["rooms"][room]["unread"] == 1 and table.view(STAFF)["rooms"][room]["unread"] == 0
    for seat in (WEST, NORTH, OBSERVER):
        assert room not in table.view(seat)["rooms"]
        assert table.refused(seat, "room.leave", room=room) == ("not-a-player" if seat == OBSERVER else "unknown-room")
    assert room in table.view(FACILITATOR)["rooms"] and not table.view(ASSISTANT)["rooms"][room]["may_speak"]
    assert table.refused(EAST, "room.leave", room=room) == "room-fixed"
    table.must(STAFF, "room.leave", room=room)
    table.must(EAST, "talk.say", room=room, text="is he gone?")
    assert room not in table.view(STAFF)["rooms"]
    assert table.refused(STAFF, "talk.say", room=room, text="no") == "unknown-room"
    assert table.log[-1].kind == "talk_said" and not visible(table.log[-1], STAFF)


def test_who_may_not_speak_opens_no_room() -> None:
    """[R116]"""
    quiet = {**PACK, "seats": {**PACK["seats"], VALE: {**PACK["seats"][VALE], "powers": ["draft"]}}}
    table = started(pack=quiet)
    assert table.refused(VALE, "room.open", title="x", members=["west"]) == "no-power"
    assert table.refused(OBSERVER, "room.open", title="x", members=["west"]) == "not-a-player"
    assert table.refused(WEST, "room.open", title="x", members=["all"]) == "unknown-member"
    assert table.refused(WEST, "room.open", title="x", members=[OBSERVER]) == "unknown-member"


def test_a_cell_speaks_to_the_press_as_often_as_the_scenario_allows() -> None:
    """[R117]"""
    table = started()
    before = table.view(WEST)["funds"]
    table.must(WEST, "press.say", title="One", text="We are calm.")
    table.must(STAFF, "press.say", title="Two", text="Very calm.")
    assert table.refused(WEST, "press.say", title="Three", text="x") == "press-limit"
    assert table.view(WEST)["funds"] == before
    for seat in (EAST, VALE, OBSERVER):
        items = list(table.view(seat)["press"].values())
        assert [(row["kind"], row["said_by"], row["by"]) for row in items] == [
            ("statement", "west", WEST), ("statement", "west", STAFF),
        ]  # fmt: skip
        assert items[0]["at_ms"] < items[1]["at_ms"] <= table.now_ms
    table.must(EAST, "press.say", title="We too", text="x")
    table.to("adjudication")
    assert table.refused(EAST, "press.say", title="x", text="x") == "wrong-phase"
    table.adjudicate()
    table.to("briefing")
    table.must(WEST, "press.say", title="A new turn", text="x")
