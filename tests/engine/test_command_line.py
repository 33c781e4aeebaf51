"""`python -m engine`: every command in words and as JSON, files where they are asked for, a sentence for every
wrong argument."""

import json
import struct
import subprocess
import sys
import zlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from engine import ballistics, doctrine
from engine.__main__ import main
from engine.footprint import footprint, grids
from engine.footprint.picture import COVERED, picture, png
from tests.engine.worlds import defence, irbm


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict]:
    assert main([*words, "--json"]) == 0
    rows: list[dict] = json.loads(capsys.readouterr().out)
    return rows


def test_arc(capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(capsys, "arc", "--range", "3000", "10000")
    assert rows[0]["speed_km_s"] == pytest.approx(4.864996, abs=1e-6) and len(rows) == 2
    shot = answer(capsys, "arc", "--launch", "35,52", "--target", "50,15")[0]
    assert shot["flight_time_s"] == pytest.approx(float(ballistics.aim([35, 52], [50, 15]).flight_time_s), abs=1e-5)


def test_window(capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(
        capsys,
        "window",
        "--speed",
        "1.5",
        "6.5",
        "--site",
        "54,17",
        "--target",
        "50,15",
        "--least-altitude",
        "120",
        "--still",
    )
    assert [row["covered"] for row in rows] == [False, True]
    assert rows[0]["why"].startswith("No free flight") and rows[0]["earliest_s"] is None
    assert rows[1]["earliest_s"] == pytest.approx(583.748651, abs=1e-3)


def test_raid_russia_and_table(capsys: pytest.CaptureFixture[str]) -> None:
    rows = answer(capsys, "raid", "--threats", "5", "--interceptors", "10", "--looks", "2", "--kill", "0.7")
    np.testing.assert_allclose([row["probability"] for row in rows], doctrine.leakers(5, 10, 2, 0.7), atol=1e-6)
    assert rows[-1]["at_most"] == 1.0
    slow, fast = (answer(capsys, "russia", "--speed", speed) for speed in ("5.5", "9"))
    assert sum(row["engageable_paths"] for row in slow) == 0 < sum(row["engageable_paths"] for row in fast)
    assert len(answer(capsys, "table")) == 9


def test_footprint_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    outline, image = tmp_path / "a.json", tmp_path / "a.png"
    row = answer(capsys, "footprint", "--step", "4", "--geojson", str(outline), "--png", str(image))[0]
    assert 0 < row["covered"] < row["threatened"]
    assert json.loads(outline.read_text())["geometry"]["type"] == "MultiPolygon"
    assert image.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_tables_are_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["range_km", "speed_km_s", "apogee_km", "flight_time_s"] and len(lines) == 10
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["arc"], "say --range 3000"),
        (["arc", "--range", "30000"], "must lie between 0 and 20015.1 km"),
        (["raid", "--kill", "2"], "kill_probability must lie between 0 and 1"),
        (["raid", "--threats", "-1"], "threats must lie between 0 and 500"),
        (["footprint", "--step", "2", "--png", "/nowhere/at/all.png"], "cannot open /nowhere/at/all.png"),
        (["footprint", "--bounds", "60", "40", "0", "10"], "south < north"),
        (["footprint", "--step", "0"], "step_deg must lie above 0"),
        (["footprint", "--step", "nan"], "step_deg must lie above 0"),
        (["footprint", "--step", "0.001"], "take a larger step"),
        (["footprint", "--step", "8", "--speed", "6", "7", "8"], "burnout_speed_km_s must be one number or 1 numbers"),
        (["footprint", "--places", "/nowhere/at/all.csv"], "cannot open /nowhere/at/all.csv"),
        (["russia", "--mask", "95"], "mask_deg must lie between -5 and 89"),
        (["window", "--commit", "-1"], "commit_s must lie at or above 0 s"),
    ],
)
def test_wrong_arguments_get_a_sentence(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["window", "--speed", "fast"], "'fast' is no number"),
        (["raid", "--looks", "2.5"], "'2.5' is no whole number"),
        (["arc", "--launch", "95,3"], "latitudes within 90"),
        (["raid", "--record", "12/11"], "hits cannot exceed attempts"),
        (["footprint", "--over", "asia"], "europe"),
    ],
)
def test_unreadable_words_get_a_sentence_too(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2 and said in capsys.readouterr().err


def test_a_flight_as_geojson(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Ends where it should on the turning Earth, also across the date line."""
    for launch, target in (("35,52", "50,15"), ("60,170", "47.6,-122.3")):
        line = tmp_path / "arc.json"
        row = answer(capsys, "arc", "--launch", launch, "--target", target, "--geojson", str(line))[0]
        feature = json.loads(line.read_text())
        points, times = feature["geometry"]["coordinates"], feature["properties"]["time_s"]
        lat, lon = (float(part) for part in target.split(","))
        assert points[-1][1] == pytest.approx(lat, abs=1e-3) and points[-1][2] == 0
        assert (points[-1][0] - lon) % 360 == pytest.approx(0, abs=1e-3)
        assert times[-1] == pytest.approx(row["flight_time_s"], abs=0.1)
        assert max(abs(b[0] - a[0]) for a, b in pairwise(points)) < 20, "no jump at the date line"


def test_one_number_for_all_sites_or_one_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    two = ("--site", "54.5,17.1", "43,30")
    slow = answer(capsys, "russia", "--speed", "8.5", "3.5", "--stock", "10", "24", *two)
    alone = answer(capsys, "russia", "--speed", "8.5")
    assert [row["engageable_paths"] for row in slow] == [row["engageable_paths"] for row in alone]
    assert {site for row in slow for site in row["sites"]} == {"site 1"}


def test_both_continents_by_area_and_by_people(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    towns = tmp_path / "towns.csv"
    towns.write_text("# latitude,longitude,population\n40.7,-74.0,8000000\n47.6,-122.3,700000\n")
    words = ("footprint", "--step", "6", "--missile", "icbm", "--over", "north-america")
    row = answer(capsys, *words, "--places", str(towns))[0]
    assert 0.0 < row["area_fraction"] < 1.0 and row["people_fraction"] != row["area_fraction"]
    assert "people_fraction" not in answer(capsys, *words)[0]
    towns.write_text("New York\n")
    assert main([*words, "--places", str(towns)]) == 2 and "line 1 of" in capsys.readouterr().err


def test_long_work_shows_how_far_it_is(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar for people on a terminal, nothing for programs."""
    assert main(["footprint", "--step", "4", "--json"]) == 0
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["footprint", "--step", "4", "--json"]) == 0
    said = capsys.readouterr().err
    assert said.count("\r") > 1 and said.endswith("100 %\n") and "[#" in said


@pytest.mark.parametrize(
    "words", [["window", "--site", "95,3"], ["window", "--site", "here"], ["raid", "--record", "12/11"], ["fly"], []]
)
def test_unreadable_arguments(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2


def test_as_a_program() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "engine", "arc", "--range", "nan"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 2 and "Traceback" not in found.stderr and "finite number" in found.stderr


def test_pictures_are_true() -> None:
    found = footprint(defence(), irbm(), grids.rectangle(grids.EUROPE, 4.0))
    image = picture(found, scale=3)
    green = (image == COVERED).all(axis=2).sum()
    assert 0.8 * 9 * found.covered.sum() <= green <= 9 * found.covered.sum(), "only the graticule hides cells"
    data = png(image)
    width, height = struct.unpack(">II", data[16:24])
    assert (height, width) == image.shape[:2]
    start = data.index(b"IDAT") + 4
    size = struct.unpack(">I", data[start - 8 : start - 4])[0]
    raw = np.frombuffer(zlib.decompress(data[start : start + size]), dtype=np.uint8).reshape(height, 1 + 3 * width)
    assert (raw[:, 1:].reshape(image.shape) == image).all() and not raw[:, 0].any()
