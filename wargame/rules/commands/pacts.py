"""What a seat may ask for once something is agreed: to sign as one who was invited, to approve, to leave."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from wargame.rules.commands.base import STRICT, Command, Id, Prose, Reason


@dataclass(frozen=True, kw_only=True)
class Link:
    """`only_with`: takes force only once what `offer` offers is in force. `falls_with`: ends when that ends."""

    __pydantic_config__: ClassVar[Any] = STRICT
    offer: Id
    kind: Literal["only_with", "falls_with"]


Links = Annotated[tuple[Link, ...], Field(max_length=4)]
Invites = Annotated[tuple[Id, ...], Field(max_length=8)]


@dataclass(frozen=True, kw_only=True)
class JoinAgreement(Command):
    """An invited cell signs too, after the parties have."""

    name: ClassVar[str] = "agreement.join"
    agreement: Id
    digest: Id  # of the version that the parties signed


@dataclass(frozen=True, kw_only=True)
class DeclineAgreement(Command):
    """An invited cell will not sign: what was to take force only with it lapses."""

    name: ClassVar[str] = "agreement.decline"
    agreement: Id
    reason: Prose = ""


@dataclass(frozen=True, kw_only=True)
class DenounceAgreement(Command):
    """The lawful way out of one's own clauses: after the notice that their kinds ask, or at once upon a breach."""

    name: ClassVar[str] = "agreement.denounce"
    agreement: Id
    reason: Reason
    on_breach: bool = False


@dataclass(frozen=True, kw_only=True)
class AnswerApproval(Command):
    """A second consent is given or refused: by who holds its power, or by control for those who have no seat."""

    name: ClassVar[str] = "approval.answer"
    agreement: Id
    clause: Id
    approval: Id
    given: bool
    reason: Reason
