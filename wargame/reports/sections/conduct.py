"""How the game was run: planned and actual times, pauses and extensions, attendance, rulings."""

from typing import Any

from wargame.reports.chronicle import Chronicle, cell_name, utc
from wargame.reports.paper import Section, number, table, text

MINUTE_MS = 60_000
# The kind of a ruling is the command that made it.
RULINGS = {
    "adjudication.accept": "accepted the proposal",
    "adjudication.amend": "amended the proposal",
    "inject.send": "sent an inject",
    "adjudication.redraw": "had it drawn anew",
    "inject.plan": "planned an inject",
    "inject.write": "wrote an inject",
    "act.for": "acted for a seat",
    "time.answer": "answered a request for time",
    "approval.answer": "answered for a second consent",
    "assistant.make": "made an assistant",
    "assistant.change": "gave an assistant another part",
    "assistant.withdraw": "withdrew an assistant",
    "consent.rule": "answered for a body outside the table",
    "voice.say": "spoke as an outside voice",
    "clock.rules": "changed the rules of the clock",
    "phase.end": "ended the phase",
    "game.end": "ended the game",
    "survey.write": "wrote a survey",
    "survey.open": "opened a survey",
    "survey.close": "closed a survey",
}
ATTENDANCE = {
    "seat_taken": "sat down",
    "seat_left": "left",
    "bot_seated": "a bot plays",
    "bot_left": "no bot any more",
    "seat_handed_back": "handed back to the bot",
}


CLOCK_RULES = {
    "grace_s": "grace of late sides",
    "end_when_ready": "phases end when all are ready",
    "wait_for_orders": "orders wait for all",
}


def what_of(ruling: dict[str, Any]) -> str:
    """What a ruling did, in words; of the rules of the clock also which are others, and what they were."""
    words = RULINGS.get(ruling["kind"], ruling["kind"])
    if ruling["kind"] != "clock.rules":
        return words
    said = lambda value: f"{value} s" if type(value) is int else "yes" if value else "no"  # noqa: E731
    before, after = ruling["before"], ruling["after"]
    changed = [
        f"{CLOCK_RULES[name]} {said(after[name])} (was {said(before[name])})"
        for name in CLOCK_RULES
        if after[name] != before[name]
    ]
    return f"{words}: {', '.join(changed)}"


def conduct(story: Chronicle) -> Section:
    phases = [
        (
            text(f"{step.turn} · {step.turn_title}" if step.turn else "–"),
            text(step.phase.capitalize()),
            text(utc(step.opened_ms), step.refs),
            number(step.planned_ms / MINUTE_MS if step.planned_ms else None),
            number((step.closed_ms - step.opened_ms) / MINUTE_MS if step.closed_ms else None),
        )
        for step in story.steps
    ]
    words = {"clock_paused": "Pause", "clock_resumed": "Goes on", "clock_extended": "Deadline moved"}
    clock = [
        (
            text(utc(item.at_ms), (item.seq,)),
            text(words[item.kind]),
            text(cell_name(story, item.seat)),
            text(item.body["clock"].get("reason")),
        )
        for item in story.of_kind(*words)
    ]
    attendance = [
        (
            text(utc(item.at_ms), (item.seq,)),
            text(cell_name(story, item.body["seat"])),
            text(ATTENDANCE[item.kind]),
        )
        for item in story.of_kind(*ATTENDANCE)
    ]
    rulings = []
    for item in story.of_kind("ruling_made"):
        ruling = item.body["ruling"]
        rulings.append(
            (
                text(utc(item.at_ms), (item.seq,)),
                text(cell_name(story, ruling["by"])),
                text(what_of(ruling)),
                text(ruling["reason"]),
            )
        )
    return Section(
        id="conduct",
        title="Conduct",
        level=2,
        blocks=(
            table(
                "Phases, planned and actual minutes",
                ("Turn", "Phase", "Opened", "Planned", "Actual"),
                phases,
                empty="The game never left the lobby.",
            ),
            table(
                "The clock in control's hand",
                ("When", "What", "By", "Reason"),
                clock,
                empty="The clock ran as planned.",
            ),
            table("Attendance", ("When", "Seat", "What"), attendance, empty="Nobody took a seat."),
            table("Rulings", ("When", "By", "What", "Reason"), rulings, empty="Control made no ruling."),
        ),
    )
