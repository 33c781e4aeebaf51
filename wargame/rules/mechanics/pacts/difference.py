"""What two versions of an offer differ in, as data: clause by clause, and within a clause field by field.

Any two versions can be compared, whichever came first. Sentences are those that a screen reader reads out.
"""

from typing import Any

from wargame.rules.mechanics import fields
from wargame.rules.pack import FieldSpec, Pack

Term = dict[str, Any]
Terms = dict[str, Term]  # clause id -> ClauseView
Row = dict[str, Any]

FRAME = ("kind", "party", "from_turn", "until_turn", "condition", "only_if")
"""What a clause says beside the arguments of its kind."""


def difference(pack: Pack, before: Terms, after: Terms) -> list[Row]:
    """`view.DifferenceView` of every clause that is not the same: in the order of `after`, then those taken out."""
    found = []
    for name, term in after.items():
        old = before.get(name)
        if old is None:
            found.append(_row(name, "added", f"Added: {term['sentence']}", []))
        else:
            changed = _fields(pack, old, term)
            if changed:
                words = " ".join(row["sentence"] for row in changed)
                found.append(_row(name, "changed", words, changed))
    for name, old in before.items():
        if name not in after:
            found.append(_row(name, "removed", f"Taken out: {old['sentence']}", []))
    return found


def _row(clause: str, change: str, sentence: str, changed: list[Row]) -> Row:
    return {"clause": clause, "change": change, "sentence": sentence, "fields": changed}


def _fields(pack: Pack, old: Term, new: Term) -> list[Row]:
    """Which fields of a clause are not what they were. A clause of another kind is another clause: said as a whole."""
    if old["kind"] != new["kind"]:
        sentence = f"{old['sentence']} It now reads: {new['sentence']}"
        return [{"field": "kind", "was": old["kind"], "now": new["kind"], "sentence": sentence}]
    rows = []
    for field in FRAME:
        was, now = old.get(field), new.get(field)
        if was != now:
            said = _frame_sentence(pack, field, was, now)
            rows.append({"field": field, "was": was, "now": now, "sentence": said})
    for spec in pack["clause_kinds"][new["kind"]]["fields"]:
        was, now = old["args"].get(spec["name"]), new["args"].get(spec["name"])
        if was != now:
            said = _argument_sentence(pack, spec, was, now)
            rows.append({"field": f"args.{spec['name']}", "was": was, "now": now, "sentence": said})
    return rows


def _frame_sentence(pack: Pack, field: str, was: Any, now: Any) -> str:
    match field:
        case "party":
            return f"It now binds {pack['cells'][now]['name']}, not {pack['cells'][was]['name']}."
        case "from_turn":
            return f"It begins in turn {now}, not in turn {was}."
        case "until_turn" if now is None:
            return f"It no longer ends with turn {was}."
        case "until_turn":
            return f"It ends with turn {now}" + (f", not with turn {was}." if was is not None else ".")
        case "condition" if now is None:
            return f"It no longer waits until {pack['predicates'][was]['words']}."
        case "condition":
            return f"It waits until {pack['predicates'][now]['words']}."
        case _ if now is None:
            return f"It no longer waits for the signature of {pack['cells'][was]['name']}."
        case _:
            return f"It takes force only if {pack['cells'][now]['name']} signs too."


def _argument_sentence(pack: Pack, spec: FieldSpec, was: Any, now: Any) -> str:
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (was, now))
    unit = f" {spec['unit']}" if spec.get("unit") else ""
    if spec["type"] == "number" and numbers:
        return f"{spec['label']}: changed from {was:g} to {now:g}{unit}."
    if spec["type"] == "text":  # what a person wrote is not repeated: it must stay erasable
        return f"{spec['label']}: the words were changed."
    one, other = (fields.said(pack, [spec], {spec["name"]: value})[spec["name"]] for value in (was, now))
    return f"{spec['label']}: changed from {one} to {other}."
