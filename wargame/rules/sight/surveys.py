"""What is seen of surveys: its own questions and answers by each seat, who has answered and what by control."""

from typing import Any

from wargame.rules.mechanics.powers import is_control
from wargame.rules.mechanics.surveys import AFTER, asked, questions_for, refused, sitting
from wargame.rules.state import State
from wargame.rules.view.surveys import SurveyDeskView, SurveysView

NOTHING: SurveysView = {"refused": False, "asked": {}, "desk": None}
"""What a looker over somebody's shoulder sees: an answer is nobody's but its author's."""


def surveys(state: State, seat: str) -> SurveysView:
    """Who asked not to be surveyed is asked nothing."""
    no = refused(state, seat)
    return {
        "refused": no,
        "asked": {} if no else _asked(state, seat),
        "desk": _desk(state) if is_control(seat) else None,
    }


def _asked(state: State, seat: str) -> dict[str, Any]:
    """What was handed in is seen by the person who did, not by whoever sits there later."""
    mine = sitting(state, seat)
    seen = {}
    for name, row in state["surveys"].items():
        if asked(state, seat, row):
            questions = questions_for(row["view"], seat)
            order = [question for question in row["view"]["order"] if question in questions]
            yours = state["survey_sheets"].get(f"{name}|{mine}")
            seen[name] = {**row["view"], "questions": questions, "order": order, "yours": yours}
    return seen


def _desk(state: State) -> SurveyDeskView:
    """What was answered to a survey of which that is told after the game only, is told then."""
    over = state["game"].get("over", False)
    sheets: dict[str, Any] = {}
    for key, sheet in state["survey_sheets"].items():
        if f"{sheet['seat']}|{sheet['sitting']}" in state["survey_refusals"]:
            continue
        hidden = state["surveys"][sheet["survey"]]["view"]["answers"] == AFTER and not over
        sheets[key] = {**sheet, "answers": None, "skipped": None, "reason": None} if hidden else sheet
    opened: dict[str, Any] = {name: {**row["view"], "yours": None} for name, row in state["surveys"].items()}
    return {
        "papers": state["survey_papers"],
        "opened": opened,
        "sheets": sheets,
        "refused": sorted({row["seat"] for row in state["survey_refusals"].values()}),
    }
