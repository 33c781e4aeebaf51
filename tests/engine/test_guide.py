"""The physicist's guide says what the engine says: every command line in it runs, its pictures are those that the
command line makes now, and its shares and tables are computed again."""

import json
import re
import shlex
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from engine.__main__ import main

GUIDE = Path("docs/engine.md")
TEXT = GUIDE.read_text(encoding="utf-8")
LAND = "wargame/umpire/inquiry/land.txt"
MAPS = re.findall(r"covers? (\d+) %[^\n]*:\n\n    python -m engine (footprint [^\n]*--png (docs/engine/\S+))", TEXT)
MAPS += re.findall(r"it is (\d+) %[^\n]*:\n\n    python -m engine (footprint [^\n]*--png (docs/engine/\S+))", TEXT)
CELLS = 3
"""Cells of a picture that may differ on another processor: `engine.turn.manifest.TOLERANCE`."""


def pixels(data: bytes) -> np.ndarray:
    width, height = struct.unpack(">II", data[16:24])
    start = data.index(b"IDAT") + 4
    raw = zlib.decompress(data[start : start + struct.unpack(">I", data[start - 8 : start - 4])[0]])
    return np.frombuffer(raw, dtype=np.uint8).reshape(height, 1 + 3 * width)[:, 1:].reshape(height, width, 3)


def run(capsys: pytest.CaptureFixture[str], line: str) -> list[dict]:
    assert main([*shlex.split(line.replace("LAND", LAND)), "--json"]) == 0
    rows: list[dict] = json.loads(capsys.readouterr().out)
    return rows


def test_every_picture_has_its_line() -> None:
    shown = set(re.findall(r"\]\((engine/[^)]*\.png)\)", TEXT))
    assert shown == {file.relative_to("docs").as_posix() for file in Path("docs/engine").glob("*.png")}
    assert shown == {path.removeprefix("docs/") for _, _, path in MAPS} and len(shown) >= 4


@pytest.mark.parametrize(("share", "line", "path"), MAPS, ids=[Path(path).stem for *_, path in MAPS])
def test_pictures_are_made_by_the_command_line(
    share: str, line: str, path: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    made = tmp_path / "made.png"
    row = run(capsys, line.replace(path, str(made)))[0]
    assert f"{100 * row['area_fraction']:.0f}" == share
    kept, new = pixels(Path(path).read_bytes()), pixels(made.read_bytes())
    scale = 6
    assert kept.shape == new.shape
    assert (kept != new).any(axis=2).sum() <= CELLS * scale**2, f"run `python -m engine {line}` and look at it"


def test_the_radar_decides_about_the_south_east(capsys: pytest.CaptureFixture[str]) -> None:
    said = re.search(r"alone covers (\d+) % of the threatened land, with a forward radar (\d+) %", TEXT)
    lines = re.findall(r"python -m engine (footprint [^\n]*mrbm[^\n]*)", TEXT)
    assert said is not None and len(lines) == 2
    assert [f"{100 * run(capsys, line)[0]['area_fraction']:.0f}" for line in lines] == list(said.groups())


def test_russias_table(capsys: pytest.CaptureFixture[str]) -> None:
    rows = re.findall(r"^\| (\d\.\d) km/s \| ([^|]+) \| ([\d.]+) % \|$", TEXT, re.MULTILINE)
    assert len(rows) == 3
    for speed, areas, remains in rows:
        assert main(["russia", "--speed", speed, "--json"]) == 0
        out = capsys.readouterr()
        touched = [area["area"].split(" (")[0] for area in json.loads(out.out) if area["engageable_paths"]]
        assert touched == [name.strip() for name in areas.split("(")[0].split(",")]
        assert f"{remains} % if every interceptor hit" in out.err


def test_every_line_of_the_last_section_runs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = re.findall(r"^    python -m engine (.*)$", TEXT[TEXT.index("## 10. Command line") :], re.MULTILINE)
    assert {line.split()[0] for line in lines} == {"arc", "window", "footprint", "raid", "russia", "table"}
    monkeypatch.chdir(tmp_path)
    Path("towns.csv").write_text("40.7,-74.0,8000000\n", encoding="utf-8")
    for line in lines:
        assert main(shlex.split(line.replace("--step 0.5", "--step 4"))) == 0
        assert capsys.readouterr().out.strip()
    assert {file.name for file in tmp_path.iterdir()} == {"flight.json", "map.json", "map.png", "towns.csv"}


def test_parameters_have_a_mark() -> None:
    table = TEXT[TEXT.index("## 6. Parameters") : TEXT.index("## 7.")]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert len(rows) >= 15
    for row in rows:
        mark = row.split("|")[3]
        assert re.search(r"\b[VGCN]\b|constants", mark), row


def test_what_a_launch_angle_does_to_nine_kilometres_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence about the critics' figure, from the command line itself."""
    sentence = TEXT[TEXT.index("What that does to the critics' 9 km/s") :].split("\n\n")[0]
    ends = {}
    for place, launch in (("Urals", "55,60"), ("west", "55,40")):
        line = f"window --launch {launch} --target 39,-77 --speed 9 --still"
        free, game = (run(capsys, words)[0] for words in (line, f"{line} --least-elevation 5"))
        assert free["earliest_s"] == pytest.approx(game["earliest_s"], abs=1e-3), "the first shots do not change"
        assert f"{free['earliest_s']:.0f} s" in sentence
        ends[place] = (game["latest_s"], free["latest_s"])
    for end in ends["Urals"]:
        assert f"{end:,.0f} s" in sentence
    for early, late in ends.values():
        assert late - early == pytest.approx(330.0, abs=15.0)
