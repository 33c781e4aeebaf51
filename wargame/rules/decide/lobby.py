"""Before the first turn: the recipe of a game and its start; and who or what sits in a seat, at any time.

A seat is empty, a person's, or a bot's. When a person sits down where a bot plays, the bot steps aside and waits: the
seat can be handed back to it, and falls back to it when the person leaves.
"""

from hashlib import blake2b
from math import sqrt
from typing import Any, Literal, NotRequired, TypedDict

from wargame.rules.commands import (
    MOST_GRACE_S,
    HandBack,
    LeaveSeat,
    NoteBot,
    SeatBot,
    StartGame,
    TakeOver,
    TakeSeat,
    UnseatBot,
)
from wargame.rules.decide import phases
from wargame.rules.decide.control.assistants import known_to
from wargame.rules.events import ALL, CONTROL, Event, Words
from wargame.rules.mechanics import surveys
from wargame.rules.mechanics.acts import Acts
from wargame.rules.pack import Pack, Prior
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.state import EMPTY, Context, State

PLAYS, WAITS = "plays", "waits"
FIRST_SITE_FIELDS = ("lead_turns",)  # of a pack's site, not of the site in play


class Options(TypedDict):
    """What the facilitator chose when the table was set. `minutes` replaces the pack's clocks (None: no clock)."""

    mode: NotRequired[Literal["rigid", "semi-rigid", "free"]]  # semi-rigid if absent
    observers: NotRequired[Literal["public", "full"]]  # public if absent
    turns: NotRequired[int]  # how many of the pack's turns are played; the pack's usual length if absent
    minutes: NotRequired[dict[str, float | None]]  # phase -> minutes
    grace_s: NotRequired[int]  # that a cell has which has handed nothing in when the orders close; 0 if absent
    end_when_ready: NotRequired[bool]  # a phase ends by itself when every cell is ready; False if absent
    wait_for_orders: NotRequired[bool]  # orders do not close while a cell is not ready; False if absent
    handling: NotRequired[str]
    surveys: NotRequired[Literal["scenario", "after the game", "by hand"]]  # see mechanics.surveys; scenario if absent
    bots: NotRequired[dict[str, str]]  # seat -> temperament, of the seats that bots play from the beginning


def usual_length(pack: Pack) -> int:
    """How many turns are played if nothing is chosen."""
    lengths = pack.get("lengths", [])
    return lengths[0]["turns"] if lengths else len(pack["turns"])


def opening(
    pack: Pack, *, game_id: str, pack_digest: str, title: str, options: Options, seed: int, context: Context
) -> tuple[Event, ...]:
    """The first entries of a stream: the recipe and the sealed fate. Their author is the house itself."""
    acts = Acts(EMPTY, context, "system")
    game = {
        "id": game_id,
        "title": title,
        "scenario": pack["id"],
        "scenario_title": pack["title"],
        "mode": options.get("mode", "semi-rigid"),
        "turns": max(1, min(options.get("turns", usual_length(pack)), len(pack["turns"]))),
        "handling": options.get("handling", pack["handling"]),
        "pack": pack_digest,
        "observers": options.get("observers", "public"),
        "minutes": options.get("minutes", {}),
        "grace_s": max(0, min(MOST_GRACE_S, options.get("grace_s", 0))),
        "end_when_ready": options.get("end_when_ready", False),
        **({"wait_for_orders": True} if options.get("wait_for_orders") else {}),
        **({"surveys": options["surveys"]} if "surveys" in options else {}),
        "negotiate_while_ordering": pack.get("negotiate_while_ordering", True),
    }
    body: dict[str, Any] = {
        "game": game,
        "at_ms": context.now_ms,
        "cells": {
            cell: {"name": row["name"], "letter": row["letter"], "voice": row["voice"]}
            for cell, row in pack["cells"].items()
        },
        "seats": {
            seat: {
                "cell": row["cell"],
                "title": row["title"],
                "powers": row["powers"],
                "head": row["head"],
                # A stored object does not keep the order of its keys, and the scenario's order decides who stands in.
                "place": place,
            }
            for place, (seat, row) in enumerate(pack["seats"].items())
        },
        "sites": {
            site: {name: value for name, value in row.items() if name not in FIRST_SITE_FIELDS}
            for site, row in pack["sites"].items()
        },
        "treaties": pack["treaties"],
    }
    acts.add("game_opened", body, (ALL,))
    injects = {name: _inject_view(pack, name) for name in pack["injects"]}
    truth = {name: drawn(prior, seed, name) for name, prior in pack["truth"].items()}
    acts.add("fate_sealed", {"seed": seed, "truth": truth, "injects": injects}, (CONTROL,))
    for room, its in pack["rooms"].items():
        opened = {"id": room, "kind": its["kind"], "title": its["title"], "members": its["members"]}
        acts.add("room_opened", {"room": opened}, its["members"])
    for seat, temperament in options.get("bots", {}).items():
        _sit_down(acts, seat, temperament)
    for cell, row in pack["cells"].items():
        funds = {"cell": cell, "money_bn": row["money_bn"], "capital": row["capital"]}
        acts.add("funds_changed", {**funds, "because": "the scenario's beginning", "turn": 0}, (cell,))
    for indicator, spec in pack["indicators"].items():
        value = {"indicator": indicator, "name": spec["name"], "value": spec["initial"]}
        acts.add("indicator_moved", {**value, "change_id": None, "change": None}, spec.get("seen_by", [ALL]))
    surveys.with_phase(acts, "lobby", 0)
    return tuple(acts.events)


def _inject_view(pack: Pack, name: str) -> dict[str, Any]:
    inject: dict[str, Any] = dict(pack["injects"][name])
    effects = [
        f"{effect['kind']}: {', '.join(f'{key} {value}' for key, value in effect['args'].items() if key != 'because')}"
        for effect in inject["effects"]
    ]
    draw = inject.get("draw")
    if draw:
        effects.append(f"is drawn with the turn's adjudication: {draw['title']}")
    fields = ("turn", "date", "voice", "title", "text", "to", "mark", "source", "auto")
    return {"id": name, **{field: inject[field] for field in fields}, "effects": effects, "draw": draw}


def drawn(prior: Prior, seed: int, name: str) -> float:
    """The true value of a parameter: a deterministic draw from its prior by the game's seed, six significant digits.

    The square root is exact to the last bit on every machine (IEEE 754): the same seed gives the same truth everywhere.
    """
    word = int.from_bytes(blake2b(f"truth\x1f{seed}\x1f{name}".encode(), digest_size=8).digest())
    u = (word >> 11) / float(1 << 53)
    low, mode, high = prior["low"], prior["value"], prior["high"]
    if high <= low:
        return float(low)
    if prior["kind"] == "uniform":
        return float(f"{low + u * (high - low):.6g}")
    split = (mode - low) / (high - low)
    if u < split:
        return float(f"{low + sqrt(u * (high - low) * (mode - low)):.6g}")
    return float(f"{high - sqrt((1 - u) * (high - low) * (high - mode)):.6g}")


def take_seat(acts: Acts, command: TakeSeat) -> str | Refusal | None:
    row = acts.state["seats"].get(command.seat)
    if row is None:
        return refuse("unknown-seat", "seat", seat=command.seat)
    if row["taken"] and row.get("bot") != PLAYS:
        return refuse("seat-taken", "seat", seat=row["title"])
    if row.get("withdrawn_ms"):
        return refuse("assistant-withdrawn")
    acts.add("seat_taken", {"seat": command.seat, "at_ms": acts.context.now_ms}, known_to(row))
    return command.seat


def leave_seat(acts: Acts, command: LeaveSeat) -> str | Refusal | None:
    row = acts.state["seats"].get(command.seat)
    if row is None:
        return refuse("unknown-seat", "seat", seat=command.seat)
    if row.get("bot") == PLAYS:
        return command.seat  # whoever sat here has handed it back already
    if not row["taken"]:
        return refuse("seat-empty", "seat", seat=row["title"])
    acts.add("seat_left", {"seat": command.seat, "at_ms": acts.context.now_ms}, known_to(row))
    return command.seat


def bot_fault(pack: Pack, seat: str, temperament: str) -> Refusal | None:
    """Why a bot of this temperament cannot play this seat, or None."""
    row = pack["seats"].get(seat)
    if row is None:
        return refuse("unknown-seat", "seat", seat=seat)
    if row["cell"] == CONTROL:
        return refuse("not-a-player", "seat", seat=row["title"])
    known = pack.get("bots", {}).get(row["cell"], {})
    if temperament not in known:
        choices = ", ".join(known) or "none: this scenario has no bots"
        return refuse("unknown-temperament", "temperament", temperament=temperament, choices=choices)
    return None


def _sit_down(acts: Acts, seat: str, temperament: str) -> None:
    """That a bot plays is for all to see; what sort of bot it is, for control (and for the seat itself) alone."""
    acts.add("bot_seated", {"seat": seat, "at_ms": acts.context.now_ms}, (ALL,))
    body = {"seat": seat, "temperament": temperament, "at_ms": acts.context.now_ms}
    acts.add("bot_tempered", body, (CONTROL, seat))


def seat_bot(acts: Acts, command: SeatBot) -> str | Refusal | None:
    refusal = bot_fault(acts.context.pack, command.seat, command.temperament)
    if refusal is not None:
        return refusal
    row = acts.state["seats"][command.seat]
    if row["taken"] and row.get("bot") != PLAYS:
        return refuse("seat-taken", "seat", seat=row["title"])
    _sit_down(acts, command.seat, command.temperament)
    return command.seat


def unseat_bot(acts: Acts, command: UnseatBot) -> str | Refusal | None:
    row = acts.state["seats"].get(command.seat)
    if row is None:
        return refuse("unknown-seat", "seat", seat=command.seat)
    if row.get("bot") is None:
        return refuse("no-bot", "seat", seat=row["title"])
    acts.add("bot_left", {"seat": command.seat, "at_ms": acts.context.now_ms}, (ALL,))
    return command.seat


def hand_back(acts: Acts, command: HandBack) -> str | Refusal | None:
    row = acts.state["seats"][acts.seat]
    if row.get("bot") != WAITS:
        return refuse("no-bot", seat=row["title"])
    acts.add("seat_handed_back", {"seat": acts.seat, "at_ms": acts.context.now_ms}, (ALL,))
    return acts.seat


def take_over(acts: Acts, command: TakeOver) -> str | Refusal | None:
    if acts.state["seats"][acts.seat].get("bot") != PLAYS:
        return refuse("same-state", what="No bot plays this seat; it is yours.")
    acts.add("seat_taken", {"seat": acts.seat, "at_ms": acts.context.now_ms, "again": True}, (ALL,))
    return acts.seat


def note(acts: Acts, command: NoteBot) -> str | Refusal | None:
    turn, phase = acts.state["turn"]["number"], acts.state["phase"]["name"]
    due = bot_step(acts.state, acts.seat)
    if command.step != due:
        return refuse("bot-step", "step", step=due)
    body = {
        "id": acts.new_id("note"),
        "turn": turn,
        "phase": phase,
        "step": command.step,
        "at_ms": acts.context.now_ms,
        "text": Words(command.text),
    }
    acts.add("bot_noted", {"seat": acts.seat, "note": body}, (CONTROL, acts.seat))
    return str(body["id"])


def bot_step(state: State, seat: str) -> int:
    """The step that the bot of `seat` is to take next in this phase, from 0: how many of its notes the phase has."""
    turn, phase = state["turn"]["number"], state["phase"]["name"]
    notes = state["bots"].get(seat, {}).get("notes", {})
    return sum(1 for its in notes.values() if its["turn"] == turn and its["phase"] == phase)


def start(acts: Acts, command: StartGame) -> str | Refusal | None:
    if acts.state["game"]["started"]:
        return refuse("already-started")
    acts.add("game_started", {"at_ms": acts.context.now_ms}, (ALL,))
    phases.open_turn(acts, 1)
    return None
