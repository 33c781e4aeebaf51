"""What goes on inside a cell: shared drafts, votes, what it commits to."""

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from wargame.rules.commands.base import STRICT, Args, Command, Id, Prose, TurnNumber, Version

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


@dataclass(frozen=True, kw_only=True)
class DraftChanges:
    """What an editor changed, and nothing else: what is None was not touched; a text is emptied by "".

    Of an offer: `title`, `note`, `to`, `open`, `expires_turn`, `clauses`; of an order: `kind`, `args`, `rationale`,
    `confidence`, `expects`. Each of them, and each clause and each argument by itself, is one field.
    """

    __pydantic_config__: ClassVar[Any] = STRICT
    title: Annotated[str, StringConstraints(max_length=160)] | None = None
    note: Prose | None = None
    to: Annotated[tuple[Id, ...], Field(max_length=8)] | None = None
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
