"""Offers: which a bot signs, answers, turns down or takes back, and what it puts on the table itself.

It asks for less as the game goes on (`sheet.ask`). It counters by the smallest change to the other side's terms that
comes up to what it asks, and so meets a partner who does the same.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from wargame.rules.commands import Clause, CounterOffer, SignOffer, TableOffer
from wargame.rules.decide import decide
from wargame.rules.refusals import Refusal
from wargame.rules.state import Context
from wargame.umpire.bots import words
from wargame.umpire.bots.ideas import Idea, of_clause
from wargame.umpire.bots.judge import clause_of
from wargame.umpire.bots.sheet import Command, Sheet, ask
from wargame.umpire.value.package import Package, of_version

MOST_CLAUSES = 6
LOOKED_AT = 8
"""So many of its dearest wishes and of its cheapest gifts a bot turns over when it draws up terms."""
RECKONED = 2
"""So many drafts it reckons through before it lets an offer be: reckoning is what a bot's time goes into."""
OFFERS_ANSWERED = 2
NEARLY = 1e-9

Terms = tuple[Clause, ...]
Row = tuple[tuple[Idea, ...], float]
"""One promise, or one that several make alike, and its price to the bot's cell."""


def negotiate(sheet: Sheet, powers: set[str]) -> tuple[list[Command], list[str]]:
    """The commands of one round of talk, and their reasons."""
    commands: list[Command] = []
    reasons: list[str] = []
    open_offers = [offer for _, offer in sorted(sheet.view["offers"].items()) if offer["yours"]]
    open_offers.sort(key=lambda offer: (offer["version"], offer["turn"]))
    for offer in open_offers[:OFFERS_ANSWERED]:
        answer = _answer(sheet, dict(offer), powers)
        if answer is not None:
            commands.append(answer[0])
            reasons.append(answer[1])
    mine = any(offer["tabled_by"] == sheet.cell for offer in open_offers)
    speaks = sheet.step % 2 == 0 and sheet.step < 2 * sheet.rounds  # every other step is for answers
    if not commands and not mine and "draft" in powers and speaks:
        proposal = _proposal(sheet)
        if proposal is not None:
            commands.append(proposal[0])
            reasons.append(proposal[1])
    return commands, reasons


def waiting(sheet: Sheet) -> bool:
    """Whether an offer of others lies on the table that the bot has not answered: its newest version is not its own."""
    return any(
        offer["yours"]
        and sheet.cell not in offer["signatures"]
        and offer["versions"][str(offer["version"])]["cell"] != sheet.cell
        for offer in sheet.view["offers"].values()
    )


def _answer(sheet: Sheet, offer: dict[str, Any], powers: set[str]) -> tuple[Command, str] | None:
    version = offer["versions"][str(offer["version"])]
    package = of_version(offer)
    others = [cell for cell in offer["parties"] if cell != sheet.cell]
    wanted = ask(sheet, best(sheet, tuple(offer["parties"])))
    gain = _gain(sheet, package)
    with_whom = words.names(sheet.pack, others)
    barred = False  # it would sign, but what stands there is promised already or cannot be paid
    if "sign" in offer["yours"] and "sign" in powers and gain >= wanted - NEARLY:
        signing = {"offer": offer["id"], "version": offer["version"], "digest": version["digest"]}
        barred = refused(sheet, SignOffer(**signing))
        if not barred:
            return ("offer.sign", signing), f"Signs with {with_whom}: worth {gain:+.2f}, asks {wanted:.2f}."
    reserve = sheet.temperament["reserve"]
    if sheet.cell in offer["signatures"]:
        return None  # it has said yes, and waits for the others
    if version["cell"] == sheet.cell:
        if "withdraw" in offer["yours"] and "draft" in powers and (barred or gain < reserve):
            back = {"offer": offer["id"], "reason": words.WITHDRAWN}
            return ("offer.withdraw", back), f"Takes its offer to {with_whom} back: now worth {gain:+.2f}."
        return None
    if "counter" in offer["yours"] and "draft" in powers and sheet.step < 2 * sheet.rounds:
        counter = _counter(sheet, offer, package, wanted)
        if counter is not None:
            return counter
    late = sheet.step >= 2 * sheet.rounds - 1 or sheet.view["phase"]["name"] == "orders"
    if "reject" in offer["yours"] and "sign" in powers and (barred or (late and gain < reserve)):
        no = {"offer": offer["id"], "version": offer["version"], "reason": words.REJECTED}
        return ("offer.reject", no), f"Turns {with_whom} down: worth {gain:+.2f}, asks {wanted:.2f}."
    return None


def _gain(sheet: Sheet, package: Package) -> float:
    """What the package is worth to this temperament: so much of what the others promise as it trusts in."""
    gain = float(sheet.judge.gain(sheet.known, sheet.cell, package))
    prices = sheet.judge.prices(sheet.cell, sheet.view["turn"]["of"]).clauses
    alone = sum(prices.get(of_clause(term), 0.0) for term in package.terms.values() if term["party"] == sheet.cell)
    trust = sheet.temperament["trust"]
    return trust * gain + (1.0 - trust) * alone


def best(sheet: Sheet, parties: tuple[str, ...]) -> float:
    """The most that terms between these parties could be worth: the dearest wishes of different kinds, together."""
    return sum(price for _, price in _wishes(sheet, parties)[:3])


def _priced(sheet: Sheet, parties: Sequence[str]) -> list[Row]:
    """What could be promised between the parties and is not promised yet, one by one and by several alike."""
    prices = sheet.judge.prices(sheet.cell, sheet.view["turn"]["of"])
    agreed = {
        of_clause(dict(clause))
        for agreement in sheet.view["agreements"].values()
        for clause in agreement["clauses"].values()
    }
    rows = [*(((idea,), price) for idea, price in prices.clauses.items()), *prices.together.items()]
    return [
        (bundle, price)
        for bundle, price in rows
        if all(idea.party in parties and idea not in agreed for idea in bundle)
    ]


def _one_of_a_kind(rows: list[Row]) -> list[Row]:
    """The first of each kind of clause: two numbers of one cap are no two promises."""
    found: dict[str, Row] = {}
    for bundle, price in rows:
        found.setdefault(bundle[0].kind, (bundle, price))
    return list(found.values())


def _wishes(sheet: Sheet, parties: Sequence[str]) -> list[Row]:
    rows = [row for row in _priced(sheet, parties) if row[1] > 0.0]
    return _one_of_a_kind(sorted(rows, key=lambda row: (-round(row[1], 6), len(row[0]), row[0][0].kind)))[:LOOKED_AT]


def _gifts(sheet: Sheet, parties: Sequence[str]) -> list[Row]:
    """What this cell could promise, the least painful first; among equals the dice choose."""
    rows = [row for row in _priced(sheet, parties) if len(row[0]) == 1 and row[0][0].party == sheet.cell]
    rows.sort(key=lambda row: (-min(0.0, row[1]), sheet.roll("gift", row[0][0].kind, str(row[0][0].args))))
    return _one_of_a_kind(rows)[:LOOKED_AT]


def _proposal(sheet: Sheet) -> tuple[Command, str] | None:
    """New terms to some partners: its wishes and a gift or two, as near above what it asks as can be."""
    partners = [cell for cell in sheet.pack["cells"] if cell != sheet.cell]
    groups = [(*others,) for size in range(1, len(partners) + 1) for others in combinations(partners, size)]
    groups.sort(key=lambda others: sheet.roll("partners", *others))
    others = groups[0]
    parties = tuple(cell for cell in sheet.pack["cells"] if cell == sheet.cell or cell in others)
    wanted = ask(sheet, best(sheet, parties))
    drafts = sorted(_drafts(sheet, parties, wanted), key=lambda draft: (draft[0], len(draft[1])))
    if len(drafts) > 1 and sheet.roll("tremble") < sheet.temperament["tremble"]:
        drafts = drafts[1:]
    # Prices do not add up exactly: if the modest draft is worth too little, a better one of the rest may do.
    for _, terms in (*drafts[:1], *drafts[len(drafts) // 2 :])[:RECKONED]:
        made = _tabled(sheet, others, parties, terms, wanted)
        if made is not None:
            return made
    return None


def _drafts(sheet: Sheet, parties: tuple[str, ...], wanted: float) -> Iterator[tuple[float, Terms]]:
    """Terms by their prices alone that come up to what is asked, with how far they are above it."""
    wishes = [row for row in _wishes(sheet, parties) if any(idea.party != sheet.cell for idea in row[0])]
    gifts = _gifts(sheet, parties)
    for many in (1, 2, 3):
        for chosen in combinations(wishes, many):
            for given in (gifts[:1], gifts[1:2], gifts[:2], gifts[2:4]):
                ideas = list(dict.fromkeys(idea for bundle, _ in (*chosen, *given) for idea in bundle))
                price = sum(dict((*chosen, *given)).values())
                if price >= wanted and 1 < len(ideas) <= MOST_CLAUSES:
                    yield price - wanted, tuple(clause_of(idea, f"c{n}") for n, idea in enumerate(ideas, start=1))


def _tabled(
    sheet: Sheet, others: Sequence[str], parties: Sequence[str], terms: Terms, wanted: float
) -> tuple[Command, str] | None:
    package = sheet.judge.package(parties, terms, open=True)
    if package is None:
        return None
    gain = _gain(sheet, package)
    if gain < wanted - NEARLY:
        return None
    given = sum(1 for clause in terms if clause.party == sheet.cell)
    args: dict[str, Any] = {
        "title": words.title(sheet.pack, [clause.kind for clause in terms]),
        "to": list(others),
        "clauses": [sent(clause) for clause in terms],
        "open": True,
        "expires_turn": min(sheet.turn + 1, sheet.view["turn"]["of"]),
        "note": words.note(sheet.pack, sheet.cell, len(terms) - given, given),
    }
    if refused(sheet, TableOffer(**{**args, "clauses": terms})):
        return None
    whom = words.names(sheet.pack, others)
    return ("offer.table", args), f"Offers {whom} {len(terms)} clauses: worth {gain:+.2f}, asks {wanted:.2f}."


def _counter(sheet: Sheet, offer: dict[str, Any], package: Package, wanted: float) -> tuple[Command, str] | None:
    """The other side's terms with the fewest changes that bring them up to what is asked."""
    theirs = tuple(
        Clause(
            id=term["id"],
            kind=term["kind"],
            party=term["party"],
            args=term["args"],
            from_turn=term["from_turn"],
            until_turn=term["until_turn"],
            condition=term["condition"],
            only_if=term.get("only_if"),
        )
        for term in package.terms.values()
    )
    gain = _gain(sheet, package)
    before = {of_version(offer, int(number)).digest for number in offer["versions"]}
    tried = 0
    for _, terms, added, removed in sorted(_changes(sheet, offer, theirs, gain, wanted), key=lambda row: row[0]):
        made = sheet.judge.package(package.parties, terms, open=package.open)
        if made is None or made.digest in before:
            continue
        tried += 1
        if tried > RECKONED:
            return None
        now = _gain(sheet, made)
        if now < wanted - NEARLY:
            continue
        args: dict[str, Any] = {
            "offer": offer["id"],
            "version": offer["version"],
            "title": words.title(sheet.pack, [clause.kind for clause in terms]),
            "clauses": [sent(clause) for clause in terms],
            "note": words.counter_note(sheet.pack, sheet.cell, added, removed),
        }
        if refused(sheet, CounterOffer(**{**args, "clauses": terms})):
            continue
        whom = words.names(sheet.pack, [cell for cell in offer["parties"] if cell != sheet.cell])
        return ("offer.counter", args), f"Answers {whom}: worth {now:+.2f} instead of {gain:+.2f}, asks {wanted:.2f}."
    return None


Change = tuple[tuple[float, ...], Terms, list[str], list[str]]


def _changes(sheet: Sheet, offer: dict[str, Any], theirs: Terms, gain: float, wanted: float) -> Iterator[Change]:
    """Other terms whose prices promise enough: (rank, terms, kinds added, kinds removed); few changes rank first."""
    prices = sheet.judge.prices(sheet.cell, sheet.view["turn"]["of"]).clauses
    have = {clause.kind for clause in theirs}
    wishes = [row for row in _wishes(sheet, offer["parties"]) if row[0][0].kind not in have]
    for gone in ((), *((clause,) for clause in theirs if len(theirs) > 1)):
        left = tuple(clause for clause in theirs if clause not in gone)
        lost = sum(prices.get(_idea(clause), 0.0) for clause in gone)
        for more in ((), *combinations(wishes, 1), *combinations(wishes[:5], 2)):
            ideas = [idea for bundle, _ in more for idea in bundle]
            if len(left) + len(ideas) > MOST_CLAUSES or not (gone or more):
                continue
            promised = gain - lost + sum(price for _, price in more)
            if promised < wanted:
                continue
            free = (f"b{number}" for number in range(1, 99))
            taken = {clause.id for clause in theirs}
            new = tuple(clause_of(idea, next(name for name in free if name not in taken)) for idea in ideas)
            rank = (len(gone) + len(more), promised - wanted, sheet.roll("change", *(c.kind for c in (*gone, *new))))
            yield rank, (*left, *new), [clause.kind for clause in new], [clause.kind for clause in gone]


def _idea(clause: Clause) -> Idea:
    return of_clause({"kind": clause.kind, "party": clause.party, "args": clause.args})


def sent(clause: Clause) -> dict[str, Any]:
    """The clause as a client sends it."""
    return {
        "id": clause.id,
        "kind": clause.kind,
        "party": clause.party,
        "args": {name: list(value) if isinstance(value, tuple) else value for name, value in clause.args.items()},
        "from_turn": clause.from_turn,
        "until_turn": clause.until_turn,
        "condition": clause.condition,
        "only_if": clause.only_if,
    }


def refused(sheet: Sheet, command: TableOffer | CounterOffer | SignOffer) -> bool:
    """Whether the rules would refuse the command, as far as the seat can know."""
    context = Context(pack=sheet.pack, now_ms=0, command_id="thought", stream="", by_bot=True)
    return isinstance(decide(sheet.known, command, sheet.seat, context), Refusal)
