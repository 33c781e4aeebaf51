"""The figures of a rehearsal as a page of Markdown: what was asked, what came out, and what to look at."""

from typing import Any

from wargame.rules.pack import Pack

Row = dict[str, Any]


def markdown(pack: Pack, figures: Row, *, command: str) -> str:
    """The report. `command` is what was typed."""
    parts = [
        f"# Rehearsal of *{pack['title']}*",
        f"{figures['games']} games of {figures['turns']} turns, bots against bots, pack {figures['pack']} version "
        f"{figures['version']}.\n\n```\n{command}\n```",
        _verdict(figures),
        _who_wins(pack, figures),
        _agreements(pack, figures),
        _space(pack, figures),
        _indicators(pack, figures),
        _use(pack, figures),
        _time(figures),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _verdict(figures: Row) -> str:
    dominant = [cell for cell, share in figures["wins"].items() if share > 0.5]
    share = figures["with_agreement"]
    rows = [
        ("every game came to its end", not figures["broken"] and not figures["stuck"], _troubles(figures)),
        ("no cell wins more than half of the games", not dominant, ", ".join(dominant)),
        ("agreement is possible but not certain", 0.0 < share < 1.0, f"{share:.1%} of the games have one"),
        ("every indicator moves", not figures["never_move"], ", ".join(figures["never_move"])),
        ("every order is used", not figures["orders_unused"], ", ".join(figures["orders_unused"])),
        ("every clause is agreed somewhere", not figures["clauses_unused"], ", ".join(figures["clauses_unused"])),
    ]
    lines = [f"| {what} | {'yes' if good else '**no**'} | {note} |" for what, good, note in rows]
    return "## Is it a good game?\n\n| | | |\n|---|---|---|\n" + "\n".join(lines)


def _troubles(figures: Row) -> str:
    broken = [f"seed {seed} broke off" for seed in figures["broken"]]
    stuck = [f"seed {seed} stuck in {' and '.join(places)}" for seed, places in figures["stuck"].items()]
    return "; ".join((broken + stuck)[:10])


def _table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(_said(value) for value in row)} |" for row in rows)])


def _said(value: Any) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


SPREAD = ("mean", "least", "p10", "median", "p90", "most")


def _who_wins(pack: Pack, figures: Row) -> str:
    rows = [
        (
            pack["cells"][cell]["name"],
            f"{share:.1%}",
            *(figures["gains"][cell][name] for name in SPREAD),
            ", ".join(f"{name} {gain:+.1f}" for name, gain in figures["by_temperament"][cell].items()),
        )
        for cell, share in figures["wins"].items()
    ]
    words = (
        "A cell's *gain* is its points at the end less what it could expect, at the opening, of default play without "
        "agreement. It *wins* a game if it gains more than the others; each score sheet has 100 points."
    )
    return f"## Who wins\n\n{words}\n\n" + _table(("cell", "wins", *SPREAD, "mean gain by temperament"), rows)


def _agreements(pack: Pack, figures: Row) -> str:
    between = "; ".join(f"{parties}: {count}" for parties, count in figures["agreements_between"].items()) or "none"
    offers = ", ".join(f"{count} {status}" for status, count in figures["offers"].items())
    return (
        f"## Agreements\n\n{figures['with_agreement']:.1%} of the games have at least one agreement, "
        f"{figures['agreements_a_game']} a game in the mean ({between}). Offers: {offers}. Clauses found broken, as "
        f"control knows it: {figures['breaches_a_game']} a game, each counted in each turn."
    )


def _space(pack: Pack, figures: Row) -> str:
    space = figures["space"]
    if not space:
        return ""
    each = ", ".join(f"{pack['cells'][cell]['name']} {share:.1%}" for cell, share in space["acceptable_to"].items())
    how = "all of them" if space["exact"] else f"{space['looked_at']} of them, evenly spread,"
    return (
        f"## What could be agreed\n\nThe menu composes {space['packages']:,} packages between all cells; {how} were "
        f"valued at the opening, under default play. All cells gain by {space['acceptable_to_all']:.1%} ({each}). "
        f"{space['frontier']} of these are beaten by no other for everybody: the frontier."
    )


def _indicators(pack: Pack, figures: Row) -> str:
    rows = [
        (pack["indicators"][name]["name"], pack["indicators"][name]["initial"], *(its[key] for key in SPREAD))
        for name, its in figures["indicators"].items()
        if its
    ]
    return "## Where indicators end\n\n" + _table(("indicator", "begins", *SPREAD), rows)


def _use(pack: Pack, figures: Row) -> str:
    games = figures["games"]
    orders = [
        (pack["order_kinds"][name]["title"], name, round(count / games, 2)) for name, count in figures["orders"].items()
    ]
    clauses = [
        (pack["clause_kinds"][name]["title"], name, round(count / games, 2))
        for name, count in figures["clauses"].items()
    ]
    unused = [
        f"Orders nobody gave: {', '.join(figures['orders_unused']) or 'none'}.",
        f"Clauses nobody agreed on: {', '.join(figures['clauses_unused']) or 'none'} "
        f"(of these nobody even offered {', '.join(figures['clauses_never_offered']) or 'none'}).",
    ]
    return (
        "## What is used\n\n"
        + "\n".join(unused)
        + "\n\n"
        + _table(("order", "kind", "a game"), orders)
        + "\n\n"
        + _table(("clause agreed", "kind", "a game"), clauses)
    )


def _time(figures: Row) -> str:
    cpu = figures["cpu_s"]
    wall = figures.get("wall_s")
    line = (
        f"CPU a game: {cpu['median']:.2f} s in the median, {cpu['mean']:.2f} s in the mean, {cpu['most']:.2f} s at most"
    )
    line += "; a process pays for what the engine has not answered yet, and for its first look at the pack, once."
    if wall:
        line += (
            f" All games took {wall:.0f} s with {figures['workers']} worker(s), {figures['games'] / wall:.2f} a second."
        )
    refused = f"Of {figures['commands']:,} commands the rules refused {figures['refused_share']:.2%}"
    why = ", ".join(f"{code} {count}" for code, count in list(figures["refused"].items())[:5])
    return f"## Time, and the bots themselves\n\n{line}\n\n{refused}{f' ({why})' if why else ''}."
