"""The board of several tables: what stands there, for whom, and what it costs."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.play import house
from wargame import journal
from wargame.control import board
from wargame.journal.read import folded, shelf, stream_row
from wargame.lobby import access, attendance, games, invitations, people
from wargame.lobby.models import Attendance, Credential, Game, Person
from wargame.lobby.routes import Trouble
from wargame.play.schema.board import ClassBoard
from wargame.umpire.turns import work

pytestmark = pytest.mark.django_db(transaction=True)
CONTROL = ("control.facilitator",)


def desks(*tables, seat="control.facilitator"):
    """The desks of a browser that holds this seat at each of the tables."""
    return access.desks_of({access.cookie_name(table.game, seat): table.tokens[seat] for table in tables})


def shown(*tables, classroom=None):
    told = board.tables(desks(*tables), classroom)
    ClassBoard.model_validate(told)
    return {row["title"]: row["standing"] for row in told["tables"]}


def side(standing, cell):
    return next(each for each in standing["sides"] if each["id"] == cell)


def at(table, seat):
    return access.seat_for(table.tokens[seat], table.game)


def test_a_table_in_a_few_numbers():
    table = house.open_table("One")
    visit = attendance.arrive(at(table, "us.president"))
    before = shown(table)["One"]
    assert (before["phase"]["name"], before["turn"], before["turns"]) == ("lobby", 0, 3)
    assert {each["id"] for each in before["sides"]} == {"us", "russia", "nato"}
    us = side(before, "us")
    assert (us["taken"], us["here"], us["hands"], us["asks"], us["unread"]) == (2, 1, 0, 0, 0)
    house.to_phase(table, "negotiation")
    room = next(
        name for name, row in journal.state_at(table.stream)[0]["rooms"].items() if name.startswith("control-us")
    )
    house.command(table, "us.president", "talk.say", room=room, text="May we?")
    house.command(table, "us.state", "hand.raise", up=True, about="A question")
    house.command(table, "russia.president", "time.ask", seconds=120, reason="We are not done.")
    house.command(table, "nato.secgen", "cell.ready", ready=True)
    attendance.depart(visit)
    Attendance.objects.update(departed=timezone.now() - timedelta(seconds=attendance.BETWEEN_REQUESTS_S))
    after = shown(table)["One"]
    us, russia, nato = (side(after, cell) for cell in ("us", "russia", "nato"))
    assert (us["hands"], us["unread"], us["here"]) == (1, 1, 0)
    assert russia["asks"] == 1 and nato["ready"] and not us["ready"]


def test_work_proposals_and_knocks_stand_there():
    table = house.open_table("One", mode="semi-rigid")
    house.to_phase(table, "adjudication")
    row = work.row_of(table.stream, UUID(table.game), 1)
    work.sent(row)
    told = shown(table)["One"]
    assert told["work"] == {"state": "queued", "done": 0, "total": 0, "failures": 0}
    assert told["proposal"] in (None, "waiting") and told["knocks"] == 0
    work.failed(row, "A stumble.")
    code = games.opened(Game.objects.get(pk=table.game)).seat_links["us.president"].rstrip("/").rsplit("/", 1)[-1]
    assert isinstance(invitations.redeem(code, name="Una again"), invitations.Knocking)
    told = shown(table)["One"]
    assert told["work"]["failures"] == 1 and told["knocks"] == 1


def test_the_board_of_a_class_has_its_own_tables_in_their_order():
    made = games.open_class(house.PACK, title="Class A", count=11, options={"mode": "rigid"})
    tables = [house.Seats(str(each.game.pk), each.game.stream, {}) for each in made]
    for each, table in zip(made, tables, strict=True):
        code = each.control_link.rstrip("/").rsplit("/", 1)[-1]
        table.tokens["control.facilitator"] = invitations.redeem(code, name="Fay").token
    single = house.open_table("Single", seats=CONTROL)
    room = made[0].game.classroom_id
    told = board.tables(desks(single, *tables), room)
    assert told["title"] == "Class A"
    assert [row["title"] for row in told["tables"]] == [f"Class A – Table {number}" for number in range(1, 12)]
    assert len(shown(single, *tables)) == 12
    assert list(shown(single, *tables[:3], classroom=room)) == [f"Class A – Table {number}" for number in (1, 2, 3)]
    with pytest.raises(Trouble) as caught:
        board.tables(desks(single), room)
    assert caught.value.code == "no-desk"


def test_ten_tables_cost_as_many_statements_as_one():
    tables = [house.open_table(f"Table {number}", seats=CONTROL) for number in range(10)]

    def statements(some):
        with CaptureQueriesContext(connection) as asked:
            assert len(shown(*some)) == len(some)
        return len(asked)

    alone, all_of_them = statements(tables[:1]), statements(tables)
    assert alone == all_of_them <= 7, (alone, all_of_them)
    held = {table.stream: folded(stream_row(table.stream)) for table in tables}
    for table in tables:
        house.command(table, "control.facilitator", "game.start")
        shelf.drop(table.stream)
        shelf.put(table.stream, held[table.stream])  # as if another process had taken the command
    assert statements(tables) == all_of_them + 1
    assert {row["phase"]["name"] for row in shown(*tables).values()} == {"briefing"}


def test_only_desks_count_and_only_while_their_credential_holds():
    table = house.open_table("One")
    for seat in ("us.president", "control.observer"):
        assert desks(table, seat=seat) == []
    assert [each.seat_id for each in desks(table, seat="control.assistant")] == ["control.assistant"]
    both = {access.cookie_name(table.game, seat): table.tokens[seat] for seat in access.DESK_SEATS}
    assert [each.seat_id for each in access.desks_of(both)] == ["control.facilitator"]
    assert (
        access.desks_of({"seat-x-control-facilitator": "nonsense", "other": table.tokens["control.facilitator"]}) == []
    )
    held = desks(table)
    people.erase(Credential.objects.get(pk=held[0].credential).person_id)
    assert desks(table) == []


def test_what_ended_long_ago_stands_with_its_class_alone():
    made = games.open_class(house.PACK, title="Old", count=2, options={"mode": "rigid"})
    tables = [house.Seats(str(each.game.pk), each.game.stream, {}) for each in made]
    for each, table in zip(made, tables, strict=True):
        code = each.control_link.rstrip("/").rsplit("/", 1)[-1]
        table.tokens["control.facilitator"] = invitations.redeem(code, name="Fay").token
    house.command(tables[0], "control.facilitator", "game.start")
    house.command(tables[0], "control.facilitator", "game.end", reason="The bell.")
    assert games.note_ends() == 1
    assert [row["phase"]["name"] for row in shown(*tables).values()] == ["over", "lobby"]
    Game.objects.filter(pk=tables[0].game).update(over=timezone.now() - timedelta(hours=board.RECENT_H + 1))
    assert list(shown(*tables)) == ["Old – Table 2"]
    assert len(shown(*tables, classroom=made[0].game.classroom_id)) == 2
    Game.objects.filter(pk=tables[1].game).delete()
    assert list(shown(*tables, classroom=made[0].game.classroom_id)) == ["Old – Table 1"]


def test_a_table_whose_log_cannot_be_read_keeps_no_other_from_being_shown(monkeypatch):
    good, bad = house.open_table("Good", seats=CONTROL), house.open_table("Bad", seats=CONTROL)
    shelf.drop(bad.stream)
    monkeypatch.setattr("wargame.journal.read.from_snapshot", lambda *_: (_ for _ in ()).throw(RuntimeError("a gap")))
    told = {row["title"]: row for row in board.tables(desks(good, bad), None)["tables"]}
    assert told["Bad"]["standing"] is None and "cannot be read" in told["Bad"]["fault"]
    assert told["Good"]["standing"] and told["Good"]["fault"] is None


def test_no_words_and_no_names_of_people_leave_by_the_board():
    table = house.open_table("One")
    house.to_phase(table, "negotiation")
    house.command(table, "us.state", "hand.raise", up=True, about="CANARY")
    house.command(table, "russia.president", "time.ask", seconds=120, reason="CANARY")
    told = str(board.tables(desks(table), None))
    assert "CANARY" not in told and "$text" not in told
    assert not any(name in told for name in Person.objects.values_list("name", flat=True))


def test_who_asks_again_and_again_is_one_visit_and_is_here_between_two_requests():
    table = house.open_table("One")
    found = at(table, "us.president")
    first = attendance.arrive_again(found)
    attendance.depart(first)
    assert attendance.present([found.game]) == {found.game: {"us.president"}}
    assert attendance.arrive_again(found) == first
    assert Attendance.objects.get(pk=first).departed is None
    attendance.depart(first)
    Attendance.objects.update(departed=timezone.now() - timedelta(seconds=attendance.BETWEEN_REQUESTS_S))
    assert attendance.present([found.game]) == {}
    assert attendance.arrive_again(found) != first
