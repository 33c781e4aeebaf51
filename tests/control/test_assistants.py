"""[P14] Assistants with parts of control's work: link, scope at the desk's own door, who did it, and the way out."""

import pytest

from tests.play import house
from wargame import journal
from wargame.control import desk
from wargame.journal.models import Written
from wargame.lobby import access, invitations, people
from wargame.lobby.models import Credential, Invitation, Person, Seat
from wargame.lobby.routes import Trouble

pytestmark = pytest.mark.django_db

WORDS = {"label": "Ola, the press", "scope": "injects", "reason": "Many injects today."}


@pytest.fixture
def table():
    return house.open_table("Helpers", seats=("us.president", "control.facilitator", "control.assistant"))


def at(table, seat):
    found = access.seat_for(table.tokens[seat], table.game)
    assert found is not None
    return found


@pytest.fixture
def lead(table):
    return at(table, "control.facilitator")


def sit_down(table, link, name="Ola"):
    entered = invitations.redeem(link.rstrip("/").rsplit("/", 1)[-1], name=name, device="test")
    assert isinstance(entered, invitations.Entered), entered
    table.tokens[entered.seat_id] = entered.token
    return at(table, entered.seat_id)


def refused(work):
    with pytest.raises(Trouble) as caught:
        work()
    return caught.value.status, caught.value.code


def test_an_assistant_is_made_once_with_a_link_that_opens_the_desk(table, lead):
    """[R132] A repeat of the same press makes no second one."""
    made = desk.make_assistant(lead, command_id="press-1", **WORDS)
    assert desk.make_assistant(lead, command_id="press-1", **WORDS) == made
    assert Seat.objects.filter(game=lead.game, seat_id__startswith="control.assistant-").count() == 1
    found = sit_down(table, made["link"])
    assert (found.seat_id, found.cell) == (made["seat"], "control")
    state, _ = journal.state_at(table.stream)
    assert state["seats"][made["seat"]]["taken"]
    cookie = {access.cookie_name(table.game, made["seat"]): table.tokens[made["seat"]]}
    assert [each.seat_id for each in access.desks_of(cookie)] == [made["seat"]], "the board of tables knows him too"
    desk.hold_desk(found, "see-as")
    desk.hold_desk(found, "inject.plan")
    assert refused(lambda: desk.hold_desk(found, "seat.vacate")) == (403, "beyond-scope")
    assert refused(lambda: desk.hold_desk(found, "assistant.make")) == (403, "facilitator-only")


def test_a_scope_is_changed_and_holds_at_once(table, lead):
    """[R131]"""
    made = desk.make_assistant(lead, command_id="press-1", **WORDS)
    found = sit_down(table, made["link"])
    desk.change_assistant(lead, made["seat"], label="", scope="clock", reason="The clock is free.")
    desk.hold_desk(found, "seat.vacate")
    assert refused(lambda: desk.hold_desk(found, "inject.plan")) == (403, "beyond-scope")
    assert Seat.objects.get(seat_id=made["seat"]).title == "Ola, the press"
    desk.change_assistant(lead, made["seat"], label="The clock", scope="clock", reason="So she is called.")
    assert Seat.objects.get(seat_id=made["seat"]).title == "The clock"


def test_no_assistant_gets_at_the_devices_of_control(table, lead):
    """[R132] Else he would give himself another's scope: a new link for the wider seat is all it takes."""
    made = desk.make_assistant(lead, command_id="press-1", **{**WORDS, "scope": "everything"})
    found = sit_down(table, made["link"])
    for seat in ("control.facilitator", "control.assistant", "control.observer", made["seat"]):
        for act in (desk.new_link, desk.revoke, desk.vacate):
            assert refused(lambda: act(found, seat, "Why.")) == (403, "facilitator-only")  # noqa: B023
    assert desk.new_link(found, "us.president", "A lost link.")["link"]
    assert desk.new_link(lead, made["seat"], "A lost link.")["link"]


def test_a_withdrawn_assistant_is_out_and_stays_in_the_record(table, lead):
    """[R132] [R133]"""
    made = desk.make_assistant(lead, command_id="press-1", **WORDS)
    found = sit_down(table, made["link"])
    desk.see_as(found, "us.president", "He asked.")
    assert desk.withdraw_assistant(lead, made["seat"], "The day is over.") == {"seat": made["seat"], "revoked": 1}
    assert access.seat_for(table.tokens[made["seat"]], table.game) is None
    assert not Invitation.objects.filter(seat__seat_id=made["seat"], revoked=None).exists()
    game = Seat.objects.get(seat_id=made["seat"]).game
    assert made["seat"] not in [seat.seat_id for seat, _ in invitations.links(game)]
    assert refused(lambda: desk.new_link(lead, made["seat"], "Again.")) == (409, "assistant-withdrawn")
    assert refused(lambda: desk.withdraw_assistant(lead, made["seat"], "Again.")) == (409, "assistant-withdrawn")
    told = desk.whole_record(lead)
    (look,) = [row for row in told["rows"] if row["action"] == "see-as"]
    assert (look["seat"], look["person"], look["reason"]) == (made["seat"], "Ola", "He asked.")


def test_a_locked_seat_takes_nobody_new_and_keeps_who_is_there(table, lead):
    code = table.codes["us.state"]
    assert desk.lock(lead, "us.state", "Nobody else is expected.") == {"seat": "us.state"}
    answer = invitations.redeem(code, name="Late", device="test")
    assert (type(answer), answer.code) == (invitations.Refused, "revoked-invitation")
    desk.lock(lead, "us.president", "Nobody else is expected.")
    assert access.seat_for(table.tokens["us.president"], table.game) is not None
    assert [row["action"] for row in desk.record_of(lead.game)] == ["lock", "lock"]
    assert desk.new_link(lead, "us.state", "He came after all.")["link"]


def test_the_record_names_the_person_behind_each_deed(table, lead):
    """[R133] Also for the clock, which is told to all and makes no ruling."""
    made = desk.make_assistant(lead, command_id="press-1", **{**WORDS, "scope": "everything"})
    found = sit_down(table, made["link"])
    for who, name, args in (
        (lead, "game.start", {}),
        (found, "clock.pause", {"reason": "A word."}),
        (found, "inject.plan", {"inject": next(iter(pack_injects(table))), "state": "held", "reason": "Later."}),
    ):
        answer = journal.handle(
            table.stream, command_id=f"c {name}", name=name, args=args, seat=who.seat_id, words_from=who.author
        )
        assert answer["ok"], answer
    told = desk.whole_record(lead)
    clock = {row["action"]: row for row in told["rows"]}
    assert (clock["game.start"]["seat"], clock["game.start"]["person"]) == (
        lead.seat_id,
        "Person at control.facilitator",
    )
    assert (clock["clock.pause"]["person"], clock["clock.pause"]["reason"]) == ("Ola", "A word.")
    state, _ = journal.state_at(table.stream)
    (plan,) = [row for row in state["rulings"].values() if row["kind"] == "inject.plan"]
    assert (plan["by"], told["by"][plan["id"]]) == (made["seat"], "Ola")
    people.erase(Person.objects.get(name="Ola").pk)
    told = desk.whole_record(lead)
    assert "Ola" not in str(told)


def pack_injects(table):
    return journal.pack_of(table.stream)["injects"]


def test_what_an_assistant_was_called_is_erased_with_the_person(table, lead):
    made = desk.make_assistant(lead, command_id="press-1", **WORDS)
    found = sit_down(table, made["link"])
    person = Credential.objects.get(pk=found.credential).person
    people.erase(person.pk)
    assert Seat.objects.get(seat_id=made["seat"]).title == "Assistant"
    assert not Written.objects.filter(words__contains="Ola").exists()
    state, _ = journal.state_at(table.stream)
    assert journal.ink(state["seats"][made["seat"]]["name"], table.stream) == "[erased]"


def test_an_assistant_of_an_imported_game_gets_a_link(table, lead):
    """The archive has no rows of the lobby."""
    made = desk.make_assistant(lead, command_id="press-1", **WORDS)
    Seat.objects.filter(seat_id=made["seat"]).delete()
    assert sit_down(table, desk.new_link(lead, made["seat"], "Here again.")["link"]).seat_id == made["seat"]
