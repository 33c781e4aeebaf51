"""After the game: the frontier of packages, the points on it, what was left; reckoned in parts that may be lost."""

from copy import deepcopy
from math import prod
from random import Random
from typing import Any

import pytest

from tests.reports.test_report import Reader
from tests.rules import small
from tests.rules.table import clause, started
from tests.umpire import tables
from tests.umpire.invented import Invented
from tests.umpire.test_estimates import Stub
from tests.umpire.test_value import packaged
from wargame import journal
from wargame.reports import build, chronicle
from wargame.reports.formats import html
from wargame.umpire.frontier import points, reckon, rows
from wargame.umpire.models import Frontier, Part
from wargame.umpire.value import menu, outlook
from wargame.umpire.value.table import Table

HEADS = tables.HEADS


def test_the_front_is_what_no_other_dominates() -> None:
    chance = Random(2)
    for _ in range(50):
        found = [(tuple(chance.randint(0, 6) for _ in range(3)), n) for n in range(40)]
        kept = {point for point, _ in points.front(found)}
        every = {point for point, _ in found}
        assert kept == {one for one in every if not any(points.dominates(other, one) for other in every)}
        floor = tuple(chance.randint(0, 4) for _ in range(3))
        able = [point for point in every if all(a >= b for a, b in zip(point, floor, strict=True))]
        best, fair = points.nash(found, floor), points.egalitarian(found, floor)
        if not able:
            assert best is None and fair is None
            continue
        assert prod(points.gains(best[0], floor)) == max(prod(points.gains(each, floor)) for each in able)
        assert min(points.gains(fair[0], floor)) == max(min(points.gains(each, floor)) for each in able)


def test_what_is_left_is_what_all_could_have_had_more() -> None:
    front = [((5.0, 5.0), "a"), ((9.0, 1.0), "b")]
    assert points.left(front, (4.0, 3.0)) == (3.0, ((5.0, 5.0), "a"))
    assert points.left(front, (9.0, 1.0)) == (0.0, None)
    assert points.left(front, (6.0, 4.0)) == (0.0, None), "somebody would have lost"


def quarrel(*, paid: bool = False) -> Any:
    """The small pack with cells that want different things: 95 packages, and 2591 when they may pay each other."""
    pack = deepcopy(small.pack())
    wants = {"west": [("cover", "up")], "east": [("calm", "up"), ("cover", "down")], "north": [("calm", "up")]}
    for cell, goals in wants.items():
        pack["cells"][cell]["goals"] = [
            {"indicator": name, "weight": 1.0, "direction": direction, "words": "W"} for name, direction in goals
        ]
    deploy = {"kind": "deploy", "args": {"site": "fort", "number": 8}}
    yes = {"cell": "north", "turn": 1, "kind": "consent", "args": {"site": "fort", "consent": "yes"}}
    pack["default_orders"] = [yes, {"cell": "west", "turn": 2, **deploy}]
    for name in ("not_before", "silence", "access", *(() if paid else ("payment",))):
        del pack["clause_kinds"][name]
    return pack


@pytest.mark.parametrize("paid", [False, pytest.param(True, marks=pytest.mark.long)])
def test_all_packages_are_valued_and_the_document_says_what_brute_force_says(paid: bool) -> None:
    pack, engine = quarrel(paid=paid), Invented()
    begun = started(pack=pack, mode="rigid").state
    whole = reckon.sweep(begun, pack)
    assert whole.offered.exact
    agreed = packaged(pack, clause("no_missiles", party="east", where="march"))
    view = {"parties": ["west", "east"], "clauses": dict(agreed.terms), "order": list(agreed.terms), "from_turn": 1}
    end = {**begun, "agreements": {"a": {"seen_by": ["all"], "view": view}}}
    parts = [reckon.part(whole, number, engine) for number in range(whole.parts)]
    told = reckon.together(whole, parts, end, engine)

    every = [outlook.scores(begun, pack, each, engine) for each in menu.packages(pack, begun, pack["cells"])]
    none = outlook.scores(begun, pack, None, engine)
    every_point = {tuple(each.values()) for each in (*every, none)}
    front = {one for one in every_point if not any(points.dominates(other, one) for other in every_point)}
    assert {tuple(row["scores"].values()) for row in told["front"]} == front and len(front) > 1
    assert told["no_agreement"] == none and told["valued"] == len(every) == told["packages"] == (2591 if paid else 95)
    able = [each for each in every if all(each[cell] >= none[cell] for cell in none)]
    assert told["acceptable"] == len(able)
    assert told["nash"]["scores"] in able and told["egalitarian"]["scores"] in able
    assert told["agreed"]["scores"] == outlook.scores(begun, pack, agreed, engine)
    better = [each for each in every if all(each[cell] >= told["agreed"]["scores"][cell] for cell in none)]
    most = max(sum(each.values()) for each in better) - sum(told["agreed"]["scores"].values())
    assert told["left"]["points"] == pytest.approx(max(0.0, most), abs=0.005)


def test_of_too_many_a_sample_is_valued_and_climbed_from_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "EXACT", 5)
    monkeypatch.setattr(menu, "SAMPLE", 6)
    monkeypatch.setattr(reckon, "PART", 4)
    pack, engine = quarrel(), Invented()
    begun = started(pack=pack, mode="rigid", seed=11).state
    whole = reckon.sweep(begun, pack)
    assert whole.parts == 2 + len(reckon.WEIGHTS)
    parts = [reckon.part(whole, number, engine) for number in range(whole.parts)]
    told = reckon.together(whole, parts, begun, engine)
    assert not told["exact"] and told["seed"] == 11 and told["packages"] > 5
    climbed = reckon._climb(whole, (1, 1, 1), engine)
    assert max(len(chosen) for _, chosen in climbed) > 1, "clause upon clause"
    monkeypatch.setattr(menu, "EXACT", 200_000)
    best = max(
        sum(outlook.scores(begun, pack, each, engine).values()) for each in menu.packages(pack, begun, pack["cells"])
    )
    assert max(sum(row["scores"].values()) for row in told["front"]) == pytest.approx(best, abs=0.01), "the climb"


# As work.


@pytest.fixture
def ended(db: Any, monkeypatch: pytest.MonkeyPatch) -> tables.Table:
    """A game of the real pack with one agreement, ended in its second turn; its menu is cut down to a few packages."""
    memory = Table(Stub())
    monkeypatch.setattr(rows, "table", lambda asks: memory)
    monkeypatch.setattr(menu, "EXACT", 5)
    monkeypatch.setattr(menu, "SAMPLE", 12)
    monkeypatch.setattr(reckon, "PART", 4)
    monkeypatch.setattr(reckon, "WEIGHTS", ())
    table = tables.open_table(turns=3)
    table.to("negotiation")
    cap = {"id": "a", "kind": "cap_interceptors", "party": "us", "args": {"number": 5}}
    offer = table.do(HEADS[0], "offer.table", title="T", to=["russia"], clauses=[cap], open=True, expires_turn=2)["ref"]
    digest = table.state()["offers"][offer]["view"]["versions"]["1"]["digest"]
    for seat in HEADS[:2]:
        table.do(seat, "offer.sign", offer=offer, version=1, digest=digest)
    table.do(tables.FACILITATOR, "game.end", reason="The test has seen enough.")
    return table


def test_parts_are_rows_that_any_hand_takes_up_and_the_document_is_stored_once(ended: tables.Table) -> None:
    name, sent = str(ended.stream), []
    rows.ask(ended.stream, ended.game)
    assert rows.heal(sent.append) == 1 and sent == [name]
    assert rows.heal(sent.append) == 0, "somebody was asked just now"
    assert rows.work_on(name, sent.append, within_s=0.0) == "running" and len(sent) == 2
    kept = Part.objects.count()
    assert kept <= 3 and rows.found(ended.stream)[1] is None
    assert rows.work_on(name, sent.append) == "done" and Part.objects.count() == 3
    state, document, digest = rows.found(ended.stream)
    assert state == "done" and document["valued"] == 12 and not document["exact"]
    assert set(document["agreed"]["scores"]) == {"us", "russia", "nato"}
    assert document["agreed"]["scores"] != document["no_agreement"]
    assert rows.work_on(name, sent.append) == "nothing to do"
    # Lost parts and a second hand: the same document.
    Frontier.objects.update(state="running", document="")
    Part.objects.filter(number=1).delete()
    assert rows.work_on(name) == "done" and rows.found(ended.stream)[2] == digest


def test_the_report_tells_it_beside_what_was_played_and_every_number_has_its_entries(ended: tables.Table) -> None:
    def told() -> tuple[Any, Any]:
        story = chronicle.chronicle(ended.stream)
        return story, next(part for part in build.compose(story).sections if part.id == "outcomes")

    _, section = told()
    assert any("not reckoned yet" in getattr(block, "text", "") for block in section.blocks)
    rows.ask(ended.stream, ended.game)
    assert rows.work_on(str(ended.stream)) == "done"
    story, section = told()
    document = rows.found(ended.stream)[1]
    shown = {block.caption: block for block in section.blocks if hasattr(block, "columns")}
    table = next(block for caption, block in shown.items() if caption.startswith("The same as numbers; what"))
    none = next(row for row in table.rows if row[0].text == "No agreement")
    assert [float(cell.text) for cell in none[1:4]] == pytest.approx(list(document["no_agreement"].values()), abs=0.051)
    assert all(cell.refs for row in table.rows for cell in row if cell.number)
    sheet = next(block for caption, block in shown.items() if caption.startswith("Points on each cell"))
    assert sheet.columns[-2:] == ("No agreement", "Against it")
    said = " ".join(getattr(block, "text", "") for block in section.blocks)
    assert "a sample drawn by the game's seed" in said and rows.found(ended.stream)[2][:16] in said
    read = Reader(html.page(build.compose(story)))
    assert {link[1:] for link in read.links} <= set(read.ids)
    assert journal.document(rows.found(ended.stream)[2]) == document
