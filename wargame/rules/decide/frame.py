"""What several decisions share: opening a phase, the refusals of phase and power, the record of a ruling."""

from collections.abc import Iterable
from typing import Any

from wargame.rules.events import ALL, CONTROL, Words, cell_of
from wargame.rules.mechanics import surveys
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.powers import who_holds
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.state import State

TIMED = ("briefing", "negotiation", "orders", "results")


def open_phase(acts: Acts, name: str, turn: int, reason: Words | None = None) -> None:
    """Opens phase `name` of `turn` with its clock; `reason` is why the one before was ended early."""
    now, game = acts.context.now_ms, acts.state["game"]
    told = acts.context.pack["turns"][turn - 1]
    minutes = game["minutes"].get(name, told["minutes"].get(name)) if name in TIMED else None
    ordering = name == "orders"
    phase = {
        "name": name,
        "deadline_ms": None if minutes is None else now + round(minutes * 60_000),
        "paused": False,
        "left_ms": None,
        "reason": reason,
        "opened_ms": now,
        "may_negotiate": name == "negotiation" or (ordering and game["negotiate_while_ordering"]),
        "may_order": ordering,
    }
    of_turn = {
        "number": turn,
        "of": game["turns"],
        **{key: told[key] for key in ("title", "from_date", "to_date", "situation")},
    }
    acts.add("phase_opened", {"phase": phase, "turn": of_turn}, (ALL,))
    surveys.with_phase(acts, name, turn)


def wrong_phase(state: State, allowed: str) -> Refusal:
    here = state["phase"]["name"]
    return refuse("wrong-phase", "phase", allowed=allowed, phase=here, turn=state["turn"]["number"])


def no_power(state: State, seat: str, power: str) -> Refusal:
    holders = who_holds(state, cell_of(seat), power)
    who = f"It is held by {', '.join(holders)}." if holders else "Nobody at the table holds it now."
    return refuse("no-power", title=state["seats"][seat]["title"], power=power, who=who)


def viewers(acts: Acts, named: Iterable[str]) -> list[str] | Refusal:
    """Who is meant by these names of cells and seats, or by “all”."""
    known = {ALL, *acts.state["cells"], CONTROL, *acts.state["seats"]}
    for viewer in named:
        if viewer not in known:
            return refuse("unknown-viewer", "to", viewer=viewer)
    return [ALL] if ALL in named else sorted(set(named))


def record_ruling(acts: Acts, kind: str, reason: str, *, before: Any, after: Any, by: str = "") -> str:
    """Who of control did what, why, and what was before and after: for control, and for the report."""
    turn = acts.state["turn"]["number"]
    ruling = {
        "id": acts.new_id("ruling", kind),
        "turn": turn,
        "kind": kind,
        "by": by or acts.seat,
        "reason": Words(reason) if reason else None,
        "at_ms": acts.context.now_ms,
        "before": before,
        "after": after,
    }
    acts.add("ruling_made", {"ruling": ruling}, (CONTROL,))
    return str(ruling["id"])
