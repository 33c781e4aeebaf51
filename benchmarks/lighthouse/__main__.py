"""What Lighthouse says of the screens: accessibility and best practices, on a wide window and on a phone.

    python benchmarks/lighthouse [--form desktop|mobile] [--only NAME ...] [--keep DIR]

Starts a table of its own (`manage.py play` in a temporary folder) and a Chromium, plays to where each screen can be
opened by its address, and lets Lighthouse load that address in the same browser. Lighthouse is a tool of its own, no
part of the page: its version is pinned with all that it brings in `package-lock.json` beside this file, and it is
installed in `build/lighthouse` when this is first run (about 190 MB). Nothing here belongs to the checks of every day.

Prints one line for each screen, and beneath it each audit that is not passed; exit status 1 if a score is under 95.
The globe needs a graphics processor, so the map is the flat one.
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import BrowserContext, sync_playwright

from launcher.setup.browser import find_or_install
from launcher.setup.page import npm_call
from tests.harness.people import Person, end_phase, holder, redeem, work_out
from tests.harness.running import Running, free_port, playing

INSTALLED = ROOT / "build" / "lighthouse"
ENOUGH = 95
CATEGORIES = ("accessibility", "best-practices")
FORMS = ("desktop", "mobile")
LOOKS_FOR_S = 240
TRIES = 3
TAKEN = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "LOG_LEVEL"}


def install() -> None:
    """What the lock names, in the folder of build output; nothing if it is there already."""
    lock = HERE / "package-lock.json"
    stamp, wanted = INSTALLED / "installed.sha256", hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(HERE / name, INSTALLED / name)
    words, changed = npm_call("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run(words, cwd=INSTALLED, env={**os.environ, **changed}, check=True)
    stamp.write_text(wanted)


def audit(url: str, *, port: int, form: str) -> dict:
    """Lighthouse's result for an address, opened in the browser that listens on the port.

    On a busy machine the browser's answers may come too late for it: then it is asked again, and RuntimeError is raised
    with its own words after the last time.
    """
    _, changed = npm_call()
    words = ["node", str(INSTALLED / "node_modules" / "lighthouse" / "cli" / "index.js"), url, f"--port={port}"]
    words += [f"--only-categories={','.join(CATEGORIES)}", "--output=json", "--output-path=stdout", "--quiet"]
    words += ["--disable-storage-reset", "--disable-full-page-screenshot", "--throttling-method=provided"]
    words += ["--no-enable-error-reporting", *(["--preset=desktop"] if form == "desktop" else [])]
    for _ in range(TRIES):
        done = subprocess.run(
            words, capture_output=True, text=True, env={**os.environ, **changed}, timeout=LOOKS_FOR_S, check=False
        )
        if done.returncode == 0:
            return json.loads(done.stdout)
    raise RuntimeError(done.stderr.strip()[-600:])


def unpassed(result: dict) -> Iterator[str]:
    """One sentence for each audit that counts and is not passed."""
    for category in CATEGORIES:
        for row in result["categories"][category]["auditRefs"]:
            one = result["audits"][row["id"]]
            if one["score"] is not None and one["score"] < 1 and one["scoreDisplayMode"] != "informative":
                places = [item.get("node", {}).get("selector") for item in one.get("details", {}).get("items", [])]
                named = ", ".join([each for each in places if each][:4])
                yield f"{row['id']} (weight {row['weight']}): {one['title']}" + (f" at {named}" if named else "")


def sit(context: BrowserContext, table: Running, link: str, seat: str) -> Person:
    """Take a seat in this browser; the same person, to be spoken for over HTTP."""
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Your name at the table").fill("Una")
    page.get_by_role("button", name="take my seat").click()
    page.locator(".light.live").first.wait_for()
    page.close()
    return holder(context.cookies(), url=table.url, game=table.game, seat=seat)


def to_negotiation(control: Person, people: list[Person]) -> None:
    """A table in the middle of its work: something said, the clock stopped."""
    control.send("game.start")
    end_phase(control, 1, "briefing")
    control.send("clock.pause", reason="The measurement has no clock.")
    for person in people:
        person.send("talk.say", room="all", text=f"{person.seat} is here, and has read the brief.")


def screens(table: Running, context: BrowserContext, folder: Path, environment: dict[str, str]) -> Iterator:
    """Name and address of each screen, at the moment at which it can be opened."""
    seat, desk = (f"{table.url}/table/{table.game}/{name}/" for name in ("us.president", "control.facilitator"))
    yield "entrance", f"{table.url}/"
    yield "form of a new table", f"{table.url}/new/"
    yield "a seat's link", table.seats["us.state"]
    us = sit(context, table, table.seats["us.president"], "us.president")
    control = sit(context, table, table.control, "control.facilitator")
    others = [redeem(table.url, table.seats[each], each) for each in ("russia.president", "nato.secgen")]
    yield "sheet of links", f"{table.url}/links/{table.game}/"
    yield "player's card", f"{table.url}/card/"
    yield "player's lobby", seat
    yield "control's lobby", desk
    to_negotiation(control, [us, *others])
    yield "table in negotiation", seat
    yield "control's desk", desk
    yield "admin's login", f"{table.url}/admin/login/"
    end_phase(control, 1, "negotiation")
    work_out(control, 1)
    yield "table with results", seat
    report(table, folder, environment)
    with served(folder) as address:
        yield "report", f"{address}/report.html"


def report(table: Running, folder: Path, environment: dict[str, str]) -> None:
    words = [sys.executable, "manage.py", "report", table.game, "--out", str(folder), "--data", str(table.data)]
    subprocess.run(words, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder over HTTP, since Lighthouse opens no files; its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--form", choices=FORMS, action="append", help="only this form (both)")
    options.add_argument("--only", nargs="*", help="only screens with one of these words in their name")
    options.add_argument("--keep", type=Path, help="write each result of Lighthouse there as JSON")
    chosen = options.parse_args()
    install()
    environment = {name: value for name, value in os.environ.items() if name not in TAKEN}
    poor = 0
    with (
        tempfile.TemporaryDirectory() as name,
        playing(Path(name) / "data", environment) as table,
        sync_playwright() as tools,
    ):
        folder, port = Path(name), free_port()
        flags = [f"--remote-debugging-port={port}", "--disable-gpu", "--disable-3d-apis", "--no-first-run"]
        flags += ["--no-sandbox"] if os.getuid() == 0 else []
        context = tools.chromium.launch_persistent_context(
            str(folder / "profile"), executable_path=find_or_install(), args=flags, reduced_motion="reduce"
        )
        for screen, url in screens(table, context, folder / "report", environment):
            if chosen.only and not any(word in screen for word in chosen.only):
                continue
            for form in chosen.form or FORMS:
                try:
                    result = audit(url, port=port, form=form)
                except RuntimeError as trouble:
                    poor += 1
                    print(f"{screen}, {form}: Lighthouse could not look at it: {trouble}", flush=True)
                    continue
                scores = [round(100 * result["categories"][each]["score"]) for each in CATEGORIES]
                poor += min(scores) < ENOUGH
                print(f"{screen}, {form}: accessibility {scores[0]}, best practices {scores[1]}", flush=True)
                for sentence in unpassed(result):
                    print(f"    {sentence}")
                if chosen.keep:
                    chosen.keep.mkdir(parents=True, exist_ok=True)
                    (chosen.keep / f"{screen}-{form}.json").write_text(json.dumps(result))
        context.close()
    print(f"Lighthouse {result['lighthouseVersion']}, {result['environment']['hostUserAgent'].split(' ')[-2]}")
    print(f"{poor} of these are under {ENOUGH}, or were not looked at." if poor else f"None is under {ENOUGH}.")
    return 1 if poor else 0


if __name__ == "__main__":
    sys.exit(main())
