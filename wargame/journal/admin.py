"""The log in Django's admin: to be searched and read, never written."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from wargame.journal.models import Document, Entry, Receipt, Snapshot, Stream, Written


class ReadOnly(admin.ModelAdmin):
    """Made by playing, not by hand: looked at by those who may, added, changed and deleted by nobody."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OfTheLog(ReadOnly):
    list_per_page = 50
    show_full_result_count = False  # counting a long log takes longer than reading a page of it


@admin.register(Stream)
class StreamAdmin(OfTheLog):
    list_display = ["id", "head", "last_at", "parent", "parent_seq", "short_chain"]
    search_fields = ["id", "pack"]
    date_hierarchy = "created"

    @admin.display(description="chain")
    def short_chain(self, row: Stream) -> str:
        return row.chain[:16]


@admin.register(Entry)
class EntryAdmin(OfTheLog):
    list_display = ["stream", "seq", "at", "kind", "seat", "cause", "viewers", "table"]
    list_filter = ["kind", "seat"]
    search_fields = ["stream__id", "kind", "seat", "cause", "chain"]
    search_help_text = "Stream, kind, seat, command or chain value"
    date_hierarchy = "at"
    fields = ["stream", "seq", "at", "kind", "version", "seat", "cause", "viewers", "pretty_body", "chain"]
    readonly_fields = fields

    @admin.display(description="game")
    def table(self, row: Entry) -> str:
        """The journal knows no games: the list of them is searched for the stream, and leads to the live desk."""
        return format_html('<a href="/admin/lobby/game/?q={}">game</a>', row.stream_id)

    @admin.display(description="seen by")
    def viewers(self, row: Entry) -> str:
        return ", ".join(row.seen_by)

    @admin.display(description="body")
    def pretty_body(self, row: Entry) -> str:
        return format_html("<pre>{}</pre>", json.dumps(row.body, indent=2, ensure_ascii=False))


@admin.register(Receipt)
class ReceiptAdmin(OfTheLog):
    list_display = ["stream", "at", "seat", "command_id", "first_seq", "last_seq", "said"]
    list_filter = ["seat"]
    search_fields = ["stream__id", "seat", "command_id"]
    date_hierarchy = "at"
    exclude = ["salt"]

    @admin.display(description="answer")
    def said(self, row: Receipt) -> str:
        return "ok" if row.answer.get("ok") else str(row.answer.get("code"))


@admin.register(Written)
class WrittenAdmin(OfTheLog):
    list_display = ["stream", "seat", "shown", "erased"]
    list_filter = ["seat"]
    search_fields = ["stream__id", "id", "seat", "words"]
    exclude = ["salt"]

    @admin.display(description="words")
    def shown(self, row: Written) -> str:
        return "[erased]" if row.words is None else row.words[:80]


@admin.register(Document)
class DocumentAdmin(OfTheLog):
    list_display = ["title", "kind", "digest", "stored", "games"]
    list_display_links = ["digest"]
    list_filter = ["kind"]
    search_fields = ["digest", "kind"]

    @admin.display(description="games")
    def games(self, row: Document) -> str:
        """Of a pack the games that are played with it."""
        return "" if row.kind != "pack" else format_html('<a href="/admin/lobby/game/?q={}">games</a>', row.digest)

    @admin.display(description="title")
    def title(self, row: Document) -> str:
        """Of a pack its title and version; other documents have none."""
        if row.kind != "pack":
            return ""
        pack = json.loads(row.body)
        return f"{pack.get('title', '')} {pack.get('version', '')}"


@admin.register(Snapshot)
class SnapshotAdmin(OfTheLog):
    list_display = ["stream", "seq", "digest", "at"]
    search_fields = ["stream__id", "digest"]
