"""What people answered in surveys, and how it changed: by cell, never by seat or name.

A person counts once in a survey, with the sheet that he handed in last. A change is told only of people who answered
both times. Of fewer than three there is no median: their answers stand as they are.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from wargame.journal.store.words import ERASED
from wargame.reports.chronicle import Chronicle, Refs, cell_name, utc
from wargame.reports.paper import Block, Cell, Para, Section, number, table, text
from wargame.reports.withheld import LATER, withheld

FEWEST = 3  # of so many answers a median is told
MOST_LISTED = 12  # of more answers to a question of numbers the least and the largest are told
ORDERED = ("scale", "number")
SAME = ("kind", "text", "points", "low", "high", "choices", "min", "max", "unit")
LEAD = (
    "Answers are people's own, not their cell's. Each person counts once in a survey, as he answered last. Of fewer "
    f"than {FEWEST} answers no median is told; a median of an even number is the two in the middle. Nothing here shows "
    "what caused a change."
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One person's answer to one question of one survey."""

    wave: str
    person: str
    cell: str
    value: Any
    refs: Refs

    @property
    def size(self) -> float:
        """The answer as a number, of a question whose answers have an order."""
        return float(self.value["best"] if isinstance(self.value, dict) else self.value)


def surveys(story: Chronicle) -> Section:
    waves = sorted(story.state["surveys"].values(), key=lambda row: row["view"]["opened_ms"])
    blocks: list[Block] = []
    if not waves:
        blocks.append(Para(text="No survey was opened.", kind="note"))
    else:
        blocks += [Para(text=LEAD, kind="note"), _waves(story, waves)]
        for views in _measures(waves):
            blocks += _question(story, views)
    return Section(id="surveys", title="Surveys", level=2, blocks=tuple(blocks))


def _sheets(story: Chronicle, wave: str) -> list[tuple[str, dict[str, Any]]]:
    """The sheets of a survey that may be told, with their names."""
    rows = ((key, row) for key, row in story.state["survey_sheets"].items() if row["survey"] == wave)
    return [(key, row) for key, row in rows if withheld(story.state, row) is None]


def _waves(story: Chronicle, waves: list[Any]) -> Block:
    rows = []
    for row in waves:
        view = row["view"]
        all_refs = story.refs("surveys", view["id"])
        of_wave = [(key, its) for key, its in story.state["survey_sheets"].items() if its["survey"] == view["id"]]
        reasons = {key: withheld(story.state, its) for key, its in of_wave}
        kept_back = {reason for reason in reasons.values() if reason}
        sheets = [(key, its) for key, its in of_wave if reasons[key] in (None, LATER)]
        cells: list[Cell] = [
            text(view["title"]),
            text(f"turn {view['turn']}, {view['phase']}" if view["turn"] else view["phase"]),
            text(utc(view["opened_ms"]), all_refs[:1]),
            text("open" if view["open"] else utc(view["closed_ms"]), all_refs[-1:]),
        ]
        for status in ("answered", "declined"):
            keys = [key for key, its in sheets if its["status"] == status]
            cells.append(number(len(keys), _refs(story, keys), digits=0))
        skipped = [key for key, its in sheets for _ in its["skipped"]]
        cells.append(number(None if LATER in kept_back else len(skipped), _refs(story, skipped), digits=0))
        cells.append(text(" ".join(sorted(kept_back))))
        rows.append(cells)
    columns = ("Survey", "When", "Opened", "Closed", "Answered", "Declined", "Questions skipped", "Kept back")
    return table("What was asked when, and how many people answered", columns, rows, empty="")


def _refs(story: Chronicle, keys: Iterable[str]) -> Refs:
    return tuple(sorted({ref for key in keys for ref in story.refs("survey_sheets", key)}))


def _measures(waves: list[Any]) -> list[list[tuple[Any, Any]]]:
    """Questions that can be compared, each with the surveys that asked it: [(survey, question)], oldest first."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    for row in waves:
        for name in row["view"]["order"]:
            question = row["view"]["questions"][name]
            same = json.dumps([question["measure"], *(question.get(key) for key in SAME)], sort_keys=True)
            found.setdefault(same, []).append((row["view"], question))
    return list(found.values())


def _question(story: Chronicle, asked: list[tuple[Any, Any]]) -> list[Block]:
    question = asked[0][1]
    caption = question["text"].replace("{cell}", "…")
    if question["kind"] == "scale":
        caption += f" (1 {question.get('low', '')} to {question['points']} {question.get('high', '')})"
    elif question.get("unit"):
        caption += f" ({question['unit']})"
    if question["kind"] == "text":
        return [_texts(story, asked, caption)]
    abouts = list(dict.fromkeys(its["about"] for _, its in asked))
    told = [
        (about, cell, _answers(story, [pair for pair in asked if pair[1]["about"] == about], cell))
        for about in abouts
        for cell in [*story.state["cells"], None]
        if cell is None or cell != about
    ]
    blocks: list[Block] = [_spread(story, asked, caption, told)]
    if question["kind"] in ORDERED and len({view["id"] for view, _ in asked}) > 1:
        blocks.append(_change(story, asked, caption, told))
    return blocks


def _answers(story: Chronicle, asked: list[tuple[Any, Any]], cell: str | None) -> list[Answer]:
    """The answers of a cell (None: of all) to this question about one cell, in all surveys that asked it."""
    found = []
    for view, question in asked:
        for key, sheet in _sheets(story, view["id"]):
            written = (sheet["answers"] or {}).get(question["id"])
            if written is None or written == ERASED or (cell is not None and sheet["cell"] != cell):
                continue
            person = f"{sheet['seat']}|{sheet['sitting']}"
            found.append(
                Answer(
                    wave=view["id"],
                    person=person,
                    cell=sheet["cell"],
                    value=json.loads(written),
                    refs=story.refs("survey_sheets", key),
                )
            )
    return found


def _name(story: Chronicle, cell: str | None) -> str:
    return cell_name(story, cell) if cell else "All who answered"


Told = list[tuple[str | None, str | None, list[Answer]]]


def _spread(story: Chronicle, asked: list[tuple[Any, Any]], caption: str, told: Told) -> Block:
    rows = []
    titles = {view["id"]: _title(view) for view, _ in asked}
    question = asked[0][1]
    for about, cell, answers in told:
        for wave, title in titles.items():
            here = [answer for answer in answers if answer.wave == wave]
            if not here:
                continue
            refs = tuple(sorted({ref for answer in here for ref in answer.refs}))
            middle = _median([answer.size for answer in here]) if question["kind"] in ORDERED else "–"
            rows.append(
                (
                    text(_name(story, cell)),
                    text(cell_name(story, about) if about else "–"),
                    text(title),
                    number(len(here), refs, digits=0),
                    text(_distribution(question, [answer.value for answer in here]), refs),
                    Cell(middle, refs, number=True),
                )
            )
    columns = ("Who answered", "About", "Survey", "People", "Answers", "Median")
    return table(caption, columns, rows, empty="Nobody answered.")


def _change(story: Chronicle, asked: list[tuple[Any, Any]], caption: str, told: Told) -> Block:
    """From the first to the last survey that asked it, of people who answered both."""
    order = list(dict.fromkeys(view["id"] for view, _ in asked))
    titles = {view["id"]: _title(view) for view, _ in asked}
    rows = []
    for about, cell, answers in told:
        first = {answer.person: answer for answer in answers if answer.wave == order[0]}
        last = {answer.person: answer for answer in answers if answer.wave == order[-1]}
        both = [(first[person], last[person]) for person in first if person in last]
        if not both:
            continue
        refs = tuple(sorted({ref for pair in both for answer in pair for ref in answer.refs}))
        moves = [after.size - before.size for before, after in both]
        up, down = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
        counts = (number(count, refs, digits=0) for count in (len(both), up, len(both) - up - down, down))
        who, whom = _name(story, cell), cell_name(story, about) if about else "–"
        rows.append((text(who), text(whom), *counts, Cell(_median(moves, sign=True), refs, number=True)))
    columns = ("Who answered", "About", "People", "Higher", "Same", "Lower", "Median change")
    span = f"Change from “{titles[order[0]]}” to “{titles[order[-1]]}”: {caption}"
    return table(span, columns, rows, empty="Nobody answered both times.")


def _texts(story: Chronicle, asked: list[tuple[Any, Any]], caption: str) -> Block:
    rows = [
        (text(_title(view)), text(cell_name(story, answer.cell)), text(answer.value, answer.refs))
        for view, question in asked
        for answer in sorted(_answers(story, [(view, question)], None), key=lambda its: (its.cell, its.value))
    ]
    return table(caption, ("Survey", "Cell", "In their words"), rows, empty="Nobody wrote anything.")


def _title(view: Any) -> str:
    return f"{view['title']}, turn {view['turn']}" if view["turn"] else str(view["title"])


def _median(sizes: list[float], *, sign: bool = False) -> str:
    """The median of three numbers or more; of an even number the two in the middle, unless they are the same."""
    if len(sizes) < FEWEST:
        return "–"
    ordered = sorted(sizes)
    middles = dict.fromkeys((ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]))
    say: Callable[[float], str] = lambda size: f"{size:+g}" if sign and size else f"{size:g}"  # noqa: E731
    return " to ".join(say(size) for size in middles)


def _distribution(question: Any, values: list[Any]) -> str:
    """Every answer with how many gave it; of numbers each by itself, or the least and the largest of many."""
    match question["kind"]:
        case "scale":
            counts = Counter(values)
            return ", ".join(f"{value} ×{counts[value]}" for value in sorted(counts))
        case "number":
            if len(values) > MOST_LISTED:
                sizes = [float(value["best"] if isinstance(value, dict) else value) for value in values]
                return f"{min(sizes):g} to {max(sizes):g}"
            return "; ".join(sorted((_guess(value) for value in values), key=lambda said: float(said.split()[0])))
        case _:
            labels = {choice["value"]: choice["label"] for choice in question["choices"]}
            chosen = Counter(each for value in values for each in (value if isinstance(value, list) else [value]))
            return ", ".join(f"{labels[value]} ×{count}" for value, count in chosen.most_common())


def _guess(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value['best']:g} ({value['low']:g} to {value['high']:g})"
    return f"{value:g}"
