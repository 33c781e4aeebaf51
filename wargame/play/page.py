"""The table's page: the built `index.html` with this browser's token, or a sentence when it has not been built.

Players and control get the same file; what it shows follows from the view. Nothing of the game stands in it.
"""

from functools import lru_cache
from html import escape
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from wargame.lobby import access, door
from wargame.lobby.routes import private

TOKEN_PLACE = "{{ csrf_token }}"

PLAIN = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Third Site</title></head><body><main><h1>{title}</h1><p>{words}</p></main></body></html>
"""


async def table_page(request: HttpRequest, game: UUID, seat: str) -> HttpResponse:
    """GET `/table/<game>/<seat>/` for the browser that holds the seat's cookie."""
    if request.method not in {"GET", "HEAD"}:
        refused = plain(405, "Only to be looked at", "This page takes no data. Go back to your table and try again.")
        refused["Allow"] = "GET, HEAD"
        return refused
    headers = {name.lower(): value for name, value in request.headers.items()}
    token, _ = door.credential(headers, request.COOKIES, game, seat)
    found = await door.unit(lambda: access.seat_for(token, game)) if token else None
    if found is None or found.seat_id != seat:
        words = "This browser holds no seat at this table. Open your invitation link again; it keeps your place."
        return plain(404, "No seat here", words)
    return built(request)


async def tables_page(request: HttpRequest, classroom: UUID | None = None) -> HttpResponse:
    """GET `/tables/`, or `/tables/<class>/`, for a browser that leads a table: the board of all of them.

    Which tables stand there, the page asks (`control.board`), and is told that there are none if there are none.
    """
    if request.method not in {"GET", "HEAD"}:
        refused = plain(405, "Only to be looked at", "This page takes no data. Go back and try again.")
        refused["Allow"] = "GET, HEAD"
        return refused
    held = await door.unit(lambda: access.desks_of(request.COOKIES))
    if not held:
        words = (
            "The board is for whoever leads tables. This browser holds no facilitator's or assistant's seat: open your "
            "own link of a table in it, then come back."
        )
        return plain(404, "No table of yours here", words)
    return built(request)


def built(request: HttpRequest) -> HttpResponse:
    """The built page with this browser's token."""
    index = Path(settings.PAGE_DIR) / "index.html"
    try:
        text = read_index(index, index.stat().st_mtime_ns)
    except FileNotFoundError:
        words = (
            "The server runs, but its page has not been built. Run “python3 manage.py play”, which builds it, "
            "or “npm run build” in the folder frontend."
        )
        return plain(503, "The page is not built", words)
    return private(HttpResponse(text.replace(TOKEN_PLACE, escape(get_token(request)))))


@lru_cache(maxsize=4)
def read_index(path: Path, changed_ns: int) -> str:
    """The built index; read again when the file has changed."""
    return path.read_text(encoding="utf-8")


def plain(status: int, title: str, words: str) -> HttpResponse:
    return private(HttpResponse(PLAIN.format(title=escape(title), words=escape(words)), status=status))
