"""The question to the engine and its answer: State → World (`muster`, `grids`) → engine → views' words (`findings`).

`adjudication` asks for a whole turn. Nothing here reads or writes the database, the clock or the queue.
"""
