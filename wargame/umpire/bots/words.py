"""What bots say and write: covering notes that the others read, reasons, answers in rooms. No numbers of their own."""

from collections.abc import Sequence
from typing import Any

REPLIES = (
    "We have your message. What we can agree to is in our offers; put yours on the table and you will have an answer.",
    "Understood. We judge by what is written down: table a proposal, and we shall sign it, answer it or say no.",
    "Thank you. Words are welcome; terms are better.",
)


def names(pack: Any, cells: Sequence[str]) -> str:
    """Cells as one says them: “United States and Russia”."""
    said = [pack["cells"][cell]["name"] for cell in cells]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def title(pack: Any, kinds: Sequence[str]) -> str:
    """The heading of an offer: its first kinds of clause."""
    told = list(dict.fromkeys(pack["clause_kinds"][kind]["title"] for kind in kinds))
    more = f" and {len(told) - 2} more" if len(told) > 2 else ""
    return (", ".join(told[:2]) + more)[:160]


def note(pack: Any, cell: str, asked: int, given: int) -> str:
    """The covering note of an offer."""
    name = pack["cells"][cell]["name"]
    if asked and given:
        return f"{name} is ready to bind itself, and asks the same of its partners."
    return f"{name} offers this of its own accord." if given else f"{name} asks for this; say what you need for it."


def counter_note(pack: Any, cell: str, added: Sequence[str], removed: Sequence[str]) -> str:
    """The covering note of a counter-offer: what was added and what could not stay."""
    titles = pack["clause_kinds"]
    parts = []
    if removed:
        parts.append(f"cannot accept “{titles[removed[0]]['title']}” as it stands")
    if added:
        parts.append(f"needs “{titles[added[0]]['title']}” in exchange")
    return f"{pack['cells'][cell]['name']} {' and '.join(parts) or 'proposes other numbers'}."


REJECTED = "This is further from what we could sign than we can bridge now."
WITHDRAWN = "Things have moved on; we shall come back with other terms."


def rationale(gain: float, *, default: bool, keeps: str = "", breaks: str = "") -> str:
    """Why an order is given; its own cell reads it."""
    if keeps:
        return f"It keeps what we promised: {keeps}"
    if breaks:
        return f"It breaks a promise, and is worth {gain:+.1f} points to us all the same."
    return "It is what we planned to do." if default else f"It is worth {gain:+.1f} points to us."
