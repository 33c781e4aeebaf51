"""What the facilitator brings in: an inject of the pack, a message in an outside voice, a parliament's answer."""

from wargame.rules.commands import RuleConsent, SendInject, SpeakAs
from wargame.rules.decide.adjudication import propose_again
from wargame.rules.decide.control import consents, injects
from wargame.rules.decide.frame import record_ruling, viewers
from wargame.rules.events import Words
from wargame.rules.mechanics.acts import Acts
from wargame.rules.refusals import Refusal, refuse


def send_inject(acts: Acts, command: SendInject) -> str | Refusal | None:
    if command.inject not in injects.known(acts):
        return refuse("unknown-inject", "inject", inject=command.inject)
    if command.inject in acts.state["sent"]:
        return refuse("inject-sent", "inject")
    injects.send(acts, command.inject, title=command.title, text=command.text)
    record_ruling(acts, "inject.send", "", before=None, after=command.inject)
    propose_again(acts)
    return command.inject


def rule_consent(acts: Acts, command: RuleConsent) -> str | Refusal | None:
    known = acts.context.pack.get("consents", {})
    consent = known.get(command.consent)
    if consent is None:
        return refuse("unknown-consent", "consent", consent=command.consent, choices=", ".join(known) or "nothing")
    row = acts.state["consents"].get(command.consent)
    before = row["answer"] if row else None
    if row and row["answer"] == command.answer and row["by"] == "control":
        return refuse("same-state", "answer", what=f"Control has already ruled “{command.answer}”.")
    consents.answer_as(acts, command.consent, consent, command.answer, because=Words(command.reason), by="control")
    record_ruling(acts, "consent.rule", command.reason, before=before, after={command.consent: command.answer})
    propose_again(acts)
    return command.consent


def speak_as(acts: Acts, command: SpeakAs) -> str | Refusal | None:
    to = viewers(acts, command.to)
    if isinstance(to, Refusal):
        return to
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
