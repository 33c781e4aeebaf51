"""Which pictures there ought to be: those of the list, those that tests photograph, those in the folder. Reads only."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCREENS = ROOT / "docs" / "screens"
LIST = SCREENS / "README.md"
# Photographed for whoever mends a test: another row shows the same screen.
BESIDE = {
    "by-keyboard.png", "marn-links.png", "marn-links-phone.png", "what-if-let-go.png",
    "survey-phone-card.png", "survey-phone-sheet.png", "survey-sheet-fault.png", "survey-sheet-fault-phone.png",
}  # fmt: skip
# Listed, and not yet taken: the globe drawn in software needs a calm machine. Who takes one strikes it out.
WAITING: set[str] = set()
LINK = re.compile(r"\]\(([a-z0-9-]+\.png)\)")
SHOWN = re.compile(r"screens/([a-z0-9-]+\.png)\)")


def listed() -> set[str]:
    """Names of the files that the list of screens links to."""
    return set(LINK.findall(LIST.read_text(encoding="utf-8")))


def kept() -> set[str]:
    return {each.name for each in SCREENS.glob("*.png")}


def shown() -> set[str]:
    """Names that the documents and the first page of the project show."""
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    return {name for page in pages for name in SHOWN.findall(page.read_text(encoding="utf-8"))}


def photographed() -> set[str]:
    """Names of the files that the tests make, where a call of `photograph` says its name outright."""
    found: set[str] = set()
    for path in sorted((ROOT / "tests" / "browser").rglob("test_*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", None) in ("photograph", "seen"):
                found |= files_of(call)
    return found - BESIDE


def files_of(call: ast.Call) -> set[str]:
    """The one or two files that a call makes; none if its name is only known when it runs."""
    name = next((each.value for each in call.args if isinstance(each, ast.Constant)), None)
    if not isinstance(name, str):
        return set()
    alone = any(each.arg == "phone" and getattr(each.value, "value", None) is False for each in call.keywords)
    return {f"{name}.png"} if alone else {f"{name}.png", f"{name}-phone.png"}
