"""Every predicate and effect that a pack may choose, true and false; the published lists and the code agree."""

from typing import Any

import pytest

from tests.rules import small
from tests.rules.small_deeds import field
from tests.rules.table import PACK, Table, started
from wargame.rules.mechanics import effects, fields, predicates
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.situation import Situation, situation_of
from wargame.rules.pack import EFFECT_ARGS, PREDICATE_ARGS
from wargame.rules.refusals import Refusal

SITE = {
    "id": "s", "kind": "interceptors", "owner": "west", "status": "in_force", "number": 5, "host": "vale",
    "consent": "yes", "shared_with": ["east"], "visitors": ["north"], "region": "march",
}  # fmt: skip
BUILDING = {**SITE, "id": "b", "status": "building", "number": 3, "host": None, "consent": None}
GROWING = {**SITE, "id": "g", "kind": "radar", "number": 1, "coming_number": 4, "coming_turn": 3,
           "facing_deg": 150, "sector_deg": 90}  # fmt: skip
CLAUSE = {"kind": "cap", "party": "west", "from_turn": 1, "until_turn": 2}
DEED = {"kind": "suspend", "cell": "east", "turn": 2, "args": {"site": "s", "n": 4}, "status": "carried_out"}
AGREEMENT = {
    "id": "deal",
    "clauses": {"a": CLAUSE, "b": {**CLAUSE, "kind": "treaty", "party": "east"}},
    "standing": {
        "a": {"status": "in force", "ends_turn": None, "paid": True},
        "b": {"status": "awaiting", "ends_turn": None, "paid": None},
    },
    "denounced": {"west": {"turn": 1}},
}
FINDING = {
    "in_force": {"south": small.axis("south", 40.0), "north": small.axis("north", 60.0)},
    "russia_in_force": {"areas_in_reach": 2},
}


def situation(turn: int = 2) -> Situation:
    return Situation(
        pack=PACK,
        turn=turn,
        sites={"s": SITE, "b": BUILDING, "g": GROWING},
        treaties={"cfe": "suspended"},
        agreements=[AGREEMENT],
        deeds=[DEED],
        breaches=[{"kind": "cap", "party": "west"}],
        indicators={"calm": 50.0},
        findings={"view": FINDING},
        sent=frozenset({"dawn"}),
        marks=frozenset({"flew"}),
        drawn={"trial": "hit"},
        consents={"senate": "no"},
    )


FOUND = {"assessment": "view", "configuration": "in_force"}
CASES: dict[str, list[tuple[dict[str, Any], bool]]] = {
    "always": [({}, True)],
    "turn_at_least": [({"turn": 2}, True), ({"turn": 3}, False), ({"turn": None}, False)],
    "site_status": [
        ({"site": "s", "among": ["in_force"]}, True),
        ({"site": "b", "among": ["in_force"]}, False),
        ({"site": "x", "among": ["in_force"]}, False),
    ],
    "host_consents": [({"site": "s"}, True), ({"site": "b"}, True), ({"site": "x"}, False)],
    "consent_is": [({"site": "s", "among": ["yes"]}, True), ({"site": "s", "among": ["no"]}, False)],
    "number_over": [
        ({"number": 4, "kind": "interceptors"}, True),
        ({"number": 5, "kind": "interceptors"}, False),
        ({"number": 7, "kind": "interceptors", "among": ["in_force", "building"]}, True),
        ({"number": 8, "kind": "interceptors", "among": ["in_force", "building"]}, False),
        ({"number": 3, "site": "g", "among": ["in_force", "building"]}, True),
        ({"number": 3, "site": "g"}, False),
        ({"number": 0, "owner": "east"}, False),
        ({"number": 0, "region": "moon"}, False),
        ({"number": None}, False),
    ],
    "number_at_least": [
        ({"number": 5, "site": ["s", "b"]}, True),
        ({"number": 6, "site": ["s", "b"]}, False),
        ({"number": None}, False),
    ],
    "treaty_is": [({"treaty": "cfe", "among": ["suspended"]}, True), ({"treaty": "cfe", "among": ["left"]}, False)],
    "sensor_shared": [
        ({"sensor": "s", "with": "east"}, True),
        ({"sensor": "s", "with": ["east", "north"]}, False),
        ({"sensor": "s", "with": []}, False),
        ({"sensor": "x", "with": "east"}, False),
    ],
    "visited": [({"site": "s", "by": "north"}, True), ({"site": "s", "by": "east"}, False)],
    "owned": [
        ({"site": "s", "by": "west"}, True),
        ({"site": "s", "by": "east"}, False),
        ({"site": "x", "by": "east"}, False),
    ],
    "agreed": [
        ({"clause": "cap"}, True),
        ({"clause": "cap", "party": "east"}, False),
        ({"clause": "data"}, False),
        ({"clause": "treaty"}, False),
    ],
    "denounced": [
        ({}, True),
        ({"party": "west", "clause": "cap"}, True),
        ({"party": "east"}, False),
        ({"clause": "treaty"}, False),
        ({"when": "this turn"}, False),
    ],
    "radar_faces": [
        ({"site": "g", "facing_deg": 150, "sector_deg": 90}, True),
        ({"site": "g", "facing_deg": 150, "sector_deg": 60}, False),
        ({"site": "g", "facing_deg": 90, "sector_deg": 90}, False),
        ({"site": "s", "facing_deg": 150, "sector_deg": 90}, False),
    ],
    "paid": [
        ({"agreement": "deal", "clause": "a"}, True),
        ({"agreement": "deal", "clause": "b"}, False),
        ({"agreement": "other", "clause": "a"}, False),
    ],
    "order_done": [
        ({"kind": "suspend"}, True),
        ({"kind": "suspend", "cell": "west"}, False),
        ({"kind": "suspend", "site": "s"}, True),
        ({"kind": "suspend", "site": "b"}, False),
        ({"kind": "suspend", "when": "this turn"}, True),
        ({"kind": "suspend", "where": {"site": "s", "n": [3, 4]}}, True),
        ({"kind": "suspend", "where": {"site": "s", "n": 3}}, False),
        ({"kind": "suspend", "where": {"m": "s"}}, False),
        ({"kind": "radar"}, False),
    ],
    "breach_known": [({}, True), ({"clause": "cap", "party": "west"}, True), ({"party": "east"}, False)],
    "indicator_at_least": [({"indicator": "calm", "value": 50}, True), ({"indicator": "calm", "value": 51}, False)],
    "indicator_at_most": [
        ({"indicator": "calm", "value": 50}, True),
        ({"indicator": "calm", "value": 49}, False),
        ({"indicator": "x", "value": 49}, False),
    ],
    "finding_at_least": [
        ({**FOUND, "axis": "south", "name": "covered_pct", "value": 40}, True),
        ({**FOUND, "axis": None, "name": "covered_pct", "value": 50}, True),
        ({**FOUND, "axis": None, "name": "covered_pct", "value": 50.1}, False),
        ({**FOUND, "axis": "west", "name": "covered_pct", "value": 0}, False),
        ({**FOUND, "assessment": "none", "axis": None, "name": "covered_pct", "value": 0}, False),
    ],
    "finding_at_most": [
        ({**FOUND, "axis": "russia", "name": "areas_in_reach", "value": 2}, True),
        ({**FOUND, "axis": "russia", "name": "areas_in_reach", "value": 1}, False),
    ],
    "inject_sent": [({"inject": "dawn"}, True), ({"inject": "storm"}, False)],
    "happened": [({"mark": "flew"}, True), ({"mark": "fell"}, False)],
    "drawn": [({"inject": "trial", "among": ["hit"]}, True), ({"inject": "trial", "among": ["miss"]}, False)],
    "consented": [
        ({"consent": "senate"}, False),
        ({"consent": "senate", "among": ["no"]}, True),
        ({"consent": "elders", "among": ["yes", "no"]}, False),
    ],
    "same": [({"a": 1, "b": 1}, True), ({"a": 1, "b": 2}, False)],
}


@pytest.mark.parametrize(("kind", "args", "expected"), [(kind, *case) for kind in CASES for case in CASES[kind]])
def test_a_predicate_says_what_is_the_case(kind: str, args: dict[str, Any], expected: bool) -> None:
    assert predicates.KINDS[kind](situation(), args) is expected


def test_the_lists_and_the_code_agree() -> None:
    assert {*predicates.KINDS, *predicates.COMPOSED} == set(PREDICATE_ARGS)
    assert set(effects.KINDS) == set(EFFECT_ARGS)
    assert set(CASES) == set(predicates.KINDS), "a predicate without a case"
    assert all({case[1] for case in cases} == {True, False} for kind, cases in CASES.items() if kind != "always")


def test_time_passes_for_agreements_and_deeds() -> None:
    later = situation(turn=3)
    assert not predicates.KINDS["agreed"](later, {"clause": "cap"})
    assert not predicates.KINDS["order_done"](later, {"kind": "suspend", "when": "this turn"})
    assert predicates.KINDS["order_done"](later, {"kind": "suspend", "when": "ever"})


@pytest.mark.parametrize(
    ("kind", "of", "expected"),
    [
        ("not", "flew", False), ("not", "calm_low", True), ("all_of", ["flew", "ever"], True),
        ("all_of", ["flew", "calm_low"], False), ("any_of", ["flew", "calm_low"], True),
        ("any_of", ["calm_low", "calm_high"], False),
    ],
)  # fmt: skip
def test_conditions_are_composed_by_name(kind: str, of: Any, expected: bool) -> None:
    pack = {**PACK, "predicates": {**PACK["predicates"], "it": {"kind": kind, "args": {"of": of}, "words": ""}}}
    held = Situation(**{**situation().__dict__, "pack": pack})
    assert predicates.holds(held, "it", {}) is expected


def test_a_condition_that_names_itself_is_an_error_not_a_hang() -> None:
    pack = {**PACK, "predicates": {"it": {"kind": "not", "args": {"of": "it"}, "words": ""}}}
    with pytest.raises(RecursionError):
        predicates.holds(Situation(**{**situation().__dict__, "pack": pack}), "it", {})


def test_names_are_bound_when_they_are_used() -> None:
    args = {"site": "$site", "number": 3, "with": ["$cell", "north"], "free": "$nothing"}
    bound = predicates.bound(args, {"site": "fort", "cell": "west"})
    assert bound == {"site": "fort", "number": 3, "with": ["west", "north"], "free": None}


def test_what_only_some_know_is_no_fact_for_all() -> None:
    table = started()
    acts = Acts(table.state, table.context("x"), "system")
    deed = effects.Deed(about="x", because="x", seen_by=("east",), bindings={})
    effects.do(acts, [{"kind": "place_missiles", "args": {"site": "battery", "number": 2}}], deed)
    known = {
        audience: situation_of(acts.state, table.pack, audience).sites["battery"]["number"]
        for audience in (None, ("east",), ("west",), ("all",), ("east", "west"), ("east", "control"))
    }
    assert known == {
        None: 2, ("east",): 2, ("west",): 0, ("all",): 0, ("east", "west"): 0, ("east", "control"): 2,
    }  # fmt: skip


def _done(kind: str, seen_by: tuple[str, ...] = ("all",), **args: Any) -> tuple[Table, Acts]:
    table = started()
    acts = Acts(table.state, table.context("x"), "system")
    deed = effects.Deed(about="x", because="x", seen_by=seen_by, bindings={"cell": "west"}, lead_turns=1)
    effects.do(acts, [{"kind": kind, "args": args}], deed)
    return table, acts


def _site(acts: Acts, name: str) -> dict[str, Any]:
    site: dict[str, Any] = acts.state["sites"][name][-1]["site"]
    return site


TRUE_SPEED = started().state["fate"]["truth"]["speed"]
EFFECTS: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "build_site": ({"site": "fort", "number": 4}, lambda acts: _site(acts, "fort")["status"], "building"),
    "place_missiles": ({"site": "battery", "number": 4}, lambda acts: _site(acts, "battery")["number"], 4),
    "set_site_status": ({"site": "fort", "status": "offered"}, lambda acts: _site(acts, "fort")["status"], "offered"),
    "set_system": ({"site": "fort", "system": "new"}, lambda acts: _site(acts, "fort")["system"], "new"),
    "set_consent": ({"site": "fort", "consent": "no"}, lambda acts: _site(acts, "fort")["consent"], "no"),
    "share_sensor": (
        {"sensor": "eye", "with": ["north", "east"]},
        lambda acts: _site(acts, "eye")["shared_with"],
        ["east", "north"],
    ),
    "stop_sharing": ({"sensor": "eye", "with": "east"}, lambda acts: _site(acts, "eye")["shared_with"], []),
    "admit_visit": ({"site": "fort", "by": "east"}, lambda acts: _site(acts, "fort")["visitors"], ["east"]),
    "turn_radar": (
        {"site": "eye", "facing_deg": 150, "sector_deg": 90},
        lambda acts: (_site(acts, "eye")["facing_deg"], _site(acts, "eye")["sector_deg"]),
        (150, 90),
    ),
    "set_treaty": ({"treaty": "cfe", "status": "left"}, lambda acts: acts.state["treaties"]["cfe"], "left"),
    "publish_statement": (
        {"title": "T", "text": "x"},
        lambda acts: [(row["voice"], row["text"]) for row in acts.state["press"].values()],
        [("The capital of West", "x")],
    ),
    "record_mark": ({"mark": "flew"}, lambda acts: list(acts.state["marks"]), ["flew"]),
    "move_indicator": (
        {"indicator": "calm", "delta": -10, "because": "b"},
        lambda acts: acts.state["indicators"]["calm"]["view"]["value"],
        50.0,
    ),
    "move_assessment": (
        {"assessment": ["east", "public_view"], "parameter": "speed", "toward": "truth", "share": 1.0},
        lambda acts: {name: row["parameters"]["speed"]["value"] for name, row in acts.state["beliefs"].items()},
        dict.fromkeys(("east_view", "public_view"), TRUE_SPEED),
    ),
    "change_funds": (
        {"cell": "west", "money_bn": -99, "capital": 1, "because": "b"},
        lambda acts: acts.state["funds"]["west"],
        {"money_bn": 0.0, "capital": 11},
    ),
}


@pytest.mark.parametrize("kind", list(EFFECTS))
def test_an_effect_does_what_it_says(kind: str) -> None:
    args, look, expected = EFFECTS[kind]
    _, acts = _done(kind, **args)
    assert look(acts) == expected
    repeated = Acts(acts.state, acts.context, "system")
    if kind in ("set_consent", "set_treaty", "admit_visit", "share_sensor", "stop_sharing"):
        deed = effects.Deed(about="x", because="x", seen_by=("all",), bindings={})
        effects.do(repeated, [{"kind": kind, "args": args}], deed)
        assert repeated.events == [], "what is so already is no event"


def test_more_is_built_beside_what_stands_or_is_coming() -> None:
    _, acts = _done("build_site", site="fort", number=4)
    deed = effects.Deed(about="x", because="x", seen_by=("all",), bindings={"more": 3}, lead_turns=0)
    more: Any = {"kind": "build_site", "args": {"site": "fort", "more": "$more"}}
    effects.do(acts, [more], deed)
    assert (_site(acts, "fort")["number"], _site(acts, "fort")["status"]) == (7, "in_force")
    effects.do(
        acts, [more, more], effects.Deed(about="x", because="x", seen_by=("all",), bindings={"more": 3}, lead_turns=1)
    )
    assert (_site(acts, "fort")["number"], _site(acts, "fort")["coming_number"]) == (7, 13)


def test_an_effect_with_a_condition_is_done_if_all_who_are_told_know_it_to_hold() -> None:
    _, acts = _done("record_mark", ("east",), mark="flew")
    effect: Any = {"kind": "record_mark", "args": {"mark": "seen"}, "when": "flew"}
    for told, marks in ((("all",), {"flew"}), (("east",), {"flew", "seen"})):
        effects.do(acts, [effect], effects.Deed(about="x", because="x", seen_by=told, bindings={}))
        assert set(acts.state["marks"]) == marks


def test_every_effect_has_a_case() -> None:
    assert set(EFFECTS) == set(effects.KINDS)


def test_two_secrets_of_one_place_stay_apart() -> None:
    table, acts = _done("place_missiles", ("east",), site="battery", number=2)
    deed = effects.Deed(about="y", because="y", seen_by=("north",), bindings={})
    effects.do(acts, [{"kind": "admit_visit", "args": {"site": "battery", "by": "north"}}], deed)
    looks = {
        audience: situation_of(acts.state, table.pack, audience).sites["battery"]
        for audience in (("east",), ("north",), ("west",), None)
    }
    assert {who: (row["number"], row["visitors"]) for who, row in looks.items()} == {
        ("east",): (2, []), ("north",): (0, ["north"]), ("west",): (0, []), None: (2, ["north"]),
    }  # fmt: skip


FIELDS: list[tuple[dict[str, Any], Any, Any]] = [
    (field("a", "number", min=0, max=5), 2.5, 2.5),
    (field("a", "number", min=0, max=5, step=1), 2.0, 2),
    (field("a", "number", min=0, max=5), 6, "at least 0 and at most 5"),
    (field("a", "number"), "2", "must be a number"),
    (field("a", "number"), 10**400, "must be a number"),
    (field("a", "turn"), 3, 3),
    (field("a", "turn"), 4, "must be a turn, 1 to 3"),
    (field("a", "turn", min=2), 1, "must be a turn, 2 to 3"),
    (field("a", "bool"), False, False),
    (field("a", "bool"), 0, "must be true or false"),
    (field("a", "choice", choices=[{"value": "x", "label": "X"}]), "x", "x"),
    (field("a", "choice", choices=[{"value": "x", "label": "X"}]), "y", "must be one of x"),
    (field("a", "site"), "eye", "eye"),
    (field("a", "sensor"), "fort", "must be one of eye"),
    (field("a", "region"), "march", "march"),
    (field("a", "cell"), "control", "must be one of west, east, north"),
    (field("a", "cells"), ["north", "west"], ["west", "north"]),
    (field("a", "cells"), [], "one or more of"),
    (field("a", "cells"), ["west", 1], "one or more of"),
    (field("a", "cells"), "west", ["west"]),
    (field("a", "text", max=3), "four", "at most 3 characters; it has 4"),
    (field("a", "site"), ["eye"], "must be one of"),
]


@pytest.mark.parametrize(("spec", "value", "expected"), FIELDS)
def test_a_field_holds_its_value_or_says_what_would_do(spec: Any, value: Any, expected: Any) -> None:
    checked = fields.check(PACK, [spec], {"a": value}, at="args", what="the test")
    if isinstance(checked, Refusal):
        assert checked.field == "args.a" and isinstance(expected, str) and expected in checked.message
    else:
        assert checked == {"a": expected}


def test_defaults_and_options_of_fields() -> None:
    given = [field("a", "number", default=4), field("b", "site", optional=True)]
    assert fields.check(PACK, given, {}, at="args", what="x") == {"a": 4}
    assert fields.said(PACK, given, {"a": 4}) == {"a": "4", "b": "nothing"}


def test_a_visit_ends_when_its_turns_are_over_and_one_without_does_not() -> None:
    """[R146]"""
    table = started()
    acts = Acts(table.state, table.context("x"), "system")
    deed = effects.Deed(about="x", because="a visit", seen_by=("all",), bindings={})
    for by, more in (("east", {"turns": 1}), ("north", {})):
        effects.do(acts, [{"kind": "admit_visit", "args": {"site": "fort", "by": by, **more}}], deed)
    table.append(tuple(acts.events))
    assert table.view(small.EAST)["sites"]["fort"]["visitors"] == ["east", "north"]
    assert table.view(small.EAST)["sites"]["fort"]["visits_until"] == {"east": 1}
    table.to("adjudication")
    table.adjudicate()
    assert table.view(small.EAST)["sites"]["fort"]["visitors"] == ["east", "north"], "the last turn is its own"
    table.to("negotiation")
    assert table.view(small.EAST)["sites"]["fort"]["visitors"] == ["north"]
    again = Acts(table.state, table.context("y"), "system")
    effects.do(again, [{"kind": "admit_visit", "args": {"site": "fort", "by": "east"}}], deed)
    assert _site(again, "fort")["visits_until"] == {}, "who comes to stay stays"


def test_a_public_statement_of_a_secret_agreement_is_read_by_all() -> None:
    _, acts = _done("publish_statement", ("east",), title="T", text="x", public=True)
    assert [event.seen_by for event in acts.events] == [("all",)]
