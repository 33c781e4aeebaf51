"""The JSON Schema of the files, made from the types of `rules.pack` and from what `resolve` fills in.

`pack.schema.json` beside this module is its printed form, for editors; a test holds the two together.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from wargame.rules.pack import Pack
from wargame.scenarios.resolve import DEFAULT_ORDER, DEFAULTS, DRAW, DRIVER

FILE = Path(__file__).resolve().parent / "pack.schema.json"
TEXT = {"type": "string"}
NUMBER = {"type": "number"}
PLACES = {"type": "array", "items": {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}}
SOURCED = {"source": TEXT, "mark": {"enum": ["V", "G", "C", "N", "V/G"]}}

# What the umpire reads beyond the rules' types.
BEYOND: dict[str, dict[str, Any]] = {
    "Site": {"facing_deg": NUMBER, **SOURCED},
    "System": {
        "sector_deg": NUMBER,
        "mask_deg": NUMBER,
        "needs_cue": {"type": "boolean"},
        "gives_track": {"type": "boolean"},
    },
    "Threat": {"grid": TEXT, **SOURCED},
    "Assessment": {"base": TEXT, "base_only": {"type": "boolean"}},
    # One row may stand for several turns; `turn` and `turns` exclude each other, which the linter says.
    "DefaultOrder": {"turns": {"type": "array", "minItems": 1, "items": {"type": "integer"}}},
}
AIM = {
    "type": "object",
    "required": ["name", "points"],
    "additionalProperties": False,
    "properties": {
        "name": TEXT,
        "points": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "lat_deg", "lon_deg"],
                "additionalProperties": False,
                "properties": {"name": TEXT, "lat_deg": NUMBER, "lon_deg": NUMBER},
            },
        },
    },
}
GRID = {
    "type": "object",
    "required": ["name", "south_deg", "north_deg", "west_deg", "east_deg", "step_deg"],
    "additionalProperties": False,
    "properties": {
        "name": TEXT,
        "step_deg": {"type": "number", "minimum": 0.25, "maximum": 5},
        "cells": {"enum": ["land", "towns"]},
        **{f"{side}_deg": NUMBER for side in ("south", "north", "west", "east")},
    },
}
AREA = {
    "type": "object",
    "required": ["name", "lat_deg", "lon_deg", "warheads", "class_id"],
    "additionalProperties": False,
    "properties": {
        "name": TEXT,
        "lat_deg": NUMBER,
        "lon_deg": NUMBER,
        "warheads": {"type": "integer", "minimum": 0, "maximum": 100000},
        "class_id": TEXT,
    },
}


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The schema that all files of a pack, read together, must fit. Treat it as read-only."""
    made = TypeAdapter(Pack).json_schema()
    kinds = made["$defs"]
    optional = {
        "Site": {*DEFAULTS["sites"], "id"},
        "OrderKind": set(DEFAULTS["order_kinds"]),
        "ClauseKind": set(DEFAULTS["clause_kinds"]),
        "Inject": set(DEFAULTS["injects"]),
        "InjectDraw": set(DRAW),
        "Assessment": set(DEFAULTS["assessments"]),
        "Driver": set(DRIVER),
        "DefaultOrder": {*DEFAULT_ORDER, "turn"},
    }
    for name, body in kinds.items():
        body["additionalProperties"] = False
        body["properties"] |= BEYOND.get(name, {})
        left = [key for key in body.get("required", []) if key not in optional.get(name, set())]
        if left:
            body["required"] = left
        else:
            body.pop("required", None)
    kinds["FieldSpec"]["properties"]["choices"]["items"] = {"anyOf": [TEXT, {"$ref": "#/$defs/Choice"}]}
    _bounds(kinds)
    made["additionalProperties"] = False
    made["properties"] |= {
        "aims": {"type": "object", "additionalProperties": AIM},
        "grids": {"type": "object", "additionalProperties": GRID},
        "russian_areas": {"type": "object", "additionalProperties": AREA},
    }
    made["required"] = [key for key in made["required"] if key != "reference"] + ["aims", "grids"]
    made["title"] = "The files of a scenario pack, read together"
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return made


def _bounds(kinds: dict[str, Any]) -> None:
    """Ranges that types cannot say."""
    for name in ("Site",):
        kinds[name]["properties"]["lat_deg"] |= {"minimum": -90, "maximum": 90}
        kinds[name]["properties"]["lon_deg"] |= {"minimum": -180, "maximum": 180}
        kinds[name]["properties"]["number"] |= {"minimum": 0, "maximum": 1000}
    kinds["Threat"]["properties"]["launch_deg"] |= {"minItems": 2, "maxItems": 2}
    kinds["Threat"]["properties"]["raid_size"] |= {"minimum": 1, "maximum": 100}
    kinds["Indicator"]["properties"]["initial"] |= {"minimum": 0, "maximum": 100}
    kinds["Parameter"]["properties"]["mark"] = {"enum": ["V", "G", "C", "N"]}
    kinds["Inject"]["properties"]["mark"] = {"enum": ["V", "G", "N", "V/G"]}
    for order in ("money_bn", "capital", "lead_turns"):
        kinds["OrderKind"]["properties"][order] |= {"minimum": 0}
