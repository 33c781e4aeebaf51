"""Footprints: outlines are exact and valid, fractions weigh right, dragging equals starting anew, more defence
never hurts."""

import platform
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from shapely.geometry import shape

from engine import BadArgument, Grid, Threats
from engine.footprint import Live, difference, footprint, grids, unpack
from engine.footprint.polygon import outline
from tests.engine.worlds import TOWNS, defence, europe, irbm, radars, redzikowo, two_sites


def test_outlines_are_exact_and_valid() -> None:
    rng = np.random.default_rng(0)
    lat, lon = (axis.ravel() for axis in np.meshgrid(np.arange(30, 42, 0.5), np.arange(0, 14, 0.5), indexing="ij"))
    for _ in range(150):
        chosen = rng.random(lat.size) < rng.uniform(0.02, 0.98)
        area = shape(outline(np.stack([lat, lon]), 0.5, chosen))
        assert area.is_valid and area.area == pytest.approx(chosen.sum() * 0.25, abs=1e-9)
    assert outline(np.stack([lat, lon]), 0.5, np.zeros(lat.size, dtype=bool))["coordinates"] == []


def test_outer_rings_run_counterclockwise_and_are_closed() -> None:
    lat, lon = (axis.ravel() for axis in np.meshgrid(np.arange(5.0), np.arange(5.0), indexing="ij"))
    ring = (lat > 0) & (lat < 4) & (lon > 0) & (lon < 4) & ~((lat == 2) & (lon == 2))
    polygon = outline(np.stack([lat, lon]), 1.0, ring)["coordinates"]
    assert len(polygon) == 1 and len(polygon[0]) == 2
    for points, sign in ((polygon[0][0], 1), (polygon[0][1], -1)):
        assert points[0] == points[-1] and len(points) == 5
        area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))
        assert np.sign(area) == sign


def test_fractions() -> None:
    grid = europe(2.0)
    found = footprint(defence(), irbm(4000.0), grid)
    threatened, covered = found.threatened, found.covered
    assert 0 < threatened.sum() < len(grid) and 0 < covered.sum() < threatened.sum()
    assert not covered[~threatened].any()
    assert found.fraction() == pytest.approx(grid.area_km2[covered].sum() / grid.area_km2[threatened].sum())
    assert found.fraction(np.ones(len(grid))) == pytest.approx(covered.sum() / threatened.sum())
    with pytest.raises(BadArgument):
        found.fraction([1.0, 2.0])
    assert np.isnan(footprint(defence(), irbm(10.0), grid).fraction())
    assert (unpack(found.mask(), len(grid)) == covered).all()
    assert shape(found.polygon()).area == pytest.approx(covered.sum() * 4.0)
    assert np.isfinite(found.first_intercept_s[covered]).all() and np.isnan(found.first_intercept_s[~covered]).all()
    assert ((found.shots > 0) >= covered).all()


def test_more_defence_never_hurts() -> None:
    """[P13] A faster interceptor, an earlier decision, another site, a keener radar: every covered cell stays
    covered."""
    grid, threats = europe(2.0), irbm(np.inf)
    base = footprint(defence(decision_delay_s=120, least_elevation_deg=None), threats, grid).covered
    for better in (
        defence(redzikowo(7.0), decision_delay_s=120, least_elevation_deg=None),
        defence(decision_delay_s=30, least_elevation_deg=None),
        defence(two_sites(), decision_delay_s=120, least_elevation_deg=None),
    ):
        found = footprint(better, threats, grid).covered
        assert (found >= base).all() and found.sum() > base.sum()
    assert not footprint(defence(redzikowo(stock=0)), threats, grid).covered.any()


def test_sites_are_told_apart() -> None:
    grid = europe(2.0)
    both = footprint(defence(two_sites()), irbm(np.inf), grid)
    assert both.by_site.shape == (2, len(grid)) and both.by_site.any(axis=1).all()
    assert (both.covered >= both.by_site.any(axis=0)).all()
    alone = footprint(defence(), irbm(np.inf), grid)
    np.testing.assert_array_equal(both.by_site[0], alone.covered)
    apart = difference(both, alone)
    assert apart["only_second"]["coordinates"] == []
    assert shape(apart["only_first"]).area == pytest.approx((both.covered & ~alone.covered).sum() * 4.0)


def test_dragging_equals_starting_anew() -> None:
    grid, threats = europe(2.0), irbm()
    live = Live(defence(two_sites()), threats, grid)
    np.testing.assert_array_equal(live.footprint().covered, footprint(defence(two_sites()), threats, grid).covered)
    for what, lat, lon in ((1, 38.0, 30.0), ("Redzikowo", 50.0, 20.0), ("Brdy", 47.0, 22.0), (0, 54.5, 17.1)):
        moved = live.move(what, lat, lon)
        fresh = footprint(live.defence, threats, grid)
        np.testing.assert_array_equal(moved.covered, fresh.covered)
        np.testing.assert_array_equal(moved.first_intercept_s, fresh.first_intercept_s)
    assert live.defence.sites.place_deg[:, 1].tolist() == [38.0, 30.0]
    assert live.defence.sensors.place_deg[:, 0].tolist() == [47.0, 22.0]
    for bad in ("Atlantis", 7, -1):
        with pytest.raises(BadArgument):
            live.move(bad, 50.0, 20.0)
    with pytest.raises(BadArgument):
        live.move(0, 95.0, 20.0)


@pytest.mark.parametrize("speeds", [(6.3, 3.5), (2.0, 1.2)])
def test_coarse_to_fine_misses_nothing(speeds: tuple[float, float]) -> None:
    """2 × 32 frames of sites and radars thrown about at random: no cell differs from the whole computation.

    Slow interceptors cover islands of a few cells, smaller than the squares of the first level."""
    rng = np.random.default_rng(20070410)
    grid = grids.pick(europe(0.5), rng.random(10_640) < 0.7)
    missile = Threats([[35.0, 34.0], [52.0, 48.0]], "irbm", 150, 150, 200, 0.05, 1)
    sites = replace(two_sites(), burnout_speed_km_s=speeds, least_altitude_km=60.0)
    live = Live(defence(sites, decision_delay_s=0), missile, grid)
    differing, covered, late = 0, 0, []
    for frame in range(32):
        what = (0, 1, "Brdy", "Gabala")[frame % 4]
        moved = live.move(what, rng.uniform(36.0, 56.0), rng.uniform(5.0, 42.0))
        whole = footprint(live.defence, missile, grid)
        differing += int((moved.covered != whole.covered).sum() + (moved.by_site != whole.by_site).sum())
        differing += int((moved.shots != whole.shots).sum() + (moved.threatened != whole.threatened).sum())
        covered += int(whole.by_site.any() and not whole.covered.all())
        late.append(np.abs(moved.first_intercept_s - whole.first_intercept_s)[whole.covered])
    assert differing == 0
    assert covered > 16, "frames of all or nothing would test nothing"
    assert np.quantile(np.concatenate(late), 0.99) < 10.0, "between asked cells the first intercept is interpolated"


def test_stock_and_whole_defences_change_under_the_hand() -> None:
    grid, threats = europe(2.0), irbm()
    live = Live(defence(two_sites()), threats, grid)
    empty = live.stock("Redzikowo", 0)
    np.testing.assert_array_equal(empty.covered, footprint(live.defence, threats, grid).covered)
    assert not empty.by_site[0].any() and live.defence.sites.stock.tolist() == [0, 24]
    np.testing.assert_array_equal(live.stock(0, 4).covered, footprint(defence(two_sites()), threats, grid).covered)
    for other in (
        defence(two_sites(), decision_delay_s=300.0),
        defence(two_sites(), decision_delay_s=300.0, least_elevation_deg=None),
        defence(redzikowo(7.5)),
        defence(two_sites(), replace(radars(), reference_range_km=2500.0)),
    ):
        found, fresh = live.become(other), footprint(other, threats, grid)
        np.testing.assert_array_equal(found.covered, fresh.covered)
        np.testing.assert_array_equal(found.by_site, fresh.by_site)
        np.testing.assert_array_equal(found.first_intercept_s, fresh.first_intercept_s)
    for bad in (-1, 2.5):
        with pytest.raises(BadArgument):
            live.stock(0, bad)  # type: ignore[arg-type]
    with pytest.raises(BadArgument):
        live.stock("Atlantis", 3)


def test_no_flight_depends_on_its_company() -> None:
    """Subsets, other blocks, other neighbours: the same digits, which is why dragging can equal starting anew."""
    rng = np.random.default_rng(6)
    grid = europe(2.0)
    some = rng.permutation(len(grid))[:217]
    whole = footprint(defence(two_sites()), irbm(np.inf), grid)
    few = footprint(defence(two_sites()), irbm(np.inf), Grid(grid.place_deg[:, some], 1.0, 1.0))
    np.testing.assert_array_equal(few.by_site, whole.by_site[:, some])
    np.testing.assert_array_equal(few.first_intercept_s, whole.first_intercept_s[some])


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep freed memory in other ways")
def test_freed_memory_is_kept() -> None:
    """A footprint of a map that was worked out before needs no new pages: without `keep_freed` it took 14,000."""
    program = (
        "import resource\nfrom tests.engine.worlds import *\nfrom engine.footprint import footprint\n"
        "run = lambda: footprint(defence(two_sites()), irbm(np.inf), europe(0.5))\nrun(), run()\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt\nrun()\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(out.stdout) < 1500


def test_places_off_any_lattice_are_worked_out_whole() -> None:
    rng = np.random.default_rng(5)
    scattered = Grid(np.stack([rng.uniform(36, 60, 400), rng.uniform(-5, 40, 400)]), 1.0, 1.0)
    live = Live(defence(two_sites()), irbm(), scattered)
    moved = live.move(1, 40.0, 30.0)
    fresh = footprint(live.defence, irbm(), scattered)
    np.testing.assert_array_equal(moved.by_site, fresh.by_site)
    np.testing.assert_array_equal(moved.first_intercept_s, fresh.first_intercept_s)


def test_grids() -> None:
    whole = grids.rectangle(grids.EUROPE, 1.0)
    band = 2 * np.pi * 6371.0**2 * (np.sin(np.radians(72)) - np.sin(np.radians(34))) * 70.0 / 360.0
    assert whole.area_km2.sum() == pytest.approx(band, rel=1e-12)
    some = grids.populated(grids.EUROPE, TOWNS, step_deg=1.0, near_km=200.0)
    assert some.population.sum() == pytest.approx(8e6) and 8 < len(some) < len(whole)
    full = grids.populated(grids.EUROPE, TOWNS, step_deg=1.0, near_km=np.inf)
    assert len(full) == len(whole) and full.population.sum() == pytest.approx(8e6)
    with pytest.raises(BadArgument):
        grids.rectangle((60.0, 40.0, 0.0, 10.0))
    with pytest.raises(BadArgument):
        grids.populated(grids.EUROPE, [(50.0, 10.0, -5.0)])


@pytest.mark.parametrize(
    ("build", "code"),
    [
        (lambda: Grid([[95.0], [0.0]], 1.0, 1.0), "engine.place_deg.range"),
        (lambda: redzikowo(stock=1.5), "engine.stock.integer"),  # type: ignore[arg-type]
        (lambda: redzikowo(hits=12, attempts=11), "engine.hits.range"),
        (lambda: irbm(np.nan), "engine.range_km.nan"),
        (lambda: defence(decision_delay_s=-1), "engine.decision_delay_s.range"),
    ],
)
def test_nouns_refuse_what_cannot_be(build: object, code: str) -> None:
    with pytest.raises(BadArgument) as caught:
        build()  # type: ignore[operator]
    assert caught.value.code == code


def test_nouns_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        radars().mask_deg[0] = 0.0
