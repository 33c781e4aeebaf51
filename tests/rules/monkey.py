"""A player that does anything: legal commands made from the pack's forms, and illegal ones between them. Seeded."""

from random import Random
from typing import Any

from tests.rules.table import Table, digest_of
from wargame.rules.commands import COMMANDS
from wargame.rules.refusals import Refusal

WORDS = ("", "x", "yes", "no", "all", "$site", "🙂" * 10, "0" * 200, "fort", "west", "-1")
NUMBERS = (0, 1, 2, 3, 10, -1, 99, 10**6, 0.5, 1e300)


def field_value(chance: Random, table: Table, field: dict[str, Any]) -> Any:
    """A value that fits the field, mostly."""
    pack = table.pack
    if chance.random() < 0.05:
        return chance.choice(NUMBERS + WORDS)
    choices = [choice["value"] for choice in field.get("choices", [])]
    match field["type"]:
        case "number":
            step = field.get("step", 1)
            low, high = field.get("min", 0), field.get("max", 10)
            return low + step * chance.randrange(int((high - low) / step) + 1)
        case "turn":
            return chance.randint(int(field.get("min", 1)), int(field.get("max", len(pack["turns"]))))
        case "bool":
            return chance.random() < 0.5
        case "text":
            return "some words"
        case "site":
            return chance.choice(choices or list(pack["sites"]))
        case "sensor":
            return chance.choice(choices or [name for name, row in pack["sites"].items() if row["kind"] == "radar"])
        case "region":
            return chance.choice(choices or list(pack["regions"]))
        case "cells":
            cells = choices or list(pack["cells"])
            return chance.sample(cells, chance.randint(1, len(cells)))
        case "cell":
            return chance.choice(choices or list(pack["cells"]))
        case _:
            return chance.choice(choices)


def args_for(chance: Random, table: Table, fields: list[dict[str, Any]]) -> dict[str, Any]:
    return {field["name"]: field_value(chance, table, field) for field in fields}


def clauses(chance: Random, table: Table, parties: list[str]) -> list[dict[str, Any]]:
    made = []
    for number in range(chance.randint(1, 4)):
        kind = chance.choice(list(table.pack["clause_kinds"]))
        spec = table.pack["clause_kinds"][kind]
        able = [cell for cell in spec["parties"] if cell in parties] or parties
        turn = table.state["turn"]["number"] or 1
        made.append(
            {
                "id": f"c{number}",
                "kind": kind,
                "party": chance.choice(able),
                "args": args_for(chance, table, spec["fields"]),
                "from_turn": chance.choice([1, turn, turn + 1]),
                "until_turn": chance.choice([None, None, turn, turn + 1]),
                "condition": chance.choice([None, None, *spec.get("conditions", [])]),
            }
        )
    return made


def player_command(chance: Random, table: Table, seat: str) -> tuple[str, dict[str, Any]]:
    """Something that a player might want now; whether it is allowed is for the rules to say."""
    state, cell = table.state, seat.split(".")[0]
    offers = list(state["offers"])
    orders = list(state["orders"])
    wants = ["table", "write", "say", "read", "ready", "hand", "offer", "drop"]
    if chance.random() < 0.8:
        wants = {"negotiation": ["table", "offer", "offer"], "orders": ["write", "write", "drop", "offer"]}.get(
            state["phase"]["name"], ["say", "read", "hand"]
        )
    wants = [want for want in wants if (want != "offer" or offers) and (want != "drop" or orders)]
    match chance.choice(wants):
        case "table":
            others = [other for other in table.pack["cells"] if other != cell]
            to = chance.sample(others, chance.randint(1, len(others)))
            turn = state["turn"]["number"] or 1
            return "offer.table", {
                "title": "An offer", "to": to, "clauses": clauses(chance, table, [cell, *to]),
                "open": chance.random() < 0.4, "expires_turn": chance.randint(turn, turn + 2),
            }  # fmt: skip
        case "write":
            kind = chance.choice(list(table.pack["order_kinds"]))
            args = args_for(chance, table, table.pack["order_kinds"][kind]["fields"])
            order = chance.choice(orders) if orders and chance.random() < 0.2 else None
            return "order.write", {"kind": kind, "args": args, "order": order, "rationale": "because"}
        case "drop":
            return "order.drop", {"order": chance.choice(orders)}
        case "say":
            return "talk.say", {"room": chance.choice(list(table.pack["rooms"])), "text": "words"}
        case "read":
            return "room.read", {"room": chance.choice(list(table.pack["rooms"])), "upto": chance.randint(0, 4)}
        case "ready":
            return "cell.ready", {"ready": chance.random() < 0.7}
        case "hand":
            return "hand.raise", {"up": chance.random() < 0.5, "about": chance.choice(["", "help"])}
        case _:
            return offer_command(chance, table, chance.choice(offers))


def offer_command(chance: Random, table: Table, offer: str) -> tuple[str, dict[str, Any]]:
    version, digest = digest_of(table, offer)
    version = version if chance.random() < 0.9 else version + 1
    match chance.choice(["sign", "sign", "sign", "counter", "reject", "withdraw"]):
        case "sign":
            return "offer.sign", {"offer": offer, "version": version, "digest": digest}
        case "counter":
            parties = table.state["offers"][offer]["view"]["parties"]
            terms = clauses(chance, table, parties)
            return "offer.counter", {"offer": offer, "version": version, "title": "Otherwise", "clauses": terms}
        case "reject":
            return "offer.reject", {"offer": offer, "version": version, "reason": "no"}
        case _:
            return "offer.withdraw", {"offer": offer}


def control_command(chance: Random, table: Table) -> tuple[str, dict[str, Any]]:
    state = table.state
    turn, phase = max(1, state["turn"]["number"]), state["phase"]["name"]
    orders = [order for order, row in state["orders"].items() if row["turn"] == turn]
    options: list[tuple[str, dict[str, Any]]] = [
        ("phase.end", {"turn": turn, "phase": phase, "reason": "on"}),
        ("phase.end", {"turn": turn, "phase": "orders", "reason": "on"}),
        ("clock.pause", {"reason": "wait"}),
        ("clock.resume", {"reason": "go"}),
        ("clock.extend", {"seconds": chance.randint(-600, 600), "reason": "time"}),
        ("inject.send", {"inject": chance.choice(list(table.pack["injects"]))}),
        ("voice.say", {"voice": "V", "title": "T", "text": "x", "to": [chance.choice(["all", "west", "nobody"])]}),
        ("adjudication.accept", {"turn": turn}),
        (
            "adjudication.amend",
            {
                "turn": turn,
                "indicators": {chance.choice(list(table.pack["indicators"])): chance.randint(0, 100)},
                "outcomes": {chance.choice(orders): "otherwise"} if orders else {},
                "failed": chance.sample(orders, min(1, len(orders))),
                "reason": "ruled",
            },
        ),
    ]
    return chance.choice(options)


def nonsense(chance: Random) -> tuple[str, dict[str, Any]]:
    """A command's name with arguments that belong to none."""
    name = chance.choice(list(COMMANDS))
    junk: list[Any] = [*NUMBERS, *WORDS, float("nan"), float("inf"), None, [], {}, [[[]]], {"a": {"b": {}}}, True]
    keys = ["seat", "room", "text", "turn", "phase", "reason", "offer", "version", "args", "kind", "clauses", "upto"]
    return name, {chance.choice(keys): chance.choice(junk) for _ in range(chance.randint(0, 5))}


def move(
    table: Table, chance: Random, players: list[str], findings: Any, hurry: bool
) -> tuple[str, str, dict[str, Any]]:
    """The next (seat, command, arguments). In a `hurry` the table is driven on."""
    state = table.state
    phase, turn = state["phase"]["name"], state["turn"]["number"]
    die = chance.random()
    empty = [seat for seat in players if not state["seats"][seat]["taken"]]
    if not state["game"]["started"] and empty and die < 0.7:
        return "system", "seat.take", {"seat": chance.choice(empty)}
    if not state["game"]["started"] and die < 0.8:
        return "control.facilitator", "game.start", {}
    if die < 0.02:
        return "system", chance.choice(["seat.take", "seat.leave"]), {"seat": chance.choice(players)}
    if die < 0.06:
        return chance.choice([*players, "system", "control.observer", "stranger"]), *nonsense(chance)
    if phase == "adjudication" and die < 0.4:
        body = findings(table, turn if die < 0.35 else turn + 1)
        return "system", "findings.record", {"turn": turn, "findings": body}
    if die < 0.09:
        table.now_ms += chance.randint(0, 300_000)
        return "system", "phase.close_due", {"turn": max(1, turn), "phase": phase}
    if hurry and die < 0.5 and phase != "adjudication":
        return "control.facilitator", "phase.end", {"turn": max(1, turn), "phase": phase, "reason": "on"}
    if die < 0.16 or (phase == "adjudication" and die < 0.7):
        return "control.facilitator", *control_command(chance, table)
    seat = chance.choice(players if die > 0.98 else [seat for seat in players if seat not in empty] or players)
    return seat, *player_command(chance, table, seat)


def play(table: Table, chance: Random, *, findings: Any, most: int = 400) -> dict[str, int]:
    """Play until the game is over. Returns how often each thing came out: "ok", or the code of a refusal."""
    outcomes: dict[str, int] = {}
    players = [seat for seat, row in table.state["seats"].items() if row["cell"] != "control"]
    for step in range(most * 4):
        if table.state["game"]["over"]:
            return outcomes
        seat, name, args = move(table, chance, players, findings, step > most)
        before = table.state
        answer = table.do(seat, name, **args)
        key = answer.code if isinstance(answer, Refusal) else "ok"
        assert key == "ok" or table.state is before, f"{name} was refused ({key}) and changed the state"
        outcomes[key] = outcomes.get(key, 0) + 1
    raise AssertionError(f"the game did not end: {table.state['phase']}, {outcomes}")
