"""What each person of control may do: one table of scopes, and the one question that every door asks of it.

A deed is a command's name, or the name of what the desk does beside the log (`seat.link`, `report.make`, `see-as`).
What anybody may see is not decided here: who works for control sees everything, whatever the scope.
"""

from dataclasses import dataclass

from wargame.rules.events import CONTROL, cell_of, sees_all
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.state import State

LEAD = "control.facilitator"
EVERYTHING, WATCH = "everything", "watch"

LOOKS = ("hand.raise", "room.read", "see-as", "inject.preview", "inject.read", "record.read", "report.read")
"""What changes nothing in the game; looking as a seat is recorded."""
WORKS = (*LOOKS, "talk.say", "note.pin", "hand.lower")
CLOCK = ("game.start", "clock.pause", "clock.resume", "clock.extend", "clock.rules", "phase.end", "time.answer")
ABSENCE = ("act.for", "bot.seat", "bot.unseat", "seat.link", "seat.lock", "seat.revoke", "seat.vacate")
INJECTS = ("inject.plan", "inject.write", "inject.send", "voice.say")
SURVEYS = ("survey.write", "survey.open", "survey.close")
RULINGS = ("adjudication.accept", "adjudication.amend", "adjudication.redraw", "consent.rule", "approval.answer")
FACILITATORS_ALONE = ("assistant.make", "assistant.change", "assistant.withdraw", "control.devices")
"""Who helps, with what, and by which device: else an assistant could give himself a wider scope."""


@dataclass(frozen=True)
class Scope:
    """`title` is how people call it, `words` what it is for, `may` the deeds in it."""

    title: str
    words: str
    may: tuple[str, ...]


SCOPES: dict[str, Scope] = {
    EVERYTHING: Scope(
        "everything",
        "Whatever the facilitator can do, except to make and change assistants.",
        (*WORKS, *CLOCK, *ABSENCE, *INJECTS, *SURVEYS, *RULINGS, "game.end", "report.make"),
    ),
    "clock": Scope(
        "clock and absence",
        "Starts and ends phases, keeps the clock, answers requests for time, helps seats whose people are away.",
        (*WORKS, *CLOCK, *ABSENCE),
    ),
    "injects": Scope(
        "injects and press",
        "Plans, writes and sends injects, speaks as outside voices, and asks people with surveys.",
        (*WORKS, *INJECTS, *SURVEYS),
    ),
    "adjudication": Scope(
        "adjudication",
        "Accepts or amends what the engine proposes, has it drawn anew, answers for bodies outside the table.",
        (*WORKS, *RULINGS),
    ),
    WATCH: Scope("watch only", "Sees everything and does nothing: for a teacher or an observer.", LOOKS),
}


def scope_of(state: State, seat: str) -> str | None:
    """The scope of a seat of control, “everything” until it is given another; None for the facilitator and players."""
    row = state["seats"].get(seat)
    if row is None or row["cell"] != CONTROL or seat == LEAD:
        return None
    return str(row.get("scope", EVERYTHING)) if sees_all(seat) else WATCH


def deeds_of(state: State, seat: str) -> tuple[str, ...]:
    """All that a seat of control may do now; nothing for every other seat and for one that was withdrawn."""
    row = state["seats"].get(seat)
    if row is None or row["cell"] != CONTROL or row.get("withdrawn_ms"):
        return ()
    scope = scope_of(state, seat)
    return (*SCOPES[EVERYTHING].may, *FACILITATORS_ALONE) if scope is None else SCOPES[scope].may


def beyond(state: State, seat: str, deed: str) -> Refusal | None:
    """Why a seat of control may not do this, with the scope that would be right; None if it may, and for players."""
    if cell_of(seat) != CONTROL or deed in deeds_of(state, seat):
        return None
    if state["seats"].get(seat, {}).get("withdrawn_ms"):
        return refuse("assistant-withdrawn")
    own, right = scope_of(state, seat), [scope.title for scope in SCOPES.values() if deed in scope.may]
    title = SCOPES[own].title if own else "facilitator"
    if not right:
        return refuse("facilitator-only", deed=deed)
    return refuse("beyond-scope", deed=deed, scope=title, right=" or ".join(f"“{name}”" for name in right))
