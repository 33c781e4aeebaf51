"""What would this do? Asked by a seat, answered to it alone from what it knows; lost rows are healed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from tests.rules import small
from tests.umpire import tables
from wargame.play import bodies
from wargame.rules.refusals import Refusal
from wargame.umpire.estimates import rows
from wargame.umpire.estimates.question import Question
from wargame.umpire.inquiry import adjudication
from wargame.umpire.models import Estimate
from wargame.umpire.value.table import Table

pytestmark = pytest.mark.django_db

US, RUSSIA = "us.president", "russia.president"
CAP = {"id": "a", "kind": "cap_interceptors", "party": "us", "args": {"number": 5}}
QUIET = {"id": "b", "kind": "no_forward_missiles", "party": "russia", "args": {}}
TERMS = {"terms": {"clauses": [CAP, QUIET], "parties": ["us", "russia"]}}


class Stub(adjudication.Memory):
    """In the place of the engine: what is covered is the number of interceptors."""

    def __init__(self) -> None:
        super().__init__()
        self.known: set[str] = set()

    def answer(self, asked, *, with_sensitivities):
        number = sum(gun["stock"] for gun in asked["guns"])
        russia = {"areas_in_reach": 1, "areas": 4, "interceptors": number, "retaliation_left_pct": 99.0}
        return {"axes": {axis["id"]: small.axis(axis["id"], float(number)) for axis in asked["axes"]}, "russia": russia}

    def peek(self, asked):
        return self.answer(asked, with_sensitivities=False) if self.known else None


@pytest.fixture
def engine(monkeypatch):
    memory = Stub()
    made = {asks: Table(memory, asks=asks) for asks in (True, False)}
    monkeypatch.setattr(rows, "table", lambda asks: made[asks])
    monkeypatch.setattr(rows, "_outlooks", rows.OrderedDict())
    return memory


@pytest.fixture
def table(engine):
    made = tables.open_table()
    made.to("negotiation")
    return made


def ask(table, seat=US, question=TERMS, quick=False, send=None):
    sent = [].append if send is None else send
    return rows.ask(table.stream, table.game, seat, Question.model_validate(question), quick=quick, send=sent)


def answered(table, **more):
    told = ask(table, **more)
    assert rows.work_on(told["id"]) == "done"
    seen = rows.of_seat(table.game, more.get("seat", US), told["id"])
    return bodies.Estimate.model_validate(seen, strict=False).answer


def test_a_question_is_queued_answered_and_read_by_its_own_seat_alone(table):
    sent = []
    told = ask(table, send=sent.append)
    assert told["state"] == "queued" and sent == [told["id"]] and told["answer"] is None
    assert ask(table, send=sent.append)["id"] == told["id"] and len(sent) == 1, "asked again it is the same question"
    assert rows.work_on(told["id"]) == "done"
    assert rows.work_on(told["id"]) == "nothing to do"
    seen = rows.of_seat(table.game, US, told["id"])
    answer = bodies.Estimate.model_validate(seen, strict=False).answer
    assert answer["futures"] == len(answer["before"]["findings"]) + 5 and not answer["quick"]
    after, before, step = answer["after"], answer["before"], answer["difference"]
    assert step["expected"] == pytest.approx(after["score"] - before["score"], abs=0.002)
    assert step["low"] <= step["expected"] <= step["high"]
    assert before["low"] <= before["score"] <= before["high"]
    assert sum(row["points"] for row in after["goals"]) == pytest.approx(after["score"], abs=0.01)
    assert any("bound itself to a number" in row["because"] for row in answer["reasons"])
    assert set(before["findings"]) == {"in_force", "planned"}
    for seat in ("us.defense", RUSSIA, "control.facilitator"):
        assert rows.of_seat(table.game, seat, told["id"]) is None
        assert rows.cancel(table.game, seat, told["id"]) is None
    assert rows.of_seat(uuid4(), US, told["id"]) is None


def test_what_is_hidden_changes_nothing_of_an_answer(table):
    table.to("orders")
    question = {"order": {"kind": "brief_congress", "args": {}}}
    before = answered(table, question=question)
    table.do(RUSSIA, "talk.say", room="russia", text="Between us.")
    table.order(RUSSIA, "iskander_quietly", number=8)
    assert answered(table, question=question) == before
    assert answered(table, seat=RUSSIA, question={"order": {"kind": "pressure_iran", "args": {}}}) != before


def test_an_offer_on_the_table_is_asked_about_by_whoever_sees_it(table):
    offer = table.do(US, "offer.table", title="T", to=["russia"], clauses=[CAP, QUIET], expires_turn=2)["ref"]
    asked = answered(table, question={"offer": {"offer": offer}})
    drawn = answered(table, question={"terms": {**TERMS["terms"], "open": False}})
    assert asked == drawn
    assert answered(table, seat=RUSSIA, question={"offer": {"offer": offer, "version": 1}})["after"]
    refused = ask(table, seat="nato.secgen", question={"offer": {"offer": offer}})
    assert (refused.code, refused.field) == ("unknown-offer", "offer.offer")
    refused = ask(table, question={"offer": {"offer": offer, "version": 7}})
    assert (refused.code, refused.field) == ("old-version", "offer.version")


@pytest.mark.parametrize(
    ("seat", "question", "code", "field"),
    [
        (US, {}, "bad-field", "question"),
        (US, {**TERMS, "order": {"kind": "brief_congress"}}, "bad-field", "question"),
        ("control.facilitator", TERMS, "not-a-player", None),
        (US, {"terms": {"clauses": [CAP], "parties": ["us", "moon"]}}, "unknown-cell", "terms.parties.1"),
        (US, {"terms": {"clauses": [{**CAP, "kind": "x"}], "parties": ["us", "nato"]}}, "unknown-clause",
         "terms.clauses.0.kind"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_the_rules_words(table, seat, question, code, field):
    refused = ask(table, seat=seat, question=question)
    assert isinstance(refused, Refusal) and (refused.code, refused.field) == (code, field)
    assert not Estimate.objects.exists()


def test_an_order_after_the_close_is_too_late_to_ask_about_and_an_unlawful_one_is_answered_so(table):
    unlawful = {"order": {"kind": "deploy_interceptors", "args": {"site": "redzikowo", "number": 10}}}
    told = ask(table, question=unlawful)
    assert rows.work_on(told["id"]) == "failed"
    assert "host" in rows.of_seat(table.game, US, told["id"])["words"]
    table.to("adjudication")
    refused = ask(table, question={"order": {"kind": "brief_congress"}})
    assert (refused.code, refused.field) == ("late", "order")


def test_quick_is_answered_at_once_from_what_is_tabled_and_else_becomes_an_ordinary_question(table, engine):
    told = ask(table, quick=True)
    assert told["state"] == "queued" and told["id"]
    engine.known.add("all")
    at_once = ask(table, quick=True)
    answer = bodies.Estimate.model_validate(at_once, strict=False).answer
    assert at_once["state"] == "done" and at_once["id"] is None and answer["quick"]
    assert answer["after"]["low"] == answer["after"]["score"] == answer["after"]["high"]
    assert rows.work_on(told["id"]) == "done"
    slow = rows.of_seat(table.game, US, told["id"])["answer"]
    assert slow["after"]["score"] == answer["after"]["score"]
    assert ask(table, quick=True) == at_once, "what is held of the last one changes nothing"
    refused = ask(table, quick=True, question={"order": {"kind": "suspend_cfe"}})
    assert refused.code == "unknown-order-kind" and refused.field == "order.kind"


def test_a_question_can_be_taken_back_while_it_is_worked_on(table, monkeypatch):
    told = ask(table)
    real = rows.answered

    def slow(*args, tell, **more):
        assert rows.cancel(table.game, US, told["id"])["state"] == "cancelled"
        made = real(*args, tell=tell, **more)
        finished.append(made)
        return made

    finished = []
    monkeypatch.setattr(rows, "answered", slow)
    assert rows.work_on(told["id"]) == "cancelled"
    assert not finished, "the work stops when it is no longer wanted"
    assert rows.of_seat(table.game, US, told["id"])["answer"] is None
    again = ask(table)
    assert again["id"] != told["id"] and again["state"] == "queued"


def test_a_seat_has_a_few_questions_open_and_no_more(table):
    for number in range(rows.MOST_OPEN):
        clause = {**CAP, "args": {"number": number}}
        assert ask(table, question={"terms": {"clauses": [clause], "parties": ["us", "russia"]}})["id"]
    assert ask(table).code == "too-many-questions"
    assert ask(table, seat=RUSSIA)["state"] == "queued", "another seat has its own"


def aged(seconds, **changes):
    Estimate.objects.update(beat=timezone.now() - timedelta(seconds=seconds), **changes)


def test_what_is_lost_on_the_way_is_sent_again_and_what_always_kills_is_given_up(table, monkeypatch):
    def away(_):
        raise ConnectionError

    told = ask(table, send=away)
    assert told["state"] == "waiting"
    sent = []
    assert rows.heal(sent.append) == 0, "too soon"
    aged(6)
    assert rows.heal(sent.append) == 1 and sent == [told["id"]]
    aged(29, state="running")
    assert rows.heal(sent.append) == 0, "somebody may be at it"

    def never(*args, **more):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(rows, "answered", never)
    assert rows.work_on(told["id"]) == "not done in time"
    aged(40, state="running")
    assert rows.heal(sent.append) == 1
    assert rows.work_on(told["id"]) == "failed"
    aged(60)
    assert rows.heal(sent.append) == 0


def test_questions_are_forgotten_after_an_hour(table):
    ask(table)
    assert rows.prune() == 0
    Estimate.objects.update(made=timezone.now() - timedelta(seconds=rows.KEPT_S + 1))
    assert rows.prune() == 1
