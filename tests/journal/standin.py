"""A tiny game in place of the rules: a counter that seats may raise, notes, talk, and refusals.

The journal's own promises do not depend on what is played; these rules make each of them cheap to provoke.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wargame.journal.law import Law


@dataclass(frozen=True)
class Refusal:
    code: str
    message: str
    field: str | None = None


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Event:
    kind: str
    version: int
    body: dict[str, Any]
    seen_by: tuple[str, ...]


@dataclass(frozen=True)
class Accepted:
    events: tuple[Event, ...]
    receipt: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Context:
    pack: Any
    now_ms: int
    command_id: str
    stream: str
    by_bot: bool = False


@dataclass(frozen=True)
class Command:
    name: str
    args: dict[str, Any]


EMPTY: dict[str, Any] = {"options": {}, "count": 0, "notes": {}, "talk": 0}


def parse(name: str, args: Mapping[str, Any]) -> Command | Refusal:
    if name not in {"count", "note", "say", "nothing"}:
        return Refusal("unknown-command", f"There is no command {name}.")
    return Command(name, dict(args))


def decide(state: dict[str, Any], command: Command, seat: str, context: Context) -> Accepted | Refusal:
    if seat == "stranger":
        return Refusal("unknown-seat", f"There is no such seat; the count is {state['count']}.", "seat")
    if command.name == "nothing":
        return Accepted((), {})
    if command.name == "note":
        body = {"by": seat, "text": Words(command.args["text"]), "float": command.args.get("float", 0.5)}
        return Accepted((Event("noted", 1, body, (seat, "control")),), {})
    if command.name == "say":
        body = {
            "room": command.args["room"],
            "n": state["talk"] + 1,
            "id": f"{context.stream}-{state['talk']}",
            "seat": seat,
            "at_ms": context.now_ms,
            "text": Words(command.args["text"]),
        }
        return Accepted((Event("talk_said", 1, body, tuple(command.args["to"])),), {"n": body["n"]})
    by = command.args.get("by", 1)
    events = tuple(Event("counted", 2, {"count": state["count"] + n + 1}, ("all",)) for n in range(by))
    return Accepted(events, {"count": state["count"] + by})


def evolve(state: dict[str, Any], event: Event) -> dict[str, Any]:
    match event.kind:
        case "game_opened":
            return {**state, "options": event.body["options"]}
        case "counted":
            return {**state, "count": event.body["count"]}
        case "noted":
            return {**state, "notes": {**state["notes"], str(len(state["notes"])): event.body}}
        case "talk_said":
            return {**state, "talk": event.body["n"]}
    raise ValueError(event.kind)


def lift(kind: str, version: int, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    if kind == "counted" and version == 1:  # it was called `value` once
        return 2, {"count": body["value"]}
    return version, body


def open_game(
    pack: Any, *, pack_digest: str, options: dict[str, Any], seed: int, context: Context
) -> tuple[Event, ...]:
    body = {"pack": pack_digest, "options": options, "seed": seed, "at_ms": context.now_ms}
    return (Event("game_opened", 1, body, ("control",)),)


def visible(event: Event, seat: str, state: Any) -> bool:
    return bool({"all", seat, seat.split(".")[0]} & set(event.seen_by)) or seat == "control.facilitator"


LAW = Law(
    parse=parse,
    decide=decide,
    evolve=evolve,
    open_game=open_game,
    lift=lift,
    visible=visible,
    dump=lambda state: state,
    load=lambda state: state,
    empty=EMPTY,
    event=Event,
    context=Context,
    refusal=Refusal,
    words=Words,
    fingerprint="5" * 64,
)


def standin() -> Law:
    return LAW
