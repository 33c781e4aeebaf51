"""A small invented scenario and a table to play it at: three cells, a fort with a host, a radar, a battery.

Nothing here is the European pack; it uses every predicate and effect that a pack may choose.
"""

from typing import Any

from tests.rules.small_deeds import APPROVALS, CLAUSES, ORDERS, PREDICATES, effect

WEST, EAST, NORTH = "west.lead", "east.lead", "north.lead"
STAFF, VALE = "west.staff", "north.vale"
FACILITATOR, ASSISTANT, OBSERVER = "control.facilitator", "control.assistant", "control.observer"
SEATS = (WEST, STAFF, EAST, NORTH, VALE, FACILITATOR, ASSISTANT, OBSERVER)
PLAYERS = (WEST, STAFF, EAST, NORTH, VALE)


def _turn(number: int) -> dict[str, Any]:
    return {
        "number": number,
        "title": f"Year {number}",
        "from_date": f"200{number}-01-01",
        "to_date": f"200{number}-12-31",
        "situation": "All is quiet.",
        "minutes": {"briefing": 2, "negotiation": 10, "orders": 5, "results": None},
    }


def _cell(name: str, money_bn: float) -> dict[str, Any]:
    return {
        "name": name,
        "letter": name[0],
        "brief": f"BRIEF OF {name}",
        "goals": [{"indicator": "calm", "weight": 1.0, "direction": "up", "words": "Keep calm."}],
        "assessment": f"{name.lower()}_view",
        "money_bn": money_bn,
        "capital": 10,
        "income_bn": 1.0,
        "income_capital": 2,
        "voice": f"The capital of {name}",
    }


def _seat(cell: str, title: str, *powers: str, head: bool = False) -> dict[str, Any]:
    return {"cell": cell, "title": title, "powers": list(powers), "head": head}


def _site(name: str, kind: str, owner: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": name.title(),
        "kind": kind,
        "owner": owner,
        "lat_deg": 50.0,
        "lon_deg": 20.0,
        "system": kind,
        "status": "idea",
        "number": 0,
        "in_force_turn": None,
        "host": None,
        "consent": None,
        "shared_with": [],
        "visitors": [],
        "lead_turns": 1,
        "region": "march",
        **more,
    }


def _assessment(name: str, cell: str | None, *, published: bool) -> dict[str, Any]:
    speed = {"value": 6.0, "low": 5.0, "high": 7.0, "unit": "km/s", "source": "invented", "mark": "N"}
    return {
        "name": name,
        "short": name[:3],
        "published": published,
        "cell": cell,
        "source": "invented",
        "parameters": {"speed": speed},
    }


def _inject(turn: int, to: list[str], *, auto: bool = False, **more: Any) -> dict[str, Any]:
    return {
        "turn": turn,
        "date": f"200{turn}-06-01",
        "voice": "The Herald",
        "title": "News",
        "text": "Something happened.",
        "to": to,
        "mark": "N",
        "source": "invented",
        "auto": auto,
        "effects": [],
        **more,
    }


def _meeting(
    title: str, cells: list[str], *, most: int = 2, capital: float = 0, announced: bool = False, **more: Any
) -> dict[str, Any]:
    return {
        "title": title,
        "words": title,
        "cells": cells,
        "most": most,
        "power": "speak",
        "capital": capital,
        "announced": announced,
        **more,
    }


def _driver(name: str, indicator: str, when: str, delta: float, **more: Any) -> dict[str, Any]:
    return {"id": name, "indicator": indicator, "when": when, "delta": delta, "because": f"because of {name}", **more}


DRIVERS = [
    _driver("d_suspended", "calm", "suspended_now", -15),
    _driver("d_missiles", "calm", "missiles_known", -10),
    _driver("d_east_missiles", "east_nerve", "missiles_known", 5, repeat="each"),
    _driver("d_agreed", "calm", "agreed_cap", 8),
    _driver("d_breach", "calm", "breach_found", -5, repeat="each"),
    _driver("d_covered", "cover", "well_covered", 3),
    _driver("d_russia", "east_nerve", "russia_safe", 2),
    _driver("d_extreme", "calm", "calm_extreme", -1),
    _driver("d_test", "calm", "test_seen", -2),
    _driver("d_failed", "calm", "test_failed", 1),
    _driver("d_consent", "calm", "consent_given", -3),
    _driver(
        "d_towards",
        "cover",
        "ever",
        0,
        rate=0.5,
        towards={"assessment": "public_view", "configuration": "in_force", "axis": "south", "name": "covered_pct"},
    ),
]

INJECTS = {
    "dawn": _inject(1, ["all"], auto=True),
    "whisper": _inject(1, ["west"], effects=[effect("record_mark", mark="flew")]),
    "trial": _inject(
        1,
        ["all"],
        draw={
            "title": "A flight test",
            "hits": 5,
            "attempts": 9,
            "shots": 1,
            "labels": ["miss", "hit"],
            "because": "drawn from the record",
            "effects": {"hit": [effect("move_indicator", indicator="calm", delta=-4, because="a hit")]},
        },
    ),
    "storm": _inject(
        2,
        ["all"],
        effects=[
            effect("move_indicator", indicator="calm", delta=-7, because="a storm"),
            effect("change_funds", cell="north", money_bn=-0.5, because="damage"),
        ],
    ),
    "gift": _inject(2, ["north.vale"]),
}


def _temperament(name: str, beta: float) -> dict[str, Any]:
    numbers = {"rounds": 3, "beta": beta, "reserve": 0.2, "breach": 2.0, "order": 0.5, "trust": 0.8, "tremble": 0.1}
    return {"name": name, "words": f"A {name.lower()} bot.", **numbers}


TEMPERAMENTS = {"calm": _temperament("Calm", 1.0), "hasty": _temperament("Hasty", 2.0)}


def pack() -> Any:
    """The resolved pack; build it once and share it: nothing may change it."""
    return {
        "id": "small",
        "title": "A small quarrel",
        "version": "1",
        "handling": "EXERCISE",
        "turns": [_turn(1), _turn(2), _turn(3)],
        "cells": {"west": _cell("West", 10.0), "east": _cell("East", 5.0), "north": _cell("North", 3.0)},
        "seats": {
            WEST: _seat("west", "West’s lead", "speak", "draft", "order", "sign", head=True),
            STAFF: _seat("west", "West’s staff", "speak", "draft"),
            EAST: _seat("east", "East’s lead", "speak", "draft", "order", "sign", head=True),
            NORTH: _seat("north", "North’s lead", "speak", "draft", "order", "sign", head=True),
            VALE: _seat("north", "Vale", "speak", "draft", "consent:vale"),
            FACILITATOR: _seat("control", "Facilitator", "speak", head=True),
            ASSISTANT: _seat("control", "Assistant", "speak"),
            OBSERVER: _seat("control", "Observer"),
        },
        "rooms": {
            "all": {"kind": "all", "title": "All", "members": ["all"]},
            "west": {"kind": "cell", "title": "West", "members": ["west"]},
            "east": {"kind": "cell", "title": "East", "members": ["east"]},
            "north": {"kind": "cell", "title": "North", "members": ["north"]},
            "west-east": {"kind": "pair", "title": "West and East", "members": ["east", "west"]},
            "north-control": {"kind": "control", "title": "North and control", "members": ["control", "north"]},
            "quiet": {"kind": "private", "title": "West and Vale", "members": ["north.vale", "west.lead"]},
        },
        "sites": {
            "fort": _site("fort", "interceptors", "west", host="vale", consent="none"),
            "eye": _site("eye", "radar", "west"),
            "battery": _site("battery", "missiles", "east"),
        },
        "systems": {},
        "bots": dict.fromkeys(("west", "east", "north"), TEMPERAMENTS),
        "threats": {},
        "russian_areas": {},
        "regions": {"march": "the March"},
        "assessments": {
            "public_view": _assessment("Public", None, published=True),
            "west_view": _assessment("West’s", "west", published=False),
            "east_view": _assessment("East’s", "east", published=False),
            "north_view": _assessment("North’s", "north", published=False),
        },
        "truth": {
            "speed": {"kind": "triangular", "low": 5.0, "value": 6.0, "high": 7.0, "unit": "km/s"},
            "range": {"kind": "uniform", "low": 100.0, "value": 150.0, "high": 200.0, "unit": "km"},
        },
        "order_kinds": ORDERS,
        "clause_kinds": CLAUSES,
        "approvals": APPROVALS,
        "predicates": PREDICATES,
        "indicators": {
            "calm": {"name": "Calm", "initial": 60.0, "words": "How calm it is."},
            "cover": {"name": "Cover", "initial": 10.0, "words": "How much is covered."},
            "east_nerve": {"name": "East’s nerve", "initial": 50.0, "words": "Private to East.", "seen_by": ["east"]},
        },
        "drivers": DRIVERS,
        "injects": INJECTS,
        "consents": {
            "senate": {
                "who": "The senate",
                "title": "Money for the fort",
                "words": "It pays if all is calm.",
                "yes": "calm_fair",
                "no": "calm_low",
            },
            "elders": {
                "who": "The elders",
                "title": "Their blessing",
                "words": "Control decides.",
                "effects": {"yes": [effect("move_indicator", indicator="calm", delta=1, because="blessed")]},
            },
        },
        "treaties": {"cfe": "in force", "start": "in force"},
        "treaty_names": {"cfe": "The treaty", "start": "The other treaty"},
        "forecasts": {
            "suspended": {"question": "Is the treaty suspended?", "turn": 1, "when": "treaty_gone", "about": "east"},
            "forward": {"question": "Do missiles stand forward?", "turn": 2, "when": "missiles_known", "about": "east"},
        },
        "meeting_kinds": {
            "call": _meeting("A telephone call", ["west", "east", "north"], most=2, capital=1),
            "council": _meeting("The council", ["west", "east", "north"], most=3, announced=True),
            "staffs": _meeting("Talks of the staffs", ["west", "east"], seats=["west.staff", "east.lead"]),
        },
        "meeting_slots": {"west": 2, "east": 2, "north": 1},
        "meetings": [
            {
                "turn": 2,
                "date": "2002-05-01",
                "kind": "council",
                "title": "The spring council",
                "cells": ["west", "east", "north"],
                "source": "invented",
            }
        ],
        "press_line": {"per_turn": 2, "power": "speak"},
        "reference": {"truth_base": "public_view"},
    }


def axis(name: str, covered: float) -> dict[str, Any]:
    return {
        "axis": name,
        "name": name.title(),
        "covered_pct": covered,
        "people_pct": covered,
        "shots_median": 2.0,
        "raid_size": 3,
        "no_leak": 0.5,
        "no_leak_low": 0.3,
        "no_leak_high": 0.7,
        "expected_leakers": 0.9,
        "tracked": True,
    }


def finding(turn: int, assessment: str, covered: float) -> dict[str, Any]:
    russia = {"areas_in_reach": 0, "areas": 4, "interceptors": 10, "retaliation_left_pct": 99.0}
    return {
        "turn": turn,
        "assessment": assessment,
        "in_force": {"south": axis("south", covered)},
        "planned": {"south": axis("south", covered)},
        "russia_in_force": russia,
        "russia_planned": russia,
        "document": f"digest-of-{assessment}-{turn}",
    }


def findings(turn: int, *, covered: float = 40.0, draws: dict[str, Any] | None = None) -> dict[str, Any]:
    """Answers of the right shape, as the engine would give them."""
    views = ("public_view", "west_view", "east_view", "north_view", "truth")
    assessments = {name: finding(turn, name, covered + place) for place, name in enumerate(views)}
    return {"assessments": assessments, "draws": draws or {}, "manifest": {"engine": "none"}}


HIT = {"outcome": "hit", "percentile": 63.0, "distribution": [0.4, 0.6], "labels": ["miss", "hit"]}
