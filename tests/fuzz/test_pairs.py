"""[P5] Non-interference: two games that differ only in what is hidden from a seat give that seat the same stream.

Views, patches, names of views, answers to its own commands, talk, catalogue and documents, compared byte by byte and
in their order. Every planted leak must make a difference, or the comparison would prove nothing.
"""

from functools import cache

import pytest

from tests.fuzz.games.test_games import SMALL, pack_of
from tests.fuzz.leaks import LEAKS
from tests.fuzz.pairs import Pair, pair
from tests.fuzz.streams import first_difference, seen
from wargame.scenarios.load import pack_ids

pytestmark = pytest.mark.slow

PAIRS = 200  # the figure; the suite plays its twentieth
SLOTS = 70
TRIED = 60  # pairs within which a leak has to show


def pair_of(seed: int, *, scenario: str | None = None) -> Pair:
    names = [SMALL, *pack_ids()]
    pack, digest = pack_of(scenario or names[seed // 2 % len(names)])
    tried = (
        pair(seed + more, pack=pack, pack_digest=digest, turns=2, slots=SLOTS, orders=seed % 2 == 1)
        for more in range(0, 10**6, 1000)
    )
    return next(made for made in tried if made.differences)


def compared(made: Pair) -> str | None:
    one = seen(made, made.first, fate=made.fates[0])
    two = seen(made, made.second, fate=made.fates[1])
    return first_difference(one, two)


def test_pairs_that_differ_in_what_is_hidden_look_the_same(committed, figure):
    """[R74]"""
    count, slots, differences, viewers = figure(PAIRS), 0, 0, set()
    for seed in range(count):
        made = pair_of(seed)
        found = compared(made)
        assert found is None, f"pair {seed}, as {made.viewer} sees it: {found}"
        slots += made.compared
        differences += made.differences
        viewers.add(made.viewer)
    print(f"[P5] {count} pairs, {slots} commands, {differences} hidden differences, {len(viewers)} viewers: 0 seen; "
          f"at 95 % fewer than {3 / count:.1%} of pairs")  # fmt: skip
    assert slots > count * SLOTS / 3 and differences > count * 5


@cache
def honest(seed: int) -> Pair:
    """A pair of the small scenario that looks the same as long as nothing leaks."""
    made = pair_of(seed, scenario=SMALL)
    assert compared(made) is None
    return made


@pytest.mark.long
@pytest.mark.parametrize("leak", list(LEAKS))
def test_a_planted_leak_is_seen(committed, leak):
    for seed in range(TRIED):
        made = honest(seed)
        with LEAKS[leak]():
            found = compared(made)
        if found is not None:
            print(f"[P5] planted: {leak}; pair {seed}: {found}")
            return
    raise AssertionError(f"{leak}: nothing was seen of it in {TRIED} pairs")


def test_there_are_ten_leaks_and_more():
    assert len(LEAKS) >= 10
