"""From a game's stream to the report's three files: HTML, PDF and the log as JSON Lines."""

from dataclasses import dataclass
from uuid import UUID

from wargame import version
from wargame.journal.law import law
from wargame.reports.chronicle import Chronicle, cell_name, chronicle, utc
from wargame.reports.formats import html, jsonl, pdf
from wargame.reports.paper import LogLine, Paper
from wargame.reports.sections import conduct, cover, foresight, negotiation, outcomes, surveys, turns
from wargame.rules.events import KINDS

SAYS_CHARS = 220


@dataclass(frozen=True, kw_only=True)
class Built:
    """One file of a report."""

    name: str
    media_type: str
    content: bytes


def build(stream_id: UUID | str, until: int | None = None) -> tuple[Built, ...]:
    """All files of the report on a stream, up to entry `until` if given. Raises journal.read.NoSuchStream."""
    story = chronicle(stream_id, until)
    paper = compose(story)
    return (
        Built(name="report.html", media_type="text/html; charset=utf-8", content=html.page(paper).encode()),
        Built(name="report.pdf", media_type="application/pdf", content=pdf.pdf(paper)),
        Built(name="log.jsonl", media_type="application/jsonl", content=jsonl.lines(story)),
    )


def compose(story: Chronicle) -> Paper:
    people = len({h.body["seat"] for h in story.of_kind("seat_taken")})
    sections = (
        cover.executive(story),
        cover.purpose(story),
        cover.design(story),
        conduct.conduct(story),
        *turns.turns(story),
        *negotiation.negotiation(story),
        outcomes.outcomes(story),
        foresight.foresight(story),
        surveys.surveys(story),
    )
    game = story.state["game"]
    ended = (
        "The game is over."
        if game["over"]
        else f"The game still runs: this tells of it up to entry {story.happenings[-1].seq}."
    )
    return Paper(
        title=str(game["title"]),
        subtitle=f"After-action report · {ended}",
        handling=str(game["handling"]),
        facts=cover.facts(story, version=version(), rules=law().fingerprint, people=people),
        sections=sections,
        log=tuple(
            LogLine(
                seq=item.seq,
                at=utc(item.at_ms).removesuffix(" UTC"),
                kind=item.kind,
                seat=cell_name(story, item.seat),
                seen_by=", ".join(cell_name(story, viewer) for viewer in item.seen_by),
                cause=item.cause,
                chain=item.chain,
                says=says(story, item.kind, item.body),
            )
            for item in story.happenings
        ),
    )


def says(story: Chronicle, kind: str, body: dict[str, object]) -> str:
    """An entry in a short sentence: its own words where it has some, else what its kind means."""
    for key in (
        "order",
        "offer",
        "agreement",
        "item",
        "notice",
        "site",
        "draw",
        "ruling",
        "meeting",
        "readout",
        "room",
        "request",
        "note",
        "plan",
        "vote",
        "survey",
        "paper",
    ):
        row = body.get(key)
        if isinstance(row, dict):
            for field in ("sentence", "text", "title", "name", "question", "reason"):
                if row.get(field):
                    return cut(f"{row[field]}")
    if kind == "talk_said":
        return cut(f"{story.state['rooms'].get(str(body['room']), {}).get('title', body['room'])}: {body['text']}")
    if kind == "indicator_moved":
        return cut(f"{body['name']} is {body['value']:g}")
    if kind == "phase_opened":
        return f"Turn {body['turn']['number']}: {body['phase']['name']}"  # type: ignore[index]
    return KINDS[kind].says


def cut(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SAYS_CHARS else words[: SAYS_CHARS - 1] + "…"
