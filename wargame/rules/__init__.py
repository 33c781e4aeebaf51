"""The rules of play: pure functions over plain values. No Django, no engine, no clock, no files, no chance.

How the others reach them:

    from wargame.rules.commands import parse, COMMANDS    parse(name, args) -> Command | Refusal
    from wargame.rules.decide import decide, opening      decide(state, command, seat, context) -> Accepted | Refusal
    from wargame.rules.evolve import evolve, fold         evolve(state, event) -> state
    from wargame.rules.state import EMPTY, Context, State
    from wargame.rules.events import Event, Words, KINDS, visible
    from wargame.rules.sight import sight, PARTS          sight(state, seat) -> View
    from wargame.rules.catalogue import catalogue
    from wargame.rules.refusals import Refusal, CODES
    from wargame.rules.upcasts import lift

`mechanics/` holds what decisions are made of: predicates, effects, offers' terms, compliance, indicators, the proposal.
"""
