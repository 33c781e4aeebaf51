"""Folds of the frame of play: the recipe, seats, phases, clocks, readiness, hands."""

from wargame.rules.events import Event
from wargame.rules.state import State, changed


def game_opened(state: State, event: Event) -> State:
    body = event.body
    told = list(event.seen_by)
    return changed(
        state,
        game={**body["game"], "started": False, "over": False},
        cells=body["cells"],
        seats={seat: {**row, "taken": False} for seat, row in body["seats"].items()},
        turn={**state["turn"], "of": body["game"]["turns"]},
        phase={**state["phase"], "opened_ms": body["at_ms"]},
        sites={site: [{"seen_by": told, "site": row}] for site, row in body["sites"].items()},
        treaties=body["treaties"],
    )


def _seat(state: State, seat: str, taken: bool) -> State:
    if seat not in state["seats"]:
        return state
    return changed(state, seats={**state["seats"], seat: {**state["seats"][seat], "taken": taken}})


def seat_taken(state: State, event: Event) -> State:
    return _seat(state, event.body["seat"], True)


def seat_left(state: State, event: Event) -> State:
    return _seat(state, event.body["seat"], False)


def game_started(state: State, event: Event) -> State:
    return changed(state, game={**state["game"], "started": True})


def phase_opened(state: State, event: Event) -> State:
    return changed(state, phase=event.body["phase"], turn=event.body["turn"], ready={})


def clock_set(state: State, event: Event) -> State:
    return changed(state, phase={**state["phase"], **event.body["clock"]})


def cell_readied(state: State, event: Event) -> State:
    return changed(state, ready={**state["ready"], event.body["cell"]: event.body["ready"]})


def hand_raised(state: State, event: Event) -> State:
    body = event.body
    hands = {seat: hand for seat, hand in state["hands"].items() if seat != body["seat"]}
    if body["up"]:
        hands[body["seat"]] = {"seat": body["seat"], "about": body["about"], "at_ms": body["at_ms"]}
    return changed(state, hands=hands)


def game_ended(state: State, event: Event) -> State:
    return changed(state, game={**state["game"], "over": True})
