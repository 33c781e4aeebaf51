"""The seats of assistants that are made in mid-game: the row, the link and the devices that belong to one.

Whether somebody may make one is the rules' affair; here the house asks them, in one transaction with its own rows, and
keeps the name that the facilitator gave where it can be changed and erased.
"""

import secrets
from typing import Any
from uuid import UUID

from django.db import transaction

from wargame import journal
from wargame.lobby import invitations
from wargame.lobby.access import FACILITATOR, SeatAccess, revoke
from wargame.lobby.invitations import CONTROL, Refused
from wargame.lobby.models import Game, Invitation, Seat
from wargame.rules.events import MADE

UNNAMED = "Assistant"
LAST_PLACE = 30_000
HOUSE = "system"


def make(by: SeatAccess, *, command_id: str, label: str, scope: str, reason: str) -> tuple[Seat, Invitation] | Refused:
    """A seat with a link for a new assistant. The same `command_id` again gives the same seat and no second one."""
    with transaction.atomic():
        args = {"label": label, "scope": scope, "by": by.seat_id, "reason": reason}
        answer = journal.handle(
            by.stream,
            command_id=f"desk-{command_id}",
            name="assistant.make",
            args=args,
            seat=HOUSE,
            words_from=f"labels of {by.game.hex}",
        )
        if not answer["ok"]:
            return Refused(code=answer["code"], message=answer["message"])
        seat = row_of(by.game, answer["receipt"]["ref"], label)
        found = Invitation.objects.filter(seat=seat, revoked=None).first()
        return seat, found or invitations.invite(seat)


def row_of(game: UUID, seat_id: str, label: str = UNNAMED) -> Seat:
    """The row of an assistant's seat; made anew if the game came here as an archive."""
    row, _ = Seat.objects.get_or_create(
        game_id=game,
        seat_id=seat_id,
        defaults={"cell": CONTROL, "title": label, "cell_name": "Control", "letter": "C", "place": LAST_PLACE},
    )
    return row


def change(by: SeatAccess, seat_id: str, *, label: str, scope: str, reason: str) -> Refused | None:
    """Another scope, and another name if one is given."""
    with transaction.atomic():
        args = {"seat": seat_id, "label": label, "scope": scope, "by": by.seat_id, "reason": reason}
        refused = _ask(by, "assistant.change", args)
        if refused is None and label:
            Seat.objects.filter(game=by.game, seat_id=seat_id).update(title=label)
        return refused


def withdraw(by: SeatAccess, seat_id: str, *, reason: str) -> Refused | int:
    """The seat acts no more and opens for nobody; returns how many devices were shut out."""
    with transaction.atomic():
        seat = Seat.objects.select_for_update(no_key=True).filter(game=by.game, seat_id=seat_id).first()
        refused = _ask(by, "assistant.withdraw", {"seat": seat_id, "by": by.seat_id, "reason": reason})
        if refused is not None or seat is None:
            return refused or 0
        invitations.close(seat, by=by.seat_id)
        return revoke(seat)


def _ask(by: SeatAccess, name: str, args: dict[str, Any]) -> Refused | None:
    answer = journal.handle(
        by.stream,
        command_id=f"desk-{secrets.token_hex(8)}",
        name=name,
        args=args,
        seat=HOUSE,
        words_from=f"labels of {by.game.hex}",
    )
    return None if answer["ok"] else Refused(code=answer["code"], message=answer["message"])


def forget(person_id: UUID) -> int:
    """What the facilitator called the assistants of games in which this person sat in control; returns the pieces.

    What one of them was called, and why, is not kept apart from what the others were: all of a game's go together.
    """
    games = Game.objects.filter(
        seats__credentials__person=person_id, seats__cell=CONTROL, seats__seat_id__startswith=MADE
    ) | Game.objects.filter(seats__credentials__person=person_id, seats__seat_id=FACILITATOR)
    pieces = 0
    for game in games.distinct():
        pieces += journal.erase_author(f"labels of {game.pk.hex}")
        game.seats.filter(seat_id__startswith=MADE).update(title=UNNAMED)
    return pieces
