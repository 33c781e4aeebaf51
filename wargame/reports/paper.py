"""The report as a value: sections of paragraphs, tables and charts, every number with the entries that made it.

Both the HTML page and the PDF are drawn from this one value, so they cannot disagree. Nothing here reads the journal or
knows a format.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """One field of a table, or one statement: its text and the numbers of the entries it was read from."""

    text: str
    refs: tuple[int, ...] = ()
    number: bool = False  # set in tabular figures, to the right


@dataclass(frozen=True, kw_only=True)
class Para:
    text: str
    refs: tuple[int, ...] = ()
    kind: str = "body"  # body | quote | note | lead


@dataclass(frozen=True, kw_only=True)
class Table:
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str  # the sentence that stands where there is no row


@dataclass(frozen=True, kw_only=True)
class Line:
    """A series of a chart; `values` may hold None where nothing was known."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Lines over labelled steps (`kind` "lines"), or one bar a label (`kind` "bars"). Its table stands below it."""

    caption: str
    kind: str
    labels: tuple[str, ...]
    lines: tuple[Line, ...]
    low: float = 0.0
    high: float = 100.0
    mark: int | None = None  # the bar that came out


Block = Para | Table | Chart


@dataclass(frozen=True, kw_only=True)
class Section:
    id: str
    title: str
    level: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One entry of the annex."""

    seq: int
    at: str
    kind: str
    seat: str
    seen_by: str
    cause: str
    chain: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Paper:
    title: str
    subtitle: str
    handling: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    log: tuple[LogLine, ...] = field(default=())


def number(value: float | int | None, refs: Iterable[int] = (), *, digits: int = 1, unit: str = "") -> Cell:
    """A rounded number as a cell; a dash where there is none."""
    if value is None:
        return Cell("–", tuple(refs), number=True)
    text = f"{value:,.{digits}f}"
    if digits and text.endswith("." + "0" * digits):
        text = text[: -digits - 1]
    return Cell(f"{text} {unit}".strip(), tuple(refs), number=True)


def text(value: object, refs: Iterable[int] = ()) -> Cell:
    return Cell("" if value is None else str(value), tuple(refs))


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, empty: str) -> Table:
    """A table; every row has as many cells as there are columns, else ValueError."""
    kept = tuple(tuple(row) for row in rows)
    for row in kept:
        if len(row) != len(columns):
            raise ValueError(f"a row of “{caption}” has {len(row)} cells for {len(columns)} columns")
    return Table(caption=caption, columns=tuple(columns), rows=kept, empty=empty)
