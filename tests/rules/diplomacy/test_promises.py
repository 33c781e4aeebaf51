"""R47 and R48: what versions differ in, field by field, and the same thing promised twice."""

from typing import Any

import pytest

from tests.rules.small import EAST, NORTH, VALE, WEST
from tests.rules.table import PACK, agreed, clause, digest_of, negotiating, sign, tabled
from wargame.rules.mechanics.pacts.difference import difference
from wargame.rules.mechanics.terms import in_force
from wargame.rules.refusals import Refusal

CAP = clause("cap", number=10, where="march")


def test_the_view_says_field_by_field_what_a_counter_offer_changes() -> None:
    """[R47]"""
    table = negotiating()
    offer = tabled(table, CAP, clause("no_missiles", party="east", where="march"), clause("treaty"))
    assert table.view(EAST)["offers"][offer]["versions"]["1"]["difference"] == []
    less = clause("cap", number=5, where="march", from_turn=2, until_turn=3, condition="flew")
    access = clause("access", site="fort", guest="east")
    table.must(
        EAST, "offer.counter", offer=offer, version=1, title="Less",
        clauses=[less, clause("no_missiles", party="east", where="march"), access],
    )  # fmt: skip
    rows = table.view(WEST)["offers"][offer]["versions"]["2"]["difference"]
    assert [(row["clause"], row["change"]) for row in rows] == [
        ("c-cap", "changed"), ("c-access", "added"), ("c-treaty", "removed"),
    ]  # fmt: skip
    assert [(row["field"], row["was"], row["now"]) for row in rows[0]["fields"]] == [
        ("from_turn", 1, 2), ("until_turn", None, 3), ("condition", None, "flew"), ("args.number", 10, 5),
    ]  # fmt: skip
    assert rows[0]["sentence"] == (
        "It begins in turn 2, not in turn 1. It ends with turn 3. It waits until the long arm has flown. "
        "Number: changed from 10 to 5."
    )
    assert rows[1]["sentence"] == "Added: West lets East visit Fort."
    assert rows[2]["sentence"] == "Taken out: West keeps the treaty."


def test_any_two_versions_can_be_compared_either_way() -> None:
    """[R47]"""
    table = negotiating()
    offer = tabled(table, CAP, clause("data", sensor="eye", **{"with": ["east"]}))
    for version, number in ((1, 8), (2, 4)):
        table.must(
            EAST if version == 1 else WEST, "offer.counter", offer=offer, version=version, title="x",
            clauses=[
                clause("cap", number=number, where="march"),
                clause("data", sensor="eye", **{"with": ["east", "north"]}),
            ],
        )  # fmt: skip
    versions = table.view(WEST)["offers"][offer]["versions"]
    terms = {number: in_force(version["clauses"]) for number, version in versions.items()}

    def said(one: str, other: str) -> list[str]:
        return [field["sentence"] for row in difference(PACK, terms[one], terms[other]) for field in row["fields"]]

    assert said("1", "3") == ["Number: changed from 10 to 4.", "With: changed from East to East and North."]
    assert said("3", "1") == ["Number: changed from 4 to 10.", "With: changed from East and North to East."]
    assert said("2", "3") == ["Number: changed from 8 to 4."]
    assert difference(PACK, terms["2"], terms["2"]) == []


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ({"party": "west"}, {"party": "east"}, "It now binds East, not West."),
        ({"until_turn": 2}, {"until_turn": 3}, "It ends with turn 3, not with turn 2."),
        ({"until_turn": 2}, {"until_turn": None}, "It no longer ends with turn 2."),
        ({"condition": "flew"}, {"condition": None}, "It no longer waits until the long arm has flown."),
        ({"only_if": None}, {"only_if": "north"}, "It takes force only if North signs too."),
        ({"only_if": "north"}, {"only_if": None}, "It no longer waits for the signature of North."),
        ({"sentence": "A."}, {"kind": "access", "sentence": "B."}, "A. It now reads: B."),
    ],
)
def test_each_part_of_a_clause_has_its_words(was: Any, now: Any, sentence: str) -> None:
    """[R47]"""
    term = {
        "kind": "treaty", "party": "west", "args": {}, "from_turn": 1, "until_turn": None, "condition": None,
        "only_if": None, "sentence": "",
    }  # fmt: skip
    (row,) = difference(PACK, {"a": {**term, **was}}, {"a": {**term, **now}})
    assert [field["sentence"] for field in row["fields"]] == [sentence]


def test_a_unit_is_said_and_a_written_text_is_not() -> None:
    """[R47]"""
    specs = [
        {"name": "n", "label": "At most", "type": "number", "unit": "interceptors"},
        {"name": "t", "label": "Words", "type": "text"},
        {"name": "b", "label": "Only", "type": "bool"},
    ]
    pack: Any = {**PACK, "clause_kinds": {"it": {**PACK["clause_kinds"]["treaty"], "fields": specs}}}
    term = {"kind": "it", "party": "west", "from_turn": 1, "until_turn": None, "condition": None, "sentence": ""}
    one = {**term, "args": {"n": 10, "t": {"$text": "1"}, "b": True}}
    (row,) = difference(pack, {"a": one}, {"a": {**term, "args": {"n": 5, "t": {"$text": "2"}, "b": False}}})
    assert row["sentence"] == (
        "At most: changed from 10 to 5 interceptors. Words: the words were changed. Only: changed from yes to no."
    )


# The same thing promised twice.


def test_a_second_cap_on_one_region_names_the_agreement_of_the_first() -> None:
    """[R48]"""
    table = negotiating()
    agreed(table, CAP)
    answer = table.do(
        EAST, "offer.table", title="x", to=["west"], expires_turn=3,
        clauses=[clause("treaty", party="east"), clause("cap", number=20, where="march")],
    )  # fmt: skip
    assert isinstance(answer, Refusal) and (answer.code, answer.field) == ("promised-twice", "clauses.1")
    assert "Clause 1 of the agreement of turn 1 between West and East" in answer.message
    assert "at most 10 interceptors" in answer.message


def test_within_an_offer_nothing_is_promised_twice() -> None:
    """[R48]"""
    table = negotiating()
    again = clause("cap", name="again", number=20, where="march")
    args: dict[str, Any] = {"title": "x", "to": ["east"], "expires_turn": 3}
    assert table.refused(WEST, "offer.table", clauses=[CAP, again], **args) == "clause-clash"
    later = clause("cap", name="later", number=20, where="march", from_turn=3)
    ends = clause("cap", number=10, where="march", until_turn=2)
    table.must(WEST, "offer.table", clauses=[ends, later], **args)


def test_who_does_not_know_of_the_first_promise_is_not_told_by_a_refusal() -> None:
    """[R48] [R75] The party that is bound knows, and cannot sign."""
    table = negotiating()
    agreed(table, CAP)
    offer = tabled(table, clause("cap", number=20, where="march"), by=NORTH, to=("west",))
    sign(table, NORTH, offer)
    version, digest = digest_of(table, offer)
    assert table.refused(WEST, "offer.sign", offer=offer, version=version, digest=digest) == "promised-twice"
    table.must(
        VALE, "offer.counter", offer=offer, version=1, title="x", clauses=[clause("cap", number=9, where="march")]
    )
    refused = table.refused(
        WEST, "offer.counter", offer=offer, version=2, title="x", clauses=[clause("cap", number=8, where="march")]
    )
    assert refused == "promised-twice"


def test_what_has_ended_may_be_promised_anew() -> None:
    """[R48]"""
    table = negotiating()
    agreed(table, clause("cap", number=10, where="march", until_turn=1))
    tabled(table, clause("cap", number=20, where="march", from_turn=2))
    args: dict[str, Any] = {"title": "x", "to": ["east"], "expires_turn": 3}
    assert table.refused(WEST, "offer.table", clauses=[clause("cap", number=20, where="march")], **args)
    table.to("adjudication")
    table.adjudicate()
    table.to("negotiation")
    tabled(table, clause("cap", number=20, where="march"))


def test_data_promised_to_one_alone_are_promised_to_nobody_else() -> None:
    """[R48]"""
    table = negotiating()
    agreed(table, clause("data", sensor="eye", only=True, **{"with": ["east"]}))
    args: dict[str, Any] = {"title": "x", "to": ["north"], "expires_turn": 3}
    more = clause("data", sensor="eye", **{"with": ["north"]})
    assert table.refused(WEST, "offer.table", clauses=[more], **args) == "promised-twice"
    other = negotiating()
    agreed(other, clause("data", sensor="eye", **{"with": ["east"]}))
    tabled(other, more, to=("north",))
    alone = clause("data", name="alone", sensor="eye", only=True, **{"with": ["north"]})
    assert other.refused(WEST, "offer.table", clauses=[alone], **args) == "promised-twice"
