"""When a flight can be met from a site: feasible where the soonest flight of the interceptor fits what is left after the commit, above the least altitude.

An interceptor may wait, so feasibility is an inequality and the feasible set need not be one piece. The site turns with the Earth; the interceptor's flight is taken in
axes that turn with it (its burnout speed is relative to the ground, Coriolis neglected: `studies/interceptor_rotation.py` gives the error).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments, reasons
from engine.arguments import Floats, Ints
from engine.ballistics.trajectory import Trajectories, fly
from engine.constants import EARTH_RADIUS_KM, MU_KM3_S2
from engine.geodesy import unit_vector
from engine.nouns import Bools, Window

NODES = 96
"""Nodes of a window's search inside the altitude band: a piece shorter than about a hundredth of the flight is found by its local maximum."""


@dataclass(frozen=True, eq=False)
class Shooter:
    """One site against n flights, all columns (n,) or one number: unit vector (3, ...), speed, commit (with reaction and boost loss), altitude, elevation."""

    place: Floats
    speed_km_s: Floats | float
    ready_s: Floats
    least_altitude_km: Floats | float
    least_elevation_deg: float | None


def dot_with_site(paths: Trajectories, site: Floats, anomaly: Floats, time: Floats) -> Floats:
    """Inertial position · direction to the site at that time, km, for anomalies and times (..., n); site (3,) or (3, n), Earth-fixed at launch."""
    along = paths.a_km * (np.cos(anomaly) - paths.e)
    across = paths.a_km * np.sqrt(1.0 - paths.e**2) * np.sin(anomaly)
    place = site if site.ndim == 2 else site[:, None]
    angle = paths.rate_rad_s * time
    cos, sin = np.cos(angle), np.sin(angle)
    result: Floats = np.zeros(np.shape(anomaly))
    for axis, size in ((paths.p, along), (paths.q, across)):
        level = axis[0] * place[0] + axis[1] * place[1]
        turn = axis[1] * place[0] - axis[0] * place[1]
        result = result + size * (level * cos + turn * sin + axis[2] * place[2])
    return result


def flyout(radius: Floats, dot: Floats, speed: Floats | float, least_elevation_deg: float | None) -> tuple[Floats, Floats]:
    """Soonest flight time from the surface to points at `radius` whose projection on the site's vertical is `dot`, and the envelope margin.

    The margin is 1 - s/2a: negative out of reach (the time is then that of the envelope's edge, so that it goes on continuously). inf where only flights
    below the least elevation get there.
    """
    r1 = EARTH_RADIUS_KM
    chord = np.sqrt(np.maximum(r1 * r1 + radius * radius - 2.0 * r1 * dot, 1e-18))
    s = 0.5 * (r1 + radius + chord)
    shorter = np.maximum(s - chord, 1e-9)
    inverse_a = 2.0 / r1 - np.asarray(speed) ** 2 / MU_KM3_S2
    # Within 1e-7 of escape speed the ellipse's closed form has no digits left; the nearest speed that has them differs by 1e-7 of a second.
    inverse_a = np.where(np.abs(inverse_a) < 1e-10, 1e-10, inverse_a)
    u = 0.5 * s * inverse_a
    margin = 1.0 - u
    inside = np.minimum(u, 1.0)
    w = 0.5 * shorter * inverse_a
    if np.ndim(inverse_a) == 0 and float(inverse_a) > 0.0:
        time, slow = _ellipse(inside, w, inverse_a)
    elif np.ndim(inverse_a) == 0:
        time, slow = _hyperbola(inside, w, inverse_a), np.full(np.shape(u), np.inf)
    else:
        opened = inverse_a <= 0.0
        time, slow = _ellipse(np.where(opened, 0.5, inside), np.where(opened, 0.25, w), np.abs(inverse_a))
        time = np.where(opened, _hyperbola(np.where(opened, inside, -0.5), np.where(opened, w, -0.25), inverse_a), time)
        slow = np.where(opened, np.inf, slow)
    if least_elevation_deg is None:
        return time, margin
    along = np.sqrt(MU_KM3_S2 * (1.0 - inside) / (2.0 * s))
    back = np.sqrt(MU_KM3_S2 * np.maximum(1.0 - w, 0.0) / (2.0 * shorter))
    facing = np.clip((dot - r1) / chord, -1.0, 1.0)
    needed = np.sin(np.radians(least_elevation_deg) - 1e-12) * np.asarray(speed)
    base = back * (1.0 + facing)
    tilt = along * (1.0 - facing)
    return np.where(base - tilt >= needed, time, np.where(base + tilt >= needed, slow, np.inf)), margin


def _ellipse(u: Floats, w: Floats, inverse_a: Floats) -> tuple[Floats, Floats]:
    scale = 1.0 / np.sqrt(MU_KM3_S2 * inverse_a**3)
    root_u, root_w = np.sqrt(u), np.sqrt(np.clip(w, 0.0, 1.0))
    alpha = 2.0 * np.arcsin(np.minimum(root_u, 1.0)) - 2.0 * root_u * np.sqrt(np.maximum(1.0 - u, 0.0))
    beta = 2.0 * np.arcsin(root_w) - 2.0 * root_w * np.sqrt(np.maximum(1.0 - w, 0.0))
    return scale * (alpha - beta), scale * (2.0 * np.pi - alpha - beta)


def _hyperbola(u: Floats, w: Floats, inverse_a: Floats) -> Floats:
    scale = 1.0 / np.sqrt(MU_KM3_S2 * np.abs(inverse_a) ** 3)
    root_u, root_w = np.sqrt(np.abs(u)), np.sqrt(np.abs(w))
    alpha = 2.0 * root_u * np.sqrt(1.0 + root_u**2) - 2.0 * np.arcsinh(root_u)
    beta = 2.0 * root_w * np.sqrt(1.0 + root_w**2) - 2.0 * np.arcsinh(root_w)
    return np.asarray(scale * (alpha - beta))


def spare(paths: Trajectories, shooter: Shooter, anomaly: Floats) -> tuple[Floats, Floats, Floats]:
    """Seconds to spare (feasible where >= 0), time and flight time at anomalies (..., n). Out of reach it falls continuously below zero."""
    time = paths.time_s(anomaly)
    radius = paths.radius_km(anomaly)
    dot = dot_with_site(paths, shooter.place, anomaly, time)
    flight, margin = flyout(radius, dot, shooter.speed_km_s, shooter.least_elevation_deg)
    left = time - shooter.ready_s - flight
    # One part in a thousand beyond the envelope counts like ten seconds late; only the sign and the place of the maximum matter.
    return np.where(margin >= 0.0, left, np.minimum(left, 1e4 * margin)), time, flight


def band(paths: Trajectories, least_altitude_km: Floats | float, ready_s: Floats) -> tuple[Floats, Floats]:
    """Anomalies between which the flight is free, above the least altitude and after `ready_s`; nan where there are none."""
    with np.errstate(invalid="ignore"):
        cosine = ((EARTH_RADIUS_KM + np.asarray(least_altitude_km)) / paths.a_km - 1.0) / paths.e
        half = np.where(np.abs(cosine) <= 1.0, np.arccos(np.clip(cosine, -1.0, 1.0)), np.where(cosine < -1.0, np.pi, np.nan))
        low = np.maximum(np.pi - half, paths.start_anomaly)
        high = np.minimum(np.pi + half, paths.end_anomaly)
        waited = paths.anomaly(np.clip(np.nan_to_num(ready_s, posinf=1e9), paths.boost_s, np.maximum(paths.flight_time_s, paths.boost_s)))
        low = np.maximum(low, waited)
        nothing = ~(low < high) | ~np.isfinite(ready_s) | (ready_s >= paths.flight_time_s)
    return np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)


def windows(paths: Trajectories, shooter: Shooter, nodes: int = NODES) -> Window:
    """The window of one site against each flight (n,): first and last feasible intercept, launch for the first, altitude there, reasons."""
    n = len(paths)
    low, high = band(paths, shooter.least_altitude_km, shooter.ready_s)
    share = np.linspace(0.0, 1.0, nodes)[:, None]
    known = np.isfinite(low)
    anomaly = np.where(known, low, 0.0) + share * np.where(known, high - low, 0.0)
    with np.errstate(invalid="ignore"):
        left, _, _ = spare(paths, shooter, anomaly)
    left = np.where(known, left, -np.inf)
    good = left >= 0.0
    # A piece between two nodes shows as a local maximum below zero: climb it.
    best = np.argmax(left, axis=0)
    lost = known & ~good.any(axis=0)
    peak = np.full(n, np.nan)
    if lost.any():
        peak[lost] = _climb(paths.take(np.flatnonzero(lost)), _subset(shooter, lost), anomaly[:, lost], best[lost])
        with np.errstate(invalid="ignore"):
            reached = spare(paths, shooter, np.where(np.isnan(peak), paths.start_anomaly, peak))[0] >= 0.0
        peak = np.where(lost & reached, peak, np.nan)
    found = good.any(axis=0) | np.isfinite(peak)
    first = np.argmax(good, axis=0)
    last = nodes - 1 - np.argmax(good[::-1], axis=0)
    columns = np.arange(n)
    inner_first = np.where(np.isfinite(peak), peak, anomaly[first, columns])
    inner_last = np.where(np.isfinite(peak), peak, anomaly[last, columns])
    outer_first = np.where(np.isfinite(peak), anomaly[np.maximum(best - 1, 0), columns], anomaly[np.maximum(first - 1, 0), columns])
    outer_last = np.where(
        np.isfinite(peak), anomaly[np.minimum(best + 1, nodes - 1), columns], anomaly[np.minimum(last + 1, nodes - 1), columns]
    )
    opening = _edge(paths, shooter, outer_first, inner_first, found)
    closing = _edge(paths, shooter, outer_last, inner_last, found)
    with np.errstate(invalid="ignore"):
        _, earliest, flight = spare(paths, shooter, opening)
        latest = paths.time_s(closing)
        altitude = paths.radius_km(opening) - EARTH_RADIUS_KM
        launch = earliest - flight
    blank = ~found
    reason = _why(paths, shooter, known, left, blank)
    earliest, latest, launch, altitude = (np.where(blank, np.nan, value) for value in (earliest, latest, launch, altitude))
    return Window(covered=found, earliest_s=earliest, latest_s=latest, launch_s=launch, altitude_km=altitude, reason=reason)


def _subset(shooter: Shooter, mask: Bools) -> Shooter:
    def part(value: Floats | float) -> Floats | float:
        return value[mask] if np.ndim(value) else value  # type: ignore[index]

    return Shooter(
        place=shooter.place[:, mask] if shooter.place.ndim == 2 else shooter.place,
        speed_km_s=part(shooter.speed_km_s),
        ready_s=np.broadcast_to(shooter.ready_s, mask.shape)[mask],
        least_altitude_km=part(shooter.least_altitude_km),
        least_elevation_deg=shooter.least_elevation_deg,
    )


def _climb(paths: Trajectories, shooter: Shooter, anomaly: Floats, best: Ints) -> Floats:
    """Golden-section search for the greatest spare time beside the best node."""
    columns = np.arange(len(paths))
    low = anomaly[np.maximum(best - 1, 0), columns]
    high = anomaly[np.minimum(best + 1, anomaly.shape[0] - 1), columns]
    golden = 0.5 * (np.sqrt(5.0) - 1.0)
    x1, x2 = high - golden * (high - low), low + golden * (high - low)
    with np.errstate(invalid="ignore"):
        f1, f2 = spare(paths, shooter, x1)[0], spare(paths, shooter, x2)[0]
        for _ in range(36):
            right = f2 > f1
            low, high = np.where(right, x1, low), np.where(right, high, x2)
            x1, x2 = high - golden * (high - low), low + golden * (high - low)
            f1, f2 = spare(paths, shooter, x1)[0], spare(paths, shooter, x2)[0]
    return np.where(f1 >= f2, x1, x2)


def _edge(paths: Trajectories, shooter: Shooter, outside: Floats, inside: Floats, found: Bools) -> Floats:
    """The boundary of the feasible set between an anomaly that may be outside and one that is inside, by halving (kinks and jumps do not matter)."""
    low, high = np.where(found, outside, 0.0), np.where(found, inside, 0.0)
    with np.errstate(invalid="ignore"):
        at_edge = spare(paths, shooter, low)[0] >= 0.0
        high = np.where(at_edge, low, high)
        for _ in range(44):
            middle = 0.5 * (low + high)
            good = spare(paths, shooter, middle)[0] >= 0.0
            low, high = np.where(good, low, middle), np.where(good, middle, high)
    return high


def _why(paths: Trajectories, shooter: Shooter, known: Bools, left: Floats, blank: Bools) -> Ints:
    flying = np.isfinite(paths.flight_time_s)
    late = flying & (shooter.ready_s >= paths.flight_time_s)
    with np.errstate(invalid="ignore"):
        apogee_low = flying & (paths.a_km * (1.0 + paths.e) - EARTH_RADIUS_KM < np.asarray(shooter.least_altitude_km))
    reach = (np.where(np.isfinite(left), left, -np.inf) > -1e4).any(axis=0)
    reason = np.where(
        ~flying,
        reasons.OUT_OF_RANGE,
        np.where(np.isnan(shooter.ready_s) | np.isinf(shooter.ready_s), reasons.NOT_TRACKED,
                 np.where(late, reasons.TOO_LATE, np.where(apogee_low, reasons.TOO_LOW, np.where(known & reach, reasons.TOO_LATE, reasons.UNREACHABLE)))),
    )
    return np.where(blank, reason, reasons.OK).astype(np.int64)


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

    `commit_s` 0 or more (seconds after launch), `least_altitude_km` 0 or more. `earliest_s` and `latest_s` are the first and last feasible intercept, also when the set is in pieces;
    nan where not covered. `rotating=False` with no least elevation is the idealised oracle.
    """
    launch, code1 = arguments.place(launch_deg, "launch_deg")
    target, code2 = arguments.place(target_deg, "target_deg")
    site, code3 = arguments.place(site_deg, "site_deg")
    speed, code4 = arguments.numbers(burnout_speed_km_s, "burnout_speed_km_s", least=1e-9, most=100.0, unit="km/s", example="6.3")
    commit, code5 = arguments.numbers(commit_s, "commit_s", least=0.0, unit="s", example="300.0")
    altitude, code6 = arguments.numbers(least_altitude_km, "least_altitude_km", least=0.0, unit="km", example="150.0")
    if least_elevation_deg is not None:
        least_elevation_deg = arguments.one(least_elevation_deg, "least_elevation_deg", least=-90.0, most=90.0, unit="degrees")
    reason = arguments.join(code1, code2, code3, code4, code5, code6)
    shape = reason.shape

    def flat(value: Floats) -> Floats:
        return np.broadcast_to(value, shape).reshape(-1)

    u1, u2, u3 = (np.stack([axis.reshape(-1) for axis in unit_vector(flat(p[0]), flat(p[1]))]) for p in (launch, target, site))
    with np.errstate(invalid="ignore", divide="ignore"):
        paths = fly(u1, u2, rotating=rotating)
        result = windows(paths, Shooter(u3, flat(speed), flat(commit), flat(altitude), least_elevation_deg))
    bad = reason.reshape(-1)
    code = np.where(bad == reasons.OK, result.reason, bad)

    def shaped(value: Floats | Bools | Ints) -> Floats:
        return value.reshape(shape)[()]  # type: ignore[no-any-return]

    return Window(
        covered=shaped(result.covered & (bad == reasons.OK)),  # type: ignore[arg-type]
        earliest_s=shaped(result.earliest_s),
        latest_s=shaped(result.latest_s),
        launch_s=shaped(result.launch_s),
        altitude_km=shaped(result.altitude_km),
        reason=shaped(code),  # type: ignore[arg-type]
    )
