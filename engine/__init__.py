"""What physics does to arrays: point masses over a rotating spherical Earth, notional parameters, open literature only.

The engine is pure. It reads no clock, no file and no environment, it draws only by an explicit key, and it knows
neither Django nor the rules of play. One door for a whole turn, `adjudicate(world, key)`; the modules below it are
public too and take arrays (units in the names).

    import engine
    from engine.footprint import grids

    sites = engine.Sites(place_deg=[[54.5], [17.1]], class_id="gbi2", stock=10, burnout_speed_km_s=6.3,
                         least_altitude_km=150, reaction_s=10, hits=6, attempts=11, name="Redzikowo")
    radars = engine.Sensors(place_deg=[[49.7], [13.7]], class_id="xband", reference_range_km=4500,
                            reference_rcs_m2=0.1, mask_deg=3, sector_deg=(120, 180), needs_cue=True, name="Brdy")
    defence = engine.Defence(sites=sites, sensors=radars, decision_delay_s=60,
                             doctrine=engine.Doctrine(looks=2, shots_per_look=1))
    missiles = engine.Threats(launch_deg=[[35.0], [52.0]], class_id="irbm", burnout_altitude_km=150, boost_s=150,
                              downrange_km=200, rcs_m2=0.05, loft=1, range_km=4000)
    europe = grids.populated(grids.EUROPE, [(52.5, 13.4, 3_400_000), (48.9, 2.4, 2_100_000)], name="europe")
    axis = engine.Axis(name="iran-europe", threats=missiles, aim_points=[[52.5, 48.9, 41.9], [13.4, 2.4, 12.5]],
                       raid_size=5, grid="europe")
    speed = engine.Parameter(6.3, 6.0, 6.6, "AFP 2007", "V")
    mda = engine.Assessment(name="mda", parameters={"interceptor.gbi2.burnout_speed_km_s": speed}, source="MDA")
    world = engine.World(defence=defence, axes=(axis,), assessment=mda, year=2007.5, grids=(europe,))
    findings = engine.adjudicate(world, (20070410, 1, "adjudicate"))
    iran = findings.axis("iran-europe")
    print(iran.no_leak_probability, iran.leakers_pmf, iran.covered_fraction)
    print("\\n".join(event.sentence for event in iran.timeline))  # of any other flight: engine.explain(world, ...)
    plain = engine.turn.plain(findings)  # rounded and JSON-ready: what a journal keeps and a page shows

What a finding holds: `engine.findings`; the nouns of a world: `engine.nouns`; each parameter an assessment may
state: `engine.assessment.PARAMETERS`."""

from engine import assessment, ballistics, doctrine, engagement, footprint, geodesy, reach, reasons, sensors, turn
from engine.findings import (
    AmbiguityFinding,
    AreaAnswer,
    Event,
    Finding,
    Findings,
    FootprintFinding,
    Path,
    Playback,
    RussiaFinding,
    Sensitivity,
    Window,
)
from engine.nouns import (
    Assessment,
    Axis,
    ConventionalStrike,
    Defence,
    Doctrine,
    Grid,
    Key,
    Parameter,
    Retaliation,
    Sensors,
    Sites,
    Threats,
    World,
)
from engine.reasons import BadArgument
from engine.turn import adjudicate, draw, explain

__all__ = [
    "AmbiguityFinding",
    "AreaAnswer",
    "Assessment",
    "Axis",
    "BadArgument",
    "ConventionalStrike",
    "Defence",
    "Doctrine",
    "Event",
    "Finding",
    "Findings",
    "FootprintFinding",
    "Grid",
    "Key",
    "Parameter",
    "Path",
    "Playback",
    "Retaliation",
    "RussiaFinding",
    "Sensitivity",
    "Sensors",
    "Sites",
    "Threats",
    "Window",
    "World",
    "adjudicate",
    "assessment",
    "ballistics",
    "doctrine",
    "draw",
    "engagement",
    "explain",
    "footprint",
    "geodesy",
    "reach",
    "reasons",
    "sensors",
    "turn",
]
