"""Who foresaw what: forecasts with their scores, who misread whom, and what cells expected of one another."""

from collections import defaultdict
from typing import Any

from wargame.reports.chronicle import Chronicle, cell_name
from wargame.reports.paper import Section, number, table, text


def foresight(story: Chronicle) -> Section:
    """Brier scores run from 0, right and sure, over 0.25, which always saying 50 per cent gives, to 1."""
    blocks = (_forecasts(story), _who_misread_whom(story), _expected(story))
    return Section(id="foresight", title="Foresight", level=2, blocks=blocks)


def _scored(story: Chronicle) -> list[tuple[str, dict[str, Any]]]:
    return [(key, row["view"]) for key, row in story.state["forecasts"].items()]


def _asked(story: Chronicle, question: str) -> dict[str, Any]:
    asked: dict[str, Any] = story.pack.get("forecasts", {}).get(question, {})
    return asked


def _forecasts(story: Chronicle) -> Any:
    rows = []
    for key, view in _scored(story):
        refs = story.refs("forecasts", key)
        answer = story.state["questions"].get(view["question"])
        said = "open" if answer is None else "yes" if answer["outcome"] else "no"
        rows.append(
            (
                text(_asked(story, view["question"]).get("question", view["question"])),
                text(cell_name(story, view["seat"]), refs[:1]),
                number(view["probability"], refs, digits=0),
                text(said, story.refs("questions", view["question"])),
                number(view["brier"], refs, digits=2),
            )
        )
    columns = ("Question", "Seat", "Per cent", "Came out", "Brier score")
    return table("What was forecast, and how it came out", columns, rows, empty="Nobody gave a forecast.")


def _who_misread_whom(story: Chronicle) -> Any:
    """Mean Brier score of a cell's forecasts about what another cell would do, worst first."""
    scores: dict[tuple[str, str], list[tuple[float, tuple[int, ...]]]] = defaultdict(list)
    for key, view in _scored(story):
        about = _asked(story, view["question"]).get("about")
        if about and view["brier"] is not None:
            scores[view["cell"], about].append((view["brier"], story.refs("forecasts", key)))
    means = {pair: sum(brier for brier, _ in each) / len(each) for pair, each in scores.items()}
    rows = []
    for cell, about in sorted(means, key=lambda pair: -means[pair]):
        each = scores[cell, about]
        refs = tuple(sorted({ref for _, known in each for ref in known}))
        rows.append(
            (
                text(cell_name(story, cell)),
                text(cell_name(story, about)),
                number(len(each), refs, digits=0),
                number(means[cell, about], refs, digits=2),
            )
        )
    columns = ("Cell", "About", "Forecasts", "Mean Brier score")
    return table("Who misread whom", columns, rows, empty="No forecast about a cell was resolved.")


def _expected(story: Chronicle) -> Any:
    rows = []
    for key, row in story.state["commitments"].items():
        refs = story.refs("commitments", key)
        for other, words in row["expects"].items():
            did = [
                order["sentence"]
                for order in story.state["orders"].values()
                if order["cell"] == other and order["turn"] == row["turn"] and order["status"] == "carried_out"
            ]
            rows.append(
                (
                    text(f"Turn {row['turn']}, {cell_name(story, row['cell'])}", refs),
                    text(cell_name(story, other)),
                    text(words, refs),
                    text(" ".join(did) or "nothing"),
                )
            )
    columns = ("Who expected", "Of whom", "What", "What was done")
    return table("What cells expected of one another", columns, rows, empty="No cell said what it expected.")
