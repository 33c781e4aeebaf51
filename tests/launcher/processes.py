"""Helpers of the launcher's tests: looking at processes from outside. No tests live here."""

import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie that nobody has collected is dead."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


def descendants(pid: int) -> set[int]:
    """The process and everything it started, directly or not."""
    table = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True).stdout
    parents = {int(child): int(parent) for child, parent in (line.split() for line in table.splitlines())}
    found = {pid}
    while True:
        more = {child for child, parent in parents.items() if parent in found} - found
        if not more:
            return found
        found |= more


def wait_until(true, limit_s: float, what: str):
    """Wait until `true()` gives something, and return that."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        answer = true()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"within {limit_s:g} s there was not: {what}")


def pids(data: Path) -> dict[str, int]:
    """The members of the family that runs on `data`, by name; empty where none does."""
    try:
        return json.loads((data / "family.json").read_text())
    except FileNotFoundError:
        return {}


def start_python(code: str, *arguments: object, **options) -> subprocess.Popen:
    """A Python that runs `code` in the project's folder, its output to be read."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *(str(each) for each in arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
