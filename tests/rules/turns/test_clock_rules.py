"""R135 and R136: the rules of the clock, changed in mid-game; orders that wait."""

from typing import Any

import pytest

from tests.rules.small import EAST, FACILITATOR, NORTH, SEATS, STAFF, WEST
from tests.rules.table import Table, started
from wargame.rules.refusals import Refusal


def rules(table: Table, by: str = FACILITATOR, **changed: Any) -> None:
    table.must(by, "clock.rules", **changed, reason="as we said")


def run_out(table: Table) -> None:
    table.now_ms += 10**7
    table.must("system", "phase.close_due", turn=1, phase="orders")


def waiting(**options: Any) -> Table:
    """Orders wait; West is ready, East and North are not, and the clock has run out."""
    table = started(wait_for_orders=True, **options)
    table.to("orders")
    table.must(WEST, "cell.ready", ready=True)
    run_out(table)
    return table


def phase_of(table: Table) -> tuple[str, bool]:
    phase = table.view(WEST)["phase"]
    return phase["name"], phase.get("waiting", False)


def test_all_see_the_rules_of_the_clock_and_their_change_is_recorded() -> None:
    """[R135] [P5]"""
    table = started(grace_s=60)
    assert table.view(WEST)["game"]["grace_s"] == 60 and table.view(EAST)["game"]["end_when_ready"] is False
    seat = table.must("system", "assistant.make", label="Timekeeper", scope="clock", by=FACILITATOR, reason="help")
    rules(table, seat, grace_s=90, wait_for_orders=True)
    for viewer in SEATS:
        seen = table.view(viewer)["game"]
        assert (seen["grace_s"], seen["end_when_ready"], seen["wait_for_orders"]) == (90, False, True)
    rows = table.view(FACILITATOR)["control"]["rulings"].values()
    (ruling,) = [row for row in rows if row["kind"] == "clock.rules"]
    assert (ruling["by"], ruling["before"]["grace_s"], ruling["after"]["grace_s"]) == (seat, 60, 90)
    (event,) = [event for event in table.log if event.kind == "clock_rules_changed"]
    assert seat not in str(event.body) and table.texts[event.body["reason"]["$text"]] == "as we said"


def test_what_changes_nothing_or_is_out_of_bounds_is_refused() -> None:
    """[R135]"""
    table = started(grace_s=60)
    assert table.refused(FACILITATOR, "clock.rules", grace_s=60, reason="x") == "same-state"
    assert table.refused(WEST, "clock.rules", grace_s=90, reason="x") == "not-control"
    for wrong in (-1, 3601):
        answer = table.do(FACILITATOR, "clock.rules", grace_s=wrong, reason="x")
        assert isinstance(answer, Refusal) and "grace_s" in answer.message
        assert str(min(max(wrong, 0), 3600)) in answer.message, answer.message
    assert table.view(WEST)["game"]["grace_s"] == 60
    lobby = Table()
    rules(lobby, end_when_ready=True)
    assert lobby.view(WEST)["game"]["end_when_ready"] is True


def test_a_new_grace_holds_for_the_phase_that_runs_and_leaves_one_that_runs_alone() -> None:
    """[R135]"""
    table = started()
    table.to("orders")
    rules(table, grace_s=90)
    run_out(table)
    deadline_ms = table.now_ms + 90_000
    assert table.view(WEST)["phase"]["deadline_ms"] == deadline_ms
    rules(table, grace_s=0)
    assert phase_of(table) == ("orders", False) and table.view(WEST)["phase"]["deadline_ms"] == deadline_ms
    run_out(table)
    assert phase_of(table) == ("adjudication", False)


@pytest.mark.parametrize("paused", [False, True])
def test_a_phase_in_which_all_are_ready_ends_as_soon_as_the_rule_says_so(paused: bool) -> None:
    """[R135]"""
    table = started()
    rules(table, end_when_ready=True)
    rules(table, end_when_ready=False)
    assert phase_of(table)[0] == "briefing", "nobody was ready"
    for seat in (WEST, EAST, NORTH):
        table.must(seat, "cell.ready", ready=True)
    if paused:
        table.must(FACILITATOR, "clock.pause", reason="wait")
    rules(table, end_when_ready=True)
    assert phase_of(table)[0] == ("briefing" if paused else "negotiation")


def test_orders_wait_until_every_cell_is_ready() -> None:
    """[R136] A cell that wrote an order is awaited all the same, and may go on writing."""
    table = waiting(grace_s=60)
    assert phase_of(table) == ("orders", True) and table.view(EAST)["phase"]["deadline_ms"] is None
    assert table.refused("system", "phase.close_due", turn=1, phase="orders") == "not-due"
    table.must(EAST, "order.write", kind="suspend", args={})
    table.must(NORTH, "cell.ready", ready=True)
    assert phase_of(table) == ("orders", True) and table.view(EAST)["late"] == {}
    table.must(FACILITATOR, "clock.pause", reason="wait")
    table.must(EAST, "cell.ready", ready=True)
    assert phase_of(table) == ("orders", True)
    table.must(FACILITATOR, "clock.resume", reason="on")
    assert phase_of(table) == ("adjudication", False)


def test_control_ends_the_waiting() -> None:
    """[R136] By hand, with more time, or by taking the rule back: then the grace is given."""
    ended = waiting()
    ended.end_phase()
    assert phase_of(ended) == ("adjudication", False)
    longer = waiting()
    longer.must(FACILITATOR, "clock.extend", seconds=60, reason="a minute")
    assert phase_of(longer) == ("orders", False)
    assert longer.view(WEST)["phase"]["deadline_ms"] == longer.now_ms + 60_000
    run_out(longer)
    assert phase_of(longer) == ("orders", True)
    rules(longer, wait_for_orders=False)
    assert phase_of(longer) == ("adjudication", False)
    graced = waiting(grace_s=60)
    rules(graced, wait_for_orders=False)
    assert phase_of(graced) == ("orders", False) and graced.view(WEST)["phase"]["grace"]
    assert graced.view(WEST)["phase"]["deadline_ms"] == graced.now_ms + 60_000


def test_a_grace_that_runs_ends_in_waiting_if_the_rule_came_meanwhile() -> None:
    """[R135] [R136] Who had handed something in stays closed."""
    table = started(grace_s=60)
    table.to("orders")
    table.must(WEST, "order.write", kind="radar", args={"site": "eye"})
    run_out(table)
    rules(table, wait_for_orders=True)
    assert phase_of(table) == ("orders", False)
    run_out(table)
    assert phase_of(table) == ("orders", True)
    assert table.refused(STAFF, "order.write", kind="speak", args={"text": "x"}) == "late"
    for seat in (WEST, EAST, NORTH):
        table.must(seat, "cell.ready", ready=True)
    assert phase_of(table) == ("adjudication", False)
