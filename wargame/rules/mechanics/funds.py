"""A cell's money and political capital, and what its open orders and its calls to meet have reserved of them."""

from wargame.rules.state import State
from wargame.rules.view import FundsView


def funds_view(state: State, cell: str, *, without: str | None = None) -> FundsView | None:
    """What `cell` has and what its open orders reserve, not counting order `without`; None for a cell without funds."""
    row = state["funds"].get(cell)
    if row is None:
        return None
    open_orders = [
        order
        for order in state["orders"].values()
        if order["cell"] == cell and order["status"] in ("written", "closed") and order["id"] != without
    ]
    called = [
        row["view"]["capital"]
        for row in state["meetings"].values()
        if row["view"]["status"] == "called" and (row["view"]["called_by"] or "").split(".", 1)[0] == cell
    ]
    return {
        "money_bn": row["money_bn"],
        "reserved_bn": round(sum(order["money_bn"] for order in open_orders), 6),
        "capital": row["capital"],
        "reserved_capital": round(sum(order["capital"] for order in open_orders) + sum(called), 6),
    }
