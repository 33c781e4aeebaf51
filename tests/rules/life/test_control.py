"""R125, R126: control acts for a seat, plans injects, pins notes."""

from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, WEST
from tests.rules.table import started
from wargame.rules.catalogue import catalogue
from wargame.rules.decide.control.plans import preview


def test_control_gives_a_players_command_and_the_record_says_so() -> None:
    """[R125]"""
    table = started()
    table.must("system", "seat.leave", seat=EAST)
    table.to("orders")
    order = {"command": "order.write", "args": {"kind": "suspend", "args": {}}, "reason": "They lost their line."}
    assert table.refused(WEST, "act.for", seat=EAST, **order) == "not-control"
    name = table.must(FACILITATOR, "act.for", seat=EAST, **order)
    its = table.view(FACILITATOR)["control"]["orders"][name]
    assert (its["cell"], its["seat"], its["origin"]) == ("east", EAST, "control")
    (ruling,) = [r for r in table.view(FACILITATOR)["control"]["rulings"].values() if r["kind"] == "act.for"]
    assert (ruling["by"], ruling["before"], ruling["after"]["ref"]) == (FACILITATOR, EAST, name)
    table.must("system", "seat.take", seat=EAST)
    assert [row["about"] for row in table.view(EAST)["notices"].values()][-1] == name
    assert name not in table.view(WEST)["orders"]


def test_control_has_the_seats_powers_and_no_more() -> None:
    """[R125]"""
    table = started()
    table.to("orders")
    write = {"kind": "radar", "args": {"site": "eye"}}
    do = lambda seat, name, **args: table.refused(  # noqa: E731
        FACILITATOR, "act.for", seat=seat, command=name, args=args, reason="x"
    )
    assert do(STAFF, "order.write", **write) == "no-power"
    assert do(EAST, "order.write", **write) == "unknown-order-kind"
    assert do(OBSERVER, "talk.say", room="all", text="x") == "unknown-seat"
    assert do(WEST, "talk.shout") == "unknown-command"
    assert do(WEST, "order.write", kind="radar") == "missing-field"
    for name in ("act.for", "phase.end", "findings.record", "room.read", "bot.note"):
        assert do(WEST, name) == "not-for-another"


def test_injects_are_held_armed_and_given_other_words() -> None:
    """[R126]"""
    table = started()
    table.must(FACILITATOR, "inject.plan", inject="dawn", state="held", reason="later")
    assert table.refused(FACILITATOR, "inject.plan", inject="gift", state="armed", reason="x") == "missing-field"
    armed = {"inject": "gift", "state": "armed", "when": "treaty_gone", "title": "At last", "reason": "if so"}
    table.must(FACILITATOR, "inject.plan", **armed)
    assert table.view(FACILITATOR)["control"]["plans"]["gift"]["when"] == "treaty_gone"
    table.to("orders")
    assert table.view(NORTH)["press"] == {}, "what is held does not come by itself"
    table.must(EAST, "order.write", kind="suspend", args={})
    table.to("adjudication")
    table.adjudicate()
    assert "gift" not in table.state["sent"]
    table.end_phase()
    assert "gift" in table.state["sent"]
    titles = [table.texts.get(row["title"]["$text"]) for row in table.view("north.vale")["press"].values()
              if isinstance(row["title"], dict)]  # fmt: skip
    assert titles == ["At last"]
    assert table.refused(FACILITATOR, "inject.plan", inject="gift", state="held", reason="x") == "inject-sent"


def test_plans_and_notes_are_controls_alone() -> None:
    """[R126]"""
    table = started()
    note = table.must(FACILITATOR, "note.pin", text="They hesitate.", about=WEST)
    table.must(FACILITATOR, "inject.plan", inject="dawn", state="skipped", reason="too early")
    assert table.view(FACILITATOR)["control"]["notes"][note]["about"] == WEST
    assert [row["kind"] for row in table.view(FACILITATOR)["control"]["rulings"].values()] == ["inject.plan"]
    for seat in (WEST, EAST, OBSERVER):
        assert table.view(seat)["control"] is None
        assert all(
            event.kind not in ("inject_planned", "note_pinned") or seat not in event.seen_by for event in table.log
        )


def test_control_takes_a_hand_down_when_it_has_answered() -> None:
    """[R130]"""
    table = started()
    assert table.refused(FACILITATOR, "hand.lower", seat=WEST) == "same-state"
    assert table.refused(FACILITATOR, "hand.lower", seat="nobody") == "unknown-seat"
    table.must(WEST, "hand.raise", up=True, about="What does it mean?")
    assert table.refused(EAST, "hand.lower", seat=WEST) == "not-control" and table.view(WEST)["hand"] is not None
    table.must(FACILITATOR, "hand.lower", seat=WEST)
    assert table.view(WEST)["hand"] is None and not table.view(FACILITATOR)["control"]["hands"]
    assert table.log[-1].kind == "hand_raised" and set(table.log[-1].seen_by) == {WEST, "control"}


def test_control_sees_beforehand_what_each_seat_would_see() -> None:
    """[R126]"""
    table = started()
    before = table.state
    seen = preview(table.state, table.context("a look"), "storm")
    assert seen[EAST].keys() == {"press", "indicators"} and seen[NORTH].keys() == {"press", "indicators", "funds"}
    assert preview(table.state, table.context("a look"), "gift").keys() == {"north.vale"}
    assert table.state is before and table.view(EAST)["press"] == {}
    table.must(FACILITATOR, "inject.send", inject="storm")
    assert table.view(EAST)["indicators"] == seen[EAST]["indicators"]


def test_control_can_arm_with_conditions_that_stand_by_themselves_and_nobody_else_reads_them() -> None:
    """[R126]"""
    pack = started().context("a look").pack
    more = {
        "waits": {"kind": "site_status", "args": {"site": "$site", "among": ["building"]}, "words": "it is built"},
        "both": {"kind": "all_of", "args": {"of": ["ever", "waits"]}, "words": "both"},
        "by_turn": {"kind": "turn_at_least", "args": {"turn": "$turn"}, "words": "now"},
    }
    pack = {**pack, "predicates": {**pack["predicates"], **more}}
    arming = catalogue(pack, FACILITATOR)["arming"]
    assert arming["treaty_stands"] == "the treaty is in force" and "by_turn" in arming
    assert "waits" not in arming and "both" not in arming
    assert "arming" not in catalogue(pack, EAST)
