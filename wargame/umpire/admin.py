"""The engine's work on turns in Django's admin: to be read when something does not move, never changed."""

from django.contrib import admin

from wargame.journal.admin import ReadOnly
from wargame.umpire.models import Work


@admin.register(Work)
class WorkAdmin(ReadOnly):
    list_display = ["game", "turn", "state", "done", "total", "failures", "deaths", "since", "beat"]
    list_filter = ["state"]
    search_fields = ["game", "stream", "words"]
    date_hierarchy = "since"
