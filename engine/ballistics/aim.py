"""Aiming at a target that the Earth carries eastward during the flight: `aim`.

Without a flight time the arc is the one whose time is the minimum-energy time for its own inertial range (a fixed
point), not the least over all times."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments, reasons
from engine.arguments import Floats, Ints
from engine.ballistics.arc import least_energy_time_s
from engine.ballistics.lambert import lambert
from engine.constants import EARTH_RADIUS_KM, EARTH_RATE_RAD_S, MU_KM3_S2
from engine.geodesy import angle_between, turned, unit_vector


@dataclass(frozen=True, eq=False)
class Aim:
    """A shot at a rotating target; velocity is inertial, at launch, in axes that coincide with the Earth's at
    launch."""

    flight_time_s: Floats
    speed_inertial_km_s: Floats
    speed_ground_km_s: Floats
    range_inertial_km: Floats
    velocity_km_s: Floats
    reason: Ints


def aim(launch_deg: ArrayLike, target_deg: ArrayLike, flight_time_s: ArrayLike | None = None) -> Aim:
    """Shots from `launch_deg` (2, ...) to `target_deg` (2, ...), broadcasting; flight times > 0 s where given.

    A target at the launch place gives time 0 and the velocity of the ground, with reason DEGENERATE.
    """
    launch, code1 = arguments.place(launch_deg, "launch_deg")
    target, code2 = arguments.place(target_deg, "target_deg")
    codes = [code1, code2]
    given: Floats | None = None
    if flight_time_s is not None:
        given, code3 = arguments.numbers(flight_time_s, "flight_time_s", least=1e-3, unit="s", example="1200.0")
        codes.append(code3)
    reason = arguments.join(*codes)
    shape = reason.shape
    lat1, lon1 = (np.broadcast_to(row, shape) for row in launch)
    lat2, lon2 = (np.broadcast_to(row, shape) for row in target)
    start, end = unit_vector(lat1, lon1), unit_vector(lat2, lon2)
    ground = np.stack(
        [-EARTH_RATE_RAD_S * EARTH_RADIUS_KM * start[1], EARTH_RATE_RAD_S * EARTH_RADIUS_KM * start[0], np.zeros(shape)]
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        if given is None:
            time, residual = least_energy_flight_time_s(start, end)
            reason = np.where((reason == reasons.OK) & ~(residual <= 1e-9), reasons.NOT_CONVERGED, reason)
            velocity, range_angle = _least_energy_velocity(start, turned(end, EARTH_RATE_RAD_S * time))
        else:
            time = np.broadcast_to(given, shape)
            ahead = turned(end, EARTH_RATE_RAD_S * time)
            found = lambert(EARTH_RADIUS_KM * start, EARTH_RADIUS_KM * ahead, time, with_reason=True)
            velocity = found[0]
            reason = arguments.join(reason, found[2]) if len(found) == 3 else reason
            range_angle = angle_between(start, ahead)
    still = (reason == reasons.OK) & (time == 0.0)
    velocity = np.where(still, ground, velocity)
    reason = np.where(still, reasons.DEGENERATE, reason)
    bad = ~np.isin(reason, (reasons.OK, reasons.DEGENERATE))
    velocity = np.where(bad, np.nan, velocity)
    time = np.where(bad, np.nan, time)
    over_ground = velocity - ground
    return Aim(
        flight_time_s=time[()],
        speed_inertial_km_s=np.sqrt((velocity * velocity).sum(axis=0))[()],
        speed_ground_km_s=np.sqrt((over_ground * over_ground).sum(axis=0))[()],
        range_inertial_km=np.where(bad, np.nan, EARTH_RADIUS_KM * range_angle)[()],
        velocity_km_s=velocity,
        reason=reason.astype(np.int64)[()],
    )


def least_energy_flight_time_s(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The fixed point time = T_me(angle(start, end turned by the Earth in that time)) and its residual, s; unit
    vectors (3, ...).

    Two plain substitutions bring every case into Newton's reach (short eastward shots have a slope near 1/2), then
    Newton's three or four steps."""
    along = start[0] * end[0] + start[1] * end[1]
    across = start[1] * end[0] - start[0] * end[1]
    # k = sin(angle/2) from the distance between the ends, which keeps its digits at short range: |start - end|²/4 =
    # (1 - cos)/2.
    level = 0.25 * ((start - end) ** 2).sum(axis=0)

    def k_and_slope(time: Floats) -> tuple[Floats, Floats]:
        half = 0.5 * EARTH_RATE_RAD_S * time
        sin, cos = np.sin(half), np.cos(half)
        # cos(angle) = z1 z2 + along cos(turn) + across sin(turn), written by half angles.
        k2 = np.clip(level + along * sin * sin - across * sin * cos, 0.0, 1.0)
        slope = EARTH_RATE_RAD_S * (along * sin * cos - across * (0.5 - sin * sin))
        return np.sqrt(k2), slope

    k, _ = k_and_slope(np.zeros(level.shape))
    time = least_energy_time_s(k)
    for _ in range(2):
        k, _ = k_and_slope(time)
        time = least_energy_time_s(k)
    residual = np.full(time.shape, np.inf)
    for _ in range(12):
        k, k2_slope = k_and_slope(time)
        wanted = least_energy_time_s(k)
        residual = np.abs(wanted - time)
        if not (residual > 1e-10).any():
            break
        slope = _time_slope(k) * k2_slope / np.maximum(2.0 * k, 1e-12)
        # A slope of 1 or more only happens where the root is 0; plain substitution goes there.
        time = np.where(
            (slope < 0.9) & (residual > 1e-10), time + (wanted - time) / np.maximum(1.0 - slope, 0.1), wanted
        )
    return time, residual


def _time_slope(k: Floats) -> Floats:
    """Derivative of `least_energy_time_s` by k."""
    a = 0.5 * EARTH_RADIUS_KM * (1.0 + k)
    one_less = np.maximum(1.0 - k, 0.0)
    height = np.arctan2(np.sqrt(2.0 * k), np.sqrt(one_less)) + np.sqrt(2.0 * k * one_less) / (1.0 + k)
    rise = np.sqrt(2.0 * one_less / np.maximum(k, 1e-12)) / (1.0 + k) ** 2
    slope: Floats = 2.0 * np.sqrt(a / MU_KM3_S2) * (0.75 * EARTH_RADIUS_KM * height + a * rise)
    return slope


def _least_energy_velocity(start: Floats, ahead: Floats) -> tuple[Floats, Floats]:
    """Inertial launch velocity (3, ...) of the least-energy arc between two surface directions, and their angle."""
    angle = angle_between(start, ahead)
    k = np.sin(0.5 * angle)
    speed = np.sqrt(MU_KM3_S2 / EARTH_RADIUS_KM * 2.0 * k / (1.0 + k))
    steep = 0.25 * (np.pi - angle)
    level = ahead - np.cos(angle) * start
    length = np.sqrt((level * level).sum(axis=0))
    # An antipode leaves the bearing free: northward, as `lambert` does.
    north = np.stack([-start[2] * start[0], -start[2] * start[1], 1.0 - start[2] ** 2])
    free = length < 1e-12
    level = np.where(free, north, level)
    length = np.sqrt((level * level).sum(axis=0))
    velocity: Floats = speed * (np.sin(steep) * start + np.cos(steep) * level / length)
    return velocity, angle
