"""Draws by key, never by chance: a counter-based generator keyed by (game seed, turn, purpose), integer thresholds,
and the percentile of what came out.

The random words are integers of Philox; a draw compares them with integer thresholds, so that the last bits of a
float decide nothing."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import ArrayLike

from engine.nouns import Floats, Key
from engine.reasons import BadArgument

BITS = 53
"""Thresholds are whole numbers of 2⁻⁵³: every float probability keeps its digits."""


@dataclass(frozen=True)
class Draw:
    """One sample in its distribution. `percentile` is the middle of its share of the distribution, 0 to 100 (low
    outcomes first)."""

    outcome: int
    probability: float
    percentile: float
    word: int


@dataclass(frozen=True)
class FlightTest:
    """One flight test of an interceptor family, drawn from the posterior predictive of its record."""

    hit: bool
    hit_probability: float
    percentile: float
    sentence: str


def words(key: Key, count: int = 1) -> list[int]:
    """`count` random integers below 2⁵³ for a key; the same on every machine and every numpy."""
    seed, turn, purpose = check_key(key)
    digest = blake2b(f"{seed}|{turn}|{purpose}".encode(), digest_size=16).digest()
    generator = np.random.Philox(key=int.from_bytes(digest, "big"))
    raw = generator.random_raw(count)
    return [int(word) >> (64 - BITS) for word in np.atleast_1d(raw)]


def check_key(key: Key) -> Key:
    """(game seed, turn, purpose): two whole numbers and a word."""
    if not isinstance(key, (tuple, list)) or len(key) != 3:
        raise BadArgument(
            "engine.key.shape",
            "key",
            "key must be (game seed, turn, purpose), for example (20070410, 1, 'flight test').",
        )
    seed, turn, purpose = key
    for name, value in (("game seed", seed), ("turn", turn)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
            raise BadArgument(
                "engine.key.integer", "key", f"the {name} of a key must be a whole number, not {value!r}."
            )
    if not isinstance(purpose, str):
        raise BadArgument("engine.key.purpose", "key", f"the purpose of a key must be a word, not {purpose!r}.")
    return int(seed), int(turn), purpose


def thresholds(pmf: ArrayLike) -> list[int]:
    """Upper ends of the outcomes' shares as whole numbers of 2⁻⁵³; the last is 2⁵³."""
    chances = _pmf(pmf)
    sums = np.cumsum(chances) / chances.sum()
    ends = [round(float(value) * 2**BITS) for value in sums]
    return [*ends[:-1], 2**BITS]


def sample(pmf: ArrayLike, key: Key, *, index: int = 0) -> Draw:
    """One outcome 0..n-1 of a distribution (n,) for a key; `index` counts the draws of one key."""
    ends = thresholds(pmf)
    word = words(key, index + 1)[index]
    outcome = next(i for i, end in enumerate(ends) if word < end)
    low = ends[outcome - 1] if outcome else 0
    middle = 0.5 * (low + ends[outcome]) / 2**BITS
    return Draw(outcome, round((ends[outcome] - low) / 2**BITS, 12), round(100.0 * middle, 2), word)


def flight_test(hits: float, attempts: float, key: Key) -> FlightTest:
    """A flight test: hit with the mean of Beta(hits + 1, misses + 1)."""
    if not 0 <= hits <= attempts:
        raise BadArgument(
            "engine.hits.range", "hits", f"hits must lie between 0 and attempts: 0 <= {hits:g} <= {attempts:g} fails."
        )
    chance = (hits + 1.0) / (attempts + 2.0)
    drawn = sample([1.0 - chance, chance], key)
    percentile = round(100.0 * (drawn.word + 0.5) / 2**BITS, 1)
    word = "hit" if drawn.outcome else "missed"
    sentence = (
        f"The test {word}: with {hits:g} hits in {attempts:g} tests a hit had a chance of {100 * chance:.0f} %, "
        f"and this draw fell at the {percentile:g}th percentile."
    )
    return FlightTest(bool(drawn.outcome), round(chance, 6), percentile, sentence)


def _pmf(pmf: ArrayLike) -> Floats:
    chances = np.asarray(pmf, dtype=np.float64)
    if (
        chances.ndim != 1
        or not chances.size
        or not np.isfinite(chances).all()
        or (chances < 0.0).any()
        or not abs(chances.sum() - 1.0) < 1e-6
    ):
        raise BadArgument("engine.pmf.range", "pmf", "pmf must be a row of probabilities that add up to 1.")
    return chances
