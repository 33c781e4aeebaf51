"""Private values that can be found again: put into every place of a game that is not for everybody, and looked for."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

CONTROL_SEES = ("control.facilitator", "control.assistant")


@dataclass
class Aviary:
    """All canaries of one game: name -> the text, and the seats that may hear it. None: nobody may."""

    seats: tuple[str, ...]
    texts: dict[str, str] = field(default_factory=dict)
    may_hear: dict[str, frozenset[str]] = field(default_factory=dict)

    def put(self, name: str, *viewers: str, text: str | None = None) -> str:
        """A canary for these viewers (cells or seats), who besides control alone may hear it; its text."""
        text = text or f"CANARY-{name}-{secrets.token_hex(6)}".replace(" ", "-")
        hearers = {seat for seat in self.seats if seat in viewers or seat.split(".")[0] in viewers}
        self.texts[name] = text
        self.may_hear[name] = frozenset(hearers | set(CONTROL_SEES))
        return text

    def put_for(self, name: str, seat: str, text: str) -> str:
        """A canary that this one seat may hear, and control no more than others."""
        self.texts[name], self.may_hear[name] = text, frozenset({seat})
        return text

    def put_for_nobody(self, name: str, text: str) -> None:
        self.texts[name] = text
        self.may_hear[name] = frozenset()

    def leaks(self, heard: dict[str, str]) -> list[str]:
        """Which canary flew to whom it should not have: `name at seat`."""
        return [
            f"{name} at {seat}"
            for seat, words in heard.items()
            for name, text in self.texts.items()
            if seat not in self.may_hear[name] and text in words
        ]

    def silent(self, heard: dict[str, str]) -> list[str]:
        """Canaries that nobody heard at all, though somebody may: they would prove nothing."""
        return [
            name
            for name, text in self.texts.items()
            if self.may_hear[name] and not any(text in heard.get(seat, "") for seat in self.may_hear[name])
        ]


def marked_pack(pack: dict[str, Any], aviary: Aviary) -> dict[str, Any]:
    """The pack with a canary in every private place: briefs, score sheets, own assessments, funds, injects.

    And with second consents that can be given in the first turn.
    """
    pack = json.loads(json.dumps(pack))  # a deep copy would keep that assessments share their parameters
    for number, (cell, row) in enumerate(pack["cells"].items()):
        row["brief"] += " " + aviary.put(f"brief of {cell}", cell)
        row["goals"][0]["words"] += " " + aviary.put(f"score sheet of {cell}", cell)
        row["money_bn"] = 41.2917 + number * 0.0101
        aviary.put(f"money of {cell}", cell, text=repr(row["money_bn"]))
    for name, row in pack["assessments"].items():
        if not row["published"] and row["cell"]:
            row["source"] += " " + aviary.put(f"source of {name}", row["cell"])
            first = next(iter(row["parameters"].values()))
            first["source"] += " " + aviary.put(f"parameter of {name}", row["cell"])
    later = next(name for name, row in pack["injects"].items() if row["turn"] == 3)
    pack["injects"][later]["text"] += " " + aviary.put("an inject of turn 3")
    mine = next(name for name, row in pack["injects"].items() if row["to"] == ["russia"] and row["turn"] == 1)
    pack["injects"][mine]["text"] += " " + aviary.put("an inject for russia", "russia")
    for approval in pack["approvals"].values():
        approval["after_turns"] = 0
    return pack
