"""The engine's work on turns in Django's admin: to be read when something does not move, never changed."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from wargame.umpire.models import Work


@admin.register(Work)
class WorkAdmin(admin.ModelAdmin):
    list_display = ["game", "turn", "state", "done", "total", "failures", "deaths", "since", "beat"]
    list_filter = ["state"]
    search_fields = ["game", "stream", "words"]
    date_hierarchy = "since"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
