"""`manage.py test` itself: what it chooses, how it counts, and that a failing part fails the whole."""

import pytest

from launcher import checks
from launcher.talk import Trouble


def chosen(*words):
    run, parts = checks.parse(list(words))
    return run.size, parts, run.places


def test_without_a_word_everything_is_run():
    assert chosen() == ("normal", list(checks.PARTS), [])


def test_quick_leaves_the_browser_out():
    size, parts, _ = chosen("--quick")
    assert size == "quick"
    assert set(checks.PARTS) - set(parts) == {"browser"}


def test_parts_and_places_can_be_chosen():
    assert chosen("lint", "types")[1] == ["lint", "types"]
    assert chosen("tests/launcher/test_page.py")[1:] == (["python"], ["tests/launcher/test_page.py"])
    run, _ = checks.parse(["python", "--", "-k", "word"])
    assert run.pytest_words == ["-k", "word"]


def test_a_part_that_is_not_there_is_a_sentence(capsys):
    with pytest.raises(SystemExit):
        checks.parse(["lnt"])
    assert "lnt is neither a part (format, lint" in capsys.readouterr().err


def test_every_test_file_belongs_to_one_run(monkeypatch):
    """Side by side or alone: no file is left out, none is run twice."""
    asked = []

    def note(run, streams):
        for stream in streams:
            asked.extend(stream.places)
        return set()

    monkeypatch.setattr(checks, "pytest", note)
    monkeypatch.setattr(checks, "build_page", lambda: None)
    monkeypatch.setattr(checks, "find_or_install", lambda: "")
    monkeypatch.setenv("CHROMIUM", "")
    run, _ = checks.parse([])
    assert checks.check_both(run) == set()
    for file in checks.TESTS.rglob("test_*.py"):
        place = file.relative_to(checks.ROOT)
        assert len([each for each in asked if place == each or each in place.parents]) == 1, place


@pytest.fixture
def bare_pytest(tmp_path, monkeypatch):
    """A pytest without plugins, and files for it: one that passes, one that fails, one without a test."""
    monkeypatch.setattr(checks, "RESULTS", tmp_path)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name, body in {"good": "pass", "bad": "assert False", "slow": "import time; time.sleep(60)"}.items():
        mark = "@pytest.mark.browser\n" if name == "bad" else ""
        (tmp_path / f"test_{name}.py").write_text(f"import pytest\n\n{mark}def test_{name}():\n    {body}\n")
    (tmp_path / "test_none.py").write_text("")
    words = ["-p", "no:cacheprovider", "-p", "no:launcher.inside.testing", "-o", "addopts=", "--rootdir", str(tmp_path)]

    def tried(**parts):
        run = checks.Run("normal", [], words)
        streams = [checks.Stream(name, part, [tmp_path / f"test_{name}.py"]) for name, part in parts.items()]
        return checks.pytest(run, streams), run.counts

    return tried


def test_parts_and_a_place_together_are_that_place_in_both(monkeypatch):
    asked = []
    monkeypatch.setattr(checks, "pytest", lambda run, streams: asked.extend(streams) or set())
    monkeypatch.setattr(checks, "build_page", lambda: None)
    monkeypatch.setattr(checks, "find_or_install", lambda: "")
    monkeypatch.setenv("CHROMIUM", "")
    run, chosen = checks.parse(["python", "browser", "tests/launcher"])
    assert checks.attempt(run, *checks.steps(chosen)) == set()
    assert [(each.part, each.places) for each in asked] == [
        ("browser", ["tests/launcher"]),
        ("python", ["tests/launcher"]),
    ]


def test_a_failing_run_beside_a_good_one_fails_its_part(bare_pytest, capsys):
    failed, counts = bare_pytest(good="python", bad="browser", none="python")
    assert failed == {"browser"}
    assert counts == {"passed": 1, "failed": 1, "skipped": 0}
    assert "test_bad" in capsys.readouterr().err


def test_one_that_hangs_is_ended_and_the_others_count(bare_pytest, monkeypatch, capsys):
    monkeypatch.setattr(checks, "LIMIT_S", {"normal": 5})
    failed, counts = bare_pytest(slow="python", bad="browser")
    assert failed == {"python", "browser"} and counts["failed"] == 1
    assert "slow took longer than 5 s and was ended" in capsys.readouterr().err


@pytest.mark.parametrize(("size", "groups"), [("normal", 1), ("long", 2)])
def test_with_the_full_figures_chaos_is_by_itself(monkeypatch, size, groups):
    asked = []
    monkeypatch.setattr(checks, "pytest", lambda run, streams: asked.append([each.name for each in streams]) or set())
    assert checks.check_python(checks.Run(size, [], []))
    asked = [each for each in asked if each]
    assert len(asked) == groups and asked[-1][-1] == "chaos" and ("table" in asked[-1]) == (groups == 1)


def test_without_a_browser_the_python_tests_are_run(monkeypatch, capsys):
    def none():
        raise Trouble("There is no browser.")

    asked = []
    monkeypatch.setattr(checks, "build_page", lambda: None)
    monkeypatch.setattr(checks, "find_or_install", none)
    monkeypatch.setattr(checks, "pytest", lambda run, streams: asked.extend(streams) or set())
    run, chosen = checks.parse([])
    assert checks.steps(chosen)[-1] == ["python", "browser"]
    assert checks.attempt(run, ["python", "browser"]) == {"browser"}
    assert {stream.part for stream in asked} == {"python"}
    assert "There is no browser." in capsys.readouterr().err


@pytest.fixture
def three_parts(monkeypatch, tmp_path):
    def trouble(run):
        raise Trouble("There is no browser.")

    monkeypatch.setattr(checks, "RESULTS", tmp_path / "results")
    parts = {"lint": (lambda run: True, ""), "types": (lambda run: False, ""), "build": (trouble, "")}
    monkeypatch.setattr(checks, "PARTS", parts)


def test_it_goes_on_to_the_end_and_tells_what_failed(three_parts, capsys):
    assert checks.main([]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "1 passed, 2 failed, 0 skipped"
    assert "failed: types, build" in said.err
    assert "There is no browser." in said.err


def test_when_all_is_well_it_says_so(three_parts, capsys):
    assert checks.main(["lint"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"


def test_the_counts_come_from_the_runners(three_parts, tmp_path, monkeypatch, capsys):
    def python(run):
        results = tmp_path / "python.xml"
        results.write_text('<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>')
        checks.count_pytest(run, results)
        report = tmp_path / "page.json"
        report.write_text('{"numPassedTests": 10, "numFailedTests": 0, "numPendingTests": 1, "numTodoTests": 0}')
        checks.count_page(run, report)
        return False

    monkeypatch.setattr(checks, "PARTS", {"python": (python, "")})
    assert checks.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "13 passed, 3 failed, 4 skipped"


def test_a_runner_that_died_without_a_report_is_a_failure(three_parts, monkeypatch, capsys):
    monkeypatch.setattr(checks, "PARTS", {"python": (lambda run: False, "")})
    assert checks.main([]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"


def test_a_step_that_hangs_is_ended(monkeypatch, capsys):
    monkeypatch.setattr(checks, "LIMIT_S", {"normal": 0.2})
    assert not checks.call(checks.Run("normal", [], []), "sleep", "60")
    assert "sleep took longer than 0.2 s and was ended" in capsys.readouterr().err
