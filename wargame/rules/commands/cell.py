"""What goes on inside a cell: shared drafts, votes, what it commits to."""

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from wargame.rules.commands.base import STRICT, Args, Command, Id, Line, Prose, Reason, Said, TurnNumber, Version
from wargame.rules.commands.pacts import Links

Percent = Annotated[int, Field(ge=0, le=100)]
FieldPath = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[a-z_]+(\.[A-Za-z0-9_.:\-]+)?$")]


@dataclass(frozen=True, kw_only=True)
class DraftClause:
    """A clause in the making: everything but its kind may still be missing."""

    __pydantic_config__: ClassVar[Any] = STRICT
    kind: Id
    party: Id | None = None
    args: Args = field(default_factory=dict)
    from_turn: TurnNumber | None = None
    until_turn: TurnNumber | None = None
    condition: Id | None = None
    only_if: Id | None = None


@dataclass(frozen=True, kw_only=True)
class DraftChanges:
    """What an editor changed, and nothing else: what is None was not touched; a text is emptied by "".

    Of an offer: `title`, `note`, `to`, `invites`, `links`, `open`, `expires_turn`, `clauses`; of an order: `kind`,
    `args`, `rationale`, `confidence`, `expects`. Each of them, each clause and each argument by itself, is one field.
    """

    __pydantic_config__: ClassVar[Any] = STRICT
    title: Annotated[str, StringConstraints(max_length=160)] | None = None
    note: Prose | None = None
    to: Annotated[tuple[Id, ...], Field(max_length=8)] | None = None
    invites: Annotated[tuple[Id, ...], Field(max_length=8)] | None = None
    links: Links | None = None
    open: bool | None = None
    expires_turn: TurnNumber | None = None
    clauses: Annotated[dict[Id, DraftClause], Field(max_length=12)] = field(default_factory=dict)
    kind: Id | None = None
    args: Args = field(default_factory=dict)
    rationale: Prose | None = None
    confidence: Percent | None = None
    expects: Prose | None = None


@dataclass(frozen=True, kw_only=True)
class SaveDraft(Command):
    """Begins a draft of the cell, or changes fields of one. `base_version` is the version that the editor looked at.

    `of` and `about` belong to a new draft: `about` names the offer that is answered, or the order that is changed.
    `clear` names fields to be taken out, such as `clauses.c1` or `confidence`.
    """

    name: ClassVar[str] = "draft.save"
    draft: Id | None = None
    of: Literal["offer", "counter", "order"] | None = None
    about: Id | None = None
    base_version: Annotated[int, Field(ge=0, le=9999)] = 0
    changes: DraftChanges
    clear: Annotated[tuple[FieldPath, ...], Field(max_length=20)] = ()


@dataclass(frozen=True, kw_only=True)
class DropDraft(Command):
    name: ClassVar[str] = "draft.drop"
    draft: Id
    version: Version


@dataclass(frozen=True, kw_only=True)
class SetReady(Command):
    """Marks the cell ready, or takes it back. With it a cell may commit itself: why, how sure, what it expects.

    `expects`: another cell -> what it will do, in words; for the cell itself and for the evaluation afterwards.
    """

    name: ClassVar[str] = "cell.ready"
    ready: bool
    rationale: Prose = ""
    confidence: Percent | None = None
    expects: Annotated[dict[Id, Said], Field(max_length=8)] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class GiveForecast(Command):
    """How probable this seat thinks what the scenario asks; said again, the later one counts."""

    name: ClassVar[str] = "forecast.give"
    question: Id
    probability: Percent
    words: Prose = ""


@dataclass(frozen=True, kw_only=True)
class CallVote(Command):
    name: ClassVar[str] = "vote.call"
    question: Line
    choices: Annotated[tuple[Line, ...], Field(min_length=2, max_length=8)]


@dataclass(frozen=True, kw_only=True)
class CastVote(Command):
    name: ClassVar[str] = "vote.cast"
    vote: Id
    choice: Annotated[int, Field(ge=0, le=7)]  # its place among the choices


@dataclass(frozen=True, kw_only=True)
class CloseVote(Command):
    name: ClassVar[str] = "vote.close"
    vote: Id


@dataclass(frozen=True, kw_only=True)
class AskTime(Command):
    name: ClassVar[str] = "time.ask"
    seconds: Annotated[int, Field(ge=10, le=86_400)]
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class AnswerTime(Command):
    """Control's answer: the time asked for, other `seconds`, or none; everybody reads the reason of an extension."""

    name: ClassVar[str] = "time.answer"
    request: Id
    grant: bool
    seconds: Annotated[int, Field(ge=10, le=86_400)] | None = None
    reason: Reason
