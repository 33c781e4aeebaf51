"""Who may act for whom: the powers a seat has now, with those of empty seats that fall to the head of its cell."""

from wargame.rules.events import CONTROL, OBSERVER, sees_all
from wargame.rules.pack import Pack
from wargame.rules.state import State


def head_of(pack: Pack, cell: str) -> str:
    """The seat that the scenario makes the head of `cell`, whoever sits there; without one its first by name."""
    return min((not row["head"], seat) for seat, row in pack["seats"].items() if row["cell"] == cell)[1]


def acting_head(state: State, cell: str) -> str | None:
    """The seat to which powers of the cell's empty seats fall: its head, or while that is empty the first taken.

    The first in the scenario's order; games that were opened before it was recorded keep the order of their log.
    """
    taken = [seat for seat, row in state["seats"].items() if row["cell"] == cell and row["taken"]]
    seats = sorted(taken, key=lambda seat: state["seats"][seat].get("place", 0))
    heads = [seat for seat in seats if state["seats"][seat]["head"]]
    return next(iter(heads or seats), None)


def stands_in_for(state: State, seat: str) -> list[str]:
    """The empty seats of its cell for which `seat` acts."""
    row = state["seats"].get(seat)
    if row is None or row["cell"] == CONTROL or acting_head(state, row["cell"]) != seat:
        return []
    return [other for other, its in state["seats"].items() if its["cell"] == row["cell"] and not its["taken"]]


def effective(state: State, seat: str) -> list[str]:
    """The powers that `seat` has now, its own first, each once."""
    seats = state["seats"]
    if seat not in seats:
        return []
    powers = list(seats[seat]["powers"])
    for other in stands_in_for(state, seat):
        powers += [power for power in seats[other]["powers"] if power not in powers]
    return powers


def who_holds(state: State, cell: str, power: str) -> list[str]:
    """Titles of the taken seats of `cell` that have `power` now."""
    return [
        row["title"]
        for seat, row in state["seats"].items()
        if row["cell"] == cell and row["taken"] and power in effective(state, seat)
    ]


def is_control(seat: str) -> bool:
    """Whether `seat` runs the table (an observer does not)."""
    return sees_all(seat)


def is_observer(seat: str) -> bool:
    return seat.startswith(OBSERVER)
