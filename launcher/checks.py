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
ALONE = ("chaos",)
LONG_IN_BROWSER = ("test_whole_game", "test_ways", "test_what_if")
"""About half of the time that the browser's tests take."""
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
    """Two runs side by side, for the one computes while the other waits; then what needs the machine for itself."""
    if run.places:
        return pytest(run, {"python": run.places}, "not browser")
    folders = sorted(each.name for each in TESTS.iterdir() if each.is_dir() and any(each.rglob("test_*.py")))
    table = [each for each in folders if each not in (*COMPUTING, *ALONE, "browser")]
    together = pytest(run, {"computing": paths(COMPUTING), "table": paths(table)}, "not browser")
    return pytest(run, {"alone": paths(ALONE)}, "not browser") and together


def check_browser(run):
    build_page()
    os.environ["CHROMIUM"] = find_or_install()
    if run.places:
        return pytest(run, {"browser": run.places}, "browser")
    files = sorted(each.relative_to(ROOT) for each in TESTS.glob("browser/test_*.py"))
    long = [each for each in files if each.stem in LONG_IN_BROWSER]
    return pytest(run, {"whole games": long, "screens": [each for each in files if each not in long]}, "browser")


def paths(folders):
    return [Path("tests") / each for each in folders]


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
    sizes.add_argument("--long", action="store_true", help="the full figures of the promises, about an hour")
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
    for name in chosen:
        check, what = PARTS[name]
        say("\n━━ {}: {}".format(name, what))
        since = time.monotonic()
        try:
            good = check(run)
        except Trouble as trouble:
            say(str(trouble))
            good = False
        if not good:
            failed.append(name)
        lines.append("  {} {:<12} {:7.1f} s".format("✓" if good else "✗", name, time.monotonic() - since))
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


def pytest(run, groups, kind):
    """Run pytest once for each of `groups` (name -> places), at the same time; several are shown as each ends."""
    marks = " and ".join(mark for mark in (kind, LEFT_OUT[run.size]) if mark)
    running = []
    try:
        for name, places in groups.items():
            results = RESULTS / (name.replace(" ", "-") + ".xml")
            output = (RESULTS / (results.stem + ".log")).open("w+", encoding="utf-8") if len(groups) > 1 else None
            words = ["-q", "--durations=8", "-m", marks, "--junitxml", results, *run.pytest_words, *places]
            running.append((name, start((PYTHON, "-m", "pytest", *words), {}, output), output, results))
        good = [ended(run, *each) for each in running]  # each is waited for, whatever came of the others
        return all(good)
    finally:
        for _, child, _, _ in running:
            if child.poll() is None:
                finish(run, child)


def ended(run, name, child, output, results):
    good = finish(run, child)
    if output is not None:
        output.seek(0)
        say("\n── {}\n{}".format(name, output.read()))
        output.close()
    count_pytest(run, results)
    # 5: in this size nothing of the group is to be run.
    return good or child.returncode == 5


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
