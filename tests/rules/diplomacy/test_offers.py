"""R40 to R46: offers, versions, signatures, agreements. [P8] You sign what you saw."""

from itertools import permutations

from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, WEST
from tests.rules.table import Table, clause, digest_of, negotiating, sign

CAP = clause("cap", number=10, where="march")
MISSILES = clause("no_missiles", party="east", where="march")


def offer(table: Table, *clauses: dict, by: str = WEST, to: tuple[str, ...] = ("east",), **more: object) -> str:  # type: ignore[type-arg]
    args = {"title": "Deal", "to": list(to), "clauses": list(clauses or (CAP, MISSILES)), "expires_turn": 1, **more}
    return table.must(by, "offer.table", **args)


def test_a_secret_offer_is_on_the_parties_tables_alone() -> None:
    """[R41]"""
    table = negotiating()
    name = offer(table)
    assert name in table.view(EAST)["offers"] and name not in table.view(NORTH)["offers"]
    assert table.refused(NORTH, "offer.reject", offer=name, version=1) == "unknown-offer"
    in_the_open = offer(table, open=True)
    assert in_the_open in table.view(NORTH)["offers"] and in_the_open in table.view(OBSERVER)["offers"]
    assert table.refused(NORTH, "offer.reject", offer=in_the_open, version=1) == "not-party"


def test_a_counter_offer_is_shown_as_a_difference() -> None:
    """[R42]"""
    table = negotiating()
    name = offer(table, CAP, MISSILES, clause("treaty"))
    sign(table, WEST, name)
    less = clause("cap", number=5, where="march")
    same = [less, MISSILES, clause("access", site="fort", guest="east")]
    table.must(EAST, "offer.counter", offer=name, version=1, title="Less", clauses=same)
    view = table.view(WEST)["offers"][name]
    assert (view["status"], view["version"], view["signatures"]) == ("countered", 2, {})
    version = view["versions"]["2"]
    assert {key: row["change"] for key, row in version["clauses"].items()} == {
        "c-cap": "changed",
        "c-no_missiles": "same",
        "c-access": "added",
        "c-treaty": "removed",
    }
    assert version["clauses"]["c-cap"]["was"] == "West keeps at most 10 interceptors in the March."
    assert version["clauses"]["c-cap"]["sentence"] == "West keeps at most 5 interceptors in the March."
    assert version["order"][-1] == "c-treaty"
    assert table.refused(WEST, "offer.counter", offer=name, version=2, title="x", clauses=same) == "same-terms"


def test_a_removed_clause_does_not_come_back_with_the_next_version() -> None:
    """[R42]"""
    table = negotiating()
    name = offer(table, CAP, MISSILES)
    table.must(EAST, "offer.counter", offer=name, version=1, title="x", clauses=[CAP])
    table.must(WEST, "offer.counter", offer=name, version=2, title="x", clauses=[CAP, MISSILES])
    clauses = table.view(WEST)["offers"][name]["versions"]["3"]["clauses"]
    assert clauses["c-no_missiles"]["change"] == "added"


def test_a_signature_names_what_was_seen() -> None:
    """[R43] [P8]"""
    table = negotiating()
    name = offer(table)
    _, digest = digest_of(table, name)
    assert table.refused(EAST, "offer.sign", offer=name, version=1, digest="0" * 32) == "wrong-digest"
    table.must(WEST, "offer.counter", offer=name, version=1, title="x", clauses=[CAP])
    assert table.refused(EAST, "offer.sign", offer=name, version=1, digest=digest) == "old-version"
    assert table.refused(EAST, "offer.sign", offer=name, version=2, digest=digest) == "wrong-digest"
    assert table.refused(STAFF, "offer.sign", offer=name, version=2, digest=digest_of(table, name)[1]) == "no-power"
    sign(table, EAST, name)
    version, digest = digest_of(table, name)
    assert table.refused(EAST, "offer.sign", offer=name, version=version, digest=digest) == "already-signed"


def test_the_digest_tells_every_term_apart() -> None:
    """[R43]"""
    seen = set()
    for index, terms in enumerate(
        [
            {"clauses": [CAP]},
            {"clauses": [clause("cap", number=9, where="march")]},
            {"clauses": [clause("cap", number=10, where="march", until_turn=2)]},
            {"clauses": [clause("cap", number=10, where="march", from_turn=2)]},
            {"clauses": [clause("cap", number=10, where="march", condition="flew")]},
            {"clauses": [CAP, MISSILES]},
            {"clauses": [CAP], "open": True},
            {"clauses": [CAP], "expires_turn": 2},
            {"clauses": [CAP], "to": ["east", "north"]},
        ]
    ):
        table = negotiating()
        args = {"title": "x", "to": ["east"], "expires_turn": 1, **terms}
        seen.add(digest_of(table, table.must(WEST, "offer.table", **args))[1])
        assert len(seen) == index + 1, terms


def test_when_all_have_signed_there_is_an_agreement() -> None:
    """[R44]"""
    table = negotiating()
    share = clause("data", sensor="eye", **{"with": ["east"]})
    name = offer(table, CAP, share, to=("east", "north"))
    sign(table, NORTH, name)
    sign(table, WEST, name)
    assert not table.state["agreements"]
    sign(table, EAST, name)
    view = table.view(EAST)
    assert view["offers"][name]["status"] == "signed"
    (agreement,) = view["agreements"].values()
    assert agreement["order"] == ["c-cap", "c-data"] and agreement["from_turn"] == 1
    assert view["sites"]["eye"]["shared_with"] == ["east"]
    assert [item["kind"] for item in view["press"].values() if item["kind"] == "agreement"] == ["agreement"]
    assert not table.view(OBSERVER)["agreements"]
    assert table.view(OBSERVER)["sites"]["eye"]["shared_with"] == []
    assert table.refused(WEST, "offer.withdraw", offer=name) == "offer-closed"


def test_a_clause_that_begins_later_acts_later() -> None:
    """[R25] [R44] [R46]"""
    table = negotiating()
    name = offer(table, clause("treaty", from_turn=2), clause("cap", number=3, where="march", until_turn=1))
    sign(table, WEST, name)
    sign(table, EAST, name)
    assert table.state["treaties"]["start"] == "in force"
    table.to("adjudication")
    table.adjudicate()
    table.end_phase()
    assert table.state["treaties"]["start"] == "extended"
    texts = [notice["text"] for notice in table.view(EAST)["notices"].values()]
    assert any("run its time" in text and "at most 3" in text for text in texts)


def test_an_offer_ends_once() -> None:
    """[R45]"""
    for first, second in permutations(["reject", "withdraw"]):
        table = negotiating()
        name = offer(table)
        give = {
            "reject": lambda t=table, n=name: t.must(EAST, "offer.reject", offer=n, version=1, reason="no"),
            "withdraw": lambda t=table, n=name: t.must(WEST, "offer.withdraw", offer=n, reason="no"),
        }
        give[first]()
        seat, args = (EAST, {"version": 1}) if second == "reject" else (WEST, {})
        assert table.refused(seat, f"offer.{second}", offer=name, **args) == "offer-closed"
        assert table.view(EAST)["offers"][name]["closed_by"] == (EAST if first == "reject" else WEST)


def test_who_may_end_an_offer() -> None:
    """[R45]"""
    table = negotiating()
    name = offer(table)
    assert table.refused(EAST, "offer.withdraw", offer=name) == "not-yours"
    assert table.refused(WEST, "offer.reject", offer=name, version=1) == "own-offer"
    assert table.view(WEST)["offers"][name]["yours"] == ["sign", "counter", "withdraw"]
    assert table.view(EAST)["offers"][name]["yours"] == ["sign", "counter", "reject"]
    assert table.view(STAFF)["offers"][name]["yours"] == ["counter", "withdraw"]
    assert table.view(FACILITATOR)["offers"][name]["yours"] == []


def test_an_offer_expires_with_its_turn_and_its_parties_are_told() -> None:
    """[R45]"""
    table = negotiating()
    name, later = offer(table), offer(table, expires_turn=2)
    table.to("orders")
    assert table.view(EAST)["offers"][name]["status"] == "tabled"
    table.to("adjudication")
    view = table.view(EAST)
    assert view["offers"][name]["status"] == "expired" and view["offers"][later]["status"] == "tabled"
    for seat in (EAST, WEST):
        assert [notice["about"] for notice in table.view(seat)["notices"].values()] == [name]
    assert not table.view(NORTH)["notices"]
    version, digest = digest_of(table, later)
    assert table.refused(EAST, "offer.sign", offer=later, version=version, digest=digest) == "wrong-phase"


def test_terms_that_do_not_do() -> None:
    """[R40]"""
    table = negotiating()

    def refused(*clauses: dict, to: tuple[str, ...] = ("east",), expires: int = 1) -> tuple[str, str | None]:  # type: ignore[type-arg]
        answer = table.do(WEST, "offer.table", title="x", to=list(to), clauses=list(clauses), expires_turn=expires)
        return answer.code, answer.field  # type: ignore[union-attr]

    assert refused(CAP, to=("west",)) == ("own-cell", "to.0")
    assert refused(CAP, to=("east", "moon")) == ("unknown-cell", "to.1")
    assert refused(CAP, expires=4) == ("expires", "expires_turn")
    assert refused(CAP, CAP) == ("clause-twice", "clauses.1.id")
    assert refused(clause("wish")) == ("unknown-clause", "clauses.0.kind")
    assert refused(clause("cap", party="east", number=1, where="march")) == ("clause-party", "clauses.0.party")
    assert refused(clause("no_missiles", party="north", where="march")) == ("clause-party", "clauses.0.party")
    assert refused(clause("cap", number=1, where="march", from_turn=2, until_turn=1)) == (
        "clause-turns",
        "clauses.0.until_turn",
    )
    assert refused(clause("cap", number=1, where="march", condition="ever")) == (
        "clause-condition",
        "clauses.0.condition",
    )
    assert refused(clause("cap", number=51, where="march")) == ("bad-field", "clauses.0.args.number")
    assert refused(clause("cap", number=1.5, where="march")) == ("bad-field", "clauses.0.args.number")
    assert refused(clause("cap", number=True, where="march")) == ("bad-field", "clauses.0.args.number")
    assert refused(clause("cap", number=1, where="moon")) == ("bad-field", "clauses.0.args.where")
    assert refused(clause("cap", number=1)) == ("missing-field", "clauses.0.args.where")
    assert refused(clause("cap", number=1, where="march", more=1)) == ("unknown-field", "clauses.0.args.more")
    assert refused() == ("bad-field", "clauses")


def test_a_sentence_says_from_when_until_when_and_on_what() -> None:
    """[R46]"""
    table = negotiating()
    name = offer(table, clause("cap", number=2, where="march", from_turn=2, until_turn=3, condition="flew"))
    sentence = table.view(EAST)["offers"][name]["versions"]["1"]["clauses"]["c-cap"]["sentence"]
    assert sentence == (
        "West keeps at most 2 interceptors in the March. "
        "(from turn 2, until the end of turn 3, once the long arm has flown)"
    )
