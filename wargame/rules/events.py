"""What has happened: the kinds of entry, their versions, and who may see one. No decision is made here.

Kinds are plain words in the past tense. A body carries resulting values, so that whoever was told less can still fold
it; whatever a person wrote stands in it as `Words` until the journal's codec has put `{"$text": id}` in its place.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

ALL = "all"
CONTROL = "control"
SEES_ALL = ("control.facilitator", "control.assistant")
OBSERVER = "control.observer"
ASSISTANT = "control.assistant"
MADE = f"{ASSISTANT}-"
"""How the seats of assistants begin that are made during a game."""


@dataclass(frozen=True)
class Words:
    """Text that a person wrote: erasable, so it never stands in an entry itself."""

    text: str


@dataclass(frozen=True)
class Event:
    """One entry to be: `seen_by` is a sorted, never empty, tuple of viewers ("all", cells, seats)."""

    kind: str
    version: int
    body: dict[str, Any]
    seen_by: tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    version: int
    says: str


KINDS: dict[str, Kind] = {
    "game_opened": Kind(1, "The recipe: cells, seats, sites, treaties, indicators and the options of this play."),
    "fate_sealed": Kind(1, "Control alone: the seed, the truth drawn by it, and the list of injects."),
    "seat_taken": Kind(1, "A person sits down."),
    "seat_left": Kind(1, "A person leaves the seat; its powers fall to the head of the cell."),
    "bot_seated": Kind(1, "A bot plays a seat."),
    "bot_tempered": Kind(1, "Control alone: of what temperament the bot of a seat is."),
    "bot_left": Kind(1, "A bot plays a seat no more, nor waits behind it."),
    "bot_noted": Kind(1, "Control alone: what a bot did in a step, and why."),
    "seat_handed_back": Kind(1, "Somebody gave a seat back to the bot that waited."),
    "assistant_made": Kind(1, "Control alone: the facilitator has an assistant, with a scope."),
    "assistant_changed": Kind(1, "Control alone: an assistant has another scope or name."),
    "assistant_withdrawn": Kind(1, "Control alone: an assistant is none any more."),
    "game_started": Kind(1, "The lobby is over."),
    "phase_opened": Kind(1, "A phase, and with a briefing its turn, begins."),
    "clock_paused": Kind(1, "The clock stands, with a reason."),
    "clock_resumed": Kind(1, "The clock runs again."),
    "clock_extended": Kind(1, "The deadline moved, with a reason."),
    "clock_rules_changed": Kind(1, "When phases end, and how long late cells have, is now another, with a reason."),
    "orders_awaited": Kind(1, "The clock of the orders has run out and stands for cells that are not ready."),
    "cell_readied": Kind(1, "A cell marked itself ready, or took it back."),
    "hand_raised": Kind(1, "A seat asks control for attention, or no longer."),
    "room_opened": Kind(1, "A room for talk exists."),
    "talk_said": Kind(1, "A message in a room."),
    "room_read": Kind(1, "A seat has read a room up to a message."),
    "offer_tabled": Kind(3, "An offer, its first version and its parties."),
    "offer_countered": Kind(2, "A new version; signatures begin anew."),
    "offer_signed": Kind(1, "A cell signed a version, by its digest."),
    "offer_closed": Kind(1, "Signed by all, rejected, withdrawn or expired: once."),
    "standing_changed": Kind(1, "How clauses of an agreement now stand, and what they still await."),
    "invitation_answered": Kind(1, "An invited cell has signed as well, or will not."),
    "approval_answered": Kind(1, "A second consent is given or refused, with its because."),
    "agreement_denounced": Kind(1, "A party leaves its own clauses, and from when it is no longer bound."),
    "agreement_made": Kind(2, "All parties signed: the clauses are in force from their turns."),
    "order_written": Kind(2, "An order, new or written anew before the close."),
    "order_dropped": Kind(1, "An order taken back before the close."),
    "draft_saved": Kind(1, "A cell's own draft: fields of it that somebody wrote."),
    "draft_closed": Kind(1, "A cell's own draft was dropped, or used."),
    "commitment_made": Kind(1, "What a cell commits itself with: why, how sure it is, what it expects of others."),
    "forecast_given": Kind(1, "A seat's own probability for a question of the scenario."),
    "forecast_resolved": Kind(1, "How a question came out, as all may know it."),
    "forecast_scored": Kind(1, "How good one seat's forecast was: its Brier score, 0 best, 1 worst."),
    "forecasts_opened": Kind(1, "After the game: who forecast what."),
    "survey_written": Kind(1, "Control alone: a survey of its own, or other words for one of the scenario."),
    "survey_opened": Kind(1, "A survey with its questions, to those who are asked."),
    "survey_closed": Kind(1, "A survey takes no more answers."),
    "survey_answered": Kind(1, "One person's answers to a survey; the last ones count."),
    "survey_declined": Kind(1, "One person will not answer a survey."),
    "survey_consent_changed": Kind(1, "One person asks not to be surveyed at all, or takes that back."),
    "vote_called": Kind(1, "A question put to the seats of a cell."),
    "vote_cast": Kind(1, "A seat's vote in its cell."),
    "vote_closed": Kind(1, "The vote of a cell is over."),
    "time_asked": Kind(1, "A cell asks control for more time, with a reason."),
    "time_answered": Kind(1, "Control's answer to a request for time; or it lapsed."),
    "grace_given": Kind(1, "The close of orders waits for late cells; whose it is only they know."),
    "cell_late": Kind(1, "A cell handed nothing in: it has a grace, or the scenario's orders were entered for it."),
    "inject_planned": Kind(1, "Control alone: what becomes of an inject that was not sent."),
    "inject_written": Kind(1, "Control alone: an inject of its own, written at the table."),
    "draw_redrawn": Kind(
        1, "Control alone: what was tried is drawn anew before it is published; the old draw is kept."
    ),
    "note_pinned": Kind(1, "Control alone: a note pinned to a turn or a thing."),
    "meeting_called": Kind(1, "Cells are asked to meet, by one of them or by the calendar."),
    "meeting_answered": Kind(1, "A cell accepts or declines a meeting."),
    "meeting_held": Kind(1, "A meeting begins; its room is open to those who attend."),
    "meeting_closed": Kind(1, "A meeting is over, declined, called off or lapsed: once."),
    "readout_given": Kind(1, "One side's account of a meeting."),
    "room_left": Kind(1, "A seat left a room that seats had opened."),
    "orders_closed": Kind(1, "The orders of a turn are closed."),
    "funds_changed": Kind(1, "Money and capital of a cell, as they now are."),
    "inject_sent": Kind(1, "Control, or the clock, brought an event in."),
    "press_published": Kind(1, "Something said in public, or to those named."),
    "site_changed": Kind(1, "A site as it now is."),
    "treaty_changed": Kind(1, "A treaty's status as it now is."),
    "consent_answered": Kind(1, "A body outside the table said yes or no, by the pack's rule or as control ruled."),
    "mark_set": Kind(1, "Something happened that clauses and drivers may wait for."),
    "findings_recorded": Kind(1, "Control alone: the engine's answers to a closed turn."),
    "proposal_made": Kind(1, "Control alone: what would be published."),
    "ruling_made": Kind(1, "Control alone: who accepted or amended what, and why."),
    "turn_published": Kind(1, "The results of a turn begin to be told."),
    "findings_published": Kind(1, "One assessment's findings, to those who read it."),
    "order_carried_out": Kind(2, "What came of an order; for others a full copy of what they may know of it."),
    "assessment_moved": Kind(1, "A parameter of an assessment as it now is, to those who read it, with its because."),
    "indicator_moved": Kind(1, "An indicator's new value, with its because."),
    "compliance_found": Kind(1, "How the clauses of an agreement stand, as one observer can verify."),
    "draw_made": Kind(1, "Something was really tried: the outcome in its distribution."),
    "adjudication_failed": Kind(1, "Control alone: the engine gave no answer, in plain words."),
    "notice_given": Kind(1, "Somebody is told that something of theirs ended or changed by itself."),
    "game_ended": Kind(1, "The game is over."),
}


def event(kind: str, body: dict[str, Any], seen_by: Iterable[str]) -> Event:
    """An event of the current version of its kind. Raises KeyError for an unknown kind, ValueError without a viewer."""
    viewers = tuple(sorted(set(seen_by)))
    if not viewers:
        raise ValueError(f"{kind} has no viewer")
    return Event(kind, KINDS[kind].version, body, (ALL,) if ALL in viewers else viewers)


def cell_of(seat: str) -> str:
    return seat.split(".", 1)[0]


def sees_all(seat: str) -> bool:
    """Whether `seat` works for control: the facilitator, the scenario's assistant, and every one that was made."""
    return seat in SEES_ALL or seat.startswith(MADE)


def said_by(seat: str) -> str:
    """The seat that others read as the author: how many assistants control has, and which, is control's alone."""
    return ASSISTANT if seat.startswith(MADE) else seat


def sees(seen_by: Iterable[str], seat: str, *, observers_full: bool = False) -> bool:
    """Whether `seat` is among `seen_by`. Facilitator and assistant see all; an observer what is public, or all."""
    if sees_all(seat):
        return True
    if seat.startswith(OBSERVER):
        return observers_full or ALL in seen_by or seat in seen_by
    return ALL in seen_by or seat in seen_by or cell_of(seat) in seen_by


def visible(entry: Event | Iterable[str], seat: str, options: Mapping[str, Any] | None = None) -> bool:
    """The one definition of who may see an entry. `entry`: an event or its `seen_by`.

    `options`: the game's options or the state's `game` table, of which `observers` ("public" or "full") is read.
    """
    seen_by = entry.seen_by if isinstance(entry, Event) else entry
    return sees(tuple(seen_by), seat, observers_full=(options or {}).get("observers") == "full")


def sees_everything(seat: str, options: Mapping[str, Any]) -> bool:
    """Whether every entry is visible to `seat`: control at work, and observers if the game's option says so."""
    return sees_all(seat) or (seat.startswith(OBSERVER) and options.get("observers") == "full")


def covers(seen_by: Iterable[str], audience: Iterable[str]) -> bool:
    """Whether every viewer of `audience` is among `seen_by` (control is always)."""
    told = tuple(seen_by)
    return ALL in told or all(who in told or cell_of(who) in told or cell_of(who) == CONTROL for who in audience)
