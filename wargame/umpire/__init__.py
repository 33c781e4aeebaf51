"""The only door between the rules and the engine: what stands in a game becomes a world, its answers become findings.

muster.py        state and pack -> engine.World            findings.py  engine.Findings -> what views and documents hold
adjudication.py  one turn, all assessments: pure           tasks.py     the same as a Celery task, recorded once
work.py          progress rows                             reconciler.py  what guarantees that it is done
live/            what if a site stood elsewhere: answered while a hand drags, by a small process of its own
"""
