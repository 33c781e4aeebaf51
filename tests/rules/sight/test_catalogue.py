"""R76 and the small ends: what a seat reads of the pack, visibility, and the lifting of old entries."""

import json

import pytest

from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, VALE, WEST
from tests.rules.table import PACK
from wargame.rules.catalogue import catalogue
from wargame.rules.events import KINDS, Event, event, visible
from wargame.rules.upcasts import STEPS, lift


def test_a_seat_reads_its_own_brief_and_no_others_secrets() -> None:
    """[R76]"""
    for seat, other in ((WEST, "East"), (EAST, "North"), (NORTH, "West"), (OBSERVER, "East")):
        text = json.dumps(catalogue(PACK, seat))
        assert f"BRIEF OF {other}" not in text
        for secret in (
            "whisper",
            "triangular",
            "All is quiet.",
            "d_suspended",
            f"{other.lower()}_view",
            "revealed_after_turns",
        ):
            assert secret not in text, (seat, secret)
    west = catalogue(PACK, WEST)
    assert west["brief"] == "BRIEF OF West" and west["assessment"] == "west_view"
    assert set(west["assessments"]) == {"public_view", "west_view"}
    assert set(west["order_kinds"]) == {"deploy", "radar", "share", "visit", "speak", "protest", "pause"}
    assert west["order_kinds"]["deploy"]["needs"] == ["the host of the site consents"]
    assert "east_nerve" not in west["indicators"] and "east_nerve" in catalogue(PACK, EAST)["indicators"]
    assert "east_nerve" not in catalogue(PACK, OBSERVER)["indicators"]
    assert west["conditions"] == {"flew": "the long arm has flown"}


def test_a_form_can_be_made_of_the_catalogue_that_builds_no_impossible_clause() -> None:
    """[R76] Who may be bound, what may be waited for, whose consent it needs, what it pays and what it clashes with."""
    read = catalogue(PACK, WEST)
    for name, kind in PACK["clause_kinds"].items():
        row = read["clause_kinds"][name]
        assert row["parties"] == kind["parties"] and row["fields"] == kind["fields"]
        assert row.get("approvals", []) == kind.get("approvals", []) and row.get("clashes") == kind.get("clashes")
        assert row.get("pays") == kind.get("pays") and row.get("notice_turns") == kind.get("notice_turns")
        assert {*row.get("conditions", [])} <= set(read["conditions"])
        assert {*row.get("approvals", [])} <= set(read["approvals"])
        assert not {"effects", "each_turn", "breach"} & set(row)
    assert read["approvals"]["vale"] == {"name": "the consent of Vale", "after_turns": 1, "power": "consent:$host"}


def test_control_reads_everything() -> None:
    """[R76]"""
    read = catalogue(PACK, FACILITATOR)
    assert set(read["injects"]) == set(PACK["injects"]) and set(read["briefs"]) == set(PACK["cells"])
    assert set(read["assessments"]) == set(PACK["assessments"]) and read["truth"] == PACK["truth"]
    assert set(read["order_kinds"]) == set(PACK["order_kinds"])
    assert {turn["situation"] for turn in read["turns"]} == {"All is quiet."}


@pytest.mark.parametrize(
    ("seen_by", "seats"),
    [
        (("all",), {WEST, EAST, VALE, OBSERVER, FACILITATOR}),
        (("west",), {WEST, FACILITATOR}),
        (("north.vale",), {VALE, FACILITATOR}),
        (("control",), {FACILITATOR}),
        (("control.observer",), {OBSERVER, FACILITATOR}),
    ],
)
def test_who_is_a_viewer(seen_by: tuple[str, ...], seats: set[str]) -> None:
    """[R70]"""
    asked = (WEST, EAST, VALE, OBSERVER, FACILITATOR)
    assert {seat for seat in asked if visible(seen_by, seat)} == seats
    assert visible(seen_by, OBSERVER, {"observers": "full"})
    assert not visible(("west",), "westphalia.lead")


def test_an_event_needs_a_viewer_and_a_known_kind() -> None:
    """[R3]"""
    assert event("turn_published", {}, ["east", "west", "east"]).seen_by == ("east", "west")
    assert event("turn_published", {}, ["east", "all"]) == Event("turn_published", 1, {}, ("all",))
    with pytest.raises(ValueError):
        event("turn_published", {}, [])
    with pytest.raises(KeyError):
        event("turn_lost", {}, ["all"])


def test_old_entries_are_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every version below the current one of every kind has its step; a chain of steps is walked in order."""
    for kind, row in KINDS.items():
        assert all((kind, version) in STEPS for version in range(1, row.version))
        assert lift(kind, row.version, {"a": 1}) == (row.version, {"a": 1})
    monkeypatch.setitem(KINDS, "talk_said", type(KINDS["talk_said"])(3, "x"))
    steps = {
        ("talk_said", 1): lambda body: {**body, "b": 2},
        ("talk_said", 2): lambda body: {**body, "c": body["b"] + 1},
    }
    assert lift("talk_said", 1, {"a": 1}, steps) == (3, {"a": 1, "b": 2, "c": 3})
    with pytest.raises(ValueError, match="no step"):
        lift("talk_said", 1, {}, {})
    with pytest.raises(ValueError, match="newer"):
        lift("talk_said", 4, {}, steps)
    with pytest.raises(KeyError):
        lift("talk_shouted", 1, {})


def test_an_order_names_the_bodies_outside_the_table_that_it_needs() -> None:
    pack = {
        **PACK,
        "predicates": {
            **PACK["predicates"],
            "voted": {"kind": "consented", "args": {"consent": "diet"}, "words": "the diet has voted"},
        },
    }
    radar = {**PACK["order_kinds"]["radar"], "needs": [*PACK["order_kinds"]["radar"]["needs"], "voted"]}
    read = catalogue({**pack, "order_kinds": {**PACK["order_kinds"], "radar": radar}}, WEST)
    assert read["order_kinds"]["radar"]["needs_consents"] == ["diet"]
    assert "the diet has voted" in read["order_kinds"]["radar"]["needs"]
    assert read["order_kinds"]["deploy"]["needs_consents"] == []
