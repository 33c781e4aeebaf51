"""R147: the recipe of CONTRIBUTING for a kind of clause, followed with a table of the scenario and nothing else."""

import json
from typing import Any

from tests.rules import small
from tests.rules.small import EAST, NORTH, WEST
from tests.rules.table import Table, clause, sign
from wargame.rules.catalogue import catalogue

QUIET_SEAS: dict[str, Any] = {
    "title": "Quiet seas",
    "help": "Kept by placing nothing there. Who has the radar's data can tell.",
    "parties": ["east"],
    "fields": [
        {"name": "number", "label": "At most", "type": "number", "min": 0, "max": 20, "step": 1, "unit": "ships"},
        {"name": "where", "label": "Where", "type": "region"},
    ],
    "sentence": "{party} keeps no more than {number} in {where}.",
    "breach": "too_many_ships",
    "verify": ["observer_sees_eye"],
    "conditions": ["flew"],
    "notice_turns": 1,
    "clashes": [{"with": "quiet_seas", "same": ["where"]}],
    "effects": [{"kind": "record_mark", "args": {"mark": "quiet"}}],
}
CONDITIONS: dict[str, Any] = {
    "too_many_ships": {
        "kind": "number_over",
        "args": {"number": "$number", "owner": "$party", "region": "$where"},
        "words": "more ships lie there than was agreed",
    },
    "observer_sees_eye": {
        "kind": "sensor_shared",
        "args": {"sensor": "eye", "with": "$observer"},
        "words": "you read the data of the Eye",
    },
}


def pack() -> Any:
    made = small.pack()
    made["clause_kinds"] = {**made["clause_kinds"], "quiet_seas": QUIET_SEAS}
    made["predicates"] = {**made["predicates"], **CONDITIONS}
    return json.loads(json.dumps(made))


def test_a_new_kind_of_clause_lives_its_whole_life_from_a_table_of_the_scenario() -> None:
    """[R147] Offered, countered with a difference, signed, kept, broken, told by who can tell, promised once, left."""
    table = Table(pack=pack())
    table.seat_all()
    table.must(small.FACILITATOR, "game.start")
    table.to("negotiation")
    assert catalogue(table.pack, WEST)["clause_kinds"]["quiet_seas"]["verify"] == ["you read the data of the Eye"]
    offer = table.must(
        WEST, "offer.table", title="Seas", to=["east", "north"], expires_turn=3,
        clauses=[clause("quiet_seas", party="east", number=4, where="march"),
                 clause("data", sensor="eye", **{"with": ["north"]})],
    )  # fmt: skip
    table.must(
        EAST, "offer.counter", offer=offer, version=1, title="Seas",
        clauses=[clause("quiet_seas", party="east", number=6, where="march"),
                 clause("data", sensor="eye", **{"with": ["north"]})],
    )  # fmt: skip
    (change,) = table.view(WEST)["offers"][offer]["versions"]["2"]["difference"]
    assert change["sentence"] == "At most: changed from 4 to 6 ships."
    for seat in (WEST, EAST, NORTH):
        sign(table, seat, offer)
    (agreement,) = table.state["agreements"]
    assert "quiet" in table.state["marks"]
    again = [clause("quiet_seas", party="east", number=6, where="march")]
    assert table.refused(WEST, "offer.table", title="x", to=["east"], expires_turn=3, clauses=again) == "promised-twice"

    def found() -> dict[str, str]:
        rows = {seat: table.view(seat)["agreements"][agreement]["compliance"] for seat in (WEST, EAST, NORTH)}
        return {seat: row["c-quiet_seas"]["status"] for seat, row in rows.items()}

    table.to("adjudication")
    table.adjudicate()
    assert found() == {WEST: "unverifiable", EAST: "kept", NORTH: "kept"}
    table.to("orders")
    table.must(EAST, "order.write", kind="battery", args={"site": "battery", "number": 9})
    (order,) = table.view(EAST)["orders"].values()
    assert "This would break clause 1" in order["warnings"][0]
    table.to("adjudication")
    table.adjudicate()
    assert found() == {WEST: "unverifiable", EAST: "breached", NORTH: "breached"}
    truth = table.view(small.FACILITATOR)["agreements"][agreement]["compliance"]["c-quiet_seas"]
    assert truth["status"] == "breached"
    table.to("negotiation")
    table.must(EAST, "agreement.denounce", agreement=agreement, reason="enough")
    assert table.view(WEST)["agreements"][agreement]["standing"]["c-quiet_seas"]["ends_turn"] == 4
