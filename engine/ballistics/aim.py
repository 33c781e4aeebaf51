"""Aiming at a target that the Earth carries eastward during the flight: `aim`.

Without a flight time the arc is the one whose time is the minimum-energy time for its own inertial range (a fixed
point), not the least over all times."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments, reasons
from engine.arguments import Floats, Ints
from engine.ballistics.circular import sincos
from engine.ballistics.lambert import lambert
from engine.constants import EARTH_RADIUS_KM, EARTH_RATE_RAD_S, MU_KM3_S2
from engine.geodesy import angle_between, turned, unit_vector
from engine.memory import keep_freed


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


BLOCK = 16384
"""Shots aimed at once: 128 KiB a table; smaller blocks pay for more calls."""

ENOUGH_S = 1e-10
"""Residual below which a flight time is left as it is."""


def least_energy_flight_time_s(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """The fixed point time = T_me(angle(start, end turned by the Earth in that time)) and its residual, s.

    Unit vectors (3, ...). Newton's method with the exact slope from the time over a still Earth: its third step
    finds nothing left to do but for the shortest eastward shots."""
    shape = np.broadcast_shapes(start.shape, end.shape)[1:]
    first, second = np.broadcast_to(start, (3, *shape)).reshape(3, -1), np.broadcast_to(end, (3, *shape)).reshape(3, -1)
    time, residual = np.empty(first.shape[1]), np.empty(first.shape[1])
    if time.size > BLOCK:
        keep_freed()
    for begin in range(0, time.size, BLOCK):
        part = slice(begin, begin + BLOCK)
        time[part], residual[part] = _fixed_point(first[:, part], second[:, part])
    return time.reshape(shape), residual.reshape(shape)


def _fixed_point(start: Floats, end: Floats) -> tuple[Floats, Floats]:
    x1, y1, z1 = start
    x2, y2, z2 = end
    along = x1 * x2
    along += y1 * y2
    across = y1 * x2
    across -= x1 * y2
    # k² = sin²(angle/2) from the distance between the ends, which keeps its digits at short range.
    level = (x1 - x2) ** 2
    level += (y1 - y2) ** 2
    level += (z1 - z2) ** 2
    level *= 0.25
    with np.errstate(divide="ignore", invalid="ignore"):
        time, slope = _time_and_slope(level)
        # Over the still Earth sin = 0 and cos = 1 of half the turn.
        slope *= across
        slope *= -0.5 * EARTH_RATE_RAD_S
        # Below some 400 km the root's own bend misleads the first two slopes: plain substitution serves there.
        short = np.flatnonzero(level < 1e-3)
        slope[short] = 0.0
        time /= np.subtract(1.0, slope, out=slope)
        off, slope = _off_and_slope(time, level, along, across)
        slope[short] = 0.0
        time += np.divide(off, np.subtract(1.0, slope, out=slope), out=off)
        off, slope = _off_and_slope(time, level, along, across)
        time += np.divide(off, np.subtract(1.0, slope, out=slope), out=off)
        off, _ = _off_and_slope(time, level, along, across)
        late = np.flatnonzero(np.abs(off) > ENOUGH_S)
        if late.size:
            time[late], off[late] = _latecomers(time[late], level[late], along[late], across[late])
    return time, np.abs(off)


def _latecomers(time: Floats, level: Floats, along: Floats, across: Floats) -> tuple[Floats, Floats]:
    """The few short shots that need more steps, each until it has arrived."""
    for _ in range(14):
        off, slope = _off_and_slope(time, level, along, across)
        late = np.abs(off) > ENOUGH_S
        if not late.any():
            break
        # A slope of 1 or more only happens where the root is 0; plain substitution goes there.
        time = time + np.where(late, off / np.where(slope < 0.9, 1.0 - slope, 1.0), 0.0)
    return time, off


def _off_and_slope(time: Floats, level: Floats, along: Floats, across: Floats) -> tuple[Floats, Floats]:
    """By how much the least-energy time to where the target will be differs from `time`, and its derivative."""
    sin, cos = sincos((0.5 * EARTH_RATE_RAD_S) * time)
    east = along * sin
    part = across * cos
    east -= part
    square = np.multiply(sin, east, out=part)
    square += level
    off, slope = _time_and_slope(square)
    off -= time
    # d(k²)/dt = ω/2 · (cos · east + sin · (along · cos + across · sin))
    east *= cos
    cos *= along
    cos += np.multiply(across, sin, out=part)
    cos *= sin
    east += cos
    slope *= east
    slope *= 0.5 * EARTH_RATE_RAD_S
    return off, slope


def _time_and_slope(square: Floats) -> tuple[Floats, Floats]:
    """Time of the least-energy arc from k² = sin²(range angle / 2), and its derivative by k². As
    `arc.least_energy_time_s`, with what the two share computed once."""
    k = np.sqrt(np.clip(square, 0.0, 1.0))
    more = 1.0 + k
    pace = np.sqrt(more)
    pace *= 2.0 * np.sqrt((0.5 * EARTH_RADIUS_KM) ** 3 / MU_KM3_S2)
    root, rest = np.sqrt(2.0 * k), np.sqrt(1.0 - k)
    height = root / rest
    np.arctan(height, out=height)
    root *= rest
    root /= more
    height += root
    # By k: pace · (1.5 height + root / k); by k²: that over 2k.
    np.maximum(k, 1e-12, out=k)
    slope = height * 0.75
    root /= k
    root *= 0.5
    slope += root
    slope *= pace
    slope /= k
    pace *= more
    height *= pace
    return height, slope


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
