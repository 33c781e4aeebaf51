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


BLOCK = 4096
"""Shots aimed at once: their numbers stay in a core's own cache."""


def least_energy_flight_time_s(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The fixed point time = T_me(angle(start, end turned by the Earth in that time)) and its residual, s.

    Unit vectors (3, ...). Two plain substitutions bring every case into Newton's reach (short eastward shots have a
    slope near 1/2), then Newton's two or three steps.
    """
    shape = np.broadcast_shapes(start.shape, end.shape)[1:]
    first, second = np.broadcast_to(start, (3, *shape)).reshape(3, -1), np.broadcast_to(end, (3, *shape)).reshape(3, -1)
    time, residual = np.empty(first.shape[1]), np.empty(first.shape[1])
    for begin in range(0, time.size, BLOCK):
        part = slice(begin, begin + BLOCK)
        time[part], residual[part] = _fixed_point(first[:, part], second[:, part])
    return time.reshape(shape), residual.reshape(shape)


def _fixed_point(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    along = start[0] * end[0] + start[1] * end[1]
    across = start[1] * end[0] - start[0] * end[1]
    # k = sin(angle/2) from the distance between the ends, which keeps its digits at short range.
    east, north, up = start[0] - end[0], start[1] - end[1], start[2] - end[2]
    level = 0.25 * (east * east + north * north + up * up)
    time = least_energy_time_s(np.sqrt(np.minimum(level, 1.0)))
    for _ in range(2):
        sin, cos = _half_turn(time)
        time = least_energy_time_s(np.sqrt(np.clip(level + sin * (along * sin - across * cos), 0.0, 1.0)))
    residual = np.full(time.shape, np.inf)
    for _ in range(12):
        sin, cos = _half_turn(time)
        k = np.sqrt(np.clip(level + sin * (along * sin - across * cos), 0.0, 1.0))
        wanted, by_k = _time_and_slope(k)
        residual = np.abs(wanted - time)
        if not (residual > 1e-10).any():
            break
        slope = by_k * EARTH_RATE_RAD_S * (along * sin * cos - across * (0.5 - sin * sin)) / np.maximum(2.0 * k, 1e-12)
        # A slope of 1 or more only happens where the root is 0; plain substitution goes there.
        step = (wanted - time) / np.where(slope < 0.9, 1.0 - slope, 1.0)
        time = np.where(residual > 1e-10, time + step, wanted)
    return time, residual


def _half_turn(time: Floats) -> tuple[Floats, Floats]:
    """Sine and cosine of half the Earth's turn, by series below 0.15 rad (69 minutes), good to 1e-16."""
    half = (0.5 * EARTH_RATE_RAD_S) * time
    if not np.max(half, initial=0.0) < 0.15:
        return np.sin(half), np.cos(half)
    square = half * half
    sin = half * (1.0 + square * (-1 / 6 + square * (1 / 120 + square * (-1 / 5040 + square / 362880))))
    cos = 1.0 + square * (-1 / 2 + square * (1 / 24 + square * (-1 / 720 + square / 40320)))
    return sin, cos


def _time_and_slope(k: Floats) -> tuple[Floats, Floats]:
    """`least_energy_time_s` and its derivative by k."""
    a = 0.5 * EARTH_RADIUS_KM * (1.0 + k)
    one_less = np.maximum(1.0 - k, 0.0)
    root = np.sqrt(2.0 * k * one_less)
    height = np.arctan2(np.sqrt(2.0 * k), np.sqrt(one_less)) + root / (1.0 + k)
    rise = root / (np.maximum(k, 1e-12) * (1.0 + k) ** 2)
    pace = 2.0 * np.sqrt(a / MU_KM3_S2)
    return pace * a * height, pace * (0.75 * EARTH_RADIUS_KM * height + a * rise)


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
