"""R140 to R145: what agreements await, when they take force, what hangs on what, payments, and the lawful way out."""

from typing import Any

import pytest

from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import Table, agreed, clause, digest_of, negotiating, sign, signed, tabled
from wargame.rules.events import KINDS
from wargame.rules.upcasts import lift

CAP = clause("cap", number=10, where="march")


def view(table: Table, agreement: str, seat: str = WEST) -> Any:
    return table.view(seat)["agreements"][agreement]


def standing(table: Table, agreement: str, name: str) -> Any:
    return view(table, agreement)["standing"][name]


def next_turn(table: Table) -> None:
    table.to("adjudication")
    table.adjudicate()
    table.to("negotiation")


def told(table: Table, seat: str, words: str) -> bool:
    return any(words in row["text"] for row in table.view(seat)["notices"].values())


# Several who sign separately.


def test_a_clause_takes_force_only_when_the_guest_signs_too() -> None:
    """[R140]"""
    table = negotiating()
    treaty = clause("treaty", only_if="north")
    agreement = agreed(table, CAP, treaty, invites=["north"])
    assert view(table, agreement)["signatories"] == ["west", "east"]
    assert standing(table, agreement, "c-cap")["status"] == "in force"
    waits = standing(table, agreement, "c-treaty")
    assert waits["status"] == "awaiting" and waits["awaits"]["signature:north"]["name"] == "the signature of North"
    assert table.state["treaties"]["start"] == "in force", "what waits does nothing by itself"
    assert "only if North signs too" in view(table, agreement)["clauses"]["c-treaty"]["sentence"]
    assert view(table, agreement, NORTH)["yours"] == ["join", "decline"]
    assert table.refused(NORTH, "agreement.join", agreement=agreement, digest="0" * 32) == "wrong-digest"
    assert table.refused(VALE, "agreement.decline", agreement=agreement) == "no-power"
    assert table.refused(EAST, "agreement.decline", agreement=agreement) == "not-invited"
    table.must(NORTH, "agreement.join", agreement=agreement, digest=view(table, agreement)["digest"])
    assert view(table, agreement)["signatories"] == ["west", "east", "north"]
    assert standing(table, agreement, "c-treaty")["status"] == "in force"
    assert table.state["treaties"]["start"] == "extended"
    assert told(table, EAST, "A clause has taken force in turn 1")
    assert table.refused(NORTH, "agreement.decline", agreement=agreement) == "not-invited"


def test_a_guest_may_sign_before_the_parties_and_need_not_sign_at_all() -> None:
    """[R140]"""
    table = negotiating()
    offer = tabled(table, clause("treaty", only_if="north"), invites=["north"])
    assert table.view(NORTH)["offers"][offer]["yours"] == ["sign"]
    assert table.refused(NORTH, "offer.reject", offer=offer, version=1) == "not-party"
    sign(table, NORTH, offer)
    agreement = signed(table, offer)
    assert standing(table, agreement, "c-treaty")["status"] == "in force" and not view(table, agreement)["invites"]
    other = agreed(table, CAP, clause("treaty", party="east", only_if="north"), invites=["north"])
    table.must(NORTH, "agreement.decline", agreement=other, reason="never")
    assert table.texts[view(table, other)["declined_because"]["north"]["$text"]] == "never"
    lapsed = standing(table, other, "c-treaty")
    assert (lapsed["status"], lapsed["because"]) == ("lapsed", "the signature of North was refused")
    assert standing(table, other, "c-cap")["status"] == "in force"
    assert told(table, WEST, "A clause has lapsed in turn 1 (the signature of North was refused)")


def test_what_binds_a_guest_waits_for_its_signature() -> None:
    """[R140]"""
    table = negotiating()
    agreement = agreed(table, CAP, clause("payment", party="north", to="west", money=1.0), invites=["north"])
    assert set(standing(table, agreement, "c-payment")["awaits"]) == {"signature:north"}
    next_turn(table)
    assert standing(table, agreement, "c-payment")["paid"] is None
    commitment = view(table, agreement)["compliance"]["c-payment"]
    assert (commitment["status"], commitment["because"]) == ("not due", "it awaits the signature of North")


def test_who_may_be_waited_for_and_who_may_be_invited() -> None:
    """[R140]"""
    table = negotiating()
    args: dict[str, Any] = {"title": "x", "to": ["east"], "expires_turn": 3}
    assert table.refused(WEST, "offer.table", clauses=[clause("treaty", only_if="north")], **args) == "clause-only-if"
    for wrong in ("east", "west", "moon"):
        assert table.refused(WEST, "offer.table", clauses=[CAP], invites=[wrong], **args) == "cannot-invite"
    # A party that all wait for anyhow may be named: the clause is in force when all have signed.
    agreement = agreed(table, clause("treaty", only_if="east"))
    assert standing(table, agreement, "c-treaty")["status"] == "in force"


def test_a_secret_offer_is_read_by_its_guests_and_by_nobody_else() -> None:
    """[R41] [R140]"""
    table = negotiating()
    secret, guests = tabled(table, CAP), tabled(table, clause("cap", number=9, where="march"), invites=["north"])
    seen = table.view(NORTH)["offers"]
    assert guests in seen and secret not in seen
    assert guests not in table.view(OBSERVER)["offers"]


# Second consents.


def base(table: Table) -> str:
    return agreed(table, clause("base", site="fort"))


def answer(table: Table, by: str, agreement: str, consent: str, given: bool) -> None:
    args = {"agreement": agreement, "clause": "c-base", "approval": consent, "given": given}
    table.must(by, "approval.answer", reason="so it is", **args)


def test_a_clause_that_needs_consents_waits_for_all_of_them() -> None:
    """[R141]"""
    table = negotiating()
    agreement = base(table)
    assert (
        "with the consent of Vale, with the Moot’s consent" in view(table, agreement)["clauses"]["c-base"]["sentence"]
    )
    assert not table.state["marks"]
    args = {"agreement": agreement, "clause": "c-base", "given": True, "reason": "x"}
    assert table.refused(VALE, "approval.answer", approval="vale", **args) == "unknown-agreement"
    assert table.refused(WEST, "approval.answer", approval="vale", **args) == "no-power"
    assert table.refused(WEST, "approval.answer", approval="moot", **args) == "not-control"
    assert table.refused(FACILITATOR, "approval.answer", approval="vale", **args) == "too-early"
    answer(table, FACILITATOR, agreement, "moot", True)
    assert table.refused(FACILITATOR, "approval.answer", approval="moot", **args) == "nothing-awaited"
    assert standing(table, agreement, "c-base")["status"] == "awaiting"
    next_turn(table)
    assert standing(table, agreement, "c-base")["status"] == "awaiting", "the host has not spoken"
    table.to("orders")
    table.must(VALE, "order.write", kind="consent", args={"site": "fort", "consent": "yes"})
    next_turn(table)
    assert standing(table, agreement, "c-base")["status"] == "in force"
    assert view(table, agreement)["answers"]["c-base:vale"]["because"] == "the host said yes"
    assert view(table, agreement)["answers"]["c-base:moot"]["by"] == FACILITATOR
    assert table.state["marks"]["flew"]["turn"] == 2, "what it does by itself it does now"


def test_a_refused_consent_lets_the_clause_lapse_and_the_parties_are_told() -> None:
    """[R141]"""
    table = negotiating()
    agreement = base(table)
    next_turn(table)
    table.to("orders")
    table.must(VALE, "order.write", kind="consent", args={"site": "fort", "consent": "no"})
    next_turn(table)
    assert standing(table, agreement, "c-base")["because"] == "the consent of Vale was refused"
    assert view(table, agreement)["status"] == "ended"
    for seat in (WEST, EAST):
        assert told(table, seat, "A clause has lapsed in turn 2 (the consent of Vale was refused)")
    assert not told(table, NORTH, "A clause has lapsed")
    assert view(table, agreement)["compliance"]["c-base"]["status"] == "not due"
    assert agreed(table, clause("cap", number=1, where="march")), "what has lapsed binds nobody"


def test_a_seat_answers_for_the_host_if_it_may_read_the_agreement() -> None:
    """[R141]"""
    table = negotiating()
    agreement = agreed(table, clause("base", site="fort"), open=True)
    next_turn(table)
    answer(table, VALE, agreement, "vale", True)
    answer(table, FACILITATOR, agreement, "moot", True)
    assert standing(table, agreement, "c-base")["since_turn"] == 2
    assert table.state["rulings"], "control's answer is a ruling"


# Offers that hang on others.


def test_an_offer_takes_force_only_with_the_one_it_goes_with() -> None:
    """[R142]"""
    table = negotiating()
    first = tabled(table, CAP)
    second = tabled(table, clause("treaty"), links=[{"offer": first, "kind": "only_with"}])
    linked = signed(table, second)
    assert standing(table, linked, "c-treaty")["status"] == "awaiting" and view(table, linked)["status"] == "awaiting"
    signed(table, first)
    assert standing(table, linked, "c-treaty")["status"] == "in force"
    assert table.state["treaties"]["start"] == "extended"


@pytest.mark.parametrize("end", ["rejected", "withdrawn", "expired"])
def test_what_goes_with_an_offer_that_ends_unsigned_ends_too(end: str) -> None:
    """[R142] [R45]"""
    table = negotiating()
    first = tabled(table, CAP, expires_turn=1)
    open_still = tabled(table, clause("treaty"), links=[{"offer": first, "kind": "falls_with"}])
    links = [{"offer": first, "kind": "only_with"}]
    linked = signed(table, tabled(table, clause("treaty", party="east"), links=links))
    match end:
        case "rejected":
            table.must(EAST, "offer.reject", offer=first, version=1)
        case "withdrawn":
            table.must(WEST, "offer.withdraw", offer=first)
        case _:
            table.to("adjudication")
    assert table.state["offers"][open_still]["view"]["status"] == "expired"
    assert told(table, EAST, "An offer ended with the one that it hangs on.")
    assert standing(table, linked, "c-treaty")["status"] == "lapsed"
    if end != "expired":
        args: dict[str, Any] = {"title": "x", "to": ["east"], "expires_turn": 3, "clauses": [CAP], "links": links}
        assert table.refused(WEST, "offer.table", **args) == "offer-closed"


def test_an_agreement_falls_with_the_one_it_hangs_on() -> None:
    """[R142]"""
    table = negotiating()
    first = tabled(table, CAP)
    second = tabled(table, clause("treaty", party="east"), links=[{"offer": first, "kind": "falls_with"}])
    linked, main = signed(table, second), signed(table, first)
    assert standing(table, linked, "c-treaty")["status"] == "in force", "it does not wait"
    table.must(WEST, "agreement.denounce", agreement=main, reason="enough")
    ended = standing(table, linked, "c-treaty")
    assert (ended["status"], ended["because"]) == ("ended", "the agreement that it hangs on has ended")


def test_an_offer_hangs_only_on_what_its_readers_can_read() -> None:
    """[R142]"""
    table = negotiating()
    secret = tabled(table, CAP)
    links = [{"offer": secret, "kind": "only_with"}]
    args: dict[str, Any] = {"title": "x", "expires_turn": 3, "clauses": [clause("treaty")], "links": links}
    assert table.refused(WEST, "offer.table", to=["north"], **args) == "link-unread"
    assert table.refused(WEST, "offer.table", to=["east"], open=True, **args) == "link-unread"
    assert table.refused(NORTH, "offer.table", to=["west"], **args) == "unknown-offer"


# Conditions, payments, ways out.


def test_a_clause_that_waits_for_an_event_does_what_it_does_when_it_has_happened() -> None:
    """[R46] [R143]"""
    table = negotiating()
    agreement = agreed(table, clause("cap", number=1, where="march", condition="flew"), clause("base", site="fort"))
    assert not standing(table, agreement, "c-cap")["begun"]
    next_turn(table)
    table.must(FACILITATOR, "inject.send", inject="whisper")
    next_turn(table)
    # Only west was told that it flew: the agreement's readers do not all know.
    assert not standing(table, agreement, "c-cap")["begun"]


def test_money_goes_over_with_the_results_and_never_below_nothing() -> None:
    """[R144] [R51]"""
    table = negotiating()
    agreement = agreed(table, clause("payment", to="east", money=4.0))
    assert table.state["funds"]["west"]["money_bn"] == 10.0, "a signature moves no money yet"
    table.to("adjudication")
    table.adjudicate()
    assert [table.state["funds"][cell]["money_bn"] for cell in ("west", "east")] == [6.0, 9.0]
    assert standing(table, agreement, "c-payment")["paid"] is True
    assert view(table, agreement)["compliance"]["c-payment"]["status"] == "kept"
    next_turn(table)
    assert table.state["funds"]["east"]["money_bn"] == 11.0, "paid once; two years' incomes came"


def test_what_cannot_be_paid_is_not_paid_in_part_and_is_broken_until_it_is() -> None:
    """[R144]"""
    table = negotiating()
    agreement = agreed(table, clause("payment", party="north", to="west", money=4.5, from_turn=2), to=("north",))
    next_turn(table)
    table.to("orders")
    table.to("adjudication")
    table.adjudicate()
    assert table.state["funds"]["north"]["money_bn"] == 4.0
    assert standing(table, agreement, "c-payment")["paid"] is False
    assert view(table, agreement)["compliance"]["c-payment"]["status"] == "breached"
    assert told(table, WEST, "This could not be paid")
    table.to("negotiation")
    next_turn(table) if table.state["turn"]["number"] < 3 else table.to("adjudication")
    table.adjudicate()
    assert table.state["funds"]["north"]["money_bn"] == 0.5 and standing(table, agreement, "c-payment")["paid"] is True


def test_who_cannot_pay_cannot_sign() -> None:
    """[R144]"""
    table = negotiating()
    offer = tabled(table, clause("payment", to="east", money=10.5), by=EAST, to=("west",))
    version, digest = digest_of(table, offer)
    assert table.refused(WEST, "offer.sign", offer=offer, version=version, digest=digest) == "cannot-pay"
    agreed(table, clause("payment", to="east", money=6.0))
    more = tabled(table, clause("payment", to="east", money=5.0), by=EAST, to=("west",))
    version, digest = digest_of(table, more)
    assert table.refused(WEST, "offer.sign", offer=more, version=version, digest=digest) == "cannot-pay"
    sign(table, EAST, more)


def test_a_party_leaves_its_own_clauses_with_the_notice_that_their_kinds_ask() -> None:
    """[R145]"""
    table = negotiating()
    agreement = agreed(table, clause("treaty"), CAP, clause("treaty", party="east", name="theirs"))
    assert table.refused(STAFF, "agreement.denounce", agreement=agreement, reason="x") == "no-power"
    assert table.refused(NORTH, "agreement.denounce", agreement=agreement, reason="x") == "unknown-agreement"
    table.must(WEST, "agreement.denounce", agreement=agreement, reason="enough")
    assert standing(table, agreement, "c-cap")["status"] == "ended", "a kind without notice ends at once"
    kept = standing(table, agreement, "c-treaty")
    assert (kept["status"], kept["ends_turn"]) == ("in force", 2)
    assert told(table, EAST, "West has denounced an agreement of turn 1: it stays bound until turn 2 begins.")
    assert table.refused(WEST, "agreement.denounce", agreement=agreement, reason="again") == "nothing-to-leave"
    next_turn(table)
    ended = standing(table, agreement, "c-treaty")
    assert (ended["status"], ended["because"]) == ("ended", "West has denounced it")
    assert standing(table, agreement, "theirs")["status"] == "in force", "the others stay bound until they leave"
    next_turn(table)
    assert view(table, agreement)["compliance"]["c-treaty"]["because"] == "it has ended: West has denounced it"


def test_a_known_breach_releases_the_other_at_once() -> None:
    """[R145]"""
    table = negotiating()
    agreement = agreed(table, clause("access", site="fort", guest="east"), clause("treaty", party="east"))
    args = {"agreement": agreement, "reason": "you broke it", "on_breach": True}
    assert table.refused(EAST, "agreement.denounce", **args) == "no-breach"
    next_turn(table)
    assert view(table, agreement, EAST)["compliance"]["c-access"]["status"] == "breached"
    assert table.refused(WEST, "agreement.denounce", **args) == "no-breach", "one's own breach releases nobody"
    table.must(EAST, "agreement.denounce", **args)
    assert standing(table, agreement, "c-treaty")["status"] == "ended"


def test_what_a_seat_may_do_with_an_agreement_stands_in_its_picture() -> None:
    """[R145]"""
    table = negotiating()
    agreement = agreed(table, CAP, invites=["north"])
    assert view(table, agreement, WEST)["yours"] == ["denounce"] and view(table, agreement, EAST)["yours"] == []
    assert view(table, agreement, STAFF)["yours"] == [] and view(table, agreement, VALE)["yours"] == []
    assert view(table, agreement, NORTH)["yours"] == ["join", "decline"]


def test_agreements_of_old_were_in_force_when_they_were_signed() -> None:
    old = {
        "id": "a", "offer": "o", "title": "x", "parties": ["west"], "order": ["c"], "from_turn": 1,
        "clauses": {"c": {"from_turn": 2}},
    }  # fmt: skip
    version, body = lift("agreement_made", 1, {"agreement": old})
    assert version == KINDS["agreement_made"].version
    assert (
        body["agreement"]["standing"]["c"]["status"] == "in force" and not body["agreement"]["standing"]["c"]["begun"]
    )
    assert body["agreement"]["signatories"] == ["west"]
    _, offer = lift("offer_tabled", 1, {"offer": {"versions": {"1": {"clauses": {}}}}})
    assert (offer["offer"]["invites"], offer["offer"]["links"]) == ([], [])
