"""A recorded game as a page that a person can read, made from its log alone: who decided what, knowing what, and what
came of it; at the end, the truth that nobody at the table was told.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wargame.journal.audit.archive import Parcel
from wargame.journal.store.codec import texts_in, with_texts

Entry = Mapping[str, Any]
CONTROL, ALL = "control", "all"
MADE = "*Made from the log by* `pytest tests/golden --update`*; not written by hand. The game itself is*"
STATUS = {"kept": "kept", "breached": "**breached**", "unverifiable": "cannot tell", "not due": "not due"}


@dataclass(frozen=True)
class Record:
    """The entries of a game with people's words in them, and the pack that it was played with."""

    entries: Sequence[Entry]
    pack: Mapping[str, Any]

    def of(self, kind: str, turn: int | None = None) -> list[Mapping[str, Any]]:
        return [each["body"] for each in self.entries if each["kind"] == kind and turn in (None, each["turn"])]

    def name(self, cell: str) -> str:
        return "control" if cell == CONTROL else str(self.pack["cells"][cell]["name"])

    def seat(self, seat: str) -> str:
        row = self.pack["seats"].get(seat)
        return f"{self.name(seat.split('.')[0])}, {row['title']}" if row else seat

    def viewers(self, names: Sequence[str]) -> str:
        return "all" if ALL in names else ", ".join(
            self.name(name) if name in self.pack["cells"] or name == CONTROL else self.seat(name) for name in names
        )  # fmt: skip


def record_of(parcel: Parcel, pack: Mapping[str, Any]) -> Record:
    """The log as it was written: each entry with its turn, and the words in place of their ids."""
    words = {row["id"]: row["words"] or "[erased]" for row in parcel.words}
    entries, turn = [], 0
    for entry in parcel.entries:
        if entry["kind"] == "phase_opened":
            turn = entry["body"]["turn"]["number"]
        known = {name: words.get(name, "[erased]") for name in texts_in(entry["body"])}
        entries.append({**entry, "body": with_texts(entry["body"], known), "turn": turn})
    return Record(entries, pack)


def tell(record: Record, *, title: str, story: str, archive: str) -> str:
    """The page, Markdown."""
    lines = [
        f"# {title}",
        "",
        story.strip(),
        "",
        f"{MADE} [{archive}]({archive})*: `manage.py import` takes it in.*",
        "",
    ]
    turns = record.of("phase_opened")
    for number in sorted({body["turn"]["number"] for body in turns}):
        if number:
            lines += turn_of(record, number)
    lines += truth(record)
    return "\n".join(lines).rstrip() + "\n"


def turn_of(record: Record, turn: int) -> Iterator[str]:
    its = next(body["turn"] for body in record.of("phase_opened", turn))
    yield from (
        f"## Turn {turn}: {its['title']}",
        "",
        f"*{its['from_date']} to {its['to_date']}.* {its['situation'].strip()}",
        "",
    )
    for part in (news, table, knowing, orders, outcomes, findings, indicators, compliance):
        lines = list(part(record, turn))
        if lines:
            yield from (*lines, "")


def news(record: Record, turn: int) -> Iterator[str]:
    """What the outside world brought in, and to whom."""
    rows = [
        body["item"]
        for body in record.of("press_published", turn)
        if body["item"]["kind"] not in ("result", "agreement")
    ]
    if rows:
        yield "**News**"
        yield ""
    for item in rows:
        to = "" if ALL in item["to"] else f" *(to {record.viewers(item['to'])} alone)*"
        # What the pack's voices say can be read in the pack; what somebody at the table said stands here alone.
        said = f" — “{item['text']}”" if item["kind"] not in ("inject", "ruling") else ""
        yield f"- {item['date']}, {item['voice']}: {item['title']}{said}{to}"


def table(record: Record, turn: int) -> Iterator[str]:
    """Talk and offers in the order in which they came."""
    lines = []
    for entry in record.entries:
        if entry["turn"] != turn:
            continue
        body, seat = entry["body"], record.seat(entry["seat"])
        match entry["kind"]:
            case "talk_said":
                room = record.pack["rooms"][body["room"]]["title"]
                lines.append(f"- {seat}, in the room “{room}”: “{body['text']}”")
            case "offer_tabled":
                offer = body["offer"]
                how = "openly" if offer["open"] else "in secret"
                to = record.viewers([cell for cell in offer["parties"] if cell != offer["tabled_by"]])
                lines += [f"- {seat} offers {to}, {how}:", *version(offer["versions"]["1"])]
            case "offer_countered":
                lines += [f"- {seat} counters:", *version(body["version"])]
            case "offer_signed":
                lines.append(f"- {seat} signs version {body['version']} (`{body['digest'][:8]}`).")
            case "offer_closed":
                why = f": “{body['reason']}”" if body["reason"] else ""
                by = f" by {record.seat(body['by'])}" if body["by"] else ""
                lines.append(f"- The offer ends **{body['status']}**{by}{why}.")
    if lines:
        yield from ("**At the table**", "", *lines)


def version(row: Mapping[str, Any]) -> Iterator[str]:
    note = f" — “{row['note']}”" if row["note"] else ""
    yield f"  - “{row['title']}”{note}"
    for name in row["order"]:
        clause = row["clauses"][name]
        gone = " *(taken out)*" if clause.get("change") == "removed" else ""
        yield f"    - {clause['sentence']}{gone}"


def knowing(record: Record, turn: int) -> Iterator[str]:
    """What each side knew of the sky when it ordered: its own assessment's answers of the turn before."""
    lines = []
    for row in record.pack["cells"].values():
        told = [body for body in record.of("findings_published") if body["assessment"] == row["assessment"]]
        last = [body for body in told if body["turn"] == turn - 1]
        if last:
            lines.append(f"- {row['name']}: {in_short(last[-1]['finding'])}")
    if lines:
        yield from ("**What each side knew of the plan, by its own figures**", "", *lines)


def in_short(finding: Mapping[str, Any]) -> str:
    """What the plan would do, axis by axis, and to Russia."""
    axes = [
        f"{axis['name']} {axis['people_pct']:.0f} % of people, {axis['no_leak']:.0%} that nothing leaks"
        for axis in finding["planned"].values()
    ]
    russia = finding["russia_planned"]
    return f"{'; '.join(axes)}. Of {russia['areas']} Russian areas {russia['areas_in_reach']} could be engaged."


def orders(record: Record, turn: int) -> Iterator[str]:
    """The orders as they stood at the close, with what their authors wrote."""
    dropped = {body["order"] for body in record.of("order_dropped", turn)}
    last = {body["order"]["id"]: body["order"] for body in record.of("order_written", turn)}
    rows = [row for name, row in last.items() if name not in dropped]
    if not rows:
        return
    yield from ("**Orders**", "", "| who | order | price | secret | why |", "|---|---|---|---|---|")
    for row in rows:
        why = f"“{row['rationale']}”" if row["rationale"] else ""
        if row["confidence"] is not None:
            why += f" ({row['confidence']} % sure)"
        if row["warnings"]:
            why += " **Warned:** " + " ".join(row["warnings"])
        price = f"${row['money_bn']:g} bn, {row['capital']:g} capital"
        yield f"| {record.seat(row['seat'])} | {row['sentence']} | {price} | {'yes' if row['secret'] else ''} | {why} |"


def outcomes(record: Record, turn: int) -> Iterator[str]:
    lines = []
    written = {body["order"]["id"]: body["order"]["sentence"] for body in record.of("order_written")}
    for entry in record.entries:
        body = entry["body"]
        if entry["turn"] != turn:
            continue
        if entry["kind"] == "order_carried_out":
            told = f"*(told to {record.viewers(entry['seen_by'])})*"
            lines.append(f"- {written.get(body['order'], body['order'])} {body['outcome']} {told}")
        if entry["kind"] == "draw_made":
            draw = body["draw"]
            chances = ", ".join(f"{n} {p:.0%}" for n, p in zip(draw["labels"], draw["distribution"], strict=True))
            lines.append(
                f"- {draw['title']}: **{draw['outcome']}** (from {chances}; percentile {draw['percentile']:g})."
            )
        if entry["kind"] == "treaty_changed":
            name = record.pack["treaty_names"].get(body["treaty"], body["treaty"])
            lines.append(f"- Treaty: {name}: **{body['status']}**.")
    if lines:
        yield from ("**What came of it**", "", *lines)


def findings(record: Record, turn: int) -> Iterator[str]:
    """The engine's answers: share of people covered, in force → planned, and the chance that nothing leaks."""
    rows = [(body["assessment"], body["finding"]) for body in record.of("findings_published", turn)]
    if not rows:
        return
    axes = {name: row["name"] for name, row in record.pack["threats"].items()}
    yield from (
        "**Findings** (people covered, in force → planned; in brackets: the planned defence lets nothing through)",
        "",
    )
    yield "| assessment | " + " | ".join(axes.values()) + " | Russian areas that could be engaged |"
    yield "|---" * (len(axes) + 2) + "|"
    for name, finding in rows:
        its = record.pack["assessments"].get(name)
        cells = [
            f"{finding['in_force'][axis]['people_pct']:.0f} → {finding['planned'][axis]['people_pct']:.0f} % "
            f"({finding['planned'][axis]['no_leak']:.0%})"
            if axis in finding["planned"]
            else "–"
            for axis in axes
        ]
        now, then = finding["russia_in_force"], finding["russia_planned"]
        russia = f"{now['areas_in_reach']} → {then['areas_in_reach']} of {then['areas']}"
        yield f"| {its['name'] if its else 'the truth'} | " + " | ".join(cells) + f" | {russia} |"


def indicators(record: Record, turn: int) -> Iterator[str]:
    moves: dict[str, list[Mapping[str, Any]]] = {}
    for body in record.of("indicator_moved", turn):
        if body["change"] is not None:
            moves.setdefault(body["indicator"], []).append(body)
    if not moves:
        return
    yield from ("**Indicators**", "", "| indicator | before | after | because |", "|---|---|---|---|")
    for rows in moves.values():
        after = rows[-1]["value"]
        before = after - sum(row["change"]["delta"] for row in rows)
        because = "; ".join(f"{row['change']['delta']:+g} {row['change']['because'].rstrip('.')}" for row in rows)
        yield f"| {rows[-1]['name']} | {before:g} | {after:g} | {because} |"


def compliance(record: Record, turn: int) -> Iterator[str]:
    """Each clause in force as each observer could tell, and as it truly was."""
    made = {body["agreement"]["id"]: body["agreement"] for body in record.of("agreement_made")}
    found: dict[str, dict[str, Any]] = {}
    for body in record.of("compliance_found", turn):
        found.setdefault(body["agreement"], {})[body["observer"]] = body["clauses"]
    if not found:
        return
    observers = [cell for cell in record.pack["cells"] if any(cell in row for row in found.values())]
    yield from ("**Promises, as each could tell**", "")
    yield "| clause | " + " | ".join(map(record.name, observers)) + " | in truth |"
    yield "|---" * (len(observers) + 2) + "|"
    for agreement, by_observer in found.items():
        for clause in made[agreement]["order"]:
            said = [
                STATUS.get(by_observer[cell][clause]["status"], "") if cell in by_observer else "not told"
                for cell in observers
            ]
            true = by_observer[CONTROL][clause]
            sentence = made[agreement]["clauses"][clause]["sentence"]
            yield f"| {sentence} | " + " | ".join(said) + f" | {STATUS.get(true['status'], true['status'])} |"


def truth(record: Record) -> Iterator[str]:
    """What control alone knew."""
    (fate,) = record.of("fate_sealed")
    yield from ("## What nobody at the table knew", "", f"The seed was {fate['seed']}. By it the truth was drawn:", "")
    yield from ("| parameter | true value | what the prior said |", "|---|---|---|")
    for name, value in fate["truth"].items():
        prior = record.pack["truth"].get(name, {})
        unit = prior.get("unit", "")
        said = f"{prior['low']:g} to {prior['high']:g}, most likely {prior['value']:g}" if prior else ""
        yield f"| {name.replace('_', ' ')} | {value:g} {unit} | {said} |"
    yield ""
    known: dict[str, set[str]] = {}
    sentences = {body["order"]["id"]: body["order"] for body in record.of("order_written")}
    for entry in record.entries:
        if entry["kind"] == "order_carried_out":
            known.setdefault(entry["body"]["order"], set()).update(entry["seen_by"])
    secret = [row for name, row in sentences.items() if row["secret"] and name in known]
    for row in secret:
        others = known[row["id"]] - {row["cell"]}
        end = f"In the end known to {record.viewers(sorted(others))}." if others else "Nobody else ever learned of it."
        yield f"- Turn {row['turn']}, in secret: {row['sentence']} {end}"
    yield from _unseen(record)


def _unseen(record: Record) -> Iterator[str]:
    made = {body["agreement"]["id"]: body["agreement"] for body in record.of("agreement_made")}
    seen = {
        (body["agreement"], clause, body["turn"], body["observer"]): row["status"]
        for body in record.of("compliance_found")
        for clause, row in body["clauses"].items()
    }
    for (agreement, clause, turn, observer), status in seen.items():
        if observer != CONTROL or status != "breached":
            continue
        its = made[agreement]["clauses"][clause]
        blind = [cell for cell in made[agreement]["parties"] if seen.get((agreement, clause, turn, cell)) != "breached"]
        who = f"{record.viewers(blind)} could not tell." if blind else "All parties could tell."
        yield f"- Turn {turn}, a promise broken: {its['sentence']} {who}"
