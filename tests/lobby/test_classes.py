"""Several tables opened at once for a class: all or none, alike but for chance, one sheet of links."""

import re

import pytest

from tests.lobby.conftest import browser, enter, path_of, press
from tests.lobby.test_tables import open_by_form
from wargame import journal
from wargame.journal.models import Stream
from wargame.lobby import access, games, people
from wargame.lobby.models import Classroom, Game, Person, Seat

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def seeds():
    states = [journal.state_at(game.stream)[0] for game in Game.objects.order_by("created")]
    return [(state["fate"]["seed"], state["fate"]["truth"]) for state in states]


def test_a_class_of_tables_is_opened_with_one_sheet_of_links(cast):
    answer = open_by_form(cast.frank, title="Class A", count="3")
    room = Classroom.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"/links/class/{room.pk}/"
    tables = list(room.tables.order_by("created"))
    assert [table.title for table in tables] == [f"Class A – Table {number}" for number in (1, 2, 3)]
    assert len({str(table.options) for table in tables}) == 1 and len({table.pack_digest for table in tables}) == 1
    assert len({seed for seed, _ in seeds()}) == 3
    text = cast.frank.get(answer["Location"]).content.decode()
    links = re.findall(r'value="(http://localhost/join/[A-Za-z0-9_-]{32}/)"', text)
    assert len(links) == len(set(links)) == 3 * 13 and text.count("<svg") == 3 * 13
    assert text.count('class="sheet"') == 3 and f'href="/tables/{room.pk}/"' in text
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", text)
    held = access.desks_of({name: morsel.value for name, morsel in cast.frank.cookies.items()})
    assert [desk.game for desk in held] == [table.pk for table in tables]
    assert 'href="/tables/"' in cast.frank.get("/").content.decode()
    assert 'href="/tables/"' not in cast.stranger.get("/").content.decode()
    assert Person.objects.count() == 1  # the facilitator is one person at all of them
    assert enter(cast.alice, links[13], "Alice").status_code == 303
    assert Seat.objects.get(person__name="Alice").game == tables[1]


def test_chance_is_alike_at_every_table_if_asked(cast):
    open_by_form(cast.frank, count="2", seeds="alike")
    one, other = seeds()
    assert one == other


def test_all_tables_are_opened_or_none(cast, monkeypatch):
    made, opening = [], games.open_game

    def third_fails(*given, **settings):
        if len(made) == 2:
            raise RuntimeError("the third")
        made.append(opening(*given, **settings))
        return made[-1]

    monkeypatch.setattr(games, "open_game", third_fails)
    with pytest.raises(RuntimeError, match="the third"):
        open_by_form(cast.frank, count="3")
    assert len(made) == 2
    assert not Game.objects.exists() and not Classroom.objects.exists() and not Stream.objects.exists()
    assert not Person.objects.exists()


def test_a_wrong_number_of_tables_is_refused_in_words(cast):
    for wrong in ({"count": "0"}, {"count": "13"}, {"count": "²"}, {"count": "many"}, {"count": "2", "seeds": "mine"}):
        answer = open_by_form(cast.frank, **wrong)
        assert answer.status_code == 400 and 'class="wrong"' in answer.content.decode(), wrong
    answer = open_by_form(cast.frank, title="x" * 112, count="2")
    assert answer.status_code == 400 and "1 to 109 characters" in answer.content.decode()
    assert not Game.objects.exists()
    assert open_by_form(cast.frank, title="x" * 120, count="1").status_code == 303


def test_the_sheet_of_a_class_is_for_who_leads_it(cast):
    where = open_by_form(cast.frank, title="Class A", count="2")["Location"]
    open_by_form(cast.piotr, title="Class B", count="2", name="Piotr")
    one = Game.objects.get(title="Class A – Table 1")
    enter(cast.alice, games.opened(one).seat_links["us.president"], "Alice")
    enter(cast.boris, games.opened(one).seat_links["control.assistant"], "Boris")
    for client in (cast.stranger, cast.alice, cast.boris, cast.piotr):
        assert client.get(where).status_code == 404
    page = cast.frank.get(where)
    change = f"/links/{one.pk}/us.state/"
    answer = press(cast.frank, page, path=change, do="renew", **{"from": "class"})
    assert answer["Location"] == f"{where}#{one.pk}-us.state"
    people.erase(Person.objects.get(name="Frank").pk)
    assert cast.frank.get(where).status_code == 404


def test_a_second_facilitator_leads_one_table_of_a_class_alone(cast):
    where = open_by_form(cast.frank, title="Class A", count="2")["Location"]
    one, other = Game.objects.order_by("created")
    page = cast.frank.get(where)
    assert page.content.decode().count('class="sheet"') == 2
    held = browser("piotr")
    press(cast.frank, page, path=f"/links/{one.pk}/control.assistant/", do="renew")
    assert enter(held, path_of(games.opened(one).seat_links["control.assistant"]), "Piotr").status_code == 303
    desks = access.desks_of({name: morsel.value for name, morsel in held.cookies.items()})
    assert [(desk.game, desk.seat_id) for desk in desks] == [(one.pk, "control.assistant")]
    assert other.pk not in {desk.game for desk in desks}
