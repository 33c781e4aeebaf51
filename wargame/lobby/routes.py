"""The frame of every JSON route that belongs to a seat: method, pace, credential, CSRF, body, and problems as answers.

What a route does is its own affair (`play.http`, `control.http`, `reports`). Errors are `{code, message, field, id}`:
of a fault of ours only the id of the log's line leaves the house, and what is not yours does not exist.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Annotated, Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from psycopg_pool import PoolTimeout
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from wargame.lobby import access, door

BODY_LIMIT_BYTES = 64 * 1024
REQUESTS_LIMIT = 100
REQUESTS_WINDOW_S = 20
STRANGERS_LIMIT = 60  # requests without a credential, for each address

Why = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]

log = logging.getLogger(__name__)


class ReasonBody(BaseModel):
    """Why control does something; it stands in the record."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Annotated[str, StringConstraints(max_length=400, strip_whitespace=True)] = ""


class BecauseBody(BaseModel):
    """Why control does something, where no reason will not do."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Why


class AssistantBody(BaseModel):
    """What an assistant becomes; without a name it keeps the one that it has."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Annotated[str, StringConstraints(max_length=60, strip_whitespace=True)] = ""
    scope: Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=r"^[a-z]+$")]
    reason: Why


class NewAssistantBody(BaseModel):
    """Who is to help, called what, with which part; `id` is the page's own, so that a repeat makes no second one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
    scope: Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=r"^[a-z]+$")]
    reason: Why


class WordsBody(BaseModel):
    """Words that would replace a text; empty: the text as it is."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[str, StringConstraints(max_length=160)] = ""
    text: Annotated[str, StringConstraints(max_length=4000)] = ""


class Trouble(Exception):
    """A refusal on the way: HTTP status, stable code, sentence, and the field if there is one."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field


def problem(status: int, code: str, message: str, field: str | None = None, number: str | None = None) -> JsonResponse:
    body = {"code": code, "message": message, "field": field, "id": number}
    return private(JsonResponse(body, status=status, content_type="application/problem+json"))


def private[R: HttpResponseBase](response: R) -> R:
    """Nothing that a seat receives is kept by a browser or a proxy."""
    response["Cache-Control"] = "no-store"
    return response


NOT_YOURS = ("unknown-game", "There is no such game, or it is not open to you.")

_paces = door.Paces(REQUESTS_LIMIT, REQUESTS_WINDOW_S)
_strangers = door.Paces(STRANGERS_LIMIT, REQUESTS_WINDOW_S)

Route = Callable[..., Awaitable[HttpResponseBase]]


def framed(*methods: str) -> Callable[[Route], Route]:
    """A JSON route without a seat: methods, faults and problems, nothing else."""

    def frame(route: Route) -> Route:
        @csrf_exempt
        @wraps(route)
        async def answer(request: HttpRequest, **words: Any) -> HttpResponseBase:
            if request.method not in methods:
                refused = problem(405, "wrong-method", f"This address takes {' or '.join(methods)}.")
                refused["Allow"] = ", ".join(methods)
                return refused
            try:
                return private(await route(request, **words))
            except Trouble as trouble:
                return problem(trouble.status, trouble.code, trouble.message, trouble.field)
            except (OperationalError, InterfaceError, PoolTimeout) as reason:
                log.warning("database not reached (%s)", type(reason).__name__)
                return problem(
                    503, "not-reached", "The server cannot reach its database just now. Try again in a moment."
                )
            except Exception:
                number = secrets.token_hex(6)
                log.exception(
                    "fault %s at %s %s",
                    number,
                    request.method,
                    request.resolver_match.route if request.resolver_match else "?",
                )
                words_out = f"Something went wrong on the server (fault {number}). It was not your doing; try again."
                return problem(500, "our-fault", words_out, number=number)

        return answer

    return frame


def seated(*methods: str) -> Callable[[Route], Route]:
    """A JSON route of a seat: `route(request, found, **words)`, where `found` is the `SeatAccess` of who asks."""

    def frame(route: Route) -> Route:
        @framed(*methods)
        @wraps(route)
        async def answer(request: HttpRequest, *, game: UUID, **words: Any) -> HttpResponseBase:
            token, by_cookie = token_of(request, game)
            if token is None:
                slow_down_stranger(request)
                raise Trouble(
                    401, "no-credential", "Open your invitation first: this request carries no seat's credential."
                )
            found = await door.unit(lambda: access.seat_for(token, game))
            if found is None or (by_cookie and found.seat_id != request.headers.get("X-Seat")):
                slow_down_stranger(request)
                raise Trouble(404, *NOT_YOURS)
            if by_cookie and request.method not in {"GET", "HEAD"} and not door.request_is_meant(request):
                raise Trouble(
                    403, "no-csrf", "The token of the page does not fit its cookie: reload the page and try again."
                )
            slow_down_credential(found.credential)
            return await route(request, found, **words)

        return answer

    return frame


def token_of(request: HttpRequest, game: UUID) -> tuple[str | None, bool]:
    """The token of a request and whether it came as a cookie; X-Seat says which of several cookies speaks."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return door.credential(headers, request.COOKIES, game, headers.get("x-seat", ""))


def slow_down(pace: door.Pace, limit: int) -> None:
    if not pace.allow():
        words = f"More than {limit} requests in {REQUESTS_WINDOW_S} s. Wait {pace.wait_s():.0f} s and try again."
        raise Trouble(429, "too-many", words)


def slow_down_credential(credential: int) -> None:
    """For who holds a seat: counted by the device's credential."""
    slow_down(_paces.of(credential), REQUESTS_LIMIT)


def slow_down_stranger(request: HttpRequest) -> None:
    """For who has no seat: counted by address."""
    slow_down(_strangers.of(request.META.get("REMOTE_ADDR")), STRANGERS_LIMIT)


def body_as[M: BaseModel](request: HttpRequest, model: type[M]) -> M:
    """The body as a model; raises Trouble with the field and what would be right."""
    raw = body_of(request)
    try:
        return model.model_validate(door.read_json(raw))
    except door.Unreadable as reason:
        raise Trouble(400, reason.code, reason.message) from None
    except ValidationError as reason:
        field, words = first_fault(reason)
        raise Trouble(400, "bad-field", f"{field}: {words}", field) from None


def body_of(request: HttpRequest) -> bytes:
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_LIMIT_BYTES or len(request.body) > BODY_LIMIT_BYTES:
        raise Trouble(413, "too-big", f"A body may hold {BODY_LIMIT_BYTES // 1024} KB.")
    return request.body


def first_fault(reason: ValidationError) -> tuple[str, str]:
    """Field and sentence of the first fault; nothing of what was sent is repeated."""
    first = reason.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part)[:64] for part in first["loc"]) or "body"
    return field, first["msg"][:200].rstrip(".") + "."


def number_in(request: HttpRequest, name: str, *, low: int, high: int, default: int | None = None) -> int | None:
    """A whole number of the query; raises Trouble naming the field and its limits."""
    raw = request.GET.get(name)
    if raw is None or raw == "":
        return default
    if not (raw.isascii() and raw.isdecimal()) or len(raw) > 12 or not low <= int(raw) <= high:
        raise Trouble(400, "bad-field", f"{name}: a whole number from {low} to {high}.", name)
    return int(raw)


def answered(value: Any, status: int = 200) -> HttpResponse:
    return JsonResponse(value, status=status, safe=False)
