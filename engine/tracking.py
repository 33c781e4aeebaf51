"""The chain before a shot: satellite report, cue, first sight by each radar, track, commit. Radars turn with the Earth; no interceptor lives here.

A radar sees a missile from burnout on (before, its path cannot be foretold), within range for its cross-section, above the mask and inside the sector.
A narrow beam (`needs_cue`) looks only after a cue: the satellite report once the boost is over, or the first sight by a radar that searches by itself, each plus the
cue delay.
"""

from dataclasses import dataclass

import numpy as np

from engine.arguments import Floats, Ints
from engine.ballistics.trajectory import Trajectories
from engine.constants import EARTH_RADIUS_KM
from engine.engagement import dot_with_site
from engine.geodesy import unit_vector
from engine.nouns import Defence, Sensors

NODES = 24
"""Nodes in eccentric anomaly from burnout to impact on which first sight is bracketed (`studies/node_counts.py`)."""

POLISH = 7


@dataclass(frozen=True, eq=False)
class Tracks:
    """What the sensors make of n flights: first sight by each radar (s, n), first sight, cue and track in all, commit; inf where it never happens."""

    seen_s: Floats
    detected_s: Floats
    cue_s: Floats
    tracked_s: Floats
    committed_s: Floats
    radar: Ints


def sight_margin(paths: Trajectories, sensors: Sensors, row: int, reach_km: Floats, anomaly: Floats) -> tuple[Floats, Floats]:
    """How far inside the radar's volume the flight is, km (negative outside), and the time, at anomalies (..., n)."""
    time = paths.time_s(anomaly)
    radius = paths.radius_km(anomaly)
    here = float(EARTH_RADIUS_KM + sensors.antenna_km[row])
    lat, lon = float(sensors.place_deg[0, row]), float(sensors.place_deg[1, row])
    dot = dot_with_site(paths, unit_vector(lat, lon), anomaly, time)
    slant = np.sqrt(np.maximum(here * here + radius * radius - 2.0 * here * dot, 0.0))
    margin = np.minimum(reach_km - slant, dot - here - slant * np.sin(np.radians(float(sensors.mask_deg[row]))))
    width = float(sensors.sector_deg[1, row])
    if width < 360.0:
        margin = np.minimum(margin, _sector_margin(paths, sensors, row, anomaly, time, slant))
    return margin, time


def _sector_margin(paths: Trajectories, sensors: Sensors, row: int, anomaly: Floats, time: Floats, slant: Floats) -> Floats:
    lat, lon = np.radians(sensors.place_deg[0, row]), np.radians(sensors.place_deg[1, row])
    east = np.array([-np.sin(lon), np.cos(lon), 0.0])
    north = np.array([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
    middle, half = np.radians(sensors.sector_deg[0, row]), 0.5 * np.radians(sensors.sector_deg[1, row])
    ahead = north * np.cos(middle) + east * np.sin(middle)
    aside = east * np.cos(middle) - north * np.sin(middle)
    off = np.abs(np.arctan2(dot_with_site(paths, aside, anomaly, time), dot_with_site(paths, ahead, anomaly, time)))
    # An angle turned into kilometres at the target's distance: only its sign and its zero matter.
    result: Floats = (half - off) * np.maximum(slant, 1.0)
    return result


def first_sight(paths: Trajectories, sensors: Sensors, row: int, rcs_m2: Floats, not_before_s: Floats) -> Floats:
    """When one radar first sees each flight, not before a time (n,); inf where never."""
    n = len(paths)
    reach = sensors.reference_range_km[row] * (rcs_m2 / sensors.reference_rcs_m2[row]) ** 0.25
    flying = np.isfinite(paths.flight_time_s)
    open_at = np.where(np.isfinite(not_before_s), np.maximum(not_before_s, paths.boost_s), np.inf)
    alive = flying & (open_at < paths.flight_time_s)
    result = np.full(n, np.inf)
    chosen = np.flatnonzero(alive)
    if not chosen.size:
        return result
    part = paths if chosen.size == n else paths.take(chosen)
    opening = open_at[chosen]
    start = np.where(opening > part.boost_s, part.anomaly(opening), part.start_anomaly)
    share = np.linspace(0.0, 1.0, NODES)[:, None]
    anomaly = start + share * (part.end_anomaly - start)
    margin, _ = sight_margin(part, sensors, row, reach[chosen] if np.ndim(reach) else reach, anomaly)
    seen = margin >= 0.0
    first = np.argmax(seen, axis=0)
    columns = np.arange(chosen.size)
    ever = seen[first, columns]
    before = np.maximum(first - 1, 0)
    low, high = anomaly[before, columns], anomaly[first, columns]
    f_low, f_high = margin[before, columns], margin[first, columns]
    cut = np.flatnonzero(ever & (first > 0))
    times = np.where(ever & (first == 0), opening, np.inf)
    if cut.size:
        some = part.take(cut)
        limit = reach[chosen][cut] if np.ndim(reach) else reach
        root = _illinois(some, sensors, row, limit, low[cut], high[cut], f_low[cut], f_high[cut])
        times[cut] = some.time_s(root)
    result[chosen] = times
    return result


def _illinois(
    paths: Trajectories, sensors: Sensors, row: int, reach: Floats, low: Floats, high: Floats, f_low: Floats, f_high: Floats
) -> Floats:
    """Regula falsi with the Illinois rule, then the inner end: the answer is a moment at which the radar does see."""
    for _ in range(POLISH):
        middle = high - f_high * (high - low) / (f_high - f_low)
        f_middle, _ = sight_margin(paths, sensors, row, reach, middle)
        inside = f_middle >= 0.0
        f_low = np.where(inside, 0.5 * f_low, f_middle)
        f_high = np.where(inside, f_middle, 0.5 * f_high)
        low, high = np.where(inside, low, middle), np.where(inside, middle, high)
    return np.where(np.abs(f_low) < np.abs(f_high), low, high)


def track(paths: Trajectories, defence: Defence, rcs_m2: Floats) -> Tracks:
    """First sight, cue, track and commit of each flight (n,) by the defence's sensors."""
    sensors = defence.sensors
    n = len(paths)
    rcs = np.broadcast_to(rcs_m2, (n,))
    seen = np.full((len(sensors), n), np.inf)
    search = [row for row in range(len(sensors)) if not sensors.needs_cue[row]]
    beams = [row for row in range(len(sensors)) if sensors.needs_cue[row]]
    for row in search:
        seen[row] = first_sight(paths, sensors, row, rcs, np.zeros(n))
    # The report says that something flies; where it goes, a satellite knows when the motors stop.
    satellite = np.maximum(defence.satellite_report_s, paths.boost_s)
    first_search = seen[search].min(axis=0) if search else np.full(n, np.inf)
    cue = np.minimum(satellite, first_search) + defence.cue_delay_s
    for row in beams:
        seen[row] = first_sight(paths, sensors, row, rcs, cue)
    detected = seen.min(axis=0) if len(sensors) else np.full(n, np.inf)
    guiding = np.where(sensors.gives_track[:, None], seen, np.inf)
    radar = np.argmin(guiding, axis=0) if len(sensors) else np.zeros(n, dtype=np.int64)
    tracked = (guiding.min(axis=0) if len(sensors) else np.full(n, np.inf)) + defence.track_s
    gone = np.isnan(paths.flight_time_s)
    columns = [np.where(gone, np.nan, value) for value in (detected, cue, tracked, tracked + defence.decision_delay_s)]
    return Tracks(seen, columns[0], columns[1], columns[2], columns[3], np.where(np.isfinite(tracked), radar, -1))
