"""What orders, injects, draws and agreements do, by kind: the mechanics that a pack chooses from.

An effect adds events to the acts. `Deed.seen_by` says who is told. What is public is told to each viewer on top of what
he already knew, so that a public deed at a place of which others know less does not give the rest away.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wargame.rules.events import ALL, CONTROL, covers
from wargame.rules.mechanics import beliefs
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.predicates import bound, holds
from wargame.rules.mechanics.situation import situation_of
from wargame.rules.pack import Effect, Pack

Args = Mapping[str, Any]
Site = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What is being done: its id (of an order, inject or agreement), the reason it is told with, and to whom."""

    about: str
    because: str
    seen_by: tuple[str, ...]
    bindings: Args
    lead_turns: int = 0


def do(acts: Acts, effects: Iterable[Effect], deed: Deed) -> None:
    for effect in effects:
        if effect.get("when") is not None and not _holds(acts, effect["when"], deed):
            continue
        KINDS[effect["kind"]](acts, bound(effect["args"], deed.bindings), deed)


def _holds(acts: Acts, predicate: str, deed: Deed) -> bool:
    """Whether it is so, as all who are told of the deed know it: what is done must not betray more."""
    return holds(situation_of(acts.state, acts.context.pack, deed.seen_by), predicate, deed.bindings)


def change_site(
    acts: Acts, site: str, change: Callable[[Site], Site], *, seen_by: Iterable[str], because: str, about: str | None
) -> None:
    """Apply `change` to the site as each of `seen_by` knows it; a state that stays as it is makes no event."""
    history = acts.state["sites"].get(site, [])
    if not history:
        return
    told = tuple(seen_by)
    rows = list(history) if ALL in told else _rows_for(history, told)
    changed = [(row, change(row["site"])) for row in rows]
    if all(new == row["site"] for row, new in changed):
        return
    for row, new in changed:
        body = {"site": new, "because": because, "about": about, "turn": acts.state["turn"]["number"]}
        acts.add("site_changed", body, row["seen_by"])


def _rows_for(history: list[dict[str, Any]], told: tuple[str, ...]) -> list[dict[str, Any]]:
    """What `told` know of a site, and last, for control alone, the truth where that is more."""
    known = next((row for row in reversed(history) if covers(row["seen_by"], told)), history[-1])
    rows = [{"site": known["site"], "seen_by": told}]
    if known is not history[-1]:
        rows.append({"site": history[-1]["site"], "seen_by": (CONTROL,)})
    return rows


def _change(acts: Acts, deed: Deed, site: Any, change: Callable[[Site], Site]) -> None:
    change_site(acts, site, change, seen_by=deed.seen_by, because=deed.because, about=deed.about)


def _build_site(acts: Acts, args: Args, deed: Deed) -> None:
    lead = args["lead"] if args.get("lead") is not None else deed.lead_turns
    due = acts.state["turn"]["number"] + lead

    def build(site: Site) -> Site:
        number = args["number"] if args.get("number") is not None else max(1, site["number"])
        if args.get("more") is not None:
            number = max(site["number"], site.get("coming_number") or 0) + args["more"]
        if lead == 0:
            return {**standing(site), "status": "in_force", "number": number, "in_force_turn": due}
        if site["status"] == "in_force" and number > site["number"]:
            return {**site, "coming_number": number, "coming_turn": due}
        if site["status"] == "in_force":
            return {**site, "number": number}
        return {**site, "status": args.get("status") or "building", "number": number, "in_force_turn": due}

    _change(acts, deed, args["site"], build)


def standing(site: Site) -> Site:
    """The site without what was still to come."""
    return {name: value for name, value in site.items() if name not in ("coming_number", "coming_turn")}


def _place_missiles(acts: Acts, args: Args, deed: Deed) -> None:
    _build_site(acts, {"site": args["site"], "number": args["number"]}, deed)


def _set_site_status(acts: Acts, args: Args, deed: Deed) -> None:
    _change(acts, deed, args["site"], lambda site: {**site, "status": args["status"]})


def _set_system(acts: Acts, args: Args, deed: Deed) -> None:
    _change(acts, deed, args["site"], lambda site: {**site, "system": args["system"]})


def _set_consent(acts: Acts, args: Args, deed: Deed) -> None:
    _change(acts, deed, args["site"], lambda site: {**site, "consent": args["consent"]})


def _cells(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])


def _share_sensor(acts: Acts, args: Args, deed: Deed) -> None:
    cells = set(_cells(args["with"]))
    _change(acts, deed, args["sensor"], lambda site: {**site, "shared_with": sorted({*site["shared_with"], *cells})})


def _stop_sharing(acts: Acts, args: Args, deed: Deed) -> None:
    cells = set(_cells(args["with"]))
    _change(acts, deed, args["sensor"], lambda site: {**site, "shared_with": sorted({*site["shared_with"]} - cells)})


def _admit_visit(acts: Acts, args: Args, deed: Deed) -> None:
    cells = set(_cells(args["by"]))
    last = acts.state["turn"]["number"] + args["turns"] - 1 if args.get("turns") else None

    def admit(site: Site) -> Site:
        until = {cell: turn for cell, turn in site.get("visits_until", {}).items() if cell not in cells}
        if last is not None:
            until |= dict.fromkeys(sorted(cells), last)
        held = {**site, "visitors": sorted({*site["visitors"], *cells})}
        return {**held, "visits_until": until} if until or "visits_until" in site else held

    _change(acts, deed, args["site"], admit)


def after_visits(site: Site, turn: int) -> Site:
    """The site in `turn`, without the visitors whose time has run out before it."""
    gone = {cell for cell, last in site.get("visits_until", {}).items() if last < turn}
    if not gone:
        return site
    until = {cell: last for cell, last in site["visits_until"].items() if cell not in gone}
    return {**site, "visitors": [cell for cell in site["visitors"] if cell not in gone], "visits_until": until}


def _turn_radar(acts: Acts, args: Args, deed: Deed) -> None:
    turned = {"facing_deg": args["facing_deg"], "sector_deg": args["sector_deg"]}
    _change(acts, deed, args["site"], lambda site: {**site, **turned})


def _set_treaty(acts: Acts, args: Args, deed: Deed) -> None:
    """A treaty is a public thing: whoever leaves or extends one, all are told."""
    if acts.state["treaties"].get(args["treaty"]) != args["status"]:
        body = {"treaty": args["treaty"], "status": args["status"], "because": deed.because}
        acts.add("treaty_changed", {**body, "turn": acts.state["turn"]["number"]}, (ALL,))


def _publish_statement(acts: Acts, args: Args, deed: Deed) -> None:
    cell = acts.context.pack["cells"].get(str(deed.bindings.get("cell")))
    to = (ALL,) if args.get("public") else deed.seen_by
    item = {
        "id": acts.new_id("press", deed.about, "statement", deed.because),
        "at_ms": acts.context.now_ms,
        "date": acts.state["turn"]["to_date"],
        "voice": args.get("voice") or (cell["voice"] if cell else ""),
        "title": args["title"],
        "text": args["text"],
        "kind": "statement",
        "to": list(to),
        "source": None,
    }
    acts.add("press_published", {"item": item}, to)


def _record_mark(acts: Acts, args: Args, deed: Deed) -> None:
    acts.add("mark_set", {"mark": args["mark"], "turn": acts.state["turn"]["number"]}, deed.seen_by)


def _move_indicator(acts: Acts, args: Args, deed: Deed) -> None:
    move_indicator(acts, args["indicator"], args["delta"], because=args["because"], rule=deed.about)


def move_indicator(acts: Acts, indicator: str, delta: float, *, because: str, rule: str) -> None:
    """Move an indicator within 0–100, with its reason; told to whoever sees the indicator. No change, no event."""
    spec = acts.context.pack["indicators"][indicator]
    row = acts.state["indicators"].get(indicator)
    old = row["view"]["value"] if row else spec["initial"]
    new = round(min(100.0, max(0.0, old + delta)), 2)
    if new == old:
        return
    turn = acts.state["turn"]["number"]
    body = {
        "indicator": indicator,
        "name": spec["name"],
        "value": new,
        "change_id": f"{turn}:{rule}",
        "change": {"turn": turn, "delta": round(new - old, 2), "because": because, "rule": rule},
    }
    acts.add("indicator_moved", body, spec.get("seen_by", [ALL]))


def _move_assessment(acts: Acts, args: Args, deed: Deed) -> None:
    """`assessment` and `toward` name assessments, or cells for their own; `toward` may be "truth"."""
    pack = acts.context.pack
    for assessment in _assessments(pack, args["assessment"]):
        for toward in _assessments(pack, args["toward"]):
            for parameter in _cells(args["parameter"]):
                if toward != assessment:
                    beliefs.move(
                        acts,
                        assessment,
                        parameter,
                        toward=toward,
                        share=args["share"],
                        because=args.get("because") or deed.because,
                        about=deed.about,
                        seen_by=deed.seen_by,
                    )


def _assessments(pack: Pack, value: Any) -> list[str]:
    return [pack["cells"][name]["assessment"] if name in pack["cells"] else name for name in _cells(value)]


def _change_funds(acts: Acts, args: Args, deed: Deed) -> None:
    change_funds(
        acts,
        args["cell"],
        money_bn=args.get("money_bn") or 0,
        capital=args.get("capital") or 0,
        because=args["because"],
    )


def change_funds(acts: Acts, cell: str, *, money_bn: float, capital: float, because: str) -> None:
    """Add to a cell's funds, never below zero; told to the cell. No change, no event."""
    row = acts.state["funds"].get(cell)
    if row is None or (money_bn == 0 and capital == 0):
        return
    body = {
        "cell": cell,
        "money_bn": round(max(0.0, row["money_bn"] + money_bn), 6),
        "capital": round(max(0.0, row["capital"] + capital), 6),
        "because": because,
        "turn": acts.state["turn"]["number"],
    }
    acts.add("funds_changed", body, (cell,))


KINDS: dict[str, Callable[[Acts, Args, Deed], None]] = {
    "build_site": _build_site,
    "place_missiles": _place_missiles,
    "set_site_status": _set_site_status,
    "set_system": _set_system,
    "set_consent": _set_consent,
    "share_sensor": _share_sensor,
    "stop_sharing": _stop_sharing,
    "admit_visit": _admit_visit,
    "turn_radar": _turn_radar,
    "set_treaty": _set_treaty,
    "publish_statement": _publish_statement,
    "record_mark": _record_mark,
    "move_indicator": _move_indicator,
    "move_assessment": _move_assessment,
    "change_funds": _change_funds,
}
