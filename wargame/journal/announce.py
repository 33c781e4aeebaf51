"""The doorbell: after a commit, tell whoever listens to a stream that it has changed, and nothing more.

Nothing of the game travels through the channel layer. Ringing costs the caller nothing: a thread of its own does it,
in its own event loop, with a limit of a second, and rings of one stream that wait are one ring. A ring that is lost is
made good by the listeners' heartbeat.
"""

import asyncio
import atexit
import logging
import os
import threading
import time
from uuid import UUID

from channels.layers import get_channel_layer
from django.db import transaction

LIMIT_S = 1.0
log = logging.getLogger(__name__)


def group(stream_id: UUID | str) -> str:
    """Name of the channel layer's group of a stream."""
    return f"game.{UUID(str(stream_id)).hex}"


def ring(stream_id: UUID | str) -> None:
    """Ring once this transaction has committed, or now if there is none. Returns at once and never raises."""
    transaction.on_commit(lambda: bell().push(group(stream_id)), robust=True)


class Bell:
    """A thread that rings groups; each group at most once at a time, and once more if it was pushed meanwhile."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.waiting: dict[str, bool] = {}  # group -> pushed again while its ring is under way
        self.lock = threading.Lock()
        self.loop = asyncio.new_event_loop()
        self.rung = 0
        self.failed = 0
        self.warned_s = 0.0
        threading.Thread(target=self.loop.run_forever, name="bell", daemon=True).start()

    def push(self, name: str) -> None:
        with self.lock:
            if name in self.waiting:
                self.waiting[name] = True
                return
            self.waiting[name] = False
        asyncio.run_coroutine_threadsafe(self.ring_until_quiet(name), self.loop)

    async def ring_until_quiet(self, name: str) -> None:
        while True:
            await self.ring_once(name)
            with self.lock:
                if not self.waiting[name]:
                    del self.waiting[name]
                    return
                self.waiting[name] = False

    async def ring_once(self, name: str) -> None:
        try:
            layer = get_channel_layer()
            if layer is not None:
                await asyncio.wait_for(layer.group_send(name, {"type": "ring"}), LIMIT_S)
                self.rung += 1
        except Exception as reason:  # whatever the layer raises: the commit stands, and the heartbeat brings the news
            self.failed += 1
            if time.monotonic() - self.warned_s > 30:  # a dead Redis should not fill the log
                self.warned_s = time.monotonic()
                log.warning(
                    "could not ring %s (%s: %s); listeners look at their heartbeat", name, type(reason).__name__, reason
                )

    def wait(self, limit_s: float) -> bool:
        """Wait until nothing is left to ring, at most so long; True if nothing is."""
        if self.pid != os.getpid():
            return True
        until = time.monotonic() + limit_s
        while self.waiting and time.monotonic() < until:
            time.sleep(0.005)
        return not self.waiting


_bell: Bell | None = None
_making = threading.Lock()


def bell() -> Bell:
    """The bell of this process; a forked child gets its own, since threads are not inherited."""
    global _bell
    with _making:
        if _bell is None or _bell.pid != os.getpid():
            _bell = Bell()
            atexit.register(_bell.wait, LIMIT_S)  # a short-lived command must not leave before its ring
        return _bell
