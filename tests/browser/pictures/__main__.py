"""Keeps `docs/screens/` current: `python -m tests.browser.pictures [words of pytest]`.

Runs the tests of the browser, the long ones too, and takes over each picture that `docs/screens/README.md` lists, with
48 colours so that the folder stays small. With words of pytest, such as `tests/browser/test_lobby.py`, it takes over
what these tests photograph and leaves the rest. A new screen is one call of `photograph` in the test that gets there,
and one row of the list; what is listed and photographed nowhere is said, and so is what a whole run did not bring.
"""

import base64
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from launcher.setup.browser import find_or_install
from tests.browser.pictures.listed import ROOT, SCREENS, listed
from tests.browser.pictures.palette import png, quantise

DECODE = """async words => {
  const bytes = Uint8Array.from(atob(words), each => each.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const data = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  let text = '';
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return [bitmap.height, bitmap.width, btoa(text)];
}"""


def pixels(page: Page, picture: Path) -> np.ndarray:
    """Height × width × 3 bytes of a PNG, decoded by the browser that made it."""
    height, width, words = page.evaluate(DECODE, base64.b64encode(picture.read_bytes()).decode())
    return np.frombuffer(base64.b64decode(words), np.uint8).reshape(height, width, 4)[..., :3]


def take_over(taken: Path, wanted: set[str], chromium: str) -> set[str]:
    """Writes the wanted pictures that were taken, small; the names of those that were."""
    found = {name for name in wanted if (taken / name).exists()}
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox"] if os.getuid() == 0 else [])
        page = browser.new_page()
        for name in sorted(found):
            (SCREENS / name).write_bytes(png(*quantise(pixels(page, taken / name))))
        browser.close()
    return found


def main(words: list[str]) -> int:
    chromium = find_or_install()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", *(words or ["tests/browser"])]
        variables = {**os.environ, "TEST_ARTEFACTS": folder, "CHROMIUM": chromium, "PATIENCE": "4"}
        failed = subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode
        wanted = listed()
        found = take_over(Path(folder) / "screens", wanted, chromium)
    missing = set() if words else wanted - found
    total = sum(each.stat().st_size for each in SCREENS.glob("*.png"))
    print(f"{len(found)} pictures taken over; {total / 1e6:.1f} MB in {SCREENS.relative_to(ROOT)}")
    for name in sorted(missing):
        print(f"not taken: {name}")
    return failed or bool(missing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
