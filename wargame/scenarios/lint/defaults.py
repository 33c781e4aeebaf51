"""Checks of default orders: a cell could hand each of them in. Reads the rows as they were written. Pure."""

from collections.abc import Iterator
from typing import Any

from wargame.rules.mechanics.fields import check as checked
from wargame.rules.refusals import Refusal
from wargame.scenarios.files import Steps
from wargame.scenarios.lint.names import Problem, known


def check(pack: Any, rows: list[dict[str, Any]]) -> Iterator[Problem]:
    """Each row names a cell, an order that it may give, arguments that the form takes, and turns that there are."""
    for number, row in enumerate(rows):
        at: Steps = ("default_orders", number)
        yield from known(row["cell"], pack["cells"], (*at, "cell"), "cell")
        yield from _turns(pack, row, at)
        kind = pack["order_kinds"].get(row["kind"])
        if kind is None:
            yield from known(row["kind"], pack["order_kinds"], (*at, "kind"), "order")
            continue
        if row["cell"] not in kind["cells"]:
            own = [name for name, its in pack["order_kinds"].items() if row["cell"] in its["cells"]]
            what = f"{row['cell']} may not give {row['kind']}."
            yield "error", "not-its-order", (*at, "kind"), what, f"It may give: {', '.join(own)}."
        said = f"the order “{kind['title']}”"
        answer = checked(pack, kind["fields"], row.get("args", {}), at="args", what=said)
        if isinstance(answer, Refusal):
            yield (
                "error",
                "argument",
                (*at, "args"),
                f"{answer.field}: {answer.message}",
                "Write what a form would send.",
            )


def _turns(pack: Any, row: dict[str, Any], at: Steps) -> Iterator[Problem]:
    if ("turn" in row) == ("turns" in row):
        yield "error", "turn-or-turns", at, "one of turn and turns is needed.", "Write turn = 2, or turns = [2, 3]."
        return
    last = len(pack["turns"])
    for turn in row["turns"] if "turns" in row else [row["turn"]]:
        if not 1 <= turn <= last:
            yield "error", "no-turn", at, f"there is no turn {turn}.", f"The pack has turns 1 to {last}."
