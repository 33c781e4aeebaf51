"""What control sees before it sends, and its list of injects as a workbook."""

import pytest

from tests.play import house
from wargame import journal
from wargame.control import injects, sheets
from wargame.lobby import access
from wargame.lobby.routes import Trouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    opened = house.open_table("Injects", seats=("us.president", "russia.president", "control.facilitator"))
    house.command(opened, "control.facilitator", "game.start")
    return opened


@pytest.fixture
def facilitator(table):
    found = access.seat_for(table.tokens["control.facilitator"], table.game)
    assert found is not None
    return found


def listed(facilitator):
    return injects.control_of(facilitator)[0]["injects"]


def unsent(facilitator, *, public=True):
    return next(
        name
        for name, row in sorted(listed(facilitator).items())
        if row["sent_ms"] is None and (row["to"] == ["all"]) == public and row["effects"]
    )


def test_a_preview_is_what_its_readers_then_see(table, facilitator):
    name = unsent(facilitator)
    seen = injects.preview(facilitator, name, title="Other words", text="")["seats"]
    (item,) = seen["us.president"]["press"].values()
    assert item["title"] == "Other words"
    assert not any(seat.startswith("control") for seat in seen)
    house.command(table, "control.facilitator", "inject.send", inject=name, title="Other words")
    state, _ = journal.state_at(facilitator.stream)
    view = journal.ink(injects.sight(state, "us.president"), facilitator.stream)
    assert [row["title"] for row in view["press"].values() if row["kind"] == "inject"][-1] == "Other words"
    assert {**view["indicators"], **seen["us.president"].get("indicators", {})} == view["indicators"]
    with pytest.raises(Trouble, match="sent already"):
        injects.preview(facilitator, name, title="", text="")


def test_a_preview_shows_only_those_who_would_notice(facilitator):
    rows = listed(facilitator)
    name = next(name for name, row in sorted(rows.items()) if row["to"] == ["us"])
    seen = injects.preview(facilitator, name, title="", text="")["seats"]
    assert any("press" in parts for seat, parts in seen.items() if seat.startswith("us."))
    assert not any("press" in parts for seat, parts in seen.items() if not seat.startswith("us."))


def test_a_planned_text_is_read_in_the_preview(table, facilitator):
    name = unsent(facilitator)
    house.command(
        table, "control.facilitator", "inject.plan", inject=name, state="held", title="Kept words", reason="R"
    )
    seen = injects.preview(facilitator, name, title="", text="")["seats"]
    assert [row["title"] for row in seen["us.president"]["press"].values()] == ["Kept words"]


def test_the_exported_list_asks_for_nothing_new(facilitator):
    told = injects.planned_in(facilitator, injects.workbook_of(facilitator))
    assert told["rows"] == []
    assert told["same"] == len(listed(facilitator)) > 5


def test_an_edited_list_comes_back_as_plans_that_the_rules_accept(table, facilitator):
    first, second, third = [name for name, row in sorted(listed(facilitator).items()) if row["sent_ms"] is None][:3]
    condition = min(injects.control_of(facilitator)[1]["arming"])
    body = sheets.write(
        {
            "Injects": [
                ["Inject", "State", "Armed when", "Headline"],
                [first, "armed", condition, ""],
                [second, "Held", "", "Another headline"],
                [third, "planned", "", ""],
            ]
        }
    )
    told = injects.planned_in(facilitator, body)
    assert told == {
        "rows": [
            {"inject": first, "state": "armed", "when": condition, "title": "", "text": ""},
            {"inject": second, "state": "held", "when": None, "title": "Another headline", "text": ""},
        ],
        "same": 1,
    }
    for row in told["rows"]:
        house.command(table, "control.facilitator", "inject.plan", **row, reason="Imported.")
    assert injects.planned_in(facilitator, body) == {"rows": [], "same": 3}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (["nobody", "held", "", ""], "Row 2: there is no inject “nobody”"),
        (["{first}", "later", "", ""], "Row 2: State is one of"),
        (["{first}", "armed", "some day", ""], "Row 2: Armed when is one of"),
        (["{first}", "held", "", "x" * 161], "Row 2: a headline has at most 160"),
    ],
)
def test_a_wrong_row_is_refused_by_its_number(facilitator, row, words):
    first = unsent(facilitator)
    rows = [["Inject", "State", "Armed when", "Headline"], [cell.replace("{first}", first) for cell in row]]
    with pytest.raises(Trouble, match=words) as caught:
        injects.planned_in(facilitator, sheets.write({"Injects": rows}))
    assert (caught.value.status, caught.value.code) == (400, "bad-row")


def test_a_sheet_without_its_columns_or_with_a_row_twice_is_refused(facilitator):
    first = unsent(facilitator)
    for rows, words in (
        ([["Name"], ["x"]], "needs the columns"),
        ([["Inject", "State"], [first, "held"], [first, "skipped"]], "stands twice"),
    ):
        with pytest.raises(Trouble, match=words):
            injects.planned_in(facilitator, sheets.write({"Injects": rows}))
