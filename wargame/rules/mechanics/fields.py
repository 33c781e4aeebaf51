"""The arguments of orders and clauses: held against their fields, and said in the words people read."""

from collections.abc import Mapping, Sequence
from typing import Any

from wargame.rules.events import Words
from wargame.rules.pack import FieldSpec, Pack
from wargame.rules.refusals import Refusal, refuse

Args = dict[str, Any]
LARGEST = 1_000_000


def check(pack: Pack, fields: Sequence[FieldSpec], args: Mapping[str, Any], *, at: str, what: str) -> Args | Refusal:
    """The arguments in the order of their fields, defaults filled in, text as `Words`; or why not.

    `at` is the path of the arguments in the command ("args", "clauses.2.args"); `what` names what they belong to.
    """
    known = {field["name"] for field in fields}
    for name in args:
        if name not in known:
            return refuse("unknown-field", f"{at}.{name}", name=what)
    checked: Args = {}
    for field in fields:
        value = args.get(field["name"], field.get("default"))
        if value is None or value == "":
            if not field.get("optional"):
                return refuse("missing-field", f"{at}.{field['name']}", name=what)
            continue
        good = _value(pack, field, value)
        if isinstance(good, str | int | float | bool | list | Words):
            checked[field["name"]] = good
        else:
            return refuse("bad-field", f"{at}.{field['name']}", what=good.message)
    return checked


class _Wrong:
    """Why a value does not do, in words."""

    def __init__(self, message: str) -> None:
        self.message = message


Checked = str | int | float | bool | list[str] | Words | _Wrong


def _value(pack: Pack, field: FieldSpec, value: Any) -> Checked:
    match field["type"]:
        case "number":
            return _number(field, value)
        case "turn":
            first, last = int(field.get("min", 1)), int(field.get("max", len(pack["turns"])))
            whole = isinstance(value, int) and not isinstance(value, bool)
            return value if whole and first <= value <= last else _Wrong(f"must be a turn, {first} to {last}.")
        case "bool":
            return value if isinstance(value, bool) else _Wrong("must be true or false.")
        case "text":
            return _text(field, value)
        case "cells":
            return _several(choices_of(pack, field), value)
        case _:
            choices = choices_of(pack, field)
            good = isinstance(value, str) and value in choices
            return value if good else _Wrong(f"must be one of {_listed(choices)}.")


def _number(field: FieldSpec, value: Any) -> Checked:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -LARGEST <= value <= LARGEST:
        return _Wrong("must be a number, at most a million either way.")
    low, high = field.get("min"), field.get("max")
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = [f"at least {low:g}" if low is not None else "", f"at most {high:g}" if high is not None else ""]
        return _Wrong(f"must be {' and '.join(bound for bound in bounds if bound)}; it is {value:g}.")
    if field.get("step") == 1:
        return int(value) if float(value).is_integer() else _Wrong(f"must be a whole number; it is {value:g}.")
    return value


def _text(field: FieldSpec, value: Any) -> Checked:
    longest = int(field.get("max", 2000))
    if not isinstance(value, str) or not value.strip():
        return _Wrong("must be a text.")
    if len(value) > longest:
        return _Wrong(f"must have at most {longest} characters; it has {len(value)}.")
    return Words(value)


def _several(choices: Mapping[str, str], value: Any) -> Checked:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not items or any(item not in choices for item in items):
        return _Wrong(f"must be one or more of {_listed(choices)}.")
    return [name for name in choices if name in items]


def choices_of(pack: Pack, field: FieldSpec) -> dict[str, str]:
    """id -> the name people read, of what this field lets one choose."""
    given = {choice["value"]: choice["label"] for choice in field.get("choices", [])}
    if given or field["type"] == "choice":
        return given
    match field["type"]:
        case "site":
            return {site: row["name"] for site, row in pack["sites"].items()}
        case "sensor":
            return {site: row["name"] for site, row in pack["sites"].items() if row["kind"] == "radar"}
        case "region":
            return dict(pack["regions"])
        case _:
            return {cell: row["name"] for cell, row in pack["cells"].items()}


def _listed(choices: Mapping[str, str]) -> str:
    return ", ".join(list(choices)[:24]) or "nothing: this scenario has none"


def said(pack: Pack, fields: Sequence[FieldSpec], args: Mapping[str, Any]) -> dict[str, str]:
    """Each argument in the words people read. What a person wrote is not repeated, for it must stay erasable."""
    words = {}
    for field in fields:
        value = args.get(field["name"])
        words[field["name"]] = "nothing" if value is None else _said(pack, field, value)
    return words


def _said(pack: Pack, field: FieldSpec, value: Any) -> str:
    match field["type"]:
        case "number":
            return f"{value:g}" + (f" {field['unit']}" if field.get("unit") else "")
        case "bool":
            return "yes" if value else "no"
        case "text":
            return "the words below"
        case "turn":
            return f"turn {value}"
        case "cells":
            names = choices_of(pack, field)
            return " and ".join(names.get(item, item) for item in value)
        case _:
            return choices_of(pack, field).get(value, str(value))


def fill(template: str, words: Mapping[str, str]) -> str:
    """A sentence template with its `{names}` filled; a name that nobody knows stays as it is."""
    for name, word in words.items():
        template = template.replace("{" + name + "}", word)
    return template
