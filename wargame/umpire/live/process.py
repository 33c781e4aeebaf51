"""The engine's small process beside a web process: started when somebody first drags, one question at a time, in the
order in which people asked; who asks again before his turn replaces his own question, so nobody can fill the queue.

It ends when its input closes, so it cannot outlive the web process, and it is let go when nobody has asked for a
while. A process that dies or hangs is killed and started anew at the next question; who was asking is told.
"""

import asyncio
import json
import logging
import os
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

Row = dict[str, Any]

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = ("-m", "wargame.umpire.live.worker")
LINE_LIMIT_BYTES = 4 * 1024 * 1024  # an outline of a whole continent has some 200 KB
ANSWER_LIMIT_S = 30.0  # the first answer loads the engine and the towns: 2 s on a calm machine
IDLE_S = 300.0
QUEUE_MOST = 64  # questions of so many pages wait at once; the next is sent away
CALM_AFTER_S = 2.0  # a process that died is not started again sooner

log = logging.getLogger(__name__)


class Away(Exception):
    """No answer can be had just now; the message is a sentence."""


class Desk:
    """Takes questions of one event loop to one process. Never more than one process, one question in it."""

    def __init__(self, argv: tuple[str, ...] = PROGRAM) -> None:
        self.argv = argv
        self.process: asyncio.subprocess.Process | None = None
        self.waiting: deque[tuple[bytes, asyncio.Future[Row]]] = deque()
        self.task: asyncio.Task[None] | None = None
        self.not_before_s = 0.0
        self.woken = asyncio.Event()
        self.started = 0

    async def ask(self, question: Row) -> Row:
        """The answer. Raises Away where there is none; a question whose asker has gone is not put."""
        if len(self.waiting) >= QUEUE_MOST:
            raise Away("Too many people try something at once. Try again in a moment.")
        answer: asyncio.Future[Row] = asyncio.get_running_loop().create_future()
        self.waiting.append((json.dumps(question, separators=(",", ":"), allow_nan=False).encode() + b"\n", answer))
        self.woken.set()
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.work(), name="engine's questions")
        return await answer

    async def work(self) -> None:
        """Put one question after another; without any for a while, let the process go."""
        try:
            while True:
                self.woken.clear()
                if not self.waiting:
                    try:
                        await asyncio.wait_for(self.woken.wait(), IDLE_S)
                    except TimeoutError:
                        return
                    continue
                line, answer = self.waiting.popleft()
                if answer.done():
                    continue
                try:
                    said = await self.put(line)
                except Away as reason:
                    if not answer.done():
                        answer.set_exception(reason)
                else:
                    if not answer.done():
                        answer.set_result(said)
        finally:
            await self.stop()
            for _, answer in self.waiting:
                if not answer.done():
                    answer.set_exception(Away("The server is closing."))
            self.waiting.clear()

    async def put(self, line: bytes) -> Row:
        """One question to the process and its answer."""
        process = await self.running()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(line)
            await process.stdin.drain()
            said = await asyncio.wait_for(process.stdout.readline(), ANSWER_LIMIT_S)
            if not said.endswith(b"\n"):
                raise ConnectionError("its output has ended")
            answer: Row = json.loads(said)
        except (OSError, TimeoutError, ValueError) as reason:
            log.warning("the process for what-ifs is started anew (%s: %s)", type(reason).__name__, reason)
            await self.stop()
            self.not_before_s = time.monotonic() + CALM_AFTER_S
            raise Away("The engine could not answer just now. Try again in a moment.") from None
        if "fault" in answer:
            log.error("a what-if could not be computed: %s", answer["fault"])
            raise Away("This could not be computed. It was not your doing; try another place.")
        return answer

    async def running(self) -> asyncio.subprocess.Process:
        if self.process is not None and self.process.returncode is None:
            return self.process
        if time.monotonic() < self.not_before_s:
            raise Away("The engine is being started anew. Try again in a moment.")
        environment = {name: value for name, value in os.environ.items() if name in KEPT}
        try:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, *self.argv,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT, limit=LINE_LIMIT_BYTES,
                env={**environment, "OPENBLAS_NUM_THREADS": "1"},
            )  # fmt: skip
        except OSError as reason:
            log.error("the process for what-ifs does not start (%s)", reason)
            self.not_before_s = time.monotonic() + CALM_AFTER_S
            raise Away("The engine could not be started. Control can say more.") from None
        self.started += 1
        return self.process

    async def stop(self) -> None:
        """Close its input, and end it if it does not end by that."""
        process, self.process = self.process, None
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHASHSEED")
"""Of the environment the process gets no secret: neither key nor addresses of databases."""

_desks: WeakKeyDictionary[asyncio.AbstractEventLoop, Desk] = WeakKeyDictionary()


def desk() -> Desk:
    """The desk of the running event loop."""
    loop = asyncio.get_running_loop()
    found = _desks.get(loop)
    if found is None:
        found = _desks[loop] = Desk()
    return found
