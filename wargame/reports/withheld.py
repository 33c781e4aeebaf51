"""What of surveys a report keeps back: the answers of who took his consent back, and those told after the game only."""

from typing import Any

from wargame.rules.mechanics.surveys import AFTER

REFUSED = "The person asked not to be surveyed."
LATER = "Answers are told after the game."


def withheld(state: Any, sheet: dict[str, Any]) -> str | None:
    """Why the words of this sheet stand in no report made now, or None. `state`: the last one that is told of."""
    if f"{sheet['seat']}|{sheet['sitting']}" in state["survey_refusals"]:
        return REFUSED
    asked = state["surveys"].get(sheet["survey"])
    if asked is not None and asked["view"]["answers"] == AFTER and not state["game"]["over"]:
        return LATER
    return None
