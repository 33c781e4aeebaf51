"""A table of invented answers for the small pack of tests/rules: what is covered grows with what stands. No engine."""

from typing import Any

from tests.rules import small
from wargame.umpire.value.table import Table

SHIFT = {"value": 0.0, "low": -10.0, "high": 10.0}
OWN = {"public_view": 0.0, "west_view": 5.0, "east_view": -5.0, "north_view": 2.0}


class Invented(Table):
    """Answers that depend on the sites, the assessment and the corner alone; `asked` counts the questions."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def answer(self, state: Any, pack: Any, assessment: str, configuration: str, corner: Any = "value") -> Any:
        self.count += 1
        standing = ("in_force", "building") if configuration == "planned" else ("in_force",)
        number = sum(
            rows[-1]["site"]["number"] for rows in state["sites"].values() if rows[-1]["site"]["status"] in standing
        )
        covered = 30.0 + 2.0 * number + OWN[assessment] + SHIFT[corner]
        russia = {"areas_in_reach": 0, "areas": 4, "interceptors": number, "retaliation_left_pct": 99.0}
        return {"axes": {"south": small.axis("south", covered)}, "russia": russia}

    def findings(self, state: Any, pack: Any, turn: int) -> dict[str, Any]:
        """The same answers as the umpire would record them."""
        found = {}
        for name in pack["assessments"]:
            row: dict[str, Any] = {"turn": turn, "assessment": name, "document": f"{name}-{turn}"}
            for configuration in ("in_force", "planned"):
                answer = self.answer(state, pack, name, configuration)
                row[configuration], row[f"russia_{configuration}"] = answer["axes"], answer["russia"]
            found[name] = row
        return {"assessments": found, "draws": {}, "manifest": {}}
