"""R120 to R123: forecasts and how they came out; cells that hand nothing in."""

from typing import Any

from tests.rules.life.plays import DEFAULTS
from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import PACK, Table, started


def test_a_forecast_is_its_seats_until_the_game_is_over() -> None:
    """[R120]"""
    table = started()
    table.must(STAFF, "forecast.give", question="suspended", probability=90, words="sure")
    table.must(STAFF, "forecast.give", question="suspended", probability=80)
    table.must(EAST, "forecast.give", question="suspended", probability=0)
    assert table.view(STAFF)["forecasts"]["suspended"]["given"][STAFF]["probability"] == 80
    for seat in (WEST, NORTH, OBSERVER):
        assert table.view(seat)["forecasts"] == {}
    assert set(table.view(FACILITATOR)["forecasts"]["suspended"]["given"]) == {STAFF, EAST}
    table.to("adjudication")
    assert table.refused(WEST, "forecast.give", question="suspended", probability=1) == "forecast-closed"
    table.must(WEST, "forecast.give", question="forward", probability=1)
    table.must(FACILITATOR, "game.end", reason="enough")
    for seat in (WEST, NORTH, OBSERVER):
        assert set(table.view(seat)["forecasts"]["suspended"]["given"]) == {STAFF, EAST}


def test_a_question_that_is_decided_after_the_game_is_not_asked() -> None:
    """[R120]"""
    table = started(turns=1)
    assert table.refused(WEST, "forecast.give", question="forward", probability=1) == "unknown-forecast"


def test_the_score_is_told_to_the_seat_and_to_control() -> None:
    """[R121]"""
    table = started()
    table.must(STAFF, "forecast.give", question="suspended", probability=80)
    table.must(NORTH, "forecast.give", question="suspended", probability=40)
    table.to("orders")
    table.must(EAST, "order.write", kind="suspend", args={})
    table.to("adjudication")
    table.adjudicate()
    its = table.view(STAFF)["forecasts"]["suspended"]
    assert (its["outcome"], its["resolved_turn"], its["given"][STAFF]["brier"]) == (True, 1, 0.04)
    assert table.view(NORTH)["forecasts"]["suspended"]["given"][NORTH]["brier"] == 0.36
    assert table.view(EAST)["forecasts"]["suspended"] == {"outcome": True, "resolved_turn": 1, "given": {}}
    assert table.view(FACILITATOR)["forecasts"]["suspended"]["given"][STAFF]["brier"] == 0.04


def test_an_answer_tells_nobody_a_secret() -> None:
    """[R121] Missiles stand forward in secret when the question is answered: for all to know, they do not."""
    early = {**PACK["forecasts"]["forward"], "turn": 1}
    table = started(pack={**PACK, "forecasts": {"forward": early}})
    table.must(EAST, "forecast.give", question="forward", probability=100)
    table.to("orders")
    table.must(EAST, "order.write", kind="battery", args={"site": "battery", "number": 4})
    table.to("adjudication")
    table.adjudicate()
    assert table.view(EAST)["sites"]["battery"]["status"] == "in_force"
    assert table.view(WEST)["forecasts"]["forward"]["outcome"] is False
    assert table.view(EAST)["forecasts"]["forward"]["given"][EAST]["brier"] == 1.0


def late(**options: Any) -> Table:
    """West has written an order; North and East have handed nothing in; the clock has run out."""
    table = started(pack={**PACK, "default_orders": DEFAULTS}, **options)
    table.to("orders")
    table.must(WEST, "order.write", kind="radar", args={"site": "eye"})
    table.now_ms += 10**7
    table.must("system", "phase.close_due", turn=1, phase="orders")
    return table


def test_a_late_cell_has_a_grace_once_and_others_do_not() -> None:
    """[R122]"""
    table = late(grace_s=60)
    phase = table.view(WEST)["phase"]
    assert (phase["name"], phase["grace"], phase["deadline_ms"]) == ("orders", True, table.now_ms + 60_000)
    assert table.view(WEST)["late"] == {} and table.view(OBSERVER)["late"] == {}
    assert table.view(EAST)["late"]["1:east"]["state"] == "grace"
    assert set(table.view(FACILITATOR)["control"]["late"]) == {"1:east", "1:north"}
    assert table.refused(WEST, "order.write", kind="speak", args={"text": "x"}) == "late"
    table.must(EAST, "order.write", kind="suspend", args={})
    assert table.refused("system", "phase.close_due", turn=1, phase="orders") == "not-due"
    table.now_ms += 10**6
    table.must("system", "phase.close_due", turn=1, phase="orders")
    assert table.view(WEST)["phase"]["name"] == "adjudication"
    assert "1:north" in table.view(NORTH)["late"] and table.view(NORTH)["late"]["1:north"]["state"] == "default"
    assert [row["kind"] for row in table.view(EAST)["orders"].values()] == ["suspend"]


def test_without_a_grace_or_late_cells_the_orders_close_at_once() -> None:
    """[R122]"""
    assert late().view(WEST)["phase"]["name"] == "adjudication"
    table = started(grace_s=60)
    table.to("orders")
    for seat in (WEST, EAST, NORTH):
        table.must(seat, "cell.ready", ready=True)
    table.now_ms += 10**7
    table.must("system", "phase.close_due", turn=1, phase="orders")
    assert table.view(WEST)["phase"]["name"] == "adjudication"


def test_the_scenarios_orders_are_entered_for_a_late_cell_and_say_so() -> None:
    """[R123]"""
    table = late()
    (order,) = table.view(NORTH)["orders"].values()
    assert (order["kind"], order["origin"], order["status"]) == ("consent", "default", "closed")
    (told,) = [row["text"] for row in table.view(VALE)["notices"].values() if row["about"] == order["id"]]
    assert "handed nothing in for turn 1" in told and "The host of Fort says no." in told
    assert table.view(EAST)["orders"].keys() == set(table.view(EAST)["late"]["1:east"]["orders"])
    assert [row["origin"] for row in table.view(WEST)["orders"].values()] == ["seat"]
    table.adjudicate()
    assert table.view(WEST)["sites"]["fort"]["consent"] == "no"


def test_what_a_late_cell_cannot_pay_is_left_out() -> None:
    """[R123]"""
    poor = {**PACK["cells"], "east": {**PACK["cells"]["east"], "money_bn": 0.5}}
    table = started(pack={**PACK, "cells": poor, "default_orders": DEFAULTS})
    table.to("adjudication")
    assert table.view(EAST)["orders"] == {} and table.view(EAST)["late"]["1:east"]["orders"] == []
