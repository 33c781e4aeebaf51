"""The program's own environment, `.venv`: made from the locked requirements, and remade when they change."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from launcher.setup.pythons import LOWEST, ask, find_python
from launcher.talk import Trouble, disk_trouble, step

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = ROOT / ".venv"
PYTHON = HOME / "bin" / "python"
STAMP = HOME / "third-site.json"
BUILD = ROOT / "build"
LOG = BUILD / "setup.log"
REQUIREMENTS = ROOT / "requirements"
# Without these a build, an environment or a folder of the caller's would leak into ours.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "CONDA_PREFIX")


def go_into(kind, argv):
    """Return if this process runs in a current `.venv`; else make it and go over into it. `kind`: "play" or "test"."""
    inside = Path(sys.prefix).resolve() == HOME.resolve()
    if inside and is_current(kind):
        return
    try:
        BUILD.mkdir(exist_ok=True)
        with one_at_a_time("environment"):
            if not is_current(kind) or ask(PYTHON) is None:
                make(kind)
    except OSError as error:
        raise Trouble(disk_trouble(error, ROOT)) from error
    variables = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    os.execve(str(PYTHON), [str(PYTHON), str(ROOT / "manage.py"), *argv[1:]], variables)


@contextmanager
def one_at_a_time(what):
    """Two commands started together do not build the same thing twice."""
    with open(str(BUILD / (what + ".lock")), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def digest(kind):
    return hashlib.sha256((REQUIREMENTS / (kind + ".lock")).read_bytes()).hexdigest()


def is_current(kind):
    """The stamp is written last, so an environment that was cut short has none."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return stamp.get(kind) == digest(kind)


def make(kind):
    """Make or renew `.venv` with everything `kind` needs; a test environment can play as well."""
    if kind == "play" and STAMP.exists() and "test" in json.loads(STAMP.read_text()):
        kind = "test"
    version = ask(PYTHON)
    if version is None or version[:2] < LOWEST:
        shutil.rmtree(str(HOME), ignore_errors=True)
    if STAMP.exists():
        STAMP.unlink()
    LOG.write_bytes(b"")
    uv = find_uv()
    if not HOME.exists():
        make_empty(uv)
    lock = REQUIREMENTS / (kind + ".lock")
    with step("Installing the packages of requirements/{}.lock".format(kind)):
        installed = bool(uv) and note(uv, "pip", "sync", "--python", PYTHON, "--require-hashes", lock)
        if not installed:
            # Pip knows mirrors and proxies that uv has not been told of.
            installed = note(PYTHON, "-m", "ensurepip") and note(
                *[PYTHON, "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "-r", lock]
            )
    if not installed:
        raise Trouble("The packages could not be installed: {} (All of it is in {}.)".format(last_error(), LOG))
    # The program itself, as a path: every tool in the environment finds it from any folder.
    for folder in HOME.glob("lib/python3.*/site-packages"):
        (folder / "third_site.pth").write_text(str(ROOT) + "\n")
    kinds = ("play", "test") if kind == "test" else ("play",)
    STAMP.write_text(json.dumps({each: digest(each) for each in kinds}))


def make_empty(uv):
    python = find_python()
    if python is None and uv:
        with step("Fetching Python 3.13, as no Python from 3.12 on was found here"):
            note(uv, "python", "install", "3.13")
        python = find_python()
    if python is None:
        raise Trouble(
            "This program needs Python 3.12 or newer and found none here: install one "
            "(for instance `uv python install 3.13`, `pyenv install 3.13`, or from python.org) and start again."
        )
    with step("Making the environment with {}".format(python), quiet=True):
        made = bool(uv) and note(uv, "venv", "--no-project", "--python", python, HOME)
        if not made:
            shutil.rmtree(str(HOME), ignore_errors=True)
            made = note(python, "-m", "venv", HOME)
    if not made:
        raise Trouble(
            "{} cannot make an environment: {} On Debian and Ubuntu `apt install python3-venv` helps.".format(
                python, last_error()
            )
        )


def find_uv():
    """A uv that runs: the one on PATH, or one that pip fetches into a small environment; else None."""
    own = BUILD / "uv" / "bin" / "uv"
    for candidate in (shutil.which("uv"), own):
        if candidate and note(candidate, "--version"):
            return candidate
    with step("Fetching uv, which fills the environment"):
        shutil.rmtree(str(BUILD / "uv"), ignore_errors=True)
        made = note(sys.executable, "-m", "venv", BUILD / "uv") and note(
            *[BUILD / "uv" / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check"],
            *["--require-hashes", "--only-binary", ":all:", "-r", REQUIREMENTS / "uv.lock"],
        )
    return own if made else None


def note(*argv):
    """Run a step of the set-up, its output going to the log; True if it went well."""
    variables = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    # A network with a certificate authority of its own is known to the system, not to uv.
    variables.setdefault("UV_SYSTEM_CERTS", "1")
    with open(str(LOG), "ab") as log:
        log.write(("$ " + " ".join(str(part) for part in argv) + "\n").encode())
        log.flush()
        try:
            code = subprocess.call(
                [str(part) for part in argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=variables,
                cwd=str(ROOT),
            )
        except OSError as error:
            log.write("{}\n".format(error).encode())
            return False
    return code == 0


def last_error():
    """The last line of the log that says what went wrong, in the words of the tool that wrote it."""
    lines = [line.strip() for line in LOG.read_text(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower() or "No space left" in line or "╰─▶" in line]
    if any("No space left" in line for line in telling):
        return "the disk is full."
    return (telling or lines or ["nothing was said."])[-1].lstrip("×╰─▶ ")
