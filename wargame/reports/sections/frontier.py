"""What could have been agreed: the frontier of packages beside what was agreed, from its document."""

from typing import Any

from wargame.reports.chronicle import Chronicle, Refs, cell_name
from wargame.reports.paper import Block, Cell, Chart, Line, Para, number, table, text
from wargame.umpire.frontier import rows

Found = tuple[str, dict[str, Any] | None, str]


def found(story: Chronicle) -> Found:
    """(state, the document, its digest): of a game that is over."""
    return rows.found(story.stream) if story.state["game"]["over"] else ("none", None, "")


def blocks(story: Chronicle, told: Found) -> list[Block]:
    state, document, digest = told
    if not story.state["game"]["over"]:
        return []
    if document is None:
        return [Para(text=_waiting(story, state), kind="note")]
    cells = document["cells"]
    refs = _refs(story)
    outcomes: list[tuple[str, dict[str, float], Refs]] = [
        ("No agreement", document["no_agreement"], refs["begun"]),
        ("The agreements that were made", document["agreed"]["scores"], refs["agreed"] or refs["begun"]),
    ]
    named = {"left": document["left"]["better"], **{name: document[name] for name in ("egalitarian", "nash")}}
    titles = {"left": "Best for all without loss", "egalitarian": "Egalitarian point", "nash": "Nash point"}
    outcomes += [(titles[name], row["scores"], refs["begun"]) for name, row in named.items() if row is not None]
    lines = tuple(
        Line(name=cell_name(story, cell), values=tuple(scores[cell] for _, scores, _ in outcomes)) for cell in cells
    )
    shown = [
        (text(name), *(number(scores[cell], where) for cell in cells), number(sum(scores.values()), where))
        for name, scores, where in [*outcomes, ("As it was played", document["played"], refs["over"])]
    ]
    columns = ("Outcome", *(cell_name(story, cell) for cell in cells), "Sum")
    return [
        Para(text="What could have been agreed", kind="lead"),
        Para(text=_said(document, digest), refs=refs["agreed"] or refs["begun"]),
        Chart(
            caption="Points of each cell under default play",
            kind="lines",
            labels=tuple(SHORT.get(name, name) for name, _, _ in outcomes),
            lines=lines,
        ),
        table("The same as numbers; what was played had orders of its own", columns, shown, empty="No cells."),
        _promises(story, document, {titles[name]: row for name, row in named.items() if row is not None}, refs),
        _front(story, document, refs),
    ]


SHORT = {
    "The agreements that were made": "Agreed",
    "Best for all without loss": "No loss",
    "Egalitarian point": "Egalitarian",
    "Nash point": "Nash",
}
POINTS_SHOWN = 24


def _waiting(story: Chronicle, state: str) -> str:
    done, total = rows.progress(story.stream)
    if state == "failed":
        return "What could have been agreed was not reckoned: the work came to no end."
    if not total:
        return "What could have been agreed is not reckoned yet. Ask for the report again in a few minutes."
    return f"What could have been agreed is being reckoned: {done} of {total} parts are done."


def _refs(story: Chronicle) -> dict[str, Refs]:
    begun = next((item.seq for item in story.of_kind("phase_opened")), None)
    over = [item.seq for item in story.of_kind("game_ended")]
    moved = {n for key in story.state["indicators"] for n in story.refs("indicators", key)[-1:]}
    return {
        "begun": () if begun is None else (begun,),
        "agreed": tuple(item.seq for item in story.of_kind("agreement_made")),
        "over": tuple(sorted({*moved, *over})),
    }


def _said(document: dict[str, Any], digest: str) -> str:
    ways = (
        f"All {document['valued']:,} packages that the scenario's menu of clauses allows were valued"
        if document["exact"]
        else f"Of {document['packages']:,} packages {document['valued']:,} were valued: a sample drawn by the game's "
        "seed, and climbs from it; there may be better ones"
    )
    left = document["left"]["points"]
    more = (
        f"Without anybody losing a point, the cells together could have had {left:.1f} points more than the agreements "
        "that they made."
        if left > 0
        else "Nothing that was valued would have given somebody more without taking from another."
    )
    return (
        f"{ways}, each by default play from the first turn to the last. {document['acceptable']:,} of them are worth "
        f"no less than no agreement to every cell; {len(document['front'])} are on the frontier, where nobody can gain "
        f"unless somebody loses. {more} The reckoning is document {digest[:16]}."
    )


def _promises(story: Chronicle, document: dict[str, Any], named: dict[str, Any], refs: dict[str, Refs]) -> Block:
    lines = [
        (text(title), text(sentence, refs["begun"]))
        for title, row in named.items()
        for sentence in _sentences(document, row)
    ]
    return table("What these packages promise", ("Point", "Promise"), lines, empty="No package is worth it to all.")


def _front(story: Chronicle, document: dict[str, Any], refs: dict[str, Refs]) -> Block:
    rows_shown: list[tuple[Cell, ...]] = [
        (
            *(number(row["scores"][cell], refs["begun"]) for cell in document["cells"]),
            number(sum(row["scores"].values()), refs["begun"]),
            text(len(row["chosen"])),
        )
        for row in document["front"][:POINTS_SHOWN]
    ]
    columns = (*(cell_name(story, cell) for cell in document["cells"]), "Sum", "Promises")
    caption = f"The frontier, largest sum first: {len(rows_shown)} of {len(document['front'])} points"
    return table(caption, columns, rows_shown, empty="No package was valued.")


def _sentences(document: dict[str, Any], row: dict[str, Any]) -> list[str]:
    return [document["slots"][slot]["sentences"][variant] for slot, variant in row["chosen"]]
