"""What is true of every game that was played to its end, whatever was played: `holds(table)` raises at what is not."""

import json
import re
from collections import Counter
from typing import Any

from tests.rules.sight.test_commuting import audiences_hold
from tests.rules.table import Table
from wargame.rules.events import ALL, CONTROL, KINDS, covers
from wargame.rules.evolve import fold
from wargame.rules.state import EMPTY

ID = re.compile(r"^[a-z]+-[0-9a-f]{16}$")


def holds(table: Table) -> None:
    log = table.log
    for event in log:
        assert event.seen_by and list(event.seen_by) == sorted(set(event.seen_by)), event
        assert ALL not in event.seen_by or event.seen_by == (ALL,), event
        assert event.version == KINDS[event.kind].version
    offers(table)
    agreements(table)
    money(table)
    orders(table)
    indicators(table)
    turns(table)
    for name in ("offers", "agreements", "orders", "press", "notices", "draws", "rulings"):
        assert all(ID.match(one) for one in table.state[name]), name  # type: ignore[literal-required]
    stored = json.loads(json.dumps([event.body for event in log]))
    assert stored == [event.body for event in log], "a body is not a plain JSON value"
    assert fold(EMPTY, log) == table.state, "the fold of what was stored is another state"
    assert json.loads(json.dumps(table.state)) == table.state, "the state is not a plain JSON value"
    audiences_hold(log, table.pack)


def offers(table: Table) -> None:
    """Every offer has one end, told; those that all signed, and no others, are agreements."""
    closed = Counter(event.body["offer"] for event in table.log if event.kind == "offer_closed")
    assert set(closed) == set(table.state["offers"]) and set(closed.values()) <= {1}, "an offer has not one end"
    signed = {name for name, row in table.state["offers"].items() if row["view"]["status"] == "signed"}
    assert signed == {row["view"]["offer"] for row in table.state["agreements"].values()}
    for name in signed:
        view = table.state["offers"][name]["view"]
        assert set(view["parties"]) <= set(view["signatures"]) <= {*view["parties"], *view["invites"]}
    told = {event.body["notice"]["about"] for event in table.log if event.kind == "notice_given"}
    expired = {name for name, row in table.state["offers"].items() if row["view"]["status"] == "expired"}
    assert expired <= told, "an offer expired in silence"


def agreements(table: Table) -> None:
    """At every publication each agreement there is is accounted for: to control, and to every cell that knows it."""
    known: dict[str, tuple[str, ...]] = {}
    wanted: set[tuple[str, str, int]] = set()
    found: set[tuple[str, str, int]] = set()
    clauses: dict[str, set[str]] = {}
    for event in table.log:
        body = event.body
        if event.kind == "agreement_made":
            known[body["agreement"]["id"]] = event.seen_by
            clauses[body["agreement"]["id"]] = set(body["agreement"]["clauses"])
        if event.kind == "turn_published":
            for agreement, seen_by in known.items():
                observers = [cell for cell in table.pack["cells"] if covers(seen_by, (cell,))]
                wanted |= {(agreement, observer, body["turn"]) for observer in [*observers, CONTROL]}
        if event.kind == "compliance_found":
            key = (body["agreement"], body["observer"], body["turn"])
            assert key not in found, f"{key} is accounted for twice"
            found.add(key)
            assert set(body["clauses"]) == clauses[body["agreement"]], f"{key} lacks a clause"
    assert wanted == found, f"agreements without an account: {sorted(wanted ^ found)[:3]}"


def money(table: Table) -> None:
    for event in table.log:
        if event.kind == "funds_changed":
            assert event.body["money_bn"] >= 0, f"money below zero: {event.body}"
            assert event.body["capital"] >= 0, f"capital below zero: {event.body}"
    for row in table.state["funds"].values():
        assert row["money_bn"] >= 0 and row["capital"] >= 0


def orders(table: Table) -> None:
    """No order is lost: what was written was dropped, or carried out or failed once, or its end with the game told."""
    written = {event.body["order"]["id"] for event in table.log if event.kind == "order_written"}
    dropped = {event.body["order"] for event in table.log if event.kind == "order_dropped"}
    done = Counter(event.body["order"] for event in table.log if event.kind == "order_carried_out")
    told = {event.body["notice"]["about"] for event in table.log if event.kind == "notice_given"}
    assert set(table.state["orders"]) == written - dropped
    lost = [name for name in written - dropped if name not in done and name not in told]
    assert not lost, f"orders lost: {lost}"
    # Once it is done; of a secret one the news may come later, once to each cell that finds it out and once to all.
    told_as = Counter(
        (body["order"], body.get("found_by") or ("all" if body["copy"] else "its own"))
        for body in (event.body for event in table.log if event.kind == "order_carried_out")
    )
    assert set(told_as.values()) <= {1}, "an order was carried out twice"
    secret = {name for name, order in table.state["orders"].items() if order["secret"]}
    assert all(count == 1 or name in secret for name, count in done.items()), "an open order was told twice"
    closed: set[int] = set()
    for event in table.log:
        if event.kind == "orders_closed":
            closed.add(event.body["turn"])
        if event.kind == "order_written":
            assert event.body["order"]["turn"] not in closed, "an order was written after the close"


def indicators(table: Table) -> None:
    """Between 0 and 100, and no number moves without a because: the first value and the changes add up to the last."""
    sums: dict[str, float] = {name: row["initial"] for name, row in table.pack["indicators"].items()}
    count: Counter[str] = Counter()
    for event in table.log:
        if event.kind != "indicator_moved":
            continue
        body: dict[str, Any] = event.body
        assert 0 <= body["value"] <= 100, body
        change = body["change"]
        if change is not None:
            assert change["because"] and change["rule"]
            sums[body["indicator"]] += change["delta"]
            count[body["indicator"]] += 1
    for name, row in table.state["indicators"].items():
        assert abs(sums[name] - row["view"]["value"]) < 1e-6, name
        assert len(row["view"]["changes"]) == count[name], "two changes share an id"


def turns(table: Table) -> None:
    published = Counter(event.body["turn"] for event in table.log if event.kind == "turn_published")
    recorded = Counter(event.body["turn"] for event in table.log if event.kind == "findings_recorded")
    assert set(published.values()) <= {1} and set(recorded.values()) <= {1}
