"""Aiming at a target that the Earth carries eastward during the flight: `aim`.

Without a flight time the arc is the one whose time is the minimum-energy time for its own inertial range (a fixed
point), not the least over all times."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments, reasons
from engine.arguments import Floats, Ints
from engine.ballistics.lambert import lambert
from engine.circular import sincos
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
    ends = tuple(np.broadcast_to(row, shape).reshape(-1) for row in (*launch, *target))
    times = None if given is None else np.broadcast_to(given, shape).reshape(-1)
    code = reason.reshape(-1)
    result = np.empty((7, code.size))
    if code.size > BLOCK:
        keep_freed()
    with np.errstate(invalid="ignore", divide="ignore"):
        for begin in range(0, code.size, BLOCK):
            part = slice(begin, begin + BLOCK)
            one = tuple(end[part] for end in ends)
            time = None if times is None else times[part]
            code[part], result[:, part] = _shots(one, time, code[part])
    table = result.reshape(7, *shape)
    return Aim(
        flight_time_s=table[0][()],
        speed_inertial_km_s=table[1][()],
        speed_ground_km_s=table[2][()],
        range_inertial_km=table[3][()],
        velocity_km_s=table[4:],
        reason=code.reshape(shape).astype(np.int64)[()],
    )


def _shots(ends: tuple[Floats, ...], given: Floats | None, code: Ints) -> tuple[Ints, Floats]:
    """Reasons (n,), and rows (7, n): time, inertial speed, speed over the ground, range, velocity."""
    start, end = unit_vector(*ends[:2]), unit_vector(*ends[2:])
    result = np.empty((7, code.size))
    if given is None:
        time, residual = _fixed_point(start, end)
        code = np.where((code == reasons.OK) & ~(residual <= 1e-9), reasons.NOT_CONVERGED, code)
        result[4:], range_angle = _least_energy_velocity(start, turned(end, EARTH_RATE_RAD_S * time))
    else:
        time = given
        ahead = turned(end, EARTH_RATE_RAD_S * time)
        found = lambert(EARTH_RADIUS_KM * start, EARTH_RADIUS_KM * ahead, time, with_reason=True)
        result[4:] = found[0]
        code = arguments.join(code, found[2]) if len(found) == 3 else code
        range_angle = angle_between(start, ahead)
    result[0] = time
    np.multiply(range_angle, EARTH_RADIUS_KM, out=result[3])
    east, north, up = result[4], result[5], result[6]
    turning = EARTH_RATE_RAD_S * EARTH_RADIUS_KM
    if not (code == reasons.OK).all() or not time.all():
        still = (code == reasons.OK) & (time == 0.0)
        east[still], north[still], up[still] = -turning * start[1][still], turning * start[0][still], 0.0
        code = np.where(still, reasons.DEGENERATE, code)
        result[:, (code != reasons.OK) & (code != reasons.DEGENERATE)] = np.nan
    high = up * up
    result[1] = np.sqrt(east * east + north * north + high)
    east, north = east + turning * start[1], north - turning * start[0]
    result[2] = np.sqrt(east * east + north * north + high)
    return code, result


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
        off = _height(_ahead(time, level, along, across)[3])[0]
        off -= time
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


def _ahead(time: Floats, level: Floats, along: Floats, across: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Sine and cosine of half the Earth's turn, along · sin - across · cos, and k² = sin²(range angle / 2) to where
    the target will be."""
    sin, cos = sincos((0.5 * EARTH_RATE_RAD_S) * time)
    east = along * sin
    part = across * cos
    east -= part
    square = np.multiply(sin, east, out=part)
    square += level
    return sin, cos, east, square


def _off_and_slope(time: Floats, level: Floats, along: Floats, across: Floats) -> tuple[Floats, Floats]:
    """By how much the least-energy time to where the target will be differs from `time`, and its derivative."""
    sin, cos, east, square = _ahead(time, level, along, across)
    off, slope = _time_and_slope(square)
    off -= time
    # d(k²)/dt = ω/2 · (cos · east + sin · (along · cos + across · sin))
    east *= cos
    cos *= along
    cos += np.multiply(across, sin, out=square)
    cos *= sin
    east += cos
    slope *= east
    slope *= 0.5 * EARTH_RATE_RAD_S
    return off, slope


_PACE = 2.0 * float(np.sqrt((0.5 * EARTH_RADIUS_KM) ** 3 / MU_KM3_S2))


def _height(square: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Time of the least-energy arc from k² as `arc.least_energy_time_s`, and what its slope is made of: k, the
    angle and its addition, that addition, and the pace."""
    k = np.maximum(square, 0.0)
    np.minimum(k, 1.0, out=k)
    np.sqrt(k, out=k)
    more = 1.0 + k
    pace = np.sqrt(more)
    pace *= _PACE
    root, rest = np.sqrt(2.0 * k), np.sqrt(1.0 - k)
    height = root / rest
    np.arctan(height, out=height)
    root *= rest
    root /= more
    height += root
    more *= pace
    more *= height
    return more, k, height, root, pace


def _time_and_slope(square: Floats) -> tuple[Floats, Floats]:
    """Time of the least-energy arc from k² = sin²(range angle / 2), and its derivative by k²."""
    time, k, height, root, pace = _height(square)
    # By k: pace · (1.5 height + root / k); by k²: that over 2k.
    np.maximum(k, 1e-12, out=k)
    height *= 0.75
    root /= k
    root *= 0.5
    height += root
    height *= pace
    height /= k
    return time, height


def _least_energy_velocity(start: Floats, ahead: Floats) -> tuple[Floats, Floats]:
    """Inertial launch velocity (3, ...) of the least-energy arc between two surface directions, and their angle."""
    x, y, z = start
    # Half the angle from the difference and the sum of the ends: exact near 0 and near 180 degrees (Kahan).
    apart = 0.25 * ((ahead[0] - x) ** 2 + (ahead[1] - y) ** 2 + (ahead[2] - z) ** 2)
    together = 0.25 * ((ahead[0] + x) ** 2 + (ahead[1] + y) ** 2 + (ahead[2] + z) ** 2)
    k, rest = np.sqrt(apart), np.sqrt(together)
    angle = 2.0 * np.arctan2(k, rest)
    speed = np.sqrt(MU_KM3_S2 / EARTH_RADIUS_KM * 2.0 * k / (1.0 + k))
    sin, cos = sincos(0.25 * (np.pi - angle))
    level = ahead - (together - apart) * start
    length = 2.0 * k * rest
    free = length < 1e-12
    if free.any():
        # An antipode leaves the bearing free: northward, as `lambert` does.
        level = np.where(free, np.stack([-z * x, -z * y, 1.0 - z * z]), level)
        length = np.where(free, np.sqrt((level * level).sum(axis=0)), length)
    cos *= speed
    cos /= length
    sin *= speed
    level *= cos
    level += sin * start
    return level, angle
