"""The linter names file, line and remedy. Each case breaks a copy of the real pack in one place."""

import random
import shutil

import pytest

from wargame.scenarios import load
from wargame.scenarios.files import PACKS_DIR

PACK, SECOND = "european_shield_2007", "strait_of_marn"

# file, what stands there, what an author writes instead, code of the remark, a word of the remedy
CASES = {
    "not toml": ("course/turns.toml", "number = 2", "number = = 2", "not-toml", "toml.io"),
    "typo in a key": ("cells.toml", "income_bn = 0.8", "incme_bn = 0.8", "unknown-key", "income_bn"),
    "missing key": ("cells.toml", 'letter = "R"\n', "", "missing-key", "letter"),
    "wrong type": ("sites.toml", "lat_deg = 54.5", 'lat_deg = "54.5"', "wrong-type", "number"),
    "latitude": ("sites.toml", "lat_deg = 54.5", "lat_deg = 545", "out-of-range", "schema"),
    "not a choice": ("sites.toml", 'status = "building"', 'status = "bulding"', "not-a-choice", "building"),
    "unknown system": ("sites.toml", 'system = "emr"', 'system = "emx"', "unknown-name", "emr"),
    "nobody consents": ("sites.toml", 'host = "poland"', 'host = "polen"', "no-host", "consent:polen"),
    "weights": ("cells.toml", "weight = 18\n", "weight = 19\n", "weights", "100"),
    "unknown indicator": ("cells.toml", '"protection_us"', '"protection_usa"', "unknown-name", "protection_us"),
    "meeting of a cell that does not attend": (
        "course/meetings.toml",
        'cells = ["us", "russia"]\nsource = "events.json 2007-06-07, V"',
        'cells = ["us", "nato"]\nsource = "events.json 2007-06-07, V"',
        "not-attending",
        "us, russia",
    ),
    "seat of a meeting": (
        "course/meetings.toml",
        '"us.defense", "us.state"',
        '"us.defence"',
        "unknown-name",
        "us.defense",
    ),
    "forecast of nothing": ("course/forecasts.toml", '"polish_yes"', '"polish_yess"', "unknown-name", "polish_yes"),
    "survey that asks nothing known": (
        "course/surveys.toml",
        'questions = ["threat", "trust", "sign", "confidence", "figures", "weighs"]',
        'questions = ["treat", "trust"]',
        "unknown-name",
        "threat",
    ),
    "survey of a turn that never comes": ("course/surveys.toml", "[2, 5]", "[2, 15]", "no-turn", "1 to 8"),
    "question about nobody": (
        "course/surveys.toml",
        "How far do you trust promises by {cell}?",
        "Do you trust them?",
        "about",
        "each_other = true",
    ),
    "scale without an end": ("course/surveys.toml", "points = 7\n", "", "points", "points = 5"),
    "bounds of a number": ("course/surveys.toml", "max = 100", "max = 0", "bounds", "min = 0 and max = 100"),
    "key of another kind": ("course/surveys.toml", "interval = true", "points = 5", "key-of-another", "interval"),
    "choices that are one": (
        "course/surveys.toml",
        'value = "allies"',
        'value = "figures"',
        "choices",
        "value = …",
    ),
    "more than there are": ("course/surveys.toml", "most = 3", "most = 9", "most", "1 to 6"),
    "a name with a sign in it": ("course/surveys.toml", "[surveys.halfway]", '[surveys."half:way"]', "name", "digits"),
    "turn dates": ("course/turns.toml", 'to_date = "2007-06-30"', 'to_date = "2007-13-30"', "date", "2007-04-23"),
    "inject outside its turn": (
        "course/injects.toml",
        'date = "2007-05-29"',
        'date = "2007-08-29"',
        "not-in-turn",
        "2007-06-30",
    ),
    "inject to nobody": ("course/injects.toml", 'to = ["russia"]', 'to = ["rusia"]', "unknown-name", "russia"),
    "effect": (
        "course/injects.toml",
        'kind = "move_indicator"',
        'kind = "move_indicators"',
        "unknown-name",
        "move_indicator",
    ),
    "effect's argument": ("course/injects.toml", "delta = 1,", "dleta = 1,", "argument", "delta"),
    "condition's kind": ("politics.toml", 'kind = "treaty_is"', 'kind = "treaty"', "unknown-name", "treaty_is"),
    "a clash of fields": ("clauses.toml", 'same = ["region"]', 'same = ["area"]', "clash-field", "both"),
    "free text in a clause": (
        "clauses.toml",
        'label = "Radar", type = "sensor"',
        'label = "Radar", type = "text"',
        "free-text",
        "choose",
    ),
    "who is paid": ("clauses.toml", 'to = "$to"', 'to = "$too"', "unbound", "field"),
    "an unknown consent": (
        "clauses.toml",
        'approvals = ["committees"]',
        'approvals = ["comittees"]',
        "unknown-name",
        "committees",
    ),
    "a share beyond the way": ("clauses.toml", "share = 0.25", "share = 1.25", "share", "0.25"),
    "an unknown parameter": (
        "clauses.toml",
        'parameter = "radar.emr.reference',
        'parameter = "radar.emx.reference',
        "unknown-name",
        "emr",
    ),
    "a base of the truth": (
        "reference.toml",
        'truth_base = "physicists"',
        'truth_base = "physics"',
        "unknown-name",
        "physicists",
    ),
    "driver's condition": (
        "drivers/alliance.toml",
        'when = "czech_no"',
        'when = "czech_nope"',
        "unknown-name",
        "czech_no",
    ),
    "no because": (
        "drivers/order.toml",
        'because = "START is extended."',
        'because = " "',
        "no-because",
        "because",
    ),
    "secret figures": (
        "politics.toml",
        'assessment = "genshtab"',
        'assessment = "russia_own"',
        "private-finding",
        "published",
    ),
    "blank in a sentence": ("orders/us.toml", "{number} SM-3", "{nmber} SM-3", "blank", "{number}"),
    "unbound name": ("orders/us.toml", 'number = "$number"', 'number = "$count"', "unbound", "$number"),
    "clause's condition": (
        "clauses.toml",
        'breach = "over_the_cap"',
        'breach = "over_cap"',
        "unknown-name",
        "over_the_cap",
    ),
    "parameter out of its range": (
        "assessments.toml",
        "value = 6.3, low = 6.0, high = 6.5",
        "value = 6.3, low = 6.4, high = 6.5",
        "range",
        "order",
    ),
    "probability above one": (
        "assessments.toml",
        "value = 0.3, low = 0.1, high = 0.6",
        "value = 0.3, low = 0.1, high = 1.6",
        "range",
        "engine",
    ),
    "more hits than tests": (
        "assessments.toml",
        'value = 8, low = 8, high = 8, unit = "tests", source = "worst-case',
        'value = 18, low = 18, high = 18, unit = "tests", source = "worst-case',
        "record",
        "Correct",
    ),
    "parameter missing": (
        "assessments.toml",
        '"threat.mrbm.boost_s"',
        '"threat.mrbm.bost_s"',
        "missing-parameter",
        "Give it",
    ),
    "circle": (
        "politics.toml",
        'no_cap = { kind = "not", args = { of = "cap_agreed" }',
        'no_cap = { kind = "not", args = { of = "no_cap" }',
        "circle",
        "Break",
    ),
    "same key in two files": (
        "course/turns.toml",
        "[[turns]]\nnumber = 1",
        '[cells.us]\nname = "M"\n[[turns]]\nnumber = 1',
        "twice",
        "one file",
    ),
    "default order of another side": (
        "course/defaults.toml",
        'cell = "us"\nturn = 1\nkind = "brief_congress"',
        'cell = "us"\nturn = 1\nkind = "suspend_cfe"',
        "not-its-order",
        "brief_congress",
    ),
    "default order that there is not": (
        "course/defaults.toml",
        'kind = "survey_site"',
        'kind = "survey_sites"',
        "unknown-name",
        "survey_site",
    ),
    "default order at a place that its form does not offer": (
        "course/defaults.toml",
        'args = { site = "brdy" }',
        'args = { site = "kaliningrad" }',
        "argument",
        "form",
    ),
    "default order in no turn": ("course/defaults.toml", "turn = 3", "turn = 33", "no-turn", "1 to"),
    "default order without a turn": ("course/defaults.toml", "turn = 1\n", "", "turn-or-turns", "turns = [2, 3]"),
}


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(PACKS_DIR / PACK, tmp_path / PACK)
    return tmp_path


def write(copy, file, right, wrong):
    """Puts `wrong` in the place of `right`, once; the number of the line where it stood."""
    path = copy / PACK / file
    before, found, after = path.read_text(encoding="utf-8").partition(right)
    assert found, right
    path.write_text(before + wrong + after, encoding="utf-8")
    return before.count("\n") + 1


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_found_with_its_line_and_remedy(copy, case):
    file, right, wrong, code, remedy = CASES[case]
    line = write(copy, file, right, wrong)
    found = [remark for remark in load.check(PACK, copy) if remark.code == code]
    assert found, [str(remark) for remark in load.check(PACK, copy)]
    assert any(remedy in remark.remedy for remark in found), [str(remark) for remark in found]
    # The mistake's own line; what is missing is shown at its table, and a broken text may end a line later.
    near = 200 if code == "missing-parameter" else 14
    assert any(remark.place.file == file and abs(remark.place.line - line) <= near for remark in found), found
    exact = {"typo in a key", "wrong type", "latitude", "unknown system", "turn dates", "driver's condition", "circle"}
    if case in exact:
        assert any(remark.place.line == line for remark in found), found
    with pytest.raises(load.BadPack, match=code):
        load.resolved(PACK, copy)


def test_a_condition_that_nobody_uses_is_a_warning_and_the_pack_still_loads(copy):
    spare = '[predicates]\nspare = { kind = "always", args = {}, words = "w" }\n'
    write(copy, "politics.toml", "[predicates]\n", spare)
    found = [(remark.severity, remark.code) for remark in load.check(PACK, copy) if remark.severity != "note"]
    assert found == [("warning", "unused")]
    assert "spare" in load.resolved(PACK, copy)["predicates"]


def test_a_pack_that_does_not_exist_or_climbs_out_of_the_folder(copy):
    for name in ("nothing", "../european_shield_2007", "..", ""):
        with pytest.raises(load.NoSuchPack):
            load.check(name, copy)


def test_depth_bomb_and_bytes_that_are_no_text(copy):
    (copy / PACK / "zzz.toml").write_text("a = " + "[" * 5000 + "]" * 5000, encoding="utf-8")
    assert {remark.code for remark in load.check(PACK, copy)} <= {"too-deep", "not-toml"}
    (copy / PACK / "zzz.toml").write_bytes(b"a = '\xff\xfe'")
    assert [remark.code for remark in load.check(PACK, copy)] == ["not-utf8"]


def test_files_broken_at_random_are_remarks_and_never_a_traceback(tmp_path, figure):
    shutil.copytree(PACKS_DIR / SECOND, tmp_path / SECOND)
    chance = random.Random(20070410)
    alphabet = [*list('"[]{}=,.\n#-\\$0e'), "nan", "inf", "true", '"""', "[[", "é"]
    paths = sorted((tmp_path / SECOND).rglob("*.toml"))
    whole = {path: path.read_text(encoding="utf-8") for path in paths}
    found = 0
    for _ in range(figure(400)):
        path = chance.choice(paths)
        text = whole[path]
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text))
            text = text[:at] + chance.choice(alphabet) + text[at + chance.randint(0, 8) :]
        path.write_text(text, encoding="utf-8")
        remarks = load.check(SECOND, tmp_path)
        found += bool(remarks)
        assert all(remark.place.line >= 1 and remark.remedy for remark in remarks)
        path.write_text(whole[path], encoding="utf-8")
    assert found > figure(400) // 2  # the harness does break something


def test_what_is_kept_of_a_pack_ends_with_its_files(copy):
    before = load.resolved(PACK, copy)
    before["title"] = "changed by a caller"
    assert load.resolved(PACK, copy)["title"] != before["title"]
    write(copy, "pack.toml", 'title = "', 'title = "New: ')
    assert load.resolved(PACK, copy)["title"].startswith("New: ")
