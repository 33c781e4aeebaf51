"""[P3] [P17] A table without its parts: no bell, rings that are lost, a database that is away, faults of ours."""

import asyncio
import logging
import time
import uuid

import pytest
from django.db import OperationalError

from wargame.play.table import tables
from wargame.play.table.feed import Part, Picture, canonical
from wargame.play.table.roll import Roll
from wargame.play.table.tables import Table, Unreachable


class World:
    """What the journal would say: a number, and whether it can be asked at all."""

    def __init__(self):
        self.number = 0
        self.away: Exception | None = None
        self.asked = 0
        self.live = {1}
        self.wholes = 0
        self.name = "One"
        self.kept = {}

    async def survey(self, game, stream, seats, visits, estimates, *, guard, whole):
        self.asked += 1
        if self.away:
            raise self.away
        self.wholes += whole
        names = {"us.president": self.name} if whole else None
        roll = Roll(credentials=self.live if guard or whole else None, names=names, knocks={})
        return {seat: self.picture(seat) for seat in seats}, roll

    def picture(self, seat):
        """Like the real feed: the same object while nothing changes."""
        if self.kept.get(seat, (None, None))[0] != self.number:
            self.kept[seat] = (self.number, picture(seat, self.number))
        return self.kept[seat][1]


def picture(seat, number):
    parts = {}
    for name, value in {"n": number, "cells": {}, "rooms": {}, "phase": {"name": "briefing"}}.items():
        parts[name] = Part(value, canonical(value), str(value).encode(), (), 0.0)
    return Picture(seat, f"{seat}-{number}", parts)


class Looker:
    def __init__(self, seat="us.president", credential=1):
        self.seat, self.credential, self.visit = seat, credential, None
        self.shown, self.beats, self.revoked, self.told = [], 0, False, []

    def show(self, picture):
        if not self.shown or self.shown[-1] != picture.etag:
            self.shown.append(picture.etag)

    def beat(self):
        self.beats += 1

    def tell(self, kind, message):
        self.told.append(kind)

    def revoke(self):
        self.revoked = True


class Layer:
    """A channel layer of this process; `dead` refuses everything, as a Redis that is away."""

    def __init__(self):
        self.dead = False
        self.queues = []

    async def new_channel(self):
        self.check()
        self.queues.append(asyncio.Queue())
        return len(self.queues) - 1

    async def group_add(self, group, channel):
        self.check()

    async def group_discard(self, group, channel):
        self.check()

    async def group_send(self, group, message):
        self.check()
        for queue in self.queues:
            queue.put_nowait(message)

    async def receive(self, channel):
        return await self.queues[channel].get()

    def check(self):
        if self.dead:
            raise ConnectionError("Redis is away")


@pytest.fixture
def world(monkeypatch):
    made = World()
    monkeypatch.setattr(tables, "survey", made.survey)
    monkeypatch.setattr(tables, "BEAT_S", 0.3)
    monkeypatch.setattr(tables, "HERE_PAUSE_S", 0.01)
    return made


@pytest.fixture
def layer(monkeypatch):
    made = Layer()
    monkeypatch.setattr(tables, "get_channel_layer", lambda: made)
    return made


@pytest.fixture
async def table(world, layer):
    made = Table(uuid.uuid4(), uuid.uuid4())
    yield made
    made.watchers.clear()
    made.awake.set()
    if made.task:
        await made.task


async def until(condition, within_s=2.0):
    async with asyncio.timeout(within_s):
        while not condition():
            await asyncio.sleep(0.005)


async def test_a_ring_shows_everybody_what_is_new(table, world, layer):
    one, two = Looker(), Looker("russia.president")
    await table.join(one)
    await table.join(two)
    world.number = 1
    await layer.group_send("any", {"type": "ring"})
    await until(lambda: one.shown[-1:] == ["us.president-1"] and two.shown[-1:] == ["russia.president-1"], 0.25)


async def test_many_rings_are_few_looks(table, world, layer):
    await table.join(Looker())
    before = world.asked
    for _ in range(200):
        await layer.group_send("any", {"type": "ring"})
    await asyncio.sleep(0.1)
    assert world.asked - before <= 3


async def test_a_lost_ring_heals_at_the_next_beat(table, world):
    looker = Looker()
    await table.join(looker)
    world.number = 1
    await until(lambda: looker.shown[-1] == "us.president-1", 0.6)


async def test_without_a_bell_ones_own_commands_are_seen_at_once_and_others_at_the_beat(
    table, world, layer, monkeypatch
):
    monkeypatch.setattr(tables, "OWN_RING_S", 0.02)
    layer.dead = True
    looker = Looker()
    await table.join(looker)
    world.number = 1
    began = time.monotonic()
    table.changed(began)
    await until(lambda: looker.shown[-1] == "us.president-1")
    assert time.monotonic() - began < 0.2
    layer.dead = False
    await until(lambda: layer.queues, 1)
    world.number = 2
    await layer.group_send("any", {"type": "ring"})
    await until(lambda: looker.shown[-1] == "us.president-2", 0.25)


async def test_while_the_database_is_away_no_heart_beats_and_newcomers_are_told(table, world, caplog):
    looker = Looker()
    await table.join(looker)
    world.away = OperationalError("no connection")
    await asyncio.sleep(0.35)
    beats = looker.beats
    await asyncio.sleep(0.7)
    assert looker.beats == beats, "a heartbeat that knows nothing would be a lie"
    with pytest.raises(Unreachable):
        await table.join(Looker("us.state"))
    assert "Traceback" not in caplog.text
    world.away, world.number = None, 5
    await until(lambda: looker.shown[-1] == "us.president-5" and looker.beats > beats, 1)


async def test_a_fault_of_ours_is_logged_and_the_table_goes_on(table, world, caplog):
    looker = Looker()
    await table.join(looker)
    world.away = KeyError("a bug")
    with caplog.at_level(logging.ERROR):
        await until(lambda: "no look at the journal" in caplog.text)
    world.away, world.number = None, 3
    await until(lambda: looker.shown[-1] == "us.president-3")


async def test_who_is_shut_out_is_shown_nothing_more(table, world):
    mine, theirs = Looker(), Looker("russia.president", credential=2)
    world.live = {1, 2}
    await table.join(mine)
    await table.join(theirs)
    world.live, world.number = {2}, 9
    await until(lambda: mine.revoked, 1)
    assert "us.president-9" not in mine.shown
    assert theirs.shown[-1] == "russia.president-9"
    assert mine not in table.watchers


async def test_a_table_that_nobody_watches_rests(table, world):
    looker = Looker()
    await table.join(looker)
    table.leave(looker)
    await asyncio.wait_for(table.task, 1)
    asked = world.asked
    await asyncio.sleep(0.5)
    assert world.asked == asked


async def test_who_comes_while_the_last_one_is_going_is_served(table, world, layer):
    """The table is putting its things away when somebody comes: he must not wait for ever."""
    slow, plain = asyncio.Event(), layer.group_discard

    async def discard(group, channel):
        await asyncio.wait_for(slow.wait(), 5)
        await plain(group, channel)

    layer.group_discard = discard
    first, second = Looker(), Looker("us.state")
    await table.join(first)
    await asyncio.sleep(0.05)
    table.leave(first)
    await asyncio.sleep(0.05)
    coming = asyncio.create_task(table.join(second))
    await asyncio.sleep(0.05)
    slow.set()
    assert (await asyncio.wait_for(coming, 2)).etag == "us.state-0"
    world.number = 1
    await layer.group_send("any", {"type": "ring"})
    await until(lambda: second.shown[-1:] == ["us.state-1"], 0.6)


async def test_a_ring_without_news_calls_the_whole_roll(table, world, layer):
    """A knock or a new name changes no view: the bell alone tells of it."""
    looker = Looker()
    await table.join(looker)
    await asyncio.sleep(0.05)
    wholes = world.wholes
    world.number = 1
    await layer.group_send("any", {"type": "ring"})
    await until(lambda: looker.shown[-1] == "us.president-1", 0.25)
    assert world.wholes == wholes, "news in the view is no reason"
    world.name = "Another"
    await layer.group_send("any", {"type": "ring"})
    await until(lambda: table.names == {"us.president": "Another"}, 0.25)
