"""What only the seats of one cell see: their drafts, votes, commitments and forecasts."""

from wargame.rules.events import cell_of
from wargame.rules.state import State
from wargame.rules.view.cell import DraftView


def drafts(state: State, seat: str) -> dict[str, DraftView]:
    cell = cell_of(seat)
    return {name: row for name, row in state["drafts"].items() if row["cell"] == cell}
