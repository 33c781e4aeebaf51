"""Injects: events of the pack, or written by control at the table, that control, or the clock, brings in."""

from collections.abc import Mapping
from typing import Any

from wargame.rules.events import Words, said_by
from wargame.rules.mechanics import effects
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.predicates import holds
from wargame.rules.mechanics.situation import situation_of


def known(acts: Acts) -> Mapping[str, Mapping[str, Any]]:
    """The scenario's injects, and after them those that control has written in this game."""
    injects: dict[str, Any] = acts.state["fate"].get("injects", {})
    return {**acts.context.pack["injects"], **{name: row for name, row in injects.items() if row.get("by")}}


def send(acts: Acts, name: str, *, title: str = "", text: str = "") -> None:
    """Sends an inject to those it is meant for; given words replace the pack's. Its draw awaits the engine."""
    inject, plan = known(acts)[name], acts.state["plans"].get(name, {})
    to = inject["to"]
    body = {
        "inject": name,
        "at_ms": acts.context.now_ms,
        "turn": acts.state["turn"]["number"],
        "by": said_by(acts.seat),
    }
    acts.add("inject_sent", body, to)
    item = {
        "id": acts.new_id("press", name),
        "at_ms": acts.context.now_ms,
        "date": inject["date"],
        "voice": inject["voice"],
        "title": Words(title) if title.strip() else plan.get("title") or inject["title"],
        "text": Words(text) if text.strip() else plan.get("text") or inject["text"],
        "kind": "inject",
        "to": to,
        "source": inject["source"],
    }
    acts.add("press_published", {"item": item}, to)
    deed = effects.Deed(
        about=name,
        because=inject["title"],
        seen_by=tuple(to),
        bindings={"turn": acts.state["turn"]["number"]},
    )
    effects.do(acts, inject["effects"], deed)


def send_auto_injects(acts: Acts, turn: int) -> None:
    """The injects that come by themselves when the negotiation of their turn opens, in the order of their dates.

    One with a condition comes only if it holds as its readers know it then, after those before it.
    """
    injects = known(acts)
    due = [
        name
        for name, row in injects.items()
        if row["auto"]
        and row["turn"] == turn
        and name not in acts.state["sent"]
        and acts.state["plans"].get(name, {}).get("state", "waiting") == "waiting"
    ]
    for name in sorted(due, key=lambda name: (injects[name]["date"], name)):
        condition = injects[name].get("when")
        situation = situation_of(acts.state, acts.context.pack, injects[name]["to"])
        if condition is None or holds(situation, condition, {"turn": turn}):
            send(acts, name)
