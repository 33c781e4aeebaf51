"""What rehearsed games come to, added up: a plain JSON value from rows alone; from the pack, what is possible at all.

A cell *gains* the points of its score sheet at the end less those that it could expect, at the opening, of default play
without agreement. It *wins* a game if it gains more than the others; a tie counts in equal parts.
"""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean, median, quantiles
from typing import Any

from wargame.rules.decide import opening
from wargame.rules.evolve import fold
from wargame.rules.pack import Pack
from wargame.rules.state import EMPTY, Context
from wargame.umpire.rehearsal.play import FACILITATOR, House
from wargame.umpire.value.menu import menu
from wargame.umpire.value.outlook import scores
from wargame.umpire.value.table import Table

Row = dict[str, Any]
WON_AT_MOST = 0.5
PACKAGES_LOOKED_AT = 300
"""Of the packages of the menu: valuing one takes about ten milliseconds."""


def summary(pack: Pack, rows: Sequence[Row], *, space: Row | None = None) -> Row:
    """The figures of a rehearsal; `space` is what `possible` found. Raises ValueError without a finished game."""
    games = [row for row in rows if "error" not in row]
    if not games:
        raise ValueError("no game of this rehearsal came to its end")
    cells = list(pack["cells"])
    orders, clauses, offered = (_added(games, name) for name in ("orders", "clauses", "offered"))
    commands = sum(row["commands"] for row in games)
    refused = _added(games, "refused")
    return {
        "pack": pack["id"],
        "version": pack["version"],
        "turns": games[0]["turns"],
        "games": len(games),
        "broken": [row["seed"] for row in rows if "error" in row],
        "stuck": {str(row["seed"]): row["stuck"] for row in games if row["stuck"]},
        "wins": wins(games, cells),
        "scores": {cell: spread([row["scores"][cell] for row in games]) for cell in cells},
        "gains": {cell: spread([row["gains"][cell] for row in games]) for cell in cells},
        "by_temperament": {
            cell: {
                name: round(fmean(gains), 2)
                for name in pack.get("bots", {}).get(cell, {})
                if (gains := [row["gains"][cell] for row in games if row["temperaments"][cell] == name])
            }
            for cell in cells
        },
        "indicators": {
            name: spread([row["indicators"][name] for row in games if name in row["indicators"]])
            for name in pack["indicators"]
        },
        "never_move": [name for name in pack["indicators"] if not any(name in row["moved"] for row in games)],
        "with_agreement": round(sum(1 for row in games if row["agreements"]) / len(games), 3),
        "agreements_a_game": round(fmean(row["agreements"] for row in games), 2),
        "agreements_between": dict(
            Counter(" + ".join(parties) for row in games for parties in row["parties"]).most_common()
        ),
        "offers": _added(games, "offers"),
        "breaches_a_game": round(fmean(row["breaches"] for row in games), 2),
        "orders": orders,
        "clauses": clauses,
        "orders_unused": [name for name in pack["order_kinds"] if name not in orders],
        "clauses_unused": [name for name in pack["clause_kinds"] if name not in clauses],
        "clauses_never_offered": [name for name in pack["clause_kinds"] if name not in offered],
        "commands": commands,
        "refused": refused,
        "refused_share": round(sum(refused.values()) / commands, 5),
        "cpu_s": spread([row["cpu_s"] for row in games]),
        "space": space,
    }


def wins(games: Sequence[Row], cells: Sequence[str]) -> dict[str, float]:
    """Share of the games that each cell wins."""
    won = dict.fromkeys(cells, 0.0)
    for row in games:
        winners = [cell for cell in cells if row["gains"][cell] == max(row["gains"].values())]
        for cell in winners:
            won[cell] += 1 / len(winners)
    return {cell: round(count / len(games), 3) for cell, count in won.items()}


def spread(values: Sequence[float]) -> Row:
    """Mean, least, tenth, median, ninetieth per cent, and most."""
    if not values:
        return {}
    tenths = quantiles(values, n=10, method="inclusive") if len(values) > 1 else [values[0]] * 9
    numbers = {
        "mean": fmean(values), "least": min(values), "p10": tenths[0], "median": median(values), "p90": tenths[8],
        "most": max(values),
    }  # fmt: skip
    return {name: round(value, 3) for name, value in numbers.items()}


def _added(games: Sequence[Row], name: str) -> dict[str, int]:
    total: Counter[str] = Counter()
    for row in games:
        total.update(row[name])
    return dict(total.most_common())


def possible(pack: Pack, table: Table, *, turns: int, looked_at: int = PACKAGES_LOOKED_AT) -> Row:
    """What could be agreed by all cells at the opening: how many packages all would gain by, and which none beats.

    The packages are `looked_at` of the menu's, evenly spread over it; the values are `umpire.value`'s, in one future.
    """
    house = House(pack, stream="possible")
    options: Any = {"turns": turns, "mode": "rigid"}
    context = Context(pack=pack, now_ms=0, command_id="open", stream="possible")
    events = opening(pack, game_id="", pack_digest="", title="", options=options, seed=0, context=context)
    house.state = fold(EMPTY, events)
    house.give(FACILITATOR, "game.start", {})
    offered = menu(pack, house.state, pack["cells"])
    step = max(1, offered.places // looked_at)
    packages = [package for place in range(0, offered.places, step) if (package := offered.at(place)) is not None]
    without = scores(house.state, pack, None, table)
    gains = []
    for package in packages[:looked_at]:
        points = scores(house.state, pack, package, table)
        gains.append(tuple(round(points[cell] - without[cell], 3) for cell in pack["cells"]))
    good = [row for row in gains if all(value > 0 for value in row)]
    frontier = [row for row in good if not any(_beats(other, row) for other in good)]
    return {
        "packages": offered.count,
        "looked_at": len(gains),
        "exact": offered.exact and step == 1,
        "acceptable_to_all": round(len(good) / max(1, len(gains)), 4),
        "acceptable_to": {
            cell: round(sum(1 for row in gains if row[place] > 0) / max(1, len(gains)), 4)
            for place, cell in enumerate(pack["cells"])
        },
        "frontier": len(set(frontier)),
        "most": {cell: max((row[place] for row in gains), default=0.0) for place, cell in enumerate(pack["cells"])},
        "without": without,
    }


def _beats(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))
