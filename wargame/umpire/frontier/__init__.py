"""After the game: what the cells could have agreed on, and how much of it they left on the table.

points.py    the frontier of valued packages, Nash and egalitarian points, what was left: pure
reckon.py    one part of the packages valued, and all parts put together as a document's body: pure
rows.py      the parts as rows, worked on by sweep tasks, resumable; the document at the end
"""
