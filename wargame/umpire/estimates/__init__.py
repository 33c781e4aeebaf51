"""What would this do? A seat's question about an offer, a draft or an order, answered from its own knowledge.

question.py   what can be asked, and how it is refused: pure
answer.py     the two outlooks and their difference: pure
rows.py       a question as a row: asked, worked on, told, cancelled, healed, forgotten

Only the seat that asked ever reads an answer. Nothing of it enters the record of the game.
"""
