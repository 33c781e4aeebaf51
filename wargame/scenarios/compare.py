"""How two packs, or two versions of one, differ: by section and id, what was and what is now. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MISSING = "–"
ROW_NAMES = {
    "turns": ("number",),
    "drivers": ("id",),
    "lengths": ("turns",),
    "default_orders": ("cell", "turn", "kind"),
    "goals": ("indicator",),
    "fields": ("name",),
    "choices": ("value",),
}
"""By what the rows of a list are told apart; a list that is not here is compared as one value."""


@dataclass(frozen=True)
class Difference:
    """One value that differs. `was` or `now` is MISSING where the other pack has no such entry."""

    section: str
    id: str
    path: str
    was: Any
    now: Any

    def __str__(self) -> str:
        where = ".".join(part for part in (self.section, self.id, self.path) if part)
        if self.was is MISSING:
            return f"+ {where}: {short(self.now)}"
        if self.now is MISSING:
            return f"- {where}: {short(self.was)}"
        return f"~ {where}: {short(self.was)} -> {short(self.now)}"


def short(value: Any, longest: int = 90) -> str:
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def differences(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    """Every difference of two resolved packs, in the order of their sections; entries that came or went stand whole."""
    for section in dict.fromkeys((*old, *new)):
        for path, was, now in _compared(section, old.get(section, MISSING), new.get(section, MISSING)):
            yield Difference(section, path[0] if path else "", ".".join(path[1:]), was, now)


def _compared(name: str, was: Any, now: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    if was == now:
        return
    one, other = _table(name, was), _table(name, now)
    if one is None or other is None:
        yield (), was, now
        return
    for key in dict.fromkeys((*one, *other)):
        before, after = one.get(key, MISSING), other.get(key, MISSING)
        if before is MISSING or after is MISSING:
            yield (key,), before, after
            continue
        for path, old, new in _compared(key, before, after):
            yield (key, *path), old, new


def _table(name: str, value: Any) -> dict[str, Any] | None:
    """The value by its names, if it is a table or a list of rows that have names of their own."""
    if isinstance(value, dict):
        return value
    by = ROW_NAMES.get(name)
    if by is None or not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return None
    named: dict[str, Any] = {}
    for row in value:
        key = " ".join(str(row.get(part, "")) for part in by)
        while key in named:
            key += " again"
        named[key] = row
    return named
