"""What every page of a browser test is watched for: errors, requests to elsewhere, findings of axe; its pictures."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
ARTEFACTS = Path(os.environ.get("TEST_ARTEFACTS", ROOT / "build" / "test-artefacts"))
PATIENCE = int(os.environ.get("PATIENCE", "1"))  # who takes pictures on a busy machine judges no time
DESKTOP = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
# Standards that the product claims; best practices are advice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

MAP_IS_THERE = """() => [...document.querySelectorAll('[data-pane=map]')].every(
  pane => pane.offsetParent === null || pane.querySelector('canvas, table') !== null)"""


class Watch:
    """Listens to a page from its first request on."""

    def __init__(self, page: Page, host: str) -> None:
        self.page = page
        self.host = host
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.barriers: list[str] = []
        self.expect_cuts = False  # while the test itself takes the network away
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(f"uncaught: {error}"))
        page.on("request", self._request)

    def _console(self, message) -> None:
        if message.type == "error" and not self.expect_cuts:
            self.errors.append(message.text)

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.foreign.append(request.url)

    def axe(self, name: str) -> None:
        """Note what keeps people out of the page as it stands; `check` tells of all screens at once."""
        self.barriers += [f"{name}: {sentence}" for sentence in axe(self.page)]

    def check(self) -> None:
        assert not self.errors, "errors on the console:\n" + "\n".join(self.errors)
        assert not self.barriers, "found by axe:\n" + "\n".join(self.barriers)
        assert not self.foreign, "the page asked somebody else for " + ", ".join(self.foreign)


def photograph(page: Page, name: str, *, phone: bool = True) -> None:
    """Keep a picture at 1280×720, and at 390×844 where the screen exists there, as artefacts of the test."""
    folder = ARTEFACTS / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    settled(page)
    page.screenshot(path=folder / f"{name}.png")
    if phone:
        page.set_viewport_size(PHONE)
        drawn(page)
        settled(page)
        page.screenshot(path=folder / f"{name}-phone.png")
        page.set_viewport_size(DESKTOP)
        drawn(page)


def settled(page: Page) -> None:
    """Where pictures are taken to be kept, they show the map and not the wait for it."""
    if PATIENCE > 1:
        page.wait_for_function(MAP_IS_THERE, timeout=10_000 * PATIENCE)
        page.wait_for_timeout(300)


def drawn(page: Page) -> None:
    """The page has answered a change of its size: two frames later everything lies where it stays."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def axe(page: Page) -> list[str]:
    """Serious and critical findings of axe-core on the page as it stands, one sentence each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    bad = [row for row in found["violations"] if row["impact"] in ("serious", "critical")]
    return [f"{row['id']}: {row['help']} at {[node['target'] for node in row['nodes'][:3]]}" for row in bad]


def no_sideways_scroll(page: Page, name: str) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide} px"
