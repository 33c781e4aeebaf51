"""Control's record in Django's admin: to be read and searched, never changed, with a way to the live desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from wargame.control.models import Deed


@admin.register(Deed)
class DeedAdmin(admin.ModelAdmin):
    list_display = ("at", "seat", "action", "about", "reason", "table")
    list_filter = ("action", "seat")
    search_fields = ("game", "about", "reason")
    date_hierarchy = "at"

    @admin.display(description="table")
    def table(self, deed: Deed) -> str:
        return format_html('<a href="/table/{}/control.facilitator/">desk</a>', deed.game)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
