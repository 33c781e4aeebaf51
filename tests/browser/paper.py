"""Prints the guide: `python -m tests.browser.paper [FOLDER]` makes `facilitating-A4.pdf` and `facilitating-Letter.pdf`.

The words and pictures of `docs/facilitating.md` on paper, through the Chromium of the browser tests ($CHROMIUM, or
Playwright's own).
"""

import os
import re
import sys
from pathlib import Path

from markdown_it import MarkdownIt
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "facilitating.md"
FORMATS = ("A4", "Letter")
PICTURE = re.compile(r"!\[[^]]*\]\([^)]+\)")
MARGIN = {"top": "16mm", "bottom": "16mm", "left": "17mm", "right": "17mm"}
STYLE = """
body { font: 10.5pt/1.42 "Source Serif 4", Georgia, "DejaVu Serif", serif; color: #000; }
h1 { font-size: 20pt; margin: 0 0 4mm; } h2 { font-size: 14pt; margin: 7mm 0 2mm; break-after: avoid; }
h3 { font-size: 11.5pt; margin: 4mm 0 1mm; break-after: avoid; }
p, li { orphans: 3; widows: 3; } li { margin: 0.6mm 0; }
img { display: block; max-width: 100%; max-height: 84mm; margin: 2mm auto; border: 0.3mm solid #999; }
p:has(img), tr { break-inside: avoid; }
table { width: 100%; border-collapse: collapse; margin: 2mm 0; font-size: 9.5pt; }
th, td { border: 0.2mm solid #888; padding: 1mm 1.6mm; text-align: left; vertical-align: top; }
code { font: 9pt "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
"""


def page_of(guide: Path = GUIDE) -> str:
    """The guide as a page of its own; its pictures are found beside it."""
    body = MarkdownIt("commonmark").enable("table").render(guide.read_text(encoding="utf-8"))
    head = f'<meta charset="utf-8"><title>{guide.stem}</title><base href="{guide.as_uri()}"><style>{STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'


def prints(browser: Browser, folder: Path, paper: str) -> Path:
    """One format of paper, `A4` or `Letter`; the file that was written."""
    written = folder / f"{GUIDE.stem}-{paper}.pdf"
    source = folder / f"{GUIDE.stem}.html"
    source.write_text(page_of(), encoding="utf-8")
    page = browser.new_page()
    page.goto(source.as_uri())
    page.pdf(path=written, format=paper, margin=MARGIN, print_background=True)
    page.close()
    source.unlink()
    return written


def main(words: list[str]) -> int:
    folder = Path(words[0] if words else ".").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=os.environ.get("CHROMIUM"), args=["--no-sandbox"])
        for paper in FORMATS:
            print(prints(browser, folder, paper))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
