"""The game as its log tells it: states along the way, and for every row the entries that made it what it is.

A fold over the journal and nothing else. Which entries a number comes from is not written down anywhere by hand: an
entry is cited for a row if folding it replaced that row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from wargame.journal import read
from wargame.rules.evolve import evolve
from wargame.rules.state import EMPTY, State

Refs = tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One phase as it was played; times are milliseconds, server clock."""

    turn: int
    turn_title: str
    phase: str
    opened_ms: int
    closed_ms: int | None
    planned_ms: int | None
    refs: Refs


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One entry with its inked body."""

    seq: int
    at_ms: int
    kind: str
    seat: str
    seen_by: tuple[str, ...]
    cause: str
    chain: str
    body: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Chronicle:
    stream: UUID
    pack: dict[str, Any]
    pack_digest: str
    happenings: tuple[Happening, ...]
    state: State  # the last one, words inked
    after_turn: dict[int, State]  # as each turn's results stood when its results phase opened
    steps: tuple[Step, ...]
    rows: dict[tuple[str, str], Refs]

    def refs(self, table: str, row: str) -> Refs:
        """The entries that made this row of a state's table; empty if there is none."""
        return self.rows.get((table, row), ())

    def of_kind(self, *kinds: str) -> Iterator[Happening]:
        return (item for item in self.happenings if item.kind in kinds)


def chronicle(stream_id: UUID | str, until: int | None = None) -> Chronicle:
    """Fold the whole log of a stream (up to entry `until`). Raises journal.read.NoSuchStream."""
    state: State = EMPTY
    rows: dict[tuple[str, str], list[int]] = {}
    after_turn: dict[int, State] = {}
    steps: list[Step] = []
    happenings: list[Happening] = []
    for entry in read.entries(stream_id, until=until):
        event = read.event_of(entry)
        before, state = state, evolve(state, event)
        for table in touched(before, state):
            for row in changed_rows(before.get(table), state.get(table)):
                rows.setdefault((table, row), []).append(entry.seq)
        at_ms = read.to_ms(entry.at)
        if entry.kind == "phase_opened":
            steps = _next_step(steps, state, at_ms, entry.seq)
            if state["phase"]["name"] == "results":
                after_turn[state["turn"]["number"]] = state
        elif entry.kind == "game_ended" and steps:
            steps[-1] = _closed(steps[-1], at_ms)
        happenings.append(
            Happening(
                seq=entry.seq,
                at_ms=at_ms,
                kind=entry.kind,
                seat=entry.seat,
                seen_by=tuple(entry.seen_by),
                cause=entry.cause,
                chain=entry.chain,
                body=event.body,
            )
        )
    inked = read.ink(
        {
            "state": state,
            "after": {str(turn): kept for turn, kept in after_turn.items()},
            "all": [h.body for h in happenings],
        },
        stream_id,
    )
    return Chronicle(
        stream=UUID(str(stream_id)),
        pack=read.pack_of(stream_id),
        pack_digest=read.stream_row(stream_id).pack,
        happenings=tuple(
            Happening(**{**item.__dict__, "body": body}) for item, body in zip(happenings, inked["all"], strict=True)
        ),
        state=inked["state"],
        after_turn={int(turn): kept for turn, kept in inked["after"].items()},
        steps=tuple(steps),
        rows={key: tuple(numbers) for key, numbers in rows.items()},
    )


def touched(before: Any, after: Any) -> list[str]:
    """Tables that an entry replaced."""
    return [name for name in after if before.get(name) is not after[name]]


def changed_rows(before: Any, after: Any) -> list[str]:
    """Keys of a table whose value is another one now, those that are gone included."""
    if not isinstance(after, dict):
        return []
    old = before if isinstance(before, dict) else {}
    return [key for key in {**old, **after} if old.get(key, _ABSENT) != after.get(key, _ABSENT)]


_ABSENT = object()


def _next_step(steps: list[Step], state: State, at_ms: int, seq: int) -> list[Step]:
    phase, turn = state["phase"], state["turn"]
    done = [*steps[:-1], _closed(steps[-1], at_ms)] if steps else []
    deadline = phase["deadline_ms"]
    opened = phase["opened_ms"] or at_ms
    planned = deadline - opened if deadline is not None else phase["left_ms"]
    step = Step(
        turn=turn["number"],
        turn_title=turn["title"],
        phase=phase["name"],
        opened_ms=opened,
        closed_ms=None,
        planned_ms=planned,
        refs=(seq,),
    )
    return [*done, step]


def _closed(step: Step, at_ms: int) -> Step:
    return Step(**{**step.__dict__, "closed_ms": at_ms})


def utc(at_ms: int | None, *, seconds: bool = True) -> str:
    """ISO date and time with its zone, such as ``2026-11-22 14:03:05 UTC``."""
    if at_ms is None:
        return "–"
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC).strftime(
        "%Y-%m-%d %H:%M:%S UTC" if seconds else "%Y-%m-%d %H:%M UTC"
    )


def cell_name(story: Chronicle, cell: str | None) -> str:
    """The name people read for a cell or a seat; the id where the pack has none."""
    if not cell:
        return ""
    cells, seats = story.state["cells"], story.state["seats"]
    if cell in seats:
        of = seats[cell]["cell"]
        name = f" “{seats[cell]['name']}”" if seats[cell].get("name") else ""
        return f"{cells.get(of, {}).get('name', of.capitalize())} · {seats[cell]['title']}{name}"
    return str(
        cells.get(cell, {}).get(
            "name", {"control": "Control", "system": "The house", "all": "Everybody"}.get(cell, cell)
        )
    )
