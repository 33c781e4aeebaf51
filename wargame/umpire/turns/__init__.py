"""The work on a closed turn, from the record to the record, and what it leaves: progress, claims, answers, a check.

What the engine is asked and what its answers mean is `umpire.inquiry`'s.
"""
