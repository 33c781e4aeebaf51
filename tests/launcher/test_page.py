"""Building the page: which Node is new enough, and when nothing has to be built."""

import pytest

from launcher.setup import page
from launcher.talk import Trouble


@pytest.mark.parametrize(
    ("version", "suits"),
    [
        (None, False),
        ((18, 20, 0), False),
        ((20, 18, 9), False),
        ((20, 19, 0), True),
        ((20, 20, 2), True),
        ((21, 7, 0), False),
        ((22, 11, 0), False),
        ((22, 12, 0), True),
        ((24, 0, 0), True),
    ],
)
def test_which_node_is_new_enough(version, suits):
    assert page.new_enough(version) is suits


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A tiny page and a fake npm that notes how it was called and writes what a build would."""
    frontend = tmp_path / "frontend"
    (frontend / "src").mkdir(parents=True)
    (frontend / "src" / "main.ts").write_text("export {}")
    (frontend / "package-lock.json").write_text("{}")
    fake = tmp_path / "npm"
    fake.write_text(
        '#!/bin/sh\necho "$1" >> "$CALLS"\ncase "$1" in ci) mkdir -p node_modules;; '
        'run) [ -n "$BREAK" ] && { echo "error: no such module"; echo "  at main.ts:1"; exit 1; };'
        " mkdir -p dist; echo hi > dist/index.html;; esac\nexit 0\n"
    )
    fake.chmod(0o755)
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    monkeypatch.setattr(page, "SOURCES", frontend)
    monkeypatch.setattr(page, "BUILT", frontend / "dist")
    for name in ("STAMP", "PACKAGES_STAMP", "LOG"):
        monkeypatch.setattr(page, name, tmp_path / name.lower())
    monkeypatch.setattr(page, "find_npm", lambda: ([str(fake)], tmp_path))
    return frontend


def calls(sources):
    path = sources.parent / "calls"
    return path.read_text().split() if path.exists() else []


def test_it_is_built_once_and_again_when_a_source_changes(sources):
    page.build_page()
    page.build_page()
    assert calls(sources) == ["ci", "run"]
    (sources / "src" / "main.ts").write_text("export const changed = 1")
    page.build_page()
    assert calls(sources) == ["ci", "run", "run"]
    (sources / "package-lock.json").write_text('{"changed": 1}')
    page.build_page()
    assert calls(sources) == ["ci", "run", "run", "ci", "run"]


def test_what_was_built_and_is_gone_is_built_again(sources):
    page.build_page()
    (sources / "dist" / "index.html").unlink()
    page.build_page()
    assert calls(sources) == ["ci", "run", "run"]


def test_a_build_that_fails_says_where_and_is_tried_again(sources, monkeypatch):
    monkeypatch.setenv("BREAK", "1")
    with pytest.raises(Trouble, match=r"npm run build` says: error: no such module at main\.ts:1"):
        page.build_page()
    monkeypatch.delenv("BREAK")
    page.build_page()
    assert (sources / "dist" / "index.html").exists()
