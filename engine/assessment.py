"""Rival assessments as data: the names of the parameters an assessment may state, and a world with them in place.
No number of a side lives here."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from engine.nouns import Assessment, Axis, Parameter, Retaliation, Sensors, Sites, Threats, World
from engine.reasons import BadArgument

PARAMETERS: dict[str, dict[str, str]] = {
    "interceptor": {
        "burnout_speed_km_s": "km/s",
        "least_altitude_km": "km",
        "reaction_s": "s",
        "boost_s": "s",
        "hits": "tests",
        "attempts": "tests",
    },
    "radar": {"reference_range_km": "km", "reference_rcs_m2": "m²", "mask_deg": "degrees"},
    "threat": {
        "rcs_m2": "m²",
        "range_km": "km",
        "loft": "1",
        "boost_s": "s",
        "burnout_altitude_km": "km",
        "downrange_km": "km",
    },
    "defence": {
        "decision_delay_s": "s",
        "satellite_report_s": "s",
        "cue_delay_s": "s",
        "track_s": "s",
        "track_failure": "1",
        "common_failure": "1",
        "kill_assessment_s": "s",
        "least_elevation_deg": "degrees",
    },
    "axis": {"exists_from_year": "year"},
}
"""Names: `interceptor.<class>.<field>`, `radar.<class>.<field>`, `threat.<class>.<field>`, `axis.<name>.<field>`
and `defence.<field>`.

A class or axis the world does not have is passed over: an assessment speaks of the whole catalogue, a world has a
part of it. """


def parts(name: str) -> tuple[str, str, str]:
    """Group, class (empty for the defence) and field of a parameter's name; a sentence if there is no such
    parameter."""
    group, _, rest = name.partition(".")
    thing, _, field = rest.rpartition(".")
    if group not in PARAMETERS or field not in PARAMETERS[group] or (group == "defence") != (thing == ""):
        known = ", ".join(
            f"{g}.<class>.{f}" if g != "defence" else f"defence.{f}" for g, fields in PARAMETERS.items() for f in fields
        )
        raise BadArgument(
            "engine.parameter.unknown", "parameters", f"{name!r} is no parameter of an assessment; there are: {known}."
        )
    return group, thing, field


def applied(world: World, assessment: Assessment | None = None) -> World:
    """The world with the numbers of an assessment (its own by default) in the place of the catalogue's."""
    chosen = world.assessment if assessment is None else assessment
    values = {name: parameter.value for name, parameter in chosen.parameters.items()}
    return with_values(world, values)


def with_values(world: World, values: dict[str, float]) -> World:
    """The world with these parameters set; names as in `PARAMETERS`."""
    tables: dict[str, dict[str, dict[str, float]]] = {group: {} for group in PARAMETERS}
    for name, value in values.items():
        group, thing, field = parts(name)
        tables[group].setdefault(thing, {})[field] = value
    defence = world.defence
    sites: Sites = _rows(defence.sites, tables["interceptor"])
    sensors: Sensors = _rows(defence.sensors, tables["radar"])
    defence = replace(defence, sites=sites, sensors=sensors, **_plain(tables["defence"].get("", {})))
    return replace(
        world,
        defence=defence,
        axes=tuple(_axis(axis, tables) for axis in world.axes),
        retaliation=_retaliation(world.retaliation, tables),
    )


def _plain(values: dict[str, float]) -> dict[str, Any]:
    return dict(values)


def _rows(things: Any, table: dict[str, dict[str, float]]) -> Any:
    changes: dict[str, Any] = {}
    for thing, fields in table.items():
        rows = np.array([name == thing for name in things.class_id], dtype=bool)
        if not rows.any():
            continue
        for field, value in fields.items():
            column = np.array(changes.get(field, getattr(things, field)), dtype=np.float64)
            column[rows] = value
            changes[field] = column
    return replace(things, **changes) if changes else things


def _axis(axis: Axis, tables: dict[str, dict[str, dict[str, float]]]) -> Axis:
    threats: Threats = _rows(axis.threats, tables["threat"])
    own = tables["axis"].get(axis.name, {})
    if threats is axis.threats and not own:
        return axis
    return replace(axis, threats=threats, **_plain(own))


def _retaliation(retaliation: Retaliation | None, tables: dict[str, dict[str, dict[str, float]]]) -> Retaliation | None:
    if retaliation is None:
        return None
    threats: Threats = _rows(retaliation.threats, tables["threat"])
    return retaliation if threats is retaliation.threats else replace(retaliation, threats=threats)


def in_play(world: World, axis: Axis) -> Iterator[tuple[str, Parameter]]:
    """The parameters to move for an axis' sensitivity: the assessment's own ranges first, then stated notional
    ranges for what it leaves open.

    The notional ones are marked N: speed ±10 %, radar range ±20 %, cross-section a factor of four, decision ±60 s.
    """
    defence = world.defence
    own = {name: parameter for name, parameter in world.assessment.parameters.items() if parameter.low < parameter.high}
    relevant: dict[str, Parameter] = {}
    for name, parameter in own.items():
        group, thing, field = parts(name)
        present = {
            "interceptor": thing in defence.sites.class_id,
            "radar": thing in defence.sensors.class_id,
            "threat": thing in axis.threats.class_id,
            "defence": True,
            "axis": False,
        }[group]
        # The test record is moved as a kill probability, within its posterior.
        if present and field not in ("hits", "attempts"):
            relevant[name] = parameter
    for index, thing in enumerate(defence.sites.class_id):
        _offer(
            relevant,
            f"interceptor.{thing}.burnout_speed_km_s",
            float(defence.sites.burnout_speed_km_s[index]),
            0.9,
            1.1,
            20.0,
        )
    for index, thing in enumerate(defence.sensors.class_id):
        if defence.sensors.gives_track[index]:
            _offer(
                relevant,
                f"radar.{thing}.reference_range_km",
                float(defence.sensors.reference_range_km[index]),
                0.8,
                1.2,
                50_000.0,
            )
    for index, thing in enumerate(axis.threats.class_id):
        _offer(relevant, f"threat.{thing}.rcs_m2", float(axis.threats.rcs_m2[index]), 0.25, 4.0, 1e4)
    delay = defence.decision_delay_s
    relevant.setdefault(
        "defence.decision_delay_s",
        Parameter(delay, max(0.0, delay - 60.0), min(3600.0, delay + 60.0), "stated notional range", "N", "s"),
    )
    yield from sorted(relevant.items())


def _offer(relevant: dict[str, Parameter], name: str, value: float, low: float, high: float, most: float) -> None:
    if name not in relevant and value > 0.0:
        relevant[name] = Parameter(
            value,
            value * low,
            min(value * high, most),
            "stated notional range",
            "N",
            PARAMETERS[name.split(".")[0]][name.rsplit(".", 1)[1]],
        )
