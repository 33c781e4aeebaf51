"""A Chromium for the browser tests: one that is there, else the distribution's, else Playwright's own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from launcher.setup.environment import BUILD, PYTHON, note
from launcher.talk import Trouble, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
)


def find_or_install():
    """The path of a Chromium that tells its version; raises Trouble where there is none to be had."""
    BUILD.mkdir(exist_ok=True)
    found = find()
    if found:
        return found
    if os.getuid() == 0 and shutil.which("apt-get"):
        with step("Installing Chromium for the browser tests"):
            note("apt-get", "update", "-q")
            note(
                "env",
                "DEBIAN_FRONTEND=noninteractive",
                "apt-get",
                "install",
                "-qy",
                "--no-install-recommends",
                "chromium",
            )
        found = find()
    if not found:
        with step("Fetching Chromium for the browser tests"):
            note(PYTHON, "-m", "playwright", "install", "chromium")
        found = find()
    if not found:
        raise Trouble(
            "The browser tests need Chromium and none could be installed here: install it "
            "(`apt install chromium`, or from chromium.org), or name one in the variable CHROMIUM."
        )
    return found


def find():
    candidates = [os.environ.get("CHROMIUM")] + [shutil.which(name) for name in NAMES]
    if sys.platform == "darwin":
        candidates.append("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    for candidate in candidates:
        if candidate and runs(candidate):
            return candidate
    own = subprocess.run([str(PYTHON), "-c", ASK_PLAYWRIGHT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    path = own.stdout.decode().strip()
    return path if path and Path(path).exists() and runs(path) else None


def runs(program):
    try:
        done = subprocess.run([program, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
