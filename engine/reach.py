"""What a burnout speed reaches, and how soon: Lagrange's time equation in closed form. The interceptor starts at
the surface with its full speed.

Source: Lagrange's time equation as in Battin, *An Introduction to the Mathematics and Methods of Astrodynamics*;
vectors `reach.json`. The fast arc of a high speed may leave below the horizon (3,600 km at 8.7 km/s starts at -0.4
degrees): that is the idealised oracle; the game passes a least elevation, and then the slow arc is tried, or there
is none."""

from dataclasses import dataclass
from math import radians, sin
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments, reasons
from engine.arguments import Floats, Ints
from engine.constants import EARTH_RADIUS_KM, MU_KM3_S2

_SERIES = tuple(
    2.0 / (k + 1.5) * c
    for k, c in enumerate(np.cumprod([1.0, *((2 * k - 1) / (2 * k) for k in range(1, 24))]).tolist())
)


@dataclass(frozen=True, eq=False)
class Flights:
    """The fast and the slow flight to a point: times (inf where there is none) and angles above the horizon at the
    start, radians."""

    fast_s: Floats
    slow_s: Floats
    fast_elevation: Floats
    slow_elevation: Floats


def _sweep(u: Floats) -> Floats:
    """(α - sin α) / u^1.5 with sin²(α/2) = u: one function for ellipse (u > 0), parabola (0) and hyperbola (u < 0)."""
    near = np.abs(u) < 0.08
    small = np.where(near, u, 0.0)
    series = np.zeros_like(small)
    for coefficient in reversed(_SERIES):
        series = series * small + coefficient
    far = np.where(near, 0.5, u)
    root = np.sqrt(np.abs(far))
    ellipse = 2.0 * np.arcsin(np.minimum(root, 1.0)) - 2.0 * root * np.sqrt(np.maximum(1.0 - far, 0.0))
    hyperbola = 2.0 * root * np.sqrt(1.0 + np.abs(far)) - 2.0 * np.arcsinh(root)
    return np.where(near, series, np.where(far > 0.0, ellipse, hyperbola) / root**3)


def flights(angle: Floats, radius_km: Floats, speed_km_s: Floats, start_radius_km: float = EARTH_RADIUS_KM) -> Flights:
    """Flights from a start radius to `radius_km` over `angle` radians with a burnout speed; no checks."""
    r1, r2 = start_radius_km, radius_km
    half_sin = np.sin(0.5 * angle)
    chord = np.sqrt((r1 - r2) ** 2 + 4.0 * r1 * r2 * half_sin**2)
    s = 0.5 * (r1 + r2 + chord)
    half_cos2 = np.cos(0.5 * angle) ** 2
    shorter = r1 * r2 * half_cos2 / s
    with np.errstate(invalid="ignore", divide="ignore"):
        inverse_a = 2.0 / r1 - speed_km_s**2 / MU_KM3_S2
        u, w = 0.5 * s * inverse_a, 0.5 * shorter * inverse_a
        # A speed at the very edge of the envelope may round to u just above 1.
        reachable = u <= 1.0 + 4e-16
        u = np.where(reachable, np.minimum(u, 1.0), np.nan)
        scale, short_scale = np.sqrt(s**3 / (8.0 * MU_KM3_S2)), np.sqrt(shorter**3 / (8.0 * MU_KM3_S2))
        long_part, short_part = scale * _sweep(u), short_scale * _sweep(w)
        fast = long_part - short_part
        period = np.where(inverse_a > 0.0, 2.0 * np.pi / np.sqrt(MU_KM3_S2 * np.abs(inverse_a) ** 3), np.inf)
        slow = period - long_part - short_part
        along = np.sqrt(MU_KM3_S2 * (1.0 - u) / (2.0 * s))
        below = r1 - r2 * np.cos(angle)
        # 1 + cos of the angle between chord and vertical, times B; the second form stays finite at 180 degrees.
        b_root = np.sqrt(MU_KM3_S2 * (1.0 - w) * s / (2.0 * r1 * r2))
        facing = np.where(
            below < 0.0,
            b_root / np.sqrt(half_cos2) * (chord - below) / chord,
            b_root * 4.0 * half_sin**2 * np.sqrt(half_cos2) * r2**2 / (chord * (chord + below)),
        )
        tilt = 1.0 + below / chord
        fast_up = (facing - along * tilt) / speed_km_s
        slow_up = (facing + along * tilt) / speed_km_s
        here = chord == 0.0
        fast_elevation = np.where(here, 0.5 * np.pi, np.arcsin(np.clip(fast_up, -1.0, 1.0)))
        slow_elevation = np.where(here, 0.5 * np.pi, np.arcsin(np.clip(slow_up, -1.0, 1.0)))
    unreachable = ~reachable & ~np.isnan(angle + radius_km + speed_km_s)
    return Flights(
        fast_s=np.where(unreachable, np.inf, np.maximum(fast, 0.0)),
        slow_s=np.where(unreachable, np.inf, slow),
        fast_elevation=fast_elevation,
        slow_elevation=slow_elevation,
    )


def soonest(found: Flights, least_elevation_deg: float | None) -> Floats:
    """The time of the soonest flight that leaves at or above the least elevation; inf where there is none."""
    if least_elevation_deg is None:
        return found.fast_s
    # Exactly the least elevation is allowed; 1e-12 rad covers rounding.
    least = np.radians(least_elevation_deg) - 1e-12
    with np.errstate(invalid="ignore"):
        slow = np.where(found.slow_elevation >= least, found.slow_s, np.inf)
        return np.where(np.isnan(found.fast_s), np.nan, np.where(found.fast_elevation >= least, found.fast_s, slow))


@dataclass(frozen=True, eq=False)
class Flyout:
    """Flights from a site to sampled points, each margin negative where the flight is not to be had: times in s,
    envelope as 1 - s/2a, and how far the launch is above the least elevation (km/s of climb; None where none is
    asked)."""

    fast_s: Floats
    slow_s: Floats
    envelope: Floats
    fast_climb: Floats | None
    slow_climb: Floats | None

    def soonest_s(self) -> Floats:
        """The flight that would be flown, wherever there is one."""
        return self.fast_s if self.fast_climb is None else np.where(self.fast_climb >= 0.0, self.fast_s, self.slow_s)

    def spare_s(self, available_s: Floats) -> Floats:
        """Seconds to spare of the time available: feasible where >= 0, falling continuously below zero out of reach
        or below the elevation.

        One part in a thousand beyond the envelope counts like ten seconds late, and so does 10 m/s of climb that is
        lacking: only the sign and the place of the maximum have a meaning."""
        left = np.asarray(available_s - self.fast_s)
        part = np.empty_like(left)
        if self.fast_climb is not None and self.slow_climb is not None:
            slow = np.asarray(available_s - self.slow_s)
            np.minimum(slow, np.multiply(self.slow_climb, 1e3, out=part), out=slow)
            np.minimum(left, np.multiply(self.fast_climb, 1e3, out=part), out=left)
            np.maximum(left, slow, out=left)
        return np.minimum(left, np.multiply(self.envelope, 1e4, out=part), out=left)


def flyout(radius: Floats, dot: Floats, speed: Floats | float, least_elevation_deg: float | None) -> Flyout:
    """Flights from the surface to points at `radius` whose projection on the site's vertical is `dot`; the fast
    kernel behind windows and footprints.

    Out of reach the times are those of the envelope's edge, so that everything goes on continuously.
    """
    # In place throughout: a third of the cost of this kernel would be fresh memory.
    r1 = EARTH_RADIUS_KM
    chord = radius * radius
    chord += r1 * r1
    part = dot * (2.0 * r1)
    chord -= part
    np.maximum(chord, 1e-18, out=chord)
    np.sqrt(chord, out=chord)
    speed = float(speed) if np.ndim(speed) == 0 else np.asarray(speed)
    inverse_a: Floats | float = 2.0 / r1 - speed * speed / MU_KM3_S2
    # Within 1e-7 of escape speed the ellipse's closed form has no digits left; the nearest speed that has them
    # differs by 1e-7 of a second.
    if isinstance(inverse_a, float):
        inverse_a = inverse_a if abs(inverse_a) >= 1e-10 else 1e-10
    else:
        inverse_a = np.where(np.abs(inverse_a) < 1e-10, 1e-10, inverse_a)
    # u and w are s/2a and (s - chord)/2a, where s is half the triangle's circumference.
    u = radius + chord
    u += r1
    w = u - np.multiply(chord, 2.0, out=part)
    np.maximum(w, 2e-9, out=w)
    u *= 0.25 * inverse_a
    w *= 0.25 * inverse_a
    margin = 1.0 - u
    np.minimum(u, 1.0, out=u)
    if isinstance(inverse_a, float):
        legs = _ellipse(u, w, inverse_a) if inverse_a > 0.0 else _hyperbola(u, w, inverse_a)
    else:
        opened = inverse_a <= 0.0
        closed_legs = _ellipse(np.where(opened, 0.5, u), np.where(opened, 0.25, w), np.abs(inverse_a))
        open_legs = _hyperbola(np.where(opened, u, -0.5), np.where(opened, w, -0.25), -np.abs(inverse_a))
        legs = _Legs(*(np.where(opened, one, other) for one, other in zip(open_legs, closed_legs, strict=True)))
    if least_elevation_deg is None:
        return Flyout(legs.fast_s, legs.slow_s, margin, None, None)
    facing = np.subtract(dot, r1, out=part)
    facing /= chord
    np.clip(facing, -1.0, 1.0, out=facing)
    # Exactly the least elevation is allowed; 1e-12 rad covers rounding.
    needed = sin(radians(least_elevation_deg) - 1e-12) * speed
    base, tilt = legs.back, legs.along
    tilt *= np.subtract(1.0, facing, out=chord)
    facing += 1.0
    base *= facing
    base -= needed
    return Flyout(legs.fast_s, legs.slow_s, margin, np.subtract(base, tilt, out=part), np.add(base, tilt, out=base))


class _Legs(NamedTuple):
    """Both flights' times, s, and the climb's two parts at the start, km/s: along the chord and back from it."""

    fast_s: Floats
    slow_s: Floats
    along: Floats
    back: Floats


def _ellipse(u: Floats, w: Floats, inverse_a: Floats | float) -> _Legs:
    """sin² of half the two angles of Lagrange's equation are u and w: their roots and those of what is left to 1
    give the times and, by their ratios, the speeds along and across the chord."""
    scale, quick = 2.0 * (MU_KM3_S2 * inverse_a**3) ** -0.5, 0.5 * (MU_KM3_S2 * inverse_a) ** 0.5
    root, rest = np.sqrt(u), np.sqrt(1.0 - u)
    alpha = np.arcsin(root)
    along = root * rest
    alpha -= along
    np.divide(rest, root, out=along)
    along *= quick
    np.clip(w, 0.0, 1.0, out=w)
    np.sqrt(w, out=root)
    np.sqrt(np.subtract(1.0, w, out=rest), out=rest)
    beta = np.arcsin(root)
    back = root * rest
    beta -= back
    np.divide(rest, root, out=back)
    back *= quick
    slow = np.add(alpha, beta, out=rest)
    np.subtract(np.pi, slow, out=slow)
    slow *= scale
    alpha -= beta
    alpha *= scale
    return _Legs(alpha, slow, along, back)


def _hyperbola(u: Floats, w: Floats, inverse_a: Floats | float) -> _Legs:
    size: Any = abs(inverse_a)
    scale, quick = 2.0 * (MU_KM3_S2 * size**3) ** -0.5, 0.5 * (MU_KM3_S2 * size) ** 0.5
    root_u, root_w = np.sqrt(np.abs(u)), np.sqrt(np.abs(w))
    over_u, over_w = np.sqrt(1.0 + root_u**2), np.sqrt(1.0 + root_w**2)
    alpha = root_u * over_u - np.arcsinh(root_u)
    beta = root_w * over_w - np.arcsinh(root_w)
    fast = np.asarray(scale * (alpha - beta))
    return _Legs(fast, np.full(fast.shape, np.inf), quick * over_u / root_u, quick * over_w / root_w)


def fastest_time_s(
    ground_range_km: ArrayLike,
    altitude_km: ArrayLike,
    burnout_speed_km_s: ArrayLike,
    least_elevation_deg: float | None = None,
    *,
    with_reason: bool = False,
) -> Any:
    """Soonest free flight from the ground to a point, s; inf where it cannot get there. Broadcasting.

    `ground_range_km` 0 to πR, `altitude_km` 0 or more, `burnout_speed_km_s` above 0 (escape speed and more
    included), elevation below 90."""
    (angle, radius, speed), reason = _door(ground_range_km, altitude_km, burnout_speed_km_s)
    if least_elevation_deg is not None:
        least_elevation_deg = arguments.one(
            least_elevation_deg, "least_elevation_deg", least=-90.0, most=90.0, unit="degrees"
        )
    found = flights(angle, radius, speed)
    time = soonest(found, least_elevation_deg)
    reason = np.where((reason == reasons.OK) & np.isinf(found.fast_s), reasons.UNREACHABLE, reason)
    reason = np.where((reason == reasons.OK) & np.isinf(time), reasons.BELOW_HORIZON, reason)
    return arguments.give(
        np.where(np.isnan(angle + radius + speed), np.nan, time), reason.astype(np.int64), with_reason
    )


def launch_elevation_deg(
    ground_range_km: ArrayLike, altitude_km: ArrayLike, burnout_speed_km_s: ArrayLike, *, with_reason: bool = False
) -> Any:
    """Angle above the horizon at which the fast arc leaves, degrees; nan where the point is out of reach."""
    (angle, radius, speed), reason = _door(ground_range_km, altitude_km, burnout_speed_km_s)
    found = flights(angle, radius, speed)
    lost = np.isinf(found.fast_s)
    reason = np.where((reason == reasons.OK) & lost, reasons.UNREACHABLE, reason)
    return arguments.give(
        np.where(lost, np.nan, np.degrees(found.fast_elevation)), reason.astype(np.int64), with_reason
    )


def least_speed_km_s(ground_range_km: ArrayLike, altitude_km: ArrayLike, *, with_reason: bool = False) -> Any:
    """Least burnout speed with which a free flight from the ground reaches a point, km/s. Range 0 to πR, altitude 0
    or more; broadcasting."""
    (angle, radius, _), reason = _door(ground_range_km, altitude_km, 1.0)
    r1 = EARTH_RADIUS_KM
    chord = np.sqrt((r1 - radius) ** 2 + 4.0 * r1 * radius * np.sin(0.5 * angle) ** 2)
    # 2/r1 - 2/s = (r2 - r1 + c) / (r1 s), without the difference of two near numbers.
    speed = np.sqrt(MU_KM3_S2 * (radius - r1 + chord) / (r1 * 0.5 * (r1 + radius + chord)))
    return arguments.give(speed, reason, with_reason)


def _door(ground_range_km: ArrayLike, altitude_km: ArrayLike, speed_km_s: ArrayLike) -> tuple[list[Floats], Ints]:
    distance, code1 = arguments.numbers(
        ground_range_km, "ground_range_km", least=0.0, most=np.pi * EARTH_RADIUS_KM, unit="km"
    )
    altitude, code2 = arguments.numbers(altitude_km, "altitude_km", least=0.0, unit="km", example="300.0")
    speed, code3 = arguments.numbers(speed_km_s, "burnout_speed_km_s", least=1e-9, most=1e3, unit="km/s", example="6.3")
    reason = arguments.join(code1, code2, code3)
    shape = reason.shape
    columns = [
        np.array(np.broadcast_to(item, shape))
        for item in (distance / EARTH_RADIUS_KM, EARTH_RADIUS_KM + altitude, speed)
    ]
    return columns, reason
