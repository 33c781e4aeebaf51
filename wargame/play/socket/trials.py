"""What one page tries out: sites elsewhere, or of another number. The newest wins; nothing is queued or recorded.

While one question is answered the next waits, and a newer one takes its place. The question is made of the picture
that the page's seat has at that moment; `umpire.live` makes it and has it answered, in a process of its own.
"""

import asyncio
import logging
from typing import Any, Protocol
from uuid import UUID

from wargame import journal
from wargame.lobby import door
from wargame.lobby.door import unit
from wargame.play import protocol
from wargame.play.table.feed import Picture, canonical
from wargame.play.table.tables import DATABASE_AWAY
from wargame.umpire import live

log = logging.getLogger(__name__)
paces = door.Paces(protocol.TRIES_LIMIT, protocol.FRAMES_WINDOW_S)


class Asker(Protocol):
    """The socket, as far as it is needed here."""

    seat: str
    picture: Picture | None
    latest: dict[str, bytes]
    ready: asyncio.Event

    @property
    def found(self) -> Any: ...


class Trials:
    """The tries of one socket: at most one in work and one that waits."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self.pace = paces.of(asker.found.credential)
        self.newest: protocol.TryMessage | None = None
        self.kept: live.Trial | None = None
        self.pack: Any = None
        self.task: asyncio.Task[None] | None = None

    def put(self, message: protocol.TryMessage) -> None:
        """Answer this, unless a newer one comes first."""
        self.newest = message
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self.work(), name=f"tries of {self.asker.seat}")

    def end(self) -> None:
        if self.task is not None:
            self.task.cancel()

    async def work(self) -> None:
        while self.newest is not None:
            message, self.newest = self.newest, None
            try:
                answer = await self.answer(message)
            except live.CannotTry as reason:
                self.refuse(message, reason.code, reason.message, reason.field)
            except live.Away as reason:
                self.refuse(message, "engine-away", str(reason))
            except DATABASE_AWAY:
                self.refuse(message, "not-reached", "The server cannot reach its database just now. Try again.")
            except Exception:
                log.exception("a try of game %s failed", self.asker.found.game)
                self.refuse(message, "our-fault", "Something went wrong on the server. It was not your doing.")
            else:
                self.tell({"type": "tried", "id": message.id, **answer})

    async def answer(self, message: protocol.TryMessage) -> dict[str, Any]:
        picture = self.asker.picture
        if picture is None:
            raise live.CannotTry("no-view", "Wait until your view is there.")
        wanted = live.Wanted(**message.model_dump(exclude={"type", "id"}))
        trial = await self.trial(picture, wanted)
        return await live.desk().ask(trial.ask(wanted))

    async def trial(self, picture: Picture, wanted: live.Wanted) -> live.Trial:
        """The unmoving part: made anew only when something else than place and number has changed."""
        if self.kept is None or self.kept.of != live.made_for(wanted, picture.etag):
            if self.pack is None:
                stream: UUID = self.asker.found.stream
                self.pack = await unit(lambda: journal.pack_of(stream))
            self.kept = live.trial(picture.view, picture.etag, self.pack, self.asker.seat, wanted)
        return self.kept

    def refuse(self, message: protocol.TryMessage, code: str, words: str, field: str | None = None) -> None:
        self.tell({"type": "refused", "id": message.id, "code": code, "message": words, "field": field})

    def tell(self, answer: dict[str, Any]) -> None:
        """A newer answer takes the place of one that a slow page has not been sent."""
        self.asker.latest["tried"] = canonical(answer)
        self.asker.ready.set()
