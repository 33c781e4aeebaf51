"""One engagement in words and numbers, and the same for the map: the timeline's sentences and the sampled paths of
the reference case."""

import numpy as np

from engine.arguments import Floats
from engine.ballistics import lambert, propagate
from engine.ballistics.trajectory import Trajectories
from engine.constants import EARTH_RADIUS_KM
from engine.doctrine import kill_quantile
from engine.findings import (
    Event,
    Path,
    Playback,
    Window,
    as_pair,
)
from engine.geodesy import ground_range_km, place_deg, position_km
from engine.nouns import (
    Axis,
    Defence,
    Ints,
)
from engine.reasons import SENTENCES
from engine.turn.case import Answer

PATH_POINTS = 60
SHOT_POINTS = 24


def reference_case(found: Answer) -> int | None:
    """The case that is told: the first in range in the axis' own order; none when nothing is in range."""
    reached = np.flatnonzero(found.cases.reached)
    return int(reached[0]) if reached.size else None


def clock(seconds: float) -> str:
    """Seconds after launch as a person reads them."""
    whole = round(seconds)
    return f"{whole} s" if whole < 120 else f"{whole // 60} min {whole % 60:02d} s"


ORDER = (
    "launch",
    "burnout",
    "satellite_report",
    "cue",
    "detection",
    "track",
    "commit",
    "no_track",
    "interceptor_launch",
    "intercept",
    "no_shot",
    "leakers",
    "impact",
)
"""Kinds of events as they follow one another at the same moment."""


def explain(
    defence: Defence, axis: Axis, found: Answer, shots: Window, stock: Ints, case: int | None = None
) -> tuple[Event, ...]:
    """The chain of one case: launch, burnout, report, cue, each first sight, track, commit, shot, intercept or why
    none, what leaks, impact; in order of time. `stock` (sites,) is what this axis may spend."""
    case = reference_case(found) if case is None else case
    if case is None:
        return (
            Event("out_of_range", 0.0, f"No aim point of {axis.title or axis.name} lies within the missile's range."),
        )
    cases, tracks, sensors = found.cases, found.tracks, defence.sensors
    row, aim = int(cases.row[case]), int(cases.aim[case])
    launch, target = axis.threats.launch_deg[:, row], axis.aim_points[:, aim]
    distance = float(ground_range_km(launch[0], launch[1], target[0], target[1]))
    arrival, boost = float(cases.paths.flight_time_s[case]), float(cases.paths.boost_s[case])
    apogee = float(cases.paths.a_km[case] * (1.0 + cases.paths.e[case]) - EARTH_RADIUS_KM)
    events = [
        Event(
            "launch",
            0.0,
            f"A missile of class {axis.threats.class_id[row]} leaves {place(launch)} for {place(target)}, "
            f"{distance:,.0f} km away; it will fly {clock(arrival)} and rise to {apogee:,.0f} km.",
        )
    ]
    if boost > 0.0:
        height = float(cases.paths.burnout_radius_km[case]) - EARTH_RADIUS_KM
        events.append(
            Event(
                "burnout",
                boost,
                f"Its motors stop after {clock(boost)} at {height:,.0f} km; from here the path can be foretold.",
            )
        )
    if np.isfinite(defence.satellite_report_s) and defence.satellite_report_s < arrival:
        events.append(
            Event(
                "satellite_report",
                float(defence.satellite_report_s),
                f"A satellite reports the launch after {clock(defence.satellite_report_s)}.",
            )
        )
    cue = float(tracks.cue_s[case])
    if np.isfinite(cue) and sensors.needs_cue.any() and cue < arrival:
        events.append(Event("cue", cue, f"Narrow-beam radars are told where to look at {clock(cue)}."))
    for index in range(len(sensors)):
        seen = float(tracks.seen_s[index, case])
        if np.isfinite(seen):
            reach = float(
                sensors.reference_range_km[index] * (cases.rcs_m2[case] / sensors.reference_rcs_m2[index]) ** 0.25
            )
            limit = f"it reaches {reach:,.0f} km against {cases.rcs_m2[case]:g} m²"
            events.append(Event("detection", seen, f"{sensors.name[index]} first sees it at {clock(seen)} ({limit})."))
    events.extend(_decision(defence, found, case, arrival))
    events.extend(_shots(defence, found, shots, case, arrival))
    events.append(Event("leakers", arrival, _leakers(defence, axis, found, stock, case)))
    hit = any(event.kind == "intercept" for event in events)
    ending = "Whatever was not stopped arrives" if hit else "It arrives"
    events.append(Event("impact", arrival, f"{ending} after {clock(arrival)}."))
    return tuple(
        sorted(
            (Event(e.kind, round(e.time_s, 1), e.sentence) for e in events),
            key=lambda e: (e.time_s, ORDER.index(e.kind), e.sentence),
        )
    )


def _decision(defence: Defence, found: Answer, case: int, arrival: float) -> list[Event]:
    tracked, committed = float(found.tracks.tracked_s[case]), float(found.tracks.committed_s[case])
    if not np.isfinite(tracked):
        return [
            Event("no_track", arrival, "No radar that can guide a shot ever sees it, so nobody can decide to shoot.")
        ]
    radar = defence.sensors.name[int(found.tracks.radar[case])]
    events = [Event("track", tracked, f"{radar} has a track good enough for a shot after {clock(tracked)}.")]
    if committed < arrival:
        events.append(
            Event(
                "commit",
                committed,
                f"People have decided and released the shot after {clock(committed)} "
                f"({defence.decision_delay_s:g} s after the track).",
            )
        )
    else:
        events.append(Event("no_shot", arrival, f"The decision would come after {clock(committed)}, too late."))
    return events


def _shots(defence: Defence, found: Answer, shots: Window, case: int, arrival: float) -> list[Event]:
    sites, events = defence.sites, []
    for site in range(len(sites)):
        if shots.covered[site, case]:
            first, last = float(shots.earliest_s[site, case]), float(shots.latest_s[site, case])
            start = float(shots.launch_s[site, case]) - 0.5 * float(sites.boost_s[site])
            many = int(found.looks[site, case])
            looks = f"; there is time for {many} looks" if many > 1 else ""
            events.append(Event("interceptor_launch", start, f"{sites.name[site]} can launch at {clock(start)}."))
            events.append(
                Event(
                    "intercept",
                    first,
                    f"{sites.name[site]} can meet it from {clock(first)}, "
                    f"{float(shots.altitude_km[site, case]):,.0f} km up, until {clock(last)}{looks}.",
                )
            )
        elif np.isfinite(found.tracks.committed_s[case]) and found.tracks.committed_s[case] < arrival:
            why = "It has no interceptors." if sites.stock[site] == 0 else SENTENCES[int(shots.reason[site, case])]
            events.append(Event("no_shot", arrival, f"{sites.name[site]} has no shot. {why}"))
    return events


def _leakers(defence: Defence, axis: Axis, found: Answer, stock: Ints, case: int) -> str:
    """What this raid leaves, and of what: stock, record, failures of tracks and of the whole."""
    sites, pmf, raid = defence.sites, found.case_pmf[case], axis.raid_size
    able = [site for site in range(len(sites)) if found.covered[site, case]]
    if not able:
        return f"Without a shot all {raid} of {raid} warheads come through." if raid > 1 else "Nothing stops it."
    shots = int(sum(int(stock[site]) for site in able))
    records = []
    for family in dict.fromkeys(sites.class_id[site] for site in able):
        site = sites.class_id.index(family)
        hits, attempts = float(sites.hits[site]), float(sites.attempts[site])
        low, high = (100.0 * kill_quantile(hits, attempts, share) for share in (0.05, 0.95))
        records.append(f"a {family} shot hits with {low:.0f} to {high:.0f} % ({hits:g} hits in {attempts:g} tests)")
    lost = [
        f"{what} {100.0 * chance:g} %"
        for what, chance in (
            ("each track fails with", defence.track_failure),
            ("everything fails together with", defence.common_failure),
        )
        if chance > 0.0
    ]
    expected = float((pmf * np.arange(raid + 1)).sum())
    return (
        f"{shots} interceptors against {raid} warheads on this path: {'; '.join([*records, *lost])}. "
        f"Nothing leaks with a chance of {100.0 * float(pmf[0]):.0f} %; {expected:.1f} are expected to come through."
    )


def place(pair: Floats) -> str:
    """A place as people write it."""
    lat, lon = float(pair[0]), float(pair[1])
    lon = (lon + 180.0) % 360.0 - 180.0
    return f"{abs(lat):.1f}° {'N' if lat >= 0 else 'S'} {abs(lon):.1f}° {'E' if lon >= 0 else 'W'}"


def playback(
    defence: Defence, axis: Axis, found: Answer, shots: Window, timeline: tuple[Event, ...]
) -> Playback | None:
    """The reference case for the map: sampled flights in Earth-fixed degrees and kilometres, rounded, with the
    timeline's events."""
    case = reference_case(found)
    if case is None:
        return None
    path = found.cases.paths.take(np.array([case]))
    arrival = float(path.flight_time_s[0])
    times = np.linspace(0.0, arrival, PATH_POINTS)
    threat = sampled(times, path.earth_fixed_km(times[:, None])[..., 0])
    row, aim = int(found.cases.row[case]), int(found.cases.aim[case])
    site, shot = _first_shot(shots, case), None
    if site is not None:
        shot = interceptor_path(
            defence, site, path, float(shots.earliest_s[site, case]), float(shots.launch_s[site, case])
        )
    radar = int(found.tracks.radar[case])
    return Playback(
        threat=threat,
        interceptor=shot,
        events=timeline,
        launch_deg=as_pair(axis.threats.launch_deg[:, row].tolist()),
        target_deg=as_pair(axis.aim_points[:, aim].tolist()),
        site=defence.sites.name[site] if site is not None else "",
        radar=defence.sensors.name[radar] if radar >= 0 else "",
    )


def _first_shot(shots: Window, case: int) -> int | None:
    covered = np.flatnonzero(shots.covered[:, case])
    if not covered.size:
        return None
    return int(covered[np.argmin(shots.earliest_s[covered, case])])


def interceptor_path(defence: Defence, site: int, path: Trajectories, intercept_s: float, launch_s: float) -> Path:
    """The interceptor's arc from its site to the meeting point, in Earth-fixed axes (its own Coriolis deflection
    neglected, as in the windows)."""
    lat, lon = defence.sites.place_deg[:, site]
    start = position_km(float(lat), float(lon))
    end = path.earth_fixed_km(np.array([[intercept_s]]))[:, 0, 0]
    flight = intercept_s - launch_s
    velocity = np.asarray(lambert(start, end, flight)[0])
    share = np.linspace(0.0, 1.0, SHOT_POINTS)
    position = np.asarray(propagate(start[:, None], velocity[:, None], share * flight)[0])
    wait = 0.5 * float(defence.sites.boost_s[site])
    # The boost costs half of itself: the drawn flight leaves that much sooner and arrives on time.
    return sampled(launch_s - wait + share * (flight + wait), position)


def sampled(times: Floats, position: Floats) -> Path:
    """Earth-fixed positions (3, k) at times (k,) as rounded plain numbers."""
    lat, lon, altitude = place_deg(position)
    return Path(
        time_s=tuple(round(float(t), 1) for t in times),
        lat_deg=tuple(round(float(x), 4) for x in lat),
        lon_deg=tuple(round(float(x), 4) for x in lon),
        altitude_km=tuple(max(0.0, round(float(x), 2)) for x in altitude),
    )
