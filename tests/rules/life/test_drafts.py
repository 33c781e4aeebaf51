"""R80 to R82: drafts that a cell shares, merged field by field; no accepted edit is ever lost."""

from random import Random
from typing import Any

from tests.rules.small import ASSISTANT, EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import Table, clause, started
from wargame.rules.refusals import Refusal

CAP = {"kind": "cap", "party": "west", "args": {"number": 4, "where": "march"}}


def drafted(**changes: Any) -> tuple[Table, str]:
    table = started()
    return table, table.must(WEST, "draft.save", of="offer", changes=changes or {"title": "x"})


def text_of(table: Table, draft: str, path: str) -> Any:
    value = table.state["drafts"][draft]["fields"][path]["value"]
    return table.texts[value["$text"]] if isinstance(value, dict) and "$text" in value else value


def test_a_draft_is_its_cells_and_controls_alone() -> None:
    """[R80]"""
    table, draft = drafted(title="a secret plan", clauses={"c": CAP})
    for seat in (WEST, STAFF):
        assert table.view(seat)["drafts"][draft]["fields"]["clauses.c"]["value"]["kind"] == "cap"
    for seat in (EAST, NORTH, VALE, OBSERVER):
        assert table.view(seat)["drafts"] == {}
    for seat in (FACILITATOR, ASSISTANT):
        assert table.view(seat)["drafts"] == {} and draft in table.view(seat)["control"]["drafts"]
    assert table.refused(EAST, "draft.save", draft=draft, base_version=1, changes={"title": "y"}) == "unknown-draft"
    assert table.refused(EAST, "draft.drop", draft=draft, version=1) == "unknown-draft"


def test_a_draft_may_be_incomplete_but_its_parts_are_of_known_kinds() -> None:
    """[R80]"""
    table, _ = drafted()
    save = lambda **changes: table.do(WEST, "draft.save", of="order", changes=changes)  # noqa: E731
    for changes, code, field in (
        ({"clauses": {"c": {"kind": "wish"}}}, "unknown-clause", "changes.clauses.c.kind"),
        ({"clauses": {"c": {"kind": "cap", "args": {"colour": 1}}}}, "unknown-field", "changes.clauses.c.args.colour"),
        ({"clauses": {"c": {"kind": "cap", "args": {"where": "a b"}}}}, "bad-field", "changes.clauses.c.args.where"),
        ({"kind": "battery"}, "unknown-order-kind", "changes.kind"),
        ({"args": {"site": "eye"}}, "unknown-order-kind", "changes.kind"),
    ):  # fmt: skip
        answer = save(**changes)
        assert isinstance(answer, Refusal) and (answer.code, answer.field) == (code, field), answer
    table.must(WEST, "draft.save", of="order", changes={"kind": "radar"})
    table.must(WEST, "draft.save", of="offer", changes={"clauses": {"c": {"kind": "cap"}}})
    assert table.refused(WEST, "draft.save", changes={"title": "x"}) == "missing-field"
    assert table.refused(WEST, "draft.save", of="counter", about="nothing", changes={}) == "unknown-offer"
    assert table.refused(WEST, "draft.save", of="order", about="nothing", changes={}) == "unknown-order"


def test_a_draft_keeps_its_guests_and_what_hangs_on_them() -> None:
    """[R80]"""
    table, draft = drafted(title="x", invites=["north"], clauses={"a": {**CAP, "only_if": "north"}, "b": CAP})
    fields = table.view(STAFF)["drafts"][draft]["fields"]
    assert fields["invites"]["value"] == ["north"]
    assert fields["clauses.a"]["value"]["only_if"] == "north" and "only_if" not in fields["clauses.b"]["value"]


def test_a_draft_keeps_what_it_goes_with() -> None:
    """[R80] The list is one field; what it names is held against the rules when the paper is tabled."""
    links = [{"offer": "offer-1", "kind": "only_with"}, {"offer": "offer-1", "kind": "falls_with"}]
    table, draft = drafted(title="x", links=links)
    assert table.view(STAFF)["drafts"][draft]["fields"]["links"]["value"] == links
    table.must(STAFF, "draft.save", draft=draft, base_version=1, changes={"links": []})
    assert table.view(WEST)["drafts"][draft]["fields"]["links"]["value"] == []
    answer = table.do(WEST, "draft.save", draft=draft, base_version=1, changes={"links": links[:1]})
    assert isinstance(answer, Refusal) and (answer.code, answer.field) == ("draft-conflict", "changes.links")
    wrong = table.do(
        WEST, "draft.save", draft=draft, base_version=2, changes={"links": [{"offer": "o", "kind": "and"}]}
    )
    assert isinstance(wrong, Refusal) and wrong.field == "changes.links.0.kind"


def test_different_fields_merge_and_the_same_field_is_refused_with_both_versions() -> None:
    """[R81]"""
    table, draft = drafted(title="one", clauses={"a": CAP, "b": CAP})
    table.must(STAFF, "draft.save", draft=draft, base_version=1, changes={"title": "two"})
    table.must(WEST, "draft.save", draft=draft, base_version=1, changes={"clauses": {"a": {**CAP, "from_turn": 2}}})
    answer = table.do(WEST, "draft.save", draft=draft, base_version=1, changes={"title": "three", "note": "mine"})
    assert isinstance(answer, Refusal) and (answer.code, answer.field) == ("draft-conflict", "changes.title")
    assert "West’s staff" in answer.message and "version 2" in answer.message and "version 1" in answer.message
    assert text_of(table, draft, "title") == "two" and "note" not in table.state["drafts"][draft]["fields"]
    table.must(WEST, "draft.save", draft=draft, base_version=3, changes={"title": "three"})
    fields = table.view(STAFF)["drafts"][draft]["fields"]
    assert (fields["title"]["by"], fields["title"]["version"]) == (WEST, 4)
    assert fields["clauses.a"]["value"]["from_turn"] == 2 and fields["clauses.b"]["version"] == 1
    assert table.refused(WEST, "draft.save", draft=draft, base_version=9, changes={"title": "x"}) == "bad-field"
    assert table.refused(WEST, "draft.save", draft=draft, base_version=4, changes={}) == "bad-field"


def test_a_clause_that_one_takes_out_and_another_changes_is_a_conflict() -> None:
    """[R81]"""
    table, draft = drafted(clauses={"a": CAP})
    table.must(STAFF, "draft.save", draft=draft, base_version=1, changes={}, clear=["clauses.a"])
    changes = {"clauses": {"a": {**CAP, "from_turn": 2}}}
    assert table.refused(WEST, "draft.save", draft=draft, base_version=1, changes=changes) == "draft-conflict"
    assert table.view(WEST)["drafts"][draft]["fields"]["clauses.a"]["value"] is None


def test_of_a_thousand_interleavings_none_loses_an_edit() -> None:
    """[R81] Two editors, pages of any age: what was acknowledged stands until somebody who saw it changes it."""
    paths = ("title", "note", "clauses.a", "clauses.b", "expires_turn")
    refused = 0
    for seed in range(1000):
        chance = Random(seed)
        table, draft = drafted(title="start")
        version, held = 1, {WEST: 1, STAFF: 1}  # the version that each editor's page shows
        standing: dict[str, tuple[int, str, str]] = {}  # path -> (version, seat, mark)
        for step in range(chance.randint(4, 10)):
            seat, path, mark = chance.choice((WEST, STAFF)), chance.choice(paths), f"{seed}-{step}"
            if chance.random() < 0.4:
                held[seat] = version
            changes: dict[str, Any] = {path: mark}
            if path.startswith("clauses."):
                changes = {"clauses": {path[-1]: {**CAP, "args": {"number": step}}}}
            elif path == "expires_turn":
                changes = {path: step + 1}
            answer = table.do(seat, "draft.save", draft=draft, base_version=held[seat], changes=changes)
            known = standing.get(path)
            if known is not None and known[0] > held[seat] and known[1] != seat:
                assert isinstance(answer, Refusal) and answer.code == "draft-conflict", (seed, step)
                refused += 1
                continue
            assert not isinstance(answer, Refusal), (seed, step, answer)
            version += 1
            standing[path] = (version, seat, mark)
        fields = table.state["drafts"][draft]["fields"]
        assert table.state["drafts"][draft]["version"] == version
        for path, (number, seat, mark) in standing.items():
            assert (fields[path]["version"], fields[path]["by"]) == (number, seat), (seed, path)
            if path in ("title", "note"):
                assert text_of(table, draft, path) == mark, (seed, path)
    assert refused > 200, "too few of the interleavings met"


def test_a_paper_made_of_a_draft_names_its_version_and_ends_it() -> None:
    """[R82]"""
    table, draft = drafted(title="x")
    table.to("negotiation")
    table.must(STAFF, "draft.save", draft=draft, base_version=1, changes={"note": "wait, one thing"})
    paper = {"title": "x", "to": ["east"], "clauses": [clause("treaty")], "expires_turn": 1, "draft": draft}
    assert table.refused(WEST, "offer.table", **paper) == "missing-field"
    assert table.refused(WEST, "offer.table", **paper, draft_version=1) == "old-version"
    offer = table.must(WEST, "offer.table", **paper, draft_version=2)
    its = table.view(STAFF)["drafts"][draft]
    assert (its["status"], its["ref"]) == ("used", offer)
    assert table.refused(WEST, "draft.save", draft=draft, base_version=2, changes={"title": "y"}) == "draft-closed"
    answer = table.must(EAST, "draft.save", of="counter", about=offer, changes={"clauses": {"c": {"kind": "treaty"}}})
    counter = {"offer": offer, "version": 1, "title": "y", "clauses": [clause("treaty", party="east")]}
    table.must(EAST, "offer.counter", **counter, draft=answer, draft_version=1)
    assert table.view(EAST)["drafts"][answer]["status"] == "used"
    table.to("orders")
    order = table.must(WEST, "draft.save", of="order", changes={"kind": "radar", "args": {"site": "eye"}})
    table.must(WEST, "order.write", kind="radar", args={"site": "eye"}, draft=order, draft_version=1)
    assert table.view(WEST)["drafts"][order]["status"] == "used"
    gone = table.must(WEST, "draft.save", of="order", changes={})
    table.must(STAFF, "draft.drop", draft=gone, version=1)
    assert table.view(WEST)["drafts"][gone]["status"] == "dropped"
