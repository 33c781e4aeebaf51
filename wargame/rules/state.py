"""The state that events fold into: plain JSON values in tables, and the context of a decision. No rule lives here.

A table is replaced, never changed in place; what did not change stays the same object. So a table's identity says
whether anything in it changed, which is what the postman's caches go by.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypedDict

from wargame.rules.pack import Pack
from wargame.rules.view import PhaseView, TurnView

Row = dict[str, Any]
Table = dict[str, Any]


class State(TypedDict):
    """One game. `seen_by` in a row is who was told of it; tables without it are told to all or keyed by viewer."""

    game: Row  # GameView, and: observers, negotiate_while_ordering
    cells: Table  # cell -> {name, letter, voice}
    seats: Table  # seat -> {cell, title, powers, head, taken, sitting, bot: "plays" | "waits" | None}
    turn: TurnView
    phase: PhaseView
    ready: dict[str, bool]  # cell
    funds: Table  # cell -> {money_bn, capital}
    rooms: Table  # room -> {id, kind, title, members, count, last_ms}
    read: dict[str, dict[str, int]]  # seat -> room -> last message read
    offers: Table  # offer -> {seen_by, view}: OfferView without `yours`
    agreements: Table  # agreement -> {seen_by, view}: AgreementView without `compliance`
    compliance: dict[str, dict[str, Table]]  # observing cell, or control for the truth -> agreement -> clause
    orders: Table  # order -> OrderView, as its own cell knows it
    deeds: Table  # order -> {seen_by, view}: what others than its cell know of it
    drafts: Table  # DraftView
    plans: Table  # control alone: inject -> {inject, state, when, title, text}
    notes: Table  # control alone: its own notes
    commitments: Table  # turn:cell -> CommitmentMade
    forecasts: Table  # question:seat -> {seen_by, view}
    questions: Table  # question -> {outcome, turn}, once it is resolved
    votes: Table  # VoteView
    requests: Table  # TimeRequestView
    late: Table  # turn:cell -> LateView
    meetings: Table  # meeting -> {seen_by, view}: MeetingView without `readouts` and `yours`
    readouts: Table  # meeting:cell -> {seen_by, meeting, view}
    sites: dict[str, list[Row]]  # site -> [{seen_by, site}], oldest first; a viewer sees the last that it was told
    treaties: dict[str, str]
    consents: Table  # consent -> ConsentView, told to all; open ones are missing
    indicators: Table  # indicator -> {seen_by, view}
    findings: dict[str, Table]  # turn -> assessment -> {seen_by, finding}
    beliefs: Table  # assessment -> {seen_by, parameters: {name: BeliefView}}: what was moved, no more
    draws: Table  # draw -> {seen_by, inject, view}
    press: Table  # PressView
    notices: Table  # notice -> {seen_by, view}
    hands: Table  # seat -> HandView
    sent: Table  # inject -> {at_ms, turn, seen_by}
    marks: Table  # mark -> {turn, seen_by}
    fate: Row  # control alone: {seed, truth, injects}
    proposals: Table  # control alone: turn -> ProposalView, and findings
    rulings: Table  # control alone
    surveys: Table  # survey:turn -> {seen_by, view}: SurveyView without `yours`, with the questions of all
    survey_papers: Table  # control alone: SurveyPaper
    survey_sheets: Table  # survey|seat|sitting -> SurveySheet: its author and control
    survey_refusals: Table  # seat|sitting -> {seat, at_ms}: who asked not to be surveyed; he and control
    bots: Table  # control alone: seat -> {temperament, notes: {id: {id, turn, phase, step, at_ms, text}}}


EMPTY: State = {
    "game": {},
    "cells": {},
    "seats": {},
    "turn": {"number": 0, "of": 0, "title": "", "from_date": "", "to_date": "", "situation": ""},
    "phase": {
        "name": "lobby",
        "deadline_ms": None,
        "paused": False,
        "left_ms": None,
        "reason": None,
        "opened_ms": None,
        "may_negotiate": False,
        "may_order": False,
    },
    "ready": {},
    "funds": {},
    "rooms": {},
    "read": {},
    "offers": {},
    "agreements": {},
    "compliance": {},
    "orders": {},
    "deeds": {},
    "drafts": {},
    "plans": {},
    "notes": {},
    "commitments": {},
    "forecasts": {},
    "questions": {},
    "votes": {},
    "requests": {},
    "late": {},
    "meetings": {},
    "readouts": {},
    "sites": {},
    "treaties": {},
    "consents": {},
    "indicators": {},
    "findings": {},
    "beliefs": {},
    "draws": {},
    "press": {},
    "notices": {},
    "hands": {},
    "sent": {},
    "marks": {},
    "fate": {},
    "proposals": {},
    "rulings": {},
    "surveys": {},
    "survey_papers": {},
    "survey_sheets": {},
    "survey_refusals": {},
    "bots": {},
}


def changed(state: State, **tables: Any) -> State:
    """The state with some tables replaced; all others are the same objects."""
    return {**state, **tables}  # type: ignore[typeddict-item]


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a decision may use beside the state: the pack, the server's clock, and the names new ids are made from."""

    pack: Pack
    now_ms: int
    command_id: str
    stream: str
    by_bot: bool = False  # whether it is the seat's bot that asks: as long as one plays the seat, nobody else may

    def new_id(self, prefix: str, *names: str) -> str:
        """A new id from (stream, command, names): the same for a repeat, and never a count of what others do."""
        digest = blake2b("\x1f".join((self.stream, self.command_id, prefix, *names)).encode(), digest_size=8)
        return f"{prefix}-{digest.hexdigest()}"
