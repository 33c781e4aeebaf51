"""`python -m engine`: every command in words and as JSON, files where they are asked for, a sentence for every
wrong argument."""

import json
import struct
import subprocess
import sys
import zlib
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
        (["footprint", "--step", "2", "--png", "/nowhere/at/all.png"], "cannot write /nowhere/at/all.png"),
        (["footprint", "--bounds", "60", "40", "0", "10"], "south < north"),
        (["footprint", "--step", "0"], "step_deg must lie above 0"),
        (["footprint", "--step", "nan"], "step_deg must lie above 0"),
        (["footprint", "--step", "0.001"], "take a larger step"),
    ],
)
def test_wrong_arguments_get_a_sentence(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


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
