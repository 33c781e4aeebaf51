"""The slow reference: the same questions answered by walking along each flight in steps of a tenth of a second, in
plain float64.

Shares with the engine only `propagate` (checked against DOP853) and the constants. Everything else is written a
second time, in the most literal way: positions as vectors, angles by arccos, radars asked at every step, Lagrange's
equation by arccos."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.ballistics import propagate
from engine.nouns import Defence, Grid, Threats

MU, EARTH, RATE = 398600.4418, 6371.0, 7.292115e-5
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Walk:
    """What the walk found for one flight: first sight by each radar, commit, covered by each site, first intercept
    by each site (inf: never)."""

    seen_s: tuple[float, ...]
    committed_s: float
    covered: tuple[bool, ...]
    intercept_s: tuple[float, ...]
    flight_time_s: float
    spare_s: tuple[float, ...]


def unit(lat_deg: float, lon_deg: float) -> Floats:
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def turned(vector: Floats, angle: Floats | float) -> Floats:
    """(3,) by an angle or an array of angles (n,): (3,) or (3, n)."""
    x, y, z = vector
    return np.array(
        [x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle), z + 0.0 * np.asarray(angle)]
    )


def least_energy(start: Floats, end: Floats) -> tuple[float, Floats]:
    """Time and start velocity of the least-energy arc between two positions: Lagrange's equation with a = s/2."""
    r1, r2, chord = np.linalg.norm(start), np.linalg.norm(end), np.linalg.norm(end - start)
    s = 0.5 * (r1 + r2 + chord)
    beta = 2.0 * np.arcsin(np.sqrt((s - chord) / s))
    time = np.sqrt(s**3 / (8.0 * MU)) * (np.pi - beta + np.sin(beta))
    speed = np.sqrt(MU / (2.0 * s)) / np.tan(0.5 * beta)
    return float(time), speed * ((end - start) / chord + start / r1)


def flight(launch: Floats, target: Floats, threats: Threats, row: int) -> tuple[float, Floats, Floats]:
    """Total time, and inertial position and velocity at burnout, by plain substitution."""
    boost, lead = float(threats.boost_s[row]), float(threats.downrange_km[row]) / EARTH
    radius = EARTH + float(threats.burnout_altitude_km[row])
    time = 1000.0
    for _ in range(200):
        ahead = turned(target, RATE * time)
        level = ahead - np.dot(ahead, launch) * launch
        level /= np.linalg.norm(level)
        burnout = radius * (np.cos(lead) * launch + np.sin(lead) * level)
        free, velocity = least_energy(burnout, EARTH * ahead)
        if abs(boost + free - time) < 1e-11:
            break
        time = boost + free
    return time, burnout, velocity


def lagrange(radius: Floats, angle: Floats, speed: float) -> tuple[Floats, Floats]:
    """Fast and slow time of an interceptor from the surface; inf out of reach."""
    chord = np.sqrt(EARTH**2 + radius**2 - 2.0 * EARTH * radius * np.cos(angle))
    s = 0.5 * (EARTH + radius + chord)
    a = 1.0 / (2.0 / EARTH - speed**2 / MU)
    with np.errstate(invalid="ignore"):
        alpha, beta = np.arccos(1.0 - s / a), np.arccos(1.0 - (s - chord) / a)
    scale = np.sqrt(a**3 / MU)
    low = beta - np.sin(beta)
    fast = scale * ((alpha - np.sin(alpha)) - low)
    slow = scale * ((2.0 * np.pi - alpha + np.sin(alpha)) - low)
    reached = s <= 2.0 * a
    return np.where(reached, fast, np.inf), np.where(reached, slow, np.inf)


def launch_angle(radius: Floats, angle: Floats, speed: float, time: Floats) -> Floats:
    """Angle above the horizon of the arc with this speed that takes this time, by energy and the orbit's size: sin
    from the radial speed of Lagrange's arc."""
    chord = np.sqrt(EARTH**2 + radius**2 - 2.0 * EARTH * radius * np.cos(angle))
    s = 0.5 * (EARTH + radius + chord)
    a = 1.0 / (2.0 / EARTH - speed**2 / MU)
    slow = lagrange(radius, angle, speed)[1]
    with np.errstate(invalid="ignore"):
        alpha, beta = np.arccos(1.0 - s / a), np.arccos(1.0 - (s - chord) / a)
    alpha = np.where(time == slow, 2.0 * np.pi - alpha, alpha)
    along, back = np.sqrt(MU / (4.0 * a)) / np.tan(0.5 * alpha), np.sqrt(MU / (4.0 * a)) / np.tan(0.5 * beta)
    cosine = (radius * np.cos(angle) - EARTH) / chord
    return np.arcsin(np.clip(((back + along) * cosine + (back - along)) / speed, -1.0, 1.0))


def walk(defence: Defence, threats: Threats, row: int, target_deg: tuple[float, float], step_s: float = 0.1) -> Walk:
    """One flight from a launch row to a place, second by second."""
    launch = unit(*threats.launch_deg[:, row])
    target = unit(*target_deg)
    total, burnout, velocity = flight(launch, target, threats, row)
    boost = float(threats.boost_s[row])
    time = np.append(np.arange(boost, total, step_s), total)
    position = np.asarray(propagate(burnout[:, None], velocity[:, None], time - boost)[0])
    radius = np.linalg.norm(position, axis=0)
    seen = _sights(defence, threats, row, time, position)
    guiding = [s for s, gives in zip(seen, defence.sensors.gives_track, strict=True) if gives]
    committed = min(guiding, default=np.inf) + defence.track_s + defence.decision_delay_s
    covered, first, spare = [], [], []
    for site in range(len(defence.sites)):
        sites = defence.sites
        place = turned(unit(*sites.place_deg[:, site]), RATE * time)
        angle = np.arccos(np.clip((place * position).sum(axis=0) / radius, -1.0, 1.0))
        speed = float(sites.burnout_speed_km_s[site])
        fast, slow = lagrange(radius, angle, speed)
        needed = fast
        if defence.least_elevation_deg is not None:
            least = np.radians(defence.least_elevation_deg)
            with np.errstate(invalid="ignore"):
                low = ~(launch_angle(radius, angle, speed, fast) >= least)
                high = launch_angle(radius, angle, speed, slow) >= least
            needed = np.where(low, np.where(high, slow, np.inf), fast)
        ready = committed + float(sites.reaction_s[site]) + 0.5 * float(sites.boost_s[site])
        above = radius - EARTH >= float(sites.least_altitude_km[site])
        left = np.where(above, time - ready - needed, -np.inf)
        good = (left >= 0.0) & (int(sites.stock[site]) > 0)
        covered.append(bool(good.any()))
        first.append(float(time[np.argmax(good)]) if good.any() else np.inf)
        spare.append(float(left.max()))
    return Walk(tuple(seen), float(committed), tuple(covered), tuple(first), total, tuple(spare))


def _sights(defence: Defence, threats: Threats, row: int, time: Floats, position: Floats) -> list[float]:
    sensors = defence.sensors
    visible = []
    for index in range(len(sensors)):
        lat, lon = (float(x) for x in sensors.place_deg[:, index])
        up = turned(unit(lat, lon), RATE * time)
        north = turned(unit(lat + 90.0, lon) if lat <= 0 else -unit(lat - 90.0, lon), RATE * time)
        east = np.cross(north, up, axis=0)
        line = position - (EARTH + float(sensors.antenna_km[index])) * up
        slant = np.linalg.norm(line, axis=0)
        reach = (
            float(sensors.reference_range_km[index])
            * (float(threats.rcs_m2[row]) / float(sensors.reference_rcs_m2[index])) ** 0.25
        )
        elevation = np.degrees(np.arcsin(np.clip((line * up).sum(axis=0) / slant, -1.0, 1.0)))
        bearing = np.degrees(np.arctan2((line * east).sum(axis=0), (line * north).sum(axis=0)))
        off = np.abs((bearing - float(sensors.sector_deg[0, index]) + 180.0) % 360.0 - 180.0)
        visible.append(
            (slant <= reach)
            & (elevation >= float(sensors.mask_deg[index]))
            & (off <= 0.5 * float(sensors.sector_deg[1, index]))
        )
    searching = [
        float(time[np.argmax(v)]) if v.any() else np.inf
        for v, cued in zip(visible, sensors.needs_cue, strict=True)
        if not cued
    ]
    cue = min([max(defence.satellite_report_s, float(threats.boost_s[row])), *searching]) + defence.cue_delay_s
    seen = []
    for index, sight in enumerate(visible):
        allowed = sight & (time >= cue) if sensors.needs_cue[index] else sight
        seen.append(float(time[np.argmax(allowed)]) if allowed.any() else np.inf)
    return seen


def disagreements(
    defence: Defence,
    threats: Threats,
    grid: Grid,
    cells: NDArray[np.int64],
    covered: NDArray[np.bool_],
    step_s: float = 0.1,
) -> list[int]:
    """The cells whose coverage the walk sees otherwise (ranges of missiles are not asked)."""
    wrong = []
    for cell in cells.tolist():
        target = (float(grid.place_deg[0, cell]), float(grid.place_deg[1, cell]))
        met = all(any(walk(defence, threats, row, target, step_s).covered) for row in range(len(threats)))
        if met != bool(covered[cell]):
            wrong.append(cell)
    return wrong
