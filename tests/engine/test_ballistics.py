"""Free flight: edges of every call, laws that hold everywhere, and DOP853 as an independent integrator."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from engine import BadArgument, ballistics, reasons
from engine.ballistics.arc import arc_between
from engine.ballistics.trajectory import fly
from engine.geodesy import unit_vector

MU, EARTH, RATE = 398600.4418, 6371.0, 7.292115e-5
HALF_ROUND = np.pi * EARTH


def gravity(_: float, state: np.ndarray) -> np.ndarray:
    return np.concatenate([state[3:], -MU * state[:3] / np.linalg.norm(state[:3]) ** 3])


def integrated(position: np.ndarray, velocity: np.ndarray, time: float) -> np.ndarray:
    return solve_ivp(
        gravity, (0.0, time), np.concatenate([position, velocity]), method="DOP853", rtol=1e-12, atol=1e-9
    ).y[:, -1]


def test_minimum_energy_at_the_edges() -> None:
    found = ballistics.minimum_energy([0.0, HALF_ROUND, 1e-6, 10007.543398])
    np.testing.assert_allclose(found.speed_km_s[:2], [0.0, np.sqrt(MU / EARTH)], atol=1e-12)
    np.testing.assert_allclose(found.angle_deg[:2], [45.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(
        found.apogee_km, [0.0, 0.0, 2.5e-7, EARTH * (np.sqrt(2.0) - 1.0) / 2.0], rtol=1e-6, atol=1e-9
    )
    assert found.flight_time_s[0] == 0.0
    np.testing.assert_allclose(found.flight_time_s[1], np.pi * np.sqrt(EARTH**3 / MU), rtol=1e-12)
    assert np.ndim(ballistics.minimum_energy(3000.0).speed_km_s) == 0


def test_minimum_energy_refuses() -> None:
    for value, code in ((HALF_ROUND + 1.0, "range"), (-1.0, "range"), (np.nan, "nan"), ("far", "type")):
        with pytest.raises(BadArgument) as caught:
            ballistics.minimum_energy(value)  # type: ignore[arg-type]
        assert caught.value.code == f"engine.range_km.{code}"
    found = ballistics.minimum_energy([3000.0, np.nan, 30000.0])
    assert found.reason.tolist() == [0, reasons.NOT_A_NUMBER, reasons.OUT_OF_DOMAIN]
    assert np.isnan(found.flight_time_s[1:]).all() and np.isfinite(found.flight_time_s[0])


def test_apogee_is_highest_at_a_quarter_round() -> None:
    ranges = np.linspace(9000.0, 11000.0, 20001)
    apogee = ballistics.minimum_energy(ranges).apogee_km
    assert abs(ranges[np.argmax(apogee)] - 0.5 * HALF_ROUND) < 1.0
    assert abs(apogee.max() - 1319.477) < 5e-4


def test_propagation_against_an_integrator() -> None:
    rng = np.random.default_rng(5)
    for _ in range(25):
        position = rng.normal(size=3)
        position *= rng.uniform(6400.0, 9000.0) / np.linalg.norm(position)
        velocity = rng.normal(size=3) * rng.uniform(1.0, 8.0)
        time = float(rng.uniform(-900.0, 900.0))
        path = solve_ivp(
            gravity, (0.0, time), np.concatenate([position, velocity]), method="DOP853", rtol=1e-12, atol=1e-9
        )
        if np.linalg.norm(path.y[:3], axis=0).min() < 1000.0:
            continue  # a plunge to the centre is stiff for the integrator, not a case of the game
        found, speed = ballistics.propagate(position, velocity, time)
        np.testing.assert_allclose(found, path.y[:3, -1], atol=1e-6)
        np.testing.assert_allclose(speed, path.y[3:, -1], atol=1e-8)


def test_propagation_at_the_edges() -> None:
    up, speed = ballistics.propagate([EARTH, 0, 0], [3.0, 0, 0], [0.0, 100.0, -100.0])
    assert up.shape == (3, 3) and np.abs(up[1:]).max() == 0.0, "radial flight stays on its line"
    assert up[0, 0] == EARTH and speed[0, 0] == 3.0
    period = 2.0 * np.pi * np.sqrt(7000.0**3 / MU)
    around, _ = ballistics.propagate([7000.0, 0, 0], [0, np.sqrt(MU / 7000.0), 0], 50 * period)
    np.testing.assert_allclose(around, [7000.0, 0, 0], atol=1e-6)
    with pytest.raises(BadArgument):
        ballistics.propagate([0.0, 0.0, 0.0], [1.0, 0, 0], 10.0)
    with pytest.raises(BadArgument):
        ballistics.propagate([[1.0, 2.0], [3.0, 4.0]], [1.0, 0, 0], 10.0)
    bad, _, reason = ballistics.propagate(
        np.array([[7000.0, np.nan], [0, 0], [0, 0]]), [[0.0], [7.5], [0]], 10.0, with_reason=True
    )
    assert reason.tolist() == [0, reasons.NOT_A_NUMBER] and np.isnan(bad[:, 1]).all()


def test_escape_speed_and_more() -> None:
    escape = np.sqrt(2.0 * MU / 7000.0)
    for factor in (1.0, 1.0 + 1e-12, 1.5):
        position, velocity = ballistics.propagate([7000.0, 0, 0], [0, escape * factor, 0], 3000.0)
        state = integrated(np.array([7000.0, 0, 0]), np.array([0, escape * factor, 0]), 3000.0)
        np.testing.assert_allclose(position, state[:3], atol=1e-5)
        np.testing.assert_allclose(velocity, state[3:], atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_laws_of_free_flight(seed: int) -> None:
    """[P13] Energy and momentum kept, time reversal, on 200 random states at a time."""
    rng = np.random.default_rng(seed)
    position = rng.normal(size=(3, 200))
    position *= rng.uniform(6371.0, 12000.0, 200) / np.linalg.norm(position, axis=0)
    velocity = rng.normal(size=(3, 200))
    velocity *= rng.uniform(0.1, 12.0, 200) / np.linalg.norm(velocity, axis=0)
    time = rng.uniform(-4000.0, 4000.0, 200)
    x, v, reason = ballistics.propagate(position, velocity, time, with_reason=True)
    momentum = np.cross(position, velocity, axis=0)
    # Near-radial falls pass the centre, where every formula loses its digits; the game's flights never do.
    fair = (np.linalg.norm(momentum, axis=0) > 6000.0) & (reason == 0)
    assert fair.sum() > 100
    energy = (velocity**2).sum(axis=0) / 2 - MU / np.linalg.norm(position, axis=0)
    after = (v**2).sum(axis=0) / 2 - MU / np.linalg.norm(x, axis=0)
    np.testing.assert_allclose(after[fair], energy[fair], atol=1e-9 * 60)
    np.testing.assert_allclose(np.cross(x, v, axis=0)[:, fair], momentum[:, fair], rtol=0, atol=1e-4)
    back, _ = ballistics.propagate(x[:, fair], v[:, fair], -time[fair])
    assert np.abs(back - position[:, fair]).max() < 1e-3


def test_lofted_and_depressed_angles_add_up() -> None:
    angle = np.linspace(0.05, 2.5, 50)
    radius = np.full(50, EARTH)
    low = arc_between(radius, radius, angle, np.full(50, 0.7))
    high = arc_between(radius, radius, angle, np.full(50, 1.3))
    np.testing.assert_allclose(low.launch_angle + high.launch_angle, np.pi / 2 - angle / 2, rtol=1e-12)
    np.testing.assert_allclose(low.start_speed_km_s, high.start_speed_km_s, rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), long_way=st.booleans())
def test_lambert_arcs_arrive(seed: int, long_way: bool) -> None:
    rng = np.random.default_rng(seed)
    start, end = rng.normal(size=(3, 100)), rng.normal(size=(3, 100))
    start *= rng.uniform(6371.0, 8000.0, 100) / np.linalg.norm(start, axis=0)
    end *= rng.uniform(6371.0, 8000.0, 100) / np.linalg.norm(end, axis=0)
    time = rng.uniform(600.0, 30000.0, 100)
    v1, v2, reason = ballistics.lambert(start, end, time, long_way, with_reason=True)
    assert (reason == reasons.OK).all()
    x, v = ballistics.propagate(start, v1, time)
    assert np.linalg.norm(x - end, axis=0).max() < 1e-5
    assert np.linalg.norm(v - v2, axis=0).max() < 1e-7


def test_lambert_at_the_edges() -> None:
    v1, _, reason = ballistics.lambert([EARTH, 0, 0], [-EARTH, 0, 0], 2400.0, with_reason=True)
    assert reason == reasons.DEGENERATE and v1[2] > 0.0, "at 180 degrees the plane is free: northward"
    np.testing.assert_allclose(ballistics.propagate([EARTH, 0, 0], v1, 2400.0)[0], [-EARTH, 0, 0], atol=1e-6)
    v1, _, reason = ballistics.lambert([0, 0, EARTH], [0, 0, -EARTH], 2400.0, with_reason=True)
    assert reason == reasons.DEGENERATE and np.isfinite(v1).all()
    same, _, reason = ballistics.lambert([EARTH, 0, 0], [EARTH, 0, 0], 500.0, with_reason=True)
    assert reason == reasons.DEGENERATE and np.isnan(same).all()
    for bad in (0.0, -5.0, np.nan):
        with pytest.raises(BadArgument):
            ballistics.lambert([EARTH, 0, 0], [0, EARTH, 0], bad)
    mixed, _, reason = ballistics.lambert(
        np.array([[EARTH], [0], [0]]), np.array([[0.0], [EARTH], [0]]), [900.0, -1.0], with_reason=True
    )
    assert reason.tolist() == [0, reasons.OUT_OF_DOMAIN] and np.isnan(mixed[:, 1]).all()


def test_aim_closes_on_the_turning_target() -> None:
    rng = np.random.default_rng(1)
    lat, lon = np.degrees(np.arcsin(rng.uniform(-1, 1, (2, 2000)))), rng.uniform(-180, 180, (2, 2000))
    shot = ballistics.aim(np.stack([lat[0], lon[0]]), np.stack([lat[1], lon[1]]))
    assert (shot.reason == 0).all()
    start = EARTH * unit_vector(lat[0], lon[0])
    end, _ = ballistics.propagate(start, shot.velocity_km_s, shot.flight_time_s)
    angle = RATE * shot.flight_time_s
    target = EARTH * unit_vector(lat[1], lon[1] + np.degrees(angle))
    assert np.linalg.norm(end - target, axis=0).max() < 1e-5
    expected = ballistics.minimum_energy(shot.range_inertial_km).flight_time_s
    assert np.abs(expected - shot.flight_time_s).max() < 1e-8


def test_aim_at_short_range_and_at_itself() -> None:
    shot = ballistics.aim([35.0, 52.0], [35.0, 52.0])
    assert shot.reason == reasons.DEGENERATE and shot.flight_time_s == 0.0 and shot.speed_ground_km_s == 0.0
    lon = 52.0 + np.array([1e-4, 1e-2, 0.1, 1.0])
    for side in (lon, 104.0 - lon):
        near = ballistics.aim([[35.0], [52.0]], np.stack([0 * side + 35.0, side]))
        assert (near.reason == 0).all() and (near.flight_time_s > 0.0).all()
        np.testing.assert_allclose(
            ballistics.minimum_energy(near.range_inertial_km).flight_time_s, near.flight_time_s, atol=1e-8
        )
    antipode = ballistics.aim([0.0, 0.0], [0.0, 180.0])
    assert np.isfinite(antipode.flight_time_s) and antipode.reason == 0


def test_aim_refuses() -> None:
    with pytest.raises(BadArgument) as caught:
        ballistics.aim([35.0, 52.0, 0.0], [50.0, 15.0])
    assert caught.value.code == "engine.launch_deg.shape"
    with pytest.raises(BadArgument):
        ballistics.aim([95.0, 52.0], [50.0, 15.0])
    with pytest.raises(BadArgument):
        ballistics.aim([35.0, 52.0], [50.0, 15.0], -3.0)
    some = ballistics.aim([[35.0, np.nan], [52.0, 52.0]], [[50.0], [15.0]])
    assert some.reason.tolist() == [0, reasons.NOT_A_NUMBER] and np.isnan(some.flight_time_s[1])


def test_flights_with_a_boost_start_and_end_where_they_should() -> None:
    launch, target = unit_vector([35.0, 55.0], [52.0, 60.0]), unit_vector([50.0, 39.0], [15.0, -77.0])
    paths = fly(launch, target, burnout_altitude_km=200.0, boost_s=180.0, downrange_km=300.0, loft=np.array([1.0, 1.2]))
    np.testing.assert_allclose(paths.earth_fixed_km(np.zeros(2)), EARTH * launch, atol=1e-6)
    np.testing.assert_allclose(paths.earth_fixed_km(paths.flight_time_s), EARTH * target, atol=1e-6)
    # The climb joins the free arc: no jump at burnout.
    step = paths.earth_fixed_km(paths.boost_s - 1e-3) - paths.earth_fixed_km(paths.boost_s)
    assert np.linalg.norm(step, axis=0).max() < 0.02
    burnout = np.linalg.norm(paths.earth_fixed_km(paths.boost_s), axis=0)
    np.testing.assert_allclose(burnout, EARTH + 200.0, atol=1e-6)
    grid = paths.grid(paths.start_anomaly, paths.end_anomaly, 20)
    exact = paths.sample(grid.anomaly)
    np.testing.assert_allclose(grid.time_s, exact.time_s, atol=1e-9)
    np.testing.assert_allclose(grid.radius_km, exact.radius_km, atol=1e-9)
    np.testing.assert_allclose(paths.anomaly(exact.time_s), grid.anomaly, atol=1e-12)


def test_all_zero_boost_is_the_idealised_arc() -> None:
    launch, target = unit_vector(35.0, 52.0)[:, None], unit_vector(50.0, 15.0)[:, None]
    paths = fly(launch, target)
    assert abs(paths.flight_time_s[0] - float(ballistics.aim([35.0, 52.0], [50.0, 15.0]).flight_time_s)) < 1e-9
    still = fly(launch, target, rotating=False)
    assert abs(still.flight_time_s[0] - float(ballistics.minimum_energy(3413.098467087131).flight_time_s)) < 1e-9
