"""Two-body flight from a state and a time, any conic: `propagate`. Source: universal variables with Stumpff
functions, Laguerre's iteration (Conway 1986)."""

import numpy as np
from numpy.typing import ArrayLike

from engine import arguments, reasons
from engine.arguments import Floats, Ints
from engine.constants import MU_KM3_S2


def stumpff(z: Floats) -> tuple[Floats, Floats]:
    """C(z) and S(z), by series near zero where the closed forms lose their digits."""
    near = np.abs(z) < 0.5
    series_z = np.where(near, z, 0.0)
    c_series = np.zeros_like(z)
    s_series = np.zeros_like(z)
    for k in range(10, -1, -1):
        c_series = c_series * -series_z / ((2 * k + 3) * (2 * k + 4)) + 1.0
        s_series = s_series * -series_z / ((2 * k + 4) * (2 * k + 5)) + 1.0
    far = np.where(near, 1.0, z)
    root = np.sqrt(np.abs(far))
    # cosh overflows long before an orbit gets there; the iteration treats inf as a step too far.
    with np.errstate(over="ignore", invalid="ignore"):
        c_far = np.where(far > 0.0, (1.0 - np.cos(root)) / far, (np.cosh(root) - 1.0) / -far)
        s_far = np.where(far > 0.0, (root - np.sin(root)) / root**3, (np.sinh(root) - root) / root**3)
    return np.where(near, 0.5 * c_series, c_far), np.where(near, s_series / 6.0, s_far)


def propagate(
    position_km: ArrayLike, velocity_km_s: ArrayLike, time_s: ArrayLike, *, with_reason: bool = False
) -> tuple[Floats, Floats] | tuple[Floats, Floats, Ints]:
    """Position and velocity after `time_s` (either sign) of inertial two-body flight; (3, ...) each, broadcasting.

    Ellipses, parabolas, hyperbolas and radial flight; a path through the Earth's surface goes on as in empty space.
    A start at the centre is out of domain."""
    position, code1 = arguments.vectors(position_km, "position_km", rows=3, unit="km")
    velocity, code2 = arguments.vectors(velocity_km_s, "velocity_km_s", rows=3, unit="km/s")
    time, code3 = arguments.numbers(time_s, "time_s", unit="s", example="600.0")
    reason = arguments.join(code1, code2, code3)
    shape = reason.shape
    x = arguments.spread(position, shape)
    v = arguments.spread(velocity, shape)
    t = np.broadcast_to(time, shape).reshape(-1)
    flat = reason.reshape(-1).copy()
    flat[(flat == reasons.OK) & ((x * x).sum(axis=0) < 1e-12)] = reasons.OUT_OF_DOMAIN
    if flat.size and (flat == reasons.OUT_OF_DOMAIN).all():
        raise reasons.BadArgument(
            "engine.position_km.range", "position_km", "position_km must not be the Earth's centre."
        )
    good = flat == reasons.OK
    out_x, out_v = np.full_like(x, np.nan), np.full_like(v, np.nan)
    if good.any():
        out_x[:, good], out_v[:, good], settled = _propagate(x[:, good], v[:, good], t[good])
        lost = np.flatnonzero(good)[~settled]
        flat[lost] = reasons.NOT_CONVERGED
        out_x[:, lost] = out_v[:, lost] = np.nan
    shaped = (out_x.reshape(3, *shape), out_v.reshape(3, *shape))
    return (*shaped, flat.reshape(shape)) if with_reason else shaped


def _propagate(x: Floats, v: Floats, t: Floats) -> tuple[Floats, Floats, np.ndarray]:
    root_mu = np.sqrt(MU_KM3_S2)
    r0 = np.sqrt((x * x).sum(axis=0))
    radial = (x * v).sum(axis=0) / root_mu
    alpha = 2.0 / r0 - (v * v).sum(axis=0) / MU_KM3_S2
    # Whole periods only lose digits.
    with np.errstate(invalid="ignore", divide="ignore"):
        period = np.where(alpha > 0.0, 2.0 * np.pi / (root_mu * np.abs(alpha) ** 1.5), np.inf)
    t = np.where(np.isfinite(period) & (np.abs(t) > period), np.fmod(t, period), t)
    target = root_mu * t
    # Elliptic first guess; on open orbits the same with the distance as scale, and Laguerre's method does the rest.
    chi = np.where(alpha > 1e-9, target * alpha, target / r0)
    with np.errstate(invalid="ignore", divide="ignore"):
        length = 1.0 / np.sqrt(np.maximum(-alpha, 1e-12))
        sense = np.where(t < 0.0, -1.0, 1.0)
        growth = -2.0 * alpha * target / (radial + sense * length * (1.0 - r0 * alpha))
        logarithm = sense * length * np.log(growth)
    # Vallado's guess for hyperbolas grows with the logarithm; it is only good once that exceeds one e-fold.
    chi = np.where((alpha < -1e-9) & np.isfinite(logarithm) & (growth > np.e), logarithm, chi)
    settled = t == 0.0
    chi = np.where(settled, 0.0, chi)
    last = np.full_like(chi, np.inf)
    for _ in range(60):
        z = alpha * chi * chi
        c, s = stumpff(z)
        f = radial * chi**2 * c + (1.0 - alpha * r0) * chi**3 * s + r0 * chi - target
        df = radial * chi * (1.0 - z * s) + (1.0 - alpha * r0) * chi**2 * c + r0
        ddf = radial * (1.0 - z * c) + (1.0 - alpha * r0) * chi * (1.0 - z * s)
        sign = np.where(df < 0.0, -1.0, 1.0)
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            step = 5.0 * f / (df + sign * np.sqrt(np.abs(16.0 * df * df - 20.0 * f * ddf)))
        step = np.where(np.isfinite(step), step, 0.5 * chi)
        size = np.abs(step)
        scale = np.abs(chi) + 1e-12
        # Converged when the step is rounding, or when it is tiny and has stopped shrinking.
        settled = settled | (size <= 4e-16 * scale) | ((size <= 1e-11 * scale) & (size >= 0.5 * last))
        if settled.all():
            break
        chi = np.where(settled, chi, chi - step)
        last = np.where(settled, last, size)
    # Fast passages close by the centre flicker at the floor of rounding: 1e-9 of the step variable is as good as
    # they get.
    settled = settled | (last <= 1e-9 * (np.abs(chi) + 1e-12))
    z = alpha * chi * chi
    c, s = stumpff(z)
    f = 1.0 - chi**2 / r0 * c
    g = t - chi**3 / root_mu * s
    new_x = f * x + g * v
    r = np.sqrt((new_x * new_x).sum(axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        f_dot = root_mu / (r * r0) * chi * (z * s - 1.0)
        g_dot = 1.0 - chi**2 / r * c
    return new_x, f_dot * x + g_dot * v, settled & np.isfinite(r)
