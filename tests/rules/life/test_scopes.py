"""R131 to R134: what each person of control may do, who gives it to whom, and that nobody else learns of it."""

import json
from typing import Any

import pytest

from tests.rules.small import ASSISTANT, EAST, FACILITATOR, NORTH, OBSERVER, SEATS, WEST
from tests.rules.table import Table, started
from wargame.rules.catalogue import catalogue
from wargame.rules.decide import CONTROL_COMMANDS
from wargame.rules.events import cell_of, visible
from wargame.rules.mechanics.scopes import FACILITATORS_ALONE, LOOKS, SCOPES, beyond, deeds_of
from wargame.rules.refusals import Refusal

LED = {"by": FACILITATOR, "reason": "Many hands."}
PAUSE: dict[str, Any] = {"reason": "a word"}
STORM: dict[str, Any] = {"inject": "storm"}


def assistant(table: Table, scope: str, label: str = "Ola") -> str:
    """An assistant of this scope who has sat down."""
    seat = table.must("system", "assistant.make", label=label, scope=scope, **LED)
    table.must("system", "seat.take", seat=seat)
    return seat


def people(table: Table, by: str = FACILITATOR) -> Any:
    return table.view(by)["control"]["people"]


def test_every_command_of_control_is_in_everything_and_in_a_scope_of_its_own() -> None:
    """[R131]"""
    everything = set(SCOPES["everything"].may)
    assert set(CONTROL_COMMANDS) <= everything
    for name in CONTROL_COMMANDS:
        assert name == "game.end" or any(name in SCOPES[scope].may for scope in ("clock", "injects", "adjudication"))
    assert all(set(scope.may) <= everything for scope in SCOPES.values())
    assert not everything & set(FACILITATORS_ALONE)
    assert SCOPES["watch"].may == LOOKS


@pytest.mark.parametrize(
    ("scope", "pauses", "sends", "says"),
    [
        ("everything", True, True, True),
        ("clock", True, False, True),
        ("injects", False, True, True),
        ("adjudication", False, False, True),
        ("watch", False, False, False),
    ],
)
def test_a_scope_is_what_its_assistant_may_do(scope: str, pauses: bool, sends: bool, says: bool) -> None:
    """[R131]"""
    table = started()
    seat = assistant(table, scope)
    talk = {"room": "north-control", "text": "good day"}
    for name, args, may in (("clock.pause", PAUSE, pauses), ("inject.send", STORM, sends), ("talk.say", talk, says)):
        answer = table.do(seat, name, **args)
        assert isinstance(answer, Refusal) != may, (name, answer)
        if isinstance(answer, Refusal):
            assert answer.code == "beyond-scope" and f"“{SCOPES[scope].title}”" in answer.message
            right = [its.title for its in SCOPES.values() if name in its.may]
            assert all(f"“{title}”" in answer.message for title in right)
    assert table.view(seat)["control"]["may"] == list(SCOPES[scope].may)
    assert table.view(seat)["rooms"]["north-control"]["may_speak"] == says
    table.must(seat, "hand.raise", up=True)


def test_the_scenarios_own_assistant_does_everything_until_it_is_given_a_part() -> None:
    """[R131]"""
    table = started()
    table.must(ASSISTANT, "clock.pause", reason="a word")
    table.must("system", "assistant.change", seat=ASSISTANT, scope="adjudication", **LED)
    answer = table.do(ASSISTANT, "clock.resume", reason="on")
    assert isinstance(answer, Refusal)
    assert answer.message == (
        "Your part in control is “adjudication”; clock.resume belongs to “everything” or “clock and absence”. "
        "Ask the facilitator to do it, or to give you that part."
    )
    table.must(FACILITATOR, "clock.resume", reason="on")


def test_only_the_facilitator_makes_changes_and_withdraws_and_only_through_the_house() -> None:
    """[R132]"""
    table = started()
    seat = assistant(table, "everything")
    for name, args in (
        ("assistant.make", {"label": "n", "scope": "watch"}),
        ("assistant.change", {"seat": seat, "scope": "watch"}),
        ("assistant.withdraw", {"seat": seat}),
    ):
        assert table.refused("system", name, **args, by=seat, reason="x") == "facilitator-only"
        assert table.refused("system", name, **args, by=WEST, reason="x") == "facilitator-only"
        assert table.refused(FACILITATOR, name, **args, **LED) == "not-system"
        assert table.refused(WEST, name, **args, **LED) == "not-system"
    for other in (FACILITATOR, OBSERVER, WEST, "nobody"):
        assert table.refused("system", "assistant.withdraw", seat=other, **LED) == "unknown-assistant"
    assert beyond(table.state, seat, "assistant.make").code == "facilitator-only"  # type: ignore[union-attr]
    assert beyond(table.state, FACILITATOR, "assistant.make") is None
    assert set(deeds_of(table.state, WEST)) == set()


def test_a_change_holds_from_then_on_and_a_withdrawn_assistant_does_nothing() -> None:
    """[R132]"""
    table = started()
    seat = assistant(table, "injects")
    assert table.refused(seat, "clock.pause", reason="x") == "beyond-scope"
    table.must("system", "assistant.change", seat=seat, scope="clock", label="The clock", **LED)
    table.must(seat, "clock.pause", reason="x")
    assert table.refused(seat, "inject.send", inject="storm") == "beyond-scope"
    table.must(seat, "hand.raise", up=True)
    table.must("system", "assistant.withdraw", seat=seat, **LED)
    for name, args in (
        ("clock.resume", PAUSE),
        ("hand.raise", {"up": True}),
        ("room.read", {"room": "all", "upto": 0}),
    ):
        assert table.refused(seat, name, **args) == "assistant-withdrawn"
    assert table.refused("system", "seat.take", seat=seat) == "assistant-withdrawn"
    assert table.refused("system", "assistant.change", seat=seat, scope="clock", **LED) == "assistant-withdrawn"
    assert table.view(FACILITATOR)["control"]["hands"] == {}
    row = people(table)[seat]
    assert not row["taken"] and row["withdrawn_ms"] and table.texts[row["name"]["$text"]] == "The clock"


def test_the_record_says_which_person_of_control_did_it() -> None:
    """[R133] [P14]"""
    table = started()
    one, two = assistant(table, "injects"), assistant(table, "everything")
    table.must(one, "inject.plan", inject="storm", state="held", reason="Not yet.")
    table.must(two, "inject.send", inject="storm")
    table.must("system", "assistant.change", seat=one, scope="clock", **LED)
    table.must("system", "assistant.withdraw", seat=one, **LED)
    told = [(row["kind"], row["by"]) for row in table.view(FACILITATOR)["control"]["rulings"].values()]
    assert told == [
        ("assistant.make", FACILITATOR),
        ("assistant.make", FACILITATOR),
        ("inject.plan", one),
        ("inject.send", two),
        ("assistant.change", FACILITATOR),
        ("assistant.withdraw", FACILITATOR),
    ]
    last = list(table.view(FACILITATOR)["control"]["rulings"].values())[-2:]
    assert last[0]["before"] == {"seat": one, "scope": "injects"}
    assert last[0]["after"] == {"seat": one, "scope": "clock"}
    assert all(table.texts[row["reason"]["$text"]] == "Many hands." for row in last)


def test_nobody_but_control_learns_that_there_are_assistants() -> None:
    """[R134] [P5] Their seats, names and scopes stand in no event and no picture of anybody else."""
    table = started()
    seat = assistant(table, "everything", label="Ola from the press office")
    table.must(seat, "talk.say", room="north-control", text="good day")
    table.must(seat, "clock.pause", reason="a word")
    table.must(seat, "clock.resume", reason="on")
    table.must(seat, "inject.send", inject="storm")
    table.must(seat, "hand.raise", up=True)
    asked = table.must(EAST, "time.ask", seconds=60, reason="a moment")
    table.must(seat, "time.answer", request=asked, grant=True, reason="granted")
    table.must(seat, "act.for", seat=EAST, command="cell.ready", args={"ready": True}, reason="for them")
    table.must("system", "assistant.change", seat=seat, scope="clock", label="Ola still", **LED)
    table.must("system", "assistant.withdraw", seat=seat, **LED)
    names = [name for name, words in table.texts.items() if "Ola" in words]
    assert len(names) == 2
    seen: dict[str, str] = {}
    for viewer in SEATS:
        told = [event.body for event in table.log if visible(event, viewer, table.state["game"])]
        seen[viewer] = json.dumps([told, table.view(viewer)])
    for viewer, text in seen.items():
        knows = viewer in (FACILITATOR, ASSISTANT)
        assert (seat in text) == knows, viewer
        assert (names[0] in text) == knows, viewer
    assert ASSISTANT in seen[NORTH], "that an assistant spoke is told as before"
    assert table.view(WEST)["control"] is None


def test_a_player_cannot_find_out_by_asking() -> None:
    """[R134] [R75]"""
    table = started()
    there, nowhere = assistant(table, "clock"), "control.assistant-0123456789abcdef"
    for seat in (there, nowhere):
        assert table.refused(WEST, "room.open", title="t", members=[seat]) == "unknown-member"
        assert table.refused(WEST, "offer.table", title="t", to=[seat], clauses=[], expires_turn=1)
    answers = [table.do(WEST, "room.open", title="t", members=[seat]) for seat in (there, nowhere)]
    assert [str(answer).replace(seat, "…") for answer, seat in zip(answers, (there, nowhere), strict=True)] == [
        str(answers[0]).replace(there, "…")
    ] * 2


def test_an_assistant_sees_what_the_facilitator_sees_and_an_observer_what_observers_see() -> None:
    """[R70] [R134]"""
    for observers in ("public", "full"):
        table = started(observers=observers)
        seat = assistant(table, "watch")
        assert all(visible(event, seat, table.state["game"]) for event in table.log)
        mine, lead = table.view(seat)["control"], table.view(FACILITATOR)["control"]
        assert {**mine, "may": 0, "scope": 0} == {**lead, "may": 0, "scope": 0}
        assert (mine["scope"], lead["scope"]) == ("watch", None)
        shown = table.view(OBSERVER)["control"]
        assert (shown is None) == (observers == "public")
        assert shown is None or (shown["scope"], shown["may"]) == ("watch", [])


def test_the_scopes_stand_in_controls_catalogue_alone() -> None:
    table = started()
    seat = assistant(table, "watch")
    for viewer in (FACILITATOR, ASSISTANT, seat):
        assert catalogue(table.pack, viewer)["scopes"]["clock"]["title"] == "clock and absence"
    assert all("scopes" not in catalogue(table.pack, viewer) for viewer in SEATS if cell_of(viewer) != "control")
