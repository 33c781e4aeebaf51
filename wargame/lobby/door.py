"""Who comes, from where, and how often: origins, credentials, the token against forged requests, paces, readable JSON.

Shared by the sockets and every HTTP route of a seat (`routes`). A seat is only ever reached through
`access.seat_for`; this module finds the token that is given to it, and knows nothing of what is said once the door is
open.
"""

import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from math import isfinite
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.middleware.csrf import CsrfViewMiddleware
from pydantic_core import from_json

from wargame.lobby import access

DEEPEST = 32
SHELVES = 4096
"""Most seats whose request rates one process remembers; the longest silent is forgotten first."""


def unit[T](work: Callable[[], T]) -> Awaitable[T]:
    """Run one unit of work in any thread, with a database connection that goes back to the pool when it ends.

    Never one thread for all, and never a connection that is held while something else is awaited.
    """

    def fenced() -> T:
        close_old_connections()
        try:
            return work()
        finally:
            close_old_connections()

    return sync_to_async(fenced, thread_sensitive=False)()


class Unreadable(ValueError):
    """Bytes that are no message: `code` and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def read_json(raw: bytes | str) -> Any:
    """The value of a JSON text. Raises Unreadable for anything else, NaN, NUL, and nesting beyond 32 levels."""
    try:
        value = from_json(raw, allow_inf_nan=False, cache_strings="keys")
    except ValueError as reason:
        raise Unreadable("not-json", f"This is not JSON that can be read: {reason}.") from None
    check_nesting(value)
    if has_nul(raw, value):
        raise Unreadable("bad-text", "A text holds the character NUL (\\u0000), which cannot be kept; leave it out.")
    return value


def check_nesting(value: Any) -> None:
    """Raises Unreadable; level by level and without recursion, so that depth itself does no harm."""
    level = [value]
    for _ in range(DEEPEST + 1):
        if any(isinstance(each, float) and not isfinite(each) for each in level):
            raise Unreadable("bad-number", "A number is too large to be kept; the largest is about 1.8e308.")
        level = [inner for each in level if isinstance(each, dict | list) for inner in children(each)]
        if not level:
            return
    raise Unreadable("too-deep", f"This is nested more than {DEEPEST} levels deep; no message needs that.")


def children(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def has_nul(raw: bytes | str, value: Any) -> bool:
    """Whether a string or key in `value` holds NUL; the raw text is asked first, since that is quick."""
    mark: Any = b"\\u0000" if isinstance(raw, bytes) else "\\u0000"
    if mark not in raw:
        return False
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str) and "\0" in each:
            return True
        if isinstance(each, dict):
            waiting.extend(each)
        if isinstance(each, dict | list):
            waiting.extend(children(each))
    return False


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """The headers of an ASGI scope by lower-case name; of a repeated one the last counts."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def origin_is_ours(headers: Mapping[str, str]) -> bool:
    """Whether the page that opens a socket is ours. No origin is not ours: every browser sends one."""
    origin = headers.get("origin", "").lower()
    if not origin or origin == "null":
        return False
    if settings.ORIGINS:
        return origin in {each.lower().rstrip("/") for each in settings.ORIGINS}
    # Without a list the page's own host is the only origin, and only if it is one of our names: an address that was
    # made to point here (DNS rebinding) is not.
    host = headers.get("host", "").lower()
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return False
    split = urlsplit(origin)
    return split.scheme == ("https" if settings.HTTPS else "http") and split.netloc == host


def cookies_of(headers: Mapping[str, str]) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        return {}


def bearer_of(headers: Mapping[str, str]) -> str | None:
    """The token of an Authorization header, if there is one."""
    kind, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and token.strip() else None


def credential(
    headers: Mapping[str, str], cookies: Mapping[str, str], game: UUID, seat: str
) -> tuple[str | None, bool]:
    """The token that speaks for this seat, and whether it came by itself (a cookie) and so needs the CSRF token."""
    if bearer := bearer_of(headers):
        return bearer, False
    return cookies.get(access.cookie_name(game, seat)), True


class CsrfCheck(CsrfViewMiddleware):
    """Django's own check; it answers with a reason and not with a page."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def csrf_is_right(token: str, cookies: Mapping[str, str]) -> bool:
    """Whether the token that stood in our page belongs to this browser's cookie."""
    request = HttpRequest()
    request.method = "POST"
    request.META = {"HTTP_X_CSRFTOKEN": token, "SERVER_NAME": "socket", "SERVER_PORT": "0"}
    request.COOKIES = dict(cookies)
    return request_is_meant(request)


def request_is_meant(request: HttpRequest) -> bool:
    """Whether a request that carries a cookie also carries the token of our page (and its origin, if it names one)."""
    check = CsrfCheck(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda request: HttpResponse(), (), {}) is None


class Pace:
    """At most `limit` in any `window_s` seconds. `allow` says no to what is beyond; `over` counts it."""

    def __init__(self, limit: int, window_s: float) -> None:
        self.window_s = window_s
        self.times: deque[float] = deque(maxlen=limit)
        self.over = 0

    def allow(self, now_s: float | None = None) -> bool:
        now_s = time.monotonic() if now_s is None else now_s
        if len(self.times) == self.times.maxlen and now_s - self.times[0] < self.window_s:
            self.over += 1
            return False
        self.times.append(now_s)
        self.over = 0
        return True

    def wait_s(self) -> float:
        """Seconds until one more is allowed."""
        return max(0.0, self.window_s - (time.monotonic() - self.times[0])) if self.times else 0.0


class Paces:
    """A pace for each key, the least recently used forgotten."""

    def __init__(self, limit: int, window_s: float) -> None:
        self.limit = limit
        self.window_s = window_s
        self.kept: dict[Any, Pace] = {}

    def of(self, key: Any) -> Pace:
        pace = self.kept.pop(key, None) or Pace(self.limit, self.window_s)
        self.kept[key] = pace
        while len(self.kept) > SHELVES:
            self.kept.pop(next(iter(self.kept)))
        return pace
