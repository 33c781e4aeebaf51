"""Answers of the engine to the first turn of the pack, computed once a session and laid into each test's rows."""

import json

import pytest

from wargame.umpire.inquiry import adjudication


class Kept(dict):
    def put(self, name, answer):
        self[name] = answer


@pytest.fixture(scope="session")
def first_answers():
    """name -> answer, of every question that a first turn without orders asks."""
    from wargame.rules.decide import opening
    from wargame.rules.evolve import evolve
    from wargame.rules.state import EMPTY, Context
    from wargame.scenarios import load

    pack = load.resolved("european_shield_2007")
    state = EMPTY
    context = Context(pack=pack, now_ms=1, command_id="open", stream="s")
    for event in opening(pack, game_id="g", pack_digest="d", title="t", options={}, seed=5, context=context):
        state = evolve(state, event)
    state = {**state, "turn": {**state["turn"], "number": 1, "to_date": "2007-06-30"}}
    kept = Kept()
    adjudication.adjudicate(state, pack, remembered=adjudication.Memory(shelf=kept))
    return dict(kept)


@pytest.fixture
def known(transactional_db, first_answers):
    """The rows of this test's database hold the first turn's answers."""
    from wargame.umpire.models import Answer

    Answer.objects.bulk_create([Answer(name=name, body=json.dumps(body)) for name, body in first_answers.items()])
