"""Packs played to the end by what each side does by itself: every order can be given, numbers move, nothing sticks.

The second pack shares no name with the first: what plays both is wired to neither.
"""

import json
import re
from pathlib import Path

import pytest

from tests.rules import small
from tests.rules.table import Table, clause, sign
from wargame.rules.catalogue import catalogue
from wargame.rules.refusals import Refusal
from wargame.rules.sight import sight
from wargame.scenarios import load
from wargame.umpire.inquiry import adjudication

FIRST, SECOND = "european_shield_2007", "strait_of_marn"
ROOT = Path(__file__).resolve().parents[2]


def invented(table, turn):
    """Answers of the right shape, for the pack's own assessments and axes."""
    axes = {name: {**small.axis(name, 30.0), "name": row["name"]} for name, row in table.pack["threats"].items()}
    found = {
        name: {**small.finding(turn, name, 0), "in_force": axes, "planned": axes} for name in table.pack["assessments"]
    }
    return {"assessments": found, "draws": {}, "manifest": {}}


def of_the_engine(table, turn):
    result = adjudication.adjudicate(table.state, table.pack, remembered=adjudication.Memory())
    rows = {name: {**row, "document": f"d-{name}"} for name, row in result.findings["assessments"].items()}
    return {**result.findings, "assessments": rows}


def begun(name, **options):
    return begun_with(load.resolved(name), **options)


def begun_with(pack, **options):
    """A table in its first briefing, a person in every seat."""
    table = Table(pack=pack, mode="rigid", **options)
    for seat, row in table.pack["seats"].items():
        if row["cell"] != "control":
            table.must("system", "seat.take", seat=seat)
    table.must("control.facilitator", "game.start")
    return table


def by_default(table, turn):
    """Writes what each side does by itself; returns what was refused."""
    refused = []
    for row in table.pack["default_orders"]:
        if row["turn"] != turn:
            continue
        power = table.pack["order_kinds"][row["kind"]]["power"]
        if power.endswith("$host"):
            power = power.replace("$host", table.pack["sites"][row["args"]["site"]]["host"])
        seat = next(
            seat for seat, its in table.pack["seats"].items() if its["cell"] == row["cell"] and power in its["powers"]
        )
        answer = table.do(seat, "order.write", kind=row["kind"], args=row["args"])
        if isinstance(answer, Refusal):
            refused.append((turn, row["kind"], answer.message))
    return refused


def played(table, answers):
    refused = []
    while not table.state["game"]["over"]:
        turn = table.state["turn"]["number"]
        table.to("orders")
        refused += by_default(table, turn)
        table.to("adjudication")
        table.must("system", "findings.record", turn=turn, findings=answers(table, turn))
        table.end_phase()
    return refused


def test_the_course_of_history_can_be_played_in_all_eight_turns():
    table = begun(FIRST, turns=8)
    assert played(table, invented) == []
    failed = [
        (row["turn"], row["sentence"], row["outcome"])
        for row in table.state["orders"].values()
        if row["status"] == "failed"
    ]
    assert failed == []
    assert table.state["treaties"]["start"] == "expired" and table.state["treaties"]["cfe"] == "suspended"
    assert {name: row["answer"] for name, row in table.state["consents"].items()}["sejm"] == "yes"
    assert table.state["sites"]["aegis_aegean"][-1]["site"]["system"] == "sm3_ib"
    still = [name for name, row in table.state["indicators"].items() if not row["view"]["changes"]]
    assert still == []
    assert all(
        change["because"] for row in table.state["indicators"].values() for change in row["view"]["changes"].values()
    )


@pytest.mark.parametrize("turns", [None, 3, 5])
def test_a_shorter_game_ends_after_its_turns(turns):
    table = begun(FIRST, **({} if turns is None else {"turns": turns}))
    assert played(table, invented) == []
    assert table.state["turn"]["number"] == (turns or 3)


def test_the_second_pack_is_played_to_the_end_by_rules_and_umpire():
    table = begun(SECOND)
    table.to("negotiation")
    offer = table.must(
        "harl.warden",
        "offer.table",
        title="No eyes on the south shore",
        to=["ost"],
        clauses=[clause("no_radar", party="ost", shore="south_shore"), clause("free_passage", party="harl")],
        expires_turn=1,
    )
    sign(table, "harl.warden", offer)
    sign(table, "ost.chancellor", offer)
    table.to("orders")
    table.must("ost.chancellor", "order.write", kind="build_quietly", args={})
    table.must("guild.master", "order.write", kind="take_aboard", args={"by": "harl"})
    assert by_default(table, 1) == []
    table.to("adjudication")
    table.must("system", "findings.record", turn=1, findings=of_the_engine(table, 1))
    # Harl's people sail past the lighthouse: it finds the secret and the breach, the Guild does not.
    agreement = next(iter(table.view("harl.warden")["agreements"].values()))
    (promise,) = [name for name, row in agreement["clauses"].items() if row["kind"] == "no_radar"]
    assert agreement["compliance"][promise]["status"] == "breached"
    assert table.view("harl.warden")["sites"]["south_light"]["status"] == "in_force"
    assert table.view("guild.master")["sites"]["south_light"]["status"] == "idea"
    table.end_phase()
    refused = played(table, of_the_engine)
    assert refused == []
    assert table.state["game"]["over"] and table.state["consents"]["diet"]["answer"] == "yes"
    assert table.view("guild.master")["draws"] and "brown_fields" in table.state["sent"]
    finding = table.view("guild.master")["findings"]["3"]["hydrologists"]
    assert finding["in_force"] == {} and finding["russia_in_force"]["areas"] == 0
    for seat in table.pack["seats"]:
        json.dumps([sight(table.state, seat), catalogue(table.pack, seat)], allow_nan=False)


def test_no_name_of_either_pack_is_wired_into_the_program():
    """Cells, seats, sites, orders, clauses of the packs do not stand in the code of the house as words of their own."""
    names = set()
    for pack in map(load.resolved, (FIRST, SECOND)):
        for table in ("cells", "seats", "sites", "order_kinds", "clause_kinds", "assessments", "injects"):
            names |= {name for name in pack[table] if len(name) > 3 or table == "cells"}
    # "russia" is the name of one of the engine's questions; control's seats are the house's own.
    own = {name for name in names if name.startswith("control.")} | {"russia"}
    pattern = re.compile(r"""["']({})["']""".format("|".join(sorted(map(re.escape, names - own)))))
    wired = [
        (path.relative_to(ROOT).as_posix(), number, found.group(1))
        for folder in ("wargame", "engine")
        for path in (ROOT / folder).rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := pattern.search(line))
    ]
    assert wired == []
