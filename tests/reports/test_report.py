"""[P18] The report is the record: its numbers come from the log, its links lead there, and its formats agree."""

import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from django.core.management import CommandError, call_command

from tests.reports import played
from wargame import journal
from wargame.reports import build, chronicle
from wargame.reports.formats import html
from wargame.reports.models import Report
from wargame.reports.paper import Chart, Paper, Para, Section, Table, number, table
from wargame.reports.tasks import build_report

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker):
    """One played game for the whole module, in a transaction that is rolled back afterwards."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        game = played.play(turns_played=2)
        yield chronicle.chronicle(game.stream)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def paper(story, django_db_blocker):
    with django_db_blocker.unblock():
        return build.compose(story)


class Reader(HTMLParser):
    """Ids, links, tags and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.sources: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
            if name in ("src", "srcset", "action", "data"):
                self.sources.append(value)


def test_every_number_links_to_an_entry_of_the_annex(paper):
    read = Reader(html.page(paper))
    inside = [link for link in read.links if re.fullmatch(r"#e\d+", link)]
    assert len(inside) > 60
    assert {link[1:] for link in read.links} <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))


def test_every_row_with_a_number_that_play_made_cites_its_entries(paper):
    """Parameters of assessments come from the scenario, not from the log; all else does."""
    for section in paper.sections:
        for block in section.blocks:
            if section.id == "design" or not isinstance(block, Table):
                continue
            for row in block.rows:
                if any(cell.number and cell.text not in ("–", "0") for cell in row):
                    assert any(cell.refs for cell in row), (section.title, block.caption, [cell.text for cell in row])


def test_a_citation_of_an_entry_that_is_not_there_is_an_error(paper):
    wrong = Section(id="x", title="X", level=2, blocks=(Para(text="hm", refs=(10**6,)),))
    with pytest.raises(KeyError, match="1000000"):
        html.page(Paper(**{**paper.__dict__, "sections": (wrong,)}))


def test_the_page_stands_alone_and_what_people_wrote_is_text(paper):
    page = html.page(paper)
    read = Reader(page)
    assert read.sources == []
    assert not [link for link in read.links if not link.startswith("#")]
    assert "script" not in read.tags and "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_pdf_is_the_same_for_the_same_log_and_says_what_the_page_says(story, paper):
    from wargame.reports.formats import pdf

    first = pdf.pdf(paper)
    assert first[:5] == b"%PDF-"
    assert first == pdf.pdf(paper)


def test_indicators_in_the_report_are_those_of_the_log(story, paper):
    """An independent reading of the log: the last value that any entry gave."""
    last: dict[str, float] = {}
    for entry in journal.entries(story.stream, kinds=["indicator_moved"]):
        last[entry.body["name"]] = entry.body["value"]
    outcomes = next(section for section in paper.sections if section.id == "outcomes")
    numbers = next(b for b in outcomes.blocks if isinstance(b, Table) and b.caption == "The same as numbers")
    assert {row[0].text for row in numbers.rows} == set(last)
    for row in numbers.rows:
        assert float(row[-1].text) == pytest.approx(last[row[0].text], abs=0.051)


def test_the_negotiation_is_told_version_by_version(paper):
    offer = next(section for section in paper.sections if section.title == "A lower cap")
    said = " ".join(
        cell.text for block in offer.blocks if isinstance(block, Table) for row in block.rows for cell in row
    )
    assert "no more than 10 interceptors" in said
    assert "no more than 5 interceptors" in said
    assert "changed" in said
    paras = [block.text for block in offer.blocks if isinstance(block, Para)]
    assert played.SECRET_NOTE in paras
    assert paras[-1] == "It ended as signed."


def test_every_section_of_the_plan_is_there_and_no_table_is_lopsided(paper):
    assert [s.id for s in paper.sections if s.level == 2] == [
        "executive", "purpose", "design", "conduct", "turns", "negotiation", "outcomes", "foresight", "surveys",
    ]  # fmt: skip
    for section in paper.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                assert all(len(row) == len(block.columns) for row in block.rows)
            if isinstance(block, Chart):
                assert all(len(line.values) == len(block.labels) for line in block.lines)


def test_each_deed_of_control_names_who_of_control_did_it(paper):
    """[R133] The assistant by the name that the facilitator gave him; what a ruling was in words."""
    section = next(section for section in paper.sections if section.id == "conduct")
    tables = {block.caption: block for block in section.blocks if isinstance(block, Table)}
    clock = [[cell.text for cell in row] for row in tables["The clock in control's hand"].rows]
    assert [row[2] for row in clock] == ["Control · Assistant “Timekeeper”"] * 2
    rulings = [[cell.text for cell in row] for row in tables["Rulings"].rows]
    assert rulings[0][1:] == ["Control · Facilitator", "made an assistant", "Somebody has to."]
    (rules,) = [row[1:] for row in rulings if row[1] != "Control · Facilitator"]
    what = "changed the rules of the clock: grace of late sides 90 s (was 0 s)"
    assert rules == ["Control · Assistant “Timekeeper”", what, "Everybody shall be heard."]


def test_a_row_that_does_not_fit_its_table_is_an_error():
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        table("T", ("A", "B"), [(number(1),)], empty="")


def test_the_log_can_be_verified_from_its_lines_alone(story):
    from wargame.reports.formats import jsonl

    head, *lines = [json.loads(line) for line in jsonl.lines(story).splitlines()]
    assert head["entries"] == len(lines) == len(story.happenings)
    chain = "0" * 64
    fields = ("seq", "kind", "version", "body", "seen_by", "seat", "cause", "at_ms")
    for line in lines:
        record = {name: line[name] for name in fields}
        text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        chain = hashlib.sha256(bytes.fromhex(chain) + text).hexdigest()
        assert line["chain"] == chain
    assert head["chain"] == chain
    words = [words for line in lines for words in line.get("words", {}).values()]
    assert played.SECRET_NOTE in words


def test_the_task_stores_all_files_once_and_a_repeat_changes_nothing():
    game = played.play(turns_played=1).game
    asked = Report.objects.create(game=game.id, seat="control.facilitator")
    assert build_report(str(asked.pk)) == "done"
    files = {f.name: (f.sha256, bytes(f.content)) for f in asked.files.all()}
    assert set(files) == {"report.html", "report.pdf", "log.jsonl"}
    assert all(hashlib.sha256(content).hexdigest() == digest for digest, content in files.values())
    made = asked.files.order_by("pk").first().pk
    assert build_report(str(asked.pk)) == "done"
    assert asked.files.order_by("pk").first().pk == made


def test_a_report_that_cannot_be_made_says_so_and_keeps_no_half():
    import uuid

    asked = Report.objects.create(game=uuid.uuid4(), seat="control.facilitator")
    assert build_report(str(asked.pk)) == "failed"
    asked.refresh_from_db()
    assert str(asked.pk) in asked.words
    assert not asked.files.exists()


def test_the_command_writes_the_files_and_refuses_in_a_sentence(tmp_path):
    game = played.play(turns_played=1).game
    call_command("report", str(game.id), "--out", str(tmp_path / "out"))
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["log.jsonl", "report.html", "report.pdf"]
    with pytest.raises(CommandError, match="There is no game 'nonsense'"):
        call_command("report", "nonsense")
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written to"):
        call_command("report", str(game.id), "--out", str(tmp_path / "file" / "below"))


def test_a_breach_that_nobody_could_see_comes_out(story):
    """What was broken is told with who else could tell; the bound party and control always know."""
    from types import SimpleNamespace

    from wargame.reports.sections.negotiation import _breaches

    (agreement,) = story.state["agreements"]

    def found(seq, turn, observer, status):
        clauses = {"cap": {"status": status, "turn": turn, "because": ""}}
        body = {"turn": turn, "observer": observer, "agreement": agreement, "clauses": clauses}
        return SimpleNamespace(seq=seq, body=body)

    told = [
        found(1, 1, "control", "breached"),
        found(2, 1, "us", "breached"),
        found(3, 1, "russia", "unverifiable"),
        found(4, 2, "control", "breached"),
        found(5, 2, "russia", "breached"),
        found(6, 3, "control", "kept"),
    ]
    stub = SimpleNamespace(state=story.state, pack=story.pack, of_kind=lambda kind: told)
    rows = [[cell.text for cell in row] for row in _breaches(stub).rows]
    assert [(row[0], row[3]) for row in rows] == [("1", "nobody"), ("2", story.pack["cells"]["russia"]["name"])]
    assert "no more than 5" in rows[0][2]
