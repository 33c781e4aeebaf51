"""Control's surveys: written or rewritten at the table, opened and closed, each with its reason."""

from typing import Any

from wargame.rules.commands.surveys import CloseSurvey, OpenSurvey, WriteSurvey, WrittenQuestion
from wargame.rules.decide.frame import record_ruling, viewers
from wargame.rules.events import CONTROL, Words
from wargame.rules.mechanics import surveys
from wargame.rules.mechanics.acts import Acts
from wargame.rules.refusals import Refusal, refuse

Row = dict[str, Any]
SCALE, CHOICE, NUMBER = ("points", "low", "high"), ("choices", "most"), ("min", "max", "step", "unit", "interval")
OF_KIND = {"scale": SCALE, "choice": ("choices",), "choices": CHOICE, "number": NUMBER, "text": ()}
TYPED = ("text", "help", "low", "high", "unit")


def write(acts: Acts, command: WriteSurvey) -> str | Refusal | None:
    """A paper of control's, in place of the scenario's if it has its name. What is open is not rewritten."""
    before = None
    if command.survey is not None:
        before = surveys.known(acts.state, acts.context.pack).get(command.survey)
        if before is None:
            return _unknown(acts, command.survey)
        if any(row["view"]["open"] and row["view"]["survey"] == command.survey for row in _opened(acts).values()):
            return refuse("survey-open", "survey")
    to = viewers(acts, command.to)
    if isinstance(to, Refusal):
        return to
    questions: dict[str, Row] = {}
    for number, asked in enumerate(command.questions):
        fault = _fault(asked, f"questions.{number}")
        if fault is None and asked.id in questions:
            fault = refuse("bad-field", f"questions.{number}.id", what="two questions cannot have one id.")
        if fault is not None:
            return fault
        questions[asked.id] = _question(asked)
    name = command.survey or acts.new_id("survey")
    paper = {
        "id": name,
        "title": Words(command.title),
        "words": Words(command.words) if command.words.strip() else None,
        "to": to,
        "answers": command.answers,
        "closes": command.closes,
        "questions": questions,
        "order": list(questions),
        "by": acts.seat,
        "at_ms": acts.context.now_ms,
    }
    acts.add("survey_written", {"paper": paper}, (CONTROL,))
    after = {"survey": name, "questions": len(questions), "now": command.now}
    record_ruling(acts, "survey.write", command.reason, before=command.survey if before else None, after=after)
    return surveys.open_survey(acts, name, by=acts.seat) if command.now else name


def _fault(asked: WrittenQuestion, at: str) -> Refusal | None:
    """Why nobody could answer this question, or None."""
    values = [choice.value for choice in asked.choices]
    if asked.kind == "scale" and asked.points is None:
        return refuse("missing-field", f"{at}.points", name="A question with a scale")
    if asked.kind in ("choice", "choices") and (len(values) < 2 or len(set(values)) < len(values)):
        return refuse("bad-field", f"{at}.choices", what="write two choices or more, each with a value of its own.")
    if asked.kind == "number" and (asked.min is None or asked.max is None or asked.min >= asked.max):
        return refuse("bad-field", f"{at}.max", what="write the least and the largest number, the least first.")
    return None


def _question(asked: WrittenQuestion) -> Row:
    """The question with what its kind has and nothing else; what was typed is text that can be erased."""
    row: Row = {"id": asked.id, "kind": asked.kind, "text": Words(asked.text)}
    if asked.help:
        row["help"] = Words(asked.help)
    if asked.each_other:
        row["each_other"] = True
    for name in OF_KIND[asked.kind]:
        value = getattr(asked, name)
        if name == "choices":
            row[name] = [{"value": choice.value, "label": Words(choice.label)} for choice in value]
        elif value is not None and value is not False and value != "":
            row[name] = Words(value) if name in TYPED else value
    return row


def open_one(acts: Acts, command: OpenSurvey) -> str | Refusal | None:
    if command.survey not in surveys.known(acts.state, acts.context.pack):
        return _unknown(acts, command.survey)
    if any(row["view"]["open"] and row["view"]["survey"] == command.survey for row in _opened(acts).values()):
        return refuse("survey-open", "survey")
    opened = surveys.open_survey(acts, command.survey, by=acts.seat)
    record_ruling(acts, "survey.open", command.reason, before=None, after=opened)
    return opened


def close_one(acts: Acts, command: CloseSurvey) -> str | Refusal | None:
    row = _opened(acts).get(command.survey)
    if row is None:
        return refuse("unknown-survey", "survey", survey=command.survey, choices=", ".join(_opened(acts)) or "none")
    if not row["view"]["open"]:
        return refuse("survey-closed", "survey")
    surveys.close_survey(acts, command.survey, by=acts.seat)
    record_ruling(acts, "survey.close", command.reason, before=command.survey, after="closed")
    return command.survey


def _opened(acts: Acts) -> dict[str, Row]:
    return acts.state["surveys"]


def _unknown(acts: Acts, name: str) -> Refusal:
    choices = ", ".join(surveys.known(acts.state, acts.context.pack)) or "none"
    return refuse("unknown-survey", "survey", survey=name, choices=choices)
