"""Surveys: what control writes, opens and closes, and what one person answers, skips, declines or refuses."""

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from wargame.rules.commands.base import STRICT, Command, Id, Line, Reason, Said

Label = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)]
Asking = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Number = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False, strict=True)]
Phase = Literal["briefing", "negotiation", "orders", "adjudication", "results", "over"]
Why = Annotated[str, StringConstraints(max_length=400)]


@dataclass(frozen=True, kw_only=True)
class WrittenChoice:
    __pydantic_config__: ClassVar[Any] = STRICT
    value: Id
    label: Line


@dataclass(frozen=True, kw_only=True)
class WrittenQuestion:
    """A question as control writes it. With `each_other` it is asked once about each other cell, named by `{cell}`.

    A `scale` needs `points`; a `choice` and `choices` need two or more `choices`; a `number` needs `min` and `max`.
    """

    __pydantic_config__: ClassVar[Any] = STRICT
    id: Id
    kind: Literal["scale", "choice", "choices", "number", "text"]
    text: Asking
    help: Asking | None = None
    each_other: bool = False
    points: Annotated[int, Field(ge=2, le=11)] | None = None
    low: Label | None = None
    high: Label | None = None
    choices: Annotated[tuple[WrittenChoice, ...], Field(max_length=12)] = ()
    most: Annotated[int, Field(ge=1, le=12)] | None = None
    min: Number | None = None
    max: Number | None = None
    step: Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)] | None = None
    unit: Label | None = None
    interval: bool = False


@dataclass(frozen=True, kw_only=True)
class WriteSurvey(Command):
    """A new survey, or with `survey` other words for one that is not open. `now` opens it at once."""

    name: ClassVar[str] = "survey.write"
    survey: Id | None = None
    title: Line
    words: Why = ""
    questions: Annotated[tuple[WrittenQuestion, ...], Field(min_length=1, max_length=20)]
    to: Annotated[tuple[Id, ...], Field(min_length=1, max_length=16)] = ("all",)  # cells and seats, or ("all",)
    answers: Literal["at once", "after the game"] = "at once"
    closes: Phase | None = None
    now: bool = False
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class OpenSurvey(Command):
    """Opens a survey for this turn; one that was closed in this turn goes on with what was answered."""

    name: ClassVar[str] = "survey.open"
    survey: Id
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class CloseSurvey(Command):
    name: ClassVar[str] = "survey.close"
    survey: Id  # the opened one: its name and its turn, such as before:0
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A number with the interval that the person thinks it lies in."""

    __pydantic_config__: ClassVar[Any] = STRICT
    best: Number
    low: Number
    high: Number


Answered = (
    bool
    | Annotated[int, Field(strict=True, ge=-1_000_000, le=1_000_000)]
    | Number
    | Said
    | Annotated[tuple[Id, ...], Field(max_length=12)]
    | Guess
)


@dataclass(frozen=True, kw_only=True)
class AnswerSurvey(Command):
    """Hands a sheet in; until the survey is closed a later sheet takes its place.

    `skipped`: questions that the person will not answer, with the reason or "". What is in neither was left open.
    """

    name: ClassVar[str] = "survey.answer"
    survey: Id
    answers: Annotated[dict[Id, Answered], Field(max_length=160)] = field(default_factory=dict)
    skipped: Annotated[dict[Id, Why], Field(max_length=160)] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DeclineSurvey(Command):
    """Will not answer this survey. A sheet handed in later takes its place."""

    name: ClassVar[str] = "survey.decline"
    survey: Id
    reason: Why = ""


@dataclass(frozen=True, kw_only=True)
class ConsentToSurveys(Command):
    """Whether the person at this seat may be surveyed at all; what was answered counts only while it is given."""

    name: ClassVar[str] = "survey.consent"
    given: bool
