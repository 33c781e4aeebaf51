"""Games of bots alone on the real pack with a stand-in for the engine: coverage grows with the interceptors that stand.

The physics is not what these tests are about; what the bots are told of it is as quick to make as it is coarse.
"""

from functools import cache
from typing import Any

from wargame.scenarios import load
from wargame.umpire.bots.judge import Judge
from wargame.umpire.rehearsal import play
from wargame.umpire.value.table import Table

PACK = "european_shield_2007"


class Coarse:
    """In the place of the engine's memory."""

    def peek(self, asked: Any) -> Any:
        return self.answer(asked, with_sensitivities=False)

    def answer(self, asked: Any, *, with_sensitivities: bool) -> Any:
        shots = sum(int(site.get("number", 0)) for site in asked.get("interceptors", []) if isinstance(site, dict))
        covered = float(min(90, 4 * shots))
        axes = {
            axis["id"]: {
                "axis": axis["id"],
                "name": axis["id"],
                "covered_pct": covered,
                "people_pct": covered,
                "shots_median": 1.0,
                "raid_size": axis["raid_size"],
                "no_leak": covered / 100,
                "no_leak_low": 0.0,
                "no_leak_high": 1.0,
                "expected_leakers": 1.0,
                "tracked": True,
            }
            for axis in asked["axes"]
        }
        russia = {"areas_in_reach": 1, "areas": 5, "interceptors": shots, "retaliation_left_pct": 99.0}
        return {"axes": axes, "russia": russia}


@cache
def pack() -> Any:
    return load.resolved(PACK)


@cache
def judge() -> Judge:
    return Judge(pack(), Table(Coarse()))  # type: ignore[arg-type]


@cache
def played(seed: int, turns: int = 3, *temperaments: str) -> play.Played:
    """A game to its end, kept: only to be looked at."""
    chosen = dict(zip(pack()["cells"], temperaments, strict=True)) if temperaments else None
    return play.game(judge(), seed=seed, turns=turns, temperaments=chosen)
