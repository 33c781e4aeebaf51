"""Games, people, seats and invitations in Django's admin: read here, changed by actions alone. Of secrets only digests
are stored.
"""

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from wargame.journal.admin import ReadOnly
from wargame.lobby import access, invitations, people
from wargame.lobby.models import Attendance, Credential, Game, Invitation, Knock, Person, Seat


@admin.register(Game)
class GameAdmin(ReadOnly):
    list_display = ["title", "pack_id", "created", "over", "taken", "desk", "log", "work"]
    list_filter = ["pack_id", "demo", ("over", admin.EmptyFieldListFilter)]
    search_fields = ["id", "title", "stream", "pack_id", "pack_digest", "seats__person__name"]
    search_help_text = "Title, id, pack, or the name of somebody who sits at the table"
    date_hierarchy = "created"
    actions = ["facilitator_link"]

    @admin.display(description="seats taken")
    def taken(self, row: Game) -> str:
        return f"{row.seats.exclude(person=None).count()} of {row.seats.count()}"

    @admin.display(description="live desk")
    def desk(self, row: Game) -> str:
        """Opens in the browser that holds the facilitator's seat; the action below makes a link for another one."""
        return format_html('<a href="{}">desk</a>', invitations.table_path(row.pk, access.FACILITATOR))

    @admin.display(description="log")
    def log(self, row: Game) -> str:
        return format_html('<a href="/admin/journal/entry/?q={}">entries</a>', row.stream)

    @admin.display(description="engine")
    def work(self, row: Game) -> str:
        return format_html('<a href="/admin/umpire/work/?q={}">turns</a>', row.pk)

    @admin.action(description="Make a new link for the facilitator's seat", permissions=["view"])
    def facilitator_link(self, request: HttpRequest, queryset: QuerySet[Game]) -> None:
        """The links before it stop working; who already sits there keeps the seat and is asked before another comes."""
        for game in queryset:
            made = invitations.invite(game.seats.get(seat_id=access.FACILITATOR))
            self.log_change(request, game, "A new link for the facilitator's seat.")
            link = request.build_absolute_uri(invitations.link_of(made) or "/")
            self.message_user(request, f"{game.title}: {link}")


@admin.register(Person)
class PersonAdmin(ReadOnly):
    list_display = ["name", "consented", "erased"]
    list_filter = [("erased", admin.EmptyFieldListFilter)]
    search_fields = ["id", "name"]
    actions = ["erase"]

    @admin.action(description="Erase name, words and devices for good", permissions=["view"])
    def erase(self, request: HttpRequest, queryset: QuerySet[Person]) -> None:
        if not request.user.is_superuser:
            self.message_user(request, "Only a superuser may erase a person.", messages.ERROR)
            return
        pieces = 0
        for person in queryset.filter(erased=None):
            pieces += people.erase(person.pk)
            person.name = ""  # what is noted holds no name either
            self.log_change(request, person, "Erased.")
        self.message_user(request, f"Erased, with {pieces} pieces of writing.")


@admin.register(Seat)
class SeatAdmin(ReadOnly):
    list_display = ["game", "seat_id", "person", "devices", "desk"]
    list_filter = ["cell"]
    search_fields = ["game__id", "game__title", "seat_id", "person__name"]
    actions = ["new_link", "shut_out", "empty"]

    @admin.display(description="devices")
    def devices(self, row: Seat) -> int:
        return row.credentials.filter(revoked=None).count()

    @admin.display(description="live desk")
    def desk(self, row: Seat) -> str:
        return format_html('<a href="{}">desk</a>', invitations.table_path(row.game_id, access.FACILITATOR))

    @admin.action(description="Make a new link", permissions=["view"])
    def new_link(self, request: HttpRequest, queryset: QuerySet[Seat]) -> None:
        """The links before it stop working."""
        for seat in queryset:
            link = invitations.link_of(invitations.invite(seat)) or "/"
            self.log_change(request, seat, "A new link.")
            self.message_user(request, f"{seat}: {request.build_absolute_uri(link)}")

    @admin.action(description="Shut out every device that holds the seat", permissions=["view"])
    def shut_out(self, request: HttpRequest, queryset: QuerySet[Seat]) -> None:
        shut = 0
        for seat in queryset:
            shut += access.revoke(seat)
            self.log_change(request, seat, "Devices shut out.")
        self.message_user(request, f"{shut} devices shut out.")

    @admin.action(description="Empty the seat", permissions=["view"])
    def empty(self, request: HttpRequest, queryset: QuerySet[Seat]) -> None:
        for seat in queryset:
            refused = invitations.free(seat.pk, by="system")
            if refused is not None:
                self.message_user(request, f"{seat}: {refused.message}", messages.ERROR)
            else:
                self.log_change(request, seat, "Emptied.")


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    list_display = ["seat", "created", "expires", "redeemed", "revoked"]
    list_filter = [("revoked", admin.EmptyFieldListFilter), ("redeemed", admin.EmptyFieldListFilter), "seat__cell"]
    search_fields = ["seat__game__id", "seat__game__title", "seat__seat_id"]
    exclude = ["nonce", "code_hash"]
    actions = ["withdraw"]

    @admin.action(description="Withdraw", permissions=["view"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        open_ones = list(queryset.filter(revoked=None))
        for row in open_ones:
            self.log_change(request, row, "Withdrawn.")
        Invitation.objects.filter(pk__in=[row.pk for row in open_ones]).update(revoked=timezone.now())
        self.message_user(request, f"{len(open_ones)} withdrawn.")


@admin.register(Credential)
class CredentialAdmin(ReadOnly):
    list_display = ["seat", "person", "device", "created", "revoked"]
    search_fields = ["seat__game__id", "seat__seat_id", "person__name"]
    exclude = ["token_hash"]


@admin.register(Knock)
class KnockAdmin(ReadOnly):
    list_display = ["seat", "name", "device", "created", "approved", "answered_by"]
    search_fields = ["seat__game__id", "seat__seat_id", "name"]
    exclude = ["ticket_hash"]


@admin.register(Attendance)
class AttendanceAdmin(ReadOnly):
    list_display = ["seat", "arrived", "departed", "seen"]
    list_filter = ["seat__cell"]
    search_fields = ["seat__game__id", "seat__seat_id"]
    date_hierarchy = "arrived"


@admin.register(LogEntry)
class StaffAdmin(ReadOnly):
    """What staff did by the actions of these pages."""

    list_display = ["action_time", "user", "content_type", "object_repr", "change_message"]
    list_filter = ["user", "content_type"]
    search_fields = ["object_repr", "change_message"]
    date_hierarchy = "action_time"
