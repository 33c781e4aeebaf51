"""What an author works with: a skeleton that can be played as it is, and the difference of two packs."""

import shutil
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.scenarios.test_played import begun_with, of_the_engine, played
from wargame.scenarios import load
from wargame.scenarios.compare import differences
from wargame.scenarios.files import PACKS_DIR

SECOND = "strait_of_marn"


def told(*args, **options):
    out = StringIO()
    call_command("scenario", *args, stdout=out, **options)
    return out.getvalue()


def test_a_new_pack_passes_the_check_and_can_be_played(tmp_path):
    said = told("new", "my_quarrel", folder=tmp_path, title='A "small" quarrel')
    assert said.splitlines()[-1] == "my_quarrel: no errors, 0 warnings, 1 note."
    pack = load.resolved("my_quarrel", tmp_path)
    assert pack["title"] == 'A "small" quarrel'
    table = begun_with(pack)
    assert played(table, of_the_engine) == [] and table.state["game"]["over"]
    with pytest.raises(CommandError, match="already"):
        told("new", "my_quarrel", folder=tmp_path)
    with pytest.raises(CommandError, match="id of letters"):
        told("new", "../up", folder=tmp_path)


def test_the_difference_of_two_versions_names_section_id_was_and_now(tmp_path):
    shutil.copytree(PACKS_DIR / SECOND, tmp_path / SECOND)
    path = tmp_path / SECOND / "deeds.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("delta = -15\n", "delta = -12\n").replace('id = "lake_full"', 'id = "lake_is_full"')
    path.write_text(text, encoding="utf-8")
    said = told("diff", SECOND, str(tmp_path / SECOND)).splitlines()
    assert said[0] == "~ drivers.closed.delta: -15 -> -12"
    assert said[1].startswith("- drivers.lake_full: ") and said[2].startswith("+ drivers.lake_is_full: ")
    assert said[3:] == ["3 differences."]
    assert told("diff", SECOND, SECOND) == "They are the same.\n"


def test_two_packs_differ_in_every_section_that_they_both_have():
    found = list(differences(load.resolved("european_shield_2007"), load.resolved(SECOND)))
    assert {"turns", "cells", "sites", "drivers", "predicates"} <= {row.section for row in found}
    assert all(row.was != row.now for row in found)


@pytest.mark.django_db
def test_a_stored_pack_is_named_by_its_digest_and_what_is_not_there_is_said():
    digest = load.load(SECOND)
    assert told("diff", digest, SECOND) == "They are the same.\n"
    with pytest.raises(CommandError, match="no pack's id"):
        told("diff", SECOND, "nowhere")
    with pytest.raises(CommandError, match="Name two"):
        told("diff", SECOND)
