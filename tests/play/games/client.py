"""A whole game over plain HTTP: what a script, a bot or a page behind a strict network does. A model for one's own.

    people = {seat: Person(url=..., game=..., seat=seat, token=...), ...}
    Game(people).play()

Waiting is long-polling: the view's name is sent along, and the answer comes when the view is another one.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.harness.people import Person, Refused

CAP = {"id": "cap", "kind": "cap_interceptors", "party": "us", "args": {"number": 10, "region": "central_europe"}}
ORDERS = {
    1: {
        "us.president": ("survey_site", {"site": "redzikowo"}),
        "russia.president": ("declare_targets", {}),
        "nato.poland": ("host_consent", {"site": "redzikowo", "consent": "yes"}),
    },
    2: {
        "us.president": ("deploy_interceptors", {"site": "redzikowo", "number": 5}),
        "nato.secgen": ("council_project", {}),
        # A side that hands nothing in gets the scenario's default orders, and history would have left CFE here.
        "russia.president": ("public_statement", {"title": "Patience", "text": "We wait for an answer."}),
    },
    3: {"us.president": ("brief_congress", {}), "russia.president": ("suspend_cfe", {})},
}


@dataclass
class Game:
    """The people at one table, and what came of it."""

    people: dict[str, Person]
    said: dict[str, list[str]] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def play(self, turns: int = 3) -> None:
        """From the start to the end of the game."""
        control = self.people["control.facilitator"]
        control.send("game.start")
        for turn in range(1, turns + 1):
            self.wait("control.facilitator", lambda view, turn=turn: at(view, turn, "briefing"))
            self.end("briefing")
            self.talk(turn)
            if turn == 1:
                self.bargain()
            self.end("negotiation")
            self.order(turn)
            self.end("orders")
            self.wait("control.facilitator", lambda view, turn=turn: at(view, turn, "results"), within_s=90)
            self.end("results")
        self.wait("control.facilitator", lambda view: view["phase"]["name"] == "over")

    def end(self, phase: str) -> None:
        turn = self.look("control.facilitator")["turn"]["number"]
        self.people["control.facilitator"].send("phase.end", turn=turn, phase=phase, reason="On we go.")

    def talk(self, turn: int) -> None:
        for seat, person in self.people.items():
            if seat.startswith("control."):
                continue
            for room in ("all", seat.split(".")[0]):
                words = f"Turn {turn}: {seat} in {room}."
                person.send("talk.say", room=room, text=words)
                self.said.setdefault(room, []).append(words)

    def bargain(self) -> None:
        """An offer, a counter-offer, and both signatures; one who signs what is no longer on the table is refused."""
        us, russia = self.people["us.president"], self.people["russia.president"]
        words = {"title": "A cap", "to": ["russia"], "clauses": [CAP], "expires_turn": 2, "note": "Ten is the plan."}
        offer = us.send("offer.table", **words)["ref"]
        view = self.wait("russia.president", lambda view: offer in view["offers"])
        first = view["offers"][offer]["versions"]["1"]["digest"]
        less = {**CAP, "args": {**CAP["args"], "number": 5}}
        russia.send("offer.counter", offer=offer, version=1, title="A lower cap", clauses=[less], note="Five.")
        try:
            us.send("offer.sign", offer=offer, version=1, digest=first)
        except Refused as refusal:
            self.refused.append(("offer.sign", refusal.code))
        view = self.wait("us.president", lambda view: view["offers"][offer]["version"] == 2)
        digest = view["offers"][offer]["versions"]["2"]["digest"]
        for seat in ("us.president", "russia.president"):
            if "sign" in self.look(seat)["offers"][offer]["yours"]:
                self.people[seat].send("offer.sign", offer=offer, version=2, digest=digest)
        self.wait("us.president", lambda view: view["offers"][offer]["status"] == "signed")

    def order(self, turn: int) -> None:
        for seat, (kind, args) in ORDERS[turn].items():
            receipt = self.people[seat].send("order.write", kind=kind, args=args, rationale=f"{seat}, turn {turn}")
            self.written.append(receipt["ref"])

    def look(self, seat: str) -> dict[str, Any]:
        return self.people[seat].view()

    def wait(self, seat: str, wanted: Callable[[dict[str, Any]], Any], within_s: float = 30.0) -> dict[str, Any]:
        """The seat's view as soon as it is as wanted."""
        person, until = self.people[seat], time.monotonic() + within_s
        while time.monotonic() < until:
            words = {"If-None-Match": f'"{self.names[seat]}"'} if seat in self.names else {}
            answer = person.http.get(f"/api/games/{person.game}/view?wait=5", headers=words)
            if answer.status_code == 200:
                self.views[seat], self.names[seat] = answer.json(), answer.headers["ETag"].strip('"')
            elif answer.status_code != 304:
                time.sleep(0.5)
            if seat in self.views and wanted(self.views[seat]):
                return self.views[seat]
        raise AssertionError(f"{seat} waited {within_s} s; now {self.views.get(seat, {}).get('phase')}")


def at(view: dict[str, Any], turn: int, phase: str) -> bool:
    return view["turn"]["number"] == turn and view["phase"]["name"] == phase
