"""The files of a pack as they were written, and on which line each key stands. Nothing is interpreted here.

`tomllib` tells no lines, so a small locator reads the same text once more: headers, keys, and the rows of arrays that
span several lines. A path that it does not know is placed at the nearest one above it.

A table may go on in another file, and so may an array of tables (in the order of the files' names); an entry may not.
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PACKS_DIR = Path(__file__).resolve().parent / "packs"
LARGEST_FILE_BYTES = 1_000_000
MOST_FILES = 48
DEEPEST = 12

KEY = re.compile(r'^\s*((?:"[^"]*"|\'[^\']*\'|[A-Za-z0-9_.-])+)\s*=')
BARE = re.compile(r"[A-Za-z0-9_-]+")
AT_LINE = re.compile(r"at line (\d+)")

Steps = tuple[str | int, ...]
Complain = Callable[[str, str, int, str, str], None]
"""Takes code, file, line, what is wrong, what to do."""


@dataclass(frozen=True)
class Place:
    """A line of a file."""

    file: str
    line: int


@dataclass(frozen=True)
class Remark:
    """One thing the linter found: what is wrong, where, and what to do about it."""

    severity: str  # error: cannot be played; warning: surely not meant; note: look again
    code: str
    place: Place
    path: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.place.file}:{self.place.line}"
        return f"{where}: {self.severity} [{self.code}] {self.path}: {self.message} {self.remedy}".rstrip()


@dataclass(frozen=True)
class Authored:
    """All files of a pack as one value, and where each of its keys stands."""

    data: dict[str, Any]
    places: dict[Steps, Place]
    remarks: list[Remark] = field(default_factory=list)

    def place(self, steps: Iterable[str | int]) -> Place:
        """Where this path, or the nearest part of it, was written."""
        path = tuple(steps)
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return Place("pack.toml", 1)


def read(folder: Path) -> Authored:
    """Read every *.toml of the folder and below; a file that cannot be read is a remark, and its keys are missing."""
    data: dict[str, Any] = {}
    places: dict[Steps, Place] = {}
    remarks: list[Remark] = []

    def error(code: str, file: str, line: int, message: str, remedy: str) -> None:
        remarks.append(Remark("error", code, Place(file, line), file, message, remedy))

    files = sorted(folder.rglob("*.toml"))
    if not files:
        error("no-files", folder.name, 1, "the folder has no *.toml file.", "Write at least pack.toml.")
    if len(files) > MOST_FILES:
        error("too-many-files", folder.name, 1, f"{len(files)} files.", f"Put them into at most {MOST_FILES}.")
        files = []
    for path in files:
        name = path.relative_to(folder).as_posix()
        if path.stat().st_size > LARGEST_FILE_BYTES:
            error("too-large", name, 1, "the file is larger than 1 MB.", "Split it, or shorten its texts.")
            continue
        try:
            text = path.read_text(encoding="utf-8")
            part = tomllib.loads(text)
        except UnicodeDecodeError as reason:
            error("not-utf8", name, 1, f"byte {reason.start} is not UTF-8.", "Save the file as UTF-8.")
            continue
        except tomllib.TOMLDecodeError as reason:
            found = AT_LINE.search(str(reason))
            line = int(found.group(1)) if found else text.count("\n") + 1
            error("not-toml", name, line, f"{reason}.", "See toml.io for how tables, texts and numbers are written.")
            continue
        except RecursionError:
            error("too-deep", name, 1, "tables are nested too deeply.", f"Nest at most {DEEPEST} levels.")
            continue
        if depth(part) > DEEPEST:
            error("too-deep", name, 1, "tables are nested too deeply.", f"Nest at most {DEEPEST} levels.")
            continue
        _join(data, places, part, locate(text, name), error)
    return Authored(data, places, remarks)


def _join(
    data: dict[str, Any], places: dict[Steps, Place], part: dict[str, Any], own: dict[Steps, Place], error: Complain
) -> None:
    """Add what one file says to what the files before it say; what they both say is an error at the second place."""
    offsets: dict[str, int] = {}
    for key, value in part.items():
        before = data.get(key)
        if before is None:
            data[key] = value
        elif isinstance(before, list) and isinstance(value, list):
            offsets[key] = len(before)
            data[key] = before + value
        elif isinstance(before, dict) and isinstance(value, dict):
            for entry in [entry for entry in value if entry in before]:
                _twice(places, own, (key, entry), error)
            data[key] = before | {entry: row for entry, row in value.items() if entry not in before}
        else:
            _twice(places, own, (key,), error)
    for steps, place in own.items():
        first, row = steps[0], steps[1] if len(steps) > 1 else None
        if first in offsets and isinstance(row, int):
            steps = (first, row + offsets[str(first)], *steps[2:])
        places.setdefault(steps, place)


def _twice(places: dict[Steps, Place], own: dict[Steps, Place], steps: Steps, error: Complain) -> None:
    first, here = places.get(steps, Place("another file", 1)), own.get(steps, Place("pack.toml", 1))
    said = ".".join(map(str, steps))
    error("twice", here.file, here.line, f"{said} is also in {first.file}.", "Write it in one file.")


def depth(value: Any) -> int:
    """How deeply tables and arrays are nested in the value; 0 for a plain one."""
    deepest, waiting = 0, [(value, 0)]
    while waiting:
        item, level = waiting.pop()
        deepest = max(deepest, level)
        if isinstance(item, dict):
            waiting += [(inner, level + 1) for inner in item.values()]
        elif isinstance(item, list):
            waiting += [(inner, level + 1) for inner in item]
    return deepest


def locate(text: str, file: str) -> dict[Steps, Place]:
    """The line of every header, key and array row of a TOML text that parses."""
    places: dict[Steps, Place] = {}
    counts: dict[Steps, int] = {}
    table: Steps = ()
    quote = ""  # the kind of an open multi-line text
    array: Steps | None = None  # an open array that spans lines
    row = 0
    for number, line in enumerate(text.splitlines(), start=1):
        here = Place(file, number)
        if quote:
            quote = "" if quote in line else quote
            continue
        stripped = line.strip()
        if array is not None:
            if stripped.startswith("]"):
                array = None
            elif stripped and not stripped.startswith("#"):
                places.setdefault((*array, row), here)
                row += 1
            continue
        if stripped.startswith("["):
            table = _header(stripped, counts)
            for end in range(1, len(table) + 1):
                places.setdefault(table[:end], here)
            places[table] = here
            continue
        found = KEY.match(line)
        if found is None:
            continue
        steps = (*table, *_dotted(found.group(1)))
        for end in range(len(table) + 1, len(steps) + 1):
            places.setdefault(steps[:end], here)
        value = line[found.end() :].strip()
        for mark in ('"""', "'''"):
            if value.startswith(mark) and value.count(mark) == 1:
                quote = mark
        if value == "[":
            array, row = steps, 0
    return places


def _dotted(key: str) -> Steps:
    if BARE.fullmatch(key):
        return (key,)
    value: Any = tomllib.loads(f"{key} = 0")
    steps: list[str] = []
    while isinstance(value, dict):
        name = next(iter(value))
        steps.append(name)
        value = value[name]
    return tuple(steps)


def _header(line: str, counts: dict[Steps, int]) -> Steps:
    """The path of a [table] or of the next row of [[tables]]; names through rows of tables lead into the last row."""
    many = line.startswith("[[")
    end = line.rfind("]", 0, line.find("#") if "#" in line and '"' not in line else len(line))
    name = line[:end].strip("[] ")
    steps: list[str | int] = []
    keys = _dotted(name)
    for position, key in enumerate(keys):
        steps.append(key)
        path = tuple(steps)
        last = position == len(keys) - 1
        if last and many:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            steps.append(counts[path])
    return tuple(steps)
