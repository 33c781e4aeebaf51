"""One person alone against two bots: three turns over HTTP, with a web process, a worker and a reconciler."""

import secrets
import time
from typing import Any

import httpx
import pytest

from tests.play import house
from tests.umpire import tables
from wargame import journal
from wargame.journal.audit import verify
from wargame.journal.models import Entry, Stream

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

BOTS = {"russia.president": "balanced", "nato.secgen": "accommodating"}
LIMIT_S = 150.0


def worker(environment: dict[str, str], log: Any) -> Any:
    argv = ["-m", "celery", "-A", "wargame.celery", "worker", "--without-gossip", "--without-mingle"]
    argv += ["--concurrency=1", "--loglevel=INFO", "--queues=adjudicate,estimate,sweep", "--hostname=alone@test"]
    return tables.running(argv, environment, log)


class Person:
    """A player with a client: looks, says, and is ready in each phase once it has done what it wanted."""

    def __init__(self, http: httpx.Client, game: str) -> None:
        self.http, self.path = http, f"/api/games/{game}"

    def view(self) -> Any:
        answer = self.http.get(f"{self.path}/view")
        assert answer.status_code == 200, answer.text
        got = answer.json()
        return got.get("view", got)

    def give(self, name: str, **args: Any) -> dict[str, Any]:
        body = {"id": secrets.token_hex(8), "name": name, "args": args}
        told: dict[str, Any] = self.http.post(f"{self.path}/commands", json=body).json()
        return told

    def play(self) -> list[tuple[int, str]]:
        """To the end of the game; the phases as they came."""
        seen: list[tuple[int, str]] = []
        began = time.monotonic()
        while time.monotonic() - began < LIMIT_S:
            view = self.view()
            here = (view["turn"]["number"], view["phase"]["name"])
            if here[1] == "over":
                return seen
            if not seen or seen[-1] != here:
                seen.append(here)
                if here == (1, "negotiation"):
                    assert self.give("talk.say", room="us-russia", text="What would you need?")["ok"]
                if here[1] == "orders":
                    assert self.give("order.write", kind="brief_congress", args={})["ok"]
            mine = view["cells"]["us"]["ready"]
            answered = view["rooms"]["us-russia"]["count"] != 1  # one waits for an answer to what one has said
            if not mine and here[1] in ("briefing", "negotiation", "orders", "results") and answered:
                self.give("cell.ready", ready=True)
            time.sleep(0.2)
        raise AssertionError(f"not over within {LIMIT_S} s: {seen}")


def test_one_person_plays_three_turns_against_two_bots(transactional_db: None, tmp_path: Any) -> None:
    table = house.open_table("Alone", seats=("us.president",), turns=3, end_when_ready=True, bots=BOTS)
    house.command(table, "control.facilitator", "game.start")
    environment = house.child_environment()
    with (
        house.serving(tmp_path, environment, changed=house.WITHOUT_PACES) as running,
        worker(environment, tmp_path / "worker.log"),
        tables.reconciler(environment, tmp_path / "reconciler.log"),
        httpx.Client(
            base_url=running.url, headers={"Authorization": f"Bearer {table.tokens['us.president']}"}, timeout=20
        ) as http,
    ):
        seen = Person(http, table.game).play()
    phases = ["briefing", "negotiation", "orders", "adjudication", "results"]
    assert [here for here in seen if here[1] != "adjudication"] == [
        (turn, phase) for turn in (1, 2, 3) for phase in phases if phase != "adjudication"
    ]
    state, _ = journal.state_at(table.stream)
    assert state["game"]["over"]
    by_bots = [row for row in Entry.objects.filter(stream=table.stream) if row.cause.startswith("bot-")]
    assert {row.seat for row in by_bots} == set(BOTS)
    kinds = {row.kind for row in by_bots}
    assert {"bot_noted", "order_written", "cell_readied", "talk_said"} <= kinds
    for seat in BOTS:
        steps = [(note["turn"], note["phase"], note["step"]) for note in state["bots"][seat]["notes"].values()]
        assert len(steps) == len(set(steps)), "each step was taken once"
    assert {row["cell"] for row in state["orders"].values()} == {"us", "russia", "nato"}
    assert not verify.verify(Stream.objects.get(pk=table.stream)).problems
