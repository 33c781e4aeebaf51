"""Windows: what the vectors do not ask. Shapes, refusals, pieces, elevation, rotation, and monotony."""

import numpy as np
import pytest

from engine import BadArgument, engagement, reasons
from engine.ballistics.trajectory import fly
from engine.geodesy import unit_vector

IRAN, BERLIN, POLAND = [35.0, 52.0], [52.5, 13.4], [54.5, 17.1]


def test_shapes_broadcast() -> None:
    speeds, commits = np.array([3.0, 6.3, 9.0]), np.array([[200.0], [400.0]])
    found = engagement.window(
        np.array(IRAN)[:, None, None],
        np.array(BERLIN)[:, None, None],
        np.array(POLAND)[:, None, None],
        speeds,
        commits,
        150.0,
    )
    assert found.covered.shape == (2, 3) and found.earliest_s.shape == (2, 3)
    assert np.ndim(engagement.window(IRAN, BERLIN, POLAND, 6.3, 300.0, 150.0).earliest_s) == 0
    one = engagement.window(IRAN, BERLIN, POLAND, 6.3, 400.0, 150.0)
    assert one.earliest_s == pytest.approx(found.earliest_s[1, 1], abs=1e-9)


def test_bad_elements_and_refusals() -> None:
    found = engagement.window(IRAN, BERLIN, POLAND, [6.3, np.nan, -2.0], 300.0, 150.0)
    assert found.reason.tolist() == [reasons.OK, reasons.NOT_A_NUMBER, reasons.OUT_OF_DOMAIN]
    assert found.covered.tolist() == [True, False, False] and np.isnan(found.earliest_s[1:]).all()
    with pytest.raises(BadArgument) as caught:
        engagement.window(IRAN, BERLIN, [54.5], 6.3, 300.0, 150.0)
    assert caught.value.code == "engine.site_deg.shape"
    with pytest.raises(BadArgument):
        engagement.window(IRAN, BERLIN, POLAND, 6.3, -300.0, 150.0)
    with pytest.raises(BadArgument):
        engagement.window(IRAN, BERLIN, POLAND, 6.3, 300.0, 150.0, least_elevation_deg=120.0)


def test_reasons_why_not() -> None:
    assert engagement.window(IRAN, BERLIN, POLAND, 6.3, 5000.0, 150.0).reason == reasons.TOO_LATE
    assert engagement.window(IRAN, BERLIN, POLAND, 1.5, 300.0, 150.0).reason == reasons.UNREACHABLE
    assert engagement.window(IRAN, [36.0, 50.0], POLAND, 6.3, 0.0, 500.0).reason == reasons.TOO_LOW
    assert engagement.window(IRAN, BERLIN, POLAND, 6.3, 900.0, 150.0).reason == reasons.TOO_LATE


def test_hyperbolic_interceptors() -> None:
    found = engagement.window(IRAN, BERLIN, POLAND, [10.0, 11.0, 11.1789, 12.0, 20.0], 300.0, 150.0)
    assert found.covered.all() and (np.diff(found.earliest_s) < 0.0).all()


def test_monotony() -> None:
    """[P13] Faster never hurts (idealised), later commit never helps, a higher floor never helps."""
    rng = np.random.default_rng(7)
    n = 1500
    launch = np.stack([rng.uniform(20, 60, n), rng.uniform(30, 90, n)])
    target = np.stack([rng.uniform(30, 60, n), rng.uniform(-10, 40, n)])
    site = np.stack([rng.uniform(35, 60, n), rng.uniform(0, 40, n)])
    speed, commit, floor = rng.uniform(2.5, 9.0, n), rng.uniform(0, 600, n), rng.uniform(50, 400, n)
    base = engagement.window(launch, target, site, speed, commit, floor)
    assert 0.1 < base.covered.mean() < 0.95
    for better in (
        engagement.window(launch, target, site, speed * 1.1, commit, floor),
        engagement.window(launch, target, site, speed, np.maximum(commit - 60.0, 0.0), floor),
        engagement.window(launch, target, site, speed, commit, floor * 0.8),
    ):
        both = base.covered & better.covered
        assert (better.covered >= base.covered).all()
        assert (better.earliest_s[both] <= base.earliest_s[both] + 1e-6).all()
        assert (better.latest_s[both] >= base.latest_s[both] - 1e-6).all()
    inside = base.covered
    assert (base.earliest_s[inside] <= base.latest_s[inside] + 1e-9).all()
    assert (base.launch_s[inside] >= commit[inside] - 1e-4).all(), "nothing leaves before the commit"
    assert (base.altitude_km[inside] >= floor[inside] - 1e-6).all()


def test_relabelling_changes_nothing() -> None:
    """[P13] The order of cases does not matter."""
    rng = np.random.default_rng(8)
    launch = np.stack([rng.uniform(20, 60, 300), rng.uniform(30, 90, 300)])
    order = rng.permutation(300)
    first = engagement.window(launch, np.array(BERLIN)[:, None], np.array(POLAND)[:, None], 5.0, 300.0, 150.0)
    second = engagement.window(
        launch[:, order], np.array(BERLIN)[:, None], np.array(POLAND)[:, None], 5.0, 300.0, 150.0
    )
    np.testing.assert_array_equal(first.covered[order], second.covered)
    np.testing.assert_allclose(first.earliest_s[order], second.earliest_s, rtol=0, atol=1e-9)


def test_elevation_only_takes_away() -> None:
    speed = np.linspace(4.0, 10.0, 61)
    free = engagement.window([55.0, 60.0], [39.0, -77.0], POLAND, speed, 300.0, 150.0)
    game = engagement.window([55.0, 60.0], [39.0, -77.0], POLAND, speed, 300.0, 150.0, least_elevation_deg=5.0)
    assert (game.covered <= free.covered).all()
    both = game.covered
    assert (game.earliest_s[both] >= free.earliest_s[both] - 1e-6).all()


def test_coarse_chances_agree_with_exact_windows() -> None:
    rng = np.random.default_rng(9)
    n = 4000
    paths = fly(
        unit_vector(35.0, 52.0)[:, None],
        unit_vector(rng.uniform(36, 65, n), rng.uniform(-10, 45, n)),
        burnout_altitude_km=150,
        boost_s=150,
    )
    for least in (None, 5.0):
        gun = engagement.Shooter(unit_vector(54.5, 17.1), 4.5, rng.uniform(200, 700, n), 150.0, least)
        exact = engagement.windows(paths, gun)
        covered, first = engagement.chances(paths, gun)
        assert (covered != exact.covered).sum() == 0
        error = np.abs(first[covered] - exact.earliest_s[covered])
        assert error.max() < 0.1, "where the reach envelope opens a window the search has a kink to follow"
        assert np.quantile(error, 0.99) < 1e-3


def test_a_window_in_pieces_reports_its_ends() -> None:
    """A slow interceptor beside a lofted path reaches it going up and coming down, not at the top."""
    paths = fly(
        unit_vector(35.0, 52.0)[:, None], unit_vector(48.36, 43.62)[:, None], loft=np.array([1.7]), rotating=False
    )
    gun = engagement.Shooter(unit_vector(37.494, 50.862), 4.776, np.array([0.0]), 100.0, None)
    found = engagement.windows(paths, gun)
    samples = paths.sample(np.linspace(paths.start_anomaly[0], paths.end_anomaly[0], 4000)[:, None])
    left = engagement.spare(gun, paths.facing(gun.place), samples)
    good = (left[:, 0] >= 0.0) & (samples.radius_km[:, 0] >= 6471.0)
    pieces = int((np.diff(good.astype(int)) == 1).sum() + good[0])
    assert pieces == 2, "the geometry no longer makes two pieces"
    assert found.earliest_s[0] == pytest.approx(samples.time_s[np.argmax(good), 0], abs=1.0)
    assert found.latest_s[0] == pytest.approx(samples.time_s[::-1][np.argmax(good[::-1]), 0], abs=1.0)
