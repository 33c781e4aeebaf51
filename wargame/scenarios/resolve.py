"""From what an author wrote to what the rules and the umpire read: defaults, bases and labels filled in. Pure.

The result is plain JSON, the same for the same files; nothing of the machine, the clock or the order of files is in it.
"""

import json
from typing import Any

SITE: dict[str, Any] = {
    "number": 0,
    "in_force_turn": None,
    "host": None,
    "consent": None,
    "shared_with": [],
    "visitors": [],
    "lead_turns": 1,
    "region": None,
    "facing_deg": 0,
}
ORDER: dict[str, Any] = {
    "money_bn": 0,
    "capital": 0,
    "lead_turns": 0,
    "secret": False,
    "fields": [],
    "needs": [],
    "effects": [],
    "step": 5,
}
CLAUSE: dict[str, Any] = {
    "fields": [],
    "verify": [],
    "conditions": [],
    "effects": [],
    "each_turn": [],
    "approvals": [],
    "clashes": [],
    "notice_turns": 0,
}
INJECT: dict[str, Any] = {"effects": [], "auto": False, "draw": None}
DRAW: dict[str, Any] = {"effects": {}}
DRIVER: dict[str, Any] = {"delta": 0, "repeat": "once"}
DEFAULT_ORDER: dict[str, Any] = {"args": {}}
ASSESSMENT: dict[str, Any] = {"cell": None, "parameters": {}}

DEFAULTS: dict[str, dict[str, Any]] = {
    "sites": SITE,
    "order_kinds": ORDER,
    "clause_kinds": CLAUSE,
    "injects": INJECT,
    "assessments": ASSESSMENT,
}
"""What may be left out in the files, by table; the schema of the files is made from it."""


class Unresolvable(ValueError):
    """The files cannot be resolved; the linter says why in better words."""


def resolve(authored: dict[str, Any]) -> dict[str, Any]:
    """The resolved pack. Expects files that the schema accepts; raises Unresolvable for a base that leads nowhere."""
    data: dict[str, Any] = json.loads(json.dumps(authored))
    for table, defaults in DEFAULTS.items():
        data[table] = {name: _with(defaults, row) for name, row in data.get(table, {}).items()}
    for name, site in data["sites"].items():
        site["id"] = name
    for inject in data["injects"].values():
        if inject["draw"]:
            inject["draw"] = _with(DRAW, inject["draw"])
    data["drivers"] = [_with(DRIVER, driver) for driver in data.get("drivers", [])]
    data["assessments"] = _assessments(data["assessments"])
    for turn in data.get("turns", []):
        turn["situation"] = turn["situation"].strip()
    for cell in data.get("cells", {}).values():
        cell["brief"] = cell["brief"].strip()
    for kinds in ("order_kinds", "clause_kinds"):
        for kind in data[kinds].values():
            kind["fields"] = [_field(data, row) for row in kind["fields"]]
    data["default_orders"] = _default_orders(data)
    data.setdefault("negotiate_while_ordering", True)
    data.setdefault("reference", {})
    return data


def _with(defaults: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    return {**json.loads(json.dumps(defaults)), **row}


def _assessments(rows: dict[str, Any]) -> dict[str, Any]:
    """Every assessment that is played, with the parameters of its bases under its own."""

    def parameters(name: str, seen: tuple[str, ...]) -> dict[str, Any]:
        row = rows.get(name)
        if row is None or name in seen:
            raise Unresolvable(f"the base {name!r} of {seen[-1] if seen else name!r} leads nowhere")
        base = row.get("base")
        inherited = parameters(base, (*seen, name)) if base else {}
        return {**inherited, **row["parameters"]}

    played = {}
    for name, row in rows.items():
        full = dict(sorted(parameters(name, ()).items()))
        if not row.get("base_only", False):
            played[name] = {
                key: value for key, value in {**row, "parameters": full}.items() if key not in ("base", "base_only")
            }
    return played


def _default_orders(data: dict[str, Any]) -> list[dict[str, Any]]:
    """One row for each turn, by turn, with what the form would have filled in."""
    rows = []
    for row in (_with(DEFAULT_ORDER, row) for row in data.get("default_orders", [])):
        kind = data["order_kinds"].get(row["kind"], ORDER)
        filled = {field["name"]: field["default"] for field in kind["fields"] if "default" in field}
        for turn in row.get("turns") or [row.get("turn", 0)]:
            rows.append({"cell": row["cell"], "turn": turn, "kind": row["kind"], "args": {**filled, **row["args"]}})
    return sorted(rows, key=lambda row: row["turn"])


def _field(data: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A field whose choices were given as ids gets the names people read as labels."""
    if "choices" not in row:
        return row
    choices = [
        choice if isinstance(choice, dict) else {"value": choice, "label": _label(data, row["type"], choice)}
        for choice in row["choices"]
    ]
    return {**row, "choices": choices}


def _label(data: dict[str, Any], kind: str, name: str) -> str:
    table = {"site": "sites", "sensor": "sites", "cell": "cells", "cells": "cells"}.get(kind)
    if kind == "region":
        return str(data.get("regions", {}).get(name, name))
    return str(data.get(table, {}).get(name, {}).get("name", name)) if table else name
