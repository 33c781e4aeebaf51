"""R68 and R69: what moves an assessment, by how much, who is told, and that the truth stays with control."""

import json
from typing import Any

from tests.rules.small import ASSISTANT, EAST, FACILITATOR, NORTH, OBSERVER, SEATS, WEST
from tests.rules.table import PACK, Table, clause, sign, started
from wargame.rules.mechanics import beliefs, effects
from wargame.rules.mechanics.acts import Acts

SPEED = PACK["assessments"]["north_view"]["parameters"]["speed"]


def moved(table: Table, seen_by: tuple[str, ...] = ("all",), **args: Any) -> Acts:
    acts = Acts(table.state, table.context("x"), "system")
    deed = effects.Deed(about="x", because="a visit", seen_by=seen_by, bindings={})
    effect = {"kind": "move_assessment", "args": {"parameter": "speed", "toward": "truth", "share": 0.5, **args}}
    effects.do(acts, [effect], deed)
    return acts


def truth_of(table: Table) -> float:
    return float(table.state["fate"]["truth"]["speed"])


def half_way(low: float, high: float) -> float:
    return float(f"{(low + high) / 2:.6g}")


def test_a_stated_share_of_the_way_is_gone_range_and_all() -> None:
    """[R68]"""
    table = started()
    truth = truth_of(table)
    assert truth != SPEED["value"]
    acts = moved(table, assessment="north")
    held = beliefs.parameters(acts.state, PACK, "north_view")["speed"]
    assert {end: held[end] for end in beliefs.ENDS} == {end: half_way(SPEED[end], truth) for end in beliefs.ENDS}
    assert held["source"] == SPEED["source"]
    whole = moved(table, assessment="north", share=1.0)
    assert {beliefs.parameters(whole.state, PACK, "north_view")["speed"][end] for end in beliefs.ENDS} == {truth}
    assert not moved(table, assessment="north", share=0.0).events, "no way gone, no event"


def test_one_assessment_moves_towards_another() -> None:
    """[R68]"""
    table = started()
    table.append(tuple(moved(table, assessment="east_view", share=1.0).events))
    table.append(tuple(moved(table, assessment="north", toward="east_view").events))
    now = beliefs.parameters(table.state, PACK, "north_view")["speed"]["value"]
    assert now == half_way(SPEED["value"], truth_of(table))


def test_its_readers_are_told_and_nobody_else() -> None:
    """[R68] [R72]"""
    table = started()
    table.append(tuple(moved(table, assessment="north", share=0.5).events))
    table.append(tuple(moved(table, assessment="north", share=0.25).events))
    held = table.view(NORTH)["assessments"]["north_view"]["speed"]
    first = half_way(SPEED["value"], truth_of(table))
    assert (held["was"], held["because"], held["turn"], held["unit"]) == (first, "a visit", 1, "km/s")
    assert [(move["was"], move["value"]) for move in held["moves"].values()][-1] == (held["was"], held["value"])
    for seat in SEATS:
        knows = seat.startswith("north.") or seat in (FACILITATOR, ASSISTANT)
        assert bool(table.view(seat)["assessments"]) is knows, seat
    assert table.view(OBSERVER)["assessments"] == {}


def test_nobody_learns_from_a_deed_of_which_he_was_not_told() -> None:
    """[R68]"""
    table = started()
    assert not moved(table, ("west", "east"), assessment="north").events
    assert not moved(table, ("north",), assessment="public_view").events, "a secret deed moves no published figure"
    assert moved(table, ("north",), assessment="north").events
    assert moved(table, ("all",), assessment="public_view").events


def test_a_visit_moves_the_guests_figures_when_it_is_carried_out() -> None:
    """[R68]"""
    table = started()
    table.to("orders")
    table.must(EAST, "order.write", kind="visit", args={"site": "battery", "guest": "north"})
    table.to("adjudication")
    assert not table.state["beliefs"], "nothing moves before the orders are carried out"
    table.adjudicate()
    assert table.view(NORTH)["assessments"]["north_view"]["speed"]["value"] == half_way(6.0, truth_of(table))
    assert table.view(NORTH)["assessments"]["north_view"]["speed"]["because"] == "East invites North to Battery."


def test_what_an_agreement_opens_is_learnt_each_turn_while_it_is_kept() -> None:
    """[R68]"""
    table = started()
    table.to("negotiation")
    offer = table.must(
        NORTH, "offer.table", title="Access", to=["west"], expires_turn=1,
        clauses=[clause("access", site="fort", guest="north")],
    )  # fmt: skip
    sign(table, NORTH, offer)
    sign(table, WEST, offer)
    assert not table.state["beliefs"], "a signature shows nobody anything"
    table.to("adjudication")
    table.adjudicate()
    assert not table.state["beliefs"], "the promise was not kept: no access was given"
    table.to("orders")
    table.must(WEST, "order.write", kind="visit", args={"site": "fort", "guest": "north"})
    table.to("adjudication")
    table.adjudicate()
    moves = table.state["beliefs"]["north_view"]["parameters"]["speed"]["moves"]
    assert len(moves) == 2, "the visit itself, and what the agreement opens"
    table.to("adjudication")
    table.adjudicate()
    assert len(table.state["beliefs"]["north_view"]["parameters"]["speed"]["moves"]) == 3


def test_the_truth_stays_with_control() -> None:
    """[R69]"""
    table = started(mode="rigid")
    assert beliefs.truth_is_known(table.state, PACK)
    drawn = beliefs.parameters(table.state, PACK, "truth")
    assert drawn["speed"]["value"] == drawn["speed"]["low"] == truth_of(table)
    assert set(drawn) == {*PACK["assessments"]["public_view"]["parameters"], *PACK["truth"]}
    table.to("adjudication")
    table.adjudicate()
    told = table.view(FACILITATOR)["findings"]["1"]
    assert "truth" in told and table.view(ASSISTANT)["findings"]["1"]["truth"] == told["truth"]
    for seat in (WEST, EAST, NORTH, OBSERVER):
        assert "truth" not in table.view(seat)["findings"]["1"]
        assert told["truth"]["document"] not in json.dumps(table.view(seat))
