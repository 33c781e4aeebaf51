"""The negotiation: every offer with its versions, who signed what when, and how the agreements were kept."""

from typing import Any

from wargame.reports.chronicle import Chronicle, cell_name, utc
from wargame.reports.paper import Block, Para, Section, Table, number, table, text


def negotiation(story: Chronicle) -> list[Section]:
    offers = sorted(story.state["offers"].items(), key=lambda item: story.refs("offers", item[0]))
    head = Section(
        id="negotiation",
        title="Negotiation",
        level=2,
        blocks=(_summary(story, offers), _who_with_whom(story)),
    )
    return [head, *(_offer(story, key, row["view"]) for key, row in offers), _agreements(story)]


def _summary(story: Chronicle, offers: list[tuple[str, Any]]) -> Table:
    rows = []
    for key, row in offers:
        offer, refs = row["view"], story.refs("offers", key)
        last = offer["versions"][str(offer["version"])]
        rows.append(
            (
                text(last["title"], refs[:1]),
                text(" · ".join(cell_name(story, cell) for cell in offer["parties"])),
                number(offer["version"], refs, digits=0),
                text("open" if offer["open"] else "its parties only"),
                text(offer["status"], refs[-1:]),
                text(offer["reason"]),
            )
        )
    return table(
        "Offers",
        ("Title", "Parties", "Versions", "Who could read it", "End", "Reason"),
        rows,
        empty="No offer was tabled.",
    )


def _who_with_whom(story: Chronicle) -> Table:
    rows = []
    for key, room in story.state["rooms"].items():
        refs = [h.seq for h in story.of_kind("talk_said") if h.body["room"] == key]
        members = ", ".join(cell_name(story, member) for member in room["members"])
        rows.append((text(room["title"]), text(members), number(len(refs), refs, digits=0)))
    rows.sort(key=lambda line: -int(line[2].text.replace(",", "")))
    return table("Talk, by room", ("Room", "Members", "Messages"), rows, empty="There were no rooms.")


def _offer(story: Chronicle, key: str, offer: dict[str, Any]) -> Section:
    blocks: list[Block] = []
    versions = [offer["versions"][n] for n in sorted(offer["versions"], key=int)]
    refs = story.refs("offers", key)
    made = [h.seq for h in story.of_kind("offer_tabled") if h.body["offer"]["id"] == key]
    made += [h.seq for h in story.of_kind("offer_countered") if h.body["offer"] == key]
    for version, seq in zip(versions, made, strict=True):
        blocks.append(
            Para(
                text=f"Version {version['number']} by {cell_name(story, version['by'])}, {utc(version['at_ms'])}.",
                refs=(seq,),
            )
        )
        if version["note"]:
            blocks.append(Para(text=str(version["note"]), refs=(seq,), kind="quote"))
        rows = []
        for n, clause_id in enumerate(version["order"], 1):
            clause = version["clauses"][clause_id]
            change = clause.get("change", "added")
            was = f" (was: {clause['was']})" if clause.get("was") and change == "changed" else ""
            rows.append(
                (
                    number(n, (seq,), digits=0),
                    text(cell_name(story, clause["party"])),
                    text(clause["sentence"] + was),
                    text("" if version["number"] == 1 else change),
                )
            )
        blocks.append(
            table("Clauses", ("No.", "Binds", "Clause", "Against the version before"), rows, empty="No clauses.")
        )
    signed = [
        (text(cell_name(story, h.body["cell"])), text(utc(h.body["at_ms"]), (h.seq,)))
        for h in story.of_kind("offer_signed")
        if h.body["offer"] == key
    ]
    blocks.append(table("Signatures", ("Cell", "When"), signed, empty="Nobody signed."))
    title = str(versions[-1]["title"])
    blocks.append(
        Para(
            text=f"It ended as {offer['status']}." if offer["closed_ms"] else "It was still on the table at the end.",
            refs=refs[-1:],
        )
    )
    return Section(id=f"offer-{key}", title=title, level=3, blocks=tuple(blocks))


def _agreements(story: Chronicle) -> Section:
    observers = sorted(story.state["compliance"], key=lambda who: (who != "control", who))
    rows = []
    for key, row in story.state["agreements"].items():
        agreement = row["view"]
        for clause_id in agreement["order"]:
            if clause_id not in agreement["clauses"]:
                continue
            cells = []
            for observer in observers:
                status = story.state["compliance"][observer].get(key, {}).get(clause_id)
                refs = [
                    h.seq
                    for h in story.of_kind("compliance_found")
                    if h.body["observer"] == observer and h.body["agreement"] == key
                ]
                cells.append(text(status["status"] if status else "–", refs[-1:]))
            rows.append(
                (
                    text(agreement["title"], story.refs("agreements", key)),
                    text(agreement["clauses"][clause_id]["sentence"]),
                    *cells,
                )
            )
    columns = (
        "Agreement",
        "Clause",
        *("In truth" if who == "control" else f"As {cell_name(story, who)} could verify" for who in observers),
    )
    return Section(
        id="compliance",
        title="Agreements and how they were kept",
        level=3,
        blocks=(
            table("Each clause, at the end", columns, rows, empty="No agreement was made."),
            _breaches(story),
        ),
    )


def _breaches(story: Chronicle) -> Table:
    """Every clause that was broken in a turn, in truth, and which cells could tell: what nobody saw comes out here."""
    found: dict[tuple[int, str, str], dict[str, Any]] = {}
    for told in story.of_kind("compliance_found"):
        for clause, row in told.body["clauses"].items():
            key = (told.body["turn"], told.body["agreement"], clause)
            if row["status"] == "breached":
                found.setdefault(key, {})[told.body["observer"]] = told.seq
    rows = []
    for (turn, agreement, clause), who in sorted(found.items()):
        if "control" not in who:
            continue
        terms = story.state["agreements"][agreement]["view"]["clauses"][clause]
        saw = [cell_name(story, cell) for cell in sorted(who) if cell not in ("control", terms["party"])]
        rows.append(
            (
                number(turn, (who["control"],), digits=0),
                text(cell_name(story, terms["party"])),
                text(terms["sentence"]),
                text(", ".join(saw) or "nobody", [seq for cell, seq in who.items() if cell != "control"]),
            )
        )
    columns = ("Turn", "Broken by", "Clause", "Who else could tell")
    return table("What was broken, turn by turn", columns, rows, empty="Nothing was broken.")
