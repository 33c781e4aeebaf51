"""The conditions that a pack may choose from, by kind. Each reads a `Situation` and nothing else.

A pack names a condition of one of these kinds, with arguments and the words that say it; no language grows in TOML.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wargame.rules.mechanics.pacts.standing import in_force
from wargame.rules.mechanics.situation import Situation

Args = Mapping[str, Any]
DEEPEST = 12


def holds(
    situation: Situation, predicate: str, bindings: Args, *, depth: int = 0, known: dict[str, bool] | None = None
) -> bool:
    """Whether the pack's condition `predicate` is the case, its `$names` taken from `bindings`.

    `known` remembers answers by condition, for whoever asks many of one situation with the same bindings.
    Raises KeyError for a condition that the pack does not have, RecursionError for one that names itself.
    """
    if known is not None and predicate in known:
        return known[predicate]
    if depth > DEEPEST:
        raise RecursionError(f"the condition {predicate} names itself")
    row = situation.pack["predicates"][predicate]
    args = bound(row["args"], bindings)
    composed = COMPOSED.get(row["kind"])
    if composed is not None:
        parts = _several(args["of"])
        answer = composed(holds(situation, part, bindings, depth=depth + 1, known=known) for part in parts)
    else:
        answer = KINDS[row["kind"]](situation, args)
    if known is not None:
        known[predicate] = answer
    return answer


def bound(args: Args, bindings: Args) -> dict[str, Any]:
    """The arguments with every `$name` replaced by what it is bound to (None if to nothing)."""
    return {name: _bound(value, bindings) for name, value in args.items()}


def _bound(value: Any, bindings: Args) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return bindings.get(value[1:])
    if isinstance(value, list | tuple):
        return [_bound(item, bindings) for item in value]
    if isinstance(value, dict):  # plain JSON; the abstract type is slow to ask for
        return bound(value, bindings)
    return value


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _not(values: Iterable[bool]) -> bool:
    return not any(values)


COMPOSED: dict[str, Callable[[Iterable[bool]], bool]] = {"not": _not, "all_of": all, "any_of": any}


def _always(situation: Situation, args: Args) -> bool:
    return True


def _turn_at_least(situation: Situation, args: Args) -> bool:
    return args["turn"] is not None and situation.turn >= args["turn"]


def _site_status(situation: Situation, args: Args) -> bool:
    site = situation.sites.get(args["site"])
    return site is not None and site["status"] in args["among"]


def _host_consents(situation: Situation, args: Args) -> bool:
    site = situation.sites.get(args["site"])
    return site is not None and (site["host"] is None or site["consent"] in ("yes", "conditions"))


def _consent_is(situation: Situation, args: Args) -> bool:
    site = situation.sites.get(args["site"])
    return site is not None and site["consent"] in args["among"]


def _number(situation: Situation, args: Args) -> int:
    """How many stand, or with "building" among the statuses will stand, on the sites that match."""
    among = _several(args.get("among")) or ["in_force"]
    chosen = _several(args.get("site"))
    total = 0
    for name, site in situation.sites.items():
        if chosen and name not in chosen:
            continue
        if any(args.get(key) not in (None, site.get(key)) for key in ("kind", "owner", "region")):
            continue
        if site["status"] in among:
            coming = site.get("coming_number") or 0
            total += max(site["number"], coming) if "building" in among else site["number"]
    return total


def _number_over(situation: Situation, args: Args) -> bool:
    return args["number"] is not None and _number(situation, args) > args["number"]


def _number_at_least(situation: Situation, args: Args) -> bool:
    return args["number"] is not None and _number(situation, args) >= args["number"]


def _treaty_is(situation: Situation, args: Args) -> bool:
    return situation.treaties.get(args["treaty"]) in args["among"]


def _sensor_shared(situation: Situation, args: Args) -> bool:
    site = situation.sites.get(args["sensor"])
    return site is not None and bool(args["with"]) and set(_several(args["with"])) <= set(site["shared_with"])


def _visited(situation: Situation, args: Args) -> bool:
    site = situation.sites.get(args["site"])
    return site is not None and args["by"] in site["visitors"]


def _owned(situation: Situation, args: Args) -> bool:
    site = situation.sites.get(args["site"])
    return site is not None and site["owner"] == args["by"]


def _agreed(situation: Situation, args: Args) -> bool:
    return any(
        clause["kind"] == args["clause"]
        and args.get("party") in (None, clause["party"])
        and clause["from_turn"] <= situation.turn <= (clause["until_turn"] or situation.turn)
        and in_force(agreement.get("standing", {}).get(name), situation.turn)
        for agreement in situation.agreements
        for name, clause in agreement["clauses"].items()
    )


def _denounced(situation: Situation, args: Args) -> bool:
    return any(
        args.get("party") in (None, cell)
        and (args.get("when") != "this turn" or row["turn"] == situation.turn)
        and any(
            clause["party"] == cell and args.get("clause") in (None, clause["kind"])
            for clause in agreement["clauses"].values()
        )
        for agreement in situation.agreements
        for cell, row in agreement.get("denounced", {}).items()
    )


def _radar_faces(situation: Situation, args: Args) -> bool:
    site = situation.sites.get(args["site"])
    if site is None or site.get("sector_deg") is None:
        return False
    return bool(site["facing_deg"] == args["facing_deg"] and site["sector_deg"] <= args["sector_deg"])


def _paid(situation: Situation, args: Args) -> bool:
    return any(
        agreement["standing"][args["clause"]]["paid"] is True
        for agreement in situation.agreements
        if agreement["id"] == args["agreement"]
    )


def _order_done(situation: Situation, args: Args) -> bool:
    return any(
        deed["kind"] == args["kind"]
        and args.get("cell") in (None, deed["cell"])
        and args.get("site") in (None, deed["args"].get("site"))
        and (args.get("when") != "this turn" or deed["turn"] == situation.turn)
        and all(deed["args"].get(name) in _several(value) for name, value in (args.get("where") or {}).items())
        for deed in situation.deeds
    )


def _breach_known(situation: Situation, args: Args) -> bool:
    return any(
        args.get("clause") in (None, breach["kind"]) and args.get("party") in (None, breach["party"])
        for breach in situation.breaches
    )


def _indicator_at_least(situation: Situation, args: Args) -> bool:
    value = situation.indicators.get(args["indicator"])
    return value is not None and value >= args["value"]


def _indicator_at_most(situation: Situation, args: Args) -> bool:
    value = situation.indicators.get(args["indicator"])
    return value is not None and value <= args["value"]


def measured(situation: Situation, args: Args) -> float | None:
    """One number of the findings: of an axis, of Russia's question ("russia"), or the mean over all axes (None)."""
    finding = situation.findings.get(args["assessment"])
    if finding is None:
        return None
    if args.get("axis") == "russia":
        value = finding["russia_" + args["configuration"]].get(args["name"])
        return None if value is None else float(value)
    axes = finding[args["configuration"]]
    rows = list(axes.values()) if args.get("axis") is None else [axes[args["axis"]]] if args["axis"] in axes else []
    values = [float(row[args["name"]]) for row in rows if row.get(args["name"]) is not None]
    return sum(values) / len(values) if values else None


def _finding_at_least(situation: Situation, args: Args) -> bool:
    value = measured(situation, args)
    return value is not None and value >= args["value"]


def _finding_at_most(situation: Situation, args: Args) -> bool:
    value = measured(situation, args)
    return value is not None and value <= args["value"]


def _inject_sent(situation: Situation, args: Args) -> bool:
    return args["inject"] in situation.sent


def _happened(situation: Situation, args: Args) -> bool:
    return args["mark"] in situation.marks


def _drawn(situation: Situation, args: Args) -> bool:
    return situation.drawn.get(args["inject"]) in args["among"]


def _consented(situation: Situation, args: Args) -> bool:
    return situation.consents.get(args["consent"]) in (_several(args.get("among")) or ["yes"])


def _same(situation: Situation, args: Args) -> bool:
    return bool(args["a"] == args["b"])


KINDS: dict[str, Callable[[Situation, Args], bool]] = {
    "always": _always,
    "turn_at_least": _turn_at_least,
    "site_status": _site_status,
    "host_consents": _host_consents,
    "consent_is": _consent_is,
    "number_over": _number_over,
    "number_at_least": _number_at_least,
    "treaty_is": _treaty_is,
    "sensor_shared": _sensor_shared,
    "visited": _visited,
    "owned": _owned,
    "agreed": _agreed,
    "denounced": _denounced,
    "paid": _paid,
    "radar_faces": _radar_faces,
    "order_done": _order_done,
    "breach_known": _breach_known,
    "indicator_at_least": _indicator_at_least,
    "indicator_at_most": _indicator_at_most,
    "finding_at_least": _finding_at_least,
    "finding_at_most": _finding_at_most,
    "inject_sent": _inject_sent,
    "happened": _happened,
    "drawn": _drawn,
    "consented": _consented,
    "same": _same,
}
