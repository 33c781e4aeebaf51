"""What a package of promises is worth to a cell: one definition, for estimates, bots, the frontier and rehearsals.

    knowledge.known(state, pack, seat) -> State          what the seat may reckon with: what it was told, and priors
    package.drawn_up(pack, clauses, parties) -> Package | Refusal
    table.Table(memory)                                  the engine's answers by configuration; asked once for each
    outlook.outlook(known, pack, cell, package, table) -> Outlook        score, low, high, indicators, because
    outlook.value(known, pack, cell, package, table) -> float            against no agreement
    outlook.scores(state, pack, package, table) -> {cell: float}         one future, every cell's points
    menu.packages(pack, state, parties) -> Iterator[Package]             what could be agreed

`play` follows default play to the horizon through the rules' own functions; nothing here is a second copy of them.
No database, no clock, no chance of its own. Words and limits: docs/value.md.
"""
