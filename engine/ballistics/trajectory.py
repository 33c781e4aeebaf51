"""Missile flights from launch places to aim points over the turning Earth, as conics ready to be sampled in
eccentric anomaly. No sensor or site lives here.

The boost phase is three round numbers: for `boost_s` the missile climbs to `burnout_altitude_km` above a point
`downrange_km` along its inertial plane; from there it flies freely. All three zero give the idealised arc from
surface to surface. Axes are inertial and coincide with the Earth's at launch."""

from dataclasses import dataclass

import numpy as np

from engine.arguments import Floats
from engine.ballistics.aim import least_energy_flight_time_s
from engine.ballistics.arc import Arc, arc_between
from engine.constants import EARTH_RADIUS_KM, EARTH_RATE_RAD_S, MU_KM3_S2
from engine.geodesy import angle_between, turned


@dataclass(frozen=True, eq=False)
class Samples:
    """Flights sampled at eccentric anomalies (..., n): time, radius, coordinates along `p` and `q`, and the Earth's
    turn since launch."""

    anomaly: Floats
    time_s: Floats
    radius_km: Floats
    along_km: Floats
    across_km: Floats
    turn_cos: Floats
    turn_sin: Floats


@dataclass(frozen=True, eq=False)
class Facing:
    """The six numbers per flight (n,) that turn samples into a projection on a direction fixed to the Earth."""

    p_level: Floats
    p_turn: Floats
    p_high: Floats
    q_level: Floats
    q_turn: Floats
    q_high: Floats

    def take(self, index: np.ndarray) -> "Facing":
        """The flights at these positions."""
        return Facing(
            self.p_level[index],
            self.p_turn[index],
            self.p_high[index],
            self.q_level[index],
            self.q_turn[index],
            self.q_high[index],
        )

    def dot(self, samples: Samples) -> Floats:
        """Inertial position · direction at that time, km, shape of the samples."""
        # In place: the temporaries of a plain expression would cost more than its sums.
        result: Floats = self.p_level * samples.turn_cos
        part = self.p_turn * samples.turn_sin
        result += part
        result += self.p_high
        result *= samples.along_km
        other = self.q_level * samples.turn_cos
        np.multiply(self.q_turn, samples.turn_sin, out=part)
        other += part
        other += self.q_high
        other *= samples.across_km
        result += other
        return result


@dataclass(frozen=True, eq=False)
class Trajectories:
    """Flights, one per element (n,). `p` and `q` (3, n) are the unit vectors toward perigee and 90 degrees on; nan
    where no flight exists."""

    a_km: Floats
    e: Floats
    start_anomaly: Floats
    end_anomaly: Floats
    p: Floats
    q: Floats
    boost_s: Floats
    flight_time_s: Floats
    rate_rad_s: float
    launch: Floats
    burnout_radius_km: Floats
    downrange_angle: Floats
    side: Floats
    longest_s: float

    def __len__(self) -> int:
        return int(self.a_km.shape[0])

    @property
    def mean_motion(self) -> Floats:
        """Radians of mean anomaly per second."""
        return np.sqrt(MU_KM3_S2 / self.a_km) / self.a_km

    def take(self, index: np.ndarray) -> "Trajectories":
        """The flights at these positions."""
        return Trajectories(
            a_km=self.a_km[index],
            e=self.e[index],
            start_anomaly=self.start_anomaly[index],
            end_anomaly=self.end_anomaly[index],
            p=self.p[:, index],
            q=self.q[:, index],
            boost_s=self.boost_s[index],
            flight_time_s=self.flight_time_s[index],
            rate_rad_s=self.rate_rad_s,
            launch=self.launch[:, index],
            burnout_radius_km=self.burnout_radius_km[index],
            downrange_angle=self.downrange_angle[index],
            side=self.side[:, index],
            longest_s=self.longest_s,
        )

    def time_s(self, anomaly: Floats) -> Floats:
        """Seconds after launch at eccentric anomalies (..., n)."""
        start = self.start_anomaly - self.e * np.sin(self.start_anomaly)
        return self.boost_s + ((anomaly - self.e * np.sin(anomaly)) - start) / self.mean_motion

    def radius_km(self, anomaly: Floats) -> Floats:
        """Distance from the Earth's centre at eccentric anomalies (..., n)."""
        return self.a_km * (1.0 - self.e * np.cos(anomaly))

    def anomaly(self, time_s: Floats) -> Floats:
        """Eccentric anomaly at times (..., n) after burnout, by Newton's method on Kepler's equation."""
        mean = self.start_anomaly - self.e * np.sin(self.start_anomaly) + (time_s - self.boost_s) * self.mean_motion
        # Seen from apogee the equation x + e sin x = m is monotone with slope from 1 to 1 + e near the root: no bad
        # starts.
        turn = mean - np.pi
        x = turn / (1.0 + self.e)
        for _ in range(12):
            step = (x + self.e * np.sin(x) - turn) / (1.0 + self.e * np.cos(x))
            x = x - step
            if not (np.abs(step) > 1e-13).any():
                break
        return x + np.pi

    def sample(self, anomaly: Floats) -> Samples:
        """Samples at any anomalies (..., n)."""
        return self._samples(anomaly, np.cos(anomaly), np.sin(anomaly))

    def grid(self, low: Floats, high: Floats, nodes: int) -> Samples:
        """Samples (nodes, n) at anomalies spaced evenly from `low` to `high` (n,).

        Sines and cosines by the addition theorem, node from node: eight times cheaper than calling them, and exact
        to 20 roundings."""
        step = (high - low) / (nodes - 1)
        anomaly = low + np.arange(nodes)[:, None] * step
        cos, sin = np.empty_like(anomaly), np.empty_like(anomaly)
        cos[0], sin[0] = np.cos(low), np.sin(low)
        step_cos, step_sin = np.cos(step), np.sin(step)
        for k in range(1, nodes):
            cos[k] = cos[k - 1] * step_cos - sin[k - 1] * step_sin
            sin[k] = sin[k - 1] * step_cos + cos[k - 1] * step_sin
        return self._samples(anomaly, cos, sin)

    def _samples(self, anomaly: Floats, cos: Floats, sin: Floats) -> Samples:
        start = self.start_anomaly - self.e * np.sin(self.start_anomaly)
        time = (anomaly - self.e * sin - start) * (1.0 / self.mean_motion) + self.boost_s
        turn_cos, turn_sin = _turn(self.rate_rad_s, time, self.longest_s)
        return Samples(
            anomaly=anomaly,
            time_s=time,
            radius_km=self.a_km - (self.a_km * self.e) * cos,
            along_km=self.a_km * cos - self.a_km * self.e,
            across_km=(self.a_km * np.sqrt(1.0 - self.e**2)) * sin,
            turn_cos=turn_cos,
            turn_sin=turn_sin,
        )

    def facing(self, direction: Floats) -> Facing:
        """Ready to be projected on an Earth-fixed direction, (3,) or (3, n)."""
        x, y, z = direction if direction.ndim == 2 else direction[:, None]
        p, q = self.p, self.q
        return Facing(
            p_level=p[0] * x + p[1] * y,
            p_turn=p[1] * x - p[0] * y,
            p_high=p[2] * z,
            q_level=q[0] * x + q[1] * y,
            q_turn=q[1] * x - q[0] * y,
            q_high=q[2] * z,
        )

    def position_km(self, anomaly: Floats) -> Floats:
        """Inertial positions (3, ..., n) at eccentric anomalies (..., n)."""
        along = self.a_km * (np.cos(anomaly) - self.e)
        across = self.a_km * np.sqrt(1.0 - self.e**2) * np.sin(anomaly)
        shape = (3, *([1] * (np.ndim(anomaly) - 1)), len(self))
        result: Floats = along * self.p.reshape(shape) + across * self.q.reshape(shape)
        return result

    def earth_fixed_km(self, time_s: Floats) -> Floats:
        """Earth-fixed positions (3, ..., n) at times (..., n), boost phase included (a climb that begins steep and
        ends along the arc)."""
        time = np.asarray(time_s, dtype=np.float64)
        free = np.maximum(time, self.boost_s)
        position = self.position_km(self.anomaly(free))
        share = np.where(self.boost_s > 0.0, np.clip(time / np.maximum(self.boost_s, 1e-9), 0.0, 1.0), 1.0)
        radius = EARTH_RADIUS_KM + (self.burnout_radius_km - EARTH_RADIUS_KM) * share**2
        angle = self.downrange_angle * share**3
        shape = (3, *([1] * (time.ndim - 1)), len(self))
        climbing = radius * (np.cos(angle) * self.launch.reshape(shape) + np.sin(angle) * self.side.reshape(shape))
        return turned(np.where(time < self.boost_s, climbing, position), -self.rate_rad_s * time)


def _turn(rate: float, time: Floats, longest_s: float) -> tuple[Floats, Floats]:
    """Cosine and sine of the Earth's turn; below 0.3 rad (69 minutes) by their series, good to 2e-12."""
    angle = rate * time
    if rate == 0.0 or rate * longest_s > 0.3:
        return np.cos(angle), np.sin(angle)
    square = angle * angle
    cos = square * (1.0 / 40320)
    for coefficient in (-1 / 720, 1 / 24, -1 / 2):
        cos += coefficient
        cos *= square
    cos += 1.0
    sin = square * (1.0 / 362880)
    for coefficient in (-1 / 5040, 1 / 120, -1 / 6):
        sin += coefficient
        sin *= square
    sin += 1.0
    sin *= angle
    return cos, sin


def fly(
    launch: Floats,
    target: Floats,
    *,
    burnout_altitude_km: Floats | float = 0.0,
    boost_s: Floats | float = 0.0,
    downrange_km: Floats | float = 0.0,
    loft: Floats | float = 1.0,
    rotating: bool = True,
) -> Trajectories:
    """Flights between unit vectors (3, n); the other arguments (n,) or one number. nan elements where the missile
    cannot fly (or is already there)."""
    n = np.broadcast_shapes(launch.shape, target.shape)[1]
    launch, target = np.broadcast_to(launch, (3, n)), np.broadcast_to(target, (3, n))
    altitude, boost, downrange, lofting = (
        np.broadcast_to(np.asarray(x, dtype=np.float64), (n,))
        for x in (burnout_altitude_km, boost_s, downrange_km, loft)
    )
    rate = EARTH_RATE_RAD_S if rotating else 0.0
    burnout = EARTH_RADIUS_KM + altitude
    lead = downrange / EARTH_RADIUS_KM
    surface = np.full(n, EARTH_RADIUS_KM)
    plain = not altitude.any() and not boost.any() and not downrange.any() and bool((lofting == 1.0).all())
    if not rotating:
        time = np.zeros(n)
    elif plain:
        time, _ = least_energy_flight_time_s(launch, target)
    else:
        time = _flight_time(launch, target, burnout, boost, lead, lofting, rate)
    ahead = turned(target, rate * time)
    angle = angle_between(launch, ahead)
    arc = arc_between(burnout, surface, np.where(angle > lead, angle - lead, np.nan), lofting)
    level = ahead - (launch * ahead).sum(axis=0) * launch
    length = np.sqrt((level * level).sum(axis=0))
    north = np.stack([-launch[2] * launch[0], -launch[2] * launch[1], 1.0 - launch[2] ** 2])
    level = np.where(length < 1e-12, north, level)
    side = level / np.sqrt((level * level).sum(axis=0))
    perigee = lead - (np.pi - arc.apogee_angle)
    return _assemble(arc, launch, side, perigee, boost, rate, burnout, lead)


def _assemble(
    arc: Arc, launch: Floats, side: Floats, perigee: Floats, boost: Floats, rate: float, burnout: Floats, lead: Floats
) -> Trajectories:
    cos, sin = np.cos(perigee), np.sin(perigee)
    return Trajectories(
        a_km=arc.a_km,
        e=arc.e,
        start_anomaly=arc.start_anomaly,
        end_anomaly=arc.end_anomaly,
        p=launch * cos + side * sin,
        q=side * cos - launch * sin,
        boost_s=boost,
        flight_time_s=boost + arc.flight_time_s,
        rate_rad_s=rate,
        launch=launch,
        burnout_radius_km=burnout,
        downrange_angle=lead,
        side=side,
        longest_s=float(np.max(boost + arc.flight_time_s, initial=0.0, where=np.isfinite(arc.flight_time_s))),
    )


def _flight_time(
    launch: Floats, target: Floats, burnout: Floats, boost: Floats, lead: Floats, loft: Floats, rate: float
) -> Floats:
    """Total flight time with the target carried along, by the secant method on time = boost + free time of the
    angle at that time."""
    along = launch[0] * target[0] + launch[1] * target[1]
    across = launch[1] * target[0] - launch[0] * target[1]
    high = launch[2] * target[2]
    least = bool((loft == 1.0).all())

    def wanted(time: Floats) -> Floats:
        turn = rate * time
        cosine = np.clip(high + along * np.cos(turn) + across * np.sin(turn), -1.0, 1.0)
        angle = np.maximum(np.arccos(cosine) - lead, 1e-6)
        if least:
            return boost + least_time_between(burnout, angle)
        return boost + arc_between(burnout, np.full_like(burnout, EARTH_RADIUS_KM), angle, loft).flight_time_s

    before = wanted(np.zeros(launch.shape[1]))
    f_before = wanted(before) - before
    now = before + f_before
    for _ in range(8):
        f_now = wanted(now) - now
        if not (np.abs(f_now) > 1e-9).any():
            break
        difference = f_now - f_before
        with np.errstate(invalid="ignore", divide="ignore"):
            step = np.where(np.abs(difference) > 1e-13, -f_now * (now - before) / difference, f_now)
        before, f_before = now, f_now
        now = now + np.where(np.isfinite(step), step, f_now)
    return now


def least_time_between(start_radius: Floats, angle: Floats) -> Floats:
    """Flight time of the least-energy arc from a radius down to the surface: Lagrange's equation with α = π."""
    r1, r2 = start_radius, EARTH_RADIUS_KM
    chord = np.sqrt((r1 - r2) ** 2 + 4.0 * r1 * r2 * np.sin(0.5 * angle) ** 2)
    s = 0.5 * (r1 + r2 + chord)
    share = (s - chord) / s
    half_beta = np.arcsin(np.sqrt(np.clip(share, 0.0, 1.0)))
    time: Floats = np.sqrt(s**3 / (8.0 * MU_KM3_S2)) * (np.pi - 2.0 * half_beta + np.sin(2.0 * half_beta))
    return time
