"""What every page of the lobby has in common: a thread of its own, no caching, plain sentences instead of failures."""

import json
import re
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from psycopg_pool import PoolTimeout

from wargame.lobby import access, door
from wargame.lobby.access import SeatAccess

LOCAL = {"127.0.0.1", "::1", "localhost"}
Page = Callable[..., HttpResponse]
SHEET = "src/styles/lobby.css"
"""The style sheet of these pages, as the build's manifest names its source."""

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))


def page(*methods: str) -> Callable[[Page], Any]:
    """A page written as a plain function: it runs in a thread with a connection of its own, and nobody caches it."""

    def frame(view: Page) -> Any:
        @wraps(view)
        async def answer(request: HttpRequest, **words: Any) -> HttpResponse:
            if request.method not in methods:
                shown = say(
                    request, 405, "Only to be looked at", "This page does not take that. Go back and try again."
                )
                shown["Allow"] = ", ".join(methods)
                return shown
            try:
                shown = await door.unit(lambda: view(request, **words))
            except (OperationalError, InterfaceError, PoolTimeout):
                shown = HttpResponse(
                    "The server cannot reach its database just now. Nothing was lost: try again in a moment.",
                    status=503,
                    content_type="text/plain; charset=utf-8",
                )
            shown["Cache-Control"] = "no-store"
            return shown

        return answer

    return frame


def sheet(request: HttpRequest) -> dict[str, str]:
    """For templates: `sheet`, the built style sheet under STATIC_URL; empty while the page has not been built."""
    manifest = Path(settings.PAGE_DIR) / ".vite" / "manifest.json"
    try:
        return {"sheet": built_sheet(manifest, manifest.stat().st_mtime_ns)}
    except FileNotFoundError:
        return {"sheet": ""}


@lru_cache(maxsize=4)
def built_sheet(manifest: Path, changed_ns: int) -> str:
    """Read again when the build has changed."""
    return str(json.loads(manifest.read_text(encoding="utf-8"))[SHEET]["file"])


def say(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    """A page that says one thing and what to do."""
    return render(request, "lobby/say.html", {"title": title, "words": words}, status=status)


def device_of(request: HttpRequest) -> str:
    """Browser and system in two words, as its user would say them: `Firefox on Windows`. Nothing finer is kept."""
    agent = request.headers.get("User-Agent", "")[:400]
    browser = next((name for mark, name in BROWSERS if mark in agent), None)
    system = next((name for mark, name in SYSTEMS if mark in agent), None)
    return " on ".join(part for part in (browser, system) if part)


def held_seat(request: HttpRequest, game: Any, seat: str) -> SeatAccess | None:
    """What this browser's cookie for the seat opens."""
    found = access.seat_for(request.COOKIES.get(access.cookie_name(game, seat)), game)
    return found if found is not None and found.seat_id == seat else None


def base_of(request: HttpRequest) -> str:
    """Scheme and host for links that are handed to others: as this page was opened, or PUBLIC_URL if that is wider."""
    here = f"{request.scheme}://{request.get_host()}"
    public = settings.PUBLIC_URL
    if urlsplit(here).hostname in LOCAL and urlsplit(public).hostname not in LOCAL:
        return str(public)
    return here


def is_local(request: HttpRequest) -> bool:
    """Whether somebody at this very machine asks. Behind a proxy nobody is."""
    forwarded = {"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"} & set(request.headers)
    return (
        not forwarded
        and not settings.HTTPS
        and request.META.get("REMOTE_ADDR") in LOCAL
        and re.sub(r":\d+$", "", request.get_host()).strip("[]") in LOCAL
    )


def may_open(request: HttpRequest) -> bool:
    """Who may open a table: OPEN_TABLES = `local` (whoever is at this machine, and staff), `staff`, or `anyone`."""
    rule = settings.OPEN_TABLES
    user = request.user
    if user.is_authenticated and user.is_active and user.is_staff:
        return True
    return rule == "anyone" or (rule == "local" and is_local(request))
