"""What a monkey does beside offers and orders: drafts, rooms, meetings, votes. See `tests.fuzz.games.monkey`."""

from collections.abc import Callable
from random import Random
from typing import Any, Literal

from tests.fuzz.games.forms import clauses_for, order_for
from wargame.rules.mechanics.scopes import SCOPES

Args = dict[str, Any]


def _one(chance: Random, names: Any) -> Any:
    names = list(names)
    return chance.choice(names) if names else None


def _draft(chance: Random, board: Any, seat: str) -> Any:
    """A draft of the game, mostly one of the seat's own cell."""
    rows = board.state["drafts"]
    mine = [name for name, row in rows.items() if row["cell"] == seat.split(".")[0]]
    return rows.get(_one(chance, mine if mine and chance.random() < 0.9 else rows))


def _changes(chance: Random, board: Any, seat: str) -> Args:
    if chance.random() < 0.5:
        made = clauses_for(chance, board.pack, [seat.split(".")[0]], 1)[:1]
        return {"clauses": {row.pop("id"): row for row in made}}
    if chance.random() < 0.5:
        kind, args = order_for(chance, board.pack, seat.split(".")[0])
        return {"kind": kind, "args": args}
    return {"title": f"words {chance.randint(0, 99)}", "open": chance.random() < 0.5}


def _save_draft(chance: Random, board: Any, seat: str) -> Args | None:
    changes, row = _changes(chance, board, seat), _draft(chance, board, seat)
    if row is None or chance.random() < 0.2:
        return {"of": chance.choice(["offer", "order", "counter"]), "changes": changes}
    base = max(0, row["version"] - (chance.random() < 0.4))
    return {"draft": row["id"], "base_version": base, "changes": changes}


def _drop_draft(chance: Random, board: Any, seat: str) -> Args | None:
    row = _draft(chance, board, seat)
    return None if row is None else {"draft": row["id"], "version": row["version"] or 1}


def _meeting(chance: Random, board: Any, seat: str) -> Any:
    """A meeting, mostly one that the seat's cell was asked to."""
    rows = {name: row["view"] for name, row in board.state["meetings"].items()}
    mine = [name for name, row in rows.items() if seat.split(".")[0] in row["cells"]]
    return rows.get(_one(chance, mine if mine and chance.random() < 0.9 else rows))


def _call(chance: Random, board: Any, seat: str) -> Args | None:
    kind = _one(chance, board.pack.get("meeting_kinds", {}))
    if kind is None:
        return None
    cells = [cell for cell in board.pack["meeting_kinds"][kind]["cells"] if cell != seat.split(".")[0]]
    offer = _one(chance, board.state["offers"])
    agenda = [offer] if offer and chance.random() < 0.3 else []
    to = chance.sample(cells, min(len(cells), 1 + (chance.random() < 0.3)))
    return {"kind": kind, "to": to, "slot": chance.randint(1, 3), "agenda": agenda, "note": "soon"}


def _of_meeting(**more: Any) -> Any:
    def give(chance: Random, board: Any, seat: str) -> Args | None:
        row = _meeting(chance, board, seat)
        return None if row is None else {"meeting": row["id"], **{k: f(chance) for k, f in more.items()}}

    return give


def _of_vote(**more: Any) -> Any:
    def give(chance: Random, board: Any, seat: str) -> Args | None:
        vote = _one(chance, board.state["votes"])
        return None if vote is None else {"vote": vote, **{k: f(chance) for k, f in more.items()}}

    return give


def _answer_time(chance: Random, board: Any, seat: str) -> Args | None:
    request = _one(chance, board.state["requests"])
    if request is None:
        return None
    # What is granted is said: else the public clock would follow the hidden request, by control's own doing.
    return {"request": request, "grant": chance.random() < 0.5, "seconds": 60, "reason": "well"}


def _open_room(chance: Random, board: Any, seat: str) -> Args | None:
    known = [*board.pack["cells"], *board.state["seats"]]
    return {"title": f"room {chance.randint(0, 99)}", "members": chance.sample(known, chance.randint(1, 3))}


def _answer_survey(chance: Random, board: Any, seat: str) -> Args | None:
    """Some of what is asked, mostly as it fits; some skipped."""
    name = _one(chance, board.state["surveys"])
    if name is None:
        return None
    answers: Args = {}
    questions = board.state["surveys"][name]["view"]["questions"]
    for question in chance.sample(sorted(questions), min(3, len(questions))):
        answers[question] = _answer(chance, questions[question])
    skipped = {chance.choice(sorted(questions)): chance.choice(["", "mine"])} if chance.random() < 0.2 else {}
    return {"survey": name, "answers": answers, "skipped": skipped}


def _answer(chance: Random, question: Any) -> Any:
    match question["kind"]:
        case "scale":
            return chance.randint(1, question["points"] + (chance.random() < 0.05))
        case "choice":
            return chance.choice(question["choices"])["value"]
        case "choices":
            return [chance.choice(question["choices"])["value"]]
        case "number":
            low, best, high = sorted(chance.uniform(question["min"], question["max"]) for _ in range(3))
            return {"low": low, "best": best, "high": high} if question.get("interval") else best
        case _:
            return f"words {chance.randint(0, 99)}"


def _write_survey(chance: Random, board: Any, seat: str) -> Args | None:
    kind = chance.choice(["scale", "number", "text", "choice"])
    question = {"id": "q", "kind": kind, "text": "And {cell}?", "points": 5, "min": 0, "max": 9, "each_other": True}
    papers = [*board.pack.get("surveys", {}), *board.state["survey_papers"]]
    more = {"survey": _one(chance, papers)} if papers and chance.random() < 0.5 else {}
    to = [chance.choice(["all", "nobody", *board.pack["cells"], *board.state["seats"]])]
    late = {"answers": "after the game"} if chance.random() < 0.3 else {}
    words = {"title": f"survey {chance.randint(0, 99)}", "questions": [question], "reason": "to know"}
    return {**words, **more, **late, "to": to, "now": chance.random() < 0.5}


def _of_assistant(**more: Any) -> Callable[[Random, Any, str], Args | None]:
    """An assistant's seat that there is, and now and then one that there is not."""

    def give(chance: Random, board: Any, seat: str) -> Args | None:
        helpers = [name for name, row in board.state["seats"].items() if row["cell"] == "control"]
        its = {name: make(chance) for name, make in more.items()}
        by = "control.facilitator" if chance.random() < 0.9 else chance.choice([*board.state["seats"]])
        return {"seat": chance.choice([*helpers, "nobody"]), "by": by, "reason": "so", **its}

    return give


def _scope(chance: Random) -> str:
    return chance.choice([*SCOPES, "none"])


LIFE: dict[str, Any] = {
    "assistant.make": lambda chance, board, seat: {
        "label": f"helper {chance.randint(0, 99)}",
        "scope": _scope(chance),
        "by": "control.facilitator",
        "reason": "a hand",
    },
    "assistant.change": _of_assistant(scope=_scope),
    "assistant.withdraw": _of_assistant(),
    "act.for": lambda chance, board, seat: {
        "seat": _one(chance, board.state["seats"]),
        "command": chance.choice(["cell.ready", "hand.raise", "game.end"]),
        "args": {"ready": True},
        "reason": "for them",
    },
    "inject.plan": lambda chance, board, seat: {
        "inject": _one(chance, board.pack["injects"]),
        "state": chance.choice(["waiting", "held", "skipped", "armed"]),
        "when": None,
        "reason": "well",
    },
    "inject.write": lambda chance, board, seat: {
        "voice": "A voice",
        "title": "News",
        "text": f"something happened {chance.randint(0, 99)}",
        "to": [chance.choice(["all", "nobody", *board.pack["cells"]])],
        "when": chance.choice(["now", "turn", "condition"]),
        "turn": chance.randint(1, 4),
        "condition": _one(chance, board.pack["predicates"]),
        "reason": "it fits",
    },
    "adjudication.redraw": lambda chance, board, seat: {
        "turn": board.state["turn"]["number"],
        "inject": _one(chance, board.state["sent"] or ["none"]),
        "reason": "once more",
    },
    "note.pin": lambda chance, board, seat: {"text": f"note {chance.randint(0, 99)}"},
    "hand.lower": lambda chance, board, seat: {"seat": _one(chance, board.state["hands"] or ["none"])},
    "forecast.give": lambda chance, board, seat: {
        "question": _one(chance, board.pack.get("forecasts") or ["none"]),
        "probability": chance.randint(0, 100),
    },
    "survey.answer": _answer_survey,
    "survey.decline": lambda chance, board, seat: {"survey": _one(chance, board.state["surveys"]) or "none:1"},
    "survey.consent": lambda chance, board, seat: {"given": chance.random() < 0.7},
    "survey.write": _write_survey,
    "survey.open": lambda chance, board, seat: {
        "survey": _one(chance, [*board.pack.get("surveys", {}), *board.state["survey_papers"], "none"]),
        "reason": "now",
    },
    "survey.close": lambda chance, board, seat: {
        "survey": _one(chance, board.state["surveys"]) or "none:1",
        "reason": "enough",
    },
    "vote.call": lambda chance, board, seat: {"question": "now?", "choices": ["yes", "no", "later"]},
    "vote.cast": _of_vote(choice=lambda chance: chance.randint(0, 3)),
    "vote.close": _of_vote(),
    "time.ask": lambda chance, board, seat: {"seconds": chance.randint(10, 90), "reason": "a moment"},
    "time.answer": _answer_time,
    "meeting.call": _call,
    "meeting.answer": _of_meeting(accept=lambda chance: chance.random() < 0.7),
    "meeting.close": _of_meeting(),
    "meeting.readout": _of_meeting(text=lambda chance: "it went", public=lambda chance: chance.random() < 0.5),
    "room.open": _open_room,
    "room.leave": lambda chance, board, seat: {"room": _one(chance, board.state["rooms"])},
    "press.say": lambda chance, board, seat: {"title": "T", "text": f"we say {chance.randint(0, 99)}"},
    "draft.save": _save_draft,
    "draft.drop": _drop_draft,
}

LIFE_SILENCE: dict[str, Literal["ever", "turn", "never"]] = {
    "draft.save": "ever",
    "draft.drop": "ever",
    "assistant.make": "ever",
    "assistant.change": "ever",
    "assistant.withdraw": "ever",
    "act.for": "never",
    "inject.plan": "never",
    "inject.write": "never",
    "adjudication.redraw": "never",
    "note.pin": "never",
    "hand.lower": "never",
    "forecast.give": "ever",
    "survey.answer": "ever",
    "survey.decline": "ever",
    "survey.consent": "ever",
    "survey.write": "never",
    "survey.open": "never",
    "survey.close": "never",
    "vote.call": "ever",
    "vote.cast": "ever",
    "vote.close": "ever",
    "time.ask": "ever",
    "time.answer": "never",
    # What a meeting costs may be missing for an order.
    "meeting.call": "turn",
    "meeting.answer": "turn",
    "meeting.close": "turn",
    "meeting.readout": "ever",
    "room.open": "ever",
    "room.leave": "ever",
    "press.say": "never",
}
