"""The form of a new table: what it shows, what is wrong with it, and the options that it comes to. No database."""

from typing import Any

from wargame.lobby import games, invitations

TITLE_CHARS = 120
CONSENT_CHARS = 2000
FIELDS: tuple[str, ...] = (
    *("title", "name", "pack", "turns", "mode", "observers", "clocks", "ready", "wait", "grace", "consent", "pace"),
    *("count", "seeds", "surveys"),
)
MOST_TABLES = 12
SEEDS = {
    "own": "Each table its own",
    "alike": "The same at every table: what differs is what people did",
}
CLOCKS = {
    "pack": "The scenario's",
    "own": "My own, in minutes",
    "none": "None: I end each phase",
}
SURVEYS = {
    "scenario": "As the scenario has them",
    "after the game": "The same, but you read the answers after the game only",
    "by hand": "None opens by itself; you can open them",
}
PACES = {"human": "Take their time, so that one can follow", "quick": "Act at once"}
PHASES = ("briefing", "negotiation", "orders", "results")
MOST_MINUTES = 14 * 24 * 60  # games by letter run for weeks
MOST_GRACE_MINUTES = 60

BOT = "bot."  # bot.<pack>.<cell>: the temperament of the bot that plays the cell, or nothing
MOST_FIELDS = 64

Given = dict[str, str]


def given_by(post: Any) -> Given:
    """The form's fields as sent, without the blanks around them; the minutes of a phase as `minutes.<phase>`."""
    names = [*FIELDS, *(f"minutes.{phase}" for phase in PHASES), *(name for name in post if name.startswith(BOT))]
    return {name: post.get(name, "").strip() for name in names[:MOST_FIELDS]}


def form(packs: list[dict[str, Any]], given: Given) -> dict[str, Any]:
    """What the page shows: the choices, and what is chosen so far."""
    first = next((pack for pack in packs if pack["id"] == given.get("pack")), packs[0])
    chosen = given.get("turns") or str(first["lengths"][0]["turns"])
    return {
        "packs": packs,
        "modes": games.MODES.items(),
        "lengths": [
            {**length, "pack": pack, "chosen": pack is first and chosen == str(length["turns"])}
            for pack in packs
            for length in pack["lengths"]
        ],
        "clocks": CLOCKS.items(),
        "paces": PACES.items(),
        "counts": range(1, MOST_TABLES + 1),
        "seeds": SEEDS.items(),
        "surveys": SURVEYS.items(),
        "bots": [
            {"name": bot_field(pack, cell), "pack": pack, "cell": cell, "given": given.get(bot_field(pack, cell), "")}
            for pack in packs
            for cell in pack["cells"]
        ],
        "phases": [
            {"id": phase, "value": given.get(f"minutes.{phase}") or f"{first['minutes'].get(phase) or 5:g}"}
            for phase in PHASES
        ],
        "given": {
            "title": given.get("title") or first["title"],
            "name": given.get("name", ""),
            "pack": first["id"],
            "turns": chosen,
            "mode": given.get("mode") or "semi-rigid",
            "observers": given.get("observers") or "public",
            "clocks": given.get("clocks") or "pack",
            "ready": given.get("ready", ""),
            "wait": given.get("wait", ""),
            "grace": given.get("grace") or "0",
            "surveys": given.get("surveys") or "scenario",
            "pace": given.get("pace") or "human",
            "count": count_of(given) or 1,
            "seeds": given.get("seeds") or "own",
            "consent": given.get("consent") or games.CONSENT,
        },
    }


def faults(given: Given, packs: list[dict[str, Any]]) -> dict[str, str]:
    """What is wrong with the form: field -> what would be right."""
    wrong = {}
    pack = next((each for each in packs if each["id"] == given["pack"]), None)
    if pack is None:
        wrong["pack"] = "Choose one of the scenarios."
    if not 1 <= len(given["title"]) <= TITLE_CHARS or not given["title"].isprintable():
        wrong["title"] = f"Give the table a title of 1 to {TITLE_CHARS} characters."
    count = count_of(given)
    if count is None:
        wrong["count"] = f"Open 1 to {MOST_TABLES} tables at once."
    elif count > 1 and "title" not in wrong and len(games.table_title(given["title"], count)) > TITLE_CHARS:
        most = TITLE_CHARS - len(games.table_title("", MOST_TABLES))
        wrong["title"] = f"Give the class a title of 1 to {most} characters; each table's number is added to it."
    if given["seeds"] not in {"", *SEEDS}:
        wrong["count"] = "Choose whether chance is the same at every table."
    if not invitations.clean(given["name"]):
        wrong["name"] = "Write your name as the table should see it."
    most = pack["turns"] if pack else 1
    if not (given["turns"].isdecimal() and len(given["turns"]) < 3 and 1 <= int(given["turns"]) <= most):
        wrong["turns"] = f"Choose 1 to {most} turns."
    if given["mode"] not in games.MODES:
        wrong["mode"] = "Choose one of the three ways."
    if given["observers"] not in {"public", "full"}:
        wrong["observers"] = "Choose what observers see."
    if given["clocks"] not in {"", *CLOCKS}:
        wrong["clocks"] = "Choose one of the three ways."
    if given["clocks"] == "own" and any(minutes_of(given, phase) is None for phase in PHASES):
        wrong["clocks"] = f"Give each phase a number of minutes from 1 to {MOST_MINUTES:,}."
    if grace_s_of(given) is None:
        wrong["grace"] = f"Give a number of minutes from 0, which is none, to {MOST_GRACE_MINUTES}."
    if given["surveys"] not in {"", *SURVEYS}:
        wrong["surveys"] = "Choose one of the three ways."
    if given["pace"] not in {"", *PACES}:
        wrong["bots"] = "Choose how quickly bots act."
    if pack and any(given.get(bot_field(pack, cell), "") not in {"", *cell["bots"]} for cell in pack["cells"]):
        wrong["bots"] = "Choose people or one of the bots for each side."
    if len(given["consent"]) > CONSENT_CHARS:
        wrong["consent"] = f"Say it in at most {CONSENT_CHARS:,} characters; these are {len(given['consent']):,}."
    return wrong


def bot_field(pack: dict[str, Any], cell: dict[str, Any]) -> str:
    return f"{BOT}{pack['id']}.{cell['id']}"


def bots(given: Given, packs: list[dict[str, Any]]) -> dict[str, str]:
    """seat -> temperament of the bots that were chosen for the scenario, from a form without faults."""
    pack = next(each for each in packs if each["id"] == given["pack"])
    chosen = {cell["head"]: given.get(bot_field(pack, cell), "") for cell in pack["cells"]}
    return {seat: temperament for seat, temperament in chosen.items() if temperament}


def count_of(given: Given) -> int | None:
    """How many tables are asked for, one if nothing is said; None if that is no number from 1 to MOST_TABLES."""
    text = given.get("count") or "1"
    if not (text.isascii() and text.isdecimal() and len(text) < 3):
        return None
    return int(text) if 1 <= int(text) <= MOST_TABLES else None


def minutes_of(given: Given, phase: str) -> float | None:
    """The minutes written for a phase, or None if that is no number of minutes."""
    text = given.get(f"minutes.{phase}", "").replace(",", ".")
    if not text.replace(".", "", 1).isdecimal():
        return None
    minutes = float(text)
    return minutes if 1 <= minutes <= MOST_MINUTES else None


def grace_s_of(given: Given) -> int | None:
    """The seconds that a side has more which has handed nothing in, 0 if nothing is written; None if that is none."""
    text = (given["grace"] or "0").replace(",", ".")
    if not (text.isascii() and text.replace(".", "", 1).isdecimal()):
        return None
    return round(60 * float(text)) if float(text) <= MOST_GRACE_MINUTES else None


def options(given: Given) -> dict[str, Any]:
    """The options of a game as `games.open_game` takes them, from a form without faults."""
    chosen: dict[str, Any] = {
        "turns": int(given["turns"]),
        "mode": given["mode"],
        "observers": given["observers"],
        "end_when_ready": given["ready"] == "yes",
        "bots_pace": given["pace"] or "human",
        "grace_s": grace_s_of(given) or 0,
    }
    if given["wait"] == "yes":
        chosen["wait_for_orders"] = True
    if given["surveys"]:
        chosen["surveys"] = given["surveys"]
    if given["clocks"] == "none":
        chosen["minutes"] = dict.fromkeys(PHASES)
    if given["clocks"] == "own":
        chosen["minutes"] = {phase: minutes_of(given, phase) for phase in PHASES}
    return chosen
