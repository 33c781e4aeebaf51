"""What one person says to a survey: answers, skips, declines, or asks not to be surveyed at all."""

import json
from typing import Any

from wargame.rules.commands.surveys import AnswerSurvey, ConsentToSurveys, DeclineSurvey, Guess
from wargame.rules.events import Words, cell_of
from wargame.rules.mechanics import surveys
from wargame.rules.mechanics.acts import Acts
from wargame.rules.refusals import Refusal, refuse

Row = dict[str, Any]


def answer(acts: Acts, command: AnswerSurvey) -> str | Refusal | None:
    """Takes a sheet in, whole; what the same person handed in before is replaced."""
    view = _open(acts, command.survey)
    if isinstance(view, Refusal):
        return view
    questions = surveys.questions_for(view, acts.seat)
    answers: dict[str, Words] = {}
    for name, given in command.answers.items():
        if name not in questions:
            return refuse("unknown-question", f"answers.{name}", question=name)
        value = _value(questions[name], given)
        if isinstance(value, _Wrong):
            return refuse("bad-field", f"answers.{name}", what=value.message)
        answers[name] = Words(json.dumps(value, ensure_ascii=False))
    for name in command.skipped:
        if name not in questions:
            return refuse("unknown-question", f"skipped.{name}", question=name)
        if name in answers:
            return refuse("bad-field", f"skipped.{name}", what="is answered and skipped at once. Send one of the two.")
    skipped = {name: Words(why) if why.strip() else None for name, why in command.skipped.items()}
    if not answers and not skipped:
        return refuse("missing-field", "answers", name="A sheet with neither an answer nor a skipped question")
    acts.add("survey_answered", {"sheet": {**_sheet(acts, view), "answers": answers, "skipped": skipped}}, (acts.seat,))
    return None


def decline(acts: Acts, command: DeclineSurvey) -> str | Refusal | None:
    view = _open(acts, command.survey)
    if isinstance(view, Refusal):
        return view
    reason = Words(command.reason) if command.reason.strip() else None
    acts.add("survey_declined", {"sheet": {**_sheet(acts, view), "reason": reason}}, (acts.seat,))
    return None


def consent(acts: Acts, command: ConsentToSurveys) -> str | Refusal | None:
    if surveys.refused(acts.state, acts.seat) != command.given:
        what = "You take part in surveys." if command.given else "You have asked already not to be surveyed."
        return refuse("same-state", "given", what=what)
    body = {**_who(acts), "given": command.given, "at_ms": acts.context.now_ms}
    acts.add("survey_consent_changed", body, (acts.seat,))
    return None


def _who(acts: Acts) -> Row:
    seat, number = surveys.sitting(acts.state, acts.seat).rsplit("|", 1)
    return {"seat": seat, "sitting": int(number)}


def _sheet(acts: Acts, view: Row) -> Row:
    return {"survey": view["id"], **_who(acts), "cell": cell_of(acts.seat), "at_ms": acts.context.now_ms}


def _open(acts: Acts, opened: str) -> Row | Refusal:
    """The survey that this seat is to answer now, or why it cannot."""
    mine = {name: row for name, row in acts.state["surveys"].items() if surveys.asked(acts.state, acts.seat, row)}
    if opened not in mine:
        choices = ", ".join(name for name, row in mine.items() if row["view"]["open"]) or "none"
        return refuse("unknown-survey", "survey", survey=opened, choices=choices)
    if surveys.refused(acts.state, acts.seat):
        return refuse("survey-refused")
    view: Row = mine[opened]["view"]
    return view if view["open"] else refuse("survey-closed", "survey")


class _Wrong:
    """Why an answer does not fit its question, in words."""

    def __init__(self, message: str) -> None:
        self.message = message


def _value(question: Row, given: Any) -> Any:
    """The answer as it is kept: a number, a text, a list of values, or {best, low, high}; or what is wrong with it."""
    match question["kind"]:
        case "scale":
            whole = isinstance(given, int) and not isinstance(given, bool)
            good = whole and 1 <= given <= question["points"]
            return given if good else _Wrong(f"must be a whole number from 1 to {question['points']}.")
        case "choice":
            values = [choice["value"] for choice in question["choices"]]
            return given if given in values else _Wrong(f"must be one of: {', '.join(values)}.")
        case "choices":
            return _several(question, given)
        case "number":
            return _number(question, given)
        case _:
            return given if isinstance(given, str) and given.strip() else _Wrong("must be words.")


def _several(question: Row, given: Any) -> Any:
    values = [choice["value"] for choice in question["choices"]]
    most = question.get("most", len(values))
    chosen = list(given) if isinstance(given, tuple) else []
    if not 1 <= len(chosen) <= most or len(set(chosen)) < len(chosen) or not set(chosen) <= set(values):
        return _Wrong(f"must be a list of one to {most} of: {', '.join(values)}; none twice.")
    return [value for value in values if value in chosen]


def _number(question: Row, given: Any) -> Any:
    low, high = question["min"], question["max"]
    within = f"from {low:g} to {high:g}"
    if question.get("interval"):
        if not isinstance(given, Guess) or not low <= given.low <= given.best <= given.high <= high:
            return _Wrong(f"must be numbers {within}: best, and low and high that it lies between.")
        return {"best": given.best, "low": given.low, "high": given.high}
    plain = isinstance(given, int | float) and not isinstance(given, bool)
    return given if plain and low <= given <= high else _Wrong(f"must be a number {within}.")
