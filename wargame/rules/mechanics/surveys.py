"""Surveys as they open and close, by control or with a phase; and which seats are asked what.

A survey of the scenario, or one that control wrote, is a paper; each time that it is opened in another turn it is a
survey of its own, `<paper>:<turn>`, with its own answers. An answer belongs to a person: whoever sits down on the seat
later reads nothing of it.
"""

from typing import Any

from wargame.rules.events import ALL, CONTROL, cell_of, visible
from wargame.rules.mechanics.acts import Acts
from wargame.rules.pack import Pack
from wargame.rules.state import State

Row = dict[str, Any]

AT_ONCE, AFTER = "at once", "after the game"
BY_HAND = "by hand"
HOW = ("scenario", AFTER, BY_HAND)
"""A table's option `surveys`: as the scenario has it; answers shown after the game only; none opens by itself."""


def known(state: State, pack: Pack) -> dict[str, Row]:
    """Every paper, {title, words, to, answers, closes, questions, order} by name; control's in place of the pack's."""
    papers = {name: _paper(pack, row) for name, row in pack.get("surveys", {}).items()}
    return {**papers, **state["survey_papers"]}


def _paper(pack: Pack, row: Any) -> Row:
    return {
        "title": row["title"],
        "words": row.get("words"),
        "to": row.get("to", [ALL]),
        "answers": row.get("answers", AT_ONCE),
        "closes": row.get("closes"),
        "questions": {name: pack["survey_questions"][name] for name in row["questions"]},
        "order": row["questions"],
    }


def as_asked(paper: Row, cells: Any) -> tuple[dict[str, Row], list[str]]:
    """The questions of a paper, those about each other cell once for every cell; and their order."""
    questions: dict[str, Row] = {}
    for name in paper["order"]:
        row = {key: value for key, value in paper["questions"][name].items() if key not in ("each_other", "id")}
        for cell in cells if paper["questions"][name].get("each_other") else [None]:
            own = name if cell is None else f"{name}:{cell}"
            questions[own] = {**row, "id": own, "measure": name, "about": cell}
    return questions, list(questions)


def open_survey(acts: Acts, name: str, *, by: str | None) -> str:
    """Opens the paper `name` for this turn, or opens it again; `by` is a seat of control, or None for the phase."""
    paper, turn = known(acts.state, acts.context.pack)[name], acts.state["turn"]["number"]
    opened = f"{name}:{turn}"
    before = acts.state["surveys"].get(opened)
    if before is not None:
        body = {"survey": {**before["view"], "open": True, "closed_ms": None}, "by": by}
        acts.add("survey_opened", body, before["seen_by"])
        return opened
    questions, order = as_asked(paper, acts.context.pack["cells"])
    late = acts.state["game"].get("surveys") == AFTER
    survey = {
        "id": opened,
        "survey": name,
        "title": paper["title"],
        "words": paper["words"],
        "turn": turn,
        "phase": acts.state["phase"]["name"],
        "to": paper["to"],
        "answers": AFTER if late else paper["answers"],
        "closes": paper["closes"],
        "questions": questions,
        "order": order,
        "open": True,
        "opened_ms": acts.context.now_ms,
        "closed_ms": None,
    }
    acts.add("survey_opened", {"survey": survey, "by": by}, paper["to"])
    return opened


def close_survey(acts: Acts, opened: str, *, by: str | None) -> None:
    row = acts.state["surveys"][opened]
    acts.add("survey_closed", {"survey": opened, "by": by, "at_ms": acts.context.now_ms}, row["seen_by"])


def with_phase(acts: Acts, phase: str, turn: int) -> None:
    """What closes and opens by itself as a phase opens. The end of the game closes whatever is open."""
    for opened, row in list(acts.state["surveys"].items()):
        if row["view"]["open"] and (row["view"]["closes"] == phase or phase == "over"):
            close_survey(acts, opened, by=None)
    if acts.state["game"].get("surveys") == BY_HAND:
        return
    for name, paper in acts.context.pack.get("surveys", {}).items():
        due = paper.get("opens") == phase and turn in paper.get("turns", [turn])
        if due and f"{name}:{turn}" not in acts.state["surveys"]:
            open_survey(acts, name, by=None)


def sitting(state: State, seat: str) -> str:
    """The person who sits there now, as a key: the seat, and how many sat down on it so far."""
    return f"{seat}|{state['seats'].get(seat, {}).get('sitting', 0)}"


def refused(state: State, seat: str) -> bool:
    """Whether the person at this seat asked not to be surveyed."""
    return sitting(state, seat) in state["survey_refusals"]


def asked(state: State, seat: str, opened: Row) -> bool:
    """Whether this seat is among those that a survey is put to. Control is asked nothing."""
    return cell_of(seat) != CONTROL and visible(opened["seen_by"], seat)


def questions_for(view: Row, seat: str) -> dict[str, Row]:
    """The questions of a survey that this seat is asked: none about its own cell."""
    return {name: row for name, row in view["questions"].items() if row["about"] != cell_of(seat)}
