"""What a seat may read of the pack: enough for its forms, its map and its brief, and nothing of the others' secrets.

Only control reads the injects, the priors of the truth, all briefs and all private assessments.
"""

from typing import Any

from wargame.rules.events import ALL, CONTROL, cell_of, covers
from wargame.rules.mechanics.powers import is_control
from wargame.rules.mechanics.predicates import COMPOSED, DEEPEST
from wargame.rules.mechanics.scopes import SCOPES
from wargame.rules.pack import Pack


def catalogue(pack: Pack, seat: str) -> dict[str, Any]:
    """The catalogue of `seat`, a JSON value that never changes during a game."""
    cell = cell_of(seat)
    everything = is_control(seat)
    result: dict[str, Any] = {
        "id": pack["id"],
        "title": pack["title"],
        "version": pack["version"],
        "handling": pack["handling"],
        "turns": [
            # What the world will be like is told when a turn opens; control may read ahead.
            _without(turn, *([] if everything else ["situation"]))
            for turn in pack["turns"]
        ],
        "cells": {
            name: {"name": row["name"], "letter": row["letter"], "voice": row["voice"]}
            for name, row in pack["cells"].items()
        },
        "seats": pack["seats"],
        "sites": pack["sites"],
        "systems": pack["systems"],
        "threats": pack["threats"],
        "russian_areas": pack["russian_areas"],
        "regions": pack["regions"],
        "treaty_names": pack["treaty_names"],
        "consents": {
            name: {key: row[key] for key in ("who", "title", "words")} for name, row in pack.get("consents", {}).items()
        },
        # Who else has to consent before a clause takes force, how long after the signature, and by which power.
        "approvals": {
            name: {"name": row["name"], "after_turns": row["after_turns"], "power": row.get("power")}
            for name, row in pack.get("approvals", {}).items()
        },
        "conditions": {name: row["words"] for name, row in pack["predicates"].items() if name in _conditions(pack)},
        "reference": pack["reference"],
        "indicators": {
            name: {"name": row["name"], "words": row["words"]}
            for name, row in pack["indicators"].items()
            if everything or ALL in row.get("seen_by", [ALL]) or _reads(row["seen_by"], seat)
        },
        "assessments": {
            name: row
            for name, row in pack["assessments"].items()
            if everything or row["published"] or row["cell"] == cell
        },
        "order_kinds": {
            name: {
                **_without(row, "effects", "revealed_after_turns"),
                "needs": _words(pack, row["needs"]),
                "needs_consents": _consents(pack, row["needs"]),
            }
            for name, row in pack["order_kinds"].items()
            if everything or cell in row["cells"]
        },
        "clause_kinds": {
            name: {**_without(row, "effects", "each_turn", "breach"), "verify": _words(pack, row["verify"])}
            for name, row in pack["clause_kinds"].items()
        },
        "forecasts": {name: _without(row, "when") for name, row in pack.get("forecasts", {}).items()},
        "meeting_kinds": pack.get("meeting_kinds", {}),
        "meeting_slots": pack.get("meeting_slots", {}),
        "meetings": pack.get("meetings", []),
        "press_line": pack.get("press_line"),
        "brief": None,
        "goals": [],
        "assessment": None,
    }
    own = pack["cells"].get(cell)
    if own is not None:
        result.update(
            brief=own["brief"],
            goals=own["goals"],
            assessment=own["assessment"],
            income_bn=own["income_bn"],
            income_capital=own["income_capital"],
        )
    if everything:
        result.update(
            briefs={name: row["brief"] for name, row in pack["cells"].items()},
            all_goals={name: row["goals"] for name, row in pack["cells"].items()},
            injects=pack["injects"],
            surveys=pack.get("surveys", {}),
            survey_questions=pack.get("survey_questions", {}),
            arming={name: row["words"] for name, row in pack["predicates"].items() if _whole(pack, name)},
            truth=pack["truth"],
            bots=pack.get("bots", {}),
            drivers=pack["drivers"],
            scopes={name: {"title": its.title, "words": its.words, "may": its.may} for name, its in SCOPES.items()},
        )
    return result


def _reads(seen_by: list[str], seat: str) -> bool:
    return cell_of(seat) != CONTROL and covers(seen_by, (seat,))


def _without(row: Any, *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _words(pack: Pack, names: list[str]) -> list[str]:
    """What an order needs, or by what a clause is verified, in words."""
    return [pack["predicates"][name]["words"] for name in names]


def _consents(pack: Pack, names: list[str]) -> list[str]:
    """The bodies outside the table among what an order needs: ids of `consents`."""
    rows = [pack["predicates"][name] for name in names]
    return [str(row["args"]["consent"]) for row in rows if row["kind"] == "consented"]


def _whole(pack: Pack, name: str, depth: int = 0) -> bool:
    """Whether a condition can be asked by itself, at any turn: it waits for no other name from a clause or an order."""
    row = pack["predicates"][name]
    parts = row["args"].get("of", []) if row["kind"] in COMPOSED else []
    names = [parts] if isinstance(parts, str) else parts
    return depth <= DEEPEST and not _open(row["args"]) and all(_whole(pack, part, depth + 1) for part in names)


def _open(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_open(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(_open(item) for item in value)
    return isinstance(value, str) and value.startswith("$") and value != "$turn"


def _conditions(pack: Pack) -> set[str]:
    return {name for kind in pack["clause_kinds"].values() for name in kind.get("conditions", [])}
