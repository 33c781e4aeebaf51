"""One turn: the findings say what they should, the same world gives the same findings, and nobody is defended twice
with one interceptor."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

import engine
from engine import Assessment, Axis, BadArgument, ConventionalStrike, Doctrine, Parameter, Sensors
from engine.assessment import PARAMETERS, applied, with_values
from engine.doctrine import kill_quantile
from engine.footprint import difference, footprint, grids, unpack
from engine.turn import compare, plain, stock_shares
from tests.engine.worlds import AMERICA, CAPITALS, defence, europe, icbm, irbm, radars, redzikowo, two_sites, world

KEY = (20070410, 1, "adjudicate")


@pytest.fixture(scope="module")
def findings() -> engine.Findings:
    return engine.adjudicate(world(), KEY)


def test_distributions_and_fractions(findings: engine.Findings) -> None:
    assert [finding.axis for finding in findings.axes] == ["iran-europe", "iran-us"]
    for finding, raid in zip(findings.axes, (5, 3), strict=True):
        assert finding.leakers_pmf.shape == (raid + 1,)
        assert finding.leakers_pmf.sum() == pytest.approx(1.0, abs=1e-6)
        assert finding.no_leak_probability == pytest.approx(finding.leakers_pmf[0], abs=1e-6)
        assert finding.expected_leakers == pytest.approx(finding.leakers_pmf @ np.arange(raid + 1), abs=1e-6)
        low, high = finding.no_leak_interval
        assert low < finding.no_leak_probability < high
        assert 0.0 < finding.covered_fraction < 1.0
        assert len(finding.sensitivities) == 3
        assert [s.swing for s in finding.sensitivities] == sorted(
            (s.swing for s in finding.sensitivities), reverse=True
        )
    europe_axis = findings.axis("iran-europe")
    assert europe_axis.hypothetical and not findings.axis("iran-us").hypothetical
    assert europe_axis.windows.covered.shape == (1, 16) and europe_axis.shots.shape == (1, 16)
    np.testing.assert_array_equal(europe_axis.windows.covered, europe_axis.shots > 0)


def test_footprint_of_an_axis(findings: engine.Findings) -> None:
    published = findings.footprints[0]
    again = footprint(applied(world()).defence, irbm(), europe())
    assert (unpack(published.mask, published.cells) == again.covered).all()
    assert published.area_fraction == pytest.approx(again.fraction(), abs=1e-6)
    assert findings.axis("iran-europe").covered_fraction == published.area_fraction
    assert published.geojson["geometry"]["type"] == "MultiPolygon" and published.covered_cells == again.covered.sum()
    assert published.population_defended == again.covered.sum() * 1e6


def test_timeline_is_the_chain_in_order(findings: engine.Findings) -> None:
    timeline = findings.axis("iran-europe").timeline
    times = [event.time_s for event in timeline]
    assert times == sorted(times)
    kinds = [event.kind for event in timeline]
    for first, second in (
        ("launch", "burnout"),
        ("burnout", "cue"),
        ("cue", "track"),
        ("track", "commit"),
        ("commit", "interceptor_launch"),
        ("interceptor_launch", "intercept"),
        ("intercept", "leakers"),
        ("leakers", "impact"),
    ):
        assert kinds.index(first) < kinds.index(second)
    assert all(event.sentence.endswith(".") for event in timeline)


def test_leakers_are_told_with_their_causes(findings: engine.Findings) -> None:
    """Stock, record at the date, failures and the chance stand in the sentence, as numbers of the case itself."""
    told = {event.kind: event.sentence for event in findings.axis("iran-europe").timeline}["leakers"]
    for part in (
        "10 interceptors against 5 warheads",
        "6 hits in 11 tests",
        "track fails with 5 %",
        "together with 5 %",
    ):
        assert part in told
    low, high = (100 * kill_quantile(6, 11, share) for share in (0.05, 0.95))
    assert f"hits with {low:.0f} to {high:.0f} %" in told
    shared = engine.explain(world(simultaneous=True), "iran-europe")
    assert "6 interceptors against 5 warheads" in {e.kind: e.sentence for e in shared}["leakers"], "its share only"


def test_any_engagement_can_be_explained(findings: engine.Findings) -> None:
    assert engine.explain(world(), "iran-europe") == findings.axis("iran-europe").timeline
    seattle = {event.kind: event.sentence for event in engine.explain(world(), "iran-us", aim=3)}
    assert "47.6° N 122.3° W" in seattle["launch"] and "would have to start before the commit" in seattle["no_shot"]
    assert seattle["leakers"] == "Without a shot all 3 of 3 warheads come through."
    far = engine.explain(world(axes=(Axis("short", irbm(300.0), CAPITALS, 2),)), "short", launch=1, aim=7)
    assert [event.kind for event in far] == ["out_of_range"]
    for wrong, code in (
        ({"axis": "nowhere"}, "axis.unknown"),
        ({"aim": 99}, "aim.range"),
        ({"launch": -1}, "launch.range"),
    ):
        with pytest.raises(BadArgument) as caught:
            engine.explain(world(), **{"axis": "iran-us", **wrong})  # type: ignore[arg-type]
        assert caught.value.code == f"engine.{code}"


def test_playback_meets_in_space_and_time(findings: engine.Findings) -> None:
    for finding in findings.axes:
        show = finding.playback
        assert show is not None and show.interceptor is not None
        assert len(show.threat.time_s) == 60
        assert (show.threat.lat_deg[0], show.threat.lon_deg[0]) == pytest.approx(show.launch_deg, abs=1e-3)
        assert (show.threat.lat_deg[-1], show.threat.lon_deg[-1]) == pytest.approx(show.target_deg, abs=1e-3)
        assert show.threat.altitude_km[0] == 0.0 and show.threat.altitude_km[-1] == 0.0
        meeting = next(event for event in show.events if event.kind == "intercept")
        assert show.interceptor.time_s[-1] == pytest.approx(meeting.time_s, abs=0.15)
        altitude = np.interp(meeting.time_s, show.threat.time_s, show.threat.altitude_km)
        assert show.interceptor.altitude_km[-1] == pytest.approx(altitude, abs=8.0)
        assert (show.interceptor.lat_deg[0], show.interceptor.lon_deg[0]) == pytest.approx((54.5, 17.1), abs=1e-3)
        assert show.site == "Redzikowo" and show.radar == "Brdy"


def test_without_a_radar_that_guides_everything_leaks() -> None:
    blind = replace(radars(), gives_track=False)
    finding = engine.adjudicate(world(defence=defence(sensors=blind), retaliation=None), KEY).axis("iran-us")
    assert finding.leakers_pmf[-1] == 1.0 and finding.no_leak_interval == (0.0, 0.0)
    assert "no_track" in [event.kind for event in finding.timeline]
    assert finding.playback is not None and finding.playback.interceptor is None and finding.playback.radar == ""


def test_out_of_range_is_said() -> None:
    axis = Axis("short", irbm(300.0), CAPITALS, 2, "europe")
    finding = engine.adjudicate(world(axes=(axis,), retaliation=None), KEY).axes[0]
    assert finding.timeline[0].kind == "out_of_range" and finding.playback is None
    assert np.isnan(finding.leakers_pmf).all() and finding.sensitivities == ()
    assert plain(finding)["no_leak_probability"] is None


def test_same_world_same_findings_in_this_and_another_process(findings: engine.Findings) -> None:
    """[P6] Bit for bit, whatever the hash seed and the number of threads."""
    here = json.dumps(plain(findings), sort_keys=True)
    assert json.dumps(plain(engine.adjudicate(world(), KEY)), sort_keys=True) == here
    program = (
        "import json, engine; from engine.turn import plain; from tests.engine.worlds import world; "
        "found = engine.adjudicate(world(), (20070410, 1, 'adjudicate')); "
        "print(json.dumps(plain(found), sort_keys=True))"
    )
    for seed, threads in (("1", "1"), ("77", "4")):
        environment = {
            "PYTHONHASHSEED": seed,
            "OPENBLAS_NUM_THREADS": threads,
            "OMP_NUM_THREADS": threads,
            "PYTHONPATH": ".",
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C",
        }
        there = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
        )
        assert there.stdout.strip() == here


def test_findings_are_plain_json(findings: engine.Findings) -> None:
    text = json.dumps(plain(findings), allow_nan=False)
    assert len(text) < 120_000
    assert json.loads(text)["manifest"]["key"] == list(KEY)


def test_order_of_axes_changes_nothing() -> None:
    """[P13] Relabelling changes nothing."""
    one = world()
    two = replace(one, axes=one.axes[::-1])
    first, second = engine.adjudicate(one, KEY), engine.adjudicate(two, KEY)
    for axis in ("iran-europe", "iran-us"):
        assert plain(first.axis(axis)) == plain(second.axis(axis))


def test_simultaneous_raids_share_the_stock() -> None:
    """[P13] Shots fired ≤ stock: no interceptor stands for two axes."""
    together = world(simultaneous=True)
    shares = stock_shares(together)
    assert sum(int(share[0]) for share in shares.values()) == 10
    assert {name: int(share[0]) for name, share in shares.items()} == {"iran-europe": 6, "iran-us": 4}
    apart, shared = engine.adjudicate(world(), KEY), engine.adjudicate(together, KEY)
    for axis in ("iran-europe", "iran-us"):
        assert shared.axis(axis).no_leak_probability < apart.axis(axis).no_leak_probability
    reverse = replace(together, axes=together.axes[::-1])
    assert {k: v.tolist() for k, v in stock_shares(reverse).items()} == {k: v.tolist() for k, v in shares.items()}


def test_more_defence_never_hurts_a_raid() -> None:
    """[P13] More stock, a better record, a quicker decision, a second family: never more expected leakers."""

    def leaks(**changes: object) -> float:
        guard = defence(changes.pop("sites", None), **changes)  # type: ignore[arg-type]
        lean = world(defence=guard, retaliation=None, axes=(Axis("iran-europe", irbm(), CAPITALS, 5),))
        return engine.adjudicate(lean, KEY, with_sensitivities=False).axes[0].expected_leakers

    base = leaks()
    assert leaks(sites=redzikowo(stock=14)) < base < leaks(sites=redzikowo(stock=5))
    assert leaks(sites=redzikowo(hits=9)) < base
    assert leaks(decision_delay_s=0) <= base <= leaks(decision_delay_s=200)
    assert leaks(sites=two_sites()) < base
    assert leaks(doctrine=Doctrine(1, 1)) >= base
    assert leaks(track_failure=0.2) > base and leaks(common_failure=0.2) > base


def test_looks_need_time_for_the_kill_assessment() -> None:
    """Three looks where kills are known at once, fewer when each takes minutes, one when it takes longer than the
    flight."""

    def looks(assessment_s: float) -> int:
        guard = defence(doctrine=Doctrine(3, 1), kill_assessment_s=assessment_s, decision_delay_s=0)
        lean = world(defence=guard, retaliation=None, axes=(Axis("iran-europe", irbm(), CAPITALS, 5),))
        return int(engine.adjudicate(lean, KEY, with_sensitivities=False).axes[0].shots.sum())

    at_once, slow, never = looks(0.0), looks(120.0), looks(3000.0)
    assert at_once > slow > never
    assert (
        never
        == engine.adjudicate(world(defence=defence(doctrine=Doctrine(1, 1), decision_delay_s=0)), KEY)
        .axes[0]
        .shots.sum()
    )


def test_russias_question() -> None:
    slow, fast = (
        engine.adjudicate(world(defence=defence(redzikowo(speed)), assessment=Assessment("none")), KEY).russia
        for speed in (5.5, 8.5)
    )
    assert slow is not None and fast is not None
    assert slow.engageable_warheads == 0 and slow.remaining_share == 1.0 and "No site can engage" in slow.sentence
    assert fast.engageable_warheads > 100 and fast.most_intercepted == 10 and fast.interceptors == 10
    assert fast.least_remaining_share == pytest.approx(1.0 - 10 / 1200, abs=1e-6)
    assert fast.remaining_share > fast.least_remaining_share
    for area in fast.areas:
        # The least speed and the coverage at the actual speed tell one story.
        assert (area.engageable_paths > 0) == (area.least_speed_km_s <= 8.5)
    assert fast.areas[1].area == "Saratov" and fast.areas[1].earliest_s > 300.0


def test_russias_question_after_an_expansion_and_with_other_stations() -> None:
    """More of the same opens no new path; slow stations open none; what an expansion changes is the number."""

    def asked(sites: engine.Sites) -> engine.RussiaFinding:
        found = engine.adjudicate(world(defence=defence(sites), axes=(), assessment=Assessment("none")), KEY).russia
        assert found is not None
        return found

    def stations(speed: float) -> engine.Sites:
        """The Polish site with two coastal stations of 24 interceptors each."""
        return engine.Sites(
            [[54.5, 43.0, 57.0], [17.1, 30.0, 4.0]], ["gbi2", "sm3", "sm3"], [10, 24, 24], [8.5, speed, speed],
            [150, 100, 100], [10, 5, 5], hits=[6, 8, 8], attempts=[11, 10, 10], name=["Redzikowo", "south", "north"],
        )  # fmt: skip

    now, expanded = asked(redzikowo(8.5)), asked(redzikowo(8.5, stock=54))
    paths = [area.engageable_paths for area in now.areas]
    assert [area.engageable_paths for area in expanded.areas] == paths and sum(paths) > 0
    assert (now.most_intercepted, expanded.most_intercepted) == (10, 54)
    assert expanded.least_remaining_share == pytest.approx(1.0 - 54 / 1200, abs=1e-6)
    assert expanded.remaining_share < now.remaining_share
    slow, quick = asked(stations(3.5)), asked(stations(7.5))
    assert [area.engageable_paths for area in slow.areas] == paths and slow.interceptors == 10
    assert all("south" not in area.sites and "north" not in area.sites for area in slow.areas)
    assert quick.interceptors > 10 and any({"south", "north"} & set(area.sites) for area in quick.areas)
    assert "54 interceptors in all" in expanded.sentence


def test_the_same_chain_over_north_america() -> None:
    """A footprint of its own, weighed by area and by people, per assessment, and as the difference of two."""
    towns = [(float(lat), float(lon), 1e6) for lat, lon in AMERICA.T]
    america = grids.populated(grids.NORTH_AMERICA, towns, step_deg=3.0, near_km=np.inf, name="america")
    assert america.place_deg[1].min() < -165 and america.population.sum() == 5e6
    axis = Axis("iran-us", icbm(), AMERICA, 3, "america")
    lean = world(axes=(axis,), grids=(america,), retaliation=None)
    slow = Assessment("slow", {"interceptor.gbi2.burnout_speed_km_s": 5.5})  # type: ignore[dict-item]
    mda, critics = engine.adjudicate(lean, KEY), engine.adjudicate(replace(lean, assessment=slow), KEY)
    one, two = mda.footprints[0], critics.footprints[0]
    assert one.grid == "america" and 0.0 < two.area_fraction < one.area_fraction <= 1.0
    assert one.population_fraction != one.area_fraction and 0.0 <= two.population_fraction <= one.population_fraction
    assert two.population_defended == two.population_fraction * 5e6 or two.threatened_cells < two.cells
    maps = [footprint(applied(w).defence, icbm(), america) for w in (lean, replace(lean, assessment=slow))]
    apart = difference(*maps)
    assert apart["only_first"]["coordinates"] and not apart["only_second"]["coordinates"]


def test_ambiguity_of_a_conventional_missile() -> None:
    russia = np.array([[55.7, 37.6], [59.9, 30.3], [56.0, 93.0]]).T
    radar = Sensors([[69.4], [33.0]], "early warning", 4000, 1.0, 3, 360, False)
    far = ConventionalStrike("far", [34.7, -120.6], [35.0, 52.0], radar, russia, rcs_m2=0.1)
    near = replace(far, name="near", target_deg=np.array([[44.0], [60.0]]))
    unseen = replace(far, name="unseen", sensors=Sensors([[-50.0], [33.0]], "x", 4000, 1.0, 3, 360, False))
    found = engine.adjudicate(world(strikes=(far, near, unseen), retaliation=None, axes=()), KEY).ambiguity
    by_name = {one.strike: one for one in found}
    assert 0.0 < by_name["far"].ambiguous_min < by_name["far"].flight_time_s / 60.0
    assert by_name["near"].ambiguous_min > by_name["far"].ambiguous_min
    assert by_name["unseen"].ambiguous_until_s == by_name["unseen"].flight_time_s
    # The forecast's error falls as t^-3/2: eight times the error takes four times the watching.
    sharp = engine.adjudicate(
        world(strikes=(replace(far, impact_error_km=far.impact_error_km / 8.0),), retaliation=None, axes=()), KEY
    ).ambiguity[0]
    watched = by_name["far"].ambiguous_until_s - by_name["far"].seen_s
    assert watched == pytest.approx(4.0 * (sharp.ambiguous_until_s - sharp.seen_s), abs=0.5)


def test_assessments_replace_the_catalogue() -> None:
    names = {
        "interceptor.gbi2.burnout_speed_km_s": 8.5,
        "radar.xband.reference_range_km": 2000.0,
        "threat.irbm.rcs_m2": 0.2,
        "defence.decision_delay_s": 10.0,
        "axis.iran-us.exists_from_year": 2020.0,
        "interceptor.none.hits": 3.0,
    }
    there = with_values(world(), names)
    assert there.defence.sites.burnout_speed_km_s[0] == 8.5 and there.defence.decision_delay_s == 10.0
    assert there.defence.sensors.reference_range_km.tolist() == [2000.0, 6000.0]
    assert there.axes[0].threats.rcs_m2.tolist() == [0.2, 0.2] and there.axes[1].exists_from_year == 2020.0
    assert world().defence.sites.burnout_speed_km_s[0] == 6.3, "the world itself is not touched"
    for group, fields in PARAMETERS.items():
        for field in fields:
            name = f"defence.{field}" if group == "defence" else f"{group}.nobody.{field}"
            assert with_values(world(), {name: 1.0}) is not None
    for wrong in ("interceptor.gbi2.colour", "speed", "defence.gbi2.track_s", "radar.mask_deg"):
        with pytest.raises(BadArgument) as caught:
            with_values(world(), {wrong: 1.0})
        assert caught.value.code == "engine.parameter.unknown" and "interceptor.<class>.burnout_speed_km_s" in str(
            caught.value
        )
    with pytest.raises(BadArgument):
        Parameter(5.0, 6.0, 7.0)


def test_rival_assessments_disagree_where_they_should() -> None:
    """The quarrel of 2007 in one parameter: at 6.3 km/s nearly nothing of the retaliation can be touched, at 8.5
    most paths can."""
    mda = engine.adjudicate(world(), KEY)
    critics = engine.adjudicate(
        world(assessment=Assessment("critics", {"interceptor.gbi2.burnout_speed_km_s": Parameter(8.5, 8.0, 9.0)})), KEY
    )
    assert mda.russia is not None and critics.russia is not None
    assert critics.russia.engageable_warheads > 2 * mda.russia.engageable_warheads
    assert critics.axis("iran-us").no_leak_probability >= mda.axis("iran-us").no_leak_probability
    assert critics.assessment == "critics"


def test_worlds_refuse_what_cannot_be() -> None:
    twice = Axis("a", icbm(), AMERICA, 1)
    for build, code in (
        (lambda: world(axes=(twice, twice)), "engine.axes.twice"),
        (lambda: world(axes=(Axis("a", icbm(), AMERICA, 1, "atlantis"),)), "engine.axes.grid"),
        (lambda: Axis("a", icbm(), AMERICA, 0), "engine.raid_size.range"),
        (lambda: engine.adjudicate(world(), ("x", 1, "a")), "engine.key.integer"),  # type: ignore[arg-type]
    ):
        with pytest.raises(BadArgument) as caught:
            build()
        assert caught.value.code == code


def test_a_world_without_sites_or_radars_is_answered() -> None:
    """Before anything is deployed every raid leaks whole, nothing is covered, and all of the retaliation remains."""
    empty = np.zeros((2, 0))
    no_sites = engine.Sites(empty, (), [], [], [], [])
    no_radars = Sensors(empty, (), [], [], [], empty, [])
    for guard in (
        defence(no_sites, no_radars),
        defence(no_sites),
        defence(sensors=no_radars),
        defence(redzikowo(stock=0)),
    ):
        found = engine.adjudicate(world(defence=guard), KEY)
        for finding in found.axes:
            assert finding.leakers_pmf[-1] == 1.0 and finding.covered_fraction == 0.0 and finding.interceptors == 0
            assert finding.playback is not None and finding.playback.interceptor is None
        assert found.footprints[0].covered_cells == 0
        assert found.russia is not None and found.russia.remaining_share == 1.0
        json.dumps(plain(found), allow_nan=False)


def test_comparing_findings(findings: engine.Findings) -> None:
    """[P6] Equal under one manifest; under another within tolerance, with the borderline cells counted; else said."""
    kept = plain(findings)
    assert compare(kept, plain(engine.adjudicate(world(), KEY))).equal
    other = json.loads(json.dumps(kept))
    other["manifest"]["machine"] = "aarch64"
    assert compare(kept, other).equal and not compare(kept, other).same_manifest
    mask = bytearray.fromhex(other["footprints"][0]["mask"])
    mask[0] ^= 0b10000001
    other["footprints"][0]["mask"] = mask.hex()
    other["axes"][0]["leakers_pmf"][0] += 1e-9
    other["axes"][0]["committed_s"][0] += 0.01
    near = compare(kept, other)
    assert near.agree and not near.equal and near.borderline_cells == 2 and "2 borderline cells" in near.sentence
    for spoil in (
        lambda row: row["axes"][0]["leakers_pmf"].__setitem__(0, 0.9),
        lambda row: row["axes"][0]["committed_s"].__setitem__(0, None),
        lambda row: row["axes"].pop(),
        lambda row: row["footprints"][0].__setitem__("mask", bytes(b ^ 0xFF for b in mask).hex()),
        lambda row: row["russia"].__setitem__("remaining_share", 0.5),
        lambda row: row["russia"]["areas"][0].__setitem__("engageable_paths", 77),
        lambda row: row["axes"][0]["windows"]["earliest_s"][0].__setitem__(0, 1.0),
        lambda row: row["axes"][0]["sensitivities"][0].__setitem__("at_low", 0.99),
    ):
        wrong = json.loads(json.dumps(other))
        spoil(wrong)
        assert not compare(kept, wrong).agree and "do not agree" in compare(kept, wrong).sentence
