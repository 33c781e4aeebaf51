"""Russia's question: which launch areas' paths can the sites engage at all, with which interceptors, and what
remains of a stated retaliation."""

import numpy as np

from engine import doctrine as doctrines
from engine.engagement import Shooter, chances
from engine.findings import (
    AreaAnswer,
    RussiaFinding,
)
from engine.footprint.cover import shooter
from engine.geodesy import unit_vector
from engine.nouns import (
    Bools,
    Defence,
    Floats,
    Retaliation,
)
from engine.tracking import track
from engine.turn.case import Cases, flights

SPEEDS = np.round(np.arange(3.0, 12.01, 0.1), 1)


def russia(defence: Defence, retaliation: Retaliation) -> RussiaFinding:
    """The answer for every launch area. A path counts as engageable when some site with stock has a shot on it, by
    the same chain as every other threat.

    Warheads of an area are spread evenly over its target paths. The expected loss gives every engageable warhead
    its even share of the interceptors that can reach any; the most that can be lost is one warhead per interceptor.
    """
    cases = flights(retaliation.threats, retaliation.aim_points)
    tracks = track(cases.paths, defence, cases.rcs_m2)
    sites, n = len(defence.sites), len(cases.row)
    covered, earliest = np.zeros((sites, n), dtype=bool), np.full((sites, n), np.nan)
    for site in np.flatnonzero(defence.sites.stock > 0).tolist():
        covered[site], earliest[site] = chances(cases.paths, shooter(defence, site, tracks.committed_s))
    by_any = covered.any(axis=0) & cases.reached
    least = _least_speeds(defence, cases, tracks.committed_s)
    areas = []
    engageable = 0.0
    for row, name in enumerate(retaliation.area_names):
        mine = (cases.row == row) & cases.reached
        paths, open_paths = int(mine.sum()), int((mine & by_any).sum())
        warheads = int(retaliation.warheads[row])
        engageable += warheads * open_paths / paths if paths else 0.0
        first = earliest[:, mine & by_any]
        areas.append(
            AreaAnswer(
                area=name,
                warheads=warheads,
                engageable_paths=open_paths,
                paths=paths,
                sites=tuple(defence.sites.name[site] for site in range(sites) if (covered[site] & mine).any()),
                least_speed_km_s=float(least[mine].min()) if paths else float("nan"),
                earliest_s=round(float(np.nanmin(first)), 1)
                if first.size and np.isfinite(first).any()
                else float("nan"),
            )
        )
    return _sum_up(defence, tuple(areas), covered, engageable)


def _least_speeds(defence: Defence, cases: Cases, committed_s: Floats) -> Floats:
    """Least burnout speed (steps of 0.1 km/s, 3 to 12) with which the first site has a shot at each path, all else
    as it is; inf where none does."""
    n = len(cases.row)
    if not len(defence.sites):
        return np.full(n, np.inf)
    gun = shooter(defence, 0, committed_s)
    many = np.repeat(np.arange(n), SPEEDS.size)
    speeds = np.tile(SPEEDS, n)
    place = unit_vector(defence.sites.place_deg[0, 0], defence.sites.place_deg[1, 0])
    found, _ = chances(
        cases.paths.take(many),
        Shooter(place, speeds, gun.ready_s[many], gun.least_altitude_km, gun.least_elevation_deg),
        nodes=14,
    )
    table: Bools = found.reshape(n, SPEEDS.size)
    return np.where(table.any(axis=1), SPEEDS[np.argmax(table, axis=1)], np.inf)


def _sum_up(defence: Defence, areas: tuple[AreaAnswer, ...], covered: Bools, engageable: float) -> RussiaFinding:
    able = [site for site in range(len(defence.sites)) if covered[site].any()]
    interceptors = int(sum(int(defence.sites.stock[site]) for site in able))
    warheads = sum(area.warheads for area in areas)
    targets = round(engageable)
    expected = 0.0
    if targets and interceptors:
        # Families differ in their record; the stock's mean kill probability serves a sum that is linear but for
        # second shots.
        hit = 0.0
        for site in able:
            points, weights = doctrines.kill_nodes(
                float(defence.sites.hits[site]), float(defence.sites.attempts[site]), 64
            )
            base, extra = divmod(interceptors, targets)
            miss = 1.0 - points
            kills = extra * (1.0 - miss ** (base + 1)) + (targets - extra) * (1.0 - miss**base)
            hit += float((weights * kills).sum()) * int(defence.sites.stock[site]) / interceptors
        expected = hit * (1.0 - defence.track_failure) * (1.0 - defence.common_failure)
    most = min(interceptors, targets)
    remaining = 1.0 - expected / warheads if warheads else float("nan")
    least = 1.0 - most / warheads if warheads else float("nan")
    touched = [area.area for area in areas if area.engageable_paths]
    if not touched:
        sentence = (
            f"No site can engage any of the paths from {len(areas)} launch areas; all {warheads} warheads remain."
        )
    else:
        sentence = (
            f"Paths from {len(touched)} of {len(areas)} areas ({', '.join(touched)}) can be engaged, by "
            f"{interceptors} interceptors in all. "
            f"Of {warheads} warheads {100 * remaining:.1f} % are expected to remain, and {100 * least:.1f} % if "
            "every interceptor hit."
        )
    return RussiaFinding(
        areas=areas,
        interceptors=interceptors,
        warheads=warheads,
        engageable_warheads=targets,
        expected_intercepted=round(expected, 3),
        most_intercepted=most,
        remaining_share=round(remaining, 6),
        least_remaining_share=round(least, 6),
        sentence=sentence,
    )
