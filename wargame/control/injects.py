"""Control's list of injects: what one would change before it is sent, and the whole list as a workbook.

Nothing is changed here. What a workbook asks for comes back as plans; the page gives them one by one as commands, so
that they are decided, refused and recorded like any other.
"""

import time
from typing import Any

from wargame import journal
from wargame.control import sheets
from wargame.lobby.access import SeatAccess
from wargame.lobby.routes import Trouble
from wargame.rules.catalogue import catalogue
from wargame.rules.decide.control import plans
from wargame.rules.events import Words
from wargame.rules.sight import sight
from wargame.rules.state import Context, State

COLUMNS = ("Inject", "Turn", "Date", "Voice", "Readers", "State", "Armed when", "Headline", "Text", "By itself", "Sent")
STATES = {"waiting": "planned", "held": "held", "skipped": "skipped", "armed": "armed"}
TITLE_CHARS = 160


def preview(found: SeatAccess, inject: str, *, title: str, text: str) -> dict[str, Any]:
    """What sending the inject now with these words would change in each seat's view."""
    pack = journal.pack_of(found.stream)
    state, _ = journal.state_at(found.stream)
    if inject not in pack["injects"]:
        raise Trouble(404, "unknown-inject", f"There is no inject “{inject}” in this scenario.", "inject")
    if inject in state["sent"]:
        raise Trouble(409, "inject-sent", "This inject was sent already.", "inject")
    context = Context(pack=pack, now_ms=time.time_ns() // 1_000_000, command_id="preview", stream=str(found.stream))
    seats = {
        seat: changed_parts(state, seat, parts)
        for seat, parts in plans.preview(state, context, inject, title=title, text=text).items()
    }
    return {"inject": inject, "seats": journal.ink(as_said(seats), found.stream)}


def changed_parts(state: State, seat: str, parts: dict[str, Any]) -> dict[str, Any]:
    """Of each changed part of the picture the entries that would be other ones."""
    before: dict[str, Any] = dict(sight(state, seat))
    return {
        name: {key: item for key, item in value.items() if before[name].get(key) != item}
        if isinstance(value, dict) and isinstance(before[name], dict)
        else value
        for name, value in parts.items()
    }


def as_said(value: Any) -> Any:
    """The value with the words of this preview as plain text; they stand in no journal to be looked up in."""
    if isinstance(value, Words):
        return value.text
    if isinstance(value, dict):
        return {key: as_said(item) for key, item in value.items()}
    return [as_said(item) for item in value] if isinstance(value, list | tuple) else value


def workbook_of(found: SeatAccess) -> bytes:
    """The list as it stands, and the conditions that an inject can be armed with on a sheet of their own."""
    view, readable = control_of(found)
    rows = [list(COLUMNS)]
    for name, row in sorted(view["injects"].items(), key=lambda item: (item[1]["turn"], item[1]["date"], item[0])):
        plan = view["plans"].get(name, {})
        sent = row["sent_ms"] is not None
        rows.append(
            [
                name,
                str(row["turn"]),
                row["date"],
                row["voice"],
                ", ".join(row["to"]),
                "sent" if sent else STATES[plan.get("state", "waiting")],
                plan.get("when") or "",
                plan.get("title") or row["title"],
                plan.get("text") or row["text"],
                "yes" if row["auto"] else "",
                time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime(row["sent_ms"] / 1000)) if sent else "",
            ]
        )
    conditions = [["Condition", "In words"], *([name, words] for name, words in sorted(readable["arming"].items()))]
    return sheets.write({"Injects": rows, "Conditions": conditions})


def planned_in(found: SeatAccess, body: bytes) -> dict[str, Any]:
    """The plans that the workbook asks for and that are not yet made; raises Trouble at its first fault."""
    view, readable = control_of(found)
    try:
        rows = sheets.read(body)
    except sheets.NotReadable as reason:
        raise Trouble(400, "not-a-workbook", str(reason)) from None
    if not rows or "Inject" not in rows[0] or "State" not in rows[0]:
        raise Trouble(400, "bad-sheet", "The first sheet needs the columns Inject and State: export the list first.")
    asked: list[dict[str, Any]] = []
    seen: set[str] = set()
    for row in rows:
        plan = plan_of(row, view, readable)
        if plan is not None and plan["inject"] in seen:
            raise Trouble(400, "bad-row", f"Row {row['']}: the inject “{plan['inject']}” stands twice in the sheet.")
        if plan is not None:
            seen.add(plan["inject"])
            asked.append(plan)
    new = [plan for plan in asked if plan != standing_plan(plan["inject"], view)]
    return {"rows": new, "same": len(rows) - len(new)}


def plan_of(row: dict[str, str], view: dict[str, Any], readable: dict[str, Any]) -> dict[str, Any] | None:
    """The plan that a row asks for; None for an inject that was sent. Raises Trouble with the row and what is right."""
    number, name = row[""], row.get("Inject", "")
    inject = view["injects"].get(name)
    if inject is None:
        words = f"Row {number}: there is no inject “{name[:64]}”. A new message goes out as a voice, not by the list."
        raise Trouble(400, "bad-row", words, "Inject")
    if inject["sent_ms"] is not None:
        return None
    state = next((key for key, word in STATES.items() if row.get("State", "").lower() in (key, word)), None)
    if state is None:
        raise Trouble(400, "bad-row", f"Row {number}: State is one of {', '.join(STATES.values())}.", "State")
    when = row.get("Armed when", "") if state == "armed" else ""
    if state == "armed" and when not in readable["arming"]:
        words = f"Row {number}: Armed when is one of the names on the sheet Conditions."
        raise Trouble(400, "bad-row", words, "Armed when")
    title, text = row.get("Headline", ""), row.get("Text", "")
    if len(title) > TITLE_CHARS:
        raise Trouble(400, "bad-row", f"Row {number}: a headline has at most {TITLE_CHARS} characters.", "Headline")
    return {
        "inject": name,
        "state": state,
        "when": when or None,
        "title": "" if title == inject["title"].strip() else title,
        "text": "" if text == inject["text"].strip() else text,
    }


def standing_plan(name: str, view: dict[str, Any]) -> dict[str, Any]:
    plan = view["plans"].get(name, {})
    return {
        "inject": name,
        "state": plan.get("state", "waiting"),
        "when": plan.get("when"),
        "title": plan.get("title") or "",
        "text": plan.get("text") or "",
    }


def control_of(found: SeatAccess) -> tuple[dict[str, Any], dict[str, Any]]:
    """Control's part of the seat's view with its words, and the catalogue of the seat."""
    state, _ = journal.state_at(found.stream)
    view = journal.ink(sight(state, found.seat_id)["control"], found.stream)
    return view, catalogue(journal.pack_of(found.stream), found.seat_id)
