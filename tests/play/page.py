"""A page without a browser: a WebSocket that keeps the view as the real one does, and remembers every byte it heard."""

import asyncio
import json
import secrets
import time
from contextlib import suppress
from typing import Any

import websockets
from pydantic import ValidationError
from websockets.asyncio.client import ClientConnection, connect

from wargame.play import protocol
from wargame.play.table.patch import apply


def model_of(message: dict[str, Any]) -> type[protocol.Message]:
    """The model that a server's message has to fit."""
    if message["type"] == "update":
        return protocol.WholeUpdate if message["from"] is None else protocol.PatchUpdate
    return getattr(protocol, f"{message['type'].capitalize()}Message")


class Page:
    """One open page. `view` and `etag` are what it holds; `heard` is every frame; `close_code` is set at the end."""

    def __init__(self, url: str, game: str, seat: str, token: str) -> None:
        self.url = f"{url}/ws/table/{game}/{seat}/"
        self.origin = url.replace("ws", "http", 1)
        self.seat = seat
        self.token = token
        self.heard: list[str] = []
        self.view: Any = None
        self.etag: str | None = None
        self.messages: list[dict[str, Any]] = []
        self.waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.changed = asyncio.Event()
        self.updated_s = 0.0
        self.updates = 0
        self.close_code: int | None = None
        self.fault: str | None = None  # a frame that does not fit its description
        self.socket: ClientConnection
        self.reader: asyncio.Task[None] | None = None

    async def open(self, *, check: bool = True) -> "Page":
        headers = {"Authorization": f"Bearer {self.token}"}
        self.socket = await connect(self.url, origin=self.origin, additional_headers=headers, compression=None)
        await self.say({"type": "hello", "csrf": "", "etag": self.etag})
        self.reader = asyncio.create_task(self.read(check))
        await self.until(lambda: self.etag is not None and any(m["type"] == "welcome" for m in self.messages))
        return self

    async def say(self, message: dict[str, Any]) -> None:
        await self.socket.send(json.dumps(message))

    async def read(self, check: bool) -> None:
        try:
            async for raw in self.socket:
                assert isinstance(raw, str)
                self.heard.append(raw)
                self.hear(json.loads(raw), check)
        except websockets.ConnectionClosed:
            pass
        except ValidationError as fault:
            self.fault = "; ".join(f"{each['loc']}: {each['msg']}" for each in fault.errors()[:5])
        finally:
            self.close_code = self.socket.close_code
            for each in self.waiting.values():
                if not each.done():
                    each.set_exception(ConnectionError(self.ending()))
            self.changed.set()

    def hear(self, message: dict[str, Any], check: bool) -> None:
        if check:
            model_of(message).model_validate_json(json.dumps(message))
        if message["type"] == "update":
            if message["from"] is None:
                self.view = message["patch"]
            else:
                assert message["from"] == self.etag, "a patch for another view than the one held"
                self.view = apply(message["patch"], self.view)
            self.etag = message["to"]
            self.updated_s = time.perf_counter()
            self.updates += 1
        elif message.get("id") in self.waiting:
            self.waiting.pop(message["id"]).set_result(message)
        self.messages.append(message)
        self.changed.set()

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send a message with an id and wait for what answers it."""
        message = {**message, "id": message.get("id") or secrets.token_hex(8)}
        self.waiting[message["id"]] = asyncio.get_running_loop().create_future()
        answer = self.waiting[message["id"]]
        await self.say(message)
        return await asyncio.wait_for(answer, 20)

    async def command(self, name: str, **args: Any) -> dict[str, Any]:
        return await self.ask({"type": "command", "name": name, "args": args})

    async def until(self, condition: Any, within_s: float = 10.0) -> None:
        async with asyncio.timeout(within_s):
            while not condition():
                assert self.reader is None or not self.reader.done(), self.ending()
                self.changed.clear()
                await self.changed.wait()

    def ending(self) -> str:
        return self.fault or f"{self.seat} was closed with {self.close_code}"

    async def close(self) -> None:
        await self.socket.close()
        if self.reader is not None:
            with suppress(asyncio.CancelledError):
                await self.reader


async def open_pages(url: str, game: str, tokens: dict[str, str]) -> dict[str, Page]:
    pages = {seat: Page(url, game, seat, token) for seat, token in tokens.items()}
    await asyncio.gather(*(each.open() for each in pages.values()))
    return pages
