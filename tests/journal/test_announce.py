"""The bell: rung after the commit, and never felt by whoever caused it."""

import asyncio
import socket
import threading
import time

import pytest
from channels.layers import channel_layers, get_channel_layer

from tests.journal.plays import do
from wargame.journal import announce

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def black_hole(settings):
    """A Redis that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        # A ring that is under way would put the layer of the old settings back among the fresh ones.
        assert announce.bell().wait(10)
        taken = []
        threading.Thread(target=lambda: swallow(server, taken), daemon=True).start()
        settings.CHANNEL_LAYERS = with_host(settings, f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        fresh_bell()
        yield taken
        assert announce.bell().wait(5)
    fresh_bell()


def swallow(server, taken):
    while True:
        try:
            taken.append(server.accept())
        except OSError:
            return


def with_host(settings, address):
    layer = settings.CHANNEL_LAYERS["default"]
    host = {**layer["CONFIG"]["hosts"][0], "address": address}
    return {"default": {**layer, "CONFIG": {"hosts": [host]}}}


def fresh_bell():
    channel_layers.backends = {}
    announce._bell = None


def test_a_redis_that_never_answers_delays_nobody(stream, black_hole):
    slowest_s = 0.0
    for _ in range(20):
        began = time.monotonic()
        assert do(stream, "count")["ok"]
        slowest_s = max(slowest_s, time.monotonic() - began)
    assert slowest_s < announce.LIMIT_S, slowest_s  # rung on the way, each would take that long
    bell = announce.bell()
    assert bell.wait(5)
    assert black_hole and bell.failed >= 1 and bell.rung == 0
    assert bell.failed <= 3  # what waits for a ring of the same stream is one ring


def test_a_redis_that_is_not_there_delays_nobody(stream, settings):
    settings.CHANNEL_LAYERS = with_host(settings, "redis://127.0.0.1:1/0")
    fresh_bell()
    began = time.monotonic()
    assert do(stream, "count")["ok"]
    assert time.monotonic() - began < announce.LIMIT_S
    assert announce.bell().wait(3) and announce.bell().failed == 1
    fresh_bell()


async def heard(name, until, said):
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(name, channel)
    until.set()
    said.append(await asyncio.wait_for(layer.receive(channel), 5))


def test_who_listens_hears_that_something_changed_and_nothing_else(stream):
    fresh_bell()
    ready, said = threading.Event(), []
    listener = threading.Thread(target=lambda: asyncio.run(heard(announce.group(stream), ready, said)))
    listener.start()
    assert ready.wait(5)
    do(stream, "note", text="not for the wire")
    listener.join()
    assert said == [{"type": "ring"}]


def test_what_changed_nothing_does_not_ring(stream, monkeypatch):
    do(stream, "count", id="a")
    rung = []
    monkeypatch.setattr(announce, "ring", rung.append)
    do(stream, "count", id="a")
    do(stream, "count", "stranger")
    do(stream, "nothing")
    assert rung == []
    do(stream, "count")
    assert rung == [stream]


def test_what_is_rolled_back_does_not_ring(stream):
    from django.db import transaction

    fresh_bell()
    with pytest.raises(RuntimeError), transaction.atomic():
        do(stream, "count")
        raise RuntimeError
    assert announce._bell is None
