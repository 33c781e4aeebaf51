"""Finding a Python by running the candidates."""

import os
import sys
from pathlib import Path

import pytest

from launcher.setup import pythons


def fake_python(path: Path, answer: str = "", *, code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{answer}'\nexit {code}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """A machine with no Python but what a test puts there; the running one is too old."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("PYENV_ROOT", "UV_PYTHON_INSTALL_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    old = fake_python(tmp_path / "old" / "python3", "cpython 3 8 18")
    monkeypatch.setattr(sys, "executable", str(old))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "old"))
    only_here = pythons.candidates
    monkeypatch.setattr(
        pythons, "candidates", lambda: (each for each in only_here() if str(each).startswith(str(tmp_path)))
    )
    return tmp_path


def test_the_running_one_is_taken_if_it_is_new_enough():
    assert pythons.find_python() == sys.executable


def test_a_shim_with_nothing_behind_it_is_passed_over(bare):
    fake_python(bare / "bin" / "python3.13", code=127)
    good = fake_python(bare / "bin" / "python3.12", "cpython 3 12 1")
    assert pythons.find_python() == str(good)


@pytest.mark.parametrize(
    ("answer", "code"),
    [("", 127), ("cpython 3 13 0", 1), ("cpython 3 11 9", 0), ("pypy 3 12 0", 0), ("hello", 0), ("", 0)],
)
def test_what_does_not_run_or_is_too_old_or_no_cpython_is_none(bare, answer, code):
    fake_python(bare / "bin" / "python3.13", answer, code=code)
    assert pythons.find_python() is None


def test_a_file_that_cannot_be_executed_is_passed_over(bare):
    broken = bare / "bin" / "python3.13"
    broken.parent.mkdir()
    broken.write_bytes(b"\x7fELF but not really")
    broken.chmod(0o755)
    assert pythons.find_python() is None


def test_one_that_hangs_is_given_up(bare, monkeypatch):
    hangs = fake_python(bare / "bin" / "python3.13")
    hangs.write_text("#!/bin/sh\nexec /bin/sleep 30\n")
    monkeypatch.setattr(pythons, "ANSWER_LIMIT_S", 0.2)
    assert pythons.find_python() is None


def test_pyenv_is_found_by_its_folder_its_shims_and_the_python_that_runs(bare, monkeypatch):
    root = bare / "elsewhere"
    good = fake_python(root / "versions" / "3.13.0" / "bin" / "python3", "cpython 3 13 0")
    fake_python(root / "versions" / "3.9.18" / "bin" / "python3", "cpython 3 9 18")
    assert pythons.find_python() is None
    monkeypatch.setenv("PYENV_ROOT", str(root))
    assert pythons.find_python() == str(good)
    monkeypatch.delenv("PYENV_ROOT")
    monkeypatch.setenv("PATH", str(root / "shims"))
    assert pythons.find_python() == str(good)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "base_prefix", str(root / "versions" / "3.9.18"))
    assert pythons.find_python() == str(good)


def test_a_version_newer_than_the_known_ones_is_the_last_choice(bare):
    newer = fake_python(bare / "bin" / "python3", "cpython 3 21 0")
    assert pythons.find_python() == str(newer)
    known = fake_python(bare / "home" / ".pyenv" / "versions" / "3.12.1" / "bin" / "python3", "cpython 3 12 1")
    assert pythons.find_python() == str(known)


def test_the_same_program_is_asked_once(bare, monkeypatch):
    shim = fake_python(bare / "bin" / "python3.13", code=127)
    (bare / "bin" / "python3").symlink_to(shim)
    asked = []
    monkeypatch.setattr(pythons, "ask", lambda path: asked.append(os.path.realpath(path)))
    pythons.find_python()
    assert len(asked) == len(set(asked))
