"""The press line: what cells say to the world in their own words, as it is said."""

from typing import Any

from wargame.rules.commands.diplomacy import SayToPress
from wargame.rules.decide.frame import TIMED, no_power, wrong_phase
from wargame.rules.events import ALL, Words, cell_of
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.powers import effective
from wargame.rules.refusals import Refusal, refuse


def say(acts: Acts, command: SayToPress) -> str | Refusal | None:
    """A statement costs nothing; how many a cell makes in a turn, and who may, is the scenario's."""
    state, cell, line = acts.state, cell_of(acts.seat), acts.context.pack.get("press_line")
    if line is None:
        return refuse("no-press-line")
    if state["phase"]["name"] not in TIMED:
        return wrong_phase(state, ", ".join(TIMED))
    if line["power"] not in effective(state, acts.seat):
        return no_power(state, acts.seat, line["power"])
    if not command.text.strip():
        return refuse("bad-field", "text", what="must be a text.")
    turn = state["turn"]["number"]
    said = [row for row in state["press"].values() if (row.get("said_by"), row.get("turn")) == (cell, turn)]
    if len(said) >= line["per_turn"]:
        return refuse("press-limit", count=line["per_turn"])
    voice = acts.context.pack["cells"][cell]["voice"]
    more = {"said_by": cell, "by": acts.seat, "turn": turn}
    return publish(acts, "statement", voice=voice, title=Words(command.title), text=Words(command.text), more=more)


def publish(
    acts: Acts, kind: str, *, voice: str, title: Any, text: Any, about: str = "", more: dict[str, Any] | None = None
) -> str:
    """Puts an item on the press line for all to read; returns its id."""
    item = {
        "id": acts.new_id("press", kind, about),
        "at_ms": acts.context.now_ms,
        "date": acts.state["turn"]["from_date"],
        "voice": voice,
        "title": title,
        "text": text,
        "kind": kind,
        "to": [ALL],
        "source": None,
        **(more or {}),
    }
    acts.add("press_published", {"item": item}, (ALL,))
    return str(item["id"])
