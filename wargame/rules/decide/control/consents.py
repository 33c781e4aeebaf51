"""Bodies outside the table that have to agree, a parliament for one: answered by the pack's rule, or by control."""

from typing import Any

from wargame.rules.events import ALL, Words
from wargame.rules.mechanics import effects
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.predicates import holds
from wargame.rules.mechanics.situation import situation_of
from wargame.rules.pack import Consent

ANSWERS = ("yes", "no")


def answer_by_rule(acts: Acts, turn: int) -> None:
    """At the end of a turn's results each body answers as the pack says, by what all know; what control ruled stands.

    All read the situation before the first of them answers.
    """
    pack = acts.context.pack
    situation = situation_of(acts.state, pack, (ALL,))
    for name, consent in pack.get("consents", {}).items():
        row = acts.state["consents"].get(name)
        ruled = row is not None and row["by"] == "control"
        if ruled or turn not in consent.get("turns", [turn]):
            continue
        for answer in ANSWERS:
            condition = consent.get(answer)
            if isinstance(condition, str) and holds(situation, condition, {"turn": turn}):
                answer_as(acts, name, consent, answer, because=pack["predicates"][condition]["words"], by="rule")
                break


def answer_as(acts: Acts, name: str, consent: Consent, answer: str, *, because: str | Words, by: str) -> None:
    """Records an answer; a new one is read on the press line, and what follows from it is done."""
    turn, old = acts.state["turn"]["number"], acts.state["consents"].get(name)
    if old is not None and (old["answer"], old["by"]) == (answer, by):
        return
    row = {"id": name, "who": consent["who"], "title": consent["title"], "answer": answer, "turn": turn}
    acts.add("consent_answered", {"consent": {**row, "because": because, "by": by}}, (ALL,))
    item: dict[str, Any] = {
        "id": acts.new_id("press", "consent", name, str(turn)),
        "at_ms": acts.context.now_ms,
        "date": acts.state["turn"]["to_date"],
        "voice": consent["who"],
        "title": f"{consent['title']}: {answer}",
        "text": because if isinstance(because, Words) else f"For {because}.",
        "kind": "result",
        "to": [ALL],
        "source": None,
    }
    acts.add("press_published", {"item": item}, (ALL,))
    if old is None or old["answer"] != answer:
        deed = effects.Deed(about=name, because=item["title"], seen_by=(ALL,), bindings={"turn": turn})
        effects.do(acts, consent.get("effects", {}).get(answer, []), deed)
