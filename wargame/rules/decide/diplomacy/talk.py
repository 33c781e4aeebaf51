"""Talk: messages in rooms, what a seat has read, raised hands."""

from wargame.rules.commands import RaiseHand, ReadRoom, Say
from wargame.rules.commands.control import LowerHand
from wargame.rules.events import CONTROL, Words, said_by, visible
from wargame.rules.mechanics.acts import Acts
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.sight.frame import may_speak
from wargame.rules.state import Row


def _room(acts: Acts, room: str) -> Row | None:
    row: Row | None = acts.state["rooms"].get(room)
    return row if row is not None and visible(row["members"], acts.seat, acts.state["game"]) else None


def say(acts: Acts, command: Say) -> str | Refusal | None:
    row = _room(acts, command.room)
    if row is None:
        return refuse("unknown-room", "room", room=command.room)
    if not may_speak(acts.state, acts.seat, row):
        return refuse("may-not-speak", "room")
    if not command.text.strip():
        return refuse("bad-field", "text", what="must be a text.")
    body = {
        "room": command.room,
        "n": row["count"] + 1,
        "id": acts.new_id("talk", command.room),
        "seat": said_by(acts.seat),
        "at_ms": acts.context.now_ms,
        "text": Words(command.text),
    }
    acts.add("talk_said", body, row["members"])
    return str(body["id"])


def read_room(acts: Acts, command: ReadRoom) -> str | Refusal | None:
    """Marks never go back; reading what is read already is no event."""
    row = _room(acts, command.room)
    if row is None:
        return refuse("unknown-room", "room", room=command.room)
    if command.upto > row["count"]:
        return refuse("nothing-to-read", "upto", room=command.room, count=row["count"], upto=command.upto)
    if command.upto > acts.state["read"].get(acts.seat, {}).get(command.room, 0):
        body = {"seat": acts.seat, "room": command.room, "upto": command.upto}
        acts.add("room_read", body, (acts.seat,))
    return None


def raise_hand(acts: Acts, command: RaiseHand) -> str | Refusal | None:
    if not command.up and acts.seat not in acts.state["hands"]:
        return refuse("same-state", "up", what="Your hand is not raised.")
    about = Words(command.about) if command.up and command.about.strip() else None
    body = {"seat": acts.seat, "up": command.up, "about": about, "at_ms": acts.context.now_ms}
    acts.add("hand_raised", body, (acts.seat, CONTROL))
    return None


def lower_hand(acts: Acts, command: LowerHand) -> str | Refusal | None:
    """Control takes a seat's hand down, who then sees that it was answered."""
    if command.seat not in acts.state["seats"]:
        return refuse("unknown-seat", "seat", seat=command.seat)
    if command.seat not in acts.state["hands"]:
        return refuse("same-state", "seat", what="This seat has not raised its hand.")
    body = {"seat": command.seat, "up": False, "about": None, "at_ms": acts.context.now_ms}
    acts.add("hand_raised", body, (command.seat, CONTROL))
    return None
