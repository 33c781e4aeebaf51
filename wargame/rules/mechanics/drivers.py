"""Why indicators move at the end of a turn: the pack's drivers, each with its because.

A driver reads only what everybody who sees its indicator may know: a public number never betrays a secret.
"""

from wargame.rules.events import ALL
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.effects import move_indicator
from wargame.rules.mechanics.predicates import holds, measured
from wargame.rules.mechanics.situation import Situation, situation_of
from wargame.rules.pack import Driver


def drive(acts: Acts) -> None:
    """Moves every indicator by its drivers, in the pack's order; all read the situation before the first of them."""
    pack = acts.context.pack
    situations: dict[tuple[str, ...], Situation] = {}
    known: dict[tuple[str, ...], dict[str, bool]] = {}
    for driver in pack["drivers"]:
        audience = tuple(pack["indicators"][driver["indicator"]].get("seen_by", [ALL]))
        if audience not in situations:
            situations[audience], known[audience] = situation_of(acts.state, pack, audience), {}
        situation = situations[audience]
        bindings = {"turn": situation.turn}
        if _spent(acts, driver) or not holds(situation, driver["when"], bindings, known=known[audience]):
            continue
        delta = _delta(acts, driver, situation)
        if delta is not None:
            move_indicator(acts, driver["indicator"], delta, because=driver["because"], rule=driver["id"])


def _spent(acts: Acts, driver: Driver) -> bool:
    """Whether a driver that moves its indicator once in a game has done so."""
    if driver.get("repeat", "once") == "each" or driver.get("towards"):
        return False
    changes = acts.state["indicators"][driver["indicator"]]["view"]["changes"].values()
    return any(change["rule"] == driver["id"] for change in changes)


def _delta(acts: Acts, driver: Driver, situation: Situation) -> float | None:
    towards = driver.get("towards")
    if not towards:
        return driver["delta"]
    value = measured(situation, dict(towards))
    if value is None:
        return None
    now: float = acts.state["indicators"][driver["indicator"]]["view"]["value"]
    return driver.get("rate", 1.0) * (value * towards.get("scale", 1.0) - now)
