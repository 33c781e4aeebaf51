"""Bots: rule-based players of any seat. What they do follows from what their seat may see, its score sheet and dice.

    mind.decide_next(sheet) -> Move(commands, why)      pure: the same sheet gives the same move
    sheet.Sheet                                         all that a bot has before it: its picture, its powers, its dice
    judge.Judge                                         what packages and orders are worth, by `umpire.value` alone
    ideas, talks, deeds, words                          what could be asked and done; offers; orders; sentences
    live.act(game)                                      the bots of a real game take their steps, by `journal.handle`

Nothing but `live` touches the database. Their numbers stand in the pack (`bots`), none here.
"""
