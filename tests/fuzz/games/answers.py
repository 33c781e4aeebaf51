"""Answers of the right shape to the questions of a turn, for any pack, as the engine would give them; seeded."""

from random import Random
from typing import Any

from wargame.rules.decide.publishing import draws_due


def answers(board: Any, turn: int, seed: object) -> dict[str, Any]:
    """The findings of a turn: the same for the same seed, whatever was played."""
    chance = Random(f"findings {seed} {turn}")
    pack, state = board.pack, board.state
    axes = {name: row["name"] for name, row in pack["threats"].items()} or {"south": "South"}
    finding = {}
    for assessment in [*pack["assessments"], "truth"]:
        planned, in_force = ({axis: _axis(chance, axis, name) for axis, name in axes.items()} for _ in range(2))
        finding[assessment] = {
            "turn": turn,
            "assessment": assessment,
            "in_force": in_force,
            "planned": planned,
            "russia_in_force": _russia(chance, pack),
            "russia_planned": _russia(chance, pack),
            "document": f"{chance.getrandbits(256):064x}",
        }
    drawn = {}
    for inject, spec in draws_due(state, pack).items():
        labels = list(spec["labels"])
        distribution = [1.0 / len(labels)] * len(labels)
        outcome = Random(f"draw {seed} {inject}").choice(labels)
        drawn[inject] = {"outcome": outcome, "percentile": 50.0, "distribution": distribution, "labels": labels}
    return {"assessments": finding, "draws": drawn, "manifest": {"engine": "invented"}}


def _axis(chance: Random, axis: str, name: str) -> dict[str, Any]:
    share = round(chance.random(), 3)
    return {
        "axis": axis,
        "name": name,
        "covered_pct": round(100 * share, 1),
        "people_pct": round(100 * chance.random(), 1),
        "shots_median": float(chance.randint(0, 4)),
        "raid_size": chance.randint(1, 8),
        "no_leak": share,
        "no_leak_low": share / 2,
        "no_leak_high": (1 + share) / 2,
        "expected_leakers": round(3 * chance.random(), 2),
        "tracked": chance.random() < 0.8,
    }


def _russia(chance: Random, pack: Any) -> dict[str, Any]:
    areas = max(1, len(pack["russian_areas"]))
    return {
        "areas_in_reach": chance.randint(0, areas),
        "areas": areas,
        "interceptors": chance.randint(0, 40),
        "retaliation_left_pct": round(100 - 3 * chance.random(), 2),
    }
