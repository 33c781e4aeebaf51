"""Finding a Python new enough, by running the candidates: a name on PATH can be a shim that has nothing behind it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

LOWEST = (3, 12)
# Newer ones are taken only where none of these is there: the locked packages may have nothing ready-made for them.
KNOWN = ("3.13", "3.14", "3.12")
QUESTION = "import sys; print(sys.implementation.name, *sys.version_info[:3])"
ANSWER_LIMIT_S = 20


def find_python():
    """The path of a Python that ran and is new enough, or None."""
    asked = set()
    newer = None
    for path in candidates():
        real = os.path.realpath(str(path))
        if real in asked:
            continue
        asked.add(real)
        version = ask(path)
        if version is None or version[:2] < LOWEST:
            continue
        if "{}.{}".format(*version) in KNOWN:
            return str(path)
        newer = newer or str(path)
    return newer


def ask(path):
    """The version (3, 13, 0) that the program at `path` tells, or None: not there, not running, no CPython."""
    try:
        done = subprocess.run(
            [str(path), "-I", "-c", QUESTION],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=ANSWER_LIMIT_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = done.stdout.decode("utf-8", "replace").split()
    if done.returncode != 0 or len(words) != 4 or words[0] != "cpython":
        return None
    return tuple(int(word) for word in words[1:])


def candidates():
    """Paths to try, best first; many are not there."""
    yield sys.executable
    names = ["python" + version for version in KNOWN] + ["python3", "python"]
    for name in names:
        for folder in os.get_exec_path():
            found = shutil.which(name, path=folder)
            if found:
                yield found
    for root in pyenv_roots():
        yield from versions_in(root / "versions")
    yield from versions_in(Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or user_data() / "uv" / "python"))
    for folder in ("/usr/local/bin", "/opt/homebrew/bin", "/usr/bin", str(Path.home() / ".local" / "bin")):
        for version in KNOWN:
            yield Path(folder) / ("python" + version)
    for version in KNOWN:
        yield Path("/Library/Frameworks/Python.framework/Versions") / version / "bin" / "python3"


def versions_in(folder):
    """The interpreters of a folder that has one folder for each version, the known ones first, newest patch first."""
    places = sorted(folder.glob("*"), key=lambda place: version_key(place.name), reverse=True)
    for place in places:
        yield place / "bin" / "python3"


def version_key(name):
    """Orders `3.13.0`, `cpython-3.12.4-linux-x86_64-gnu` and the like: KNOWN by rank, then by number."""
    numbers = [int(word) for word in "".join(c if c.isdigit() else " " for c in name).split()[:3]]
    minor = ".".join(str(number) for number in numbers[:2])
    rank = -KNOWN.index(minor) if minor in KNOWN else -len(KNOWN)
    return (rank, numbers)


def pyenv_roots():
    """Where pyenv keeps its versions: told by its variable, its usual place, its shims, or the Python that runs now."""
    roots = [os.environ.get("PYENV_ROOT"), str(Path.home() / ".pyenv")]
    roots += [
        os.path.dirname(folder.rstrip("/")) for folder in os.get_exec_path() if folder.rstrip("/").endswith("/shims")
    ]
    here = Path(sys.base_prefix).resolve()
    if here.parent.name == "versions":
        roots.append(str(here.parent.parent))
    seen = []
    for root in roots:
        if root and root not in seen:
            seen.append(root)
            yield Path(root)


def user_data():
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
