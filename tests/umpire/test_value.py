"""The value of a package: real rules to the horizon, from knowledge alone, with the engine's answers from a table."""

from copy import deepcopy
from random import Random
from typing import Any

import pytest

from tests.fuzz.games import monkey
from tests.rules import small
from tests.rules.sight.test_commuting import _two_games
from tests.rules.small import EAST, FACILITATOR, NORTH, PLAYERS, VALE, WEST
from tests.rules.table import Table as Played
from tests.rules.table import clause, started
from tests.umpire.invented import Invented
from wargame.rules.commands import Clause
from wargame.rules.decide.publishing import after_orders
from wargame.rules.events import visible
from wargame.rules.evolve import fold
from wargame.rules.mechanics.score import score
from wargame.rules.refusals import Refusal
from wargame.rules.state import EMPTY
from wargame.umpire.inquiry import adjudication, muster
from wargame.umpire.value import knowledge, menu, outlook, package
from wargame.umpire.value.play import Wish
from wargame.umpire.value.table import Table, cornered, standing

DEFAULTS = [
    {"cell": "north", "turn": 1, "kind": "consent", "args": {"site": "fort", "consent": "yes"}},
    {"cell": "west", "turn": 2, "kind": "deploy", "args": {"site": "fort", "number": 8}},
    {"cell": "east", "turn": 2, "kind": "suspend", "args": {}},
    {"cell": "east", "turn": 3, "kind": "suspend", "args": {}},  # not lawful any more
]


def pack_with(**more: Any) -> Any:
    return {**small.pack(), **more}


def midgame(seed: int, steps: int) -> Played:
    table = Played(seed=seed, stream=f"mid-{seed}", mode="rigid", observers="public", turns=3)
    chance = Random(seed)
    for step in range(steps):
        if table.state["game"]["over"]:
            break
        seat, name, args = monkey.move(table, chance, list(PLAYERS), hurry=step > steps // 2)
        table.do(seat, name, **args)
    return table


def packaged(pack: Any, *clauses: dict[str, Any], parties: tuple[str, ...] = ("west", "east"), **more: Any) -> Any:
    made = package.drawn_up(pack, [Clause(**row) for row in clauses], parties, **more)
    assert not isinstance(made, Refusal), made
    return made


SPEED = "interceptor.gbi2.burnout_speed_km_s"
CAP = clause("cap", number=5, where="march")
TREATY = clause("treaty", party="east")


# Default play is play.


@pytest.mark.parametrize("seed", range(8))
def test_what_is_foreseen_is_what_comes_when_nobody_does_anything(seed: int) -> None:
    table, engine = midgame(seed, 40 + 15 * seed), Invented()
    foreseen = outlook.scores(table.state, table.pack, None, engine)
    while not table.state["game"]["over"]:
        turn, phase = table.state["turn"]["number"], table.state["phase"]["name"]
        if phase == "lobby":
            table.must(FACILITATOR, "game.start")
        elif phase == "adjudication":
            world = after_orders(table.state, table.context("ask"))
            answers = {**engine.findings(world, table.pack, turn), "draws": adjudication.draws(table.state, table.pack)}
            table.must("system", "findings.record", turn=turn, findings=answers)
        else:
            table.end_phase()
    values = {name: row["view"]["value"] for name, row in table.state["indicators"].items()}
    assert foreseen == {
        cell: pytest.approx(score(row["goals"], values), abs=0.001) for cell, row in table.pack["cells"].items()
    }


def test_default_orders_are_given_where_they_are_lawful_and_break_no_promise() -> None:
    pack, engine = pack_with(default_orders=DEFAULTS), Invented()
    table = started(pack=pack, mode="rigid")
    known = knowledge.known(table.state, pack, WEST)
    plain = outlook.outlook(known, pack, WEST, None, engine)
    assert plain.left_out == () and plain.breaches == ()
    assert "d_suspended" in {row.rule for row in plain.changes}
    capped = outlook.outlook(known, pack, WEST, packaged(pack, CAP, TREATY), engine)
    assert [text for text in capped.left_out if "deploys 8 interceptors" in text]
    assert capped.breaches == ()
    assert capped.indicators["cover"].expected < plain.indicators["cover"].expected, "eight were not built"
    wide_enough = outlook.outlook(
        known, pack, WEST, packaged(pack, {**CAP, "args": {**CAP["args"], "number": 8}}), engine
    )
    assert wide_enough.left_out == ()
    assert wide_enough.indicators["cover"] == plain.indicators["cover"]


def test_a_promise_that_default_play_does_not_keep_is_foreseen_as_broken() -> None:
    pack = deepcopy(small.pack())
    table = started(pack=pack, mode="rigid")
    known = knowledge.known(table.state, pack, EAST)
    access = packaged(pack, clause("access", site="fort", guest="east"))
    seen = outlook.outlook(known, pack, EAST, access, Invented())
    assert [(row.turn, row.party) for row in seen.breaches] == [(1, "west"), (2, "west"), (3, "west")]
    assert all("visit" in row.sentence and "east" in row.known_to for row in seen.breaches)
    assert [row.delta for row in seen.changes if row.rule == "d_breach"] == [-5, -5, -5]


def test_a_cell_that_has_handed_in_orders_is_taken_at_its_word() -> None:
    pack = pack_with(default_orders=[{"cell": "east", "turn": 1, "kind": "suspend", "args": {}}])
    table = started(pack=pack, mode="rigid")
    table.to("orders")
    before = outlook.outlook(knowledge.known(table.state, pack, EAST), pack, EAST, None, Invented())
    table.must(EAST, "order.write", kind="speak", args={"text": "peace"})
    after = outlook.outlook(knowledge.known(table.state, pack, EAST), pack, EAST, None, Invented())
    assert "d_suspended" in {row.rule for row in before.changes}
    assert "d_suspended" not in {row.rule for row in after.changes}
    # West was told nothing of it and still reckons with what it knows of old.
    unaware = outlook.outlook(knowledge.known(table.state, pack, WEST), pack, WEST, None, Invented())
    assert "d_suspended" in {row.rule for row in unaware.changes}


def test_an_order_can_be_asked_about_and_is_refused_in_the_rules_words() -> None:
    pack, engine = small.pack(), Invented()
    table = started(pack=pack, mode="rigid")
    known = knowledge.known(table.state, pack, EAST)
    plain = outlook.outlook(known, pack, EAST, None, engine)
    suspended = outlook.outlook(known, pack, EAST, None, engine, wish=Wish(cell="east", kind="suspend", args={}))
    because = [row for row in outlook.reasons(suspended, plain) if row.because == "because of d_suspended"]
    assert [row.indicator for row in because] == ["calm"] and because[0].delta == -15
    assert because[0].points == -15 and suspended.score == pytest.approx(plain.score - 15, abs=0.01)
    refused = outlook.outlook(known, pack, EAST, None, engine, wish=Wish(cell="east", kind="deploy", args={}))
    assert isinstance(refused, Refusal) and refused.code == "unknown-order-kind"


def test_the_value_is_the_difference_that_the_package_makes() -> None:
    pack, engine = small.pack(), Invented()
    table = started(pack=pack, mode="rigid")
    known = knowledge.known(table.state, pack, WEST)
    agreed = packaged(pack, CAP)
    with_it, without = (outlook.outlook(known, pack, WEST, each, engine) for each in (agreed, None))
    assert outlook.value(known, pack, WEST, agreed, engine) == pytest.approx(with_it.score - without.score) == 8.0
    assert sum(row.points for row in with_it.goals) == pytest.approx(with_it.score, abs=0.001)
    hidden = packaged(pack, CAP, open=False)
    assert outlook.value(known, pack, WEST, hidden, engine) == 0.0, "only an open agreement moves what all can see"
    assert with_it == outlook.outlook(known, pack, WEST, agreed, engine)


def test_the_interval_spans_whose_figures_are_right_and_how_tests_come_out() -> None:
    pack = deepcopy(small.pack())
    pack["cells"]["west"]["goals"] = [{"indicator": "cover", "weight": 1, "direction": "up", "words": "W"}]
    table = started(pack=pack, mode="rigid")
    known = knowledge.known(table.state, pack, WEST)
    seen = outlook.outlook(known, pack, WEST, None, Invented())
    span = seen.indicators["cover"]
    assert span.low < span.expected < span.high
    assert (seen.low, seen.score, seen.high) == (span.low, span.expected, span.high)
    assert len(seen.points) == 5, "expected, low, high, the published and the own figures"
    narrow = outlook.outlook(known, pack, WEST, None, Invented(), wide=False)
    assert narrow.low == narrow.score == narrow.high == seen.score
    calm = outlook.outlook(known, pack, WEST, None, Invented()).indicators["calm"]
    assert calm.low == calm.high
    table.to("negotiation")
    table.must(FACILITATOR, "inject.send", inject="trial")
    tried = outlook.outlook(knowledge.known(table.state, pack, WEST), pack, WEST, None, Invented())
    assert len(tried.points) == 10
    # A hit costs four, a miss two: five hits in nine are on the record, so 6 in 11 are expected.
    hit = tried.indicators["calm"]
    assert hit.low < hit.expected < hit.high
    assert hit.expected == pytest.approx(hit.high - (hit.high - hit.low) * (6 / 11), abs=0.002)


# Knowledge.


@pytest.mark.parametrize("seed", range(6))
def test_an_estimate_reads_nothing_but_the_entries_that_its_seat_may_see(seed: int) -> None:
    table = midgame(seed, 70 + 20 * seed)
    for seat in (WEST, EAST, VALE):
        if table.state["game"]["over"]:
            continue
        told = fold(EMPTY, [event for event in table.log if visible(event, seat, table.state["game"])])
        known = knowledge.known(table.state, table.pack, seat)
        agreed = packaged(table.pack, CAP, TREATY, parties=("west", "east", "north"))
        for each in (None, agreed):
            by_sight = outlook.outlook(known, table.pack, seat, each, Invented())
            by_entries = outlook.outlook(
                {**told, "fate": known["fate"], "proposals": {}}, table.pack, seat, each, Invented()
            )
            assert by_sight == by_entries, seat


def test_two_games_that_differ_in_what_is_hidden_have_the_same_estimates() -> None:
    one, two = _two_games()
    for seat in (NORTH, VALE):
        ways = [
            outlook.outlook(knowledge.known(each.state, each.pack, seat), each.pack, seat, None, Invented())
            for each in (one, two)
        ]
        assert ways[0] == ways[1]
    secret = [
        outlook.outlook(knowledge.known(each.state, each.pack, EAST), each.pack, EAST, None, Invented()).changes
        for each in (one, two)
    ]
    assert secret[0], "there is something to estimate"


def test_what_is_known_holds_no_truth_no_seed_and_no_injects_to_come() -> None:
    table = started(mode="rigid", seed=99)
    known = knowledge.known(table.state, table.pack, WEST)
    assert known["fate"] == {"seed": 0, "truth": {"speed": 6.0, "range": 150.0}, "injects": {}}
    assert known["fate"]["truth"] != table.state["fate"]["truth"]
    less = knowledge.known_pack(table.pack, "west", frozenset(known["sent"]))
    assert "storm" not in less["injects"]
    assert not less["assessments"]["east_view"]["parameters"] and less["assessments"]["west_view"]["parameters"]
    assert knowledge.readable(table.pack, "west") == ["public_view", "west_view"]


# What could be agreed.


def test_the_menu_counts_what_it_gives_and_gives_each_once() -> None:
    pack = deepcopy(small.pack())
    table = started(pack=pack, mode="rigid")
    offered = menu.menu(pack, table.state, ("west", "east"))
    found = list(menu.packages(pack, table.state, ("west", "east")))
    assert offered.exact and len(found) == offered.count
    assert len({each.digest for each in found}) == len(found)
    assert {term["kind"] for each in found for term in each.terms.values()} == set(pack["clause_kinds"])
    assert all(term["party"] in ("west", "east") for each in found for term in each.terms.values())


def test_a_menu_that_is_too_large_is_sampled_by_the_seed_and_says_so() -> None:
    pack = deepcopy(small.pack())
    for kind in pack["clause_kinds"].values():
        for field in kind["fields"]:
            if field["type"] == "number":
                field["menu"] = list(range(50))
    many = {f"{name}{copy}": kind for name, kind in pack["clause_kinds"].items() for copy in range(4)}
    pack["clause_kinds"] = many
    table = started(pack=pack, mode="rigid")
    offered = menu.menu(pack, table.state, pack["cells"])
    assert not offered.exact and offered.count > menu.EXACT and offered.places == menu.SAMPLE
    one, again, other = ([offered.at(place, seed) for place in range(40)] for seed in (1, 1, 2))
    assert one == again != other
    assert all(0 < len(each.terms) <= menu.MOST_CLAUSES for each in one)


def test_what_was_promised_already_is_not_on_the_menu() -> None:
    pack = deepcopy(small.pack())
    table = started(pack=pack, mode="rigid")
    before = menu.menu(pack, table.state, pack["cells"])
    pack["clause_kinds"]["treaty"]["clashes"] = [{"with": "treaty"}]
    agreed = packaged(pack, TREATY)
    view = {"clauses": dict(agreed.terms), "order": list(agreed.terms), "from_turn": 1, "standing": {}}
    after = menu.menu(pack, {**table.state, "agreements": {"a": {"seen_by": ["all"], "view": view}}}, pack["cells"])
    assert {(row.kind, row.party) for row in before.slots} - {(row.kind, row.party) for row in after.slots} == {
        ("treaty", "east")
    }


def test_what_the_pack_forbids_beside_each_other_is_not_put_together() -> None:
    pack = deepcopy(small.pack())
    state = started(pack=pack, mode="rigid").state
    pack["clause_kinds"]["cap"]["clashes"] = [{"with": "not_before"}]
    offered = menu.menu(pack, state, pack["cells"])
    assert offered.clashes
    together = [{term["kind"] for term in each.terms.values()} for each in menu.packages(pack, state, pack["cells"])]
    assert any("cap" in kinds for kinds in together) and any("not_before" in kinds for kinds in together)
    assert not any({"cap", "not_before"} <= kinds for kinds in together)


# The table of answers.


class Watched(dict):
    """A state that remembers which of its tables were read."""

    def __init__(self, state: Any) -> None:
        super().__init__(state)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)


def real_pack() -> Any:
    from wargame.scenarios import load

    return load.resolved("european_shield_2007")


def test_questions_are_made_of_the_tables_that_they_are_kept_by() -> None:
    pack = real_pack()
    table = Played(pack=pack, mode="rigid")
    watched = Watched(table.state)
    for assessment in pack["assessments"]:
        for configuration in ("in_force", "planned"):
            muster.recipe(watched, pack, assessment, configuration)
    assert watched.read == set(muster.READS)


def test_equal_standing_is_an_equal_question_and_another_one_is_asked_anew() -> None:
    pack, chance = real_pack(), Random(5)
    base = Played(pack=pack, mode="rigid").state
    known: dict[Any, str] = {}
    repeats = 0
    for _ in range(300):
        sites = dict(base["sites"])
        for name in chance.sample(sorted(sites), 2):
            row = {**sites[name][-1]["site"], "visitors": chance.sample(["us", "russia"], chance.randint(0, 2))}
            row["status"] = chance.choice(["idea", "building", "in_force", "paused"])
            row["number"] = chance.choice([0, 10])
            row["shared_with"] = chance.choice([[], ["us"]])
            sites[name] = [{"seen_by": ["all"], "site": row}]
        held = {"value": chance.choice([6.0, 7.0]), "low": 5.0, "high": 9.0, "turn": chance.randint(1, 3)}
        moved = {"seen_by": ["us"], "parameters": {SPEED: held}}
        state = {**base, "sites": sites, "beliefs": chance.choice([{}, {"us_own": moved}])}
        for assessment in ("us_own", "physicists"):
            question = muster.digest(muster.recipe(state, pack, assessment, "planned"))
            key = (assessment, standing(state, assessment))
            repeats += key in known
            assert known.setdefault(key, question) == question
    assert 0 < repeats < 600 and len(set(known.values())) > 20


def test_the_engine_is_asked_once_for_each_configuration() -> None:
    pack = real_pack()
    state = Played(pack=pack, mode="rigid").state

    class Counting(adjudication.Memory):
        asked = 0

        def answer(self, asked: Any, *, with_sensitivities: bool) -> Any:
            type(self).asked += 1
            return {
                "axes": {"speed": asked["parameters"]["interceptor.gbi2.burnout_speed_km_s"]["value"]},
                "russia": {},
            }

    table = Table(Counting())
    corners = [
        table.answer(state, pack, "genshtab", "planned", corner)["axes"]["speed"] for corner in ("value", "low", "high")
    ]
    assert corners[1] <= corners[0] <= corners[2] and corners[1] < corners[2]
    assert table.answer(dict(state), pack, "genshtab", "planned") is table.answer(state, pack, "genshtab", "planned")
    assert Counting.asked == 3
    recipe = muster.recipe(state, pack, "genshtab", "planned")
    assert cornered(recipe, "value") is recipe
    assert (
        cornered(recipe, "low")["parameters"]["interceptor.gbi2.hits"] == recipe["parameters"]["interceptor.gbi2.hits"]
    )
