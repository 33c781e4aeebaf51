"""Leakers: exact against brute force and against drawing, the two kinds of failure, edges, and the rules of P13."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binom

from engine import BadArgument, Doctrine, doctrine


def brute(threats: int, stock: int, looks: int, chance: Fraction, spend: bool) -> list[Fraction]:
    """Every outcome of every shot, written out: no binomials, no convolution."""
    result = [Fraction(0)] * (threats + 1)

    def play(alive: int, left: int, look: int, weight: Fraction) -> None:
        last = look == looks - 1
        shots = left if last and spend else min(left, alive)
        if alive == 0 or shots == 0 or look == looks:
            result[alive] += weight
            return
        per = [shots // alive + (i < shots % alive) for i in range(alive)]
        for dead in product((False, True), repeat=alive):
            share = weight
            for killed, count in zip(dead, per, strict=True):
                miss = (1 - chance) ** count
                share *= (1 - miss) if killed else miss
            if share:
                if last:
                    result[alive - sum(dead)] += share
                else:
                    play(alive - sum(dead), left - shots, look + 1, share)

    play(threats, stock, 0, Fraction(1))
    return result


@pytest.mark.parametrize("spend", [False, True])
@pytest.mark.parametrize(
    ("threats", "stock", "looks"), [(1, 0, 1), (1, 3, 2), (3, 2, 2), (3, 5, 2), (4, 6, 3), (2, 9, 3), (4, 4, 1)]
)
def test_exact_against_brute_force(threats: int, stock: int, looks: int, spend: bool) -> None:
    chance = Fraction(3, 5)
    expected = [float(x) for x in brute(threats, stock, looks, chance, spend)]
    np.testing.assert_allclose(doctrine.leakers(threats, stock, looks, 0.6, spend), expected, rtol=1e-12, atol=1e-15)


def test_against_drawing() -> None:
    rng = np.random.default_rng(11)
    raids, threats, stock, chance = 40000, 5, 8, 0.55
    alive = np.full(raids, threats)
    left = np.full(raids, stock)
    for look in range(2):
        shots = left if look == 1 else np.minimum(left, alive)
        base, extra = np.divmod(shots, np.maximum(alive, 1))
        kills = rng.binomial(np.where(alive > 0, extra, 0), 1 - (1 - chance) ** (base + 1)) + rng.binomial(
            np.where(alive > 0, alive - extra, 0), 1 - (1 - chance) ** base
        )
        left, alive = left - np.where(alive > 0, shots, 0), alive - kills
    drawn = np.bincount(alive, minlength=threats + 1) / raids
    exact = doctrine.leakers(threats, stock, 2, chance)
    assert (np.abs(drawn - exact) <= 4.5 * np.sqrt(exact * (1 - exact) / raids) + 1e-9).all()


@pytest.mark.parametrize("trials", [0, 1, 24, 25, 60])
def test_binomials_of_either_method(trials: int) -> None:
    chance = np.array([0.0, 1e-3, 0.5, 0.97, 1.0])
    found = doctrine.binomial(trials, chance)
    np.testing.assert_allclose(found, binom.pmf(np.arange(trials + 1)[:, None], trials, chance), rtol=1e-9, atol=1e-300)


def test_large_raids_stay_quick_and_exact() -> None:
    pmf = doctrine.raid(120, 200, Doctrine(2, 1), 0.6, track_failure=0.02)
    assert pmf.sum() == pytest.approx(1.0, abs=1e-9) and pmf.shape == (121,)


def test_shapes_and_edges() -> None:
    assert doctrine.leakers(4, 8, 2, np.zeros((2, 3))).shape == (2, 3, 5)
    np.testing.assert_array_equal(doctrine.leakers(4, 8, 2, [0.0, 1.0]), [[0, 0, 0, 0, 1], [1, 0, 0, 0, 0]])
    np.testing.assert_array_equal(doctrine.leakers(0, 8, 2, 0.5), [1.0])
    np.testing.assert_array_equal(doctrine.leakers(3, 0, 2, 0.5), [0, 0, 0, 1.0])
    np.testing.assert_allclose(doctrine.leakers(2, 1, 1, 0.5), [0, 0.5, 0.5])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((-1, 3, 1, 0.5), "engine.threats.range"),
        ((1.5, 3, 1, 0.5), "engine.threats.integer"),
        ((1, 3, 0, 0.5), "engine.looks.range"),
        ((1, 3, 1, 1.5), "engine.kill_probability.range"),
        ((1, 3, 1, np.nan), "engine.kill_probability.nan"),
        ((1, "ten", 1, 0.5), "engine.interceptors.integer"),
    ],
)
def test_refusals(arguments: tuple, code: str) -> None:
    with pytest.raises(BadArgument) as caught:
        doctrine.leakers(*arguments)
    assert caught.value.code == code


def test_two_kinds_of_failure_are_not_the_same() -> None:
    plan = Doctrine(1, 2, False)
    each = doctrine.raid(5, 10, plan, 0.8, track_failure=0.1)
    all_at_once = doctrine.raid(5, 10, plan, 0.8, common_failure=0.1)
    assert each[0] == pytest.approx((0.9 * 0.96) ** 5, rel=1e-12)
    assert all_at_once[0] == pytest.approx(0.9 * 0.96**5, rel=1e-12)
    assert all_at_once[5] > 0.1 > each[5]


def test_unknown_kill_probability_is_common_to_the_raid() -> None:
    record = doctrine.raid(5, 10, Doctrine(1, 2, False), record=(6, 11))
    assert record[0] == pytest.approx(doctrine.no_leak_probability(6, 11, 2, 5), rel=1e-12)
    plug_in = doctrine.raid(5, 10, Doctrine(1, 2, False), 7 / 13)
    assert record[0] > plug_in[0] and record[5] > plug_in[5], "both tails are heavier"
    with pytest.raises(BadArgument):
        doctrine.raid(5, 10, Doctrine(), 0.5, record=(6, 11))
    with pytest.raises(BadArgument):
        doctrine.no_leak_probability(12, 11, 1, 1)


def test_no_leak_probability_edges() -> None:
    found = doctrine.no_leak_probability([[0], [5]], [5], [0, 1, 4], [3])
    assert found.shape == (2, 3)
    assert found[0, 0] == 0.0 and (np.diff(found, axis=1) > 0).all() and (found[1] >= found[0]).all()
    assert doctrine.no_leak_probability(3, 5, 2, 0) == pytest.approx(1.0)
    assert np.isnan(doctrine.no_leak_probability([6, np.nan], 11, 1, 1)[1])


@pytest.mark.parametrize(("hits", "attempts"), [(6, 11), (0, 10), (10, 10), (0, 0), (2.5, 4.0)])
def test_quantiles_of_the_posterior(hits: float, attempts: float) -> None:
    for share in (0.05, 0.5, 0.95):
        expected = beta.ppf(share, hits + 1, attempts - hits + 1)
        assert doctrine.kill_quantile(hits, attempts, share) == pytest.approx(expected, abs=1e-6)


def test_a_layer_that_shoots_blind_is_the_same_when_all_still_live() -> None:
    chance = np.array([0.3, 0.7])
    blind, seeing = doctrine.blind_ladder(4, 7, chance), doctrine.transition(4, 7, 1, chance, True, 1)
    np.testing.assert_allclose(blind[:, 4], seeing, rtol=1e-12)
    np.testing.assert_allclose(blind.sum(axis=2), 1.0, rtol=1e-12)
    wise = np.stack(
        [np.pad(doctrine.transition(k, 7, 1, chance, True, 1), ((0, 0), (0, 4 - k))) for k in range(5)], axis=1
    )
    assert (blind[:, 1:4, 0] < wise[:, 1:4, 0]).all(), "shots at the dead are wasted"


@settings(max_examples=150, deadline=None)
@given(
    threats=st.integers(1, 7),
    stock=st.integers(0, 16),
    looks=st.integers(1, 4),
    shots=st.integers(1, 3),
    spend=st.booleans(),
    low=st.floats(0, 1),
    high=st.floats(0, 1),
    track=st.floats(0, 1),
    common=st.floats(0, 1),
)
def test_rules_of_leakage(
    threats: int, stock: int, looks: int, shots: int, spend: bool, low: float, high: float, track: float, common: float
) -> None:
    """[P13] A distribution without nan; nobody is killed twice; a better interceptor, one more look that spends the
    rest, fewer failures never hurt."""
    low, high = min(low, high), max(low, high)
    plan = Doctrine(looks, shots, spend)
    pmf = doctrine.raid(threats, stock, plan, [low, high], track_failure=track, common_failure=common)
    assert np.isfinite(pmf).all() and (pmf >= -1e-15).all()
    np.testing.assert_allclose(pmf.sum(axis=1), 1.0, atol=1e-12)
    expected = pmf @ np.arange(threats + 1)
    assert expected[1] <= expected[0] + 1e-12
    assert (threats - expected <= stock + 1e-12).all(), "no more kills than shots"
    worse = doctrine.raid(
        threats, stock, plan, [low, high], track_failure=min(1.0, track + 0.1), common_failure=min(1.0, common + 0.1)
    )
    assert (worse @ np.arange(threats + 1) >= expected - 1e-12).all()
    more = doctrine.raid(
        threats, stock, Doctrine(looks + 1, shots, spend), [low, high], track_failure=track, common_failure=common
    )
    if spend and shots == 1:
        assert (more @ np.arange(threats + 1) <= expected + 1e-9).all()
