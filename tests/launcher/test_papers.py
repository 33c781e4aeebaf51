"""The project's papers against what they speak of."""

import ast
import json
import re
import sys
from importlib.metadata import packages_distributions

from .processes import ROOT


def asked_for() -> set[str]:
    names = set()
    for path in (ROOT / "requirements").glob("*.in"):
        for line in path.read_text().splitlines():
            if line and line[0] not in "#-":
                names.add(re.match(r"[A-Za-z0-9_.-]+", line)[0])
    package = json.loads((ROOT / "frontend" / "package.json").read_text())
    names |= set(package["dependencies"]) | set(package["devDependencies"])
    return {name for name in names if not name.startswith("@types/")}


def test_every_dependency_has_its_licence_and_reason():
    text = (ROOT / "docs" / "dependencies.md").read_text()
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")]
    named = {name.strip() for row in rows for name in re.sub(r"\(.*?\)", "", row).split(",")}
    named |= {"@fontsource-variable/source-serif-4"} if "-source-serif-4" in named else set()
    assert asked_for() - named == set()


def test_the_readme_shows_only_what_is_there():
    text = (ROOT / "README.md").read_text()
    for path in re.findall(r"\]\((?!https?:|#)([^)]+)\)", text):
        assert (ROOT / path).exists(), f"README.md speaks of {path}"
    for path in re.findall(r"^([\w./-]+/)\s{2,}", text, re.MULTILINE):
        assert (ROOT / path).is_dir(), f"README.md speaks of {path}"


def imported(*folders: str) -> dict[str, str]:
    """Every package from outside that the Python files under `folders` import, with one file that does."""
    found: dict[str, str] = {}
    for path in (each for folder in folders for each in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in {name.split(".")[0] for name in names} - set(sys.stdlib_module_names):
                found[name] = str(path.relative_to(ROOT))
    return {name: path for name, path in found.items() if not (ROOT / name).is_dir()}


def locked(kind: str) -> set[str]:
    """The import names of what a lock installs."""
    lines = (ROOT / "requirements" / f"{kind}.lock").read_text().splitlines()
    pinned = {line.split("==")[0] for line in lines if "==" in line and line[0].isalpha()}
    return {
        module
        for module, packages in packages_distributions().items()
        if any(re.sub(r"[-_.]+", "-", package).lower() in pinned for package in packages)
    }


def test_nothing_is_imported_that_no_lock_installs():
    """What somebody installed by hand is there on one machine only."""
    for kind, folders in (("play", ("engine", "wargame")), ("test", ("tests", "benchmarks"))):
        installed = locked(kind)
        missing = {name: path for name, path in imported(*folders).items() if name not in installed}
        assert missing == {}, f"not in requirements/{kind}.lock"
