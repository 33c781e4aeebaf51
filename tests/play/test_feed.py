"""[P4] [P9] The feed: parts made once, names that tell nothing, words of this game alone, erased words gone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.play import house
from wargame import journal
from wargame.journal.store import words
from wargame.lobby import access, people
from wargame.lobby.models import Seat
from wargame.play.table import feed
from wargame.rules.sight import PARTS, sight

CLAUSE = {"id": "c1", "kind": "cap_interceptors", "party": "us", "args": {"number": 10}}


@pytest.fixture
def table(committed):
    made = house.open_table("Feed", seats=("us.president", "russia.president", "control.facilitator"))
    house.to_phase(made, "negotiation")
    return made


def offer_of(table, title="A cap") -> str:
    found = access.seat_for(table.tokens["us.president"], table.game)
    answer = journal.handle(
        table.stream,
        command_id=f"offer-{title}",
        name="offer.table",
        args={"title": title, "to": ["russia"], "clauses": [CLAUSE], "expires_turn": 2},
        seat="us.president",
        words_from=found.author,
    )
    assert answer["ok"], answer
    return answer["receipt"]["ref"]


def title_at(table, seat, offer):
    return feed.look(table.stream, [seat])[seat].view["offers"][offer]["versions"]["1"]["title"]


def test_the_picture_is_sight_inked(table):
    offer_of(table)
    state, _ = journal.state_at(table.stream)
    for seat in ("us.president", "russia.president", "nato.secgen", "control.facilitator"):
        assert feed.look(table.stream, [seat])[seat].view == journal.ink(sight(state, seat), table.stream)


def test_what_did_not_change_is_the_same_object(table):
    before = feed.look(table.stream, ["us.president"])["us.president"]
    assert feed.look(table.stream, ["us.president"])["us.president"] is before
    house.command(table, "us.president", "talk.say", room="us", text="Hello.")
    after = feed.look(table.stream, ["us.president"])["us.president"]
    assert after.etag != before.etag
    changed = {name for name in PARTS if after.parts[name] is not before.parts[name]}
    assert changed == {"rooms"}


def test_a_seat_for_which_nothing_changed_keeps_the_name_of_its_view(table):
    before = feed.look(table.stream, ["russia.president"])["russia.president"]
    house.command(table, "us.president", "talk.say", room="us", text="Hello.")
    after = feed.look(table.stream, ["russia.president"])["russia.president"]
    assert after.etag == before.etag
    assert feed.update_frame(before, after).count(b'"op"') == 0


def test_the_same_view_has_the_same_name_when_it_is_made_from_nothing(table):
    before = feed.look(table.stream, ["us.president"])["us.president"]
    feed._pictures.clear()
    again = feed.look(table.stream, ["us.president"])["us.president"]
    assert (again.etag, again.body) == (before.etag, before.body)
    assert again is not before


def test_another_secret_gives_other_names(table, settings):
    before = feed.look(table.stream, ["us.president"])["us.president"]
    feed._pictures.clear(), feed.naming_key.cache_clear()
    settings.SECRET_KEY = "another secret of this deployment, long enough to be one"
    try:
        assert feed.look(table.stream, ["us.president"])["us.president"].etag != before.etag
    finally:
        feed._pictures.clear(), feed.naming_key.cache_clear()


def test_what_several_seats_read_is_asked_for_once(table):
    feed.look(table.stream, ["us.president", "russia.president"])
    offer_of(table)
    with CaptureQueriesContext(connection) as asked:
        feed.look(table.stream, ["us.president", "russia.president"])
    assert len(asked) == 2, "the stream's head, and the words of the offer"


def test_words_of_another_game_are_not_found(table):
    """[P9] an id from elsewhere opens nothing, not even when its words are remembered."""
    offer = offer_of(table)
    assert title_at(table, "us.president", offer) == "A cap"
    state, _ = journal.state_at(table.stream)
    node = state["offers"][offer]["view"]["versions"]["1"]["title"]
    other = house.open_table("Another", seats=())
    assert feed.inked({"title": node}, table.stream, 0.0) == {"title": "A cap"}
    assert feed.inked({"title": node}, other.stream, 0.0) == {"title": words.ERASED}


def test_erased_words_leave_the_pages_within_a_minute(table, monkeypatch):
    offer = offer_of(table)
    assert title_at(table, "russia.president", offer) == "A cap"
    people.erase(Seat.objects.get(game=table.game, seat_id="us.president").person_id)
    now_s = feed.time.monotonic()
    monkeypatch.setattr(feed.time, "monotonic", lambda: now_s + 60)
    assert title_at(table, "russia.president", offer) == words.ERASED
