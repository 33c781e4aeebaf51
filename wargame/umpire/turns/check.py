"""Does the record say what the engine says? Every turn's findings are computed again from the recorded inputs."""

from collections.abc import Iterator
from uuid import UUID

from wargame import journal
from wargame.journal.audit.verify import Problem
from wargame.umpire.inquiry import adjudication

SHOWN = 5


def findings_hold(stream: UUID) -> Iterator[Problem]:
    """Compare what was recorded with what is computed now: exactly under the same manifest, else within tolerance."""
    pack = journal.pack_of(stream)
    remembered = adjudication.Memory()
    for entry in list(journal.entries(stream, kinds=("findings_recorded",))):
        recorded = entry.body["findings"]
        made_with = dict(recorded.get("manifest", {}))
        read_to = made_with.pop("read_to_entry", entry.seq - 1)
        state, _ = journal.state_at(stream, read_to)
        result = adjudication.adjudicate(state, pack, remembered=remembered)
        exact = made_with == result.findings["manifest"]
        found = adjudication.differences(result.findings, recorded, exact=exact)
        for name, row in recorded["assessments"].items():
            document = journal.document(row["document"])
            found += adjudication.differences(
                result.documents.get(name, {}), document, exact=exact, at=f"documents.{name}"
            )
        for difference in found[:SHOWN]:
            yield Problem(code="findings", seq=entry.seq, words=f"Findings of turn {entry.body['turn']}: {difference}.")
        if len(found) > SHOWN:
            more = f"Findings of turn {entry.body['turn']} differ in {len(found) - SHOWN} more places."
            yield Problem(code="findings", seq=entry.seq, words=more)
