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
from engine.circular import sincos
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


ROWS = 19
"""Numbers kept for each flight: see `Trajectories.of`."""


@dataclass(frozen=True, eq=False)
class Trajectories:
    """Flights, one per element (n,). `p` and `q` (3, n) are the unit vectors toward perigee and 90 degrees on; nan
    where no flight exists.

    All columns are rows of one `table`, so that a subset of the flights is one indexing. Derived: `focus_km` = a·e,
    `minor_km` the semi-minor axis; time = `epoch_s` + `pace_s` · anomaly - `wobble_s` · sin(anomaly). `perigee` is the
    angle from the launch place to the perigee along the flight's plane."""

    table: Floats
    rate_rad_s: float
    a_km: Floats
    e: Floats
    start_anomaly: Floats
    end_anomaly: Floats
    p: Floats
    q: Floats
    boost_s: Floats
    flight_time_s: Floats
    perigee: Floats
    downrange_angle: Floats
    focus_km: Floats
    minor_km: Floats
    pace_s: Floats
    wobble_s: Floats
    epoch_s: Floats

    @classmethod
    def of(cls, table: Floats, rate_rad_s: float) -> "Trajectories":
        """The flights of a table (ROWS, n): the columns in the order of the fields, p and q three rows each."""
        a, e, start, end = table[:4]
        boost, total, perigee, lead, focus, minor, pace, wobble, epoch = table[10:]
        shape = a, e, start, end, table[4:7], table[7:10]
        return cls(table, rate_rad_s, *shape, boost, total, perigee, lead, focus, minor, pace, wobble, epoch)

    def __len__(self) -> int:
        return int(self.table.shape[1])

    @property
    def launch(self) -> Floats:
        """Unit vectors (3, n) to the launch places."""
        return self.p * np.cos(self.perigee) - self.q * np.sin(self.perigee)

    @property
    def burnout_radius_km(self) -> Floats:
        """Where free flight begins, from the Earth's centre."""
        return self.radius_km(self.start_anomaly)

    def take(self, index: np.ndarray) -> "Trajectories":
        """The flights at these positions."""
        return Trajectories.of(self.table.take(index, axis=1), self.rate_rad_s)

    def time_s(self, anomaly: Floats) -> Floats:
        """Seconds after launch at eccentric anomalies (..., n)."""
        sin, _ = sincos(anomaly)
        return self.epoch_s + self.pace_s * anomaly - self.wobble_s * sin

    def radius_km(self, anomaly: Floats) -> Floats:
        """Distance from the Earth's centre at eccentric anomalies (..., n)."""
        _, cos = sincos(anomaly)
        return self.a_km - self.focus_km * cos

    def anomaly(self, time_s: Floats) -> Floats:
        """Eccentric anomaly at times (..., n) after burnout, by Halley's method on Kepler's equation."""
        turn = (time_s - self.epoch_s) / self.pace_s - np.pi
        # Seen from apogee the equation x + e sin x = m is monotone with slope from 1 to 1 + e near the root; its own
        # cubic at the apogee starts within 0.1 where missiles fly.
        slope = 1.0 / (1.0 + self.e)
        x = turn * slope
        x += (self.e / 6.0) * slope * x * x * x
        step = np.full(np.shape(x), np.inf)
        for count in range(12):
            sin, cos = sincos(x)
            sin *= self.e
            cos *= self.e
            cos += 1.0
            off = x + sin
            off -= turn
            # Cubic: a step of 1e-5 leaves nothing. What has arrived stays, so that no flight's digits depend on the
            # company it is computed in.
            late = np.abs(step) > 1e-5
            if count > 2 and not late.any():
                break
            # f / (f' - f f'' / 2f'), f'' = -e sin x
            step = off / (cos + 0.5 * off * sin / cos)
            x = x - (step if count < 3 else np.where(late, step, 0.0))
        return x + np.pi

    def sample(self, anomaly: Floats) -> Samples:
        """Samples at any anomalies (..., n)."""
        sin, cos = sincos(anomaly)
        time = self.pace_s * anomaly
        time += self.epoch_s
        time -= self.wobble_s * sin
        turn_sin, turn_cos = sincos(self.rate_rad_s * time)
        along = self.a_km * cos
        along -= self.focus_km
        cos *= self.focus_km
        sin *= self.minor_km
        return Samples(
            anomaly=anomaly,
            time_s=time,
            radius_km=np.subtract(self.a_km, cos, out=cos),
            along_km=along,
            across_km=sin,
            turn_cos=turn_cos,
            turn_sin=turn_sin,
        )

    def grid(self, low: Floats, high: Floats, nodes: int) -> Samples:
        """Samples (nodes, n) at anomalies spaced evenly from `low` to `high` (n,)."""
        anomaly = np.arange(nodes)[:, None] * ((high - low) / (nodes - 1))
        anomaly += low
        return self.sample(anomaly)

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
        sin, cos = sincos(anomaly)
        shape = (3, *([1] * (np.ndim(anomaly) - 1)), len(self))
        result: Floats = (self.a_km * cos - self.focus_km) * self.p.reshape(shape)
        result += (self.minor_km * sin) * self.q.reshape(shape)
        return result

    def earth_fixed_km(self, time_s: Floats) -> Floats:
        """Earth-fixed positions (3, ..., n) at times (..., n), boost phase included (a climb that begins steep and
        ends along the arc)."""
        time = np.asarray(time_s, dtype=np.float64)
        free = np.maximum(time, self.boost_s)
        position = self.position_km(self.anomaly(free))
        share = np.where(self.boost_s > 0.0, np.clip(time / np.maximum(self.boost_s, 1e-9), 0.0, 1.0), 1.0)
        radius = EARTH_RADIUS_KM + (self.burnout_radius_km - EARTH_RADIUS_KM) * share**2
        # Angles in the flight's plane are counted from the perigee.
        angle = self.downrange_angle * share**3 - self.perigee
        shape = (3, *([1] * (time.ndim - 1)), len(self))
        climbing = radius * (np.cos(angle) * self.p.reshape(shape) + np.sin(angle) * self.q.reshape(shape))
        return turned(np.where(time < self.boost_s, climbing, position), -self.rate_rad_s * time)


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
    x, y, z = launch
    height = x * ahead[0] + y * ahead[1] + z * ahead[2]
    level = ahead - height * launch
    length2 = level[0] * level[0] + level[1] * level[1] + level[2] * level[2]
    free = length2 < 1e-24
    if free.any():
        # An antipode leaves the bearing free: northward.
        level = np.where(free, np.stack([-z * x, -z * y, 1.0 - z * z]), level)
        length2 = (level * level).sum(axis=0)
    side = level / np.sqrt(length2)
    return _assemble(arc, launch, side, boost, lead, rate)


def _assemble(arc: Arc, launch: Floats, side: Floats, boost: Floats, lead: Floats, rate: float) -> Trajectories:
    perigee = lead + arc.apogee_angle - np.pi
    sin, cos = sincos(perigee)
    pace = arc.a_km * np.sqrt(arc.a_km / MU_KM3_S2)
    wobble = pace * arc.e
    table = np.empty((ROWS, launch.shape[1]))
    table[0], table[1], table[2], table[3] = arc.a_km, arc.e, arc.start_anomaly, arc.end_anomaly
    table[4:7] = launch * cos + side * sin
    table[7:10] = side * cos - launch * sin
    table[10], table[11], table[12], table[13] = boost, boost + arc.flight_time_s, perigee, lead
    table[14], table[15] = arc.a_km * arc.e, arc.a_km * np.sqrt((1.0 - arc.e) * (1.0 + arc.e))
    table[16], table[17] = pace, wobble
    table[18] = boost - pace * arc.start_anomaly + wobble * sincos(arc.start_anomaly)[0]
    return Trajectories.of(table, rate)


def _flight_time(
    launch: Floats, target: Floats, burnout: Floats, boost: Floats, lead: Floats, loft: Floats, rate: float
) -> Floats:
    """Total flight time with the target carried along: time = boost + free time of the angle at that time."""
    along = launch[0] * target[0] + launch[1] * target[1]
    across = launch[1] * target[0] - launch[0] * target[1]
    high = launch[2] * target[2]
    if bool((loft == 1.0).all()):
        return _least_flight_time(along, across, high, burnout, boost, lead, rate)

    def wanted(time: Floats) -> Floats:
        sin, cos = sincos(rate * time)
        cosine = np.clip(high + along * cos + across * sin, -1.0, 1.0)
        angle = np.maximum(np.arccos(cosine) - lead, 1e-6)
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


def _least_flight_time(
    along: Floats, across: Floats, high: Floats, burnout: Floats, boost: Floats, lead: Floats, rate: float
) -> Floats:
    """Newton's method with the exact slope, three times, from the time over a still Earth; whoever then is more
    than 1e-9 s away goes on alone."""
    sin_lead, cos_lead = sincos(lead)
    twice = 2.0 * burnout * EARTH_RADIUS_KM
    climb2 = (burnout - EARTH_RADIUS_KM) ** 2

    def wanted(sin_turn: Floats | float, cos_turn: Floats | float) -> tuple[Floats, Floats]:
        """Flight time, and its slope by the Earth's turn."""
        cos = high + along * cos_turn
        cos += across * sin_turn
        np.clip(cos, -1.0, 1.0, out=cos)
        sin = np.sqrt(1.0 - cos * cos)
        # Sine and cosine of the angle that is left after the boost, which is not negative.
        sin_free, cos_free = sin * cos_lead - cos * sin_lead, cos * cos_lead + sin * sin_lead
        chord2 = np.where(sin_free > 0.0, climb2 + twice * (1.0 - cos_free), climb2)
        time, slope = _least_time_and_slope(burnout, np.sqrt(np.maximum(chord2, 1e-12)))
        slope *= (0.5 * twice) * sin_free / np.maximum(sin, 1e-12)
        slope *= along * sin_turn - across * cos_turn
        return boost + time, slope

    time, slope = wanted(0.0, 1.0)
    # Over the still Earth the time is off by minutes; the slope there makes it seconds.
    off = slope * rate * time
    time = time + off / np.where(np.abs(slope * rate) < 0.9, 1.0 - slope * rate, 1.0)
    for count in range(12):
        found, slope = wanted(*sincos(rate * time))
        off = found - time
        if count > 1:
            off = np.where(np.abs(off) > 1e-9, off, 0.0)
            if not off.any():
                break
        # A slope near 1 only happens for flights that are over before they begin; plain substitution goes there.
        time = time + off / np.where(np.abs(slope * rate) < 0.9, 1.0 - slope * rate, 1.0)
    return time


def _least_time_and_slope(start_radius: Floats, chord: Floats) -> tuple[Floats, Floats]:
    """Flight time of the least-energy arc from a radius down to the surface over a chord (Lagrange's equation with
    α = π), and its slope by the chord, over the chord."""
    s = 0.5 * (start_radius + EARTH_RADIUS_KM + chord)
    share = np.clip((s - chord) / s, 0.0, 1.0)
    rest = 1.0 - share
    root = np.sqrt(share * rest)
    whole = np.pi - 2.0 * np.arcsin(np.sqrt(share)) + 2.0 * root
    pace = s * np.sqrt(s / (8.0 * MU_KM3_S2))
    slope = (pace / s) * (0.75 * whole + 2.0 * np.sqrt(share / rest) * (1.0 - 0.5 * chord / s))
    return pace * whole, slope / chord
