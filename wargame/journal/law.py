"""The one place where the journal reaches the rules. Nothing else of the app imports `wargame.rules`.

What the journal needs of them is a value, `Law`; tests put another one in force.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Law:
    """What the journal asks of the rules; a refusal has `code`, `message` and `field`."""

    parse: Callable[[str, Mapping[str, Any]], Any]  # (name, args) -> command or refusal
    decide: Callable[..., Any]  # (state, command, seat, context) -> accepted (events, receipt) or refusal
    evolve: Callable[[Any, Any], Any]  # (state, event) -> state
    open_game: Callable[..., tuple[Any, ...]]  # (pack, *, pack_digest, options, seed, context) -> the first events
    lift: Callable[[str, int, dict[str, Any]], tuple[int, dict[str, Any]]]  # an old body in today's version
    visible: Callable[[Any, str, Any], bool]  # (event, seat, state)
    dump: Callable[[Any], Any]  # state -> JSON value
    load: Callable[[Any], Any]  # and back
    empty: Any
    event: Callable[..., Any]  # (kind=, version=, body=, seen_by=)
    context: Callable[..., Any]  # (pack=, now_ms=, command_id=, stream=)
    refusal: type[Any]
    words: type[Any]
    fingerprint: str  # another one means: a stored snapshot may have another shape


@cache
def enacted() -> Law:
    """The rules of this program."""
    from wargame.rules import commands, decide, events, evolve, refusals, state, upcasts

    return Law(
        parse=commands.parse,
        decide=decide.decide,
        evolve=evolve.evolve,
        open_game=open_game,
        lift=upcasts.lift,
        visible=lambda event, seat, game: events.visible(event, seat, game["game"]),
        dump=lambda value: value,
        load=lambda value: value,
        empty=state.EMPTY,
        event=events.Event,
        context=state.Context,
        refusal=refusals.Refusal,
        words=events.Words,
        fingerprint=fingerprint_of(Path(state.__file__).parent),
    )


def open_game(pack: Any, *, pack_digest: str, options: dict[str, Any], seed: int, context: Any) -> tuple[Any, ...]:
    """The first events; of the options `id` and `title` are the game's own, the others are the rules'."""
    from wargame.rules.decide import opening

    rest: Any = {name: value for name, value in options.items() if name not in {"id", "title"}}
    return opening(
        pack,
        game_id=options["id"],
        pack_digest=pack_digest,
        title=options["title"],
        options=rest,
        seed=seed,
        context=context,
    )


def fingerprint_of(folder: Path) -> str:
    """SHA-256 over the names and bytes of the Python files of a folder, 64 hex digits."""
    total = hashlib.sha256()
    for file in sorted(folder.rglob("*.py")):
        total.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


_in_force: Callable[[], Law] = enacted


def law() -> Law:
    """The rules in force."""
    return _in_force()


def enact(other: Callable[[], Law] | None) -> None:
    """Put other rules in force in this process, or with None the program's own again; for tests."""
    global _in_force
    _in_force = other or enacted
