"""Checks of surveys: questions that can be answered, phases and turns that there are, questions asked twice. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from wargame.scenarios.lint.names import Problem, known

NAME = re.compile(r"[A-Za-z0-9_-]{1,30}")
OWN_KEYS = {
    "scale": {"points", "low", "high"},
    "choice": {"choices"},
    "choices": {"choices", "most"},
    "number": {"min", "max", "step", "unit", "interval"},
    "text": set(),
}
OF_ALL = {"kind", "text", "help", "each_other"}
LONG = 16


def check(pack: dict[str, Any]) -> Iterator[Problem]:
    questions, surveys = pack.get("survey_questions", {}), pack.get("surveys", {})
    for name, row in questions.items():
        yield from _named(("survey_questions", name), name)
        yield from _question(name, row)
    asked: dict[str, int] = {}
    for name, row in surveys.items():
        yield from _named(("surveys", name), name)
        yield from _survey(pack, name, row)
        for question in row["questions"]:
            asked[question] = asked.get(question, 0) + 1
    for name in questions:
        if name not in asked:
            at, what = ("survey_questions", name), "no survey asks this."
            yield "warning", "never-asked", at, what, "Name it in the questions of a survey, or leave it out."
    if surveys and max(asked.values(), default=0) < 2:
        what = "no question is asked twice: nothing shows what changed."
        yield "note", "no-change", ("surveys",), what, "Ask one before and after."


def _named(at: tuple[str, str], name: str) -> Iterator[Problem]:
    if not NAME.fullmatch(name):
        what = f"{name!r} cannot be part of a name."
        yield "error", "name", at, what, "Use up to 30 letters, digits, _ and -."


def _question(name: str, row: dict[str, Any]) -> Iterator[Problem]:
    at, kind = ("survey_questions", name), row["kind"]
    for key in sorted(set(row) - OF_ALL - OWN_KEYS[kind]):
        what = f"a question of the kind {kind} has no {key}."
        allowed = ", ".join(sorted(OWN_KEYS[kind])) or "nothing more"
        yield "error", "key-of-another", (*at, key), what, f"Of its own it may have {allowed}."
    if row.get("each_other", False) != ("{cell}" in row["text"]):
        what = "{cell} stands in a text exactly if the question is asked about each other side."
        yield "error", "about", (*at, "text"), what, "Write each_other = true and {cell}, or neither."
    if kind == "scale" and not 2 <= row.get("points", 0) <= 11:
        yield "error", "points", at, "a scale needs its points.", "Write points = 5, or 2 to 11."
    if kind in ("choice", "choices"):
        values = [choice["value"] for choice in row.get("choices", [])]
        if len(values) < 2 or len(set(values)) < len(values):
            what = "there are not two choices or more with values of their own."
            yield "error", "choices", at, what, "Write choices = [{ value = …, label = … }, …]."
        if not 1 <= row.get("most", 1) <= max(1, len(values)):
            yield "error", "most", (*at, "most"), "there are not so many choices.", f"Write 1 to {len(values)}."
    if kind == "number" and not ("min" in row and "max" in row and row["min"] < row["max"]):
        yield "error", "bounds", at, "a number needs min and max, the least first.", "Write min = 0 and max = 100."


def _survey(pack: dict[str, Any], name: str, row: dict[str, Any]) -> Iterator[Problem]:
    at = ("surveys", name)
    for number, question in enumerate(row["questions"]):
        yield from known(question, pack.get("survey_questions", {}), (*at, "questions", number), "question")
    if not row["questions"] or len(set(row["questions"])) < len(row["questions"]):
        yield "error", "questions", (*at, "questions"), "it asks nothing, or something twice.", "Name each once."
    for number, viewer in enumerate(row.get("to", [])):
        yield from known(viewer, ("all", *pack["cells"], *pack["seats"]), (*at, "to", number), "cell or seat")
    if "opens" not in row:
        yield "note", "by-hand", at, "it opens only when control opens it.", 'Write opens = "results", if it should.'
    if "turns" in row and row.get("opens") in (None, "lobby", "over"):
        yield "warning", "turns", (*at, "turns"), "turns count only with a phase of a turn.", "Leave them out."
    for number, turn in enumerate(row.get("turns", [])):
        if not 1 <= turn <= len(pack["turns"]):
            remedy = f"The pack has turns 1 to {len(pack['turns'])}."
            yield "error", "no-turn", (*at, "turns", number), f"there is no turn {turn}.", remedy
    others = len(pack["cells"]) - 1
    rows = [pack.get("survey_questions", {}).get(question, {}) for question in row["questions"]]
    many = sum(others if each.get("each_other") else 1 for each in rows)
    if many > LONG:
        what = f"each person is asked {many} questions."
        yield "note", "long", (*at, "questions"), what, f"Ask at most {LONG}; people answer them while they play."
