"""Late cells: a grace when the orders are to close, then the orders that the scenario has for such a cell."""

from wargame.rules.commands import WriteOrder
from wargame.rules.decide.orders import drafted
from wargame.rules.events import ALL
from wargame.rules.mechanics.acts import Acts
from wargame.rules.refusals import Refusal


def late_cells(acts: Acts) -> list[str]:
    """Cells that have neither an order of this turn nor said that they are ready."""
    state = acts.state
    turn = state["turn"]["number"]
    wrote = {row["cell"] for row in state["orders"].values() if row["turn"] == turn and row["status"] == "written"}
    return [cell for cell in acts.context.pack["cells"] if cell not in wrote and not state["ready"].get(cell, False)]


def give_grace(acts: Acts) -> bool:
    """Once a turn: if cells are late and the game has a grace, the close waits for them. That it waits all are told."""
    seconds, cells, turn = acts.state["game"].get("grace_s", 0), late_cells(acts), acts.state["turn"]["number"]
    if not seconds or not cells or acts.state["phase"].get("grace"):
        return False
    deadline_ms = acts.context.now_ms + 1000 * seconds
    acts.add("grace_given", {"turn": turn, "deadline_ms": deadline_ms, "at_ms": acts.context.now_ms}, (ALL,))
    for cell in cells:
        acts.add("cell_late", {"cell": cell, "turn": turn, "state": "grace", "orders": []}, (cell,))
        acts.notice((cell,), f"Your cell has handed nothing in. You have {seconds} seconds more.", about=None)
    return True


def enter_defaults(acts: Acts, turn: int) -> None:
    """The scenario's orders for each late cell, but for what it cannot give or pay and what would break a promise."""
    rows = [row for row in acts.context.pack.get("default_orders", []) if row["turn"] == turn]
    for cell in late_cells(acts):
        entered: list[str] = []
        sentences: list[str] = []
        for number, row in enumerate(row for row in rows if row["cell"] == cell):
            order = drafted(Acts(acts.state, acts.context, cell), WriteOrder(kind=row["kind"], args=dict(row["args"])))
            if isinstance(order, Refusal) or order["warnings"]:
                continue
            order |= {"id": acts.new_id("order", cell, str(number)), "origin": "default"}
            acts.add("order_written", {"order": order}, (cell,))
            entered.append(order["id"])
            sentences.append(order["sentence"])
        acts.add("cell_late", {"cell": cell, "turn": turn, "state": "default", "orders": entered}, (cell,))
        if sentences:
            text = f"Your cell handed nothing in for turn {turn}. Entered for it: {' '.join(sentences)}"
            acts.notice((cell,), text, about=entered[0])
