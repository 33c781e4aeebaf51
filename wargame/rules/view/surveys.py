"""The shape of surveys: what is asked, what a seat has answered, and what control sees of it. Only types live here."""

from typing import Literal, NotRequired, TypedDict

from wargame.rules.view.base import Text

QuestionKind = Literal["scale", "choice", "choices", "number", "text"]
WhenShown = Literal["at once", "after the game"]


class SurveyChoice(TypedDict):
    value: str
    label: Text


class SurveyQuestionWords(TypedDict):
    """One question as it is written. With `each_other` it is put once about each other cell, named by `{cell}`.

    Which answers fit: of a `scale` a whole number from 1 to `points`; of a `choice` one value, of `choices` one to
    `most` values; of a `number` one from `min` to `max`, with `interval` the best guess and what it lies between; of a
    `text` words. Questions of one `measure` with the same wording and scale are compared between surveys.
    """

    id: str
    kind: QuestionKind
    text: Text
    help: NotRequired[Text]
    points: NotRequired[int]
    low: NotRequired[Text]  # what the lowest point means
    high: NotRequired[Text]
    choices: NotRequired[list[SurveyChoice]]
    most: NotRequired[int]
    min: NotRequired[float]
    max: NotRequired[float]
    step: NotRequired[float]
    unit: NotRequired[Text]
    interval: NotRequired[bool]
    each_other: NotRequired[bool]


class SurveyQuestionView(SurveyQuestionWords):
    """One question as it is asked, about one cell or about none. Questions of one `measure` are compared."""

    measure: str
    about: str | None  # cell


class SurveySheet(TypedDict):
    """What one person has handed in to one survey; the last one counts.

    An answer is a text that holds the value as JSON, so that it can be erased like everything a person said. A question
    that is in neither table was left open.
    """

    survey: str
    seat: str
    cell: str
    sitting: int  # the first person on the seat has 1: answers stay that person's when another one sits down
    status: Literal["answered", "declined"]
    answers: dict[str, Text] | None  # question -> JSON; None: control reads them only after the game
    skipped: dict[str, Text | None] | None  # question -> why it is not answered, if that was said
    reason: Text | None  # why the whole survey was declined
    first_ms: int
    at_ms: int


class SurveyView(TypedDict):
    """One opening of a survey: `<survey>:<turn>`."""

    id: str
    survey: str
    title: Text
    words: Text | None
    turn: int
    phase: str
    to: list[str]  # viewers
    answers: WhenShown  # when control reads what was answered
    closes: str | None  # the phase that closes it; None: control does, or the end of the game
    questions: dict[str, SurveyQuestionView]
    order: list[str]
    open: bool
    opened_ms: int
    closed_ms: int | None
    yours: SurveySheet | None


class SurveyPaper(TypedDict):
    """A survey that control wrote, or a scenario's that it rewrote; it replaces the one of its name."""

    id: str
    title: Text
    words: Text | None
    to: list[str]
    answers: WhenShown
    closes: str | None
    questions: dict[str, SurveyQuestionWords]
    order: list[str]
    by: str
    at_ms: int


class SurveyDeskView(TypedDict):
    """Control's part. Whoever asked not to be surveyed is named in `refused`, and nothing of his is here."""

    papers: dict[str, SurveyPaper]
    opened: dict[str, SurveyView]
    sheets: dict[str, SurveySheet]  # "<survey>|<seat>|<sitting>"
    refused: list[str]  # seats


class SurveysView(TypedDict):
    refused: bool  # the person at this seat asked not to be surveyed
    asked: dict[str, SurveyView]
    desk: SurveyDeskView | None  # control's
