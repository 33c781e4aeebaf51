"""Checks of what promises are: clashes, payments, second consents, and what moves an assessment. Pure."""

from collections.abc import Iterator
from typing import Any

from wargame.rules.mechanics.beliefs import TRUTH
from wargame.scenarios.files import Steps
from wargame.scenarios.lint.names import Problem, known

CLAUSE_NAMES = {"party", "observer", "turn", "agreement", "clause"}
"""Beside the fields of a clause, what its breach, means and conditions may look up."""
EFFECT_NAMES = {"party", "cell", "turn", "sentence"}
"""Beside its fields, what the effects of a clause may look up."""


def check(pack: dict[str, Any]) -> Iterator[Problem]:
    """Everything about clauses beyond their forms, second consents, and moves of assessments."""
    for name, kind in pack["clause_kinds"].items():
        yield from _clause(pack, ("clause_kinds", name), kind)
    asked = {approval for kind in pack["clause_kinds"].values() for approval in kind["approvals"]}
    for name, row in pack.get("approvals", {}).items():
        yield from _approval(pack, name, row, asked)
    yield from _truth(pack)


def _clause(pack: dict[str, Any], at: Steps, kind: dict[str, Any]) -> Iterator[Problem]:
    own = {field["name"]: field for field in kind["fields"]}
    for row, field in enumerate(kind["fields"]):
        if field["type"] == "text":
            said = "a clause is a form: nobody could tell whether free text is kept, or compare it."
            yield "error", "free-text", (*at, "fields", row), said, "Let one choose; words belong into the note."
    if kind["notice_turns"] < 0:
        yield "error", "range", (*at, "notice_turns"), "a notice is not negative.", "Write 0 or more turns."
    for approval in kind["approvals"]:
        yield from known(approval, pack.get("approvals", {}), (*at, "approvals"), "second consent")
    for row, clash in enumerate(kind["clashes"]):
        yield from _clash(pack, (*at, "clashes", row), own, clash)
    pays: dict[str, Any] = kind.get("pays") or {}
    for key, kinds in (("to", ("cell",)), ("money_bn", ("number",))) if pays else ():
        value = pays[key]
        if isinstance(value, str) and value.startswith("$"):
            field = own.get(value[1:])
            if field is None or field["type"] not in kinds:
                said = f"{value} is no field of the type {kinds[0]}."
                yield "error", "unbound", (*at, "pays", key), said, "Name a field of the clause."
        elif key == "to":
            yield from known(value, pack["cells"], (*at, "pays", key), "cell")
    if pays and not any(it["kind"] == "paid" for it in _parts(pack, kind["breach"])):
        said = "it pays, and its breach does not ask whether it was paid."
        yield "warning", "unpaid", (*at, "breach"), said, 'Use a condition of the kind "paid", negated.'
    for row, effect in enumerate(kind["effects"]):
        if effect["kind"] == "move_assessment":
            said = "a signature shows nobody anything."
            yield "error", "moves-at-once", (*at, "effects", row), said, "Write it under each_turn."


def _clash(pack: dict[str, Any], at: Steps, own: dict[str, Any], clash: dict[str, Any]) -> Iterator[Problem]:
    yield from known(clash["with"], pack["clause_kinds"], (*at, "with"), "kind of clause")
    other = pack["clause_kinds"].get(clash["with"])
    if other is None:
        return
    theirs = {field["name"] for field in other["fields"]}
    for field in (*clash.get("same", []), *clash.get("differ", [])):
        if field not in own or field not in theirs:
            said = f"{field} is not a field of both kinds."
            yield "error", "clash-field", at, said, "Compare fields that both have under one name."
    either = clash.get("either")
    if either is not None and either not in own and either not in theirs:
        yield "error", "clash-field", at, f"neither kind has a field {either}.", "Name a field of one of them."


def _approval(pack: dict[str, Any], name: str, row: dict[str, Any], asked: set[str]) -> Iterator[Problem]:
    at: Steps = ("approvals", name)
    for answer in ("yes", "no"):
        if answer in row:
            yield from known(row[answer], pack["predicates"], (*at, answer), "condition")
    if row["after_turns"] < 0:
        yield "error", "range", (*at, "after_turns"), "it cannot come before the signature.", "Write 0 or more turns."
    power = row.get("power", "consent:$host")
    powers = {power for seat in pack["seats"].values() for power in seat["powers"]}
    if power != "consent:$host" and power not in powers:
        yield "error", "power", (*at, "power"), f"no seat holds {power!r}.", "Name a power of a seat."
    if name not in asked:
        yield "warning", "unread", at, "no clause needs it.", "Let a clause need it, or take it out."


def moves(pack: dict[str, Any], effect: dict[str, Any], steps: Steps) -> Iterator[Problem]:
    """What an effect `move_assessment` names exists, and its share is a part of the way."""
    held = {name for row in pack["assessments"].values() for name in row["parameters"]}
    whose = {**pack["assessments"], **pack["cells"]}
    args = effect["args"]
    for key, table in (("assessment", whose), ("toward", {**whose, TRUTH: 1}), ("parameter", held)):
        for value in args.get(key) if isinstance(args.get(key), list) else [args.get(key)]:
            if isinstance(value, str) and not value.startswith("$"):
                yield from known(value, table, (*steps, "args"), key)
                if key == "parameter" and args.get("toward") == TRUTH and value in held and value not in pack["truth"]:
                    said = f"no prior draws the truth of {value}: it would never move."
                    yield "warning", "no-prior", steps, said, "Add it to [truth], or move another parameter."
    share = args.get("share")
    if not isinstance(share, int | float) or not 0 < share <= 1:
        yield "error", "share", steps, "the share of the way is above 0 and at most 1.", "Write share = 0.25, say."


def _truth(pack: dict[str, Any]) -> Iterator[Problem]:
    """Findings under the truth need a base for what no prior draws, and priors for what sides dispute."""
    base = pack["reference"].get("truth_base")
    if base is None:
        return
    yield from known(base, pack["assessments"], ("reference", "truth_base"), "assessment")
    values: dict[str, set[float]] = {}
    for row in pack["assessments"].values():
        for name, parameter in row["parameters"].items():
            values.setdefault(name, set()).add(parameter["value"])
    for name in sorted(values):
        counted = name.endswith((".hits", ".attempts"))  # a record is no opinion of the truth
        if len(values[name]) > 1 and not counted and name not in pack["truth"]:
            said = f"sides dispute {name} and no prior draws it: the truth would be {base}’s."
            yield "warning", "no-prior", ("truth",), said, "Add it to [truth]."


def _parts(pack: dict[str, Any], predicate: str, depth: int = 0) -> Iterator[dict[str, Any]]:
    row = pack["predicates"].get(predicate)
    if row is None or depth > 12:
        return
    yield row
    of = row["args"].get("of", [])
    for part in of if isinstance(of, list) else [of]:
        yield from _parts(pack, part, depth + 1)
