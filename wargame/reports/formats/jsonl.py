"""The log as JSON Lines: a first line that says what it is, then one line an entry, as stored, with its chain value.

The chain can be recomputed from the lines alone: each value is SHA-256 over the one before (64 zeros at the start) and
the canonical JSON (sorted keys, no spaces, UTF-8) of the fields seq, kind, version, body, seen_by, seat, cause, at_ms.
"""

from typing import Any

from wargame import version
from wargame.journal import read
from wargame.journal.models import Entry
from wargame.journal.store.codec import canonical, record_of, texts_in
from wargame.journal.store.words import ink_texts
from wargame.reports.chronicle import Chronicle
from wargame.reports.withheld import withheld

FORMAT = "third-site-log/1"
SHEETS = ("survey_answered", "survey_declined")


def lines(story: Chronicle) -> bytes:
    """The whole log up to the chronicle's last entry; what people wrote stands beside the entry under `words`.

    What was answered to a survey and may not be told stands as its digests alone, with the reason under `withheld`.
    """
    last = story.happenings[-1].seq
    head: dict[str, Any] = {
        "format": FORMAT,
        "program": version(),
        "game": str(story.state["game"]["id"]),
        "title": story.state["game"]["title"],
        "pack": story.pack_digest,
        "entries": last,
        "chain": story.happenings[-1].chain,
    }
    family = read.ancestors(story.stream)
    out = [canonical(head)]
    stored = Entry.objects.filter(read.of_line(read.stream_row(story.stream), last)).order_by("seq")
    for entry in stored.iterator(chunk_size=2000):
        record = {**record_of(entry), "chain": entry.chain}
        named = texts_in(entry.body)
        if named:
            why = withheld(story.state, entry.body["sheet"]) if entry.kind in SHEETS else None
            if why is not None:
                out.append(canonical({**record, "withheld": why}))
                continue
            record["words"] = ink_texts({name: {"$text": name} for name in sorted(named)}, family)
        out.append(canonical(record))
    return b"\n".join(out) + b"\n"
