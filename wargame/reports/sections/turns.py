"""Turn by turn: what came in, what each cell ordered and why, what the engine found, and what followed."""

from typing import Any

from wargame.reports.chronicle import Chronicle, cell_name
from wargame.reports.paper import Block, Cell, Para, Section, number, table, text


def turns(story: Chronicle) -> list[Section]:
    """A heading for all turns, then one section a turn that was opened."""
    opened = sorted({step.turn for step in story.steps if step.turn})
    head = Section(
        id="turns",
        title="Turn by turn",
        level=2,
        blocks=(
            Para(text="Orders as their own cell knew them; what other cells were told of them follows under Results."),
        ),
    )
    return [head, *(_turn(story, turn) for turn in opened)]


def _turn(story: Chronicle, turn: int) -> Section:
    row = next(item for item in story.pack["turns"] if item["number"] == turn)
    blocks: list[Block] = [
        Para(text=f"{row['from_date']} to {row['to_date']}. {row['situation']}", refs=story_steps(story, turn)),
        _injects(story, turn),
        _orders(story, turn),
        *_findings(story, turn),
        _changes(story, turn),
    ]
    return Section(id=f"turn-{turn}", title=f"Turn {turn} · {row['title']}", level=3, blocks=tuple(blocks))


def story_steps(story: Chronicle, turn: int) -> tuple[int, ...]:
    return tuple(n for step in story.steps if step.turn == turn for n in step.refs)


def _injects(story: Chronicle, turn: int) -> Block:
    rows = []
    for item in story.of_kind("press_published"):
        press = item.body["item"]
        if turn_at(story, item.seq) != turn:
            continue
        to = ", ".join(cell_name(story, viewer) for viewer in press["to"])
        rows.append(
            (
                text(press["date"], (item.seq,)),
                text(press["voice"]),
                text(press["title"]),
                text(press["text"]),
                text(to),
            )
        )
    return table(
        "What was heard",
        ("Game date", "Voice", "Headline", "Words", "To"),
        rows,
        empty="Nothing was heard in this turn.",
    )


def turn_at(story: Chronicle, seq: int) -> int:
    """The turn that was open when an entry was made; 0 in the lobby."""
    turn = 0
    for step in story.steps:
        if step.refs[0] > seq:
            break
        turn = step.turn
    return turn


def _orders(story: Chronicle, turn: int) -> Block:
    rows = []
    for key, order in story.state["orders"].items():
        if order["turn"] != turn:
            continue
        refs = story.refs("orders", key)
        why = str(order["rationale"] or "")
        if order["confidence"] is not None:
            why = f"{why} (confidence {order['confidence']} %)".strip()
        rows.append(
            (
                text(cell_name(story, order["cell"])),
                text(order["sentence"] + (" Secret." if order["secret"] else ""), refs),
                number(order["money_bn"], refs[:1], digits=2),
                number(order["capital"], refs[:1]),
                text(why),
                text(order["outcome"] or order["status"].replace("_", " "), refs[-1:]),
            )
        )
    rows.sort(key=lambda line: line[0].text)
    return table(
        "Orders",
        ("Cell", "Order", "Money ($bn)", "Capital", "Reason given", "What came of it"),
        rows,
        empty="No cell gave an order.",
    )


CONFIGURATIONS = (("in_force", "what is in force"), ("planned", "what has been ordered, as if complete"))


def _findings(story: Chronicle, turn: int) -> list[Block]:
    found = {name: row["finding"] for name, row in story.state["findings"].get(str(turn), {}).items()}
    return [
        *(_axes(story, turn, found, configuration, words) for configuration, words in CONFIGURATIONS),
        _russia(story, turn, found),
    ]


def _axes(story: Chronicle, turn: int, found: dict[str, Any], configuration: str, words: str) -> Block:
    rows: list[tuple[Cell, ...]] = []
    for name, finding in found.items():
        label, refs = text(_short(story, name)), _published(story, turn, name)
        for axis in finding[configuration].values():
            rows.append(
                (
                    label,
                    text(axis["name"], refs),
                    number(axis["covered_pct"]),
                    number(axis["people_pct"]),
                    number(axis["shots_median"]),
                    text(f"{axis['no_leak']:.2f} ({axis['no_leak_low']:.2f}–{axis['no_leak_high']:.2f})"),
                    number(axis["expected_leakers"], digits=2),
                )
            )
            label = text("")  # named once; its further axes stand below it
    return table(
        f"Findings for {words}",
        ("Assessment", "Axis", "Covered (%)", "People (%)", "Shots", "Nothing leaks", "Leakers expected"),
        rows,
        empty="No findings were published for this turn.",
    )


def _russia(story: Chronicle, turn: int, found: dict[str, Any]) -> Block:
    rows = []
    for name, finding in found.items():
        cells = []
        for configuration, _ in CONFIGURATIONS:
            russia = finding[f"russia_{configuration}"]
            cells.append(text(f"{russia['areas_in_reach']} of {russia['areas']}"))
            cells.append(number(russia["retaliation_left_pct"]))
        rows.append((text(_short(story, name), _published(story, turn, name)), *cells))
    return table(
        "Russia's question: launch areas that the European site could engage at all, what stays of a retaliation",
        ("Assessment", "Areas, in force", "Left (%)", "Areas, planned", "Left (%), planned"),
        rows,
        empty="No findings were published for this turn.",
    )


def _short(story: Chronicle, assessment: str) -> str:
    row = story.pack["assessments"].get(assessment)
    if row is None:
        return "The truth of this game" if assessment == "truth" else assessment
    return str(row["short"]) if row["published"] else f"{row['short']} ({cell_name(story, row['cell'])})"


def _published(story: Chronicle, turn: int, assessment: str) -> list[int]:
    told = story.of_kind("findings_published")
    return [h.seq for h in told if h.body["turn"] == turn and h.body["assessment"] == assessment]


def _changes(story: Chronicle, turn: int) -> Block:
    rows = []
    for item in story.of_kind("indicator_moved"):
        change = item.body["change"]
        if change is None or change["turn"] != turn:
            continue
        rows.append(
            (
                text(item.body["name"]),
                number(change["delta"], (item.seq,)),
                number(item.body["value"], (item.seq,)),
                text(change["because"]),
            )
        )
    return table(
        "What moved, and because of what", ("Indicator", "Change", "To", "Because"), rows, empty="No indicator moved."
    )
