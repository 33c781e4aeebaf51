"""Is the log what was played? Recompute everything that can be recomputed, and say in sentences what does not fit.

Nothing is repaired or written here. What the journal cannot recompute itself (the engine's findings) other apps add to
`CHECKS`. A chain shows any change of a part of it; whoever can rewrite a whole log and its head is only found out by
the chain's last value, which reports and exports carry.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from wargame.journal.law import law
from wargame.journal.models import Document, Entry, Receipt, Snapshot, Stream, Written
from wargame.journal.read import Folded, fold, lineage, of_line, whole_lineage
from wargame.journal.store.codec import GENESIS, digest_of, link, record_of, spell, texts_in
from wargame.journal.store.words import matches
from wargame.journal.streams import OPENING


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that does not fit: a stable code, the entry it is about (0: none), and a sentence."""

    code: str
    seq: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What was looked at, and what was wrong with it."""

    stream: UUID
    entries: int
    receipts: int
    chain: str
    problems: tuple[Problem, ...]


CHECKS: dict[str, Callable[[UUID], Iterable[Problem]]] = {}
"""Further checks by name, each from a stream's id to problems; filled by other apps in their AppConfig.ready."""


def verify(stream: Stream) -> Verdict:
    """Every check of one line of play, the parents' part included."""
    line = whole_lineage(stream)
    rows = list(Entry.objects.filter(of_line(stream)).order_by("seq", "stream_id"))
    receipts = list(Receipt.objects.filter(stream_id__in=[name for name, _, _ in line]))
    problems = [
        *check_chain(stream, rows),
        *check_strays(line),
        *check_receipts(line, rows, receipts),
        *check_words(line, rows),
        *check_documents(stream, rows),
        *check_snapshots(stream),
    ]
    if not any(problem.code in {"gap", "chain"} for problem in problems):  # on a broken log the others cannot stand
        for name, check in CHECKS.items():
            problems.extend(run(name, check, stream.pk))
    return Verdict(
        stream=stream.pk, entries=len(rows), receipts=len(receipts), chain=stream.chain, problems=tuple(problems)
    )


def run(name: str, check: Callable[[UUID], Iterable[Problem]], stream: UUID) -> list[Problem]:
    try:
        return list(check(stream))
    except Exception as reason:  # a check that cannot be made is a finding, not a reason to leave the others out
        words = f"The check {name} could not be made: {type(reason).__name__}: {reason}"
        return [Problem(code="check-failed", seq=0, words=words)]


def check_chain(stream: Stream, rows: list[Entry]) -> Iterator[Problem]:
    """Numbers from 1 without a gap, and every chain value from the one before."""
    chain, expected = GENESIS, 1
    for row in rows:
        if row.seq != expected:
            yield Problem(code="gap", seq=row.seq, words=f"Entry {row.seq} stands where {expected} should.")
        value = link(chain, record_of(row))
        if value != row.chain:
            yield Problem(
                code="chain", seq=row.seq, words=f"Entry {row.seq} is not what was recorded: its chain differs."
            )
        chain, expected = row.chain, row.seq + 1
    if expected != stream.head + 1:
        yield Problem(code="gap", seq=expected, words=f"The log ends at {expected - 1}; its head says {stream.head}.")
    elif chain != stream.chain:
        yield Problem(code="chain", seq=stream.head, words="The last chain value is not the one of the stream's head.")


def check_strays(line: list[tuple[UUID, int, int]]) -> Iterator[Problem]:
    """Entries outside the numbers that their stream may hold."""
    for name, first, _ in line:
        head = Stream.objects.values_list("head", flat=True).get(pk=name)
        for row in Entry.objects.filter(stream_id=name).exclude(seq__gte=first, seq__lte=head):
            yield Problem(
                code="gap", seq=row.seq, words=f"Entry {row.seq} lies outside its stream ({first} to {head})."
            )


def check_receipts(line: list[tuple[UUID, int, int]], rows: list[Entry], receipts: list[Receipt]) -> Iterator[Problem]:
    """Every entry follows from an acknowledged command, and every acknowledged command's entries are there."""
    heads = {name: last for name, _, last in line}
    by_command = {(row.stream_id, row.seat, row.command_id): row for row in receipts}
    caused: dict[tuple[UUID, str, str], list[int]] = {}
    for row in rows:
        if row.cause != OPENING:
            caused.setdefault((row.stream_id, row.seat, row.cause), []).append(row.seq)
    for key, numbers in caused.items():
        receipt = by_command.get(key)
        if receipt is None:
            words = f"Entry {numbers[0]} names the command {key[2]} of {key[1]}, which has no receipt."
            yield Problem(code="receipt", seq=numbers[0], words=words)
        elif not receipt.answer.get("ok") or (receipt.first_seq, receipt.last_seq) != (numbers[0], numbers[-1]):
            words = f"The receipt of {key[2]} of {key[1]} does not fit its entries {numbers[0]} to {numbers[-1]}."
            yield Problem(code="receipt", seq=numbers[0], words=words)
    for receipt in receipts:
        key = (receipt.stream_id, receipt.seat, receipt.command_id)
        if receipt.first_seq is not None and receipt.first_seq <= heads[receipt.stream_id] and key not in caused:
            words = f"The receipt of {receipt.command_id} of {receipt.seat} names entries that are not there."
            yield Problem(code="receipt", seq=receipt.first_seq, words=words)


def check_words(line: list[tuple[UUID, int, int]], rows: list[Entry]) -> Iterator[Problem]:
    """The words that entries name are there, or erased, and are those that were written."""
    streams = [name for name, _, _ in line]
    kept = {row.pk: row for row in Written.objects.filter(stream_id__in=streams)}
    for row in rows:
        for name in texts_in(row.body):
            if name not in kept:
                yield Problem(code="words", seq=row.seq, words=f"The words {name[:12]} of entry {row.seq} are missing.")
            elif not matches(kept[name]):
                words = f"The words {name[:12]} of entry {row.seq} are not those that were written."
                yield Problem(code="words", seq=row.seq, words=words)


def check_documents(stream: Stream, rows: list[Entry]) -> Iterator[Problem]:
    """The pack and the documents that entries name are there and have their digest."""
    wanted = {stream.pack: 1}
    for row in rows:
        for name in digests_in(row.body):
            wanted.setdefault(name, row.seq)
    found = {row.pk: row.body for row in Document.objects.filter(pk__in=wanted)}
    if stream.pack not in found:
        yield Problem(code="document", seq=1, words="The pack that this game was played with is missing.")
    for name, body in found.items():
        if digest_of(body) != name:
            words = f"The document {name[:12]} is not the one that entry {wanted[name]} names."
            yield Problem(code="document", seq=wanted[name], words=words)


def digests_in(value: object) -> set[str]:
    """Every text within a value that looks like a document's digest."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str) and len(item) == 64 and all(each in "0123456789abcdef" for each in item):
            found.add(item)
    return found


def check_snapshots(stream: Stream) -> Iterator[Problem]:
    """What was stored as the state is what the log folds to; only snapshots of today's rules are told apart here."""
    try:
        found = replay(stream)
    except Exception as reason:
        words = f"The log cannot be folded: {type(reason).__name__}: {reason}"
        yield Problem(code="fold", seq=0, words=words)
        return
    for seq in found.different:
        yield Problem(
            code="snapshot", seq=seq, words=f"The state stored after entry {seq} is not what the log folds to."
        )


@dataclass(frozen=True, kw_only=True)
class Replay:
    """A fold from the first entry: the digest of the last state, and how the stored snapshots compare with it."""

    stream: UUID
    entries: int
    digest: str
    same: tuple[int, ...]
    different: tuple[int, ...]
    other_rules: tuple[int, ...]  # differing too, but made by another version of the rules


def replay(stream: Stream, until: int | None = None) -> Replay:
    """Fold everything anew, without shelf or snapshot, and compare with every snapshot on the way."""
    last = stream.head if until is None else min(until, stream.head)
    stored: dict[int, list[Snapshot]] = {}
    for name, first, end in lineage(stream, last):
        for snapshot in Snapshot.objects.filter(stream_id=name, seq__gte=first, seq__lte=end):
            stored.setdefault(snapshot.seq, []).append(snapshot)
    here = Folded(law().empty, 0, "")
    same, different, other = [], [], []
    for row in Entry.objects.filter(of_line(stream, last)).order_by("seq").iterator(chunk_size=2000):
        here = fold(here, [row])
        for snapshot in stored.get(here.seq, ()):
            fits = state_digest(here) == snapshot.digest == digest_of(snapshot.body)
            if fits:
                same.append(here.seq)
            elif snapshot.rules == law().fingerprint:
                different.append(here.seq)
            else:
                other.append(here.seq)
    return Replay(
        stream=stream.pk,
        entries=here.seq,
        digest=state_digest(here),
        same=tuple(same),
        different=tuple(different),
        other_rules=tuple(other),
    )


def state_digest(folded: Folded) -> str:
    """SHA-256 of a state's JSON, the order of its tables included."""
    return digest_of(spell(law().dump(folded.state)))


def as_json(verdict: Verdict) -> str:
    return json.dumps(
        {
            "stream": str(verdict.stream),
            "entries": verdict.entries,
            "receipts": verdict.receipts,
            "chain": verdict.chain,
            "problems": [vars(problem) for problem in verdict.problems],
        }
    )
