"""What a bot does next, given its sheet. Pure: no clock, no chance but the sheet's dice, nothing read beyond the sheet.

briefing and results: it says that it is ready. negotiation: a round of talk; after the last one, and when nothing of
others waits for an answer, it is ready. orders: offers that still lie there, then its orders, then ready. At any time
it answers in a room in which a person has written to it alone.
"""

from wargame.umpire.bots import words
from wargame.umpire.bots.deeds import give_orders
from wargame.umpire.bots.sheet import Command, Move, Sheet
from wargame.umpire.bots.talks import negotiate, waiting

READIES = ("briefing", "negotiation", "orders", "results")
NOTE_CHARS = 1900


def decide_next(sheet: Sheet) -> Move:
    """The next step. An empty list of commands is a step too: the bot has looked, and its note says why it waits."""
    phase = sheet.view["phase"]
    powers = sheet.powers()
    commands, reasons = _answers_in_rooms(sheet)
    dealt: list[Command] = []
    if phase["may_negotiate"]:
        dealt, why = negotiate(sheet, powers)
        commands, reasons = commands + dealt, reasons + why
    if phase["may_order"] and not dealt and not _ready(sheet):
        # Another bot of the cell may hold one power and this one another: each orders what is its own to order.
        ordered, why = give_orders(sheet) if _may_order(powers) else ([], [])
        commands, reasons = commands + ordered, reasons + why
    if not dealt and not _ready(sheet) and _is_done(sheet) and powers & {"order", "sign"}:
        commands = [*commands, ("cell.ready", {"ready": True})]
        reasons = reasons or ["Nothing more to do in this phase."]
    return Move(tuple(commands), " ".join(reasons or ["Waits."])[:NOTE_CHARS])


def is_at_rest(sheet: Sheet) -> bool:
    """Whether the bot would only wait: it is ready, or cannot be and has had its rounds, and nobody waits for it."""
    phase = sheet.view["phase"]["name"]
    if phase not in READIES:
        return True
    if _spoken_to(sheet):
        return False
    if phase in ("negotiation", "orders") and waiting(sheet) and sheet.step < 4 * sheet.rounds + 4:
        return False
    if _ready(sheet):
        return True
    if not sheet.powers() & {"order", "sign"}:
        return sheet.step >= (2 * sheet.rounds if phase == "negotiation" else 1)
    return False


def _ready(sheet: Sheet) -> bool:
    return sheet.view["cells"][sheet.cell]["ready"]


def _may_order(powers: set[str]) -> bool:
    return "order" in powers or any(power.startswith("consent:") for power in powers)


def _is_done(sheet: Sheet) -> bool:
    return sheet.view["phase"]["name"] != "negotiation" or sheet.step >= 2 * sheet.rounds


def _spoken_to(sheet: Sheet) -> list[str]:
    """Rooms with something unread in which, beside this bot, only people speak: two bots never talk to each other."""
    bots = {
        row["id"] for cell in sheet.view["cells"].values() for row in cell["seats"].values() if row["bot"] == "plays"
    }
    found = []
    for name, room in sorted(sheet.view["rooms"].items()):
        others = {seat for seat in bots if seat in room["members"] or seat.split(".")[0] in room["members"]}
        if room["unread"] and room["may_speak"] and room["kind"] in ("pair", "private") and others <= {sheet.seat}:
            found.append(name)
    return found


def _answers_in_rooms(sheet: Sheet) -> tuple[list[Command], list[str]]:
    for room in _spoken_to(sheet)[:1]:
        said = words.REPLIES[int(sheet.roll("reply") * len(words.REPLIES))]
        count = sheet.view["rooms"][room]["count"]
        read: Command = ("room.read", {"room": room, "upto": count + 1})
        return [("talk.say", {"room": room, "text": said}), read], [f"Answers in {room}."]
    return [], []
