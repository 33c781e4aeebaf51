"""[P6] Five recorded games: what was played stays what was played, and is told in `docs/games` from the log alone.

`pytest tests/golden --update` plays the scripts again with the engine of today, and writes archives and pages anew. Do
it when a rule is meant to change what comes out, and read the difference in the pages before you hand it in.
"""

import io
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.golden.play import GAMES, NotAsScripted, Script, play, scripts
from tests.golden.tell import record_of, tell
from tests.rules.sight.fog import differences
from wargame.journal.audit import archive, verify
from wargame.journal.models import Stream
from wargame.journal.store.codec import canonical, digest_of
from wargame.lobby.models import Game
from wargame.scenarios.load import resolved

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PAGES = Path(__file__).parents[2] / "docs" / "games"
NAMES = list(scripts())
WITH_ENGINE = ("breach_never_found",)  # in the ordinary run; all of them in the long one
DIGESTS = GAMES / "digests.json"
SHOWN = 12
SIDES = ("the record", "what comes now")


@cache
def parcel_of(name: str) -> archive.Parcel:
    return archive.unpack(GAMES / f"{name}.zip")


def pack_of(parcel: archive.Parcel) -> Any:
    return json.loads(parcel.documents[parcel.manifest["streams"][0]["pack"]])


def page_of(script: Script, parcel: archive.Parcel) -> str:
    file = f"../../tests/golden/games/{script.name}.zip"
    return tell(record_of(parcel, pack_of(parcel)), title=script.title, story=script.story, archive=file)


def index() -> str:
    """The list of the games."""
    lines = [
        "# Five games to read",
        "",
        "Each was played by a script of commands (`tests/golden/games/*.toml`) through the same journal as any table,",
        "and adjudicated by the engine. The pages are made from the logs alone; the logs lie beside the scripts, and",
        "`manage.py import FILE` puts one on a server, where it can be looked at as any seat.",
        "",
    ]
    for name, script in scripts().items():
        lines.append(f"- [{script.title}]({name}.md): {script.story.strip()}")
    return "\n".join(lines) + "\n"


def as_played(parcel: archive.Parcel) -> list[dict[str, Any]]:
    """The log with people's words in it: what does not depend on chance."""
    told = record_of(parcel, pack_of(parcel)).entries
    return [{name: entry[name] for name in ("seq", "kind", "version", "seat", "cause", "at_ms", "seen_by", "body")}
            for entry in told]  # fmt: skip


def answers_of(parcel: archive.Parcel) -> dict[int, Any]:
    """The engine's answers as they were recorded, by turn."""
    rows = (entry["body"] for entry in parcel.entries if entry["kind"] == "findings_recorded")
    return {body["turn"]: body["findings"] for body in rows}


def exported(stream: Any) -> archive.Parcel:
    file = io.BytesIO()
    archive.export(Stream.objects.get(pk=stream), file)
    return archive.unpack(file)


def apart(recorded: list[dict[str, Any]], now: list[dict[str, Any]]) -> Iterator[str]:
    """Where two logs part, entry by entry, in the order of play."""
    for old, new in zip(recorded, now, strict=False):
        if old["kind"] != new["kind"]:
            yield f"entry {old['seq']}: {old['kind']} was recorded, {new['kind']} comes now"
            return
        yield from (f"entry {old['seq']}, {old['kind']}{line}" for line in differences(old, new, sides=SIDES))
    if len(recorded) != len(now):
        yield f"{len(recorded)} entries were recorded, {len(now)} come now"


@pytest.fixture
def update(request) -> bool:
    return bool(request.config.getoption("--update"))


@pytest.mark.parametrize("name", NAMES)
def test_a_game_played_again_is_the_game(name: str, update: bool) -> None:
    """The script, given to today's rules with the recorded pack and the recorded answers, gives the recorded log."""
    script = scripts()[name]
    if update:
        stream = play(script, pack=resolved(script.scenario))
        archive.export(Stream.objects.get(pk=stream), GAMES / f"{name}.zip")
        parcel_of.cache_clear()
        PAGES.mkdir(exist_ok=True)
        (PAGES / f"{name}.md").write_text(page_of(script, parcel_of(name)))
        (PAGES / "README.md").write_text(index())
        known = json.loads(DIGESTS.read_text()) if DIGESTS.exists() else {}
        known[name] = digest(name)
        DIGESTS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
        return
    recorded = parcel_of(name)
    try:
        stream = play(script, pack=pack_of(recorded), answers=answers_of(recorded))
    except NotAsScripted as refused:
        raise AssertionError(f"The game cannot be played any more. {refused}") from None
    found = list(apart(as_played(recorded), as_played(exported(stream))))
    told = "\n".join(found[:SHOWN])
    assert not found, f"{script.title}: {len(found)} differences from the recorded game, first\n{told}"


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_what_the_log_tells(name: str) -> None:
    assert (PAGES / f"{name}.md").read_text() == page_of(scripts()[name], parcel_of(name))
    assert (PAGES / "README.md").read_text() == index()


@pytest.mark.parametrize("name", NAMES)
def test_the_archive_is_taken_in_and_holds(name: str, monkeypatch, request) -> None:
    """Chain, receipts, words, documents and states; and, for one game or in the long run all, the engine's findings."""
    call_command("import", str(GAMES / f"{name}.zip"))
    game = Game.objects.get(title=scripts()[name].title)
    call_command("replay", str(game.pk))
    if name not in WITH_ENGINE and request.getfixturevalue("figure")(20) < 20:
        monkeypatch.setattr(verify, "CHECKS", {})
    said = io.StringIO()
    try:
        call_command("verify", str(game.pk), stdout=said)
    except CommandError:
        raise AssertionError(said.getvalue()) from None
    assert "nothing wrong" in said.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_the_digest_of_entries_and_findings_is_pinned(name: str) -> None:
    """Whoever exchanges a recorded game has to say so here too."""
    assert digest(name) == json.loads(DIGESTS.read_text())[name]


def digest(name: str) -> Mapping[str, str]:
    parcel = parcel_of(name)
    findings = canonical(answers_of(parcel)).decode()
    entries = canonical(as_played(parcel)).decode()
    return {"entries": digest_of(entries), "findings": digest_of(findings), "chain": parcel.manifest["chain"]}


def test_a_rule_that_changes_says_what_it_changes(monkeypatch) -> None:
    """The harness itself: with another rule the game is not the recorded one, in words that name the place."""
    from wargame.rules.mechanics import effects

    whole = effects.move_indicator
    monkeypatch.setattr(
        effects, "move_indicator", lambda acts, name, delta, **more: whole(acts, name, delta / 2, **more)
    )
    with pytest.raises(AssertionError, match=r"differences from the recorded game, first\s+entry \d+, indicator_moved"):
        test_a_game_played_again_is_the_game(NAMES[0], update=False)


# What each game is told for.


def statuses(name: str, observer: str) -> set[str]:
    bodies = (entry["body"] for entry in parcel_of(name).entries if entry["kind"] == "compliance_found")
    return {row["status"] for body in bodies if body["observer"] == observer for row in body["clauses"].values()}


def sites(name: str) -> dict[str, str]:
    """The last state of each site that was told to all."""
    bodies = [entry for entry in parcel_of(name).entries if entry["kind"] == "site_changed"]
    return {entry["body"]["site"]["id"]: entry["body"]["site"]["status"] for entry in bodies}


def treaties(name: str) -> dict[str, str]:
    bodies = (entry["body"] for entry in parcel_of(name).entries if entry["kind"] == "treaty_changed")
    return {body["treaty"]: body["status"] for body in bodies}


def kinds(name: str) -> list[str]:
    return [entry["kind"] for entry in parcel_of(name).entries]


def test_the_historical_course_ends_with_another_plan() -> None:
    stand = sites("historical_course")
    assert stand["redzikowo"] == stand["brdy"] == "cancelled" and stand["aegis_aegean"] == "in_force"
    assert "agreement_made" not in kinds("historical_course")


def test_the_grand_bargain_is_agreed_and_kept() -> None:
    assert kinds("grand_bargain").count("agreement_made") == 3
    assert "breached" not in statuses("grand_bargain", "control")
    assert "kept" in statuses("grand_bargain", "russia")


def test_the_collapse_ends_without_treaties_and_agreements() -> None:
    assert treaties("collapse") == {"cfe": "left", "inf": "left"} and "agreement_made" not in kinds("collapse")


def test_one_breach_is_found_and_the_other_is_not() -> None:
    assert "breached" in statuses("breach_found", "us")
    assert "breached" in statuses("breach_never_found", "control")
    assert statuses("breach_never_found", "us") <= {"kept", "unverifiable", "not due"}
    assert "unverifiable" in statuses("breach_never_found", "us")
