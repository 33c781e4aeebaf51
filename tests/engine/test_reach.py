"""Reach at the edges: straight up, antipodes, escape speed, slow arcs, horizons, and monotony."""

import numpy as np
import pytest

from engine import BadArgument, reach, reasons
from engine.ballistics import lambert, propagate

EARTH, MU = 6371.0, 398600.4418
ESCAPE = np.sqrt(2.0 * MU / EARTH)


def position(ground_range_km: float, altitude_km: float) -> np.ndarray:
    angle = ground_range_km / EARTH
    return (EARTH + altitude_km) * np.array([np.cos(angle), np.sin(angle), 0.0])


@pytest.mark.parametrize("speed", [3.0, 6.3, 8.7, ESCAPE, 11.5, 15.0])
@pytest.mark.parametrize(
    ("ground", "altitude"), [(300.0, 150.0), (1000.0, 300.0), (2000.0, 500.0), (0.0, 200.0), (1500.0, 0.0)]
)
def test_the_fast_flight_really_has_that_speed(speed: float, ground: float, altitude: float) -> None:
    time = reach.fastest_time_s(ground, altitude, speed)
    if np.isinf(time):
        assert reach.least_speed_km_s(ground, altitude) > speed
        return
    if ground == 0.0:
        end, _ = propagate(position(0, 0), [speed, 0, 0], time)
        np.testing.assert_allclose(np.linalg.norm(end), EARTH + altitude, rtol=1e-9)
        return
    velocity, _ = lambert(position(0, 0), position(ground, altitude), time)
    assert abs(np.linalg.norm(velocity) - speed) < 1e-7
    angle = np.degrees(np.arcsin(velocity[0] / np.linalg.norm(velocity)))
    assert abs(reach.launch_elevation_deg(ground, altitude, speed) - angle) < 1e-6


def test_edges() -> None:
    assert reach.fastest_time_s(0.0, 0.0, 5.0) == 0.0
    assert reach.least_speed_km_s(0.0, 0.0) == 0.0
    half_round = np.pi * EARTH
    assert abs(reach.least_speed_km_s(half_round, 0.0) - np.sqrt(MU / EARTH)) < 1e-12
    assert np.isfinite(reach.fastest_time_s(half_round, 500.0, 9.0))
    assert reach.fastest_time_s(half_round, 500.0, 2.0, with_reason=True)[1] == reasons.UNREACHABLE
    time, reason = reach.fastest_time_s([1000.0, np.nan, 1000.0, -1.0], 300.0, [6.0, 6.0, 1.0, 6.0], with_reason=True)
    assert reason.tolist() == [reasons.OK, reasons.NOT_A_NUMBER, reasons.UNREACHABLE, reasons.OUT_OF_DOMAIN]
    assert np.isinf(time[2]) and np.isnan(time[[1, 3]]).all()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((1000.0, -5.0, 6.0), "engine.altitude_km.range"), ((1000.0, 100.0, -6.0), "engine.burnout_speed_km_s.range"),
     ((20100.0, 100.0, 6.0), "engine.ground_range_km.range"), ((np.nan, 100.0, 6.0), "engine.ground_range_km.nan")],
)  # fmt: skip
def test_refusals(arguments: tuple, code: str) -> None:
    with pytest.raises(BadArgument) as caught:
        reach.fastest_time_s(*arguments)
    assert caught.value.code == code


def test_fast_arcs_below_the_horizon() -> None:
    """3,600 km at 8.7 km/s: the oracle's fast arc dives; with 5 degrees the slow arc is tried, or there is none."""
    altitude = 150.0
    assert abs(reach.launch_elevation_deg(3600.0, altitude, 8.7) - (-0.4)) < 0.1
    free = reach.fastest_time_s(3600.0, altitude, 8.7)
    game = reach.fastest_time_s(3600.0, altitude, 8.7, 5.0)
    assert game > 2.0 * free
    time, reason = reach.fastest_time_s(9000.0, 100.0, 11.5, 5.0, with_reason=True)
    assert np.isinf(time) and reason == reasons.BELOW_HORIZON, "a hyperbola has no slow arc"
    assert reach.fastest_time_s(800.0, 400.0, 6.3, 5.0) == reach.fastest_time_s(800.0, 400.0, 6.3)


def test_monotony_and_continuity_in_speed() -> None:
    rng = np.random.default_rng(2)
    ground, altitude = rng.uniform(0, 4000, 20000), rng.uniform(0, 1500, 20000)
    slow, fast = rng.uniform(1.0, 14.0, (2, 20000))
    slow, fast = np.minimum(slow, fast), np.maximum(slow, fast)
    first, second = reach.fastest_time_s(ground, altitude, slow), reach.fastest_time_s(ground, altitude, fast)
    assert (second <= first + 1e-9).all()
    around = ESCAPE * (1.0 + np.array([-1e-6, -1e-9, 0.0, 1e-9, 1e-6]))
    times = reach.fastest_time_s(2000.0, 500.0, around)
    assert np.ptp(times) < 2e-3 and (np.diff(times) < 0.0).all()


def test_the_kernel_of_the_footprints_agrees() -> None:
    rng = np.random.default_rng(3)
    angle, radius = rng.uniform(0.0, 0.7, 5000), EARTH + rng.uniform(50, 1500, 5000)
    for speed in (3.0, 6.3, 9.0, 11.4):
        for least in (None, 5.0):
            found = reach.flyout(radius, radius * np.cos(angle), speed, least)
            spare, margin = found.spare_s(np.full(5000, 1e5)), found.envelope
            time = np.where(spare >= 0.0, found.soonest_s(), np.inf)
            expected = reach.soonest(reach.flights(angle, radius, np.full(5000, speed)), least)
            inside = margin >= 0.0
            assert (np.isinf(expected) >= ~inside).all()
            both = inside & np.isfinite(expected) & np.isfinite(time)
            np.testing.assert_allclose(time[both], expected[both], rtol=1e-9, atol=1e-9)
            assert (np.isfinite(time[inside]) == np.isfinite(expected[inside])).mean() > 0.999
