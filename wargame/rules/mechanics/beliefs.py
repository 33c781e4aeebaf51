"""What each assessment holds of each parameter now: the pack's figures, moved by what sides have let each other see.

The truth is an assessment too, known to control alone: what the seed drew, over the pack's `reference.truth_base`.
Nobody learns from what he was not told: a deed moves an assessment only if all its readers know of the deed.
"""

from typing import Any

from wargame.rules.events import ALL, CONTROL, covers
from wargame.rules.mechanics.acts import Acts
from wargame.rules.pack import Pack
from wargame.rules.state import State

Row = dict[str, Any]

TRUTH = "truth"
ENDS = ("value", "low", "high")


def readers(pack: Pack, assessment: str) -> tuple[str, ...]:
    """Who reads an assessment and its findings: all, if it is published; otherwise its cell, or control alone."""
    its = pack["assessments"].get(assessment)
    if its is None:
        return (CONTROL,)
    return (ALL,) if its["published"] else (its["cell"] or CONTROL,)


def parameters(state: State, pack: Pack, assessment: str) -> dict[str, Row]:
    """name -> `pack.Parameter` as the assessment holds it now. Raises KeyError for an unknown assessment.

    For "truth" the state must know the drawn values (`truth_is_known`): only control's does.
    """
    if assessment == TRUTH:
        base = pack["assessments"][pack["reference"]["truth_base"]]["parameters"]
        drawn = {name: _drawn(pack, name, value) for name, value in state["fate"]["truth"].items()}
        return {**{name: dict(row) for name, row in base.items()}, **drawn}
    own = pack["assessments"][assessment]["parameters"]
    moved = state["beliefs"].get(assessment, {}).get("parameters", {})
    return {name: {**row, **_ends(moved[name])} if name in moved else dict(row) for name, row in own.items()}


def truth_is_known(state: State, pack: Pack) -> bool:
    """Whether questions can be asked under the true figures: the pack names a base, and this state holds the draw."""
    return bool(pack["reference"].get("truth_base")) and bool(state["fate"].get("truth"))


def _drawn(pack: Pack, name: str, value: float) -> Row:
    ends = dict.fromkeys(ENDS, value)
    return {**ends, "unit": pack["truth"][name]["unit"], "source": "drawn by this game's seed", "mark": "N"}


def _ends(row: Row) -> Row:
    return {end: row[end] for end in ENDS}


def move(
    acts: Acts,
    assessment: str,
    parameter: str,
    *,
    toward: str,
    share: float,
    because: str,
    about: str,
    seen_by: tuple[str, ...],
) -> None:
    """Move a parameter, its range too, by `share` (0 to 1) of the way to another assessment's, or to the truth.

    Told to the assessment's readers; nothing happens unless all of them are among `seen_by`, who know of the deed.
    """
    told = readers(acts.context.pack, assessment)
    if not covers(seen_by, told):
        return
    now = parameters(acts.state, acts.context.pack, assessment).get(parameter)
    target = _target(acts, toward, parameter)
    if now is None or target is None:
        return
    new = {end: float(f"{now[end] + share * (target[end] - now[end]):.6g}") for end in ENDS}
    if all(new[end] == now[end] for end in ENDS):
        return
    body = {
        "move": acts.new_id("move", about, assessment, parameter),
        "assessment": assessment,
        "parameter": parameter,
        **new,
        "unit": now["unit"],
        "was": now["value"],
        "because": because,
        "about": about,
        "turn": acts.state["turn"]["number"],
    }
    acts.add("assessment_moved", body, told)


def _target(acts: Acts, toward: str, parameter: str) -> Row | None:
    """What is moved to. The truth of a parameter without a prior is nobody's to learn."""
    if toward != TRUTH:
        return parameters(acts.state, acts.context.pack, toward).get(parameter)
    value = acts.state["fate"].get("truth", {}).get(parameter)
    return None if value is None else dict.fromkeys(ENDS, value)
