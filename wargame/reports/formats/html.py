"""The report as one HTML page that opens offline: no script, no request, its style within."""

import html as markup

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from wargame.reports.formats.chart import svg
from wargame.reports.paper import Chart, Paper, Table


def page(paper: Paper) -> str:
    """The whole page; everything people wrote is escaped by the template."""
    known = {line.seq for line in paper.log}
    sections = [
        {
            "id": section.id,
            "title": section.title,
            "level": section.level,
            "blocks": [_block(block, known) for block in section.blocks],
        }
        for section in paper.sections
    ]
    return render_to_string("reports/report.html", {"paper": paper, "sections": sections})


def _block(block: object, known: set[int]) -> dict[str, object]:
    if isinstance(block, Table):
        rows = [
            [{"text": cell.text, "number": cell.number, "refs": refs(cell.refs, known)} for cell in row]
            for row in block.rows
        ]
        return {"what": "table", "caption": block.caption, "columns": block.columns, "rows": rows, "empty": block.empty}
    if isinstance(block, Chart):
        # The chart's text is escaped where it is drawn.
        return {"what": "chart", "caption": block.caption, "svg": mark_safe(svg(block))}
    return {"what": "para", "kind": block.kind, "text": block.text, "refs": refs(block.refs, known)}  # type: ignore[attr-defined]


def refs(numbers: tuple[int, ...], known: set[int]) -> SafeString:
    """Links to the entries in brackets, six at most. Raises KeyError for one that is not in the log."""
    if not numbers:
        return mark_safe("")
    lost = [n for n in numbers if n not in known]
    if lost:
        raise KeyError(f"the report cites entry {lost[0]}, which the log does not have")
    shown = [f'<a href="#e{n}">{n}</a>' for n in numbers[:6]]
    more = f" +{len(numbers) - 6}" if len(numbers) > 6 else ""
    return mark_safe(f'<span class="refs">[{", ".join(shown)}{markup.escape(more)}]</span>')
