"""From the engine's answers to what views and documents hold. Pure; every number that is published is rounded here.

Summaries (view.AxisFinding, view.RussiaFinding) travel in the picture; geometry, timelines, playback and sensitivities
stand in a document that the summary names. Not-a-number never leaves: what does not exist is 0 or null, and said so.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import numpy as np

import engine
from engine.turn import plain

Row = dict[str, Any]

PROBABILITY_DIGITS = 4
PERCENT_DIGITS = 1


def number(value: Any, digits: int, missing: float = 0.0) -> float:
    """Rounded, and never nan: `missing` stands for what the engine could not say."""
    value = float(value)
    # Adding 0.0 turns -0.0 into 0.0.
    return round(value, digits) + 0.0 if math.isfinite(value) else missing


def percent(share: Any) -> float:
    return number(100.0 * float(share), PERCENT_DIGITS)


def axis_summary(finding: engine.Finding, raid_size: int) -> Row:
    """A view.AxisFinding. Where an axis has no grid, people are counted as aim points."""
    people = finding.population_fraction
    if not math.isfinite(people):
        people = finding.aim_points_covered
    shots = finding.shots.sum(axis=0) if finding.shots.size else np.zeros(1)
    low, high = finding.no_leak_interval
    return {
        "axis": finding.axis,
        "name": finding.title,
        "covered_pct": percent(finding.covered_fraction),
        "people_pct": percent(people),
        "shots_median": number(np.median(shots), 1),
        "raid_size": raid_size,
        "no_leak": number(finding.no_leak_probability, PROBABILITY_DIGITS),
        "no_leak_low": number(low, PROBABILITY_DIGITS),
        "no_leak_high": number(high, PROBABILITY_DIGITS),
        "expected_leakers": number(finding.expected_leakers, 2, missing=float(raid_size)),
        "tracked": bool(np.isfinite(finding.committed_s).any()),
    }


def axis_details(finding: engine.Finding, summary: Row, footprint: Mapping[str, Any] | None) -> Row:
    """What the document says of an axis beside its summary."""
    return {
        "name": finding.title,
        "summary": summary,
        "hypothetical": False,
        "footprint": geometry(footprint),
        "timeline": [
            {"t_s": number(event.time_s, 1), "kind": event.kind, "words": event.sentence} for event in finding.timeline
        ],
        "playback": playback(finding.playback),
        "pmf": [number(share, PROBABILITY_DIGITS) for share in finding.leakers_pmf],
        "sensitivities": [
            {
                "parameter": row.parameter,
                "low": number(row.low, 4),
                "high": number(row.high, 4),
                "at_low": number(row.at_low, PROBABILITY_DIGITS),
                "at_high": number(row.at_high, PROBABILITY_DIGITS),
                "delta": number(row.swing, PROBABILITY_DIGITS),
            }
            for row in finding.sensitivities
        ],
    }


def geometry(geojson: Mapping[str, Any] | None) -> Row:
    """The MultiPolygon of a footprint, longitude first; empty where nothing is defended."""
    if geojson is None:
        return {"type": "MultiPolygon", "coordinates": []}
    found = geojson.get("geometry", geojson) if geojson.get("type") == "Feature" else geojson
    return {"type": "MultiPolygon", "coordinates": plain(found["coordinates"])}


def playback(played: engine.Playback | None) -> Row | None:
    """The reference case for the map: both flights, and where the threat was at each event."""
    if played is None:
        return None
    return {
        "threat": path(played.threat),
        "interceptor": path(played.interceptor) if played.interceptor is not None else None,
        "events": [
            {
                "t_s": number(event.time_s, 1),
                "kind": event.kind,
                "words": event.sentence,
                **at(played.threat, event.time_s),
            }
            for event in played.events
        ],
        "site": played.site,
        "radar": played.radar,
    }


def path(flight: engine.Path) -> Row:
    return {
        "time_s": [number(value, 1) for value in flight.time_s],
        "lat_deg": [number(value, 3) for value in flight.lat_deg],
        "lon_deg": [number(value, 3) for value in flight.lon_deg],
        "altitude_km": [number(value, 1) for value in flight.altitude_km],
    }


def at(flight: engine.Path, time_s: float) -> Row:
    """Where a sampled flight is at a time, between its two nearest points; longitudes take the short way round."""
    times = flight.time_s
    index = min(max(bisect_right(times, time_s) - 1, 0), len(times) - 2)
    span = times[index + 1] - times[index]
    part = min(max((time_s - times[index]) / span, 0.0), 1.0) if span > 0 else 0.0
    east = (flight.lon_deg[index + 1] - flight.lon_deg[index] + 180.0) % 360.0 - 180.0
    lon = (flight.lon_deg[index] + part * east + 180.0) % 360.0 - 180.0

    def between(values: tuple[float, ...]) -> float:
        return values[index] + part * (values[index + 1] - values[index])

    return {
        "lat_deg": number(between(flight.lat_deg), 3),
        "lon_deg": number(lon, 3),
        "altitude_km": number(between(flight.altitude_km), 1),
    }


NO_RETALIATION: Row = {"areas_in_reach": 0, "areas": 0, "interceptors": 0, "retaliation_left_pct": 100.0}
"""Where the scenario has no launch areas, nothing of a retaliation is touched."""


def russia_summary(finding: engine.RussiaFinding) -> Row:
    """A view.RussiaFinding."""
    return {
        "areas_in_reach": sum(area.engageable_paths > 0 for area in finding.areas),
        "areas": len(finding.areas),
        "interceptors": finding.interceptors,
        "retaliation_left_pct": number(100.0 * finding.remaining_share, PERCENT_DIGITS, missing=100.0),
    }


def russia_details(finding: engine.RussiaFinding, areas: Mapping[str, Mapping[str, Any]]) -> Row:
    return {
        "areas": {
            answer.area: {
                "name": areas[answer.area]["name"],
                "lat_deg": areas[answer.area]["lat_deg"],
                "lon_deg": areas[answer.area]["lon_deg"],
                "in_reach": answer.engageable_paths > 0,
                "words": area_words(answer),
            }
            for answer in finding.areas
        },
        "interceptors": finding.interceptors,
        "retaliation_left_pct": number(100.0 * finding.remaining_share, PERCENT_DIGITS, missing=100.0),
        "words": finding.sentence,
    }


def area_words(answer: engine.AreaAnswer) -> str:
    """One sentence on a launch area, with the least interceptor speed that would do, where one would."""
    least = answer.least_speed_km_s
    if answer.engageable_paths:
        start = f"{answer.engageable_paths} of {answer.paths} paths can be engaged from {' and '.join(answer.sites)}."
    else:
        start = f"None of {answer.paths} paths can be engaged."
    if math.isfinite(least):
        return f"{start} It takes at least {least:.1f} km/s."
    return start
