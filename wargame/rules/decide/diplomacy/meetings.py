"""Meetings: called, answered, held in a room of their own, ended, and told of by each side in its own words.

Diplomatic time is scarce: a cell has so many slots in a turn and is in one meeting in each. The scenario's calendar
calls some meetings by itself, which take no slot.
"""

from collections.abc import Iterable
from typing import Any

from wargame.rules.commands.diplomacy import AnswerMeeting, CallMeeting, CloseMeeting, GiveReadout
from wargame.rules.decide.diplomacy.press import publish
from wargame.rules.decide.frame import no_power, wrong_phase
from wargame.rules.events import Words, cell_of, covers, visible
from wargame.rules.mechanics import effects
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.funds import funds_view
from wargame.rules.mechanics.powers import acting_head, effective, stands_in_for
from wargame.rules.pack import MeetingKind
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.sight.diplomacy import HELD_OR_CALLED, TAKES_A_SLOT
from wargame.rules.sight.table import OPEN

Meeting = dict[str, Any]


def kinds_of(acts: Acts) -> dict[str, MeetingKind]:
    return acts.context.pack.get("meeting_kinds", {})


# Called.


def call(acts: Acts, command: CallMeeting) -> str | Refusal | None:
    kind = kinds_of(acts).get(command.kind)
    if kind is None:
        choices = ", ".join(kinds_of(acts)) or "nothing: this scenario has none"
        return refuse("unknown-meeting-kind", "kind", kind=command.kind, choices=choices)
    own = cell_of(acts.seat)
    refusal = _may(acts, kind) or _invited(kind, own, command.to) or _free(acts, own, command.slot)
    refusal = refusal or _agenda(acts, command.agenda, command.to) or _payable(acts, own, kind)
    if refusal is not None:
        return refusal
    cells = [cell for cell in acts.context.pack["cells"] if cell == own or cell in command.to]
    return _call(
        acts,
        command.kind,
        kind["title"],
        cells,
        by=acts.seat,
        slot=command.slot,
        capital=kind["capital"],
        agenda=list(command.agenda),
        note=Words(command.note) if command.note.strip() else None,
    )


def call_dated(acts: Acts, turn: int) -> None:
    """The meetings that the calendar has in this turn: everybody whom it names is asked, and nobody pays."""
    for row in acts.context.pack.get("meetings", []):
        if row["turn"] == turn:
            _call(acts, row["kind"], row["title"], row["cells"], date=row["date"])


def _call(
    acts: Acts,
    kind: str,
    title: str,
    cells: list[str],
    *,
    by: str | None = None,
    date: str | None = None,
    slot: int = 0,
    capital: float = 0,
    agenda: Iterable[str] = (),
    note: Words | None = None,
) -> str:
    meeting = {
        "id": acts.new_id("meeting", kind, title, date or ""),
        "kind": kind,
        "title": title,
        "turn": acts.state["turn"]["number"],
        "date": date,
        "slot": slot,
        "capital": capital,
        "called_by": by,
        "cells": list(cells),
        "attending": [cell_of(by)] if by else [],
        "answers": {},
        "agenda": list(agenda),
        "note": note,
        "status": "called",
        "room": None,
        "called_ms": acts.context.now_ms,
        "held_ms": None,
        "closed_ms": None,
        "closed_by": None,
    }
    acts.add("meeting_called", {"meeting": meeting}, cells)
    return str(meeting["id"])


def _may(acts: Acts, kind: MeetingKind) -> Refusal | None:
    """Refused unless it is time to negotiate and the seat may speak for its cell in a meeting of this kind."""
    if not acts.state["phase"]["may_negotiate"]:
        return wrong_phase(acts.state, "negotiation, and orders where the scenario allows it")
    if kind["power"] not in effective(acts.state, acts.seat):
        return no_power(acts.state, acts.seat, kind["power"])
    seats = _seats_of(acts, kind, cell_of(acts.seat))
    if seats and not {acts.seat, *stands_in_for(acts.state, acts.seat)} & set(seats):
        titles = " or ".join(acts.state["seats"][seat]["title"] for seat in seats)
        return refuse("not-at-this-meeting", "kind", title=kind["title"], seats=titles)
    return None


def _seats_of(acts: Acts, kind: MeetingKind, cell: str) -> list[str]:
    """The seats that meet for `cell`, where the kind names any of it; otherwise nobody in particular."""
    return [seat for seat in kind.get("seats", []) if cell_of(seat) == cell]


def _invited(kind: MeetingKind, own: str, to: tuple[str, ...]) -> Refusal | None:
    if own not in kind["cells"]:
        return refuse("unknown-cell", "kind", cell=own, choices=", ".join(kind["cells"]))
    for index, cell in enumerate(to):
        if cell == own:
            return refuse("own-cell", f"to.{index}")
        if cell not in kind["cells"]:
            return refuse("unknown-cell", f"to.{index}", cell=cell, choices=", ".join(kind["cells"]))
    if len({own, *to}) > kind["most"]:
        return refuse("too-many-cells", "to", title=kind["title"], most=kind["most"])
    return None


def _free(acts: Acts, cell: str, slot: int) -> Refusal | None:
    """Refused if the cell has no such slot in a turn, or is in another meeting then."""
    slots = acts.context.pack.get("meeting_slots", {}).get(cell, 0)
    if slot > slots:
        return refuse("no-slot", "slot", slots=slots)
    turn = acts.state["turn"]["number"]
    for row in acts.state["meetings"].values():
        its = row["view"]
        busy = its["status"] in TAKES_A_SLOT and cell in its["attending"]
        if busy and (its["turn"], its["slot"]) == (turn, slot):
            return refuse("slot-taken", "slot", slot=slot, title=its["title"])
    return None


def _agenda(acts: Acts, agenda: tuple[str, ...], to: tuple[str, ...]) -> Refusal | None:
    for index, offer in enumerate(agenda):
        row = acts.state["offers"].get(offer)
        if row is None or not visible(row["seen_by"], acts.seat, acts.state["game"]):
            return refuse("unknown-offer", f"agenda.{index}", offer=offer)
        if row["view"]["status"] not in OPEN:
            return refuse("offer-closed", f"agenda.{index}", status=row["view"]["status"])
        hidden = [cell for cell in to if not covers(row["seen_by"], (cell,))]
        if hidden:
            return refuse("agenda-hidden", f"agenda.{index}", offer=offer, cells=", ".join(hidden))
    return None


def _payable(acts: Acts, cell: str, kind: MeetingKind) -> Refusal | None:
    funds = funds_view(acts.state, cell)
    left = 0.0 if funds is None else round(funds["capital"] - funds["reserved_capital"], 6)
    if kind["capital"] > left:
        return refuse("no-capital", "kind", cost=f"{kind['capital']:g}", left=f"{left:g}")
    return None


# Answered, held, ended.


def _meeting(acts: Acts, name: str) -> Meeting | Refusal:
    row = acts.state["meetings"].get(name)
    if row is None or cell_of(acts.seat) not in row["view"]["cells"]:
        return refuse("unknown-meeting", "meeting", meeting=name)
    meeting: Meeting = row["view"]
    return meeting


def answer(acts: Acts, command: AnswerMeeting) -> str | Refusal | None:
    meeting = _meeting(acts, command.meeting)
    if isinstance(meeting, Refusal):
        return meeting
    if meeting["status"] != "called":
        return refuse("meeting-closed", "meeting", status=meeting["status"])
    cell = cell_of(acts.seat)
    if cell in meeting["answers"] or cell in meeting["attending"]:
        return refuse("same-state", "meeting", what="Your cell has answered already.")
    refusal = _may(acts, kinds_of(acts)[meeting["kind"]])
    if refusal is None and command.accept and meeting["slot"]:
        refusal = _free(acts, cell, meeting["slot"])
    if refusal is not None:
        return refusal
    body = {
        "meeting": command.meeting,
        "cell": cell,
        "by": acts.seat,
        "accept": command.accept,
        "reason": Words(command.reason) if command.reason.strip() else None,
        "at_ms": acts.context.now_ms,
    }
    acts.add("meeting_answered", body, meeting["cells"])
    now = acts.state["meetings"][command.meeting]["view"]
    if {*now["answers"], *now["attending"]} >= set(now["cells"]):
        _hold(acts, now) if len(now["attending"]) > 1 else _end(acts, now, "declined", by=None)
    return command.meeting


def _hold(acts: Acts, meeting: Meeting) -> None:
    """It begins: the one who called pays, the room opens to those who attend, and an announced kind is news."""
    kind = kinds_of(acts)[meeting["kind"]]
    if meeting["called_by"]:
        because = f"{meeting['title']} in turn {meeting['turn']}"
        effects.change_funds(
            acts, cell_of(meeting["called_by"]), money_bn=0, capital=-meeting["capital"], because=because
        )
    members = _members(acts, kind, meeting["attending"])
    room = {"id": acts.new_id("room", meeting["id"]), "kind": "meeting", "title": meeting["title"], "members": members}
    acts.add("room_opened", {"room": room}, members)
    body = {"meeting": meeting["id"], "room": room["id"], "at_ms": acts.context.now_ms}
    acts.add("meeting_held", body, meeting["cells"])
    if kind["announced"]:
        names = " and ".join(acts.context.pack["cells"][cell]["name"] for cell in meeting["attending"])
        publish(acts, "meeting", voice=names, title=meeting["title"], text=f"{names} meet.", about=meeting["id"])


def _members(acts: Acts, kind: MeetingKind, cells: list[str]) -> list[str]:
    """Who sits in the room: the named seats of a cell, with whoever stands in for an empty one; or the whole cell."""
    members: set[str] = set()
    for cell in cells:
        seats = _seats_of(acts, kind, cell)
        members |= set(seats) or {cell}
        head = acting_head(acts.state, cell)
        if head is not None and set(seats) & set(stands_in_for(acts.state, head)):
            members.add(head)
    return sorted(members)


def close(acts: Acts, command: CloseMeeting) -> str | Refusal | None:
    meeting = _meeting(acts, command.meeting)
    if isinstance(meeting, Refusal):
        return meeting
    if meeting["status"] not in HELD_OR_CALLED:
        return refuse("meeting-closed", "meeting", status=meeting["status"])
    caller = meeting["called_by"] and cell_of(meeting["called_by"])
    own = cell_of(acts.seat)
    if own not in meeting["attending"] or (meeting["status"] == "called" and own != caller):
        return refuse("not-your-meeting", "meeting")
    refusal = _may(acts, kinds_of(acts)[meeting["kind"]])
    if refusal is not None:
        return refusal
    _end(acts, meeting, "closed" if meeting["status"] == "held" else "called_off", by=acts.seat)
    return command.meeting


def _end(acts: Acts, meeting: Meeting, status: str, *, by: str | None) -> None:
    body = {
        "meeting": meeting["id"],
        "status": status,
        "room": meeting["room"],
        "by": by,
        "at_ms": acts.context.now_ms,
    }
    acts.add("meeting_closed", body, meeting["cells"])
    words = {"closed": "is over", "called_off": "was called off", "declined": "was declined", "lapsed": "lapsed"}
    acts.notice(meeting["cells"], f"{meeting['title']} {words[status]}.", about=meeting["id"])


def end_with_phase(acts: Acts, *, negotiating: bool) -> None:
    """With a phase, calls that were not answered by all lapse; and with the last of negotiation, meetings end."""
    for row in list(acts.state["meetings"].values()):
        meeting = row["view"]
        if meeting["status"] == "called":
            _end(acts, meeting, "lapsed", by=None)
        elif meeting["status"] == "held" and not negotiating:
            _end(acts, meeting, "closed", by=None)


def readout(acts: Acts, command: GiveReadout) -> str | Refusal | None:
    meeting = _meeting(acts, command.meeting)
    if isinstance(meeting, Refusal):
        return meeting
    own = cell_of(acts.seat)
    if meeting["held_ms"] is None or own not in meeting["attending"]:
        return refuse("not-your-meeting", "meeting")
    kind = kinds_of(acts)[meeting["kind"]]
    if kind["power"] not in effective(acts.state, acts.seat):
        return no_power(acts.state, acts.seat, kind["power"])
    if f"{command.meeting}:{own}" in acts.state["readouts"]:
        return refuse("same-state", "meeting", what="Your cell has given its readout of this meeting.")
    view = {
        "cell": own,
        "by": acts.seat,
        "text": Words(command.text),
        "public": command.public,
        "at_ms": acts.context.now_ms,
    }
    body = {"meeting": command.meeting, "readout": view}
    acts.add("readout_given", body, meeting["cells"] if command.public else (own,))
    if command.public:
        voice = acts.context.pack["cells"][own]["voice"]
        title = f"{meeting['title']}: readout"
        publish(acts, "readout", voice=voice, title=title, text=Words(command.text), about=command.meeting)
    return command.meeting
