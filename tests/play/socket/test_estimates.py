"""What would this do? Over the real wire: asked, told as it goes on, read by the seat that asked and by no other."""

import asyncio

import httpx
import pytest

from tests.play import house
from tests.play.page import open_pages
from tests.umpire.test_estimates import TERMS, Stub
from wargame.lobby.door import unit
from wargame.play import bodies
from wargame.umpire.estimates import rows
from wargame.umpire.models import Estimate
from wargame.umpire.value.table import Table

pytestmark = pytest.mark.slow

US, COLLEAGUE, RUSSIA, CONTROL = "us.president", "us.state", "russia.president", "control.facilitator"


@pytest.fixture(scope="module")
def table(committed):
    made = house.open_table("Questions")
    house.to_phase(made, "negotiation")
    return made


@pytest.fixture
def worked(monkeypatch):
    """Answers a question in the test's own process, in the place of a worker."""
    memory = Table(Stub())
    monkeypatch.setattr(rows, "table", lambda asks: memory)
    return lambda estimate: unit(lambda: rows.work_on(estimate))


def bearer(table, seat):
    return {"Authorization": f"Bearer {table.tokens[seat]}"}


async def test_asked_over_http_it_is_answered_and_nobody_elses(server, table, worked):
    address = f"/api/games/{table.game}/estimates"
    async with httpx.AsyncClient(base_url=server.url, timeout=20) as http:
        asked = await http.post(address, json={"question": TERMS}, headers=bearer(table, US))
        assert asked.status_code == 202, asked.text
        told = bodies.Estimate.model_validate(asked.json(), strict=False)
        assert told.answer is None and told.state == "queued"
        for seat in (COLLEAGUE, RUSSIA, CONTROL):
            other = await http.get(f"{address}/{told.id}", headers=bearer(table, seat))
            assert other.status_code == 404
            assert (await http.delete(f"{address}/{told.id}", headers=bearer(table, seat))).status_code == 404
        assert await worked(told.id) == "done"
        seen = await http.get(f"{address}/{told.id}", headers=bearer(table, US))
        assert bodies.Estimate.model_validate(seen.json(), strict=False).answer["difference"]["expected"] != 0
        assert (await http.post(address, json={"question": TERMS}, headers=bearer(table, US))).status_code == 200
        refused = await http.post(address, json={"question": TERMS}, headers=bearer(table, CONTROL))
        assert (refused.status_code, refused.json()["code"]) == (409, "not-a-player")
        wrong = await http.post(address, json={"question": {"offer": {"offer": 1}}}, headers=bearer(table, US))
        assert (wrong.status_code, wrong.json()["field"]) == (400, "question.offer.offer")


async def test_asked_over_the_socket_it_is_told_as_it_goes_on_to_that_seat_alone(server, table, worked):
    question = {"order": {"kind": "brief_congress", "args": {}}}
    tokens = {seat: table.tokens[seat] for seat in (US, COLLEAGUE, RUSSIA)}
    pages = await open_pages(server.socket_url, table.game, tokens)
    told = await pages[US].ask({"type": "estimate", "question": question})
    assert told["type"] == "estimate" and told["state"] == "queued", told
    assert await worked(told["estimate"]) == "done"
    await pages[US].until(lambda: any(frame.get("answer") for frame in of(pages[US])))
    last = of(pages[US])[-1]
    assert last["id"] == told["id"] and last["estimate"] == told["estimate"] and last["state"] == "done"
    await asyncio.sleep(0.5)
    assert not of(pages[COLLEAGUE]) and not of(pages[RUSSIA])
    refused = await pages[RUSSIA].ask({"type": "estimate", "question": question})
    assert refused["type"] == "estimate"
    assert await worked(refused["estimate"]) == "failed", "it is no order of theirs"
    none = await pages[RUSSIA].ask({"type": "cancel", "estimate": told["estimate"]})
    assert (none["type"], none["code"]) == ("error", "unknown-estimate")
    other = {"terms": {**TERMS["terms"], "open": False}}
    second = await pages[US].ask({"type": "estimate", "question": other})
    left = await pages[US].ask({"type": "cancel", "estimate": second["estimate"]})
    assert left["state"] == "cancelled"
    assert await worked(second["estimate"]) == "nothing to do"
    states = await unit(lambda: list(Estimate.objects.filter(pk=second["estimate"]).values_list("state", flat=True)))
    assert states == ["cancelled"]
    for each in pages.values():
        await each.close()


def of(page):
    return [frame for frame in page.messages if frame["type"] == "estimate"]
