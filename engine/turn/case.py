"""One axis through the whole chain, without words: flights, tracks, windows, looks, leakers. Cases are launch row ×
aim point, row-major."""

from dataclasses import dataclass, replace

import numpy as np

from engine import doctrine as doctrines
from engine.ballistics.trajectory import Trajectories, fly
from engine.engagement import chances, windows
from engine.findings import (
    Window,
)
from engine.footprint.cover import in_range, shooter
from engine.geodesy import unit_vector
from engine.nouns import (
    Axis,
    Bools,
    Defence,
    Floats,
    Ints,
    Threats,
)
from engine.tracking import Tracks, track

Ladders = dict[tuple[object, ...], Floats]
Step = tuple[str, int, int, int, bool]
"""One family's part in an engagement: its name, shots, looks, a site of it, and whether it shoots blind."""


@dataclass(frozen=True, eq=False)
class Cases:
    """The flights of an axis: which row and aim each is, whether it is in range, and the flights themselves (nan
    where not)."""

    row: Ints
    aim: Ints
    reached: Bools
    paths: Trajectories
    rcs_m2: Floats


@dataclass(frozen=True, eq=False)
class Answer:
    """What becomes of the cases: (sites, cases) windows' opening and looks; leakers (cases, raid + 1) and their
    mean over the cases in range; and each case's plan of fire, family by family."""

    cases: Cases
    tracks: Tracks
    covered: Bools
    earliest_s: Floats
    last_s: Floats
    looks: Ints
    plans: tuple[tuple[Step, ...], ...]
    case_pmf: Floats
    pmf: Floats


def flights(threats: Threats, aim_points: Floats) -> Cases:
    """All launch rows against all aim points."""
    rows, aims = len(threats), aim_points.shape[1]
    row, aim = (index.reshape(-1) for index in np.meshgrid(np.arange(rows), np.arange(aims), indexing="ij"))
    launch = unit_vector(threats.launch_deg[0], threats.launch_deg[1])
    target = unit_vector(aim_points[0], aim_points[1])
    reached = np.concatenate([in_range(threats, index, target) for index in range(rows)])
    paths = fly(
        launch[:, row],
        np.where(reached, target[:, aim], np.nan),
        burnout_altitude_km=threats.burnout_altitude_km[row],
        boost_s=threats.boost_s[row],
        downrange_km=threats.downrange_km[row],
        loft=threats.loft[row],
    )
    return Cases(row, aim, reached & np.isfinite(paths.flight_time_s), paths, threats.rcs_m2[row])


def answer(
    defence: Defence,
    axis: Axis,
    stock: Ints,
    ladders: Ladders,
    *,
    cases: Cases | None = None,
    tracks: Tracks | None = None,
) -> Answer:
    """The chain for one axis with `stock` (sites,) interceptors; `cases` and `tracks` where they are known already."""
    cases = flights(axis.threats, axis.aim_points) if cases is None else cases
    tracks = track(cases.paths, defence, cases.rcs_m2) if tracks is None else tracks
    sites, n = len(defence.sites), len(cases.row)
    covered = np.zeros((sites, n), dtype=bool)
    earliest = np.full((sites, n), np.nan)
    last = np.full((sites, n), np.nan)
    looks = np.zeros((sites, n), dtype=np.int64)
    for site in np.flatnonzero(stock > 0).tolist():
        covered[site], earliest[site], looks[site], last[site] = _looks(defence, site, cases, tracks)
    nothing = np.full((n, axis.raid_size + 1), np.nan)
    engaged = Answer(cases, tracks, covered, earliest, last, looks, (), nothing, nothing[0])
    engaged = replace(engaged, plans=_plans(defence, stock, engaged))
    return leaked(defence, axis, stock, engaged, ladders)


def leaked(
    defence: Defence, axis: Axis, stock: Ints, engaged: Answer, ladders: Ladders, kill: dict[str, float] | None = None
) -> Answer:
    """The same engagements with their leakers; `kill` fixes the kill probability of families by name."""
    cases = engaged.cases
    case_pmf = np.full((len(cases.row), axis.raid_size + 1), np.nan)
    # Cases of one plan leak alike.
    alike: dict[tuple[Step, ...], Floats] = {}
    for case in np.flatnonzero(cases.reached).tolist():
        plan = engaged.plans[case]
        if plan not in alike:
            alike[plan] = _plan_pmf(defence, axis.raid_size, plan, kill or {}, ladders)
        case_pmf[case] = alike[plan]
    reached = cases.reached
    pmf = case_pmf[reached].mean(axis=0) if reached.any() else np.full(axis.raid_size + 1, np.nan)
    return replace(engaged, case_pmf=case_pmf, pmf=pmf)


def _looks(defence: Defence, site: int, cases: Cases, tracks: Tracks) -> tuple[Bools, Floats, Ints, Floats]:
    """First shot, and how many looks fit one after another: each next shot is released when the kill of the one
    before has been assessed."""
    release = tracks.committed_s
    covered, first = chances(cases.paths, shooter(defence, site, release))
    looks = covered.astype(np.int64)
    last, alive = first.copy(), covered.copy()
    for _ in range(defence.doctrine.looks - 1):
        if not alive.any():
            break
        again, soonest = chances(
            cases.paths, shooter(defence, site, np.where(alive, last + defence.kill_assessment_s, np.inf))
        )
        alive = alive & again
        looks += alive
        last = np.where(alive, soonest, last)
    return covered, first, looks, last


def _plans(defence: Defence, stock: Ints, engaged: Answer) -> tuple[tuple[Step, ...], ...]:
    """Who shoots at each case when the whole raid flies one path. Sites of one family pool their stock; families
    engage one after another, soonest first.

    A later family that has no window left after the last kill assessment of those before shoots blind: evenly at all
    that came."""
    sites, cases = defence.sites, engaged.cases
    drafts: list[list[tuple[str, list[int], float]]] = []
    asked: dict[int, list[tuple[int, float]]] = {}
    for case, reached in enumerate(cases.reached.tolist()):
        families: dict[str, list[int]] = {}
        if reached:
            for site in np.flatnonzero(engaged.looks[:, case] > 0).tolist():
                families.setdefault(sites.class_id[site], []).append(site)
        soonest = {
            family: round(min(float(engaged.earliest_s[site, case]) for site in members), 3)
            for family, members in families.items()
        }
        draft, known_from = [], -np.inf
        for family in sorted(families, key=lambda name: (soonest[name], name)):
            members = families[family]
            draft.append((family, members, known_from))
            if np.isfinite(known_from):
                for site in members:
                    asked.setdefault(site, []).append((case, known_from))
            last = max(float(engaged.last_s[site, case]) for site in members)
            known_from = max(known_from, last + defence.kill_assessment_s)
        drafts.append(draft)
    after = {}
    for site, queries in asked.items():
        some, known = np.array([case for case, _ in queries]), np.array([time for _, time in queries])
        met, _ = chances(cases.paths.take(some), shooter(defence, site, known), polish=0)
        after.update({(site, case): bool(seen) for (case, _), seen in zip(queries, met, strict=True)})
    return tuple(
        tuple(
            (
                family,
                sum(int(stock[site]) for site in members),
                max(int(engaged.looks[site, case]) for site in members),
                members[0],
                bool(np.isfinite(known_from)) and not any(after[site, case] for site in members),
            )
            for family, members, known_from in draft
        )
        for case, draft in enumerate(drafts)
    )


def _plan_pmf(defence: Defence, raid: int, plan: tuple[Step, ...], kill: dict[str, float], table: Ladders) -> Floats:
    """Leakers (raid + 1,) of a plan of fire."""
    whole = np.eye(raid + 1)
    for family, shots, looks, site, blind in plan:
        step = _ladder(defence, raid, shots, looks, site, blind, kill.get(family), table)
        whole = (whole[:, :, None] * step).sum(axis=1)
    leaked: Floats = doctrines.mixed(whole[None], defence.track_failure, defence.common_failure)[0]
    return leaked


def _ladder(
    defence: Defence, raid: int, shots: int, looks: int, site: int, blind: bool, kill: float | None, table: Ladders
) -> Floats:
    """Threats in, threats out (raid + 1, raid + 1), averaged over the family's kill probability."""
    hits, attempts = float(defence.sites.hits[site]), float(defence.sites.attempts[site])
    plan = defence.doctrine
    name = (raid, shots, looks, blind, hits, attempts, kill, plan.shots_per_look, plan.spend_all_at_last_look)
    if name not in table:
        if kill is None:
            points, weights = doctrines.kill_nodes(hits, attempts, shots)
        else:
            points, weights = np.array([kill]), np.array([1.0])
        if blind:
            steps = doctrines.blind_ladder(raid, shots, points)
        else:
            steps = np.zeros((points.size, raid + 1, raid + 1))
            for engaged in range(raid + 1):
                steps[:, engaged, : engaged + 1] = doctrines.transition(
                    engaged, shots, looks, points, plan.spend_all_at_last_look, plan.shots_per_look
                )
        # The contraction is a plain sum: BLAS would be free to order it by thread count.
        table[name] = (weights[:, None, None] * steps).sum(axis=0)
    return table[name]


def exact_windows(defence: Defence, stock: Ints, found: Answer) -> Window:
    """The windows of every site against every case, to a microsecond: (sites, cases) columns for the record and the
    page."""
    rows = []
    for site in range(len(defence.sites)):
        ready = found.tracks.committed_s if stock[site] > 0 else np.full_like(found.tracks.committed_s, np.inf)
        rows.append(windows(found.cases.paths, shooter(defence, site, ready), nodes=48))
    if not rows:
        empty = np.zeros((0, len(found.cases.row)))
        return Window(empty.astype(bool), empty, empty, empty, empty, empty.astype(np.int64))
    return Window(
        *(
            np.stack([getattr(row, name) for row in rows])
            for name in ("covered", "earliest_s", "latest_s", "launch_s", "altitude_km", "reason")
        )
    )
