"""[P12] Whole games played by a monkey, illegal commands between the legal ones: what must hold in all of them.

R1 to R6, R20, R45, R51, R60, R65, R75 of docs/rules.md. A failing game is named by its line for `seeds.txt`, comes out
the same every time, and is left as an archive that `manage.py import` takes in.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.core.management import call_command

from tests.fuzz.games import monkey
from tests.fuzz.games.dump import dump, folder
from tests.fuzz.games.holds import holds
from tests.rules import small
from tests.rules.sight.fog import check
from tests.rules.table import Doubting, Table
from wargame.journal.store.codec import digest_of, spell
from wargame.rules.refusals import CODES
from wargame.scenarios.load import pack_ids, resolved

GAMES = 2000  # the figure; the suite plays its twentieth, beside the kept seeds
DOUBTED = 1000
SMALL = "small"
EVERY_SO_OFTEN = 5  # games of the small scenario for one of each that the program comes with
SIGHTED = 10  # one game of so many has its pictures compared
MODES = ("rigid", "semi-rigid", "free")
MOVES_A_TURN = 50
SEEDS = Path(__file__).with_name("seeds.txt")

Game = tuple[str, int, int]


def kept() -> list[Game]:
    lines = [line.split("#")[0].split() for line in SEEDS.read_text().splitlines()]
    return [(name, int(seed), int(turns)) for name, seed, turns in filter(None, lines)]


def drawn_up(seed: int) -> Game:
    """Which scenario and how many turns a seed plays: of the packs 3, 5 or 8 where they have so many."""
    packs = [SMALL] * EVERY_SO_OFTEN + pack_ids()
    name = packs[seed % len(packs)]
    most = len(pack_of(name)[0]["turns"])
    turns = [n for n in ((1, 2, 3) if name == SMALL else (3, 5, 8)) if n <= most]
    return name, seed, Random(f"turns {seed}").choice(turns or [most])


@cache
def pack_of(name: str) -> tuple[Any, str]:
    """The resolved pack and its digest."""
    pack = small.pack() if name == SMALL else resolved(name)
    return pack, digest_of(spell(pack))


def board(game: Game, kind: type[Table] = Table, **options: Any) -> Table:
    name, seed, turns = game
    pack, digest = pack_of(name)
    names = {"stream": f"stream-{seed}", "pack": pack, "pack_digest": digest}
    return kind(seed=seed, turns=turns, game_id=f"{seed:032x}", **names, **options)


def opened(game: Game) -> Table:
    chance = Random(f"options {game[1]}")
    return board(
        game,
        mode=chance.choice(MODES),
        observers=chance.choice(["public", "full"]),
        end_when_ready=chance.random() < 0.3,
    )


def played(game: Game) -> tuple[Table, Counter[str]]:
    """The game to its end, held against everything that must be true. Raises AssertionError with the way to see it."""
    table = opened(game)
    try:
        came = Counter(monkey.play(table, Random(game[1]), most=MOVES_A_TURN * game[2]))
        holds(table)
        if game[1] % SIGHTED == 0:
            # The seats of control are told the most, an empty seat the least.
            check(table.log, options=table.state["game"], every=60, seats=list(table.state["seats"]))
    except Exception as error:
        line = " ".join(map(str, game))
        file = folder() / f"{line.replace(' ', '-')}.zip"
        dump(table, file)
        raise AssertionError(f"the game “{line}” (for seeds.txt; import {file}): {error!r}") from error
    return table, came


@pytest.fixture(scope="module")
def outcomes(figure: Any) -> Counter[str]:
    """Plays the games; how often each answer came, and each scenario."""
    total: Counter[str] = Counter()
    for game in [*kept(), *(drawn_up(seed) for seed in range(figure(GAMES)))]:
        table, came = played(game)
        total.update(came)
        total[f"{game[0]} {game[2]}"] += 1
        total["agreements"] += len(table.state["agreements"])
        total["orders"] += len(table.state["orders"])
    games = sum(count for name, count in total.items() if name.split()[-1].isdigit())
    print(f"[P12] {games} games, {total['ok']} commands accepted, {total['orders']} orders, {total['agreements']} "
          f"agreements; 0 failed: at 95 % fewer than {3 / games:.2%} of games\n{dict(total)}")  # fmt: skip
    return total


def test_all_games_end_and_hold_together(outcomes: Counter[str]) -> None:
    assert outcomes["ok"] > 1000 and outcomes["agreements"] > 20 and outcomes["orders"] > 200


def test_every_scenario_is_played(outcomes: Counter[str]) -> None:
    names = {name.split()[0] for name in outcomes if name.split()[-1].isdigit()}
    assert names == {SMALL, *pack_ids()}


def test_the_monkey_met_the_refusals(outcomes: Counter[str]) -> None:
    met = {name for name in outcomes if name in CODES}
    assert len(met) >= 33, sorted(set(CODES) - met)


def test_no_answer_reads_what_the_seat_was_not_told(figure: Any) -> None:
    """[R75] Refusals, warnings and events are the same from what the seat knows as from the whole state."""
    answered = 0
    for seed in range(figure(DOUBTED)):
        game = drawn_up(seed)
        table = board(game, Doubting, mode="rigid")
        answered += sum(monkey.play(table, Random(seed), most=MOVES_A_TURN * game[2]).values())
        assert not table.doubts, f"{game}: {table.doubts[0]}"  # type: ignore[attr-defined]
    assert answered > 1000


def test_the_same_seed_is_the_same_game() -> None:
    """[R2]"""
    first, second = (played((SMALL, 3, 3))[0] for _ in range(2))
    assert first.log == second.log and first.texts == second.texts


def test_another_stream_has_other_ids() -> None:
    """[R4]"""
    one, other = Table(stream="a"), Table(stream="b")
    assert one.context("x").new_id("offer") != other.context("x").new_id("offer")


# The harness itself: a fault in the rules is found, and what it leaves behind can be opened.


def test_a_planted_fault_is_found_and_its_dump_opens(monkeypatch, tmp_path, transactional_db) -> None:
    from wargame import journal
    from wargame.lobby.models import Game as Row
    from wargame.rules.mechanics import effects

    monkeypatch.setenv("FUZZ_DUMPS", str(tmp_path))
    whole = effects.change_funds
    monkeypatch.setattr(effects, "change_funds", lambda acts, cell, **more: _spent(whole, acts, cell, more))
    with pytest.raises(AssertionError, match="money below zero"):
        for seed in range(50):
            played((SMALL, seed, 3))
    (file,) = tmp_path.glob("*.zip")
    call_command("import", str(file))
    game = Row.objects.get(title__startswith="Failed: small-")
    state, _ = journal.state_at(game.stream)
    assert any(row["money_bn"] < 0 for row in state["funds"].values()), "the fault can be seen in the game"
    call_command("replay", str(game.pk))


def _spent(whole: Any, acts: Any, cell: str, more: Any) -> None:
    """Nobody looks whether there is so much."""
    funds = acts.state["funds"][cell]
    body = {"cell": cell, "money_bn": funds["money_bn"] + 9 * min(0, more.get("money_bn", 0)) - 0.1}
    acts.add("funds_changed", {**body, "capital": funds["capital"], "because": "", "turn": 1}, (cell,))


def agreed() -> Table:
    """A game in which something was agreed, ordered, and published after it."""
    games = (played((SMALL, seed, 3))[0] for seed in range(50))
    wanted = {"compliance_found", "order_carried_out", "offer_closed"}
    return next(table for table in games if wanted <= {event.kind for event in table.log})


FAULTS = {
    "an offer's end is told twice": ("offer_closed", 2),
    "an offer never ends": ("offer_closed", 0),
    "an agreement is not accounted for": ("compliance_found", 0),
    "an order is lost": ("order_carried_out", 0),
    "an order is carried out twice": ("order_carried_out", 2),
    "a turn is published twice": ("turn_published", 2),
    "an indicator moves without a record": ("indicator_moved", 0),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_log_with_a_fault_does_not_hold(fault: str) -> None:
    kind, times = FAULTS[fault]
    table = agreed()
    holds(table)
    place = max(n for n, event in enumerate(table.log) if event.kind == kind and event.body.get("change", 1))
    table.log[place : place + 1] = [table.log[place]] * times
    with pytest.raises(AssertionError):
        holds(table)


def test_a_value_out_of_its_bounds_does_not_hold() -> None:
    for kind, name, value in (("indicator_moved", "value", 101.0), ("funds_changed", "capital", -1)):
        table = agreed()
        last = max(n for n, event in enumerate(table.log) if event.kind == kind)
        table.log[last] = type(table.log[last])(kind, 1, {**table.log[last].body, name: value}, table.log[last].seen_by)
        with pytest.raises(AssertionError):
            holds(table)
