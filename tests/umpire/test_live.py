"""What if: the question is made of what a seat sees and nothing else, the answer is what a footprint from scratch says,
and the process that answers may die."""

import asyncio
import io
import json
import sys
from base64 import b64decode
from collections import OrderedDict

import numpy as np
import pytest

from engine.assessment import applied
from engine.footprint import footprint, unpack
from wargame.rules.catalogue import catalogue
from wargame.scenarios import load
from wargame.umpire import live
from wargame.umpire.inquiry import muster
from wargame.umpire.live import worker
from wargame.umpire.live.process import Desk


@pytest.fixture(scope="module")
def pack():
    return load.resolved("european_shield_2007")


@pytest.fixture(scope="module")
def view(pack):
    """What a seat's map shows: every site of the pack, the plan asked for, nothing drawn or learned yet."""
    sites = {name: {"visitors": [], "shared_with": [], **site, "id": name} for name, site in pack["sites"].items()}
    return {"sites": sites, "draws": {}, "assessments": {}}


def wanted(**changes) -> live.Wanted:
    words = {"assessment": "mda", "configuration": "planned", "axis": "iran_europe", "site": "redzikowo",
             "lat_deg": 54.5, "lon_deg": 17.1, "number": 10}  # fmt: skip
    return live.Wanted(**{**words, **changes})


def asked(view, pack, seat="us.president", **changes) -> dict:
    each = wanted(**changes)
    return live.trial(view, "etag", pack, seat, each).ask(each)


def answered(question: dict, benches: OrderedDict | None = None) -> dict:
    return worker.respond(json.loads(json.dumps(question)), OrderedDict() if benches is None else benches)


def refused(view, pack, seat="us.president", **changes) -> tuple[str, str | None]:
    with pytest.raises(live.CannotTry) as caught:
        asked(view, pack, seat, **changes)
    assert caught.value.message.endswith(".")
    return caught.value.code, caught.value.field


# --- who may ask what ---------------------------------------------------------------------------------------------


def test_only_of_assessments_that_the_seat_reads(view, pack):
    """[P5] Another side's own figures and the truth do not exist for it, in the same words as what never was."""
    for seat in ("us.president", "russia.president", "nato.secgen", "control.facilitator"):
        readable = catalogue(pack, seat)["assessments"]
        for name in (*pack["assessments"], "truth", "nobody"):
            if name in readable:
                assert asked(view, pack, seat, assessment=name)["base"]["assessment"] == name
            else:
                assert refused(view, pack, seat, assessment=name) == ("unknown-assessment", "assessment")
    assert "us_own" in pack["assessments"] and "us_own" not in catalogue(pack, "russia.president")["assessments"]


def test_only_of_sites_on_its_map(view, pack):
    """[P5] A site that it was not told of neither can be moved nor counts in the answer."""
    hidden = {**view, "sites": {name: site for name, site in view["sites"].items() if name != "aegis_baltic"}}
    unseen, never = (refused(hidden, pack, site=name) for name in ("aegis_baltic", "atlantis"))
    assert unseen == never == ("unknown-site", "site")
    stands = {**view["sites"], "aegis_baltic": {**view["sites"]["aegis_baltic"], "status": "in_force"}}
    knows, knows_not = asked({**view, "sites": stands}, pack), asked(hidden, pack)
    assert "aegis_baltic" in json.dumps(knows) and "aegis_baltic" not in json.dumps(knows_not)


def test_figures_are_those_that_the_seat_has_been_told(view, pack):
    """[P5] What has moved in an assessment, and tests that were flown, count as its view has them."""
    name = "interceptor.gbi2.burnout_speed_km_s"
    moved = {"mda": {name: {"value": 7.0, "low": 6.9, "high": 7.1}}}
    assert asked({**view, "assessments": moved}, pack)["base"]["parameters"][name]["value"] == 7.0
    assert asked(view, pack)["base"]["parameters"][name]["value"] != 7.0
    drawn = {"test": {"labels": ["missed", "hit"], "outcome": "hit"}}
    tests = [asked({**view, "draws": draws}, pack)["base"]["parameters"] for draws in ({}, drawn)]
    assert tests[1]["interceptor.gbi2.hits"]["value"] == tests[0]["interceptor.gbi2.hits"]["value"] + 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"axis": "iran_us"}, "unknown-axis"),
        ({"axis": "nowhere"}, "unknown-axis"),
        ({"site": "kaliningrad"}, "no-defence"),
        ({"configuration": "dreamt"}, "unknown-configuration"),
        ({"lat_deg": 5.0}, "too-far"),
        ({"lon_deg": -77.0}, "too-far"),
        ({"number": 1001}, "bad-number"),
        ({"number": -1}, "bad-number"),
    ],
)
def test_what_cannot_be_tried_is_said(view, pack, changes, code):
    assert refused(view, pack, **changes)[0] == code


def test_the_unmoving_part_keeps_its_name(view, pack):
    first, second = asked(view, pack), asked(view, pack, lat_deg=50.0, number=3)
    assert first["name"] == second["name"] and first["base"] == second["base"]
    assert asked(view, pack, axis="iran_se_europe")["name"] != first["name"]
    assert live.made_for(wanted(), "a") == live.made_for(wanted(lat_deg=40.0, number=1), "a")
    assert live.made_for(wanted(), "a") != live.made_for(wanted(), "b")


# --- what is answered ---------------------------------------------------------------------------------------------


def from_scratch(view, pack, **site) -> np.ndarray:
    """The cells that the whole engine covers when the site truly stands so."""
    moved = {**view["sites"], "redzikowo": {**view["sites"]["redzikowo"], **site}}
    world = applied(muster.world({"sites": {n: [{"site": s}] for n, s in moved.items()}, "draws": {}, "beliefs": {},
                                  "fate": {}}, pack, "mda", "planned"))  # fmt: skip
    axis = next(axis for axis in world.axes if axis.name == "iran_europe")
    found = footprint(world.defence, axis.threats, world.grid(axis.grid))
    return found.covered & found.threatened


def test_the_answer_is_that_of_a_footprint_from_scratch(view, pack):
    benches: OrderedDict = OrderedDict()
    for place in (
        {"lat_deg": 54.5, "lon_deg": 17.1},
        {"lat_deg": 45.0, "lon_deg": 26.0},
        {"lat_deg": 60.0, "lon_deg": 5.0},
    ):
        found = answered(asked(view, pack, **place), benches)
        cells = unpack(b64decode(found["mask"]), found["cells"])
        np.testing.assert_array_equal(cells, from_scratch(view, pack, **place))
        assert len(b64decode(found["mask"])) < 1024
    assert len(benches) == 1, "one bench for one site, however often it is moved"
    still = answered(asked(view, pack), benches)
    assert still["now"] == still["before"], "where it stands, with what it has, nothing changes"
    assert still["mask_before"] is None
    assert answered(asked(view, pack, outline=True), benches)["mask_before"] == still["mask"]


def test_number_and_nothing(view, pack):
    """More interceptors cover no more cells but leave fewer leakers; none cover what the others do."""
    benches: OrderedDict = OrderedDict()
    few, many, none = (answered(asked(view, pack, number=number), benches) for number in (2, 40, 0))
    assert few["mask"] == many["mask"]
    assert many["now"]["no_leak"] > few["now"]["no_leak"]
    assert many["now"]["expected_leakers"] < few["now"]["expected_leakers"]
    gone = unpack(b64decode(none["mask"]), none["cells"])
    np.testing.assert_array_equal(gone, from_scratch(view, pack, number=0))
    assert none["now"]["area_pct"] < few["now"]["area_pct"]


def test_a_radar_a_ship_that_is_an_idea_and_a_neighbours_radar(view, pack):
    benches: OrderedDict = OrderedDict()
    before = answered(asked(view, pack), benches)["before"]
    idea = answered(asked(view, pack, site="aegis_aegean", lat_deg=38.0, lon_deg=25.0, number=12), benches)
    assert idea["before"] == before and idea["now"]["expected_leakers"] <= before["expected_leakers"]
    radar = answered(asked(view, pack, site="brdy", lat_deg=41.0, lon_deg=29.0, number=1), benches)
    assert (
        radar["mask"] != answered(asked(view, pack, site="brdy", lat_deg=49.7, lon_deg=13.7, number=1), benches)["mask"]
    )
    shared = answered(asked(view, pack, site="gabala", lat_deg=40.9, lon_deg=47.8, number=1), benches)
    assert shared["before"] == before
    assert len(benches) <= worker.BENCHES_KEPT


def test_outlines_only_when_asked(view, pack):
    benches: OrderedDict = OrderedDict()
    assert answered(asked(view, pack), benches)["outline"] is None
    outline = answered(asked(view, pack, outline=True), benches)["outline"]
    assert outline["type"] == "MultiPolygon" and outline["coordinates"]


def test_a_grid_is_told_in_runs(pack):
    question = live.grid_question(pack, "europe")
    told = answered(question)
    grid = muster.grid_of("europe", pack["grids"]["europe"])
    lat, lon = [], []
    for row, *runs in told["rows"]:
        for first, last in zip(runs[::2], runs[1::2], strict=True):
            for column in range(first, last + 1):
                lat.append(told["south_deg"] + (row + 0.5) * told["step_deg"])
                lon.append(told["west_deg"] + (column + 0.5) * told["step_deg"])
    np.testing.assert_allclose(np.array([lat, lon]), grid.place_deg)
    assert told["cells"] == len(grid) and len(json.dumps(told)) < 12_000
    assert live.grid_question(pack, "nowhere") is None


def test_a_fault_is_an_answer(view, pack):
    out = io.StringIO()
    broken = asked(view, pack)
    broken = {**broken, "base": {**broken["base"], "parameters": {}}}
    worker.serve([json.dumps(broken), "no json", json.dumps(live.grid_question(pack, "europe"))], out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert ["fault" in line for line in lines] == [True, True, False]


# --- the process --------------------------------------------------------------------------------------------------

ECHO = """
import sys, json, time
for line in sys.stdin:
    asked = json.loads(line)
    if "die" in asked:
        sys.exit(3)
    time.sleep(asked.get("sleep", 0))
    print(json.dumps(asked), flush=True)
"""


@pytest.fixture
async def echo(monkeypatch):
    monkeypatch.setattr("wargame.umpire.live.process.CALM_AFTER_S", 0.05)
    made = Desk(("-c", ECHO))
    yield made
    if made.task is not None:
        made.task.cancel()
        await asyncio.gather(made.task, return_exceptions=True)
    await made.stop()


async def test_one_process_answers_everybody_in_turn(echo):
    assert echo.process is None, "nothing is started before somebody asks"
    said = await asyncio.gather(*(echo.ask({"n": n}) for n in range(20)))
    assert said == [{"n": n} for n in range(20)] and echo.started == 1


async def test_a_process_that_dies_is_started_anew(echo):
    assert await echo.ask({"n": 1}) == {"n": 1}
    with pytest.raises(live.Away):
        await echo.ask({"die": 1})
    await asyncio.sleep(0.1)
    assert await echo.ask({"n": 2}) == {"n": 2} and echo.started == 2


async def test_a_process_that_hangs_is_killed(echo, monkeypatch):
    monkeypatch.setattr("wargame.umpire.live.process.ANSWER_LIMIT_S", 0.3)
    with pytest.raises(live.Away) as caught:
        await echo.ask({"sleep": 30})
    assert str(caught.value).endswith(".")
    await asyncio.sleep(0.1)
    monkeypatch.setattr("wargame.umpire.live.process.ANSWER_LIMIT_S", 15.0)
    assert await echo.ask({"n": 3}) == {"n": 3}


async def test_who_has_gone_is_not_answered_and_the_queue_is_bounded(echo, monkeypatch):
    slow = asyncio.create_task(echo.ask({"sleep": 0.4}))
    await asyncio.sleep(0.1)
    gone = asyncio.create_task(echo.ask({"die": 1}))
    await asyncio.sleep(0)
    gone.cancel()
    assert await echo.ask({"n": 4}) == {"n": 4}, "the question of who has gone was never put"
    await slow
    monkeypatch.setattr("wargame.umpire.live.process.QUEUE_MOST", 0)
    with pytest.raises(live.Away):
        await echo.ask({"n": 5})


async def test_it_is_let_go_when_nobody_asks_and_ends_with_its_parent(echo, monkeypatch):
    monkeypatch.setattr("wargame.umpire.live.process.IDLE_S", 0.1)
    await echo.ask({"n": 6})
    await asyncio.sleep(0.4)
    assert echo.process is None
    assert await echo.ask({"n": 7}) == {"n": 7} and echo.started == 2
    # A parent that is killed closes the pipe: the program's loop ends by itself.
    ends = await asyncio.create_subprocess_exec(sys.executable, "-c", ECHO, stdin=asyncio.subprocess.PIPE)
    ends.stdin.close()
    assert await asyncio.wait_for(ends.wait(), 10) == 0


async def test_the_program_gets_no_secret(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for you")
    desk = Desk(("-c", "import os,sys,json\nfor line in sys.stdin: print(json.dumps(dict(os.environ)), flush=True)"))
    told = await desk.ask({})
    desk.task.cancel()
    await asyncio.gather(desk.task, return_exceptions=True)
    assert not {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} & set(told)
