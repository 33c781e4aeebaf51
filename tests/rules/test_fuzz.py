"""[P12] Whole games played by a monkey, illegal commands between the legal ones: what must hold in all of them.

R1 to R6, R20, R45, R51, R60, R65, R75 of docs/rules.md. A failing game is named by its seed and comes out the same
every time.
"""

import json
import re
from collections import Counter
from random import Random
from typing import Any

import pytest

from tests.rules import monkey, small
from tests.rules.fog import check
from tests.rules.table import Doubting, Table
from tests.rules.test_commuting import audiences_hold
from wargame.rules.events import ALL, KINDS
from wargame.rules.evolve import fold
from wargame.rules.refusals import CODES
from wargame.rules.state import EMPTY

GAMES = 6000  # the figure; the suite plays its twentieth
ID = re.compile(r"^[a-z]+-[0-9a-f]{16}$")
MODES = ("rigid", "semi-rigid", "free")


def findings(table: Table, turn: int) -> dict[str, Any]:
    due = [inject for inject in ("trial",) if inject in table.state["sent"]]
    drawn = {row["inject"] for row in table.state["draws"].values()}
    return small.findings(turn, draws={inject: small.HIT for inject in due if inject not in drawn})


def game(seed: int) -> tuple[Table, dict[str, int]]:
    chance = Random(seed)
    table = Table(
        seed=seed,
        stream=f"stream-{seed}",
        mode=chance.choice(MODES),
        observers=chance.choice(["public", "full"]),
        turns=chance.randint(1, 3),
        end_when_ready=chance.random() < 0.3,
    )
    return table, monkey.play(table, chance, findings=findings, most=150)


def holds(table: Table) -> None:
    """What is true of every game that was played to its end."""
    log = table.log
    for event in log:
        assert event.seen_by and list(event.seen_by) == sorted(set(event.seen_by)), event
        assert ALL not in event.seen_by or event.seen_by == (ALL,), event
        assert event.version == KINDS[event.kind].version
    _offers(table)
    _money(table)
    _indicators(table)
    _turns(table)
    for name in ("offers", "agreements", "orders", "press", "notices", "draws", "rulings"):
        assert all(ID.match(one) for one in table.state[name]), name  # type: ignore[literal-required]
    stored = json.loads(json.dumps([event.body for event in log]))
    assert stored == [event.body for event in log], "a body is not a plain JSON value"
    assert fold(EMPTY, log) == table.state
    assert json.loads(json.dumps(table.state)) == table.state, "the state is not a plain JSON value"
    audiences_hold(log, table.pack)


def _offers(table: Table) -> None:
    closed = Counter(event.body["offer"] for event in table.log if event.kind == "offer_closed")
    assert set(closed) == set(table.state["offers"]) and set(closed.values()) <= {1}
    signed = {name for name, row in table.state["offers"].items() if row["view"]["status"] == "signed"}
    assert signed == {row["view"]["offer"] for row in table.state["agreements"].values()}
    for name in signed:
        view = table.state["offers"][name]["view"]
        assert set(view["signatures"]) == set(view["parties"])
    told = {event.body["notice"]["about"] for event in table.log if event.kind == "notice_given"}
    expired = {name for name, row in table.state["offers"].items() if row["view"]["status"] == "expired"}
    assert expired <= told, "an offer expired in silence"


def _money(table: Table) -> None:
    for event in table.log:
        if event.kind == "funds_changed":
            assert event.body["money_bn"] >= 0 and event.body["capital"] >= 0
    for order in table.state["orders"].values():
        assert order["status"] in ("carried_out", "failed", "written", "closed")
    unpaid = {cell: row["money_bn"] for cell, row in table.state["funds"].items()}
    assert all(value >= 0 for value in unpaid.values())


def _indicators(table: Table) -> None:
    """No number moves without a because: the first value and the changes add up to the last."""
    for name, row in table.state["indicators"].items():
        first = table.pack["indicators"][name]["initial"]
        moves = [event.body["change"] for event in table.log if event.kind == "indicator_moved"]
        mine = [
            event.body["change"]["delta"]
            for event in table.log
            if event.kind == "indicator_moved" and event.body["indicator"] == name and event.body["change"]
        ]
        assert abs(first + sum(mine) - row["view"]["value"]) < 1e-6, name
        assert 0 <= row["view"]["value"] <= 100
        assert all(change is None or (change["because"] and change["rule"]) for change in moves)
        assert len(row["view"]["changes"]) == len(mine), "two changes share an id"


def _turns(table: Table) -> None:
    published = Counter(event.body["turn"] for event in table.log if event.kind == "turn_published")
    recorded = Counter(event.body["turn"] for event in table.log if event.kind == "findings_recorded")
    assert set(published.values()) <= {1} and set(recorded.values()) <= {1}
    closed: set[int] = set()
    for event in table.log:
        if event.kind == "orders_closed":
            closed.add(event.body["turn"])
        if event.kind == "order_written":
            assert event.body["order"]["turn"] not in closed, "an order was written after the close"
    done = Counter(event.body["order"] for event in table.log if event.kind == "order_carried_out")
    secret = {name for name, order in table.state["orders"].items() if order["secret"]}
    assert all(count == 1 or name in secret for name, count in done.items()), "an order was carried out twice"


@pytest.fixture(scope="module")
def outcomes(figure: Any) -> dict[str, int]:
    """Plays the games; returns how often each refusal came."""
    total: Counter[str] = Counter()
    for seed in range(figure(GAMES)):
        try:
            table, came = game(seed)
            holds(table)
            if seed % 10 == 0:
                check(table.log, options=table.state["game"], every=40)
        except Exception as error:
            raise AssertionError(f"game {seed}: {error!r}") from error
        total.update(came)
    return dict(total)


def test_all_games_end_and_hold_together(outcomes: dict[str, int]) -> None:
    assert outcomes["ok"] > 1000


def test_the_monkey_met_the_refusals(outcomes: dict[str, int]) -> None:
    met = set(outcomes) - {"ok"}
    assert met <= set(CODES)
    assert len(met) >= 33, sorted(set(CODES) - met)


def test_no_answer_reads_what_the_seat_was_not_told(figure: Any) -> None:
    """[R75] Refusals, warnings and events are the same from what the seat knows as from the whole state."""
    answered = 0
    for seed in range(figure(GAMES // 4)):
        table = Doubting(seed=seed, mode="rigid")
        came = monkey.play(table, Random(seed), findings=findings, most=150)
        answered += sum(came.values())
        assert not table.doubts, f"game {seed}: {table.doubts[0]}"
    assert answered > 1000


def test_the_same_seed_is_the_same_game() -> None:
    """[R2]"""
    first, second = game(3)[0], game(3)[0]
    assert first.log == second.log and first.texts == second.texts


def test_another_stream_has_other_ids() -> None:
    """[R4]"""
    one, other = Table(stream="a"), Table(stream="b")
    assert one.context("x").new_id("offer") != other.context("x").new_id("offer")
