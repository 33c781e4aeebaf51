"""Votes inside a cell: a question, its choices, one vote of each seat, which may be changed until the vote is over."""

from typing import Any

from wargame.rules.commands.cell import CallVote, CastVote, CloseVote
from wargame.rules.events import Words, cell_of
from wargame.rules.mechanics.acts import Acts
from wargame.rules.refusals import Refusal, refuse


def call(acts: Acts, command: CallVote) -> str | Refusal | None:
    cell = cell_of(acts.seat)
    if any(row["cell"] == cell and row["open"] for row in acts.state["votes"].values()):
        return refuse("same-state", what="Your cell is voting already. Close that vote first.")
    vote = {
        "id": acts.new_id("vote"),
        "cell": cell,
        "by": acts.seat,
        "question": Words(command.question),
        "choices": [Words(choice) for choice in command.choices],
        "cast": {},
        "open": True,
        "called_ms": acts.context.now_ms,
        "closed_ms": None,
    }
    acts.add("vote_called", {"vote": vote}, (cell,))
    return str(vote["id"])


def _open(acts: Acts, name: str) -> dict[str, Any] | Refusal:
    vote: dict[str, Any] | None = acts.state["votes"].get(name)
    if vote is None or vote["cell"] != cell_of(acts.seat):
        return refuse("unknown-vote", "vote", vote=name)
    return vote if vote["open"] else refuse("vote-closed", "vote")


def cast(acts: Acts, command: CastVote) -> str | Refusal | None:
    vote = _open(acts, command.vote)
    if isinstance(vote, Refusal):
        return vote
    if command.choice >= len(vote["choices"]):
        return refuse("unknown-choice", "choice", count=len(vote["choices"]))
    body = {"vote": command.vote, "cell": vote["cell"], "seat": acts.seat, "choice": command.choice}
    acts.add("vote_cast", body, (vote["cell"],))
    taken = {seat for seat, row in acts.state["seats"].items() if row["cell"] == vote["cell"] and row["taken"]}
    if taken <= set(acts.state["votes"][command.vote]["cast"]):
        end(acts, command.vote)
    return command.vote


def close(acts: Acts, command: CloseVote) -> str | Refusal | None:
    vote = _open(acts, command.vote)
    if isinstance(vote, Refusal):
        return vote
    if vote["by"] != acts.seat:
        return refuse("not-your-vote", "vote")
    end(acts, command.vote)
    return command.vote


def end(acts: Acts, name: str) -> None:
    """The vote is over; the cell is told how many voted. What follows from it is for people."""
    vote = acts.state["votes"][name]
    acts.add("vote_closed", {"vote": name, "cell": vote["cell"], "at_ms": acts.context.now_ms}, (vote["cell"],))
    text = f"A vote in your cell is over; {len(vote['cast'])} voted."
    acts.notice((vote["cell"],), text, about=name)
