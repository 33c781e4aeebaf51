"""Bots against bots without a table: a pack played by the hundred, to see whether it is a good game.

play.game(judge, seed, turns) -> Played     one game in this process, by the rules and the engine's answers alone
rows, tasks                                 games in chunks, as rows that any worker may take and that survive it
figures.summary, report.markdown            what the games come to, and how it is told
"""
