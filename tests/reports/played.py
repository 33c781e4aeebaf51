"""A short game of European Shield 2007 through the real journal, with invented findings, for tests of the report."""

import uuid
from typing import Any

from wargame import journal
from wargame.lobby.games import open_game

HEADS = ("us.president", "russia.president", "nato.secgen")
SECRET_NOTE = "Between us: <script>alert(1)</script> #strong[typst] $x$"
REASON = "The test reads it."


class Table:
    """One game and a way to send it commands; every refusal is an error of the test."""

    def __init__(self, turns: int = 3, mode: str = "semi-rigid") -> None:
        options = {"turns": turns, "mode": mode, "observers": "public"}
        self.game = open_game("european_shield_2007", title="A table for the report", options=options).game
        self.stream = self.game.stream

    def send(self, seat: str, name: str, /, **args: Any) -> dict[str, Any]:
        answer = journal.handle(self.stream, command_id=str(uuid.uuid4()), name=name, args=args, seat=seat)
        assert answer["ok"], answer
        return answer["receipt"]

    def end_phase(self, phase: str) -> None:
        turn = max(1, journal.state_at(self.stream)[0]["turn"]["number"])
        self.send("control.facilitator", "phase.end", turn=turn, phase=phase, reason=REASON)


def findings(stream: Any, turn: int) -> dict[str, Any]:
    """Invented answers of the engine in the right shape, other ones for each assessment."""
    pack = journal.pack_of(stream)
    found = {}
    for place, name in enumerate(sorted(pack["assessments"])):
        axes = {
            axis: {
                "axis": axis,
                "name": row["name"],
                "covered_pct": 40.0 + place,
                "people_pct": 50.0 + place,
                "shots_median": 2.0,
                "raid_size": row["raid_size"],
                "no_leak": 0.4,
                "no_leak_low": 0.2,
                "no_leak_high": 0.6,
                "expected_leakers": 1.25,
                "tracked": True,
            }
            for axis, row in pack["threats"].items()
        }
        russia = {"areas_in_reach": place, "areas": 11, "interceptors": 10, "retaliation_left_pct": 99.0}
        found[name] = {
            "turn": turn,
            "assessment": name,
            "in_force": axes,
            "planned": axes,
            "russia_in_force": russia,
            "russia_planned": russia,
            "document": "0" * 64,
        }
    return {"assessments": found, "draws": {}, "manifest": {}}


def play(turns_played: int = 1) -> Table:
    """Seats taken, talk, an offer countered and signed, orders, and so many turns adjudicated and accepted."""
    table = Table()
    for seat in (*HEADS, "control.facilitator"):
        table.send("system", "seat.take", seat=seat)
    by = {"by": "control.facilitator", "reason": "Somebody has to."}
    clock = table.send("system", "assistant.make", label="Timekeeper", scope="clock", **by)["ref"]
    table.send("control.facilitator", "game.start")
    for turn in range(1, turns_played + 1):
        table.end_phase("briefing")
        if turn == 1:
            talk_and_sign(table)
        table.send(clock, "clock.extend", seconds=60, reason="A late train.")
        if turn == 1:
            table.send(clock, "clock.rules", grace_s=90, reason="Everybody shall be heard.")
        table.end_phase("negotiation")
        table.send(
            "russia.president",
            "order.write",
            kind="public_statement",
            args={"title": f"Concern, turn {turn}", "text": "We are watching."},
            rationale="So that they hear us.",
            confidence=60,
        )
        table.end_phase("orders")
        table.send("system", "findings.record", turn=turn, findings=findings(table.stream, turn))
        table.send("control.facilitator", "adjudication.accept", turn=turn, reason="Plausible.")
        table.end_phase("results")
    return table


def talk_and_sign(table: Table) -> None:
    table.send("us.president", "talk.say", room="all", text="Good morning, <b>all</b>.")
    clause = {
        "id": "cap",
        "kind": "cap_interceptors",
        "party": "us",
        "args": {"number": 10, "region": "central_europe"},
        "from_turn": 1,
    }
    table.send(
        "us.president",
        "offer.table",
        title="A cap",
        to=["russia"],
        clauses=[clause],
        expires_turn=2,
        note=SECRET_NOTE,
    )
    offer = next(iter(journal.state_at(table.stream)[0]["offers"]))
    lower = {**clause, "args": {"number": 5, "region": "central_europe"}}
    table.send("russia.president", "offer.counter", offer=offer, version=1, title="A lower cap", clauses=[lower])
    version = journal.state_at(table.stream)[0]["offers"][offer]["view"]["versions"]["2"]
    for seat in ("russia.president", "us.president"):
        state = journal.state_at(table.stream)[0]["offers"][offer]["view"]
        if seat.split(".")[0] not in state["signatures"]:
            table.send(seat, "offer.sign", offer=offer, version=2, digest=version["digest"])
