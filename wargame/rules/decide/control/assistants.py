"""The facilitator's assistants: made, given another scope or name, withdrawn, in the middle of a game.

The house asks for it on the facilitator's behalf, since each needs a seat's link or devices too, which are the lobby's.
Nobody but control is told: an assistant that was made is no seat that players know of.
"""

from wargame.rules.commands.control import ChangeAssistant, MakeAssistant, WithdrawAssistant
from wargame.rules.decide.frame import record_ruling
from wargame.rules.events import ALL, ASSISTANT, CONTROL, OBSERVER, Words
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.scopes import LEAD, SCOPES, scope_of
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.state import Row

MOST = 12  # at a time


def make(acts: Acts, command: MakeAssistant) -> str | Refusal | None:
    refusal = _leads(command.by, "assistant.make") or _known_scope(command.scope)
    if refusal is not None:
        return refusal
    if sum(1 for row in acts.state["seats"].values() if row.get("made") and not row["withdrawn_ms"]) >= MOST:
        return refuse("too-many-assistants", count=MOST)
    seat = acts.new_id(ASSISTANT)
    body = {
        "seat": seat,
        "name": Words(command.label),
        "scope": command.scope,
        "by": command.by,
        "at_ms": acts.context.now_ms,
    }
    acts.add("assistant_made", {"assistant": body}, (CONTROL,))
    after = {"seat": seat, "scope": command.scope}
    record_ruling(acts, "assistant.make", command.reason, before=None, after=after, by=command.by)
    return seat


def change(acts: Acts, command: ChangeAssistant) -> str | Refusal | None:
    refusal = _leads(command.by, "assistant.change") or _known_scope(command.scope)
    row = _assistant(acts, command.seat)
    if refusal is not None or isinstance(row, Refusal):
        return refusal or row  # type: ignore[return-value]
    before = {"seat": command.seat, "scope": scope_of(acts.state, command.seat)}
    body = {
        "seat": command.seat,
        "name": Words(command.label) if command.label.strip() else row.get("name"),
        "scope": command.scope,
        "at_ms": acts.context.now_ms,
    }
    acts.add("assistant_changed", body, (CONTROL,))
    after = {"seat": command.seat, "scope": command.scope}
    record_ruling(acts, "assistant.change", command.reason, before=before, after=after, by=command.by)
    return command.seat


def withdraw(acts: Acts, command: WithdrawAssistant) -> str | Refusal | None:
    """Who sits there is out; the seat acts no more, and its deeds stay in the record under its name."""
    refusal = _leads(command.by, "assistant.withdraw")
    row = _assistant(acts, command.seat)
    if refusal is not None or isinstance(row, Refusal):
        return refusal or row  # type: ignore[return-value]
    before = {"seat": command.seat, "scope": scope_of(acts.state, command.seat)}
    if command.seat in acts.state["hands"]:
        down = {"seat": command.seat, "up": False, "about": None, "at_ms": acts.context.now_ms}
        acts.add("hand_raised", down, (command.seat, CONTROL))
    if row["taken"]:
        acts.add("seat_left", {"seat": command.seat, "at_ms": acts.context.now_ms}, known_to(row))
    acts.add("assistant_withdrawn", {"seat": command.seat, "at_ms": acts.context.now_ms}, (CONTROL,))
    record_ruling(acts, "assistant.withdraw", command.reason, before=before, after=command.seat, by=command.by)
    return command.seat


def known_to(row: Row) -> tuple[str, ...]:
    """Who is told that this seat is taken or left: all, but of a made assistant control alone."""
    return (CONTROL,) if row.get("made") else (ALL,)


def _leads(seat: str, deed: str) -> Refusal | None:
    return None if seat == LEAD else refuse("facilitator-only", "by", deed=deed)


def _known_scope(scope: str) -> Refusal | None:
    return None if scope in SCOPES else refuse("unknown-scope", "scope", scope=scope, choices=", ".join(SCOPES))


def _assistant(acts: Acts, seat: str) -> Row | Refusal:
    row: Row | None = acts.state["seats"].get(seat)
    if row is None or row["cell"] != CONTROL or seat == LEAD or seat.startswith(OBSERVER):
        return refuse("unknown-assistant", "seat", seat=seat)
    return refuse("assistant-withdrawn") if row.get("withdrawn_ms") else row
