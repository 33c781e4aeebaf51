"""R83 to R85: commitments, votes inside a cell, requests for time."""

from tests.rules.small import EAST, FACILITATOR, NORTH, OBSERVER, STAFF, VALE, WEST
from tests.rules.table import started
from wargame.rules.refusals import Refusal


def test_what_a_cell_commits_itself_with_is_its_own() -> None:
    """[R83]"""
    table = started()
    table.to("orders")
    expects = {"east": "They will leave the treaty."}
    assert table.refused(WEST, "cell.ready", ready=True, expects={"west": "us"}) == "unknown-cell"
    table.must(WEST, "cell.ready", ready=True, rationale="We hope", confidence=70, expects=expects)
    (made,) = table.view(STAFF)["commitments"].values()
    assert (made["confidence"], made["seat"]) == (70, WEST)
    assert table.texts[made["expects"]["east"]["$text"]] == "They will leave the treaty."
    table.must(WEST, "cell.ready", ready=True, confidence=50)
    assert table.view(WEST)["commitments"]["1:west"]["confidence"] == 50
    assert table.refused(WEST, "cell.ready", ready=True) == "same-state"
    for seat in (EAST, NORTH, OBSERVER):
        assert table.view(seat)["commitments"] == {} and table.view(seat)["cells"]["west"]["ready"]
    assert "1:west" in table.view(FACILITATOR)["control"]["commitments"]


def test_a_vote_is_over_when_all_have_voted_or_with_the_phase() -> None:
    """[R84]"""
    table = started()
    vote = table.must(STAFF, "vote.call", question="Sign?", choices=["yes", "no"])
    assert table.refused(WEST, "vote.call", question="Again?", choices=["yes", "no"]) == "same-state"
    table.must(STAFF, "vote.cast", vote=vote, choice=1)
    table.must(STAFF, "vote.cast", vote=vote, choice=0)
    assert table.refused(WEST, "vote.close", vote=vote) == "not-your-vote"
    assert table.view(WEST)["votes"][vote]["cast"] == {STAFF: 0} and table.view(WEST)["votes"][vote]["open"]
    table.must(WEST, "vote.cast", vote=vote, choice=1)
    assert not table.view(STAFF)["votes"][vote]["open"]
    assert table.refused(WEST, "vote.cast", vote=vote, choice=0) == "vote-closed"
    other = table.must(VALE, "vote.call", question="Lunch?", choices=["now", "later"])
    assert table.refused(EAST, "vote.cast", vote=other, choice=0) == "unknown-vote"
    assert table.view(EAST)["votes"] == {} == table.view(OBSERVER)["votes"]
    table.end_phase()
    assert not table.view(NORTH)["votes"][other]["open"]
    assert other in {row["about"] for row in table.view(NORTH)["notices"].values()}


def test_control_grants_time_or_declines_it() -> None:
    """[R85]"""
    table = started()
    before = table.view(EAST)["phase"]["deadline_ms"]
    asked = table.must(WEST, "time.ask", seconds=90, reason="We are not done")
    assert table.refused(STAFF, "time.ask", seconds=90, reason="Nor we") == "same-state"
    assert table.view(EAST)["time_requests"] == {} == table.view(OBSERVER)["time_requests"]
    assert table.view(FACILITATOR)["control"]["time_requests"][asked]["status"] == "open"
    assert table.refused(WEST, "time.answer", request=asked, grant=True, reason="x") == "not-control"
    table.must(FACILITATOR, "time.answer", request=asked, grant=True, reason="A minute more", seconds=60)
    assert table.view(EAST)["phase"]["deadline_ms"] == before + 60_000
    its = table.view(STAFF)["time_requests"][asked]
    assert (its["status"], its["granted_s"]) == ("granted", 60)
    assert table.refused(FACILITATOR, "time.answer", request=asked, grant=True, reason="x") == "unknown-request"
    again = table.must(WEST, "time.ask", seconds=90, reason="Still not")
    table.must(FACILITATOR, "time.answer", request=again, grant=False, reason="No")
    assert table.view(EAST)["phase"]["deadline_ms"] == before + 60_000
    last = table.must(WEST, "time.ask", seconds=90, reason="Please")
    table.end_phase()
    assert table.view(WEST)["time_requests"][last]["status"] == "lapsed"
    kinds = [row["kind"] for row in table.view(FACILITATOR)["control"]["rulings"].values()]
    assert kinds.count("time.answer") == 2
    table.to("adjudication")
    answer = table.do(WEST, "time.ask", seconds=90, reason="x")
    assert isinstance(answer, Refusal) and answer.code == "no-clock"
