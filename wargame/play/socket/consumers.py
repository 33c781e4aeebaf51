"""The table's WebSocket: a postman between one browser and the journal.

Reads a frame, checks who and what shape, passes it on, passes the answer back. It knows no rules. A view is never
queued: the writer sends the difference between what this page holds and what its seat sees at that moment, so a page
that reads slowly gets fewer and larger steps, and delays nobody.
"""

import asyncio
import logging
import secrets
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from wargame import journal
from wargame.lobby import access, attendance, door
from wargame.lobby.door import unit
from wargame.play import protocol
from wargame.play.socket.trials import Trials
from wargame.play.table.feed import Picture, canonical, update_frame
from wargame.play.table.questions import ask, frame
from wargame.play.table.tables import DATABASE_AWAY, EDITING, Table, Unreachable, edits, table
from wargame.rules.refusals import Refusal
from wargame.umpire.estimates import rows

HELLO_LIMIT_S = 10.0
SEND_LIMIT_S = 30.0  # a page that takes nothing for so long is let go; it comes back with its etag
ANSWERS_HELD = 32  # unsent answers, beyond which no further frame is read
BEYOND_PATIENCE = 50  # frames over the limit that are refused one by one before the socket is closed
TRY_LATER = 1013
OUR_FAULT = 1011

log = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


_paces = door.Paces(protocol.FRAMES_LIMIT, protocol.FRAMES_WINDOW_S)  # of a device: a new socket is no new allowance


class Closed(Exception):
    """This socket ends: with `code` if we end it, without if the browser has."""

    def __init__(self, code: int | None = None, reason: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason


async def table_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application of `/ws/table/<game>/<seat>/`."""
    words = scope["url_route"]["kwargs"]
    game, seat = words["game"], words["seat"]
    headers = door.headers_of(scope)
    if (await receive())["type"] != "websocket.connect":
        return
    if not door.origin_is_ours(headers):
        await deny(scope, send, 403, "foreign-origin", "This socket may only be opened by this server's own page.")
        return
    cookies = door.cookies_of(headers)
    token, by_cookie = door.credential(headers, cookies, game, seat)
    try:
        found = await unit(lambda: access.seat_for(token, game)) if token else None
    except Exception as reason:
        log.warning("no access check (%s: %s)", type(reason).__name__, reason)
        await deny(scope, send, 503, "not-reached", "The server cannot reach its database just now. Try again.")
        return
    # Who may not come in is told so by a close code, which a page can read; nothing was read from him, nothing sent.
    await send({"type": "websocket.accept"})
    if found is None or found.seat_id != seat:
        code = protocol.CLOSE_NO_GAME if found is not None else protocol.CLOSE_NO_CREDENTIAL
        await send({"type": "websocket.close", "code": code, "reason": "No seat here for this browser."})
        return
    socket = Socket(found, table(game, found.stream), send, cookies if by_cookie else None)
    await socket.run(receive)


async def nowhere(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Every other WebSocket address."""
    await receive()
    await deny(scope, send, 404, "not-found", "There is nothing here.")


async def deny(scope: dict[str, Any], send: Send, status: int, code: str, message: str) -> None:
    """Refuse the handshake itself, with a problem as its body where the server can send one."""
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": protocol.CLOSE_NO_CREDENTIAL})
        return
    body = canonical({"code": code, "message": message, "field": None, "id": None})
    head = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    await send({"type": "websocket.http.response.start", "status": status, "headers": head})
    await send({"type": "websocket.http.response.body", "body": body})


class Socket:
    """One open page of one seat. What it waits to send is bounded: some answers, and the newest of everything else."""

    def __init__(self, found: access.SeatAccess, table: Table, send: Send, cookies: dict[str, str] | None) -> None:
        self.found = found
        self.seat = found.seat_id
        self.credential = found.credential
        self.table = table
        self.raw_send = send
        self.cookies = cookies  # None: came with a bearer token, which no foreign page can send
        self.answers: deque[bytes] = deque()
        self.latest: dict[str, bytes] = {}  # kind -> newest message of that kind not yet sent
        self.told: dict[str, Any] = {}
        self.picture: Picture | None = None  # what the page should hold
        self.sent: Picture | None = None  # what it holds
        self.beating = False
        self.revoked = False
        self.visit: int | None = None
        self.ready = asyncio.Event()
        self.drained = asyncio.Event()
        self.drained.set()
        self.pace = _paces.of(found.credential)
        self.trials = Trials(self)

    # --- what the table does to it ------------------------------------------------------------------------------

    def show(self, picture: Picture) -> None:
        if picture is not self.picture:
            self.picture = picture
            self.ready.set()

    def beat(self) -> None:
        self.beating = True
        self.ready.set()

    def tell(self, kind: str, message: dict[str, Any]) -> None:
        """The newest of a kind replaces one that was not sent yet; what was told before is not told again."""
        if self.told.get(kind) != message:
            self.told[kind] = message
            self.latest[kind] = canonical(message)
            self.ready.set()

    def revoke(self) -> None:
        self.revoked = True
        self.ready.set()

    # --- its life -----------------------------------------------------------------------------------------------

    async def run(self, receive: Receive) -> None:
        writer: asyncio.Task[None] | None = None
        try:
            hello = await self.greet(receive)
            try:
                picture = await self.table.join(self)
            except Unreachable:
                raise Closed(TRY_LATER, "The journal cannot be read just now.") from None
            self.sent = self.table.held(self.seat, hello.etag)
            self.answer(
                {
                    "type": "welcome",
                    "protocol": protocol.PROTOCOL,
                    "seat": self.seat,
                    "server_ms": now_ms(),
                    "heartbeat_s": protocol.HEARTBEAT_S,
                }
            )
            self.show(picture)
            self.beat()
            writer = asyncio.create_task(self.write())
            self.visit = await unit(lambda: attendance.arrive(self.found))
            reader = asyncio.create_task(self.read(receive))
            try:
                done, _ = await asyncio.wait({writer, reader}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                reader.cancel()
            for each in done:
                each.result()
        except Closed as closed:
            if closed.code is not None:
                await self.close(closed.code, closed.reason)
        except DATABASE_AWAY as reason:
            log.warning("database not reached (%s)", type(reason).__name__)
            await self.close(TRY_LATER, "The server cannot reach its database just now.")
        except Exception:
            log.exception("a socket of game %s ended by a fault", self.found.game)
            await self.close(OUR_FAULT, "Something went wrong on the server.")
        finally:
            self.trials.end()
            self.table.leave(self)
            if writer is not None:
                writer.cancel()
            if self.visit is not None:
                await asyncio.shield(asyncio.ensure_future(self.depart(self.visit)))

    async def depart(self, visit: int) -> None:
        try:
            await unit(lambda: attendance.depart(visit))
        except Exception as reason:  # the reconciler ends stale visits
            log.warning("attendance not ended (%s: %s)", type(reason).__name__, reason)

    async def close(self, code: int, reason: str) -> None:
        try:
            await asyncio.wait_for(self.raw_send({"type": "websocket.close", "code": code, "reason": reason}), 5)
        except Exception as fault:  # it is gone already
            log.debug("close not sent (%s)", type(fault).__name__)

    async def greet(self, receive: Receive) -> protocol.HelloMessage:
        """The first frame has to be `hello`, with the token of our page if the credential came as a cookie."""
        try:
            raw = await asyncio.wait_for(self.frame(receive), HELLO_LIMIT_S)
            hello = protocol.CLIENT.validate_python(door.read_json(raw))
        except (TimeoutError, door.Unreadable, ValidationError):
            raise Closed(protocol.CLOSE_PROTOCOL, "The first frame has to be hello.") from None
        if not isinstance(hello, protocol.HelloMessage):
            raise Closed(protocol.CLOSE_PROTOCOL, "The first frame has to be hello.")
        if self.cookies is not None and not door.csrf_is_right(hello.csrf, self.cookies):
            raise Closed(
                protocol.CLOSE_NO_CREDENTIAL, "The token of the page does not fit its cookie: reload the page."
            )
        return hello

    async def frame(self, receive: Receive) -> bytes:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            raise Closed
        raw = message.get("text")
        data: bytes = raw.encode() if raw is not None else (message.get("bytes") or b"")
        if len(data) > protocol.FRAME_LIMIT_BYTES:
            raise Closed(protocol.CLOSE_TOO_BIG, "A frame may hold 64 KB.")
        return data

    async def read(self, receive: Receive) -> None:
        while True:
            await self.drained.wait()
            raw = await self.frame(receive)
            # A hand that drags asks more often than anything else does, so tries are counted apart.
            trying = raw[:24].replace(b" ", b"").startswith(protocol.TRY_PREFIX)
            pace = self.trials.pace if trying else self.pace
            calm = pace.allow()
            if not calm and pace.over > BEYOND_PATIENCE:
                raise Closed(protocol.CLOSE_TOO_MANY, "Too many frames.")
            try:
                value = door.read_json(raw)
            except door.Unreadable as reason:
                self.error(None, reason.code, reason.message)
                continue
            if not calm:
                self.refuse_pace(value, pace)
                continue
            try:
                message = protocol.CLIENT.validate_python(value)
            except ValidationError as reason:
                self.error(id_in(value), "bad-message", sentence(reason))
                continue
            if trying != isinstance(message, protocol.TryMessage):
                self.error(id_in(value), "bad-message", "A try begins with its type, and nothing else begins so.")
                continue
            try:
                await self.serve(message)
            except DATABASE_AWAY as reason:
                # The page keeps what was not answered and sends it again, with the same id, when it is back.
                log.warning("database not reached (%s)", type(reason).__name__)
                raise Closed(TRY_LATER, "The server cannot reach its database just now.") from None
            except Exception:
                self.fault(getattr(message, "id", None))

    # --- frames -------------------------------------------------------------------------------------------------

    async def serve(self, message: Any) -> None:
        match message:
            case protocol.CommandMessage():
                began_s = time.monotonic()
                answer = await unit(
                    lambda: journal.handle(
                        self.found.stream,
                        command_id=message.id,
                        name=message.name,
                        args=message.args,
                        seat=self.seat,
                        words_from=self.found.author,
                    )
                )
                if answer["ok"]:
                    self.answer({"type": "ack", "id": message.id, "receipt": answer["receipt"]})
                    self.table.changed(began_s)
                else:
                    self.answer({"type": "refused", "id": message.id, **refusal(answer)})
                self.table.stops_typing(self.seat)
            case protocol.PageRequest():
                room = message.collection.removeprefix("room:")
                if self.picture is None or room not in self.picture.view["rooms"]:
                    self.error(message.id, "unknown-room", f"There is no room “{room}” that you can enter.")
                    return
                items, more = await unit(
                    lambda: journal.talk_page(
                        self.found.stream,
                        seat=self.seat,
                        room=room,
                        after=message.after,
                        before=message.before,
                        limit=message.limit,
                    )
                )
                page = {"id": message.id, "collection": message.collection, "items": items, "more": more}
                self.answer({"type": "page", **page})
            case protocol.ViewRequest():
                self.sent = None
                self.ready.set()
            case protocol.TypingMessage():
                if self.picture is None or message.room not in self.picture.view["rooms"]:
                    self.error(None, "unknown-room", f"There is no room “{message.room}” that you can enter.")
                    return
                self.table.types(self.seat, message.room)
            case protocol.EditingMessage():
                if self.picture is None or not edits(self.picture.view, message.thing):
                    self.error(None, "unknown-draft", f"There is no draft or order “{message.thing}” of your cell.")
                    return
                self.table.types(self.seat, EDITING + message.thing)
            case protocol.EstimateRequest():
                told = await unit(lambda: ask(self.found, message.question, quick=message.quick))
                if isinstance(told, Refusal):
                    refused = {"code": told.code, "message": told.message, "field": told.field}
                    self.answer({"type": "refused", "id": message.id, **refused})
                    return
                self.answer(frame(told, message.id))
                if told["state"] in rows.OPEN:
                    self.table.awaits(self.seat, UUID(told["id"]), message.id)
                    self.table.awake.set()  # it may be done already
            case protocol.CancelRequest():
                left = await unit(lambda: rows.cancel(self.found.game, self.seat, UUID(message.estimate)))
                if left is None:
                    self.error(message.id, "unknown-estimate", "There is no such question of this seat.")
                    return
                self.answer(frame(left, message.id))
            case protocol.TryMessage():
                self.trials.put(message)
            case protocol.PingMessage():
                self.answer({"type": "pong", "t": message.t, "server_ms": now_ms()})
            case protocol.HelloMessage():
                self.error(None, "hello-again", "hello is said once, as the first frame.")

    def refuse_pace(self, value: Any, pace: door.Pace) -> None:
        words = (
            f"More than {pace.times.maxlen} frames in {protocol.FRAMES_WINDOW_S} s: this one was not read. "
            f"Wait {pace.wait_s():.0f} s."
        )
        name = id_in(value)
        if name is not None and isinstance(value, dict) and value.get("type") in ("command", "try"):
            self.answer({"type": "refused", "id": name, "code": "too-many", "message": words, "field": None})
        else:
            self.error(name, "too-many", words)

    def fault(self, name: str | None) -> None:
        """A fault of ours: the log has everything, the page has the number of its line."""
        number = secrets.token_hex(6)
        log.exception("fault %s at a socket of game %s", number, self.found.game)
        self.error(
            name, "our-fault", f"Something went wrong on the server (fault {number}). It was not your doing; try again."
        )

    def error(self, name: str | None, code: str, message: str) -> None:
        self.answer({"type": "error", "id": name, "code": code, "message": message})

    def answer(self, message: dict[str, Any]) -> None:
        self.answers.append(canonical(message))
        if len(self.answers) >= ANSWERS_HELD:
            self.drained.clear()
        self.ready.set()

    # --- sending ------------------------------------------------------------------------------------------------

    async def write(self) -> None:
        while True:
            await self.ready.wait()
            self.ready.clear()
            if self.revoked:
                raise Closed(protocol.CLOSE_REVOKED, "This seat is no longer yours in this browser.")
            while self.answers:
                await self.post(self.answers.popleft())
            self.drained.set()
            picture = self.picture
            if picture is not None and (self.sent is None or picture.etag != self.sent.etag):
                frame = update_frame(self.sent, picture)
                self.sent = picture
                await self.post(frame)
            while self.latest:
                await self.post(self.latest.pop(next(iter(self.latest))))
            if self.beating and self.sent is not None:
                self.beating = False
                await self.post(canonical({"type": "heartbeat", "etag": self.sent.etag, "server_ms": now_ms()}))

    async def post(self, frame: bytes) -> None:
        try:
            await asyncio.wait_for(self.raw_send({"type": "websocket.send", "text": frame.decode()}), SEND_LIMIT_S)
        except TimeoutError:
            raise Closed(TRY_LATER, "This page has stopped reading.") from None
        except OSError:
            raise Closed from None


def refusal(answer: dict[str, Any]) -> dict[str, Any]:
    return {"code": answer["code"], "message": answer["message"], "field": answer.get("field")}


def id_in(value: Any) -> str | None:
    """The id that a frame of the wrong shape gives, if it is one that can be answered."""
    name = value.get("id") if isinstance(value, dict) else None
    return name if isinstance(name, str) and 0 < len(name) <= 64 else None


def sentence(reason: ValidationError) -> str:
    """One sentence on what is wrong with a message, with the field's name; nothing of what was sent."""
    first = reason.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part)[:64] for part in first["loc"]) or "message"
    return f"{place}: {first['msg'][:200].rstrip('.')}."


def now_ms() -> int:
    return time.time_ns() // 1_000_000
