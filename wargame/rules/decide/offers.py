"""Offers: tabled, countered, signed, rejected, withdrawn; and what follows when all have signed.

Every offer ends in exactly one state. A signature names a version and the digest of its terms; a counter-offer is a new
version, for which signatures begin anew.
"""

from collections.abc import Sequence
from typing import Any

from wargame.rules.commands import Clause, CounterOffer, RejectOffer, SignOffer, TableOffer, WithdrawOffer
from wargame.rules.decide.cell import drafts
from wargame.rules.decide.frame import no_power, wrong_phase
from wargame.rules.events import ALL, Words, cell_of, covers, visible
from wargame.rules.mechanics import terms
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.pacts import promises, settle
from wargame.rules.mechanics.pacts.difference import difference
from wargame.rules.mechanics.powers import effective
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.sight.table import OPEN

Offer = dict[str, Any]


def _may(acts: Acts, power: str) -> Refusal | None:
    if not acts.state["phase"]["may_negotiate"]:
        return wrong_phase(acts.state, "negotiation, and orders where the scenario allows it")
    if power not in effective(acts.state, acts.seat):
        return no_power(acts.state, acts.seat, power)
    return None


def table(acts: Acts, command: TableOffer) -> str | Refusal | None:
    refusal = _may(acts, "draft") or drafts.usable(acts, command.draft, command.draft_version)
    if refusal is not None:
        return refusal
    pack, state, own = acts.context.pack, acts.state, cell_of(acts.seat)
    for index, cell in enumerate(command.to):
        if cell == own:
            return refuse("own-cell", f"to.{index}")
        if cell not in pack["cells"]:
            return refuse("unknown-cell", f"to.{index}", cell=cell, choices=", ".join(pack["cells"]))
    turn, last = state["turn"]["number"], state["game"]["turns"]
    if not turn <= command.expires_turn <= last:
        return refuse("expires", "expires_turn", low=turn, high=last)
    parties = [own, *(cell for cell in pack["cells"] if cell in command.to)]
    refusal = _invitable(acts, command, parties) or _linkable(acts, command, parties)
    if refusal is not None:
        return refusal
    invites = [cell for cell in pack["cells"] if cell in command.invites]
    drawn_up = _drawn_up(acts, command.clauses, parties, invites)
    if isinstance(drawn_up, Refusal):
        return drawn_up
    links = [{"offer": link.offer, "kind": link.kind} for link in command.links]
    view = laid_out(acts, parties, invites=invites, links=links, open=command.open, expires_turn=command.expires_turn)
    offer = str(view["id"])
    version = _version(acts, view, number=1, title=command.title, note=command.note, drawn_up=drawn_up, before={})
    view["versions"] = {"1": version}
    acts.add("offer_tabled", {"offer": view}, (ALL,) if command.open else [*parties, *invites])
    drafts.close(acts, command.draft, "used", offer)
    return offer


def laid_out(
    acts: Acts,
    parties: Sequence[str],
    *,
    invites: Sequence[str] = (),
    links: Sequence[dict[str, Any]] = (),
    open: bool,
    expires_turn: int,
) -> Offer:
    """A new offer of the first of `parties`, without a version yet."""
    return {
        "id": acts.new_id("offer"),
        "status": "tabled",
        "parties": list(parties),
        "invites": list(invites),
        "links": list(links),
        "open": open,
        "tabled_by": parties[0],
        "turn": acts.state["turn"]["number"],
        "expires_turn": expires_turn,
        "version": 1,
        "versions": {},
        "signatures": {},
        "closed_ms": None,
        "closed_by": None,
        "reason": None,
    }


def _drawn_up(
    acts: Acts, clauses: Sequence[Clause], parties: Sequence[str], invites: Sequence[str]
) -> terms.Terms | Refusal:
    """The clauses as terms, unless one of them is wrong or promises what its party is known to have promised."""
    drawn_up = terms.drawn_up(acts.context.pack, clauses, parties, invites)
    if isinstance(drawn_up, Refusal):
        return drawn_up
    return promises.promised_before(acts, drawn_up, at="clauses.{}") or drawn_up


def _invitable(acts: Acts, command: TableOffer, parties: Sequence[str]) -> Refusal | None:
    cells = acts.context.pack["cells"]
    for index, cell in enumerate(command.invites):
        if cell not in cells or cell in parties:
            free = ", ".join(name for name in cells if name not in parties) or "nobody: all are parties"
            return refuse("cannot-invite", f"invites.{index}", cell=cell, choices=free)
    return None


def _linkable(acts: Acts, command: TableOffer, parties: Sequence[str]) -> Refusal | None:
    """An offer may hang only on one that all its own readers can read, and that has not ended unsigned."""
    readers = (ALL,) if command.open else (*parties, *command.invites)
    for index, link in enumerate(command.links):
        row = acts.state["offers"].get(link.offer)
        if row is None or not visible(row["seen_by"], acts.seat, acts.state["game"]):
            return refuse("unknown-offer", f"links.{index}.offer", offer=link.offer)
        if row["view"]["status"] not in (*OPEN, "signed"):
            return refuse("offer-closed", f"links.{index}.offer", status=row["view"]["status"])
        if not covers(row["seen_by"], readers):
            return refuse("link-unread", f"links.{index}.offer")
    return None


def _version(
    acts: Acts, offer: Offer, *, number: int, title: str, note: str, drawn_up: terms.Terms, before: terms.Terms
) -> dict[str, Any]:
    clauses, order = terms.compared(drawn_up, before) if before else (drawn_up, list(drawn_up))
    return {
        "number": number,
        "by": acts.seat,
        "cell": cell_of(acts.seat),
        "at_ms": acts.context.now_ms,
        "title": Words(title),
        "note": Words(note) if note.strip() else None,
        "clauses": clauses,
        "order": order,
        "difference": difference(acts.context.pack, before, drawn_up) if before else [],
        "digest": terms.digest(
            offer["id"],
            number,
            offer["parties"],
            open=offer["open"],
            expires_turn=offer["expires_turn"],
            terms=drawn_up,
            invites=offer["invites"],
            links=offer["links"],
        ),
    }


def _open_offer(acts: Acts, name: str, version: int | None, *, invited: bool = False) -> Offer | Refusal:
    """The offer, if it is on this seat's table, its cell is a party (or `invited`), it is open, `version` current."""
    row = acts.state["offers"].get(name)
    if row is None or not visible(row["seen_by"], acts.seat, acts.state["game"]):
        return refuse("unknown-offer", "offer", offer=name)
    offer: Offer = row["view"]
    if cell_of(acts.seat) not in [*offer["parties"], *(offer["invites"] if invited else [])]:
        return refuse("not-party", "offer")
    if offer["status"] not in OPEN:
        return refuse("offer-closed", "offer", status=offer["status"])
    if version is not None and version != offer["version"]:
        return refuse("old-version", "version", given=version, version=offer["version"])
    return offer


def counter(acts: Acts, command: CounterOffer) -> str | Refusal | None:
    refusal = _may(acts, "draft") or drafts.usable(acts, command.draft, command.draft_version)
    offer = refusal or _open_offer(acts, command.offer, command.version)
    if isinstance(offer, Refusal):
        return offer
    drawn_up = _drawn_up(acts, command.clauses, offer["parties"], offer["invites"])
    if isinstance(drawn_up, Refusal):
        return drawn_up
    before = terms.in_force(offer["versions"][str(offer["version"])]["clauses"])
    if drawn_up == before:
        return refuse("same-terms", "clauses")
    number = offer["version"] + 1
    version = _version(
        acts, offer, number=number, title=command.title, note=command.note, drawn_up=drawn_up, before=before
    )
    body = {"offer": command.offer, "version": version}
    acts.add("offer_countered", body, acts.state["offers"][command.offer]["seen_by"])
    drafts.close(acts, command.draft, "used", command.offer)
    return command.offer


def sign(acts: Acts, command: SignOffer) -> str | Refusal | None:
    offer = _may(acts, "sign") or _open_offer(acts, command.offer, command.version, invited=True)
    if isinstance(offer, Refusal):
        return offer
    version = offer["versions"][str(offer["version"])]
    if command.digest != version["digest"]:
        return refuse("wrong-digest", "digest")
    cell = cell_of(acts.seat)
    if cell in offer["signatures"]:
        return refuse("already-signed", "offer")
    refusal = promises.refused_to_signer(acts, terms.in_force(version["clauses"]), at="offer")
    if refusal is not None:
        return refusal
    row = acts.state["offers"][command.offer]
    body = {
        "offer": command.offer,
        "cell": cell,
        "seat": acts.seat,
        "version": offer["version"],
        "digest": command.digest,
        "at_ms": acts.context.now_ms,
    }
    acts.add("offer_signed", body, row["seen_by"])
    if set(acts.state["offers"][command.offer]["view"]["signatures"]) >= set(offer["parties"]):
        agree(acts, offer, version)
    return command.offer


def agree(acts: Acts, offer: Offer, version: dict[str, Any]) -> None:
    """All have signed: the offer ends, the agreement is made, and what begins at once begins."""
    seen_by = tuple(acts.state["offers"][offer["id"]]["seen_by"])
    close_offer(acts, offer["id"], "signed", by=None, reason=None)
    clauses = terms.in_force(version["clauses"])
    turn = acts.state["turn"]["number"]
    agreement = {
        "id": acts.new_id("agreement", offer["id"]),
        "offer": offer["id"],
        "digest": version["digest"],
        "title": version["title"],
        "parties": offer["parties"],
        "clauses": clauses,
        "order": list(clauses),
        "from_turn": turn,
        **settle.made(acts.context.pack, acts.state["offers"][offer["id"]]["view"], clauses, turn),
    }
    acts.add("agreement_made", {"agreement": agreement}, seen_by)
    settle.settle(acts)
    names = " and ".join(acts.context.pack["cells"][cell]["name"] for cell in offer["parties"])
    item = {
        "id": acts.new_id("press", offer["id"], "agreement"),
        "at_ms": acts.context.now_ms,
        "date": acts.state["turn"]["to_date"],
        "voice": names,
        "title": f"An agreement between {names}",
        "text": " ".join(clause["sentence"] for clause in clauses.values()),
        "kind": "agreement",
        "to": list(seen_by),
        "source": None,
    }
    acts.add("press_published", {"item": item}, seen_by)


def reject(acts: Acts, command: RejectOffer) -> str | Refusal | None:
    offer = _may(acts, "sign") or _open_offer(acts, command.offer, command.version)
    if isinstance(offer, Refusal):
        return offer
    if cell_of(acts.seat) == offer["tabled_by"]:
        return refuse("own-offer", "offer")
    close_offer(acts, command.offer, "rejected", by=acts.seat, reason=_reason(command.reason))
    return command.offer


def withdraw(acts: Acts, command: WithdrawOffer) -> str | Refusal | None:
    offer = _may(acts, "draft") or _open_offer(acts, command.offer, None)
    if isinstance(offer, Refusal):
        return offer
    if cell_of(acts.seat) != offer["tabled_by"]:
        return refuse("not-yours", "offer")
    close_offer(acts, command.offer, "withdrawn", by=acts.seat, reason=_reason(command.reason))
    return command.offer


def _reason(text: str) -> Words | None:
    return Words(text) if text.strip() else None


def close_offer(acts: Acts, offer: str, status: str, *, by: str | None, reason: Words | None) -> None:
    """The one end of an offer, told to whoever could read it."""
    body = {"offer": offer, "status": status, "by": by, "reason": reason, "at_ms": acts.context.now_ms}
    acts.add("offer_closed", body, acts.state["offers"][offer]["seen_by"])
    if status != "signed":
        settle.settle(acts)
