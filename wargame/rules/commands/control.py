"""What control asks for beside clocks and adjudication: acts for a seat, plans for injects, notes, assistants."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from wargame.rules.commands.base import Command, Id, Line, Prose, Reason, Said, TurnNumber


@dataclass(frozen=True, kw_only=True)
class ActFor(Command):
    """Gives a player's command in the place of a seat; the record and the seat's cell are told that control did."""

    name: ClassVar[str] = "act.for"
    seat: Id
    command: Id  # its name, such as order.write
    args: Annotated[dict[str, Any], Field(max_length=32)]
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class PlanInject(Command):
    """What becomes of an inject that was not sent: `waiting` as the scenario has it, `held`, `skipped`, or `armed`.

    An armed one is sent by itself at the next change of phase at which `when`, a condition of the scenario, is true.
    Given words replace the scenario's when it is sent.
    """

    name: ClassVar[str] = "inject.plan"
    inject: Id
    state: Literal["waiting", "held", "skipped", "armed"]
    when: Id | None = None
    title: Annotated[str, StringConstraints(max_length=160)] = ""
    text: Prose = ""
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class WriteInject(Command):
    """A new inject, written at the table, for these viewers; until it is sent it is control's alone.

    `when`: `now`; `turn`, and it comes with the injects of that turn's negotiation; or `condition`, and it is armed.
    """

    name: ClassVar[str] = "inject.write"
    voice: Line
    title: Line
    text: Said
    to: Annotated[tuple[Id, ...], Field(min_length=1, max_length=16)]  # viewers, or ("all",)
    when: Literal["now", "turn", "condition"]
    turn: TurnNumber | None = None  # required with `turn`
    condition: Id | None = None  # of the scenario; required with `condition`
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class Redraw(Command):
    """Draws anew, before its turn is published, what was really tried with an inject. The old draw stays recorded."""

    name: ClassVar[str] = "adjudication.redraw"
    turn: TurnNumber
    inject: Id
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class LowerHand(Command):
    """The hand that a seat has raised is taken down: what it asked has been answered."""

    name: ClassVar[str] = "hand.lower"
    seat: Id


@dataclass(frozen=True, kw_only=True)
class PinNote(Command):
    """A note of control's own, pinned to a turn and, if named, to a thing: an offer, an order, an inject, a seat."""

    name: ClassVar[str] = "note.pin"
    text: Said
    about: Id | None = None
    turn: TurnNumber | None = None


Label = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]

# The house asks for these on behalf of `by`: an assistant's link and devices are the lobby's, and go with them.


@dataclass(frozen=True, kw_only=True)
class MakeAssistant(Command):
    """One more seat in control, called `label`, with one of the scopes of `mechanics.scopes`."""

    name: ClassVar[str] = "assistant.make"
    label: Label
    scope: Id
    by: Id
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class ChangeAssistant(Command):
    """Gives an assistant, also the scenario's own, another scope and, if given, another name."""

    name: ClassVar[str] = "assistant.change"
    seat: Id
    scope: Id
    label: Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)] = ""
    by: Id
    reason: Reason


@dataclass(frozen=True, kw_only=True)
class WithdrawAssistant(Command):
    name: ClassVar[str] = "assistant.withdraw"
    seat: Id
    by: Id
    reason: Reason
