"""Rooms that seats open for themselves, with whom they like; who is in one by its own seat may leave it."""

from wargame.rules.commands.diplomacy import LeaveRoom, OpenRoom
from wargame.rules.decide.frame import no_power
from wargame.rules.events import CONTROL, Words, cell_of, visible
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.powers import effective
from wargame.rules.refusals import Refusal, refuse

MOST_ROOMS = 12  # that one seat opens in a game


def open_room(acts: Acts, command: OpenRoom) -> str | Refusal | None:
    state = acts.state
    if "speak" not in effective(state, acts.seat):
        return no_power(state, acts.seat, "speak")
    players = [seat for seat, row in state["seats"].items() if row["cell"] != CONTROL]
    known = {*state["cells"], CONTROL, *players}
    for index, member in enumerate(command.members):
        if member not in known:
            return refuse("unknown-member", f"members.{index}", member=member)
    if len([row for row in state["rooms"].values() if row.get("opened_by") == acts.seat]) >= MOST_ROOMS:
        return refuse("too-many-rooms", count=MOST_ROOMS)
    members = {
        member for member in command.members if cell_of(member) == member or cell_of(member) not in command.members
    }
    if cell_of(acts.seat) not in members:
        members.add(acts.seat)
    if members == {acts.seat}:
        return refuse("room-alone", "members")
    room = {
        "id": acts.new_id("room"),
        "kind": "adhoc",
        "title": Words(command.title),
        "members": sorted(members),
        "opened_by": acts.seat,
    }
    acts.add("room_opened", {"room": room}, members)
    return str(room["id"])


def leave_room(acts: Acts, command: LeaveRoom) -> str | Refusal | None:
    row = acts.state["rooms"].get(command.room)
    if row is None or not visible(row["members"], acts.seat, acts.state["game"]):
        return refuse("unknown-room", "room", room=command.room)
    if row["kind"] != "adhoc" or acts.seat not in row["members"]:
        return refuse("room-fixed", "room")
    members = [member for member in row["members"] if member != acts.seat]
    body = {"room": command.room, "seat": acts.seat, "members": members, "at_ms": acts.context.now_ms}
    acts.add("room_left", body, row["members"])
    return command.room
