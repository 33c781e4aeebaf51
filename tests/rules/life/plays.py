"""Played sequences of a table's life beside offers and orders. See `tests.rules.plays`."""

from collections.abc import Iterator

from tests.rules.small import EAST, STAFF, WEST
from tests.rules.table import Table, clause, started


def inside_a_cell(**options: object) -> Iterator[Table]:
    """Drafts shared, changed from two sides, used and dropped."""
    table = started(**options)
    draft = table.must(WEST, "draft.save", of="offer", changes={"title": "CANARY-DRAFT", "to": ["east"]})
    yield table
    terms = {"c": {"kind": "cap", "party": "west", "args": {"number": 4, "where": "march"}}}
    table.must(STAFF, "draft.save", draft=draft, base_version=1, changes={"clauses": terms, "expires_turn": 1})
    table.must(WEST, "draft.save", draft=draft, base_version=1, changes={"open": True})
    other = table.must(EAST, "draft.save", of="order", changes={"kind": "speak", "args": {"text": "CANARY-CLAUSE"}})
    table.must(EAST, "draft.drop", draft=other, version=1)
    yield table
    table.to("negotiation")
    table.must(
        WEST, "offer.table", title="Made of it", to=["east"], expires_turn=1, draft=draft, draft_version=3,
        clauses=[clause("cap", number=4, where="march")],
    )  # fmt: skip
    yield table
