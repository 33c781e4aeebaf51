"""What the facilitator brings in: an inject of the pack, or a message in an outside voice."""

from wargame.rules.commands import SendInject, SpeakAs
from wargame.rules.decide.adjudication import propose_again
from wargame.rules.decide.control import injects
from wargame.rules.decide.frame import record_ruling
from wargame.rules.events import ALL, Words
from wargame.rules.mechanics.acts import Acts
from wargame.rules.refusals import Refusal, refuse


def send_inject(acts: Acts, command: SendInject) -> str | Refusal | None:
    if command.inject not in acts.context.pack["injects"]:
        return refuse("unknown-inject", "inject", inject=command.inject)
    if command.inject in acts.state["sent"]:
        return refuse("inject-sent", "inject")
    injects.send(acts, command.inject, title=command.title, text=command.text)
    record_ruling(acts, "inject.send", "", before=None, after=command.inject)
    propose_again(acts)
    return command.inject


def speak_as(acts: Acts, command: SpeakAs) -> str | Refusal | None:
    known = {ALL, *acts.state["cells"], "control", *acts.state["seats"]}
    for viewer in command.to:
        if viewer not in known:
            return refuse("unknown-viewer", "to", viewer=viewer)
    to = [ALL] if ALL in command.to else sorted(set(command.to))
    item = {
        "id": acts.new_id("press", "voice"),
        "at_ms": acts.context.now_ms,
        "date": acts.state["turn"]["from_date"],
        "voice": command.voice,
        "title": Words(command.title),
        "text": Words(command.text),
        "kind": "message",
        "to": to,
        "source": None,
    }
    acts.add("press_published", {"item": item}, to)
    record_ruling(acts, "voice.say", "", before=None, after=item["id"])
    return str(item["id"])
