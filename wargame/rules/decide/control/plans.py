"""Control's plans for injects and its own notes. Nobody else is told of either."""

from typing import Any

from wargame.rules.commands.control import PinNote, PlanInject, WriteInject
from wargame.rules.decide.adjudication import propose_again
from wargame.rules.decide.control import injects
from wargame.rules.decide.frame import record_ruling, viewers
from wargame.rules.events import CONTROL, Words
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.predicates import holds
from wargame.rules.mechanics.situation import situation_of
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.sight import sight
from wargame.rules.state import Context, State


def plan_inject(acts: Acts, command: PlanInject) -> str | Refusal | None:
    pack = acts.context.pack
    if command.inject not in injects.known(acts):
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


def write_inject(acts: Acts, command: WriteInject) -> str | Refusal | None:
    """Keeps it with the scenario's injects in control's part of the table; it is sent as they are."""
    to = viewers(acts, command.to)
    if isinstance(to, Refusal):
        return to
    refusal = _writable(acts, command)
    if refusal is not None:
        return refusal
    turn = command.turn if command.when == "turn" and command.turn else acts.state["turn"]["number"]
    name = acts.new_id("inject")
    inject = {
        "id": name,
        "turn": turn,
        "date": acts.context.pack["turns"][turn - 1]["from_date"],
        "voice": command.voice,
        "title": Words(command.title),
        "text": Words(command.text),
        "to": to,
        "mark": "N",
        "source": "",
        "effects": [],
        "auto": command.when == "turn",
        "draw": None,
        "by": acts.seat,
    }
    acts.add("inject_written", {"inject": inject}, (CONTROL,))
    record_ruling(acts, "inject.write", command.reason, before=None, after={"inject": name, "when": command.when})
    if command.when == "now":
        injects.send(acts, name)
        propose_again(acts)
    elif command.when == "condition":
        plan = {"inject": name, "state": "armed", "when": command.condition, "title": None, "text": None}
        acts.add("inject_planned", {"plan": plan}, (CONTROL,))
    return name


def _writable(acts: Acts, command: WriteInject) -> Refusal | None:
    """Refused unless what `when` asks for is named, and can still come."""
    if command.when == "condition":
        if command.condition is None:
            return refuse("missing-field", "condition", name="An inject on a condition")
        if command.condition not in acts.context.pack["predicates"]:
            return refuse("unknown-condition", "condition", condition=command.condition)
    if command.when == "turn":
        if command.turn is None:
            return refuse("missing-field", "turn", name="An inject with a turn")
        now, phase = acts.state["turn"]["number"], acts.state["phase"]["name"]
        first = now if phase == "briefing" else now + 1
        if not first <= command.turn <= acts.state["game"]["turns"]:
            return refuse("turn-passed", "turn", turn=command.turn)
    return None


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


def preview(
    state: State, context: Context, inject: str, *, title: str = "", text: str = ""
) -> dict[str, dict[str, Any]]:
    """What sending `inject` now would change in players' pictures: seat -> part of the picture -> as it would be.

    Given words replace the pack's, as when it is sent. A seat for which nothing would change is left out. Raises
    KeyError for an inject that the scenario does not have.
    """
    acts = Acts(state, context, "control.facilitator")
    injects.send(acts, inject, title=title, text=text)
    changes: dict[str, dict[str, Any]] = {}
    for seat, row in state["seats"].items():
        if row["cell"] == CONTROL:
            continue
        before, after = dict(sight(state, seat)), dict(sight(acts.state, seat))
        parts = {name: value for name, value in after.items() if value != before[name]}
        if parts:
            changes[seat] = parts
    return changes
