"""Branches read through their parents; pages of talk go to those who may read them."""

import pytest

from tests.journal.plays import do
from wargame.journal.audit.verify import verify
from wargame.journal.models import Stream
from wargame.journal.read import NoSuchStream, entries, state_at, stream_row, talk_found, talk_page
from wargame.journal.streams import branch

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_branch_shares_the_past_and_nothing_after(stream):
    do(stream, "count", by=1)  # 2
    do(stream, "count", by=1)  # 3
    do(stream, "count", by=1)  # 4
    other = branch(stream, 3)
    assert state_at(other) == ({**state_at(stream)[0], "count": 2}, 3)
    assert do(other, "count", by=10)["receipt"]["count"] == 12
    assert do(stream, "count", by=1)["receipt"]["count"] == 4
    assert [row.seq for row in entries(other)] == list(range(1, 14))
    assert state_at(stream)[0]["count"] == 4 and state_at(other)[0]["count"] == 12
    assert verify(stream_row(stream)).problems == verify(stream_row(other)).problems == ()


def test_a_branch_of_a_branch(stream):
    do(stream, "count", by=1)  # 2
    first = branch(stream, 2)
    do(first, "count", by=1)  # 3
    second = branch(first, 3)
    do(second, "count", by=1)  # 4
    third = branch(second, 2)  # an entry of the first stream: hangs where it is
    assert [state_at(each)[0]["count"] for each in (stream, first, second, third)] == [1, 2, 3, 1]
    assert Stream.objects.get(pk=third).parent_id == stream
    assert do(third, "count", by=5)["ok"] and state_at(third)[0]["count"] == 6
    for each in (stream, first, second, third):
        assert verify(stream_row(each)).problems == ()


def test_a_branch_begins_after_a_whole_command(stream):
    do(stream, "count", by=4)  # 2 to 5
    assert state_at(branch(stream, 3))[0]["count"] == 4


def test_a_branch_elsewhere_is_refused(stream):
    for seq in (0, -1, 2):
        with pytest.raises(ValueError, match="not in this game"):
            branch(stream, seq)
    with pytest.raises(NoSuchStream):
        branch("00000000-0000-0000-0000-000000000000", 1)
    with pytest.raises(NoSuchStream):
        state_at("nonsense")


def say(stream, room, text, to, seat="us.president"):
    return do(stream, "say", seat, room=room, text=text, to=to)


@pytest.fixture
def talk(stream):
    for n in range(1, 8):
        say(stream, "us", f"us {n}", ["us", "control"])
        say(stream, "all", f"all {n}", ["all"])
    return stream


def texts(stream, **asked):
    items, more = talk_page(stream, **asked)
    return [item["text"] for item in items], more


def test_pages_of_talk(talk):
    everything = texts(talk, seat="us.state", room="us")
    assert everything == ([f"us {n}" for n in range(1, 8)], False)
    assert texts(talk, seat="us.state", room="us", limit=3) == (["us 5", "us 6", "us 7"], True)
    items, _ = talk_page(talk, seat="us.state", room="us", limit=3)
    assert texts(talk, seat="us.state", room="us", limit=3, before=items[0]["n"]) == (["us 2", "us 3", "us 4"], True)
    assert texts(talk, seat="us.state", room="us", limit=9, before=items[0]["n"])[1] is False
    assert texts(talk, seat="us.state", room="us", after=items[0]["n"]) == (["us 6", "us 7"], False)
    assert texts(talk, seat="us.state", room="us", after=0, limit=2) == (["us 1", "us 2"], True)
    assert set(items[0]) == {"n", "id", "seat", "at_ms", "text"}


def test_talk_of_others_is_an_empty_page(talk):
    assert texts(talk, seat="russia.president", room="us") == ([], False)
    assert len(texts(talk, seat="russia.president", room="all")[0]) == 7
    assert len(texts(talk, seat="control.facilitator", room="us")[0]) == 7
    assert texts(talk, seat="us.president", room="no such room") == ([], False)


def test_words_are_found_in_the_rooms_of_the_seat_alone(talk):
    say(talk, "us", "The Radar at Gabala", ["us"])
    say(talk, "all", "no radar, thank you", ["all"])

    def found(seat, words, **asked):
        items, more = talk_found(talk, seat=seat, words=words, **asked)
        return [(item["room"], item["text"]) for item in items], more

    assert found("us.state", "radar") == ([("all", "no radar, thank you"), ("us", "The Radar at Gabala")], False)
    assert found("russia.president", "RADAR") == ([("all", "no radar, thank you")], False)
    assert found("us.state", "radar", limit=1) == ([("all", "no radar, thank you")], True)
    assert found("us.state", "%") == ([], False)  # no pattern, plain words
    assert found("us.state", "us 3") == ([("us", "us 3")], False)


def test_talk_on_a_branch_has_its_past(talk):
    other = branch(talk, 3)  # us 1, all 1
    say(other, "us", "otherwise", ["us"])
    assert texts(other, seat="us.state", room="us") == (["us 1", "otherwise"], False)
