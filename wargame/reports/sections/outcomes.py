"""What came of it: indicators over time, points on each cell's own score sheet, and what chance did."""

from typing import Any

from wargame.reports.chronicle import Chronicle, cell_name
from wargame.reports.paper import Block, Chart, Line, Para, Section, number, table, text
from wargame.reports.sections import frontier
from wargame.rules.mechanics.score import score


def outcomes(story: Chronicle) -> Section:
    blocks: list[Block] = []
    turns = sorted(story.after_turn)
    first = {h.body["indicator"]: h.body["value"] for h in reversed(list(story.of_kind("indicator_moved")))}
    if turns:
        lines = []
        for key, row in story.state["indicators"].items():
            values = [
                first.get(key),
                *(story.after_turn[t]["indicators"].get(key, {}).get("view", {}).get("value") for t in turns),
            ]
            lines.append(Line(name=row["view"]["name"], values=tuple(values)))
        labels = ("Start", *(f"Turn {t}" for t in turns))
        for part in range(0, len(lines), 6):
            blocks.append(
                Chart(
                    caption="Indicators after each turn",
                    kind="lines",
                    labels=labels,
                    lines=tuple(lines[part : part + 6]),
                )
            )
        rows = [
            (text(row["view"]["name"], story.refs("indicators", key)), *(number(value) for value in line.values))
            for (key, row), line in zip(story.state["indicators"].items(), lines, strict=True)
        ]
        blocks.append(table("The same as numbers", ("Indicator", *labels), rows, empty="No indicators."))
    told = frontier.found(story)
    blocks.append(_scores(story, first, told[1]))
    blocks += frontier.blocks(story, told)
    blocks += _draws(story)
    return Section(id="outcomes", title="Outcomes", level=2, blocks=tuple(blocks))


def _scores(story: Chronicle, first: dict[str, float], document: dict[str, Any] | None) -> Block:
    """At the start, at the end, and, where the frontier is reckoned, against what no agreement would have brought."""
    last = {key: row["view"]["value"] for key, row in story.state["indicators"].items()}
    rows = []
    for cell, row in story.pack["cells"].items():
        refs = sorted({n for goal in row["goals"] for n in story.refs("indicators", goal["indicator"])})
        before, after = score(row["goals"], first), score(row["goals"], last)
        line = [text(cell_name(story, cell)), number(before), number(after, refs), number(after - before, refs)]
        if document is not None:
            none = document["no_agreement"][cell]
            line += [number(none, refs), number(after - none, refs)]
        rows.append(line)
    return table(
        "Points on each cell's own score sheet, 0 to 100, at the start and at the end",
        ("Cell", "Start", "End", "Change", *(("No agreement", "Against it") if document is not None else ())),
        rows,
        empty="This pack has no score sheets.",
    )


def _draws(story: Chronicle) -> list[Block]:
    items = list(story.state["draws"].items())
    if not items:
        return [Para(text="Nothing was tried in the game that chance decides: no draw was made.", kind="note")]
    blocks: list[Block] = []
    for key, row in items:
        draw = row["view"]
        labels = list(draw["labels"])
        chosen = labels.index(draw["outcome"]) if draw["outcome"] in labels else None
        blocks.append(
            Para(
                text=f"{draw['title']}: {draw['outcome']}, at the {draw['percentile']:.0f}th percentile of what could "
                f"have come out. {draw['because']}",
                refs=story.refs("draws", key),
            )
        )
        blocks.append(
            Chart(
                caption=f"{draw['title']}: the distribution and what came out",
                kind="bars",
                labels=tuple(labels),
                lines=(Line(name="Probability", values=tuple(draw["distribution"])),),
                high=1.0,
                mark=chosen,
            )
        )
    return blocks
