"""[P14] Nothing happens at the desk without a record: who, what, about whom, when, why."""

import pytest
from django.contrib import admin
from django.db import DatabaseError, transaction
from kombu.exceptions import OperationalError as QueueAway

from tests.play import house
from wargame import journal
from wargame.control import desk
from wargame.control.models import Deed
from wargame.lobby import access, invitations
from wargame.lobby.models import Credential
from wargame.lobby.routes import Trouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return house.open_table(
        "Desk", seats=("us.president", "russia.president", "control.facilitator", "control.observer")
    )


def at(table, seat):
    found = access.seat_for(table.tokens[seat], table.game)
    assert found is not None
    return found


@pytest.fixture
def facilitator(table):
    return at(table, "control.facilitator")


def test_seeing_as_a_seat_gives_its_own_view_and_is_recorded(table, facilitator):
    house.command(table, "us.president", "talk.say", room="us", text="Only for us.")
    seen = desk.see_as(facilitator, "russia.president", "A player asked what he sees.")
    assert seen["view"]["you"]["seat"] == "russia.president"
    assert seen["view"]["control"] is None
    assert "us" not in seen["view"]["rooms"]
    assert "russia.president" in seen["watermark"]
    assert "control.facilitator" in seen["watermark"]
    row = Deed.objects.get()
    assert (row.seat, row.action, row.about) == ("control.facilitator", "see-as", "russia.president")
    assert row.reason == "A player asked what he sees."
    assert row.credential == str(facilitator.credential)
    assert desk.record_of(facilitator.game)[0]["at_ms"] > 1_700_000_000_000


def test_who_looks_as_a_seat_reads_nothing_of_its_surveys(table, facilitator):
    """[R151]"""
    house.command(table, "control.facilitator", "survey.open", survey="after", reason="To ask.")
    state, _ = journal.state_at(table.stream)
    (opened,) = [name for name, row in state["surveys"].items() if row["view"]["survey"] == "after"]
    house.command(table, "us.president", "survey.answer", survey=opened, answers={"confidence": 3})
    seen = desk.see_as(facilitator, "us.president", "")
    assert seen["view"]["surveys"] == {"refused": False, "asked": {}, "desk": None}


def test_a_look_that_fails_is_refused_and_not_recorded(facilitator):
    with pytest.raises(Trouble) as caught:
        desk.see_as(facilitator, "us.nobody", "")
    assert caught.value.code == "unknown-seat"
    assert not Deed.objects.exists()


@pytest.mark.parametrize("seat", ["us.president", "control.observer"])
def test_the_desk_does_not_exist_for_others(table, seat):
    with pytest.raises(Trouble) as caught:
        desk.hold_desk(at(table, seat), "see-as")
    assert (caught.value.status, caught.value.code) == (404, "unknown-game")


@pytest.mark.parametrize("change", ["update", "delete", "save"])
def test_the_record_can_not_be_changed(facilitator, change):
    row = desk.record(facilitator, "see-as", "us.president", "Why.")
    row.reason = "Another why."
    act = {
        "update": lambda: Deed.objects.update(reason="Another why."),
        "delete": lambda: Deed.objects.all().delete(),
        "save": row.save,
    }[change]
    with pytest.raises(DatabaseError, match="can be added and never changed"), transaction.atomic():
        act()
    assert Deed.objects.get().reason == "Why."


def test_the_admin_shows_the_record_and_changes_nothing(rf):
    shown = admin.site.get_model_admin(Deed)
    assert not shown.has_add_permission(rf.get("/"))
    assert not shown.has_change_permission(rf.get("/"))
    assert not shown.has_delete_permission(rf.get("/"))


def test_a_revoked_seat_is_closed_to_its_devices_and_stays_its_persons(table, facilitator):
    assert desk.revoke(facilitator, "us.president", "A lost telephone.") == {"seat": "us.president", "revoked": 1}
    assert access.seat_for(table.tokens["us.president"], table.game) is None
    state, _ = journal.state_at(table.stream)
    assert state["seats"]["us.president"]["taken"]
    assert Deed.objects.get().action == "revoke"


def test_a_vacated_seat_can_be_taken_by_somebody_else(table, facilitator):
    assert desk.vacate(facilitator, "us.president", "Left the room.")["revoked"] == 1
    state, _ = journal.state_at(table.stream)
    assert not state["seats"]["us.president"]["taken"]
    told = desk.new_link(facilitator, "us.president", "For the next one.")
    code = told["link"].rstrip("/").rsplit("/", 1)[-1]
    assert isinstance(invitations.redeem(code, name="The next one"), invitations.Entered)
    assert [row["action"] for row in desk.record_of(facilitator.game)] == ["vacate", "link"]


def test_the_facilitators_own_seat_is_not_emptied(facilitator):
    with pytest.raises(Trouble) as caught:
        desk.vacate(facilitator, "control.facilitator", "")
    assert caught.value.code == "last-facilitator"
    assert Credential.objects.filter(pk=facilitator.credential, revoked=None).exists()
    assert not Deed.objects.exists()


def test_a_report_waits_as_a_row_and_is_recorded(facilitator, monkeypatch):
    sent = []
    monkeypatch.setattr(desk, "workers", lambda: Queue(sent))
    assert desk.reports_of(facilitator.game)["state"] == "none"
    told = desk.queue_report(facilitator, "For the class.")
    assert told["state"] == "queued"
    assert told["files"] == []
    ((name, words),) = sent
    assert name == "reports.build_report"
    assert words["queue"] == "export"
    assert [row["reason"] for row in desk.record_of(facilitator.game)] == ["For the class."]


def test_without_a_queue_the_facilitator_is_told(facilitator, monkeypatch):
    monkeypatch.setattr(desk, "workers", lambda: Queue(None))
    with pytest.raises(Trouble) as caught:
        desk.queue_report(facilitator, "")
    assert (caught.value.status, caught.value.code) == (503, "no-queue")


class Queue:
    """Celery's face: keeps what is sent, or is away."""

    def __init__(self, sent):
        self.sent = sent

    def send_task(self, name, **words):
        if self.sent is None:
            raise QueueAway("connection refused")
        self.sent.append((name, words))


def test_the_report_of_another_game_has_no_files_here(facilitator):
    with pytest.raises(Trouble) as caught:
        desk.report_file(facilitator.game, "aar.html")
    assert caught.value.code == "unknown-file"
