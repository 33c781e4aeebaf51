"""The game around the engine: rules, log, scenarios, lobby, umpire, live table, desk and reports.

Here stands the version and nothing else; the apps are imported by their own names.
"""

import re
from pathlib import Path


def version() -> str:
    """The program's version: the newest heading of CHANGELOG.md, such as ``0.1.0``."""
    changelog = Path(__file__).resolve().parent.parent / "CHANGELOG.md"
    heading = re.search(r"^## (\d+\.\d+\.\d+)", changelog.read_text(encoding="utf-8"), re.MULTILINE)
    if heading is None:
        raise RuntimeError("CHANGELOG.md has no heading of the form '## 1.2.3', so the version cannot be told")
    return heading[1]
