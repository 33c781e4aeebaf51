"""What a command comes to: events or a refusal. One dictionary from command to function, read top to bottom.

The frame here asks who and when in general; each function asks what its own subject needs. Nothing is changed: the
answer is a value, and whoever keeps the record appends it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wargame.rules.commands import SYSTEM_COMMANDS, Command, parse
from wargame.rules.commands.control import ActFor
from wargame.rules.decide import adjudication, lobby, offers, orders, phases
from wargame.rules.decide.cell import drafts, forecasts, votes
from wargame.rules.decide.cell import surveys as answers
from wargame.rules.decide.control import assistants, plans, surveys, voices
from wargame.rules.decide.diplomacy import meetings, pacts, press, rooms, talk
from wargame.rules.decide.frame import record_ruling
from wargame.rules.decide.lobby import opening
from wargame.rules.events import CONTROL, Event, cell_of
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.powers import is_control
from wargame.rules.mechanics.scopes import beyond
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.state import Context, State

__all__ = ["DECISIONS", "SYSTEM", "Accepted", "decide", "opening"]

SYSTEM = "system"


@dataclass(frozen=True)
class Accepted:
    """`receipt`: `at_ms`, and `ref`, the id of what was made or changed, where there is one."""

    events: tuple[Event, ...]
    receipt: dict[str, Any]


Decision = Callable[[Acts, Any], "str | Refusal | None"]
"""Adds to the acts and gives the id that the receipt names (or None), or refuses."""

DECISIONS: dict[str, Decision] = {
    "talk.say": talk.say,
    "room.read": talk.read_room,
    "offer.table": offers.table,
    "offer.counter": offers.counter,
    "offer.sign": offers.sign,
    "offer.reject": offers.reject,
    "offer.withdraw": offers.withdraw,
    "agreement.join": pacts.join,
    "agreement.decline": pacts.decline,
    "agreement.denounce": pacts.denounce,
    "approval.answer": pacts.answer_approval,
    "order.write": orders.write,
    "order.drop": orders.drop,
    "draft.save": drafts.save,
    "draft.drop": drafts.drop,
    "act.for": lambda acts, command: _act_for(acts, command),
    "inject.plan": plans.plan_inject,
    "inject.write": plans.write_inject,
    "note.pin": plans.pin_note,
    "hand.lower": talk.lower_hand,
    "forecast.give": forecasts.give,
    "survey.answer": answers.answer,
    "survey.decline": answers.decline,
    "survey.consent": answers.consent,
    "survey.write": surveys.write,
    "survey.open": surveys.open_one,
    "survey.close": surveys.close_one,
    "vote.call": votes.call,
    "vote.cast": votes.cast,
    "vote.close": votes.close,
    "time.ask": phases.ask_time,
    "time.answer": phases.answer_time,
    "meeting.call": meetings.call,
    "meeting.answer": meetings.answer,
    "meeting.close": meetings.close,
    "meeting.readout": meetings.readout,
    "room.open": rooms.open_room,
    "room.leave": rooms.leave_room,
    "press.say": press.say,
    "cell.ready": phases.set_ready,
    "hand.raise": talk.raise_hand,
    "seat.hand_back": lobby.hand_back,
    "seat.take_over": lobby.take_over,
    "bot.note": lobby.note,
    "bot.seat": lobby.seat_bot,
    "bot.unseat": lobby.unseat_bot,
    "game.start": lobby.start,
    "game.end": phases.end_game,
    "clock.pause": phases.pause,
    "clock.resume": phases.resume,
    "clock.extend": phases.extend,
    "clock.rules": phases.change_rules,
    "phase.end": phases.end_phase,
    "inject.send": voices.send_inject,
    "consent.rule": voices.rule_consent,
    "voice.say": voices.speak_as,
    "adjudication.accept": adjudication.accept,
    "adjudication.amend": adjudication.amend,
    "adjudication.redraw": adjudication.redraw,
    "assistant.make": assistants.make,
    "assistant.change": assistants.change,
    "assistant.withdraw": assistants.withdraw,
    "seat.take": lobby.take_seat,
    "seat.leave": lobby.leave_seat,
    "phase.close_due": phases.close_due,
    "findings.record": adjudication.record,
    "findings.fail": adjudication.fail,
}

CONTROL_COMMANDS = (
    "act.for",
    "inject.plan",
    "inject.write",
    "note.pin",
    "hand.lower",
    "survey.write",
    "survey.open",
    "survey.close",
    "time.answer",
    "bot.seat",
    "bot.unseat",
    "game.start",
    "game.end",
    "clock.pause",
    "clock.resume",
    "clock.extend",
    "clock.rules",
    "phase.end",
    "inject.send",
    "consent.rule",
    "voice.say",
    "adjudication.accept",
    "adjudication.amend",
    "adjudication.redraw",
)
SURVEYED = ("survey.answer", "survey.decline", "survey.consent")
ANY_TIME = (
    *("talk.say", "room.read", "hand.raise", "seat.take", "seat.leave", "seat.hand_back", "seat.take_over"),
    *(*SURVEYED, "survey.write", "survey.open", "survey.close"),
    *("assistant.make", "assistant.change", "assistant.withdraw"),
)
BEFORE_THE_START = (
    *(*ANY_TIME, "hand.lower", "game.start", "clock.rules", "voice.say"),
    *("bot.seat", "bot.unseat", "bot.note"),
)
OF_A_PERSON = ("seat.hand_back", "seat.take_over", "bot.note", "room.read", "hand.raise", *SURVEYED)
"""What only the person at the seat can do."""
FOR_ALL_SEATS = ("talk.say", "room.read", "hand.raise", "approval.answer")


def decide(state: State, command: Command, seat: str, context: Context) -> Accepted | Refusal:
    """What `command` of `seat` comes to in `state`. Never raises for anything that a person can send."""
    refusal = _who(state, command.name, seat, by_bot=context.by_bot) or _when(state, command.name)
    if refusal is not None:
        return refusal
    acts = Acts(state, context, seat)
    answer = DECISIONS[command.name](acts, command)
    if isinstance(answer, Refusal):
        return answer
    receipt: dict[str, Any] = {"at_ms": context.now_ms}
    if answer is not None:
        receipt["ref"] = answer
    return Accepted(tuple(acts.events), receipt)


def _act_for(acts: Acts, command: ActFor) -> str | Refusal | None:
    """A player's command in the place of a seat, with that seat's powers; recorded as control's doing."""
    row = acts.state["seats"].get(command.seat)
    if row is None or row["cell"] == CONTROL:
        return refuse("unknown-seat", "seat", seat=command.seat)
    if command.command in (*CONTROL_COMMANDS, *SYSTEM_COMMANDS, *OF_A_PERSON):
        return refuse("not-for-another", "command", name=command.command)
    inner = parse(command.command, command.args)
    refusal = inner if isinstance(inner, Refusal) else _when(acts.state, command.command)
    if refusal is not None:
        return refusal
    control, acts.seat, acts.by_control = acts.seat, command.seat, True
    answer = DECISIONS[command.command](acts, inner)
    acts.seat, acts.by_control = control, False
    if isinstance(answer, Refusal):
        return answer
    record_ruling(
        acts, "act.for", command.reason, before=command.seat, after={"command": command.command, "ref": answer}
    )
    acts.notice((row["cell"],), f"Control acted for {row['title']}: {command.command}.", about=answer)
    return answer


def _who(state: State, name: str, seat: str, *, by_bot: bool) -> Refusal | None:
    if name in SYSTEM_COMMANDS:
        return None if seat == SYSTEM else refuse("not-system")
    if seat not in state["seats"]:
        return refuse("unknown-seat", seat=seat)
    if name in CONTROL_COMMANDS:
        return beyond(state, seat, name) if is_control(seat) else refuse("not-control")
    if cell_of(seat) == CONTROL:
        if name not in FOR_ALL_SEATS:
            return refuse("not-a-player", seat=state["seats"][seat]["title"])
        return beyond(state, seat, name) if is_control(seat) else None
    row = state["seats"][seat]
    if by_bot != (row.get("bot") == lobby.PLAYS) and name != "seat.take_over":
        return refuse("bot-away" if by_bot else "bot-plays", seat=row["title"])
    if by_bot and name in SURVEYED:
        return refuse("not-a-person", seat=row["title"])
    if name == "bot.note" and not by_bot:
        return refuse("not-a-bot")
    return None if row["taken"] else refuse("seat-empty", seat=row["title"])


def _when(state: State, name: str) -> Refusal | None:
    if not state["game"].get("started") and name not in BEFORE_THE_START:
        return refuse("not-started")
    if state["game"].get("over") and name not in ANY_TIME:
        return refuse("game-over")
    return None
