"""The server's front door: static files, Django's HTTP, and the table's WebSocket.

One of the two modules in which something is built at import. Files are answered here and not in Django's middleware,
because a synchronous middleware would give every waiting request a thread.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wargame.settings")
os.environ.setdefault("DATABASE_POOL", "16")

from django.core.asgi import get_asgi_application

http = get_asgi_application()

from asgiref.sync import sync_to_async
from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from whitenoise import WhiteNoise

from wargame.play.socket.routing import websocket

FILE_CHUNK_BYTES = 256 * 1024
Application = Callable[[dict[str, Any], Callable[..., Awaitable], Callable[..., Awaitable]], Awaitable[None]]


def index_files() -> WhiteNoise:
    """An index of everything under /static/: the built page, and the files of Django's admin."""
    files = WhiteNoise(
        lambda environ, start_response: [],
        autorefresh=settings.DEBUG,
        immutable_file_test=lambda path, url: "/assets/" in url,  # the page's build puts a hash into these names
    )
    for finder in get_finders():
        for storage in getattr(finder, "storages", {}).values():
            files.add_files(storage.location, prefix=settings.STATIC_URL)
    return files


def serve_files(files: WhiteNoise, otherwise: Application) -> Application:
    """Answer GET and HEAD of an indexed file; pass everything else on."""

    async def answer(scope: dict[str, Any], receive: Callable[..., Awaitable], send: Callable[..., Awaitable]) -> None:
        path = scope["path"]
        if not path.startswith(settings.STATIC_URL):
            return await otherwise(scope, receive, send)
        found = await sync_to_async(files.find_file)(path) if files.autorefresh else files.files.get(path)
        if found is None or scope["method"] not in {"GET", "HEAD"}:
            return await otherwise(scope, receive, send)
        headers = {
            f"HTTP_{name.decode().upper().replace('-', '_')}": value.decode("latin-1")
            for name, value in scope["headers"]
        }
        response = found.get_response(scope["method"], headers)
        await send(
            {
                "type": "http.response.start",
                "status": int(response.status),
                "headers": [(str(k).lower().encode(), str(v).encode("latin-1")) for k, v in response.headers],
            }
        )
        if response.file is not None:
            with response.file as opened:
                while chunk := await sync_to_async(opened.read, thread_sensitive=False)(FILE_CHUNK_BYTES):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return None

    return answer


application = ProtocolTypeRouter({"http": serve_files(index_files(), http), "websocket": websocket})
