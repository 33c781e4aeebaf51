"""R30 to R32: rooms, reading, hands; and what control says in other voices."""

from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import started


def test_rooms_are_their_members() -> None:
    """[R30]"""
    table = started()
    rooms = {seat: set(table.view(seat)["rooms"]) for seat in (WEST, STAFF, VALE, OBSERVER)}
    assert rooms == {
        WEST: {"all", "west", "west-east", "quiet"},
        STAFF: {"all", "west", "west-east"},
        VALE: {"all", "north", "north-control", "quiet"},
        OBSERVER: {"all"},
    }
    control = table.view(FACILITATOR)["rooms"]
    assert {room for room, row in control.items() if row["may_speak"]} == {"all", "north-control"}
    assert len(control) == 7
    assert table.refused(FACILITATOR, "talk.say", room="west", text="x") == "may-not-speak"
    table.must(FACILITATOR, "talk.say", room="north-control", text="x")


def test_unread_is_what_a_seat_has_not_read() -> None:
    """[R31] [R32]"""
    table = started()
    for text in ("one", "two"):
        table.must(WEST, "talk.say", room="west-east", text=text)
    counts = lambda seat: (table.view(seat)["rooms"]["west-east"]["count"], table.view(seat)["rooms"]["west-east"]["unread"])  # noqa: E731, E501  # fmt: skip
    assert (counts(WEST), counts(STAFF), counts(EAST)) == ((2, 0), (2, 2), (2, 2))
    table.must(EAST, "room.read", room="west-east", upto=1)
    assert counts(EAST) == (2, 1)
    length = len(table.log)
    table.must(EAST, "room.read", room="west-east", upto=0)
    assert counts(EAST) == (2, 1) and len(table.log) == length, "a mark never goes back"
    assert table.refused(EAST, "room.read", room="west-east", upto=3) == "nothing-to-read"
    table.must(EAST, "talk.say", room="west-east", text="three")
    assert counts(EAST) == (3, 2), "speaking does not read what others said before"
    numbers = [event.body["n"] for event in table.log if event.kind == "talk_said"]
    assert numbers == [1, 2, 3]


def test_a_raised_hand_is_between_the_seat_and_control() -> None:
    """[R32]"""
    table = started()
    assert table.refused(NORTH, "hand.raise", up=False) == "same-state"
    table.must(NORTH, "hand.raise", up=True, about="a word")
    assert table.texts[table.view(NORTH)["hand"]["about"]["$text"]] == "a word"
    assert NORTH in table.view(FACILITATOR)["control"]["hands"]
    assert table.view(VALE)["hand"] is None
    table.must(NORTH, "hand.raise", up=False)
    assert table.view(NORTH)["hand"] is None and table.view(FACILITATOR)["control"]["hands"] == {}


def test_an_inject_reaches_those_it_is_for_and_counts_as_sent() -> None:
    table = started()
    assert table.view(FACILITATOR)["control"]["injects"]["gift"]["sent_ms"] is None
    table.must(FACILITATOR, "inject.send", inject="gift", title="Another title")
    assert table.view(FACILITATOR)["control"]["injects"]["gift"]["sent_ms"] == table.now_ms
    (item,) = table.view(VALE)["press"].values()
    assert table.texts[item["title"]["$text"]] == "Another title" and item["text"] == "Something happened."
    assert table.view(NORTH)["press"] == {} == table.view(WEST)["press"]


def test_injects_that_come_by_themselves_come_with_the_negotiation() -> None:
    table = started()
    assert table.view(WEST)["press"] == {}
    table.end_phase()
    assert [item["title"] for item in table.view(WEST)["press"].values()] == ["News"]


def test_a_voice_speaks_to_whom_it_is_meant() -> None:
    table = started()
    table.must(FACILITATOR, "voice.say", voice="A friend", title="t", text="x", to=["west", "north.vale"])
    heard = {seat for seat in (WEST, STAFF, EAST, NORTH, VALE, OBSERVER) if table.view(seat)["press"]}
    assert heard == {WEST, STAFF, VALE}
