"""Ambiguity of conventional ICBMs: for how long can the watcher's radars not exclude that its own territory is the
target?

A radar that has followed a free flight for a while foretells its impact within an error that shrinks with the time
of observation as t^-3/2 (a straight-line fit). Before the first sight the launch is known from satellites, its aim
is not. The error at one minute is a stated notional number of the strike, mark N."""

import numpy as np

from engine.ballistics.trajectory import fly
from engine.constants import EARTH_RADIUS_KM
from engine.findings import (
    AmbiguityFinding,
)
from engine.geodesy import angle_between, unit_vector
from engine.nouns import (
    ConventionalStrike,
)
from engine.tracking import first_sights
from engine.turn.timeline import clock


def ambiguity(strike: ConventionalStrike) -> AmbiguityFinding:
    """Minutes between the first report and the moment the foretold impact area leaves the protected places behind;
    to the end where it never does."""
    launch = unit_vector(strike.launch_deg[0], strike.launch_deg[1])
    target = unit_vector(strike.target_deg[0], strike.target_deg[1])
    paths = fly(
        launch,
        target,
        burnout_altitude_km=strike.burnout_altitude_km,
        boost_s=strike.boost_s,
        downrange_km=strike.downrange_km,
    )
    arrival = float(paths.flight_time_s[0])
    own = unit_vector(strike.protected_deg[0], strike.protected_deg[1])
    distance = float(EARTH_RADIUS_KM * angle_between(target[:, :1], own).min())
    seen = np.full(1, np.inf)
    if len(strike.sensors):
        rows = list(range(len(strike.sensors)))
        seen = first_sights(paths, strike.sensors, rows, np.full(1, strike.rcs_m2), np.zeros(1)).min(axis=0)
    first = float(seen[0])
    start = min(strike.satellite_report_s, first)
    watched = 60.0 * (strike.impact_error_km / max(distance, 1e-9)) ** (2.0 / 3.0)
    until = min(first + watched, arrival) if np.isfinite(first) else arrival
    start = min(start, until)
    minutes = (until - start) / 60.0
    if not np.isfinite(first):
        words = "The watcher's radars never see it"
    else:
        words = (
            f"The watcher's radars first see it after {clock(first)} "
            f"and can exclude their own territory after {clock(until)}"
        )
    sentence = (
        f"{words}; the target lies {distance:,.0f} km from the nearest protected place. "
        f"For {minutes:.1f} of {arrival / 60.0:.1f} minutes the flight is ambiguous."
    )
    return AmbiguityFinding(
        strike=strike.name,
        seen_s=round(first, 1) if np.isfinite(first) else float("nan"),
        ambiguous_from_s=round(start, 1),
        ambiguous_until_s=round(until, 1),
        ambiguous_min=round(minutes, 2),
        flight_time_s=round(arrival, 1),
        sentence=sentence,
    )
