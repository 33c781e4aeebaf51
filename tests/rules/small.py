"""A small invented scenario and a table to play it at: three cells, a fort with a host, a radar, a battery.

Nothing here is the European pack; it uses every predicate and effect that a pack may choose.
"""

from typing import Any

WEST, EAST, NORTH = "west.lead", "east.lead", "north.lead"
STAFF, VALE = "west.staff", "north.vale"
FACILITATOR, ASSISTANT, OBSERVER = "control.facilitator", "control.assistant", "control.observer"
SEATS = (WEST, STAFF, EAST, NORTH, VALE, FACILITATOR, ASSISTANT, OBSERVER)
PLAYERS = (WEST, STAFF, EAST, NORTH, VALE)


def predicate(kind: str, words: str, /, **args: Any) -> dict[str, Any]:
    return {"kind": kind, "args": args, "words": words}


def effect(kind: str, /, **args: Any) -> dict[str, Any]:
    return {"kind": kind, "args": args}


def field(name: str, kind: str, /, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": name.title(), "type": kind, **more}


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


ORDERS: dict[str, Any] = {
    "deploy": {
        "cells": ["west"],
        "title": "Deploy interceptors",
        "power": "order",
        "money_bn": 0.5,
        "per": "number",
        "capital": 1,
        "lead_turns": 1,
        "secret": False,
        "fields": [
            field("site", "site", choices=[{"value": "fort", "label": "Fort"}]),
            field("number", "number", min=1, max=20, step=1),
        ],
        "sentence": "{cell} deploys {number} interceptors at {site}.",
        "needs": ["host_agrees"],
        "effects": [effect("build_site", site="$site", number="$number")],
    },
    "radar": {
        "cells": ["west"],
        "title": "Deploy a radar",
        "power": "order",
        "money_bn": 1.0,
        "capital": 1,
        "lead_turns": 0,
        "secret": False,
        "fields": [field("site", "sensor")],
        "sentence": "{cell} deploys the radar {site}.",
        "needs": [],
        "effects": [effect("build_site", site="$site", number=1)],
    },
    "consent": {
        "cells": ["north"],
        "title": "Consent of the host",
        "power": "consent:$host",
        "money_bn": 0,
        "capital": 0,
        "lead_turns": 0,
        "secret": False,
        "fields": [
            field("site", "site", choices=[{"value": "fort", "label": "Fort"}]),
            field(
                "consent", "choice", choices=[{"value": value, "label": value} for value in ("yes", "no", "conditions")]
            ),
        ],
        "sentence": "The host of {site} says {consent}.",
        "needs": [],
        "effects": [effect("set_consent", site="$site", consent="$consent")],
        "step": 1,
    },
    "share": {
        "cells": ["west"],
        "title": "Share data",
        "power": "order",
        "money_bn": 0,
        "capital": 1,
        "lead_turns": 0,
        "secret": False,
        "fields": [field("sensor", "sensor"), field("with", "cells")],
        "sentence": "{cell} shares {sensor} with {with}.",
        "needs": [],
        "effects": [effect("share_sensor", sensor="$sensor", **{"with": "$with"})],
    },
    "visit": {
        "cells": ["west", "east"],
        "title": "Invite a visit",
        "power": "order",
        "money_bn": 0,
        "capital": 1,
        "lead_turns": 0,
        "secret": False,
        "fields": [field("site", "site"), field("guest", "cell")],
        "sentence": "{cell} invites {guest} to {site}.",
        "needs": [],
        "effects": [effect("admit_visit", site="$site", by="$guest")],
        "step": 8,
    },
    "battery": {
        "cells": ["east"],
        "title": "Missiles forward",
        "power": "order",
        "money_bn": 1.0,
        "capital": 2,
        "lead_turns": 0,
        "secret": True,
        "revealed_after_turns": 1,
        "fields": [
            field("site", "site", choices=[{"value": "battery", "label": "Battery"}]),
            field("number", "number", min=1, max=48, step=1),
        ],
        "sentence": "{cell} places {number} missiles at {site}.",
        "needs": [],
        "effects": [
            effect("place_missiles", site="$site", number="$number"),
            effect("record_mark", mark="missiles_out"),
        ],
    },
    "suspend": {
        "cells": ["east"],
        "title": "Suspend the treaty",
        "power": "order",
        "money_bn": 0,
        "capital": 2,
        "lead_turns": 0,
        "secret": False,
        "fields": [],
        "sentence": "{cell} suspends the treaty.",
        "needs": ["treaty_stands"],
        "effects": [effect("set_treaty", treaty="cfe", status="suspended")],
    },
    "speak": {
        "cells": ["west", "east", "north"],
        "title": "Public statement",
        "power": "order",
        "money_bn": 0,
        "capital": 0,
        "lead_turns": 0,
        "secret": False,
        "fields": [field("text", "text", max=400)],
        "sentence": "{cell} says in public: {text}.",
        "needs": [],
        "effects": [effect("publish_statement", title="A statement", text="$text")],
    },
    "pause": {
        "cells": ["west"],
        "title": "Pause a site",
        "power": "order",
        "money_bn": 0,
        "capital": 0,
        "lead_turns": 0,
        "secret": False,
        "fields": [field("site", "site")],
        "sentence": "{cell} pauses {site}.",
        "needs": ["site_in_force"],
        "effects": [
            effect("set_site_status", site="$site", status="paused"),
            effect("stop_sharing", sensor="eye", **{"with": ["east"]}),
            effect("move_indicator", indicator="calm", delta=1, because="a pause"),
            effect("change_funds", cell="west", money_bn=0.25, because="saved"),
        ],
        "step": 6,
    },
}

CLAUSES: dict[str, Any] = {
    "cap": {
        "title": "Cap on interceptors",
        "parties": ["west"],
        "fields": [field("number", "number", min=0, max=50, step=1), field("where", "region")],
        "sentence": "{party} keeps at most {number} interceptors in {where}.",
        "breach": "over_cap",
        "verify": ["observer_visited_fort"],
        "conditions": ["flew"],
    },
    "access": {
        "title": "Site access",
        "parties": ["west"],
        "fields": [field("site", "site"), field("guest", "cell")],
        "sentence": "{party} lets {guest} visit {site}.",
        "breach": "not_visited",
        "verify": [],
    },
    "data": {
        "title": "Data sharing",
        "parties": ["west"],
        "fields": [field("sensor", "sensor"), field("with", "cells")],
        "sentence": "{party} shares {sensor} with {with}.",
        "breach": "not_shared",
        "verify": [],
        "effects": [effect("share_sensor", sensor="$sensor", **{"with": "$with"})],
    },
    "not_before": {
        "title": "No deployment before",
        "parties": ["west"],
        "fields": [field("site", "site"), field("turn", "turn")],
        "sentence": "{party} builds nothing at {site} before {turn}.",
        "breach": "too_early",
        "verify": [],
    },
    "treaty": {
        "title": "The treaty is kept",
        "parties": ["west", "east"],
        "fields": [],
        "sentence": "{party} keeps the treaty.",
        "breach": "treaty_left",
        "verify": [],
        "effects": [effect("set_treaty", treaty="start", status="extended")],
    },
    "no_missiles": {
        "title": "No forward missiles",
        "parties": ["east"],
        "fields": [field("where", "region")],
        "sentence": "{party} places no missiles in {where}.",
        "breach": "missiles_there",
        "verify": ["observer_visited_battery"],
    },
}

PREDICATES: dict[str, Any] = {
    "ever": predicate("always", "it is so"),
    "host_agrees": predicate("host_consents", "the host of the site consents", site="$site"),
    "treaty_stands": predicate("treaty_is", "the treaty is in force", treaty="cfe", among=["in force"]),
    "site_in_force": predicate("site_status", "the site is in force", site="$site", among=["in_force"]),
    "over_cap": predicate(
        "number_over",
        "more interceptors stand there than agreed",
        number="$number",
        kind="interceptors",
        region="$where",
        among=["in_force", "building"],
    ),
    "visited": predicate("visited", "the site was visited", site="$site", by="$guest"),
    "not_visited": predicate("not", "the site was not visited", of="visited"),
    "shared": predicate("sensor_shared", "the data are shared", sensor="$sensor", **{"with": "$with"}),
    "not_shared": predicate("not", "the data are not shared", of="shared"),
    "turn_come": predicate("turn_at_least", "the turn has come", turn="$turn"),
    "turn_not_come": predicate("not", "the turn has not come", of="turn_come"),
    "site_begun": predicate("site_status", "the site is begun", site="$site", among=["building", "in_force"]),
    "too_early": predicate("all_of", "the site was begun too early", of=["turn_not_come", "site_begun"]),
    "treaty_left": predicate("treaty_is", "the treaty is suspended or left", treaty="cfe", among=["suspended", "left"]),
    "missiles_there": predicate("number_at_least", "missiles stand there", number=1, kind="missiles", region="$where"),
    "observer_visited_fort": predicate("visited", "you visited the fort", site="fort", by="$observer"),
    "observer_visited_battery": predicate("visited", "you visited the battery", site="battery", by="$observer"),
    "flew": predicate("happened", "the long arm has flown", mark="flew"),
    "suspended_now": predicate("order_done", "the treaty was suspended", kind="suspend", when="this turn"),
    "missiles_known": predicate(
        "number_at_least", "missiles stand forward", number=1, kind="missiles", among=["in_force"]
    ),
    "agreed_cap": predicate("agreed", "a cap is agreed", clause="cap", party="west"),
    "breach_found": predicate("breach_known", "an agreement was broken", party="west"),
    "well_covered": predicate(
        "finding_at_least",
        "half the people are covered",
        assessment="public_view",
        configuration="in_force",
        axis=None,
        name="people_pct",
        value=50,
    ),
    "russia_safe": predicate(
        "finding_at_most",
        "little is in reach",
        assessment="east_view",
        configuration="in_force",
        axis="russia",
        name="areas_in_reach",
        value=0,
    ),
    "calm_high": predicate("indicator_at_least", "all is calm", indicator="calm", value=90),
    "calm_low": predicate("indicator_at_most", "nothing is calm", indicator="calm", value=10),
    "calm_extreme": predicate("any_of", "calm is extreme", of=["calm_high", "calm_low"]),
    "test_seen": predicate("inject_sent", "a test was announced", inject="trial"),
    "test_failed": predicate("drawn", "the test failed", inject="trial", among=["miss"]),
    "consent_given": predicate("consent_is", "the host said yes", site="fort", among=["yes"]),
    "host_is_vale": predicate("same", "the host is Vale", a="$host", b="vale"),
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
        "predicates": PREDICATES,
        "indicators": {
            "calm": {"name": "Calm", "initial": 60.0, "words": "How calm it is."},
            "cover": {"name": "Cover", "initial": 10.0, "words": "How much is covered."},
            "east_nerve": {"name": "East’s nerve", "initial": 50.0, "words": "Private to East.", "seen_by": ["east"]},
        },
        "drivers": DRIVERS,
        "injects": INJECTS,
        "treaties": {"cfe": "in force", "start": "in force"},
        "treaty_names": {"cfe": "The treaty", "start": "The other treaty"},
        "reference": {},
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
