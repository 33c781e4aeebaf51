"""Keeps `docs/screens/` current: `python -m tests.browser.pictures [words of pytest]`.

Runs the tests that photograph screens and copies each picture that a document of `docs/` shows. A picture that is shown
and was not taken is said, and the command fails. `table.png`, the README's, is not taken by a test and stays.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "docs" / "screens"
SHOWN = re.compile(r"\]\(screens/([a-z0-9-]+\.png)\)")


def shown() -> set[str]:
    """Names of the pictures that documents beside the folder show."""
    return {name for page in (ROOT / "docs").glob("*.md") for name in SHOWN.findall(page.read_text(encoding="utf-8"))}


def copy(taken: Path, wanted: set[str]) -> set[str]:
    """Copies the wanted pictures that were taken; the names of those that were not."""
    for name in sorted(wanted):
        if (taken / name).exists():
            shutil.copyfile(taken / name, SCREENS / name)
    return {name for name in wanted if not (taken / name).exists()}


def main(words: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", *(words or ["tests/browser"])]
        failed = subprocess.run(command, cwd=ROOT, env={**os.environ, "TEST_ARTEFACTS": folder}, check=False).returncode
        missing = copy(Path(folder) / "screens", shown())
    for name in sorted(missing):
        print(f"not taken: {name}")
    return failed or bool(missing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
