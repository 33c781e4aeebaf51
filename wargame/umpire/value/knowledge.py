"""What a seat may reckon with: what it was told, and the pack's priors where it was told nothing.

Estimates read what these two functions return and nothing else of a game.
"""

from typing import Any

from wargame.rules.events import ALL, covers
from wargame.rules.pack import Pack
from wargame.rules.sight.told import told
from wargame.rules.state import State

_packs: dict[tuple[int, str, frozenset[str]], tuple[Any, Any]] = {}
PACKS_KEPT = 256


def known(state: State, pack: Pack, seat: str) -> State:
    """The state as `seat` was told it; in the place of the truth stand the values that the pack thinks likeliest."""
    likeliest = {name: prior["value"] for name, prior in pack["truth"].items()}
    return {**told(state, seat), "fate": {"seed": 0, "truth": likeliest, "injects": {}}}


def known_pack(pack: Pack, cell: str, sent: frozenset[str]) -> Pack:
    """The pack without what `cell` cannot know: injects to come, others' private assessments and indicators.

    `sent`: the injects of which the cell was told. What remains of the rules of play is the pack's prior. Kept by the
    identity of `pack`, which nobody changes.
    """
    key = (id(pack), cell, sent)
    found = _packs.get(key)
    if found is not None and found[0] is pack:
        return found[1]
    own = readable(pack, cell)
    less: Any = {
        **pack,
        "injects": {name: row for name, row in pack["injects"].items() if name in sent},
        "drivers": [row for row in pack["drivers"] if _sees(pack, row["indicator"], cell)],
        # Of a private one of others nothing is held, so that nothing is moved towards it either.
        "assessments": {
            name: row if name in own else {**row, "parameters": {}} for name, row in pack["assessments"].items()
        },
    }
    if len(_packs) >= PACKS_KEPT:
        _packs.clear()
    _packs[key] = (pack, less)
    return less


def readable(pack: Pack, cell: str) -> list[str]:
    """The assessments that the cell may read: what is published, and its own."""
    return [name for name, row in pack["assessments"].items() if row["published"] or row["cell"] == cell]


def _sees(pack: Pack, indicator: str, cell: str) -> bool:
    return covers(pack["indicators"][indicator].get("seen_by", [ALL]), (cell,))
