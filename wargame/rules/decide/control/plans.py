"""Control's plans for injects and its own notes. Nobody else is told of either."""

from typing import Any

from wargame.rules.commands.control import PinNote, PlanInject
from wargame.rules.decide.control import injects
from wargame.rules.decide.frame import record_ruling
from wargame.rules.events import CONTROL, Words
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.predicates import holds
from wargame.rules.mechanics.situation import situation_of
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.sight import sight
from wargame.rules.state import Context, State


def plan_inject(acts: Acts, command: PlanInject) -> str | Refusal | None:
    pack = acts.context.pack
    if command.inject not in pack["injects"]:
        return refuse("unknown-inject", "inject", inject=command.inject)
    if command.inject in acts.state["sent"]:
        return refuse("inject-sent", "inject")
    if command.state == "armed" and command.when is None:
        return refuse("missing-field", "when", name="An armed inject")
    if command.when is not None and command.when not in pack["predicates"]:
        return refuse("unknown-condition", "when", condition=command.when)
    before = acts.state["plans"].get(command.inject)
    plan = {
        "inject": command.inject,
        "state": command.state,
        "when": command.when if command.state == "armed" else None,
        "title": Words(command.title) if command.title.strip() else None,
        "text": Words(command.text) if command.text.strip() else None,
    }
    acts.add("inject_planned", {"plan": plan}, (CONTROL,))
    record_ruling(
        acts, "inject.plan", command.reason, before=before, after={"inject": command.inject, "state": command.state}
    )
    return command.inject


def send_armed(acts: Acts) -> None:
    """The armed injects whose condition is true, as control knows the world, in the order of their names."""
    armed = [row for name, row in sorted(acts.state["plans"].items()) if row["state"] == "armed"]
    for row in armed:
        situation = situation_of(acts.state, acts.context.pack, None)
        unsent = row["inject"] not in acts.state["sent"]
        if unsent and holds(situation, row["when"], {"turn": acts.state["turn"]["number"]}):
            injects.send(acts, row["inject"])


def pin_note(acts: Acts, command: PinNote) -> str | Refusal | None:
    note = {
        "id": acts.new_id("note"),
        "turn": command.turn or acts.state["turn"]["number"],
        "about": command.about,
        "by": acts.seat,
        "text": Words(command.text),
        "at_ms": acts.context.now_ms,
    }
    acts.add("note_pinned", {"note": note}, (CONTROL,))
    return str(note["id"])


def preview(state: State, context: Context, inject: str) -> dict[str, dict[str, Any]]:
    """What sending `inject` now would change in players' pictures: seat -> part of the picture -> as it would be.

    A seat for which nothing would change is left out. Raises KeyError for an inject that the scenario does not have.
    """
    acts = Acts(state, context, "control.facilitator")
    injects.send(acts, inject)
    changes: dict[str, dict[str, Any]] = {}
    for seat, row in state["seats"].items():
        if row["cell"] == CONTROL:
            continue
        before, after = dict(sight(state, seat)), dict(sight(acts.state, seat))
        parts = {name: value for name, value in after.items() if value != before[name]}
        if parts:
            changes[seat] = parts
    return changes
