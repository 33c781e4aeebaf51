"""From what stands in a game to what the engine is asked. Pure: no database, no clock.

A `recipe` is the question as plain JSON; equal recipes have equal answers, so its digest is the name under which an
answer is kept. `build` makes the engine's arrays of it. Physics comes from the assessment, places and numbers of the
state.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

import engine
from engine.assessment import PARAMETERS
from wargame.rules.mechanics import beliefs
from wargame.umpire.inquiry import grids

Recipe = dict[str, Any]
Floats = NDArray[np.float64]

DISPUTED = (
    "burnout_speed_km_s",
    "reference_range_km",
    "rcs_m2",
    "decision_delay_s",
    "track_failure",
    "common_failure",
)
"""What sides argue about: the engine moves these to the ends of their ranges to find the largest causes. Others stay
where the assessment puts them; to move all of them takes three times as long."""

STANDING = {
    "in_force": ("in_force",),
    # What has been asked for counts as the plan: it is what the quarrel is about.
    "planned": ("in_force", "building", "ordered", "offered"),
}
READS = ("sites", "draws", "beliefs")
"""The tables of the state of which a question is made (of the truth, "fate" too); a test holds this to what is read."""
DAYS_A_YEAR = 365.25
EXISTENCE = "exists_from_year"
TIMELESS = 0.0
"""A recipe has no date: the same question next turn has the same answer. The date only says what exists already."""


def sites_of(state: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The sites as they truly are: the last that anybody was told of each."""
    return {name: history[-1]["site"] for name, history in state["sites"].items() if history}


def recipe(state: Mapping[str, Any], pack: Mapping[str, Any], assessment: str, configuration: str) -> Recipe:
    """The question of one assessment, or of the truth, about one configuration, "in_force" or "planned".

    Raises KeyError for other names, and for the truth where `beliefs.truth_is_known` is False.
    """
    standing = STANDING[configuration]
    parameters = parameters_of(state, pack, assessment)
    sites = sites_of(state)
    defenders = pack["reference"].get("defenders", [])
    guns, radars = [], []
    for name, site in sorted(sites.items()):
        system = pack["systems"].get(site["system"], {})
        if site["status"] not in standing:
            continue
        if system.get("kind") == "interceptor" and site["owner"] in defenders:
            number = (
                max(site["number"], site.get("coming_number") or 0) if configuration == "planned" else site["number"]
            )
            if number > 0:
                guns.append({**place_of(name, site, pack), "stock": int(number)})
        elif system.get("kind") == "radar" and _helps(site, defenders):
            radars.append(radar_of(name, site, pack))
    return {
        "assessment": assessment,
        "source": source_of(pack, assessment),
        "parameters": parameters,
        "guns": guns,
        "radars": radars,
        "axes": [_axis(pack, name) for name in pack["threats"]],
        "grids": {name: grid_row(row) for name, row in pack.get("grids", {}).items()},
        "doctrine": pack["reference"].get("doctrine", {}),
        "russia": _russia(pack),
    }


_GRID = ("south_deg", "north_deg", "west_deg", "east_deg", "step_deg")


def grid_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A grid's numbers, and which cells it means where the pack says so: an older question keeps its name."""
    return {key: row[key] for key in _GRID} | ({"cells": row["cells"]} if "cells" in row else {})


def place_of(name: str, site: Mapping[str, Any], pack: Mapping[str, Any]) -> dict[str, Any]:
    region = site.get("region") or pack["sites"].get(name, {}).get("region")
    keys = {"id": name, "name": site["name"], "system": site["system"], "region": region}
    return {**keys, "lat_deg": site["lat_deg"], "lon_deg": site["lon_deg"]}


def radar_of(name: str, site: Mapping[str, Any], pack: Mapping[str, Any]) -> dict[str, Any]:
    """A radar of a recipe: where it stands and how it looks; how far, the assessment says."""
    system = pack["systems"].get(site["system"], {})
    return {
        **place_of(name, site, pack),
        "mask_deg": system.get("mask_deg", 3),
        "facing_deg": site.get("facing_deg", pack["sites"].get(name, {}).get("facing_deg", 0)),
        "sector_deg": site.get("sector_deg", system.get("sector_deg", 360)),
        "needs_cue": bool(system.get("needs_cue", False)),
        "gives_track": bool(system.get("gives_track", True)),
    }


def _helps(site: Mapping[str, Any], defenders: list[str]) -> bool:
    """Whether the defence reads this radar: its own, or another's whose data it is given."""
    return site["owner"] in defenders or any(cell in defenders for cell in site["shared_with"])


def parameters_of(state: Mapping[str, Any], pack: Mapping[str, Any], assessment: str) -> dict[str, dict[str, Any]]:
    """The assessment's parameters by the engine's names, as they now are, the game's own flight tests added."""
    chosen = beliefs.parameters(state, pack, assessment)  # type: ignore[arg-type]
    hits, tests = record_of(state)
    tested = pack["reference"].get("tested_systems", [])
    found = {}
    for name, row in sorted(chosen.items()):
        group, _, rest = name.partition(".")
        thing, _, last = rest.rpartition(".")
        if last == EXISTENCE or group not in PARAMETERS or last not in PARAMETERS[group]:
            continue  # the year is no physics: who asks says whether the missile exists yet
        more = {"hits": hits, "attempts": tests}.get(last, 0) if thing in tested else 0
        ends = ("value", "low", "high") if last in DISPUTED else ("value", "value", "value")
        found[name] = {key: row[key] for key in ("source", "mark", "unit")} | {
            key: float(row[end]) + more for key, end in zip(("value", "low", "high"), ends, strict=True)
        }
    return found


def source_of(pack: Mapping[str, Any], assessment: str) -> str:
    return "this game's seed" if assessment == beliefs.TRUTH else str(pack["assessments"][assessment]["source"])


def record_of(state: Mapping[str, Any]) -> tuple[int, int]:
    """(hits, tests) of the flight tests drawn in this game; an outcome's place among its labels is its hits."""
    hits = tests = 0
    for row in state["draws"].values():
        view = row["view"]
        hits += view["labels"].index(view["outcome"])
        tests += len(view["labels"]) - 1
    return hits, tests


def _axis(pack: Mapping[str, Any], name: str) -> dict[str, Any]:
    threat = pack["threats"][name]
    aims = pack["aims"][threat["aim"]]["points"]
    return {
        "id": name,
        "title": threat["name"],
        "class_id": threat["class_id"],
        "launch_deg": list(threat["launch_deg"]),
        "aims_deg": [[point["lat_deg"] for point in aims], [point["lon_deg"] for point in aims]],
        "raid_size": threat["raid_size"],
        "grid": threat.get("grid", ""),
    }


def _russia(pack: Mapping[str, Any]) -> dict[str, Any] | None:
    """The question about a retaliation, if the scenario has launch areas to ask it of."""
    if not pack["russian_areas"]:
        return None
    aims = pack["aims"][pack["reference"]["retaliation_aim"]]["points"]
    return {
        "areas": {name: dict(row) for name, row in pack["russian_areas"].items()},
        "aims_deg": [[point["lat_deg"] for point in aims], [point["lon_deg"] for point in aims]],
        "regions": list(pack["reference"]["shield_regions"]),
    }


def year_of(day: str) -> float:
    """An ISO date as a year with its part, to a hundredth."""
    when = date.fromisoformat(day)
    return round(when.year + (when.timetuple().tm_yday - 1) / DAYS_A_YEAR, 2)


def digest(asked: Recipe) -> str:
    """The name of a question."""
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def world(state: Mapping[str, Any], pack: Mapping[str, Any], assessment: str, configuration: str) -> engine.World:
    """The raids' world: everything that defends, every axis, the footprint's grid."""
    return build(recipe(state, pack, assessment, configuration))


def build(asked: Recipe) -> engine.World:
    """The engine's arrays of a recipe: the raids. Russia's question is a world of its own, see `build_russia`."""
    return engine.World(
        defence=_defence(asked, asked["guns"]),
        axes=tuple(_engine_axis(asked, axis) for axis in asked["axes"]),
        assessment=_assessment(asked),
        year=TIMELESS,
        grids=tuple(grid_of(name, row) for name, row in asked["grids"].items()),
    )


def grid_of(name: str, row: Mapping[str, Any]) -> engine.Grid:
    """The cells of a recipe's grid."""
    return grids.populated(name, *(float(row[key]) for key in _GRID), cells=row.get("cells", "towns"))


def build_russia(asked: Recipe) -> engine.World:
    """Only the European shield against the launch areas of a stated retaliation."""
    russia = asked["russia"]
    areas = russia["areas"]
    guns = [gun for gun in asked["guns"] if gun["region"] in russia["regions"]]
    classes = [row["class_id"] for row in areas.values()]
    threats = _threats(
        asked,
        classes,
        _pairs(areas.values(), "lat_deg", "lon_deg"),
    )
    return engine.World(
        defence=_defence(asked, guns),
        axes=(),
        assessment=_assessment(asked),
        year=TIMELESS,
        retaliation=engine.Retaliation(
            threats=threats,
            aim_points=_floats(russia["aims_deg"]),
            warheads=np.array([row["warheads"] for row in areas.values()], dtype=np.int64),
            area_names=tuple(areas),
        ),
    )


def _value(asked: Recipe, name: str, default: float | None = None) -> float:
    row = asked["parameters"].get(name)
    if row is None:
        if default is None:
            raise KeyError(f"the assessment {asked['assessment']} has no {name}")
        return default
    return float(row["value"])


def _column(asked: Recipe, group: str, things: Iterable[str], field: str, default: float | None = None) -> Floats:
    return _floats([_value(asked, f"{group}.{thing}.{field}", default) for thing in things])


def _floats(values: Any) -> Floats:
    return np.array(values, dtype=np.float64)


def _pairs(rows: Iterable[Mapping[str, Any]], *names: str) -> Floats:
    """Columns of rows as (len(names), n)."""
    listed = list(rows)
    return _floats([[row[name] for row in listed] for name in names])


def _threats(asked: Recipe, classes: list[str], launch_deg: Floats) -> engine.Threats:
    def column(field: str) -> Floats:
        return _column(asked, "threat", classes, field)

    return engine.Threats(
        launch_deg=launch_deg,
        class_id=tuple(classes),
        burnout_altitude_km=column("burnout_altitude_km"),
        boost_s=column("boost_s"),
        downrange_km=column("downrange_km"),
        rcs_m2=column("rcs_m2"),
        loft=_column(asked, "threat", classes, "loft", 1.0),
        range_km=column("range_km"),
    )


def _engine_axis(asked: Recipe, axis: Mapping[str, Any]) -> engine.Axis:
    latitude, longitude = axis["launch_deg"]
    return engine.Axis(
        name=axis["id"],
        threats=_threats(asked, [axis["class_id"]], _floats([[latitude], [longitude]])),
        aim_points=_floats(axis["aims_deg"]),
        raid_size=axis["raid_size"],
        grid=axis["grid"],
        title=axis["title"],
    )


def _defence(asked: Recipe, guns: list[dict[str, Any]]) -> engine.Defence:
    systems = [gun["system"] for gun in guns]
    radars = asked["radars"]
    kinds = [radar["system"] for radar in radars]

    def interceptor(field: str, default: float | None = None) -> Floats:
        return _column(asked, "interceptor", systems, field, default)

    sites = engine.Sites(
        place_deg=_pairs(guns, "lat_deg", "lon_deg"),
        class_id=tuple(systems),
        stock=np.array([gun["stock"] for gun in guns], dtype=np.int64),
        burnout_speed_km_s=interceptor("burnout_speed_km_s"),
        least_altitude_km=interceptor("least_altitude_km"),
        reaction_s=interceptor("reaction_s"),
        boost_s=interceptor("boost_s", 0.0),
        hits=interceptor("hits"),
        attempts=interceptor("attempts"),
        name=tuple(gun["name"] for gun in guns),
    )
    sensors = engine.Sensors(
        place_deg=_pairs(radars, "lat_deg", "lon_deg"),
        class_id=tuple(kinds),
        reference_range_km=_column(asked, "radar", kinds, "reference_range_km"),
        reference_rcs_m2=_column(asked, "radar", kinds, "reference_rcs_m2"),
        mask_deg=_floats([radar["mask_deg"] for radar in radars]),
        sector_deg=_pairs(radars, "facing_deg", "sector_deg"),
        needs_cue=np.array([radar["needs_cue"] for radar in radars], dtype=bool),
        gives_track=np.array([radar["gives_track"] for radar in radars], dtype=bool),
        name=tuple(radar["name"] for radar in radars),
    )
    return engine.Defence(
        sites=sites,
        sensors=sensors,
        doctrine=engine.Doctrine(**asked["doctrine"]),
        **{
            field: _value(asked, f"defence.{field}")
            for field in (
                "decision_delay_s",
                "satellite_report_s",
                "cue_delay_s",
                "track_s",
                "track_failure",
                "common_failure",
            )
        },
    )


def with_stock(defence: engine.Defence, stock: NDArray[np.int64]) -> engine.Defence:
    """The same defence with other numbers of interceptors."""
    return replace(defence, sites=replace(defence.sites, stock=stock))


def _assessment(asked: Recipe) -> engine.Assessment:
    return engine.Assessment(
        name=asked["assessment"],
        parameters={name: engine.Parameter(**row) for name, row in asked["parameters"].items()},
        source=asked["source"],
    )
