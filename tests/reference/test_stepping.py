"""The engine's sampled answers against the slow walk in steps of a tenth of a second."""

import numpy as np
import pytest

from engine.footprint import footprint
from engine.footprint.cover import paths_to
from engine.geodesy import unit_vector
from engine.nouns import Defence, Sensors, Threats
from engine.tracking import track
from tests.engine.worlds import defence, europe, irbm, radars, two_sites
from tests.reference.stepping import disagreements, walk

SAMPLE = 60


def cases() -> list[tuple[Defence, Threats]]:
    """A cued beam, a searching forward radar, two families of interceptors, short and long missiles."""
    forward = Sensors(
        [[38.3, 49.7], [37.8, 13.7]],
        ["tpy2", "xband"],
        [1500, 4500],
        0.1,
        [5, 3],
        [[100, 120], [120, 180]],
        [False, True],
    )
    short = Threats([[34.0], [48.0]], "mrbm", 80, 100, 80, 0.05, 1)
    return [
        (defence(two_sites(), radars()), irbm(np.inf)),
        (defence(two_sites(), forward), short),
        (defence(two_sites(), forward, least_elevation_deg=None), irbm(np.inf)),
    ]


@pytest.mark.parametrize("index", range(3))
def test_times_along_single_flights(index: int) -> None:
    guard, threats = cases()[index]
    targets = np.array(
        [[52.5, 13.4], [48.9, 2.35], [41.9, 12.5], [38.0, 23.7], [39.9, 32.9], [60.2, 24.9], [64.1, -21.9]]
    )
    for row in range(len(threats)):
        paths = paths_to(threats, row, unit_vector(targets[:, 0], targets[:, 1]))
        tracks = track(paths, guard, threats.rcs_m2[[row] * len(targets)])
        for case, target in enumerate(targets):
            steps = walk(guard, threats, row, (target[0], target[1]), 0.1)
            assert abs(steps.flight_time_s - paths.flight_time_s[case]) < 1e-6
            for radar, seen in enumerate(steps.seen_s):
                found = tracks.seen_s[radar, case]
                # The walk sees at the first step after the true moment.
                assert (np.isinf(seen) and np.isinf(found)) or -1e-3 <= seen - found <= 0.1 + 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("index", range(3))
def test_coverage_of_sampled_cells(index: int) -> None:
    guard, threats = cases()[index]
    grid = europe(2.0)
    found = footprint(guard, threats, grid)
    assert 0.02 < found.covered.mean() < 0.98, "a footprint of all or nothing would test nothing"
    cells = np.random.default_rng(20070410 + index).choice(len(grid), SAMPLE, replace=False)
    assert disagreements(guard, threats, grid, cells, found.covered) == []


@pytest.mark.slow
@pytest.mark.long
def test_whole_map_at_one_degree() -> None:
    """At most 3 in 7,171 cells may differ from the walk: of 2,660 at most one."""
    guard, threats = cases()[0]
    grid = europe(1.0)
    found = footprint(guard, threats, grid)
    wrong = disagreements(guard, threats, grid, np.arange(len(grid)), found.covered)
    assert len(wrong) <= 1, wrong
