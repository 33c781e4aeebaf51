"""Arguments made from a scenario's forms: for any field, order or clause that a pack may have, mostly right ones.

A type of field that nobody here can fill in raises: a new one needs its case.
"""

from random import Random
from typing import Any

ODD_WORDS = ("", "x", "yes", "no", "all", "$site", "🙂" * 10, "0" * 200, "fort", "west", "-1")
ODD_NUMBERS = (0, 1, 2, 3, 10, -1, 99, 10**6, 0.5, 1e300)
ODD = 0.04  # how often a value is any

Args = dict[str, Any]


def value_for(chance: Random, pack: Any, field: Any) -> Any:
    """A value that fits the field, mostly."""
    if chance.random() < ODD:
        return chance.choice(ODD_NUMBERS + ODD_WORDS)
    choices = [choice["value"] for choice in field.get("choices", [])]
    match field["type"]:
        case "number":
            step = field.get("step", 1)
            low, high = field.get("min", 0), field.get("max", 10)
            # Most people take what costs little.
            most = int((high - low) / step)
            return low + step * min(chance.randrange(most + 1), chance.randrange(most + 1))
        case "turn":
            return chance.randint(int(field.get("min", 1)), int(field.get("max", len(pack["turns"]))))
        case "bool":
            return chance.random() < 0.5
        case "text":
            return f"some words {chance.randint(0, 999)}"
        case "site":
            return chance.choice(choices or list(pack["sites"]))
        case "sensor":
            return chance.choice(choices or [name for name, row in pack["sites"].items() if row["kind"] == "radar"])
        case "region":
            return chance.choice(choices or list(pack["regions"]))
        case "cells":
            cells = choices or list(pack["cells"])
            return chance.sample(cells, chance.randint(1, len(cells)))
        case "cell":
            return chance.choice(choices or list(pack["cells"]))
        case "choice":
            return chance.choice(choices)
        case other:
            if not choices:
                raise KeyError(f"no generator for a field of type {other!r}: add its case to tests/fuzz/games/forms.py")
            return chance.choice(choices)


def args_for(chance: Random, pack: Any, fields: list[Any]) -> Args:
    return {
        field["name"]: value_for(chance, pack, field)
        for field in fields
        if not (field.get("optional") and chance.random() < 0.3)
    }


def order_for(chance: Random, pack: Any, cell: str) -> tuple[str, Args]:
    """A kind of order and its arguments; mostly one that the cell may give."""
    own = [name for name, kind in pack["order_kinds"].items() if cell in kind["cells"]]
    kind = chance.choice(own if own and chance.random() < 0.95 else list(pack["order_kinds"]))
    return kind, args_for(chance, pack, pack["order_kinds"][kind]["fields"])


def clauses_for(chance: Random, pack: Any, parties: list[str], turn: int) -> list[Args]:
    """One to three clauses; mostly such as may bind one of the parties."""
    made = []
    kinds = pack["clause_kinds"]
    fit = [name for name, kind in kinds.items() if set(kind["parties"]) & set(parties)]
    for number in range(chance.choice([1, 1, 2, 3])):
        kind = chance.choice(fit if fit and chance.random() < 0.95 else list(kinds))
        able = [cell for cell in kinds[kind]["parties"] if cell in parties] or parties
        made.append(
            {
                "id": f"c{number}",
                "kind": kind,
                "party": chance.choice(able),
                "args": args_for(chance, pack, kinds[kind]["fields"]),
                "from_turn": chance.choice([1, turn, turn + 1]),
                "until_turn": chance.choice([None, None, turn, turn + 1]),
                "condition": chance.choice([None, None, None, *kinds[kind].get("conditions", [])]),
            }
        )
    return made
