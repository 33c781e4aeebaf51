"""`manage.py test`: every check of the project, one after the other, to the end, with times and totals."""

import argparse
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

from launcher.setup.browser import find_or_install
from launcher.setup.environment import BUILD, PYTHON, ROOT
from launcher.setup.page import BUILT, SOURCES, build_page, npm_call
from launcher.talk import Trouble, say

BIN = PYTHON.parent
RESULTS = BUILD / "test"
TESTS = ROOT / "tests"
COMPUTING = ("engine", "reference", "rules", "scenarios", "umpire", "golden", "fuzz")
"""Folders whose tests compute; those of all other folders mostly wait for a server, a database or a clock."""
CHAOS = ("chaos",)
WHOLE_GAMES = ("test_whole_game", "test_ways", "test_what_if")
"""About half of the time that the browser's tests take."""
# While one computes another waits; more of them only crowd each other out of their time limits.
AT_ONCE = (os.cpu_count() or 2) + 1
# A step that hangs must not eat the whole run; a machine that does much else may take several times as long.
LIMIT_S = {"quick": 300, "normal": 2400, "long": 2 * 3600}
LEFT_OUT = {"quick": "not slow and not long", "normal": "not long", "long": ""}


class Run:
    """One run of the checks: its size, what pytest is to look at, and the totals so far."""

    def __init__(self, size, places, pytest_words):
        self.size = size
        self.places = places
        self.pytest_words = pytest_words
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}


def check_format(run):
    return call(run, BIN / "ruff", "format", "--check", ".")


def check_lint(run):
    return call(run, BIN / "ruff", "check", ".")


def check_types(run):
    return call(run, BIN / "mypy")


def check_imports(run):
    return call(run, BIN / "lint-imports")


def check_django(run):
    return django(run, "check") and django(
        run, "check", "--deploy", "--fail-level", "WARNING", HTTPS="1", ALLOWED_HOSTS="game.example"
    )


def check_migrations(run):
    return django(run, "makemigrations", "--check", "--dry-run")


def check_wire(run):
    return django(run, "wire", "--check")


def check_build(run):
    build_page()
    return (BUILT / "index.html").exists()


def check_page(run):
    build_page()
    report = RESULTS / "page.json"
    tested = page(run, "run", "test", "--", "--reporter=default", "--reporter=json", "--outputFile=" + str(report))
    count_page(run, report)
    return page(run, "run", "check") and tested


def check_python(run):
    return not crowd(run, python_streams(run))


def check_browser(run):
    return not crowd(run, browser_streams(run))


def check_both(run):
    """The Python and the browser's tests as one crowd, the long ones first; the parts that failed."""
    python = python_streams(run)
    try:
        browser = browser_streams(run)
    except Trouble as trouble:
        say(str(trouble))
        return crowd(run, python) | {"browser"}
    return crowd(run, [*browser[:1], *python[:-1], *browser[1:], *python[-1:]])


def crowd(run, streams):
    """The parts that failed. With the full figures chaos is by itself: its bars are for a machine that rests."""
    alone = [each for each in streams if each.name == "chaos" and run.size == "long"]
    return pytest(run, [each for each in streams if each not in alone]) | pytest(run, alone)


class Stream:
    """What one pytest is to run: a name for its results, the part it belongs to, files or folders."""

    def __init__(self, name, part, places):
        self.name = name
        self.part = part
        self.places = places


def python_streams(run):
    if run.places:
        return [Stream("python", "python", run.places)]
    folders = sorted(each.name for each in TESTS.iterdir() if each.is_dir() and any(each.rglob("test_*.py")))
    table = [each for each in folders if each not in (*COMPUTING, *CHAOS, "browser")]
    # The last one kills processes and takes the time until they are back: it is to have the least company.
    named = {"table": table, "computing": COMPUTING, "chaos": CHAOS}
    return [Stream(name, "python", [Path("tests") / each for each in places]) for name, places in named.items()]


def browser_streams(run):
    build_page()
    os.environ["CHROMIUM"] = find_or_install()
    if run.places:
        return [Stream("browser", "browser", run.places)]
    files = sorted(each.relative_to(ROOT) for each in TESTS.glob("browser/test_*.py"))
    games = [each for each in files if each.stem in WHOLE_GAMES]
    screens = [each for each in files if each not in games]
    return [Stream("whole games", "browser", games), Stream("screens", "browser", screens)]


# In this order; the quick ones first.
PARTS = {
    "format": (check_format, "ruff's format"),
    "lint": (check_lint, "ruff's rules"),
    "types": (check_types, "mypy, strict for the engine and the rules"),
    "imports": (check_imports, "who may import whom"),
    "django": (check_django, "Django's checks, also those for a public server"),
    "migrations": (check_migrations, "no migration is missing"),
    "wire": (check_wire, "the page's types are those of the messages"),
    "build": (check_build, "the page can be built"),
    "page": (check_page, "the page's own tests and types"),
    "python": (check_python, "the Python tests, on PostgreSQL and Valkey"),
    "browser": (check_browser, "whole games in a real Chromium"),
}
NOT_QUICK = {"browser"}


def parse(words):
    parts = "\n".join("  {:<12} {}".format(name, what) for name, (_, what) in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="manage.py test",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Run the checks of the project. Without a part: all of them.",
        epilog="parts:\n"
        + parts
        + "\n\nA path such as tests/engine runs the Python tests there; words after -- go to pytest.",
    )
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--quick", action="store_true", help="about a minute: no browser, no slow test")
    sizes.add_argument(
        "--long", action="store_true", help="the full figures of the promises; in parts, see CONTRIBUTING"
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="one of the parts below, or a path under tests/")
    words, pytest_words = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    options = parser.parse_args(words)
    places = [part for part in options.parts if part not in PARTS]
    for place in places:
        if not (ROOT / place.split("::")[0]).exists():
            parser.error("{} is neither a part ({}) nor a path".format(place, ", ".join(PARTS)))
    size = "quick" if options.quick else "long" if options.long else "normal"
    chosen = [part for part in options.parts if part in PARTS]
    if places and not chosen:
        chosen = ["browser" if any("browser" in place for place in places) else "python"]
    if not chosen:
        chosen = [name for name in PARTS if size != "quick" or name not in NOT_QUICK]
    return Run(size, places, pytest_words), chosen


def main(words):
    run, chosen = parse(words)
    os.environ["TEST_SIZE"] = run.size
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    shutil.rmtree(str(RESULTS), ignore_errors=True)
    RESULTS.mkdir(parents=True)
    lines, failed, begun = [], [], time.monotonic()
    for names in steps(chosen):
        for name in names:
            say("\n━━ {}: {}".format(name, PARTS[name][1]))
        since = time.monotonic()
        bad = attempt(run, names)
        for name in names:
            lines.append("  {} {:<12} {:7.1f} s".format("✗" if name in bad else "✓", name, time.monotonic() - since))
        failed += [name for name in names if name in bad]
    say("\n━━ together")
    say("\n".join(lines))
    say("  {:<14} {:7.1f} s".format("", time.monotonic() - begun))
    if failed:
        say("  failed: {}  (again: python3 manage.py test {})".format(", ".join(failed), " ".join(failed)))
    counts = run.counts
    # A part that is no test runner counts as one check.
    alone = [name for name in chosen if name not in ("page", "python", "browser")]
    failures = counts["failed"] + len([name for name in failed if name in alone])
    if failed and not failures:
        failures = len(failed)
    passes = counts["passed"] + len([name for name in alone if name not in failed])
    print("{} passed, {} failed, {} skipped".format(passes, failures, counts["skipped"]), flush=True)
    return 1 if failed else 0


def steps(chosen):
    """The parts in their order; the two that run pytest are one step."""
    if not {"python", "browser"} <= set(chosen):
        return [[name] for name in chosen]
    return [*([name] for name in chosen if name not in ("python", "browser")), ["python", "browser"]]


def attempt(run, names):
    """Take a step; the parts of it that failed."""
    if len(names) > 1:
        return check_both(run)
    try:
        good = PARTS[names[0]][0](run)
    except Trouble as trouble:
        say(str(trouble))
        good = False
    return set() if good else set(names)


def call(run, *argv, **variables):
    """Run one tool in the project's folder, its output shown as it comes; True if it ended well and in time."""
    return finish(run, start(argv, variables))


def start(argv, variables, output=None):
    return subprocess.Popen(
        [str(part) for part in argv],
        cwd=str(ROOT),
        env=dict(os.environ, **variables),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        # In the background of a shell the signal is ignored, and that would be inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def finish(run, child):
    try:
        return child.wait(timeout=LIMIT_S[run.size]) == 0
    except subprocess.TimeoutExpired:
        say("{} took longer than {} s and was ended.".format(Path(child.args[0]).name, LIMIT_S[run.size]))
        return False
    finally:
        stop(child)


def stop(child):
    if child.poll() is None:
        # Let pytest end its PostgreSQL; whatever is left then is killed with its session.
        child.send_signal(signal.SIGINT)
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def django(run, *words, **variables):
    given = {
        "DJANGO_SETTINGS_MODULE": "wargame.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        # No server is asked; that the history of migrations cannot be compared with one is no news.
        "DATABASE_URL": "postgresql:///none",
        "REDIS_URL": "redis://localhost",
        **variables,
    }
    return call(run, PYTHON, "-W", "ignore::RuntimeWarning", "-m", "django", *words, **given)


def page(run, *words):
    argv, variables = npm_call(*words)
    return call(run, "/bin/sh", "-c", 'cd "$0" && exec "$@"', SOURCES, *argv, **variables)


def pytest(run, streams):
    """Run a pytest for each stream, AT_ONCE at a time; several are shown as each ends. The parts that failed."""
    waiting, failed = list(streams), set()
    running: "list[Tested]" = []
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                running.append(Tested(run, waiting.pop(0), shown=len(streams) == 1))
            for each in [each for each in running if each.is_over()]:
                if not each.end():
                    failed.add(each.stream.part)
                running.remove(each)
            time.sleep(0.05)
        return failed
    finally:
        for each in running:
            stop(each.child)


class Tested:
    """A running pytest: its stream, its process, where its output and its results go."""

    def __init__(self, run, stream, shown):
        self.run = run
        self.stream = stream
        self.results = RESULTS / (stream.name.replace(" ", "-") + ".xml")
        self.output = None if shown else self.results.with_suffix(".log").open("w+", encoding="utf-8")
        self.begun = time.monotonic()
        kind = "browser" if stream.part == "browser" else "not browser"
        marks = " and ".join(mark for mark in (kind, LEFT_OUT[run.size]) if mark)
        words = ["-q", "--durations=8", "-m", marks, "--junitxml", self.results, *run.pytest_words, *stream.places]
        self.child = start((PYTHON, "-m", "pytest", *words), {}, self.output)

    def is_over(self):
        return self.child.poll() is not None or time.monotonic() > self.begun + LIMIT_S[self.run.size]

    def end(self):
        """Show what it said and count what it tested; True if all was well."""
        late = self.child.poll() is None
        stop(self.child)
        if self.output is not None:
            self.output.seek(0)
            took_s = time.monotonic() - self.begun
            say("\n── {}, {:.1f} s\n{}".format(self.stream.name, took_s, self.output.read()))
            self.output.close()
        if late:
            say("{} took longer than {} s and was ended.".format(self.stream.name, LIMIT_S[self.run.size]))
        count_pytest(self.run, self.results)
        # 5: in this size nothing of the stream is to be run.
        return not late and self.child.returncode in (0, 5)


def count_pytest(run, results):
    if not results.exists():
        return
    for suite in ElementTree.parse(str(results)).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        run.counts["failed"] += failed
        run.counts["skipped"] += skipped
        run.counts["passed"] += int(suite.get("tests", 0)) - failed - skipped


def count_page(run, report):
    if not report.exists():
        return
    totals = json.loads(report.read_text())
    run.counts["passed"] += totals["numPassedTests"]
    run.counts["failed"] += totals["numFailedTests"]
    run.counts["skipped"] += totals["numPendingTests"] + totals["numTodoTests"]
