"""The project's papers against what they speak of."""

import json
import re

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
