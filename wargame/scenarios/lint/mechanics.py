"""Checks of what a pack lets players do: orders, clauses, conditions, effects and drivers name what exists. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from wargame.rules.pack import EFFECT_ARGS, PREDICATE_ARGS
from wargame.rules.view import AxisFinding, RussiaFinding
from wargame.scenarios.files import Steps
from wargame.scenarios.lint.names import Problem, known, viewers
from wargame.scenarios.lint.pacts import CLAUSE_NAMES, EFFECT_NAMES, moves

BLANK = re.compile(r"\{([a-z_]+)\}")
STATUSES = ("idea", "offered", "ordered", "building", "in_force", "paused", "cancelled", "threatened")
CONSENTS = ("none", "asked", "yes", "no", "conditions")
TREATY_STATES = ("in force", "suspended", "left", "extended", "expired")
ORDER_NAMES = {"cell", "turn", "host"}


def check(pack: dict[str, Any]) -> Iterator[Problem]:
    """Everything about orders, clauses, conditions, indicators, drivers and effects."""
    yield from treaties(pack)
    yield from predicates(pack)
    yield from orders(pack)
    yield from clauses(pack)
    yield from drivers(pack)
    for name, inject in pack["injects"].items():
        yield from effects(pack, inject["effects"], ("injects", name, "effects"), set())
        if "when" in inject:
            yield from known(inject["when"], pack["predicates"], ("injects", name, "when"), "condition")
            yield from bound(names_of(pack, inject["when"]), set(), ("injects", name, "when"))
        for label, rows in (inject["draw"] or {"effects": {}})["effects"].items():
            yield from effects(pack, rows, ("injects", name, "draw", "effects", label), set())
    yield from consents(pack)
    yield from unused(pack)
    yield from idle(pack)


def idle(pack: dict[str, Any]) -> Iterator[Problem]:
    """Orders and clauses that change nothing in the world and that no condition asks for."""
    asked = [(row["kind"], row["args"]) for row in pack["predicates"].values()]
    marks = {args["mark"] for kind, args in asked if kind == "happened"}
    ordered = {args["kind"] for kind, args in asked if kind == "order_done"}
    promised = {args["clause"] for kind, args in asked if kind in ("agreed", "breach_known") and "clause" in args}
    remedy = "Write a driver that reads it, or give it effects."
    for name, kind in pack["order_kinds"].items():
        if name not in ordered and not _matters((*kind["effects"], *kind.get("then", [])), marks):
            yield "warning", "idle", ("order_kinds", name), "it moves nothing.", remedy
    for name, kind in pack["clause_kinds"].items():
        does = (*kind["effects"], *kind.get("each_turn", []))
        if name not in promised and not kind.get("pays") and not _matters(does, marks):
            yield "note", "idle", ("clause_kinds", name), "it moves nothing while it is kept.", remedy


def _matters(effects: tuple[dict[str, Any], ...], marks: set[str]) -> bool:
    return any(
        effect["args"]["mark"] in marks or effect["args"]["mark"].startswith("$")
        if effect["kind"] == "record_mark"
        else effect["kind"] != "publish_statement"
        for effect in effects
    )


def consents(pack: dict[str, Any]) -> Iterator[Problem]:
    """Bodies outside the table: their conditions are the pack's and need no name that only an order or clause has."""
    for name, row in pack.get("consents", {}).items():
        at: Steps = ("consents", name)
        for answer in ("yes", "no"):
            if answer in row:
                yield from known(row[answer], pack["predicates"], (*at, answer), "condition")
                yield from bound(names_of(pack, row[answer]), {"turn"}, (*at, answer))
        for turn in row.get("turns", []):
            if not 1 <= turn <= len(pack["turns"]):
                said = f"there is no turn {turn}."
                yield "error", "no-turn", (*at, "turns"), said, f"The pack has turns 1 to {len(pack['turns'])}."
        for answer, rows in row.get("effects", {}).items():
            yield from known(answer, ("yes", "no"), (*at, "effects"), "answer")
            yield from effects(pack, rows, (*at, "effects", answer), {"turn"})
        read = [name for its in pack["predicates"].values() if its["args"].get("consent") == name]
        if not read and not row.get("effects"):
            yield "warning", "unread", at, "nothing depends on it.", "Let an order need it, or give it effects."


def treaties(pack: dict[str, Any]) -> Iterator[Problem]:
    for name, status in pack["treaties"].items():
        yield from known(status, TREATY_STATES, ("treaties", name), "status of a treaty")
        if name not in pack["treaty_names"]:
            yield "error", "no-name", ("treaties", name), "the treaty has no name.", "Add it under [treaty_names]."


def arguments(kinds: dict[str, tuple[str, ...]], row: dict[str, Any], steps: Steps, what: str) -> Iterator[Problem]:
    """The kind exists, and its arguments are those that it takes."""
    if row["kind"] not in kinds:
        yield from known(row["kind"], kinds, (*steps, "kind"), f"kind of {what}")
        return
    allowed = {name.rstrip("?") for name in kinds[row["kind"]]}
    needed = {name for name in kinds[row["kind"]] if not name.endswith("?")}
    for name in sorted(set(row["args"]) - allowed):
        yield (
            "error",
            "argument",
            (*steps, "args"),
            f"{row['kind']} takes no {name!r}.",
            f"It takes: {', '.join(sorted(allowed)) or 'nothing'}.",
        )
    for name in sorted(needed - set(row["args"])):
        yield "error", "argument", (*steps, "args"), f"{row['kind']} needs {name!r}.", f"Add {name} to args."


def predicates(pack: dict[str, Any]) -> Iterator[Problem]:
    rows = pack["predicates"]
    for name, row in rows.items():
        at: Steps = ("predicates", name)
        yield from arguments(PREDICATE_ARGS, row, at, "condition")
        yield from values(pack, row, at)
        if _loops(rows, name):
            yield "error", "circle", at, "the condition leads back to itself.", "Break the circle."
        if not row["words"].strip():
            yield "error", "no-words", at, "the condition has no words.", "Finish the sentence: because …"


def values(pack: dict[str, Any], row: dict[str, Any], at: Steps) -> Iterator[Problem]:
    """Ids in arguments exist, unless they are looked up in play (`$name`)."""
    tables: dict[str, Any] = {
        "consent": CONSENTS if row["kind"] == "set_consent" else pack.get("consents", {}),
        "site": pack["sites"],
        "sensor": pack["sites"],
        "treaty": pack["treaties"],
        "clause": pack["clause_kinds"],
        "indicator": pack["indicators"],
        "inject": pack["injects"],
        "assessment": pack["assessments"],
        "cell": pack["cells"],
        "party": pack["cells"],
        "owner": pack["cells"],
        "region": pack["regions"],
        "configuration": ("in_force", "planned"),
        "of": pack["predicates"],
        "by": pack["cells"],
        "with": pack["cells"],
    }
    if row["kind"] == "order_done":
        tables["kind"] = pack["order_kinds"]
    elif row["kind"].startswith("number_"):
        tables["kind"] = ("interceptors", "radar", "missiles", "ship", "works")
    among = {"site_status": STATUSES, "consent_is": CONSENTS, "treaty_is": TREATY_STATES, "number_over": STATUSES}
    among["number_at_least"] = STATUSES
    if row["kind"] in among:
        tables["among"] = among[row["kind"]]
    if row["kind"] == "set_system":
        tables["system"] = pack["systems"]
    if row["kind"] in ("set_treaty",):
        tables["status"] = TREATY_STATES
    elif row["kind"] in ("set_site_status", "build_site"):
        tables["status"] = STATUSES
    for key, value in row["args"].items():
        for item in value if isinstance(value, list) else [value]:
            if key in tables and isinstance(item, str) and not item.startswith("$"):
                yield from known(item, tables[key], (*at, "args"), key)
    if row["kind"] == "order_done":
        yield from _where(pack, row["args"], (*at, "args"))
    if row["kind"].startswith("finding_"):
        yield from measure(pack, row["args"], (*at, "args"))


def _where(pack: dict[str, Any], args: dict[str, Any], at: Steps) -> Iterator[Problem]:
    """The fields that `where` names are the order's, and their values can be chosen."""
    fields = {row["name"]: row for row in pack["order_kinds"].get(args["kind"], {"fields": []})["fields"]}
    for name, value in args.get("where", {}).items():
        yield from known(name, fields, at, f"field of {args['kind']}")
        choices = [choice["value"] for choice in fields.get(name, {}).get("choices", [])]
        for item in value if isinstance(value, list) else [value]:
            if choices and isinstance(item, str) and not item.startswith("$"):
                yield from known(item, choices, at, f"choice of {name}")


def measure(pack: dict[str, Any], args: dict[str, Any], at: Steps) -> Iterator[Problem]:
    axis = args.get("axis")
    if axis not in (None, "russia"):
        yield from known(axis, pack["threats"], at, "axis")
    columns = RussiaFinding.__annotations__ if axis == "russia" else AxisFinding.__annotations__
    yield from known(args.get("name"), columns, at, "column of a finding")
    assessment = pack["assessments"].get(args.get("assessment", ""))
    if assessment and not assessment["published"]:
        yield (
            "error",
            "private-finding",
            at,
            f"{args['assessment']} is not published: an indicator that all see would give it away.",
            "Read a published assessment.",
        )


def _loops(rows: dict[str, Any], name: str) -> bool:
    seen: set[str] = set()
    waiting = _parts(rows, name)
    while waiting:
        part = waiting.pop()
        if part == name:
            return True
        if part not in seen:
            seen.add(part)
            waiting += _parts(rows, part)
    return False


def _parts(rows: dict[str, Any], name: str) -> list[str]:
    of = rows.get(name, {}).get("args", {}).get("of", [])
    return list(of) if isinstance(of, list) else [of]


def names_of(pack: dict[str, Any], predicate: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """The `$names` that a condition looks up, its parts' too."""
    row = pack["predicates"].get(predicate)
    if row is None or predicate in seen:
        return set()
    found = lookups(row["args"])
    for part in _parts(pack["predicates"], predicate):
        found |= names_of(pack, part, seen | {predicate})
    return found


def lookups(args: Any) -> set[str]:
    values = args.values() if isinstance(args, dict) else args if isinstance(args, list) else [args]
    found: set[str] = set()
    for value in values:
        if isinstance(value, list | dict):
            found |= lookups(value)
        elif isinstance(value, str) and value.startswith("$"):
            found.add(value[1:])
    return found


def bound(names: set[str], available: set[str], steps: Steps) -> Iterator[Problem]:
    for name in sorted(names - available):
        yield (
            "error",
            "unbound",
            steps,
            f"${name} is not known here.",
            f"Known are: {', '.join('$' + item for item in sorted(available))}.",
        )


def fields(pack: dict[str, Any], rows: list[dict[str, Any]], at: Steps) -> Iterator[Problem]:
    tables = {
        "site": pack["sites"],
        "sensor": {name for name, site in pack["sites"].items() if site["kind"] == "radar"},
        "cell": pack["cells"],
        "cells": pack["cells"],
        "region": pack["regions"],
    }
    seen: set[str] = set()
    for row, field in enumerate(rows):
        steps = (*at, "fields", row)
        if field["name"] in seen:
            yield "error", "twice", steps, f"two fields are called {field['name']}.", "Give each its own name."
        seen.add(field["name"])
        choices = [choice["value"] for choice in field.get("choices", [])]
        if field["type"] == "choice" and not choices:
            yield "error", "no-choices", steps, "a choice without choices.", "List what can be chosen."
        for value in choices:
            if field["type"] in tables:
                yield from known(value, tables[field["type"]], steps, field["type"])
        default = field.get("default")
        for value in default if isinstance(default, list) else [default]:
            if choices and value is not None and value not in choices:
                yield from known(value, choices, steps, "choice (default)")
        if field["type"] != "number" or not isinstance(default, int | float):
            continue
        if not field.get("min", default) <= default <= field.get("max", default):
            yield "error", "range", steps, "the default is outside min and max.", "Move one of them."


def sentence(text: str, available: set[str], steps: Steps) -> Iterator[Problem]:
    for name in BLANK.findall(text):
        if name not in available:
            yield (
                "error",
                "blank",
                steps,
                f"{{{name}}} cannot be filled.",
                f"Use: {', '.join('{' + item + '}' for item in sorted(available))}.",
            )


def orders(pack: dict[str, Any]) -> Iterator[Problem]:
    for name, kind in pack["order_kinds"].items():
        at: Steps = ("order_kinds", name)
        own = {field["name"] for field in kind["fields"]}
        yield from fields(pack, kind["fields"], at)
        for cell in kind["cells"]:
            yield from known(cell, pack["cells"], (*at, "cells"), "cell")
        yield from sentence(kind["sentence"], own | {"cell"}, (*at, "sentence"))
        if kind["power"] == "consent:$host" and "site" not in own:
            yield "error", "no-site", (*at, "power"), "consent of which host?", "Give the order a field `site`."
        if "per" in kind and kind["per"] not in own:
            yield from known(kind["per"], sorted(own), (*at, "per"), "field")
        if not 1 <= kind["step"] <= 9:
            yield "error", "step", (*at, "step"), "steps go from 1 to 9.", "1 is done first, 9 last."
        for need in kind["needs"]:
            yield from known(need, pack["predicates"], (*at, "needs"), "condition")
            yield from bound(names_of(pack, need), own | ORDER_NAMES, (*at, "needs"))
        yield from effects(pack, kind["effects"], (*at, "effects"), own | ORDER_NAMES)
        yield from effects(pack, kind.get("then", []), (*at, "then"), own | ORDER_NAMES)
        yield from _secrecy(pack, kind, at, own)
        if kind.get("then") and not kind["lead_turns"]:
            yield "error", "no-lead", (*at, "then"), "it takes no time.", "Give it lead_turns, or write effects."


def _secrecy(pack: dict[str, Any], kind: dict[str, Any], at: Steps, own: set[str]) -> Iterator[Problem]:
    detected = kind.get("detected_by", [])
    for name in detected:
        yield from known(name, pack["predicates"], (*at, "detected_by"), "condition")
        yield from bound(names_of(pack, name), own | ORDER_NAMES | {"observer"}, (*at, "detected_by"))
    after = kind.get("revealed_after_turns")
    if not kind["secret"] and (detected or after is not None):
        yield "warning", "not-secret", at, "all see it anyhow.", "Write secret = true, or drop how it is found out."
    if kind["secret"] and not detected and after is None:
        yield "warning", "never-known", at, "nobody can ever find it out.", "Write detected_by or revealed_after_turns."


def clauses(pack: dict[str, Any]) -> Iterator[Problem]:
    for name, kind in pack["clause_kinds"].items():
        at: Steps = ("clause_kinds", name)
        own = {field["name"] for field in kind["fields"]}
        yield from fields(pack, kind["fields"], at)
        for party in kind["parties"]:
            yield from known(party, pack["cells"], (*at, "parties"), "cell")
        yield from sentence(kind["sentence"], own | {"party"}, (*at, "sentence"))
        for key in ("breach", "verify", "conditions"):
            names = kind[key] if isinstance(kind[key], list) else [kind[key]]
            for predicate in names:
                yield from known(predicate, pack["predicates"], (*at, key), "condition")
                yield from bound(names_of(pack, predicate), own | CLAUSE_NAMES, (*at, key))
        for key in ("effects", "each_turn"):
            yield from effects(pack, kind[key], (*at, key), own | EFFECT_NAMES)
        for approval in kind["approvals"]:
            for answer in ("yes", "no"):
                rule = pack.get("approvals", {}).get(approval, {}).get(answer)
                if rule is not None:
                    yield from bound(names_of(pack, rule), own | {"party", "turn"}, ("approvals", approval, answer))


def effects(pack: dict[str, Any], rows: list[dict[str, Any]], at: Steps, available: set[str]) -> Iterator[Problem]:
    for row, effect in enumerate(rows):
        steps = (*at, row)
        yield from arguments(EFFECT_ARGS, effect, steps, "effect")
        yield from values(pack, effect, steps)
        if effect["kind"] == "move_assessment":
            yield from moves(pack, effect, steps)
        yield from bound(lookups(effect["args"]), available, steps)
        if "when" in effect:
            yield from known(effect["when"], pack["predicates"], (*steps, "when"), "condition")
            yield from bound(names_of(pack, effect["when"]), available, (*steps, "when"))


def drivers(pack: dict[str, Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for row, driver in enumerate(pack["drivers"]):
        at: Steps = ("drivers", row)
        if driver["id"] in seen:
            yield "error", "twice", (*at, "id"), f"two drivers are called {driver['id']}.", "Give each its own id."
        seen.add(driver["id"])
        yield from known(driver["indicator"], pack["indicators"], (*at, "indicator"), "indicator")
        yield from known(driver["when"], pack["predicates"], (*at, "when"), "condition")
        yield from bound(names_of(pack, driver["when"]), set(), (*at, "when"))
        if not driver["because"].strip():
            yield "error", "no-because", at, "no number moves without a reason.", "Write `because`."
        if "towards" in driver:
            yield from measure(pack, driver["towards"], (*at, "towards"))
            if not 0 < driver.get("rate", 0) <= 1:
                yield "error", "rate", at, "a driver with `towards` needs a rate.", "Write rate = 0.01 to 1."
        elif driver["delta"] == 0:
            yield "error", "no-delta", at, "the driver moves nothing.", "Write delta, or towards and rate."
    for name, row in pack["indicators"].items():
        for viewer in row.get("seen_by", []):
            yield from known(viewer, viewers(pack), ("indicators", name, "seen_by"), "viewer")
        if not any(driver["indicator"] == name for driver in pack["drivers"]):
            yield "warning", "still", ("indicators", name), "nothing moves it.", "Write a driver, or take it out."


def unused(pack: dict[str, Any]) -> Iterator[Problem]:
    """Conditions that nothing asks for."""
    waiting = list(_asked(pack))
    asked = set(waiting)
    while waiting:
        for part in _parts(pack["predicates"], waiting.pop()):
            if part not in asked:
                asked.add(part)
                waiting.append(part)
    for name in pack["predicates"]:
        if name not in asked:
            yield "warning", "unused", ("predicates", name), "nothing asks for it.", "Use it or take it out."


def _asked(pack: dict[str, Any]) -> Iterator[str]:
    """The conditions that are asked for by name."""
    yield from (driver["when"] for driver in pack["drivers"])
    for order in pack["order_kinds"].values():
        yield from (*order["needs"], *order.get("detected_by", []))
        yield from _whens(*order["effects"], *order.get("then", []))
    for clause in pack["clause_kinds"].values():
        yield from (clause["breach"], *clause["verify"], *clause["conditions"])
        yield from _whens(*clause["effects"], *clause["each_turn"])
    for approval in pack.get("approvals", {}).values():
        yield from (approval[answer] for answer in ("yes", "no") if answer in approval)
    for consent in pack.get("consents", {}).values():
        yield from (consent[answer] for answer in ("yes", "no") if answer in consent)
        yield from _whens(*(row for rows in consent.get("effects", {}).values() for row in rows))
    for inject in pack["injects"].values():
        yield from _whens(inject, *inject["effects"])
        for rows in (inject["draw"] or {"effects": {}})["effects"].values():
            yield from _whens(*rows)


def _whens(*effects: dict[str, Any]) -> Iterator[str]:
    return (effect["when"] for effect in effects if "when" in effect)
