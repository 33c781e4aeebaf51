"""Every address of the site, app by app, and the health check."""

from channels.db import database_sync_to_async
from django.contrib import admin
from django.db import OperationalError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from wargame import version


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def healthz(request: HttpRequest) -> JsonResponse:
    """200 when this process answers and reaches its database, else 503."""
    try:
        # Not plain sync_to_async: that would keep a connection for each thread, and a broken one for ever.
        await database_sync_to_async(ask_database, thread_sensitive=False)()
    except OperationalError:
        return JsonResponse({"ok": False, "version": version(), "database": "not reached"}, status=503)
    return JsonResponse({"ok": True, "version": version()})


urlpatterns = [
    path("healthz", healthz),
    path("admin/", admin.site.urls),
    path("", include("wargame.control.urls")),
    path("", include("wargame.lobby.urls")),
    path("", include("wargame.play.urls")),
]
