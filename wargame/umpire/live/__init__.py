"""What if it stood there? Footprints under a dragging hand, computed in a small process of their own.

question.py  what a seat sees and a place to try -> the question, plain JSON: pure, and the fog's only door here
worker.py    the program that answers questions, one after another, keeping what does not move: pure but for its pipe
process.py   starts the program when it is first asked, takes one question at a time, lets it go when nobody asks

Nothing of this reaches the journal. A web process that ends takes its program with it; a program that dies is started
anew at the next question.
"""

from wargame.umpire.live.process import Away, Desk, desk
from wargame.umpire.live.question import CannotTry, Trial, Wanted, grid_question, made_for, trial

__all__ = ["Away", "CannotTry", "Desk", "Trial", "Wanted", "desk", "grid_question", "made_for", "trial"]
