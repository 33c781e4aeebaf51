"""Forecasts: what a seat thinks probable, held against how it came out. Others read it once the game is over."""

from wargame.rules.commands.cell import GiveForecast
from wargame.rules.events import ALL, CONTROL, Words, cell_of
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.predicates import holds
from wargame.rules.mechanics.situation import situation_of
from wargame.rules.pack import ForecastQuestion
from wargame.rules.refusals import Refusal, refuse


def _questions(acts: Acts) -> dict[str, ForecastQuestion]:
    """Those that are decided within this game."""
    last = acts.state["game"]["turns"]
    return {name: row for name, row in acts.context.pack.get("forecasts", {}).items() if row["turn"] <= last}


def give(acts: Acts, command: GiveForecast) -> str | Refusal | None:
    state, questions = acts.state, _questions(acts)
    question = questions.get(command.question)
    if question is None:
        choices = ", ".join(questions) or "nothing: this game asks none"
        return refuse("unknown-forecast", "question", question=command.question, choices=choices)
    turn, phase = state["turn"]["number"], state["phase"]["name"]
    if turn > question["turn"] or (turn == question["turn"] and phase in ("adjudication", "results")):
        return refuse("forecast-closed", "question", turn=question["turn"])
    forecast = {
        "question": command.question,
        "seat": acts.seat,
        "cell": cell_of(acts.seat),
        "probability": command.probability,
        "words": Words(command.words) if command.words.strip() else None,
        "turn": turn,
        "at_ms": acts.context.now_ms,
    }
    acts.add("forecast_given", {"forecast": forecast}, (acts.seat,))
    return command.question


def resolve(acts: Acts, turn: int) -> None:
    """The questions of this turn: how they came out, as all may know it, and each forecast's Brier score."""
    due = [name for name, row in _questions(acts).items() if row["turn"] == turn]
    if not due:
        return
    situation = situation_of(acts.state, acts.context.pack, (ALL,))
    for name in due:
        outcome = holds(situation, _questions(acts)[name]["when"], {"turn": turn})
        acts.add("forecast_resolved", {"question": name, "turn": turn, "outcome": outcome}, (ALL,))
        for row in list(acts.state["forecasts"].values()):
            if row["view"]["question"] == name:
                brier = round((row["view"]["probability"] / 100 - outcome) ** 2, 4)
                body = {"question": name, "seat": row["view"]["seat"], "outcome": outcome, "brier": brier}
                acts.add("forecast_scored", body, (row["view"]["seat"], CONTROL))


def open_all(acts: Acts) -> None:
    """With the end of the game everybody may read who forecast what."""
    if acts.state["forecasts"]:
        opened = {key: row["view"] for key, row in acts.state["forecasts"].items()}
        acts.add("forecasts_opened", {"forecasts": opened}, (ALL,))
