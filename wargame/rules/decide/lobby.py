"""Before the first turn: the recipe of a game, seats taken and left, the start."""

from hashlib import blake2b
from math import sqrt
from typing import Any, Literal, NotRequired, TypedDict

from wargame.rules.commands import LeaveSeat, StartGame, TakeSeat
from wargame.rules.decide import phases
from wargame.rules.events import ALL, CONTROL, Event
from wargame.rules.mechanics.acts import Acts
from wargame.rules.pack import Pack, Prior
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.state import EMPTY, Context

FIRST_SITE_FIELDS = ("lead_turns",)  # of a pack's site, not of the site in play


class Options(TypedDict):
    """What the facilitator chose when the table was set. `minutes` replaces the pack's clocks (None: no clock)."""

    mode: NotRequired[Literal["rigid", "semi-rigid", "free"]]  # semi-rigid if absent
    observers: NotRequired[Literal["public", "full"]]  # public if absent
    turns: NotRequired[int]  # how many of the pack's turns are played; all if absent
    minutes: NotRequired[dict[str, float | None]]  # phase -> minutes
    end_when_ready: NotRequired[bool]  # a phase ends by itself when every cell is ready; False if absent
    handling: NotRequired[str]


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
        "turns": max(1, min(options.get("turns", len(pack["turns"])), len(pack["turns"]))),
        "handling": options.get("handling", pack["handling"]),
        "pack": pack_digest,
        "observers": options.get("observers", "public"),
        "minutes": options.get("minutes", {}),
        "end_when_ready": options.get("end_when_ready", False),
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
            seat: {"cell": row["cell"], "title": row["title"], "powers": row["powers"], "head": row["head"]}
            for seat, row in pack["seats"].items()
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
    for cell, row in pack["cells"].items():
        funds = {"cell": cell, "money_bn": row["money_bn"], "capital": row["capital"]}
        acts.add("funds_changed", {**funds, "because": "the scenario's beginning", "turn": 0}, (cell,))
    for indicator, spec in pack["indicators"].items():
        value = {"indicator": indicator, "name": spec["name"], "value": spec["initial"]}
        acts.add("indicator_moved", {**value, "change_id": None, "change": None}, spec.get("seen_by", [ALL]))
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
    if row["taken"]:
        return refuse("seat-taken", "seat", seat=row["title"])
    acts.add("seat_taken", {"seat": command.seat, "at_ms": acts.context.now_ms}, (ALL,))
    return command.seat


def leave_seat(acts: Acts, command: LeaveSeat) -> str | Refusal | None:
    row = acts.state["seats"].get(command.seat)
    if row is None:
        return refuse("unknown-seat", "seat", seat=command.seat)
    if not row["taken"]:
        return refuse("seat-empty", "seat", seat=row["title"])
    acts.add("seat_left", {"seat": command.seat, "at_ms": acts.context.now_ms}, (ALL,))
    return command.seat


def start(acts: Acts, command: StartGame) -> str | Refusal | None:
    if acts.state["game"]["started"]:
        return refuse("already-started")
    acts.add("game_started", {"at_ms": acts.context.now_ms}, (ALL,))
    phases.open_turn(acts, 1)
    return None
