"""Checks of meetings, the press line and forecasts: cells, seats, turns and dates that there are. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from wargame.scenarios.files import Steps
from wargame.scenarios.lint.names import Problem, known

POWERS = ("speak", "draft", "order", "sign")


def check(pack: dict[str, Any]) -> Iterator[Problem]:
    cells = pack["cells"]
    for name, kind in pack.get("meeting_kinds", {}).items():
        yield from _kind(pack, ("meeting_kinds", name), kind)
    for cell in pack.get("meeting_slots", {}):
        yield from known(cell, cells, ("meeting_slots", cell), "cell")
    if pack.get("meeting_kinds") and (left := [cell for cell in cells if cell not in pack.get("meeting_slots", {})]):
        what = f"{', '.join(left)} can attend no meeting that somebody calls."
        yield "warning", "no-slots", ("meeting_slots",), what, "Give every cell its number of slots in a turn."
    if pack.get("press_line"):
        yield from known(pack["press_line"]["power"], POWERS, ("press_line", "power"), "power")
    for name, row in pack.get("forecasts", {}).items():
        yield from known(row["when"], pack["predicates"], ("forecasts", name, "when"), "condition")
        if "about" in row:
            yield from known(row["about"], cells, ("forecasts", name, "about"), "cell")
        if not 1 <= row["turn"] <= len(pack["turns"]):
            remedy = f"The pack has turns 1 to {len(pack['turns'])}."
            yield "error", "no-turn", ("forecasts", name, "turn"), f"there is no turn {row['turn']}.", remedy
    for number, row in enumerate(pack.get("meetings", [])):
        yield from _dated(pack, ("meetings", number), row)


def _kind(pack: dict[str, Any], at: Steps, kind: dict[str, Any]) -> Iterator[Problem]:
    yield from known(kind["power"], POWERS, (*at, "power"), "power")
    for number, cell in enumerate(kind["cells"]):
        yield from known(cell, pack["cells"], (*at, "cells", number), "cell")
    for number, seat in enumerate(kind.get("seats", [])):
        yield from known(seat, pack["seats"], (*at, "seats", number), "seat")
        row = pack["seats"].get(seat)
        if row is not None and row["cell"] not in kind["cells"]:
            what = f"{seat} is of {row['cell']}, which does not attend."
            yield "error", "seat-of-another", (*at, "seats", number), what, "Name the cell in cells, or leave it out."
    if not 2 <= kind["most"] <= max(2, len(kind["cells"])):
        what = f"most is {kind['most']}; a meeting is of two or more of its {len(kind['cells'])} cells."
        yield "error", "most", (*at, "most"), what, f"Write 2 to {len(kind['cells'])}."


def _dated(pack: dict[str, Any], at: Steps, row: dict[str, Any]) -> Iterator[Problem]:
    yield from known(row["kind"], pack.get("meeting_kinds", {}), (*at, "kind"), "kind of meeting")
    for number, cell in enumerate(row["cells"]):
        yield from known(cell, pack["cells"], (*at, "cells", number), "cell")
        kind = pack.get("meeting_kinds", {}).get(row["kind"])
        if kind is not None and cell not in kind["cells"]:
            what = f"{cell} does not attend meetings of the kind {row['kind']}."
            yield "error", "not-attending", (*at, "cells", number), what, f"It is for: {', '.join(kind['cells'])}."
    if len(set(row["cells"])) < 2:
        yield "error", "too-few", (*at, "cells"), "one cell cannot meet alone.", "Name two cells or more."
    turn = next((each for each in pack["turns"] if each["number"] == row["turn"]), None)
    if turn is None:
        last = len(pack["turns"])
        what = f"there is no turn {row['turn']}: nobody will be asked to it."
        yield "error", "no-turn", (*at, "turn"), what, f"The pack has turns 1 to {last}."
        return
    try:
        date.fromisoformat(row["date"])
    except ValueError:
        yield "error", "date", (*at, "date"), f"{row['date']!r} is no date.", 'Write "2007-10-12".'
        return
    if not turn["from_date"] <= row["date"] <= turn["to_date"]:
        what = f"{row['date']} is not in turn {row['turn']} ({turn['from_date']} to {turn['to_date']})."
        yield "warning", "date-outside", (*at, "date"), what, "Move it to the turn of its date."
