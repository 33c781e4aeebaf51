"""Charts as SVG that stands alone: dash patterns and labels tell the series apart, so that they read in grey too."""

from html import escape

from wargame.reports.paper import Chart

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 44, 190, 16, 40
# Okabe–Ito, dark enough on white, each with a dash pattern of its own.
STROKES = (
    ("#0072b2", ""),
    ("#d55e00", "7 4"),
    ("#007a5e", "2 3"),
    ("#8a4f7d", "9 3 2 3"),
    ("#5c5c5c", "1 4"),
    ("#9a6a00", "12 4"),
    ("#2b7fb8", "4 2"),
    ("#111111", "6 2 1 2"),
)
LABEL_GAP = 14.0


def svg(chart: Chart) -> str:
    """The chart as one SVG element with a title for screen readers."""
    body = _lines(chart) if chart.kind == "lines" else _bars(chart)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'role="img" font-family="Inter, Helvetica, Arial, sans-serif" font-size="11">'
        f"<title>{escape(chart.caption)}</title>{body}</svg>"
    )


def _y(chart: Chart, value: float) -> float:
    span = (chart.high - chart.low) or 1.0
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - chart.low) / span)


def _grid(chart: Chart) -> list[str]:
    parts = []
    for step in range(5):
        value = chart.low + (chart.high - chart.low) * step / 4
        y = _y(chart, value)
        label = f"{value:.2f}" if chart.high - chart.low < 5 else f"{value:.0f}"
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d5d9e0"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#444">{label}</text>')
    return parts


def _lines(chart: Chart) -> str:
    parts = _grid(chart)
    steps = max(1, len(chart.labels) - 1)
    xs = [LEFT + (WIDTH - LEFT - RIGHT) * n / steps for n in range(len(chart.labels))]
    parts += [
        f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#444">{escape(label)}</text>'
        for x, label in zip(xs, chart.labels, strict=True)
    ]
    ends: list[tuple[float, str, str]] = []
    for place, line in enumerate(chart.lines):
        colour, dash = STROKES[place % len(STROKES)]
        points = [(x, _y(chart, v)) for x, v in zip(xs, line.values, strict=True) if v is not None]
        if not points:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
        )
        ends.append((points[-1][1], line.name, colour))
    # Names stand at the ends of their lines, moved apart where lines end close together.
    y_free = -1e9
    for y, name, colour in sorted(ends):
        y_free = max(y, y_free + LABEL_GAP)
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{y_free + 4:.1f}" fill="{colour}">{escape(name)}</text>')
    return "".join(parts)


def _bars(chart: Chart) -> str:
    parts = _grid(chart)
    values = chart.lines[0].values
    pitch = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    for place, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        top = _y(chart, value or 0.0)
        x = LEFT + pitch * place + pitch * 0.15
        fill = "#d55e00" if place == chart.mark else "#7c93ad"
        parts.append(
            f'<rect x="{x:.1f}" y="{top:.1f}" width="{pitch * 0.7:.1f}" '
            f'height="{HEIGHT - BOTTOM - top:.1f}" fill="{fill}" stroke="#223" stroke-width="0.5"/>'
        )
        parts.append(
            f'<text x="{x + pitch * 0.35:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#444">'
            f"{escape(label)}</text>"
        )
        if place == chart.mark:
            parts.append(
                f'<text x="{x + pitch * 0.35:.1f}" y="{top - 5:.1f}" text-anchor="middle" fill="#a24600">'
                "came out</text>"
            )
    return "".join(parts)
