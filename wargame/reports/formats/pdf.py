"""The report as PDF by Typst: same value, same bytes for the same log, fonts that ship with the program, no network.

What people wrote reaches Typst as JSON data, never as Typst code.
"""

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import typst

from wargame.reports.formats.chart import svg
from wargame.reports.paper import Chart, Paper, Table

HERE = Path(__file__).parent
TEMPLATE = HERE / "typ" / "report.typ"
FONTS = HERE / "fonts"
NARROW_CHARS = 22
WIDEST_CHARS = 250


def pdf(paper: Paper) -> bytes:
    """The PDF's bytes (PDF/UA-1: tagged for screen readers)."""
    with tempfile.TemporaryDirectory(prefix="third-site-report-") as folder:
        root = Path(folder)
        (root / "report.typ").write_bytes(TEMPLATE.read_bytes())
        (root / "paper.json").write_text(json.dumps(_plain(paper, root), ensure_ascii=False), encoding="utf-8")
        result = typst.compile(
            str(root / "report.typ"),
            root=str(root),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            package_path=str(root / "no-packages"),
            package_cache_path=str(root / "no-packages"),
            format="pdf",
            pdf_standards="ua-1",
            timestamp=0,
        )
    return bytes(result)


def widths(block: Table) -> list[float]:
    """Shares of the page's width, one a column; 0 for a column that is as wide as what stands in it."""
    shares = []
    for place, title in enumerate(block.columns):
        cells = [row[place] for row in block.rows]
        longest = max([len(title), *(len(cell.text) for cell in cells)])
        wide = longest > NARROW_CHARS and not all(cell.number for cell in cells)
        shares.append(round(min(longest, WIDEST_CHARS) ** 0.5, 2) if wide else 0.0)
    return shares


def _plain(paper: Paper, root: Path) -> dict[str, object]:
    value = asdict(paper)
    drawn = 0
    for section, plain in zip(paper.sections, value["sections"], strict=True):
        for block, data in zip(section.blocks, plain["blocks"], strict=True):
            if isinstance(block, Chart):
                name = f"chart-{drawn}.svg"
                (root / name).write_text(svg(block), encoding="utf-8")
                data |= {"what": "chart", "file": name}
                drawn += 1
            elif isinstance(block, Table):
                data |= {"what": "table", "widths": widths(block)}
            else:
                data["what"] = "para"
    return value
