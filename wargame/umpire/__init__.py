"""The only door between the rules and the engine: what stands in a game becomes a world, its answers become findings.

inquiry/     what the engine is asked and what its answers mean: pure       turns/      a closed turn, recorded once
live/        what if a site stood elsewhere: answered while a hand drags    estimates/  what would this do? for one seat
value/       what a package is worth, played to the horizon                 frontier/   the same over a finished game
bots/        seats that nobody took                                         rehearsal/  many games before the first
tasks.py     what workers do, by name; queue.py asks them                  reconciler.py  guarantees that it is done
"""
