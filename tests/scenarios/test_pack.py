"""The pack that the game comes with: no error, plain values, everything the issue asks to be playable."""

import json
import subprocess
import sys

import pytest

from wargame.rules.pack import Pack
from wargame.scenarios import files, load
from wargame.scenarios.files import PACKS_DIR
from wargame.scenarios.lint import errors
from wargame.scenarios.resolve import resolve
from wargame.scenarios.schema import FILE, schema

PACK = "european_shield_2007"


@pytest.fixture(scope="module")
def pack():
    return load.resolved(PACK)


def test_no_pack_has_an_error_or_a_warning():
    for name in load.pack_ids():
        assert [str(remark) for remark in load.check(name) if remark.severity != "note"] == []


def test_resolved_is_plain_json_with_every_key_that_the_rules_read(pack):
    assert json.loads(json.dumps(pack, allow_nan=False)) == pack
    required = {key for key in Pack.__annotations__ if key in Pack.__required_keys__}
    assert required <= set(pack)


def test_resolved_is_the_same_in_another_process_with_another_hash_seed(pack):
    code = f"import json,sys; from wargame.scenarios import load; sys.stdout.write(json.dumps(load.resolved({PACK!r})))"
    setup = "import os,django; os.environ.setdefault('DJANGO_SETTINGS_MODULE','wargame.settings'); django.setup();"
    import os

    told = subprocess.run(
        [sys.executable, "-c", setup + code],
        env={**os.environ, "PYTHONHASHSEED": "77"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == json.dumps(pack)


def test_what_the_game_needs_can_be_played(pack):
    assert set(pack["cells"]) == {"us", "russia", "nato"}
    assert len(pack["turns"]) == 8
    assert [row["turns"] for row in pack["lengths"]] == [3, 5, 8]
    assert {
        "deploy_interceptors",
        "deploy_radar",
        "host_consent",
        "share_data",
        "invite_visit",
        "iskander_kaliningrad",
        "suspend_cfe",
        "public_statement",
    } <= set(pack["order_kinds"])
    assert {
        "cap_interceptors",
        "site_access",
        "data_sharing",
        "no_deployment_before",
        "start_extension",
        "no_forward_missiles",
    } <= set(pack["clause_kinds"])
    published = {name for name, row in pack["assessments"].items() if row["published"]}
    assert published == {"mda", "genshtab", "physicists"}
    for cell, row in pack["cells"].items():
        assert pack["assessments"][row["assessment"]]["cell"] == cell


def test_players_cannot_read_how_the_flight_test_ended_in_history(pack):
    inject = pack["injects"]["test_ftg03a"]
    assert inject["draw"]["hits"] == 6 and inject["draw"]["attempts"] == 11
    text = " ".join([inject["title"], inject["text"], inject["draw"]["because"]]).lower()
    assert not any(word in text for word in ("succeeded", "was hit", "7/12", "seven"))
    assert all(row["date"] < "2007-09-28" for row in pack["reference"]["record"])


def test_the_record_before_the_first_day_is_the_one_that_assessments_quote(pack):
    record = pack["reference"]["record"]
    hits = sum(row["result"] == "hit" for row in record)
    physicists = pack["assessments"]["physicists"]["parameters"]
    assert physicists["interceptor.gbi2.hits"]["value"] == hits == 6
    assert physicists["interceptor.gbi2.attempts"]["value"] == len(record) == 11


def test_default_orders_stand_by_turn_with_all_that_a_form_would_send(pack):
    rows = pack["default_orders"]
    assert [row["turn"] for row in rows] == sorted(row["turn"] for row in rows)
    assert {(row["cell"], row["turn"]) for row in rows} >= {("us", 1), ("russia", 2), ("nato", 3)}
    for row in rows:
        assert set(row["args"]) >= {
            field["name"] for field in pack["order_kinds"][row["kind"]]["fields"] if not field.get("optional")
        }


def test_a_default_order_may_stand_for_several_turns():
    kind = {"fields": [{"name": "number", "default": 10}, {"name": "site", "default": "a"}]}
    rows = [
        {"cell": "us", "turns": [3, 1], "kind": "build", "args": {"site": "b"}},
        {"cell": "us", "turn": 2, "kind": "build"},
    ]
    found = resolve({"order_kinds": {"build": kind}, "default_orders": rows})["default_orders"]
    assert [(row["turn"], row["args"]) for row in found] == [
        (1, {"number": 10, "site": "b"}),
        (2, {"number": 10, "site": "a"}),
        (3, {"number": 10, "site": "b"}),
    ]


def test_a_table_may_go_on_in_another_file_with_its_lines(tmp_path):
    (tmp_path / "deeper").mkdir()
    (tmp_path / "a.toml").write_text("[cells.us]\nname = 1\n[[drivers]]\nid = 1\n", encoding="utf-8")
    (tmp_path / "deeper" / "b.toml").write_text("\n[cells.eu]\nname = 2\n[[drivers]]\nid = 2\n", encoding="utf-8")
    authored = files.read(tmp_path)
    assert authored.data == {"cells": {"us": {"name": 1}, "eu": {"name": 2}}, "drivers": [{"id": 1}, {"id": 2}]}
    assert authored.place(("drivers", 1, "id")) == files.Place("deeper/b.toml", 5)
    assert authored.place(("drivers", 0, "id")) == files.Place("a.toml", 4)
    assert authored.place(("cells", "eu", "name")) == files.Place("deeper/b.toml", 3)


def test_every_number_of_an_assessment_has_source_and_mark(pack):
    for assessment in pack["assessments"].values():
        for parameter in assessment["parameters"].values():
            assert parameter["source"] and parameter["mark"] in {"V", "G", "C", "N"}


def test_the_printed_schema_is_current():
    assert json.loads(FILE.read_text(encoding="utf-8")) == json.loads(json.dumps(schema())), (
        "run `manage.py scenario schema`"
    )


def test_the_pack_has_at_most_a_dozen_files():
    assert len(list((PACKS_DIR / PACK).iterdir())) <= 12


@pytest.mark.django_db
def test_load_stores_one_document_however_often():
    from wargame.journal.models import Document
    from wargame.journal.read import document

    digest = load.load(PACK)
    assert load.load(PACK) == digest
    assert Document.objects.filter(kind="pack").count() == 1
    assert document(digest) == load.resolved(PACK)
    assert not errors(load.check(PACK))
