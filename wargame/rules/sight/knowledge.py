"""What a seat knows of the world: sites, treaties, indicators, findings, draws, the press, and what it was told."""

from typing import Any

from wargame.rules.events import ALL, cell_of, visible
from wargame.rules.state import State
from wargame.rules.view import (
    BeliefView,
    ConsentView,
    DrawView,
    FindingView,
    IndicatorView,
    NoticeView,
    PressView,
    SiteView,
)

SITE_FIELDS = tuple(SiteView.__annotations__)


def site_known(history: list[dict[str, Any]], seat: str, options: dict[str, Any]) -> dict[str, Any] | None:
    """The last state of a site that `seat` was told, or None."""
    for row in reversed(history):
        if visible(row["seen_by"], seat, options):
            site: dict[str, Any] = row["site"]
            return site
    return None


def sites(state: State, seat: str) -> dict[str, SiteView]:
    known = {site: site_known(history, seat, state["game"]) for site, history in state["sites"].items()}
    return {
        site: {name: row[name] for name in SITE_FIELDS if name in row}  # type: ignore[misc]
        for site, row in known.items()
        if row is not None
    }


def treaties(state: State, seat: str) -> dict[str, str]:
    return state["treaties"]


def consents(state: State, seat: str) -> dict[str, ConsentView]:
    return state["consents"]


def _views(table: dict[str, Any], state: State, seat: str) -> dict[str, Any]:
    return {name: row["view"] for name, row in table.items() if visible(row["seen_by"], seat, state["game"])}


def indicators(state: State, seat: str) -> dict[str, IndicatorView]:
    return _views(state["indicators"], state, seat)


def findings(state: State, seat: str) -> dict[str, dict[str, FindingView]]:
    seen = {
        turn: {name: row["finding"] for name, row in of_turn.items() if visible(row["seen_by"], seat, state["game"])}
        for turn, of_turn in state["findings"].items()
    }
    return {turn: of_turn for turn, of_turn in seen.items() if of_turn}


def assessments(state: State, seat: str) -> dict[str, dict[str, BeliefView]]:
    """What has moved in the assessments that `seat` reads."""
    return {
        name: row["parameters"]
        for name, row in state["beliefs"].items()
        if visible(row["seen_by"], seat, state["game"])
    }


def draws(state: State, seat: str) -> dict[str, DrawView]:
    return _views(state["draws"], state, seat)


def press(state: State, seat: str) -> dict[str, PressView]:
    return {name: item for name, item in state["press"].items() if visible(item["to"], seat, state["game"])}


def notices(state: State, seat: str) -> dict[str, NoticeView]:
    """Only what was told to this seat, its cell or all: who sees everything need not be told of everybody's."""
    addressed = {ALL, seat, cell_of(seat)}
    told = _views(state["notices"], state, seat)
    return {name: view for name, view in told.items() if addressed & set(state["notices"][name]["seen_by"])}
