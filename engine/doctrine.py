"""What leaks: exact distributions for shot doctrines, finite stock, failed tracks, common failures and an uncertain
kill probability.

Nothing is drawn here. Sources: Wilkening's binomial model (Science & Global Security 8, 2000) for the barrage and
the two kinds of failure; dynamic programming over (threats alive, interceptors left) for shoot-look-shoot. Vectors:
`doctrine.json`."""

from functools import lru_cache
from math import ceil, comb
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments
from engine.arguments import Floats
from engine.nouns import Doctrine
from engine.reasons import BadArgument

MOST_THREATS = 500
MOST_INTERCEPTORS = 10_000


def leakers(
    threats: int,
    interceptors: int,
    looks: int,
    kill_probability: ArrayLike,
    spend_all_at_last_look: bool = True,
    *,
    shots_per_look: int = 1,
) -> Floats:
    """Exact distribution of leakers, (..., threats + 1), for kill probabilities (...) from 0 to 1.

    Each look gives `shots_per_look` shots per live threat, as many as are left, spread as evenly as possible; the
    last look spreads all that are left if told so. Kills are known before the next look. No failure of track is in
    it: see `raid`."""
    threats = count(threats, "threats", most=MOST_THREATS)
    interceptors = count(interceptors, "interceptors", most=MOST_INTERCEPTORS)
    looks = count(looks, "looks", least=1, most=50)
    shots_per_look = count(shots_per_look, "shots_per_look", least=1, most=100)
    chance, _ = arguments.numbers(kill_probability, "kill_probability", least=0.0, most=1.0, example="0.55")
    result = transition(threats, interceptors, looks, chance.reshape(-1), spend_all_at_last_look, shots_per_look)
    return result.reshape(*chance.shape, threats + 1)


def transition(
    threats: int, interceptors: int, looks: int, chance: Floats, spend_all: bool, shots_per_look: int
) -> Floats:
    """`leakers` without the door: chances (k,), result (k, threats + 1)."""
    miss = 1.0 - chance
    # States by interceptors left: one table (threats + 1 alive, k) each.
    states: dict[int, Floats] = {interceptors: np.zeros((threats + 1, chance.size))}
    states[interceptors][threats] = 1.0
    for look in range(looks):
        last = look == looks - 1
        following: dict[int, Floats] = {}
        for left in sorted(states):
            for alive in range(threats + 1):
                weight = states[left][alive]
                if not weight.any():
                    continue
                shots = left if last and spend_all else min(left, alive * shots_per_look)
                if alive == 0 or shots == 0:
                    _table(following, left, threats, chance.size)[alive] += weight
                    continue
                outcome = survivors(alive, shots, miss)
                _table(following, left - shots, threats, chance.size)[: alive + 1] += weight * outcome
        states = following
    result = np.zeros((threats + 1, chance.size))
    for left in sorted(states):
        result += states[left]
    return np.ascontiguousarray(result.T)


def _table(states: dict[int, Floats], left: int, threats: int, size: int) -> Floats:
    if left not in states:
        states[left] = np.zeros((threats + 1, size))
    return states[left]


def survivors(alive: int, shots: int, miss: Floats) -> Floats:
    """Distribution of survivors (alive + 1, k) when `shots` are spread as evenly as possible over `alive` threats."""
    base, extra = divmod(shots, alive)
    spared = _power(miss, base)
    return _convolve(binomial(extra, spared * miss), binomial(alive - extra, spared))


def binomial(trials: int, chance: Floats) -> Floats:
    """Binomial distribution, (trials + 1, k), for chances (k,); exact for chances 0 and 1."""
    if trials > 24:
        # For large raids one table of powers is cheaper than trials² products.
        hits_of = np.arange(trials + 1)[:, None]
        ways = np.array([float(comb(trials, j)) for j in range(trials + 1)])[:, None]
        table: Floats = ways * chance**hits_of * (1.0 - chance) ** (trials - hits_of)
        return table
    result = np.empty((trials + 1, chance.size))
    result[0] = 1.0
    rest = 1.0 - chance
    # One trial after another: products only, no powers, and no coefficient ever grows large.
    for done in range(trials):
        result[done + 1] = result[done] * chance
        for hits in range(done, 0, -1):
            result[hits] = result[hits] * rest + result[hits - 1] * chance
        result[0] *= rest
    return result


def _power(base: Floats, exponent: int) -> Floats:
    result = np.ones_like(base)
    for _ in range(exponent):
        result = result * base
    return result


def _convolve(first: Floats, second: Floats) -> Floats:
    result = np.zeros((first.shape[0] + second.shape[0] - 1, first.shape[1]))
    for j in range(first.shape[0]):
        result[j : j + second.shape[0]] += first[j] * second
    return result


@lru_cache(maxsize=64)
def _legendre(nodes: int) -> tuple[Floats, Floats]:
    points, weights = np.polynomial.legendre.leggauss(nodes)
    return 0.5 * (points + 1.0), 0.5 * weights


def kill_nodes(hits: float, attempts: float, degree: int) -> tuple[Floats, Floats]:
    """Nodes and weights for expectations over Beta(hits + 1, attempts - hits + 1).

    Exact for polynomials of `degree` in the kill probability when the record is in whole tests (Gauss-Legendre on
    the density itself)."""
    nodes = max(8, ceil((degree + attempts + 1) / 2) + 1)
    points, weights = _legendre(nodes)
    with np.errstate(divide="ignore"):
        density = hits * np.log(points) + (attempts - hits) * np.log1p(-points)
    weight = weights * np.exp(density - density.max())
    return points, weight / weight.sum()


@lru_cache(maxsize=256)
def kill_quantile(hits: float, attempts: float, share: float) -> float:
    """The kill probability below which `share` of the posterior lies, by halving; good to 1e-9."""
    points, weights = _legendre(max(64, ceil(attempts / 2) + 8))
    mode = hits / attempts if attempts > 0 else 0.5

    def below(limit: float) -> float:
        x = limit * points
        with np.errstate(divide="ignore"):
            density = hits * np.log(x) + (attempts - hits) * np.log1p(-x)
            peak = (hits * np.log(mode) if hits > 0 else 0.0) + (
                (attempts - hits) * np.log1p(-mode) if attempts > hits else 0.0
            )
        return float(limit * (weights * np.exp(density - peak)).sum())

    whole = below(1.0)
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if below(middle) < share * whole else (low, middle)
    return 0.5 * (low + high)


def no_leak_probability(hits: ArrayLike, attempts: ArrayLike, shots_per_threat: ArrayLike, threats: ArrayLike) -> Any:
    """Chance that nothing leaks from a barrage, averaged over Beta(hits + 1, misses + 1) common to the raid;
    broadcasting.

    `shots_per_threat` and `threats` are whole numbers, 0 or more; 0 <= hits <= attempts.
    """
    tries, code1 = arguments.numbers(attempts, "attempts", least=0.0, most=1e4, example="11")
    good, code2 = arguments.numbers(hits, "hits", least=0.0, most=1e4, example="6")
    shots, code3 = arguments.numbers(shots_per_threat, "shots_per_threat", least=0.0, most=100.0, example="2")
    raid_size, code4 = arguments.numbers(threats, "threats", least=0.0, most=float(MOST_THREATS), example="5")
    reason = arguments.join(code1, code2, code3, code4)
    if (good > tries).any():
        raise BadArgument("engine.hits.range", "hits", "hits cannot exceed attempts.")
    shape = reason.shape
    flat = [np.broadcast_to(item, shape).reshape(-1) for item in (good, tries, shots, raid_size)]
    result = np.full(reason.size, np.nan)
    for i, (h, n, s, w) in enumerate(zip(*(column.tolist() for column in flat), strict=True)):
        if h == h and n == n and s == s and w == w:
            points, weights = kill_nodes(h, n, ceil(s * w))
            result[i] = float((weights * (1.0 - (1.0 - points) ** s) ** w).sum())
    return result.reshape(shape)[()]


def raid(
    threats: int,
    interceptors: int,
    doctrine: Doctrine,
    kill_probability: ArrayLike | None = None,
    *,
    record: tuple[float, float] | None = None,
    track_failure: float = 0.0,
    common_failure: float = 0.0,
) -> Floats:
    """Distribution of leakers of a raid, (..., threats + 1).

    Give `kill_probability` (...) for fixed values, or `record` = (hits, attempts) for the posterior average, common
    to the raid. `track_failure` strikes each warhead by itself (it then leaks and draws no shot), `common_failure`
    the whole raid at once."""
    threats = count(threats, "threats", most=MOST_THREATS)
    track_failure = arguments.one(track_failure, "track_failure", least=0.0, most=1.0, example="0.05")
    common_failure = arguments.one(common_failure, "common_failure", least=0.0, most=1.0, example="0.05")
    if (kill_probability is None) == (record is None):
        raise BadArgument(
            "engine.kill_probability.twice",
            "kill_probability",
            "give either kill_probability or record=(hits, attempts), not both.",
        )
    matrix: Floats
    if record is not None:
        points, weights = kill_nodes(record[0], record[1], min(interceptors, MOST_INTERCEPTORS))
        matrix = (weights[:, None, None] * ladder(threats, interceptors, doctrine, points)).sum(axis=0)
        averaged: Floats = mixed(matrix[None], track_failure, common_failure)[0]
        return averaged
    chance, _ = arguments.numbers(
        kill_probability if kill_probability is not None else 0.0,
        "kill_probability",
        least=0.0,
        most=1.0,
        example="0.55",
    )
    matrix = ladder(threats, interceptors, doctrine, chance.reshape(-1))
    return mixed(matrix, track_failure, common_failure).reshape(*chance.shape, threats + 1)


def ladder(threats: int, interceptors: int, doctrine: Doctrine, chance: Floats) -> Floats:
    """Distributions of leakers for every number of threats up to `threats`: (k, threats + 1 engaged, threats + 1
    leakers)."""
    result = np.zeros((chance.size, threats + 1, threats + 1))
    for engaged in range(threats + 1):
        result[:, engaged, : engaged + 1] = transition(
            engaged, interceptors, doctrine.looks, chance, doctrine.spend_all_at_last_look, doctrine.shots_per_look
        )
    return result


def blind_ladder(threats: int, interceptors: int, chance: Floats) -> Floats:
    """Like `ladder`, for shots spread evenly over all `threats` by a layer that does not know which of them still
    live."""
    miss = 1.0 - chance
    base, extra = divmod(interceptors, threats) if threats else (0, 0)
    result = np.zeros((chance.size, threats + 1, threats + 1))
    for alive in range(threats + 1):
        for doubled in range(max(0, alive - (threats - extra)), min(alive, extra) + 1):
            # Which targets get the odd shot is independent of which live: hypergeometric.
            share = comb(extra, doubled) * comb(threats - extra, alive - doubled) / comb(threats, alive)
            pmf = _convolve(binomial(doubled, _power(miss, base + 1)), binomial(alive - doubled, _power(miss, base)))
            result[:, alive, : alive + 1] += share * pmf.T
    return result


def mixed(matrix: Floats, track_failure: float, common_failure: float) -> Floats:
    """Leakers (k, threats + 1) out of the ladder (k, engaged, leakers), with failed tracks and failures common to
    the raid."""
    threats = matrix.shape[-1] - 1
    tracked = binomial(threats, np.array([1.0 - track_failure]))[:, 0]
    result = np.zeros((matrix.shape[0], threats + 1))
    for engaged in range(threats + 1):
        lost = threats - engaged
        result[:, lost:] += tracked[engaged] * matrix[:, engaged, : engaged + 1]
    result *= 1.0 - common_failure
    result[:, threats] += common_failure
    return result


def interceptors_needed(
    threats: int, no_leak: float, kill_probability: float, track_probability: float = 1.0
) -> tuple[float, float]:
    """Wilkening's barrage: shots per warhead (continuous) for a chance of no leaker, and interceptors in all (inf
    where no number does it)."""
    threats = count(threats, "threats", least=1, most=MOST_THREATS)
    goal = arguments.one(no_leak, "no_leak", least=0.0, most=1.0) ** (1.0 / threats)
    chance = arguments.one(kill_probability, "kill_probability", least=0.0, most=1.0)
    track = arguments.one(track_probability, "track_probability", least=0.0, most=1.0)
    if goal >= track or chance == 0.0:
        return float("inf"), float("inf")
    shots = 1.0 if chance == 1.0 else float(np.log(1.0 - goal / track) / np.log(1.0 - chance))
    return shots, float(ceil(shots) * threats)


def count(value: Any, name: str, *, least: int = 0, most: int = 10_000) -> int:
    """A whole number within its bounds, or a sentence."""
    if (
        isinstance(value, (bool, np.bool_))
        or not isinstance(value, (int, float, np.integer, np.floating))
        or value != value
        or value != int(value)
    ):
        raise BadArgument(f"engine.{name}.integer", name, f"{name} must be a whole number, not {value!r}.")
    if not least <= value <= most:
        raise BadArgument(
            f"engine.{name}.range", name, f"{name} must lie between {least} and {most}, not {int(value)}."
        )
    return int(value)
