"""The linter: every remark names file, line, what is wrong and what would be right. It never raises for a bad file."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from wargame.scenarios.files import Authored, Remark, Steps
from wargame.scenarios.lint import defaults, diplomacy, mechanics, names, pacts, surveys
from wargame.scenarios.resolve import Unresolvable, resolve
from wargame.scenarios.schema import schema

SEVERITIES = ("error", "warning", "note")
TYPES = {
    "string": 'a text in "quotes"',
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list in [brackets]",
    "object": "a table",
    "null": "nothing",
}


def lint(authored: Authored) -> list[Remark]:
    """All remarks on the files, errors first; without an error the pack can be resolved and played."""
    remarks = list(authored.remarks)
    if not remarks:
        remarks += _dedupe(_shape(authored))
    if not remarks:
        remarks += _content(authored)
    return sorted(
        remarks, key=lambda it: (SEVERITIES.index(it.severity), it.place.file, it.place.line, it.code, it.message)
    )


def errors(remarks: list[Remark]) -> list[Remark]:
    return [remark for remark in remarks if remark.severity == "error"]


def _dedupe(remarks: Iterator[Remark]) -> list[Remark]:
    return list(dict.fromkeys(remarks))


def _shape(authored: Authored) -> Iterator[Remark]:
    for problem in Draft202012Validator(schema()).iter_errors(authored.data):
        yield from _said(authored, problem)


def _said(authored: Authored, problem: ValidationError) -> Iterator[Remark]:
    """A schema's complaint in words that an author understands."""
    steps: Steps = tuple(problem.absolute_path)

    def remark(code: str, at: Steps, message: str, remedy: str) -> Remark:
        return Remark("error", code, authored.place(at), _path(at), message, remedy)

    match problem.validator:
        case "additionalProperties":
            allowed = problem.schema.get("properties", {})
            for key in problem.instance:
                if key not in allowed:
                    near = difflib.get_close_matches(key, allowed, n=1)
                    remedy = f"Did you mean {near[0]}?" if near else f"Allowed here: {', '.join(sorted(allowed))}."
                    yield remark("unknown-key", (*steps, key), "no such key.", remedy)
        case "required":
            for key in problem.validator_value:
                if key not in problem.instance:
                    yield remark("missing-key", steps, f"{key} is missing.", f"Add {key}.")
        case "type":
            wanted = problem.validator_value
            kinds = [wanted] if isinstance(wanted, str) else wanted
            yield remark(
                "wrong-type",
                steps,
                f"{_short(problem.instance)} is not {' or '.join(TYPES[kind] for kind in kinds)}.",
                f"Write {TYPES[kinds[0]]}.",
            )
        case "enum":
            listed = ", ".join(map(str, problem.validator_value))
            yield remark("not-a-choice", steps, f"{_short(problem.instance)} is not allowed.", f"Use one of: {listed}.")
        case "anyOf" if problem.context:
            best = min(problem.context, key=lambda it: (it.validator == "type", -len(it.absolute_path)))
            yield from _said(authored, best)
        case _:
            yield remark("out-of-range", steps, f"{problem.message}.", "See pack.schema.json.")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _path(steps: Steps) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in steps) or "the pack"


def _content(authored: Authored) -> Iterator[Remark]:
    try:
        pack = resolve(authored.data)
    except Unresolvable as reason:
        steps: Steps = ("assessments",)
        yield Remark("error", "base", authored.place(steps), "assessments", f"{reason}.", "Name an assessment as base.")
        return
    found = (
        *names.check(pack),
        *mechanics.check(pack),
        *defaults.check(pack, authored.data.get("default_orders", [])),
        *diplomacy.check(pack),
        *pacts.check(pack),
        *surveys.check(pack),
    )
    for severity, code, at, message, remedy in found:
        yield Remark(severity, code, authored.place(at), _path(at), message, remedy)


def folder_name_fits(folder: Path, authored: Authored) -> list[Remark]:
    """The pack's id is the name of its folder: that is how it is found."""
    own = authored.data.get("id")
    if own is None or own == folder.name:
        return []
    return [
        Remark(
            "error",
            "folder",
            authored.place(("id",)),
            "id",
            f"the id is {own!r}, the folder {folder.name!r}.",
            "Give both the same name.",
        )
    ]
