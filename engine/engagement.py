"""When a flight can be met from a site: feasible where the soonest flight of the interceptor fits what is left
after the commit, above the least altitude.

An interceptor may wait, so feasibility is an inequality and the feasible set need not be one piece. The site turns
with the Earth; the interceptor's flight is taken in axes that turn with it (its burnout speed is relative to the
ground, Coriolis neglected: `studies/interceptor_rotation.py` gives the error)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import arguments, reasons
from engine.arguments import Floats, Ints
from engine.ballistics.trajectory import Facing, Samples, Trajectories, fly
from engine.constants import EARTH_RADIUS_KM
from engine.findings import (
    Window,
)
from engine.geodesy import unit_vector
from engine.nouns import (
    Bools,
)
from engine.reach import Flyout, flyout

COARSE_NODES = 8
"""Nodes of a footprint's search (`studies/node_counts.py`)."""

NEAR_S = 10.0
"""Flights that by the slope of their spare time must miss by more than this are not looked at again."""

FLOOR_S = -400.0
"""Where a root is sought, spare times are not counted worse than this: the search would lean toward them."""

ARRIVED_S = 1e-9
"""A spare time this near to zero is a root."""

NODES = 96
"""Nodes of a window's search inside the altitude band: a piece shorter than about a hundredth of the flight is
found by its local maximum."""


Bracket = tuple[Floats, Floats, Floats, Floats, Floats]
"""Anomalies (n,) outside and inside the feasible set, the spare times there, and which of the two was moved last: 1
the inner, -1 the outer, 0 neither."""


@dataclass(frozen=True, eq=False)
class Shooter:
    """One site against n flights, all columns (n,) or one number: unit vector (3, ...), speed, commit (with
    reaction and boost loss), altitude, elevation."""

    place: Floats
    speed_km_s: Floats | float
    ready_s: Floats
    least_altitude_km: Floats | float
    least_elevation_deg: float | None

    def take(self, index: Ints) -> "Shooter":
        """The shooter for the flights at these positions."""

        def part(value: Floats | float) -> Floats | float:
            return value[index] if isinstance(value, np.ndarray) and value.ndim else value

        return Shooter(
            place=self.place[:, index] if self.place.ndim == 2 else self.place,
            speed_km_s=part(self.speed_km_s),
            ready_s=np.asarray(part(self.ready_s)),
            least_altitude_km=part(self.least_altitude_km),
            least_elevation_deg=self.least_elevation_deg,
        )


def meet(shooter: Shooter, site: Facing, samples: Samples) -> Flyout:
    """The interceptor's flights to samples (..., n)."""
    return flyout(samples.radius_km, site.dot(samples), shooter.speed_km_s, shooter.least_elevation_deg)


def spare(shooter: Shooter, site: Facing, samples: Samples) -> Floats:
    """Seconds to spare at samples (..., n): feasible where >= 0."""
    return meet(shooter, site, samples).spare_s(samples.time_s - shooter.ready_s)


def ready_index(paths: Trajectories, shooter: Shooter) -> Ints:
    """The flights that are still in the air when the site is ready."""
    with np.errstate(invalid="ignore"):
        return np.flatnonzero(np.isfinite(shooter.ready_s) & (shooter.ready_s < paths.flight_time_s))


def band(paths: Trajectories, least_altitude_km: Floats | float, ready_s: Floats) -> tuple[Floats, Floats]:
    """Anomalies between which the flight is free, above the least altitude and after `ready_s`; an empty band has
    its high end at its low one."""
    cosine = ((EARTH_RADIUS_KM + np.asarray(least_altitude_km)) / paths.a_km - 1.0) / np.maximum(paths.e, 1e-12)
    half = np.arccos(np.clip(cosine, -1.0, 1.0))
    low = np.maximum(np.pi - half, paths.start_anomaly)
    waiting = ready_s > paths.boost_s
    if waiting.any():
        low = np.maximum(low, np.where(waiting, paths.anomaly(np.maximum(ready_s, paths.boost_s)), low))
    high = np.minimum(np.pi + half, paths.end_anomaly)
    return low, np.where(cosine > 1.0, low, np.maximum(high, low))


@dataclass(frozen=True, eq=False)
class Prepared:
    """Flights with the nodes on which a site will be asked: everything that does not depend on where the site
    stands."""

    count: int
    chosen: Ints
    paths: Trajectories
    shooter: Shooter
    samples: Samples
    open: Bools


def prepare(paths: Trajectories, shooter: Shooter, nodes: int = COARSE_NODES) -> Prepared | None:
    """The nodes for `chances`, or None when no flight is in the air when the site is ready."""
    chosen = ready_index(paths, shooter)
    if not chosen.size:
        return None
    count = len(paths)
    if chosen.size < count:
        paths, shooter = paths.take(chosen), shooter.take(chosen)
    low, high = band(paths, shooter.least_altitude_km, shooter.ready_s)
    return Prepared(count, chosen, paths, shooter, paths.grid(low, high, nodes), high > low)


def chances(paths: Trajectories, shooter: Shooter, nodes: int = COARSE_NODES, polish: int = 9) -> tuple[Bools, Floats]:
    """Whether each flight (n,) can be met, and how soon (to 0.1 s at worst, nan where not): what footprints ask.

    Flights that no node decides, but whose slopes leave hope, are looked at again twelve times finer, twice. `polish`
    steps refine the first intercept (3 are good to a few seconds, 9 to 0.1 s); coverage does not depend on them.
    """
    prepared = prepare(paths, shooter, nodes)
    if prepared is None:
        return np.zeros(len(paths), dtype=bool), np.full(len(paths), np.nan)
    covered, earliest, _ = decide(prepared, polish)
    return covered, earliest


def decide(prepared: Prepared, polish: int) -> tuple[Bools, Floats, Floats]:
    """`chances` on nodes that are there already, and the most seconds to spare that any node has (-inf where there is
    none)."""
    paths, shooter, samples, chosen = prepared.paths, prepared.shooter, prepared.samples, prepared.chosen
    covered, earliest = np.zeros(prepared.count, dtype=bool), np.full(prepared.count, np.nan)
    most = np.full(prepared.count, -np.inf)
    nodes = samples.anomaly.shape[0]
    left = spare(shooter, paths.facing(shooter.place), samples)
    columns = np.arange(chosen.size)
    good = left >= 0.0
    first = np.argmax(good, axis=0)
    found = good[first, columns] & prepared.open
    after, before = samples.anomaly[first, columns], samples.anomaly[np.maximum(first - 1, 0), columns]
    f_after, f_before = left[first, columns], left[np.maximum(first - 1, 0), columns]
    best = np.argmax(left, axis=0)
    near = np.flatnonzero(~found & prepared.open & (hope(left, best) >= -NEAR_S))
    if near.size:
        at = best[near]
        ends = samples.anomaly[np.maximum(at - 1, 0), near], samples.anomaly[np.minimum(at + 1, nodes - 1), near]
        won, inner, outer, f_inner, f_outer = _look_again(paths.take(near), shooter.take(near), *ends)
        found[near], after[near], before[near], f_after[near], f_before[near] = won, inner, outer, f_inner, f_outer
    chosen_found = np.flatnonzero(found)
    if chosen_found.size:
        opening = np.where(f_before[chosen_found] >= 0.0, before[chosen_found], after[chosen_found])
        cut = np.flatnonzero(f_before[chosen_found] < 0.0)
        where = chosen_found[cut]
        if cut.size:
            opening[cut] = _illinois(
                paths.take(where),
                shooter.take(where),
                (before[where], after[where], f_before[where], f_after[where]),
                polish,
            )
        times = paths.take(chosen_found).time_s(opening)
        covered[chosen[chosen_found]] = True
        earliest[chosen[chosen_found]] = times
    most[chosen] = np.where(prepared.open, left.max(axis=0), -np.inf)
    return covered, earliest, most


def hope(values: Floats, best: Ints) -> Floats:
    """The most a function sampled at nodes (k, n) can reach beside its best node (n,), and half as much again.

    Exact for a concave function, by prolonging the chords on both sides of the best node.
    """
    columns = np.arange(values.shape[1])
    top = values[best, columns]
    before = values[np.maximum(best - 1, 0), columns]
    behind = values[np.minimum(best + 1, values.shape[0] - 1), columns]
    with np.errstate(invalid="ignore"):
        most: Floats = top + 1.5 * (top - np.minimum(before, behind))
    return most


def _look_again(
    paths: Trajectories, shooter: Shooter, low: Floats, high: Floats
) -> tuple[Bools, Floats, Floats, Floats, Floats]:
    """Thirteen nodes between two, then again where that is worth it: found, and the bracket of the opening."""
    n = len(paths)
    won, values = np.zeros(n, dtype=bool), np.zeros((4, n))
    rest = np.arange(n)
    for _ in range(2):
        if not rest.size:
            break
        part, gun = (paths, shooter) if rest.size == n else (paths.take(rest), shooter.take(rest))
        columns = np.arange(rest.size)
        samples = part.grid(low, high, 13)
        left = spare(gun, part.facing(gun.place), samples)
        good = left >= 0.0
        hit = good.any(axis=0)
        best = np.where(hit, np.argmax(good, axis=0), np.argmax(left, axis=0))
        before, behind = np.maximum(best - 1, 0), np.minimum(best + 1, 12)
        low, high = samples.anomaly[before, columns], samples.anomaly[behind, columns]
        won[rest] = hit
        values[:, rest] = samples.anomaly[best, columns], low, left[best, columns], left[before, columns]
        again = np.flatnonzero(~hit & (hope(left, best) >= -1.0))
        rest, low, high = rest[again], low[again], high[again]
    return won, values[0], values[1], values[2], values[3]


def _illinois(
    paths: Trajectories, shooter: Shooter, bracket: tuple[Floats, Floats, Floats, Floats], polish: int
) -> Floats:
    """The opening of a window between an infeasible and a feasible anomaly: regula falsi with the Illinois rule."""
    site = paths.facing(shooter.place)
    low, high, f_low, f_high = bracket
    f_low = np.maximum(f_low, FLOOR_S)
    side = np.zeros(len(paths))
    for _ in range(polish):
        # Where an end is a root already nothing is asked again.
        late = (f_high > ARRIVED_S) & (f_low < -ARRIVED_S)
        if not late.any():
            break
        middle = low + (high - low) * -f_low / (f_high - f_low)
        f_middle = np.maximum(spare(shooter, site, paths.sample(middle)), FLOOR_S)
        low, high, f_low, f_high, side = _narrowed((low, high, f_low, f_high, side), late, middle, f_middle)
    return low + (high - low) * -f_low / (f_high - f_low)


def _narrowed(bracket: Bracket, late: Bools, middle: Floats, f_middle: Floats) -> Bracket:
    """The bracket with one end at `middle`, where it is `late` and so not yet done: the Illinois rule."""
    low, high, f_low, f_high, side = bracket
    inside = f_middle >= 0.0
    # An end that stays twice running counts half: so neither lags for long.
    halved_low, halved_high = np.where(side > 0.0, 0.5 * f_low, f_low), np.where(side < 0.0, 0.5 * f_high, f_high)
    return (
        np.where(late & ~inside, middle, low),
        np.where(late & inside, middle, high),
        np.where(late, np.where(inside, halved_low, f_middle), f_low),
        np.where(late, np.where(inside, f_middle, halved_high), f_high),
        np.where(inside, 1.0, -1.0),
    )


def windows(paths: Trajectories, shooter: Shooter, nodes: int = NODES) -> Window:
    """The window of one site against each flight (n,): first and last feasible intercept, launch for the first,
    altitude there, reasons."""
    n = len(paths)
    covered = np.zeros(n, dtype=bool)
    values = np.full((4, n), np.nan)
    reason = np.where(
        np.isfinite(paths.flight_time_s),
        np.where(np.isfinite(shooter.ready_s), reasons.TOO_LATE, reasons.NOT_TRACKED),
        reasons.OUT_OF_RANGE,
    )
    chosen = ready_index(paths, shooter)
    if chosen.size:
        covered[chosen], values[:, chosen], reason[chosen] = _windows(paths.take(chosen), shooter.take(chosen), nodes)
    return Window(covered, values[0], values[1], values[2], values[3], reason.astype(np.int64))


def _windows(paths: Trajectories, shooter: Shooter, nodes: int) -> tuple[Bools, Floats, Ints]:
    site = paths.facing(shooter.place)
    low, high = band(paths, shooter.least_altitude_km, shooter.ready_s)
    samples = paths.grid(low, high, nodes)
    met = meet(shooter, site, samples)
    left = met.spare_s(samples.time_s - shooter.ready_s)
    some = high > low
    good = (left >= 0.0) & some
    columns = np.arange(len(paths))
    best = np.argmax(left, axis=0)
    direct = good.any(axis=0)
    first, last = np.argmax(good, axis=0), nodes - 1 - np.argmax(good[::-1], axis=0)
    anomaly = samples.anomaly
    inner_first, inner_last = anomaly[first, columns], anomaly[last, columns]
    outer_first, outer_last = (
        anomaly[np.maximum(first - 1, 0), columns],
        anomaly[np.minimum(last + 1, nodes - 1), columns],
    )
    found = direct.copy()
    # A piece between two nodes shows as a local maximum below zero: climb it.
    lost = np.flatnonzero(some & ~direct)
    if lost.size:
        around = anomaly[np.maximum(best - 1, 0), columns], anomaly[np.minimum(best + 1, nodes - 1), columns]
        peak, won = _climb(paths.take(lost), shooter.take(lost), around[0][lost], around[1][lost])
        found[lost] = won
        inner_first[lost] = inner_last[lost] = peak
        outer_first[lost], outer_last[lost] = around[0][lost], around[1][lost]
    values = np.full((4, len(paths)), np.nan)
    hit = np.flatnonzero(found)
    if hit.size:
        part, gun = paths.take(hit), shooter.take(hit)
        opening = _edge(part, gun, outer_first[hit], inner_first[hit])
        closing = _edge(part, gun, outer_last[hit], inner_last[hit])
        at = part.sample(opening)
        flight = meet(gun, part.facing(gun.place), at).soonest_s()
        values[:, hit] = at.time_s, part.time_s(closing), at.time_s - flight, at.radius_km - EARTH_RADIUS_KM
    reachable = (met.envelope >= 0.0).any(axis=0)
    reason = np.where(
        found, reasons.OK, np.where(~some, reasons.TOO_LOW, np.where(reachable, reasons.TOO_LATE, reasons.UNREACHABLE))
    )
    return found, values, reason


def _climb(paths: Trajectories, shooter: Shooter, low: Floats, high: Floats) -> tuple[Floats, Bools]:
    """Golden-section search for the greatest spare time; its place, and whether it is feasible."""
    site = paths.facing(shooter.place)
    golden = 0.5 * (np.sqrt(5.0) - 1.0)

    def value(anomaly: Floats) -> Floats:
        return spare(shooter, site, paths.sample(anomaly))

    x1, x2 = high - golden * (high - low), low + golden * (high - low)
    f1, f2 = value(x1), value(x2)
    for _ in range(36):
        right = f2 > f1
        low, high = np.where(right, x1, low), np.where(right, high, x2)
        fresh = np.where(right, low + golden * (high - low), high - golden * (high - low))
        f_fresh = value(fresh)
        x1, f1, x2, f2 = (
            np.where(right, x2, fresh),
            np.where(right, f2, f_fresh),
            np.where(right, fresh, x1),
            np.where(right, f_fresh, f1),
        )
    return np.where(f1 >= f2, x1, x2), np.maximum(f1, f2) >= 0.0


def _edge(paths: Trajectories, shooter: Shooter, outside: Floats, inside: Floats) -> Floats:
    """The boundary of the feasible set between an anomaly that may be outside and one that is inside: the feasible
    end of a bracket narrowed by chords, and by halving every third time, so that kinks and jumps do not matter."""
    site = paths.facing(shooter.place)
    low, high = outside, inside
    f_low, f_high = (spare(shooter, site, paths.sample(end)) for end in (low, high))
    whole = f_low >= 0.0
    high, f_high = np.where(whole, low, high), np.where(whole, f_low, f_high)
    f_low = np.minimum(np.maximum(f_low, FLOOR_S), -ARRIVED_S)
    side = np.zeros(len(paths))
    for count in range(90):
        late = (f_high > ARRIVED_S) & (np.abs(high - low) > 1e-13) & ~whole
        if not late.any():
            break
        share = np.full(len(paths), 0.5) if count % 3 == 2 else np.clip(f_low / (f_low - f_high), 1e-9, 1.0 - 1e-9)
        middle = low + (high - low) * share
        f_middle = np.maximum(spare(shooter, site, paths.sample(middle)), FLOOR_S)
        low, high, f_low, f_high, side = _narrowed((low, high, f_low, f_high, side), late, middle, f_middle)
    return high


def window(
    launch_deg: ArrayLike,
    target_deg: ArrayLike,
    site_deg: ArrayLike,
    burnout_speed_km_s: ArrayLike,
    commit_s: ArrayLike,
    least_altitude_km: ArrayLike,
    rotating: bool = True,
    least_elevation_deg: float | None = None,
) -> Window:
    """Windows against least-energy flights from surface to surface; places (2, ...), the rest broadcasting.

    `commit_s` 0 or more (seconds after launch), `least_altitude_km` 0 or more. `earliest_s` and `latest_s` are the
    first and last feasible intercept, also when the set is in pieces; nan where not covered. `rotating=False` with
    no least elevation is the idealised oracle."""
    launch, code1 = arguments.place(launch_deg, "launch_deg")
    target, code2 = arguments.place(target_deg, "target_deg")
    site, code3 = arguments.place(site_deg, "site_deg")
    speed, code4 = arguments.numbers(
        burnout_speed_km_s, "burnout_speed_km_s", least=1e-9, most=100.0, unit="km/s", example="6.3"
    )
    commit, code5 = arguments.numbers(commit_s, "commit_s", least=0.0, unit="s", example="300.0")
    altitude, code6 = arguments.numbers(least_altitude_km, "least_altitude_km", least=0.0, unit="km", example="150.0")
    if least_elevation_deg is not None:
        least_elevation_deg = arguments.one(
            least_elevation_deg, "least_elevation_deg", least=-90.0, most=90.0, unit="degrees"
        )
    reason = arguments.join(code1, code2, code3, code4, code5, code6)
    shape = reason.shape

    def flat(value: Floats) -> Floats:
        return np.broadcast_to(value, shape).reshape(-1)

    u1, u2, u3 = (
        np.stack([axis.reshape(-1) for axis in unit_vector(flat(p[0]), flat(p[1]))]) for p in (launch, target, site)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        paths = fly(u1, u2, rotating=rotating)
        result = windows(paths, Shooter(u3, flat(speed), flat(commit), flat(altitude), least_elevation_deg))
    bad = reason.reshape(-1)
    code = np.where(bad == reasons.OK, result.reason, bad)

    def shaped(value: NDArray[Any]) -> Any:
        return value.reshape(shape)[()]

    return Window(
        covered=shaped(result.covered & (bad == reasons.OK)),
        earliest_s=shaped(result.earliest_s),
        latest_s=shaped(result.latest_s),
        launch_s=shaped(result.launch_s),
        altitude_km=shaped(result.altitude_km),
        reason=shaped(code),
    )
