"""The engine's answers by configuration: what stands where, under which figures. The engine is asked only for new ones.

A table is filled as it is asked. Beside each assessment's own values it answers for two corners of it: every disputed
parameter at the low, or at the high end of its range.
"""

from typing import Any, Literal

from wargame.rules.pack import Pack
from wargame.rules.state import State
from wargame.umpire.inquiry import adjudication, muster

Row = dict[str, Any]
Corner = Literal["value", "low", "high"]


class NotTabulated(LookupError):
    """The engine would have to be asked."""


class Table:
    """Answers kept by the digest of their question, in front of a memory that may reach beyond this process.

    One that does not ask raises `NotTabulated` for what is not at hand.
    """

    def __init__(self, memory: adjudication.Memory | None = None, *, asks: bool = True) -> None:
        self.memory = memory if memory is not None else adjudication.memory
        self.asks = asks
        self.rows: dict[tuple[Any, ...], Row] = {}
        self.packs: dict[int, Pack] = {}

    def answer(self, state: State, pack: Pack, assessment: str, configuration: str, corner: Corner = "value") -> Row:
        """{"axes": {axis: AxisFinding}, "russia": RussiaFinding} of what stands or is planned in `state`. Read-only."""
        key = (id(pack["threats"]), assessment, configuration, corner, standing(state, assessment))
        found = self.rows.get(key)
        if found is None:
            self.packs[id(pack["threats"])] = pack  # held, so that the id stays its own
            found = self.rows[key] = self.asked(cornered(muster.recipe(state, pack, assessment, configuration), corner))
        return found

    def asked(self, recipe: muster.Recipe) -> Row:
        answer = self.memory.peek(recipe)
        if answer is None:
            if not self.asks:
                raise NotTabulated
            answer = self.memory.answer(recipe, with_sensitivities=False)
        return {"axes": answer["axes"], "russia": answer["russia"]}


def standing(state: State, assessment: str) -> tuple[Any, ...]:
    """All of a state that a question to the engine is made of (`muster.READS`): if it is equal, the question is."""
    sites = []
    for history in state["sites"].values():
        if history:
            site = history[-1]["site"]
            coming = site.get("coming_number")
            sites.append((site["id"], site["status"], site["number"], coming, tuple(site["shared_with"])))
    moved = state["beliefs"].get(assessment)
    held = moved and tuple((name, row["value"], row["low"], row["high"]) for name, row in moved["parameters"].items())
    return (tuple(sites), muster.record_of(state), held)


def cornered(recipe: muster.Recipe, corner: Corner) -> muster.Recipe:
    """The question with every disputed parameter at that end of its range; `value` leaves it as it is."""
    if corner == "value":
        return recipe
    parameters = {name: {**row, "value": row[corner]} for name, row in recipe["parameters"].items()}
    return {**recipe, "parameters": parameters}
