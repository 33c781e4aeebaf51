"""The arc between two positions in a given time: `lambert`, zero revolutions. Source: D. Izzo, Celest. Mech. Dyn.
Astron. 121 (2015)."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments, reasons
from engine.arguments import Floats, Ints
from engine.constants import MU_KM3_S2


def lambert(
    start_km: ArrayLike,
    end_km: ArrayLike,
    flight_time_s: ArrayLike,
    long_way: ArrayLike = False,
    *,
    mu_km3_s2: float = MU_KM3_S2,
    with_reason: bool = False,
) -> tuple[Floats, Floats] | tuple[Floats, Floats, Ints]:
    """Velocities at both ends of the arc that takes `flight_time_s` (> 0); (3, ...) each, broadcasting.

    `long_way` goes round more than 180 degrees. At exactly 180 degrees the plane is free: the arc that leaves
    toward north is given (at a pole: along the meridian of longitude 0), with reason DEGENERATE. Coinciding ends
    have no single arc: nan, DEGENERATE."""
    start, code1 = arguments.vectors(start_km, "start_km", rows=3, unit="km")
    end, code2 = arguments.vectors(end_km, "end_km", rows=3, unit="km")
    time, code3 = arguments.numbers(flight_time_s, "flight_time_s", least=1e-9, unit="s", example="900.0")
    way = np.asarray(long_way, dtype=bool)
    reason = arguments.join(code1, code2, code3, np.zeros(way.shape, dtype=np.int64))
    shape = reason.shape
    r1 = arguments.spread(start, shape)
    r2 = arguments.spread(end, shape)
    t = np.broadcast_to(time, shape).reshape(-1)
    w = np.broadcast_to(way, shape).reshape(-1)
    flat = reason.reshape(-1).copy()
    with np.errstate(all="ignore"):
        v1, v2, code = _lambert(r1, r2, t, w, mu_km3_s2)
    flat = np.where(flat == reasons.OK, code, flat)
    blank = ~np.isin(flat, (reasons.OK, reasons.DEGENERATE))
    v1[:, blank] = v2[:, blank] = np.nan
    shaped = (v1.reshape(3, *shape), v2.reshape(3, *shape))
    return (*shaped, flat.reshape(shape)) if with_reason else shaped


def _norm(vector: Floats) -> Floats:
    length: Floats = np.sqrt((vector * vector).sum(axis=0))
    return length


def _cross(a: Floats, b: Floats) -> Floats:
    return np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def _lambert(start: Floats, end: Floats, time: Floats, long_way: Any, mu: float) -> tuple[Floats, Floats, Ints]:
    r1, r2 = _norm(start), _norm(end)
    u1, u2 = start / r1, end / r2
    chord = _norm(end - start)
    s = 0.5 * (r1 + r2 + chord)
    normal = _cross(u1, u2)
    sine = _norm(normal)
    straight = sine < 1e-12
    opposite = straight & ((u1 * u2).sum(axis=0) < 0.0)
    # A free plane: through start and the north pole; at a pole, through longitude 0.
    pole = np.zeros_like(u1)
    pole[2] = 1.0
    at_pole = np.hypot(u1[0], u1[1]) < 1e-12
    pole[0] = np.where(at_pole, 1.0, 0.0)
    pole[2] = np.where(at_pole, 0.0, 1.0)
    free = _cross(u1, pole)
    normal = np.where(opposite, free / _norm(free), normal / sine)
    # λ² = 1 - c/s, written so that it keeps its digits near 180 degrees.
    lam = np.sqrt(r1 * r2) * 0.5 * _norm(u1 + u2) / s
    lam = np.where(opposite, 0.0, np.where(long_way, -lam, lam))
    lam2 = lam * lam
    big_t = np.sqrt(2.0 * mu / s**3) * time
    x, settled = _solve(lam, big_t)
    y = np.sqrt(1.0 - lam2 * (1.0 - x * x))
    gamma = np.sqrt(0.5 * mu * s)
    rho = (r1 - r2) / chord
    sigma = np.sqrt(r1 * r2) * _norm(u1 - u2) / chord
    radial1 = gamma * ((lam * y - x) - rho * (lam * y + x)) / r1
    radial2 = -gamma * ((lam * y - x) + rho * (lam * y + x)) / r2
    around = gamma * sigma * (y + lam * x)
    turn = np.where(long_way, -1.0, 1.0)
    t1, t2 = _cross(normal, u1) * turn, _cross(normal, u2) * turn
    v1 = radial1 * u1 + around / r1 * t1
    v2 = radial2 * u2 + around / r2 * t2
    code = np.where(settled, reasons.OK, reasons.NOT_CONVERGED)
    code = np.where(straight, reasons.DEGENERATE, code)
    same = straight & ~opposite
    v1[:, same] = v2[:, same] = np.nan
    return v1, v2, code.astype(np.int64)


def _flight_time(x: Floats, lam: Floats) -> Floats:
    """Izzo's dimensionless time of flight, by the series near the parabola."""
    lam2 = lam * lam
    e = x * x - 1.0
    y = np.sqrt(1.0 + lam2 * e)
    near = np.abs(x - 1.0) < 0.1
    eta = y - lam * x
    s1 = 0.5 * (1.0 - lam - x * eta)
    q = np.where(near, 4.0 / 3.0 * _hypergeometric(np.where(near, s1, 0.0)), 0.0)
    battin = 0.5 * (eta**3 * q + 4.0 * lam * eta)
    g = x * y - lam * e
    psi = np.where(
        x < 1.0,
        np.arctan2(np.sqrt(np.maximum(-e, 0.0)) * (y - lam * x), g),
        np.arcsinh((y - lam * x) * np.sqrt(np.maximum(e, 0.0))),
    )
    lancaster = (psi / np.sqrt(np.abs(e)) - x + lam * y) / -e
    return np.where(near, battin, lancaster)


def _hypergeometric(z: Floats) -> Floats:
    """2F1(3, 1; 5/2; z) for small z."""
    term = np.ones_like(z)
    total = np.ones_like(z)
    for j in range(60):
        term = term * (3.0 + j) * (1.0 + j) / (2.5 + j) * z / (j + 1.0)
        total = total + term
        if not (np.abs(term) > 1e-17 * np.abs(total)).any():
            break
    return total


def _solve(lam: Floats, big_t: Floats) -> tuple[Floats, Any]:
    t0 = np.arccos(np.clip(lam, -1.0, 1.0)) + lam * np.sqrt(np.maximum(1.0 - lam * lam, 0.0))
    t1 = 2.0 / 3.0 * (1.0 - lam**3)
    x = np.where(
        big_t >= t0,
        (t0 / big_t) ** (2.0 / 3.0) - 1.0,
        np.where(
            big_t < t1,
            2.5 * t1 * (t1 - big_t) / (big_t * (1.0 - lam**5)) + 1.0,
            (big_t / t0) ** (np.log(2.0) / np.log(t1 / t0)) - 1.0,
        ),
    )
    settled = np.zeros(x.shape, dtype=bool)
    # Time falls with x, so every residual narrows a bracket; a step that leaves it is replaced by halving.
    low, high = np.full(x.shape, -1.0), np.full(x.shape, np.inf)
    for _ in range(60):
        y = np.sqrt(1.0 - lam * lam * (1.0 - x * x))
        now = _flight_time(x, lam)
        f = now - big_t
        fall = 1.0 - x * x
        d1 = (3.0 * now * x - 2.0 + 2.0 * lam**3 * x / y) / fall
        d2 = (3.0 * now + 5.0 * x * d1 + 2.0 * (1.0 - lam * lam) * lam**3 / y**3) / fall
        d3 = (7.0 * x * d2 + 8.0 * d1 - 6.0 * (1.0 - lam * lam) * lam**5 * x / y**5) / fall
        householder = f * (d1 * d1 - 0.5 * f * d2) / (d1 * (d1 * d1 - f * d2) + d3 * f * f / 6.0)
        # Exactly at the parabola the derivatives are 0/0; one secant step leaves it.
        slope = (_flight_time(x + 1e-7, lam) - now) / 1e-7
        step = np.where(np.abs(fall) < 1e-6, f / slope, householder)
        low, high = np.where(f > 0.0, x, low), np.where(f < 0.0, x, high)
        following = x - step
        inside = (following > low) & (following < high)
        following = np.where(
            inside, following, np.where(np.isinf(high), 2.0 * np.maximum(x, 0.0) + 1.0, 0.5 * (low + high))
        )
        # Rounding lets some steps flicker about the root: a step of rounding size ends the search wherever it points.
        settled = settled | (np.abs(step) <= 3e-15 * (1.0 + np.abs(x))) | (np.abs(f) <= 2e-16 * big_t)
        x = np.where(settled, x, following)
        if settled.all():
            break
    return x, settled | (np.abs(_flight_time(x, lam) - big_t) <= 1e-11 * big_t)
