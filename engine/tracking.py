"""The chain before a shot: satellite report, cue, first sight by each radar, track, commit. Radars turn with the
Earth; no interceptor lives here.

A radar sees a missile from burnout on (before, its path cannot be foretold), within range for its cross-section,
above the mask and inside the sector. A narrow beam (`needs_cue`) looks only after a cue: the satellite report once
the boost is over, or the first sight by a radar that searches by itself, each plus the cue delay."""

from dataclasses import dataclass

import numpy as np

from engine.arguments import Floats, Ints
from engine.ballistics.trajectory import Facing, Samples, Trajectories
from engine.constants import EARTH_RADIUS_KM
from engine.engagement import hope
from engine.geodesy import unit_vector
from engine.nouns import Defence, Sensors

NODES = 10
"""Nodes in eccentric anomaly from first look to impact on which first sight is bracketed (`studies/node_counts.py`)."""

NEAR_KM = 20.0
"""Passes that by the slope of their margin must miss a radar's volume by more than this are not looked at again."""

POLISH = 5


@dataclass(frozen=True, eq=False)
class Tracks:
    """What the sensors make of n flights: first sight by each radar (s, n), first sight, cue and track in all,
    commit; inf where it never happens."""

    seen_s: Floats
    detected_s: Floats
    cue_s: Floats
    tracked_s: Floats
    committed_s: Floats
    radar: Ints


@dataclass(frozen=True, eq=False)
class Watch:
    """One radar over n flights, ready to be asked at samples."""

    radius_km: float
    reach_km: Floats
    mask_sine: float
    up: Facing
    ahead: Facing | None
    aside: Facing | None
    width_sine: float
    width_cosine: float

    def take(self, index: Ints) -> "Watch":
        """The radar over the flights at these positions."""
        return Watch(
            radius_km=self.radius_km,
            reach_km=self.reach_km[index],
            mask_sine=self.mask_sine,
            up=self.up.take(index),
            ahead=None if self.ahead is None else self.ahead.take(index),
            aside=None if self.aside is None else self.aside.take(index),
            width_sine=self.width_sine,
            width_cosine=self.width_cosine,
        )

    def margin_km(self, samples: Samples) -> Floats:
        """How far inside the radar's volume the flight is, km; negative outside. Only the sign and the zero have a
        meaning."""
        dot = self.up.dot(samples)
        slant = np.sqrt(np.maximum(self.radius_km**2 + samples.radius_km**2 - (2.0 * self.radius_km) * dot, 0.0))
        margin: Floats = np.minimum(self.reach_km - slant, dot - self.radius_km - slant * self.mask_sine)
        if self.ahead is not None and self.aside is not None:
            # Inside a half width w where ahead · sin w - |aside| · cos w >= 0, for every w up to 180 degrees.
            aside = np.abs(self.aside.dot(samples))
            margin = np.minimum(margin, self.ahead.dot(samples) * self.width_sine - aside * self.width_cosine)
        return margin


def watch(paths: Trajectories, sensors: Sensors, row: int, rcs_m2: Floats) -> Watch:
    """One row of the sensors over the flights, against cross-sections (n,)."""
    lat, lon = np.radians(sensors.place_deg[:, row])
    width = float(sensors.sector_deg[1, row])
    ahead = aside = None
    if width < 360.0:
        east = np.array([-np.sin(lon), np.cos(lon), 0.0])
        north = np.array([-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)])
        middle = np.radians(sensors.sector_deg[0, row])
        ahead = paths.facing(north * np.cos(middle) + east * np.sin(middle))
        aside = paths.facing(east * np.cos(middle) - north * np.sin(middle))
    return Watch(
        radius_km=float(EARTH_RADIUS_KM + sensors.antenna_km[row]),
        reach_km=np.asarray(sensors.reference_range_km[row] * (rcs_m2 / sensors.reference_rcs_m2[row]) ** 0.25),
        mask_sine=float(np.sin(np.radians(sensors.mask_deg[row]))),
        up=paths.facing(unit_vector(float(sensors.place_deg[0, row]), float(sensors.place_deg[1, row]))),
        ahead=ahead,
        aside=aside,
        width_sine=float(np.sin(0.5 * np.radians(width))),
        width_cosine=float(np.cos(0.5 * np.radians(width))),
    )


def first_sights(
    paths: Trajectories, sensors: Sensors, rows: list[int], rcs_m2: Floats, not_before_s: Floats
) -> Floats:
    """When each radar of `rows` first sees each flight, not before a time (n,): (rows, n); inf where never."""
    n = len(paths)
    result = np.full((len(rows), n), np.inf)
    open_at = np.where(np.isfinite(not_before_s), np.maximum(not_before_s, paths.boost_s), np.inf)
    chosen = np.flatnonzero(np.isfinite(paths.flight_time_s) & (open_at < paths.flight_time_s))
    if not chosen.size or not rows:
        return result
    whole = chosen.size == n
    part, opening, rcs = (paths, open_at, rcs_m2) if whole else (paths.take(chosen), open_at[chosen], rcs_m2[chosen])
    late = opening > part.boost_s
    start = np.where(late, part.anomaly(opening), part.start_anomaly) if late.any() else part.start_anomaly
    at_once = part.sample(start)
    times = np.full((len(rows), chosen.size), np.inf)
    for index, row in enumerate(rows):
        # Most flights are in sight as soon as a radar may look: one sample instead of a grid.
        times[index] = np.where(watch(part, sensors, row, rcs).margin_km(at_once) >= 0.0, opening, np.inf)
    rest = np.flatnonzero(np.isinf(times).any(axis=0))
    if rest.size:
        fewer, low, high = part.take(rest), start[rest], part.end_anomaly[rest]
        samples = fewer.grid(low, high, NODES)
        for index, row in enumerate(rows):
            later = _search(fewer, watch(fewer, sensors, row, rcs[rest]), samples)
            times[index, rest] = np.minimum(times[index, rest], later)
    result[:, chosen] = times
    return result


def _search(paths: Trajectories, eye: Watch, samples: Samples) -> Floats:
    """First sight of each flight on a grid of samples (nodes, n), polished; inf where never."""
    columns = np.arange(len(paths))
    margin = eye.margin_km(samples)
    nodes = margin.shape[0]
    seen = margin >= 0.0
    first = np.argmax(seen, axis=0)
    ever = seen[first, columns]
    before = np.maximum(first - 1, 0)
    low, high = samples.anomaly[before, columns], samples.anomaly[first, columns]
    f_low, f_high = margin[before, columns], margin[first, columns]
    # A short pass between two nodes shows as a maximum just below zero: twelve finer steps about it.
    best = np.argmax(margin, axis=0)
    near = np.flatnonzero(~ever & (hope(margin, best) >= -NEAR_KM))
    if near.size:
        at = best[near]
        part, part_eye = paths.take(near), eye.take(near)
        fine = part.grid(
            samples.anomaly[np.maximum(at - 1, 0), near], samples.anomaly[np.minimum(at + 1, nodes - 1), near], 13
        )
        fine_margin = part_eye.margin_km(fine)
        fine_seen = fine_margin >= 0.0
        index, some = np.argmax(fine_seen, axis=0), np.arange(near.size)
        previous = np.maximum(index - 1, 0)
        ever[near] = fine_seen[index, some]
        low[near], high[near] = fine.anomaly[previous, some], fine.anomaly[index, some]
        f_low[near], f_high[near] = fine_margin[previous, some], fine_margin[index, some]
    result = np.full(len(paths), np.inf)
    cut = np.flatnonzero(ever & (f_low < 0.0))
    if cut.size:
        result[cut] = _illinois(paths.take(cut), eye.take(cut), low[cut], high[cut], f_low[cut], f_high[cut])
    return result


def _illinois(paths: Trajectories, eye: Watch, low: Floats, high: Floats, f_low: Floats, f_high: Floats) -> Floats:
    """The moment of first sight between an unseen and a seen anomaly: regula falsi with the Illinois rule."""
    side = np.zeros(len(paths))
    for _ in range(POLISH):
        middle = high - f_high * (high - low) / (f_high - f_low)
        f_middle = eye.margin_km(paths.sample(middle))
        inside = f_middle >= 0.0
        # An end that stays twice running counts half: so neither lags for long.
        f_low = np.where(inside, np.where(side > 0.0, 0.5 * f_low, f_low), f_middle)
        f_high = np.where(inside, f_middle, np.where(side < 0.0, 0.5 * f_high, f_high))
        low, high = np.where(inside, low, middle), np.where(inside, middle, high)
        side = np.where(inside, 1.0, -1.0)
    # One end may lag while the other has converged; the last chord joins them.
    return paths.time_s(high - f_high * (high - low) / (f_high - f_low))


def track(
    paths: Trajectories, defence: Defence, rcs_m2: Floats, known: Tracks | None = None, moved: int = -1
) -> Tracks:
    """First sight, cue, track and commit of each flight (n,) by the defence's sensors.

    When only radar `moved` stands elsewhere than in the `known` answer, the others are not asked again (unless it
    cues them)."""
    sensors = defence.sensors
    n = len(paths)
    rcs = np.broadcast_to(rcs_m2, (n,))
    seen = np.full((len(sensors), n), np.inf)
    search = [row for row in range(len(sensors)) if not sensors.needs_cue[row]]
    beams = [row for row in range(len(sensors)) if sensors.needs_cue[row]]
    again = search + beams
    if known is not None:
        seen[:] = known.seen_s
        again = [moved] if sensors.needs_cue[moved] else [moved, *beams]
    search_again, beams_again = [row for row in search if row in again], [row for row in beams if row in again]
    seen[search_again] = first_sights(paths, sensors, search_again, rcs, np.zeros(n))
    # The report says that something flies; where it goes, a satellite knows when the motors stop.
    satellite = np.maximum(defence.satellite_report_s, paths.boost_s)
    first_search = seen[search].min(axis=0) if search else np.full(n, np.inf)
    cue = np.minimum(satellite, first_search) + defence.cue_delay_s
    seen[beams_again] = first_sights(paths, sensors, beams_again, rcs, cue)
    detected = seen.min(axis=0) if len(sensors) else np.full(n, np.inf)
    guiding = np.where(sensors.gives_track[:, None], seen, np.inf)
    radar = np.argmin(guiding, axis=0) if len(sensors) else np.zeros(n, dtype=np.int64)
    tracked = (guiding.min(axis=0) if len(sensors) else np.full(n, np.inf)) + defence.track_s
    gone = np.isnan(paths.flight_time_s)
    columns = [np.where(gone, np.nan, value) for value in (detected, cue, tracked, tracked + defence.decision_delay_s)]
    return Tracks(seen, columns[0], columns[1], columns[2], columns[3], np.where(np.isfinite(tracked), radar, -1))
