"""[P13] The engine keeps its rules, over 100,000 array elements in the long run: and a bug planted on purpose is
caught.

The harness counts what it asked: ok, failed, unknown (elements whose answer does not exist and says so).
"""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import doctrine, engagement

BATCH = 2500


def engagements(rng: np.random.Generator, tally: Counter[str]) -> None:
    """Random flights and sites: windows lie inside the flight and after the commit; more speed, less delay, a lower
    floor never hurt."""
    n = BATCH
    launch = np.stack([rng.uniform(-60, 75, n), rng.uniform(-180, 180, n)])
    bearing, reach = rng.uniform(0, 2 * np.pi, n), rng.uniform(300, 12000, n) / 6371.0
    lat = np.radians(launch[0])
    goal = np.arcsin(np.clip(np.sin(lat) * np.cos(reach) + np.cos(lat) * np.sin(reach) * np.cos(bearing), -1, 1))
    east = np.arctan2(np.sin(bearing) * np.sin(reach) * np.cos(lat), np.cos(reach) - np.sin(lat) * np.sin(goal))
    target = np.stack([np.degrees(goal), (launch[1] + np.degrees(east) + 540.0) % 360.0 - 180.0])
    share = rng.uniform(0.2, 1.0, n)
    site = np.stack([launch[0] + share * (target[0] - launch[0]), target[1] + rng.uniform(-8, 8, n)])
    site[0] = np.clip(site[0], -89.0, 89.0)
    speed, commit, floor = rng.uniform(2.5, 9.5, n), rng.uniform(0, 700, n), rng.uniform(40, 300, n)
    base = engagement.window(launch, target, site, speed, commit, floor)
    fast = engagement.window(launch, target, site, speed + 0.5, commit, floor)
    late = engagement.window(launch, target, site, speed, commit + 60.0, floor)
    hit = base.covered
    values = np.stack([base.earliest_s, base.latest_s, base.launch_s, base.altitude_km])
    good = np.where(hit, np.isfinite(values).all(axis=0), np.isnan(values).all(axis=0) & (base.reason != 0))
    with np.errstate(invalid="ignore"):
        good &= ~hit | ((base.earliest_s <= base.latest_s + 1e-6) & (base.launch_s >= commit - 1e-3))
        good &= ~hit | ((base.altitude_km >= floor - 1e-6) & (base.earliest_s >= commit - 1e-3))
        good &= fast.covered >= hit
        good &= ~hit | (fast.earliest_s <= base.earliest_s + 1e-4)
        good &= hit >= late.covered
        good &= ~late.covered | (late.earliest_s >= base.earliest_s - 1e-4)
    tally["ok"] += int(good.sum())
    tally["failed"] += int((~good).sum())
    tally["unknown"] += int((~hit & good).sum())
    tally["asked"] += n


def raids(rng: np.random.Generator, tally: Counter[str]) -> None:
    """Random raids: distributions; leakers and kills add up; no more kills than shots; one more interceptor or a
    better one never hurts."""
    threats, stock, looks = int(rng.integers(1, 9)), int(rng.integers(0, 20)), int(rng.integers(1, 4))
    spend = bool(rng.integers(0, 2))
    chance = np.concatenate([[0.0, 1.0], rng.uniform(0, 1, BATCH - 2)])
    pmf = doctrine.leakers(threats, stock, looks, chance, spend)
    leaking = pmf @ np.arange(threats + 1)
    kills = threats - leaking
    better = doctrine.leakers(threats, stock, looks, np.minimum(1.0, chance + 0.05), spend) @ np.arange(threats + 1)
    more = doctrine.leakers(threats, stock + 1, looks, chance, spend) @ np.arange(threats + 1)
    good = np.isfinite(pmf).all(axis=1) & (pmf >= -1e-15).all(axis=1) & (np.abs(pmf.sum(axis=1) - 1.0) < 1e-12)
    # With sure hits each shot kills one: kills are exactly the shots that found a living threat, never more than
    # the stock.
    good &= kills <= min(threats, stock) + 1e-12
    good &= pmf[1, max(0, threats - stock)] == pytest.approx(1.0)
    good &= (better <= leaking + 1e-12) & (more <= leaking + 1e-12)
    tally["ok"] += int(good.sum())
    tally["failed"] += int((~good).sum())
    tally["asked"] += BATCH


def run(part: Callable[[np.random.Generator, Counter[str]], None], elements: int, seed: int) -> Counter[str]:
    rng, tally = np.random.default_rng(seed), Counter[str]()
    while tally["asked"] < elements:
        part(rng, tally)
    return tally


def searched(part: Callable[[np.random.Generator, Counter[str]], None], elements: int) -> Counter[str]:
    """The same with hypothesis choosing the worlds: a batch that breaks a rule is told by its seed, and kept."""
    tally = Counter[str]()

    @settings(max_examples=max(1, round(elements / BATCH)), deadline=None, derandomize=True)
    @given(seed=st.integers(0, 2**32 - 1))
    def look(seed: int) -> None:
        before = tally["failed"]
        part(np.random.default_rng(seed), tally)
        assert tally["failed"] == before, f"rules broken in the batch of seed {seed}: {dict(tally)}"

    look()
    return tally


def test_windows_keep_their_rules(figure: Callable[[int], int]) -> None:
    tally = searched(engagements, figure(100_000))
    assert tally["ok"] == tally["asked"] >= figure(100_000), dict(tally)
    assert 0.05 < tally["unknown"] / tally["asked"] < 0.95, "nothing but hits or nothing but misses would test nothing"


def test_raids_keep_their_rules(figure: Callable[[int], int]) -> None:
    tally = searched(raids, figure(100_000))
    assert tally["ok"] == tally["asked"] >= figure(100_000), dict(tally)


def test_an_interceptor_too_many_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The seeded bug of P13: off by one in the stock."""
    honest = doctrine.transition

    def generous(threats: int, interceptors: int, *rest: object) -> np.ndarray:
        return honest(threats, interceptors + 1, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(doctrine, "transition", generous)
    assert run(raids, 4 * BATCH, 14)["failed"] > 0


def test_a_window_before_the_commit_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second seeded bug: an interceptor that leaves a minute before anybody decided."""
    honest = engagement.windows

    def hasty(paths: object, shooter: engagement.Shooter, *rest: object) -> object:
        early = engagement.Shooter(
            shooter.place, shooter.speed_km_s, shooter.ready_s - 60.0, shooter.least_altitude_km, None
        )
        return honest(paths, early, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(engagement, "windows", hasty)
    assert run(engagements, BATCH, 13)["failed"] > 0
