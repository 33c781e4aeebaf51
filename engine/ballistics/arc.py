"""Free-flight arcs in closed form: least-energy arcs over the ground, and arcs between two radii at a chosen launch
angle. No iteration lives here.

Source: Bate, Mueller and White, *Fundamentals of Astrodynamics* (free-flight range equation); checked by
`tests/reference/vectors/min_energy.json`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments
from engine.arguments import Floats, Ints
from engine.circular import sincos
from engine.constants import EARTH_RADIUS_KM, MU_KM3_S2


@dataclass(frozen=True, eq=False)
class MinimumEnergy:
    """The least-energy arc for a range: speed and angle (above the horizon) at launch, apogee altitude, flight time."""

    speed_km_s: Floats
    angle_deg: Floats
    apogee_km: Floats
    flight_time_s: Floats
    reason: Ints


def minimum_energy(range_km: ArrayLike) -> MinimumEnergy:
    """Least-energy arc from surface to surface over `range_km` (0 to πR = 20,015.09 km), no rotation; shapes as given.

    Range 0 gives speed, apogee and time 0 and 45 degrees; the antipode gives the circular speed at 0 degrees.
    """
    distance, reason = arguments.numbers(
        range_km, "range_km", least=0.0, most=np.pi * EARTH_RADIUS_KM, unit="km", example="3000.0"
    )
    angle = distance / EARTH_RADIUS_KM
    k = np.sin(0.5 * angle)
    speed = np.sqrt(MU_KM3_S2 / EARTH_RADIUS_KM * 2.0 * k / (1.0 + k))
    # k - 2 sin²(angle/4) is k + cos(angle/2) - 1 without the cancellation at short range.
    apogee = 0.5 * EARTH_RADIUS_KM * (k - 2.0 * np.sin(0.25 * angle) ** 2)
    return MinimumEnergy(
        speed_km_s=speed[()],
        angle_deg=np.degrees(0.25 * (np.pi - angle))[()],
        apogee_km=np.maximum(apogee, 0.0)[()],
        flight_time_s=np.asarray(least_energy_time_s(k))[()],
        reason=reason[()],
    )


def least_energy_time_s(k: Floats) -> Floats:
    """Flight time of the surface least-energy arc from k = sin(range angle / 2): a = R(1+k)/2, e² = (1-k)/(1+k)."""
    a = 0.5 * EARTH_RADIUS_KM * (1.0 + k)
    # cos(delta) = e, where delta is the eccentric anomaly from launch to apogee; atan2 keeps all digits at both ends.
    one_less = np.maximum(1.0 - k, 0.0)
    delta = np.arctan2(np.sqrt(2.0 * k), np.sqrt(one_less))
    time: Floats = 2.0 * a * np.sqrt(a / MU_KM3_S2) * (delta + np.sqrt(2.0 * k * one_less) / (1.0 + k))
    return time


def least_energy_angle(start_radius: Floats, end_radius: Floats, angle: Floats) -> Floats:
    """Launch angle (radians above the horizon) of the least-energy arc between two radii: the bisector of the
    vertical and the chord."""
    return 0.5 * np.arctan2(end_radius * np.cos(angle) - start_radius, end_radius * np.sin(angle)) + 0.25 * np.pi


@dataclass(frozen=True, eq=False)
class Arc:
    """A conic through two points: semi-major axis, eccentricity, eccentric anomalies of both ends, and the angle
    from start to apogee."""

    a_km: Floats
    e: Floats
    start_anomaly: Floats
    end_anomaly: Floats
    apogee_angle: Floats
    flight_time_s: Floats
    start_speed_km_s: Floats
    launch_angle: Floats


def arc_between(start_radius: Floats, end_radius: Floats, angle: Floats, loft: Floats) -> Arc:
    """The elliptic arc between two radii over `angle` (0 to π), launched at `loft` times the least-energy angle.

    nan where no ellipse does it.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        steep = least_energy_angle(start_radius, end_radius, angle) * loft
        sin_steep, cos_steep = sincos(steep)
        half_sin, half_cos = sincos(0.5 * angle)
        # 1 - cos of the angle keeps its digits at short range.
        less = 2.0 * half_sin * half_sin
        sin, cos = 2.0 * half_sin * half_cos, 1.0 - less
        # The hit equation: speed for which an arc with this launch angle passes the second radius after `angle`.
        below = cos_steep * ((start_radius / end_radius - cos) * cos_steep + sin * sin_steep)
        q = less / below
        q = np.where((q > 0.0) & (q < 2.0), q, np.nan)
        a = start_radius / (2.0 - q)
        # e cos E and e sin E at the start, from radius and radial speed; well conditioned for every eccentricity
        # above zero.
        height = start_radius / a
        e_cos = 1.0 - height
        e_sin = sin_steep * np.sqrt(q * height)
        e = np.sqrt(e_cos**2 + e_sin**2)
        start = np.arctan2(e_sin, e_cos)
        # The true anomaly of the start gives the end's by adding the angle; the eccentric anomaly follows.
        sin_start, cos_start = sincos(start)
        narrow = np.sqrt((1.0 - e) * (1.0 + e))
        sin_nu, cos_nu = narrow * sin_start / height, (cos_start - e) / height
        sin_end, cos_end = sin_nu * cos + cos_nu * sin, cos_nu * cos - sin_nu * sin
        end = np.arctan2(narrow * sin_end, e + cos_end)
        end = np.where(end < start, end + 2.0 * np.pi, end)
        time = a * np.sqrt(a / MU_KM3_S2) * ((end - start) - (e * narrow * sin_end / (1.0 + e * cos_end) - e_sin))
    return Arc(
        a_km=a,
        e=e,
        start_anomaly=start,
        end_anomaly=end,
        apogee_angle=np.pi - np.arctan2(sin_nu, cos_nu),
        flight_time_s=time,
        start_speed_km_s=np.sqrt(q * MU_KM3_S2 / start_radius),
        launch_angle=steep,
    )
