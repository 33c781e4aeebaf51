"""People who never stop writing while things die; each remembers what was acknowledged to it: nothing else counts."""

import threading
import uuid
from dataclasses import dataclass, field

from tests.harness.people import Person, Refused

PAUSE_S = 0.3


@dataclass
class Writer:
    """Says unique sentences in the room of all, and every fourth time writes an order, until told to stop."""

    person: Person
    room: str
    stop: threading.Event
    said: list[str] = field(default_factory=list)
    ordered: list[str] = field(default_factory=list)  # the orders that receipts named
    refused: dict[str, int] = field(default_factory=dict)
    broken: BaseException | None = None

    def run(self) -> None:
        """The loop of the writer's thread; what goes wrong is kept for the test to raise."""
        try:
            number = 0
            while not self.stop.is_set():
                number += 1
                self._say(f"{self.person.seat} says {uuid.uuid4()}")
                if number % 4 == 0:
                    self._order(f"Statement {uuid.uuid4().hex}")
                self.stop.wait(PAUSE_S)
        except BaseException as error:
            self.broken = error

    def _say(self, words: str) -> None:
        try:
            self.person.send("talk.say", room=self.room, text=words)
            self.said.append(words)
        except Refused as refusal:
            self._count(refusal)

    def _order(self, title: str) -> None:
        args = {"title": title, "text": "What we think of it."}
        try:
            receipt = self.person.send("order.write", kind="public_statement", args=args)
            self.ordered.append(receipt["ref"])
        except Refused as refusal:
            self._count(refusal)

    def _count(self, refusal: Refused) -> None:
        self.refused[refusal.code] = self.refused.get(refusal.code, 0) + 1
