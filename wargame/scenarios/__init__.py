"""Authored packs: TOML files, their schema, the linter and the loader. What happens in play is not decided here.

From elsewhere, `wargame.scenarios.load` is the door:
    pack_ids()        -> the folders under packs/
    check(pack_id)    -> list of Remark        what is wrong with the files, where, and what would be right
    resolved(pack_id) -> dict                  the plain JSON value that the rules and the umpire read
    load(pack_id)     -> digest                the resolved pack as a document of the journal, that never changes
"""
