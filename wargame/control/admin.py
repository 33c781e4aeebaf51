"""Control's record in Django's admin: to be read and searched, never changed, with a way to the live desk."""

from django.contrib import admin
from django.utils.html import format_html

from wargame.control.models import Deed
from wargame.journal.admin import ReadOnly


@admin.register(Deed)
class DeedAdmin(ReadOnly):
    list_display = ("at", "seat", "action", "about", "reason", "table")
    list_filter = ("action", "seat")
    search_fields = ("game", "about", "reason")
    date_hierarchy = "at"

    @admin.display(description="table")
    def table(self, deed: Deed) -> str:
        return format_html('<a href="/table/{}/control.facilitator/">desk</a>', deed.game)
