"""What a seat was told, as a state: the same as folding the entries that it may see, after every kind of game."""

from random import Random

import pytest

from tests.fuzz.games import monkey
from tests.fuzz.games.test_games import SMALL
from tests.fuzz.games.test_games import played as monkey_played
from tests.rules.sight.plays import PLAYS, played
from tests.rules.small import SEATS
from tests.rules.table import Table
from wargame.rules.events import visible
from wargame.rules.evolve import fold
from wargame.rules.mechanics.situation import situation_of
from wargame.rules.sight import sight
from wargame.rules.sight.told import TABLES, told
from wargame.rules.state import EMPTY, State

# Of these the fold keeps more or less than the seat's sight needs; none of it is another's.
LOOSE = ("rooms", "read", "proposals", "marks", "fate", "rulings")


def holds(table: Table) -> None:
    for seat in SEATS:
        known = told(table.state, seat)
        folded = fold(EMPTY, [event for event in table.log if visible(event, seat, table.state["game"])])
        assert sight(known, seat) == sight(folded, seat) == sight(table.state, seat), seat
        if known is table.state:
            continue
        for name in TABLES:
            if name not in LOOSE:
                assert known[name] == folded[name], (seat, name)  # type: ignore[literal-required]
        # Who has left a room still folds that he left it, and sees the room no more.
        kept = {
            name: row for name, row in folded["rooms"].items() if visible(row["members"], seat, table.state["game"])
        }
        assert known["rooms"] == kept, seat
        assert set(known["marks"]) == set(folded["marks"]), seat
        assert all(set(row["seen_by"]) <= set(folded["marks"][name]["seen_by"]) for name, row in known["marks"].items())
        cell = seat.split(".")[0]
        if cell != "control":
            one, other = (situation_of(state, table.pack, (cell,)) for state in (known, folded))
            assert one == other, seat
        assert not known["fate"] and not known["rulings"] and not known["proposals"]


def test_every_table_of_the_state_has_a_rule_who_is_told_of_it() -> None:
    assert set(TABLES) == set(State.__annotations__) == set(EMPTY)


@pytest.mark.parametrize("play", PLAYS)
def test_what_a_seat_was_told_is_the_fold_of_what_it_may_see(play: str) -> None:
    for observers in ("public", "full"):
        holds(played(play, mode="rigid", observers=observers))


@pytest.mark.parametrize("seed", range(12))
def test_so_it_is_in_games_that_a_monkey_plays(seed: int) -> None:
    table, _ = monkey_played((SMALL, seed, 1 + seed % 3))
    holds(table)


def test_so_it_is_in_the_middle_of_a_game() -> None:
    table = Table(seed=3, stream="middle", mode="rigid", observers="public", turns=3)
    chance = Random(3)
    players = [seat for seat, row in table.state["seats"].items() if row["cell"] != "control"]
    for step in range(300):
        seat, name, args = monkey.move(table, chance, players, hurry=step > 150)
        table.do(seat, name, **args)
        if step % 60 == 0:
            holds(table)
