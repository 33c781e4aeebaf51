"""What lies on the table for a seat: offers with what it may do, agreements as its cell can verify them, orders."""

from typing import Any

from wargame.rules.events import CONTROL, cell_of, sees_everything, visible
from wargame.rules.mechanics.pacts.standing import status_of
from wargame.rules.mechanics.powers import effective
from wargame.rules.state import State
from wargame.rules.view import OrderView
from wargame.rules.view.pacts import AgreementView, OfferView

OPEN = ("tabled", "countered")


def offers(state: State, seat: str) -> dict[str, OfferView]:
    powers = effective(state, seat)
    seen: dict[str, Any] = {
        offer: {**row["view"], "yours": yours(state, seat, row["view"], powers)}
        for offer, row in state["offers"].items()
        if visible(row["seen_by"], seat, state["game"])
    }
    return seen


def yours(state: State, seat: str, offer: dict[str, Any], powers: list[str]) -> list[str]:
    """What `seat` may do with `offer` now: sign, counter, reject, withdraw."""
    cell = cell_of(seat)
    if offer["status"] not in OPEN or not state["phase"]["may_negotiate"]:
        return []
    if cell in offer["invites"]:
        return ["sign"] if "sign" in powers and cell not in offer["signatures"] else []
    if cell not in offer["parties"]:
        return []
    may = []
    if "sign" in powers and cell not in offer["signatures"]:
        may.append("sign")
    if "draft" in powers:
        may.append("counter")
    if "sign" in powers and cell != offer["tabled_by"]:
        may.append("reject")
    if "draft" in powers and cell == offer["tabled_by"]:
        may.append("withdraw")
    return may


def agreements(state: State, seat: str) -> dict[str, AgreementView]:
    """Observers who see all, and control, are told the truth of compliance; others what their cell can verify."""
    known = state["compliance"].get(observer_of(state, seat), {})
    powers = effective(state, seat)
    seen: dict[str, Any] = {
        agreement: {
            **row["view"],
            "status": status_of(row["view"]),
            "yours": yours_of_agreement(seat, row["view"], powers),
            "compliance": known.get(agreement, {}),
        }
        for agreement, row in state["agreements"].items()
        if visible(row["seen_by"], seat, state["game"])
    }
    return seen


def yours_of_agreement(seat: str, agreement: dict[str, Any], powers: list[str]) -> list[str]:
    """What `seat` may do with `agreement` now: join or decline it, or denounce its own clauses."""
    if "sign" not in powers:
        return []
    cell = cell_of(seat)
    bound = any(
        clause["party"] == cell
        and agreement["standing"][name]["status"] in ("awaiting", "in force")
        and agreement["standing"][name]["ends_turn"] is None
        for name, clause in agreement["clauses"].items()
    )
    may = ["join", "decline"] if cell in agreement["invites"] else []
    return [*may, "denounce"] if bound and cell in agreement["signatories"] else may


def observer_of(state: State, seat: str) -> str:
    """Whose knowledge of compliance `seat` has: its cell's; control's for those who see all, nobody's for others."""
    return "" if cell_of(seat) == CONTROL and not sees_everything(seat, state["game"]) else cell_of(seat)


def orders(state: State, seat: str) -> dict[str, OrderView]:
    cell = cell_of(seat)
    own = {order: row for order, row in state["orders"].items() if row["cell"] == cell}
    others = {
        order: row["view"]
        for order, row in state["deeds"].items()
        if order not in own and visible(row["seen_by"], seat, state["game"])
    }
    return {**others, **own}
