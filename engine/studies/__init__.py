"""Modelling questions settled by small programs. Each begins "Verdict:", prints what it measured, and offers
`measure()` to the tests.

Run one with `python -m engine.studies.rotation`. Nothing of the engine imports a study.
"""
