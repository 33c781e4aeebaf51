"""Turns, phases and clocks: what opens, what closes, who may hurry or hold it, and what ends with them.

briefing → negotiation → orders → adjudication → results → the next briefing … → over. Only publishing ends an
adjudication.
"""

from typing import Any

from wargame.rules.commands import (
    ChangeClockRules,
    CloseDuePhase,
    EndGame,
    EndPhase,
    ExtendClock,
    PauseClock,
    ResumeClock,
)
from wargame.rules.commands.cell import AnswerTime, AskTime, SetReady
from wargame.rules.decide.cell import forecasts, late, votes
from wargame.rules.decide.control.injects import send_auto_injects
from wargame.rules.decide.control.plans import send_armed
from wargame.rules.decide.diplomacy import meetings
from wargame.rules.decide.frame import TIMED, no_power, open_phase, record_ruling, wrong_phase
from wargame.rules.decide.offers import close_offer
from wargame.rules.decide.orders import complete_orders
from wargame.rules.decide.publishing import draws_due
from wargame.rules.events import ALL, CONTROL, Words, cell_of, said_by
from wargame.rules.mechanics import effects
from wargame.rules.mechanics.acts import Acts
from wargame.rules.mechanics.pacts import settle
from wargame.rules.mechanics.pacts.standing import in_force
from wargame.rules.mechanics.powers import effective
from wargame.rules.refusals import Refusal, refuse
from wargame.rules.sight.table import OPEN
from wargame.rules.state import State

# What opens.


def open_turn(acts: Acts, number: int, reason: Words | None = None) -> None:
    """The briefing of turn `number`: income, sites that come into force, clauses that begin or have ended."""
    open_phase(acts, "briefing", number, reason)
    pack = acts.context.pack
    if number > 1:
        for cell, row in pack["cells"].items():
            effects.change_funds(
                acts,
                cell,
                money_bn=row["income_bn"],
                capital=row["income_capital"],
                because=f"income of turn {number}",
            )
    for site in list(acts.state["sites"]):
        effects.change_site(
            acts,
            site,
            lambda row: effects.after_visits(_come_of_age(row, number), number),
            seen_by=(ALL,),
            because="as planned",
            about=site,
        )
    complete_orders(acts, number)
    for agreement, row in list(acts.state["agreements"].items()):
        _clauses_turn(acts, agreement, row, number)
    settle.settle(acts)


def _come_of_age(site: dict[str, Any], turn: int) -> dict[str, Any]:
    """The site with what was due by `turn` in force."""
    if (
        site["status"] in ("ordered", "building")
        and site["in_force_turn"] is not None
        and site["in_force_turn"] <= turn
    ):
        return {**site, "status": "in_force"}
    if site.get("coming_turn") is not None and site["coming_turn"] <= turn:
        return {**effects.standing(site), "number": site["coming_number"]}
    return site


def _clauses_turn(acts: Acts, agreement: str, row: dict[str, Any], turn: int) -> None:
    for name, clause in row["view"]["clauses"].items():
        if clause["until_turn"] == turn - 1 and in_force(row["view"]["standing"][name], turn - 1):
            acts.notice(row["view"]["parties"], f"A clause has run its time: {clause['sentence']}", about=agreement)


# What closes.


def advance(acts: Acts, reason: Words | None = None) -> None:
    """Ends the phase that is open and opens the next one; `reason` is why it was ended early."""
    turn, phase = acts.state["turn"]["number"], acts.state["phase"]["name"]
    goes_on = phase == "negotiation" and acts.state["game"]["negotiate_while_ordering"]
    meetings.end_with_phase(acts, negotiating=goes_on)
    _end_small_things(acts)
    match phase:
        case "briefing":
            open_phase(acts, "negotiation", turn, reason)
            send_auto_injects(acts, turn)
            meetings.call_dated(acts, turn)
        case "negotiation":
            open_phase(acts, "orders", turn, reason)
        case "orders":
            _close_orders(acts, turn, reason)
        case "results" if turn < acts.state["game"]["turns"]:
            open_turn(acts, turn + 1, reason)
        case _:
            _finish(acts, "the last turn is played", reason)
    if acts.state["phase"]["name"] in TIMED:
        send_armed(acts)


def _end_small_things(acts: Acts) -> None:
    """Votes and requests for time end with the phase they were made in."""
    for name, vote in list(acts.state["votes"].items()):
        if vote["open"]:
            votes.end(acts, name)
    for row in list(acts.state["requests"].values()):
        if row["status"] == "open":
            _answer_request(acts, row, "lapsed", None, None)


def _close_orders(acts: Acts, turn: int, reason: Words | None) -> None:
    late.enter_defaults(acts, turn)
    for offer in list(acts.state["offers"]):
        row = acts.state["offers"][offer]  # one that hung on another may have ended with it
        if row["view"]["status"] in OPEN and row["view"]["expires_turn"] <= turn:
            close_offer(acts, offer, "expired", by=None, reason=None)
            acts.notice(row["view"]["parties"], f"An offer expired unsigned with turn {turn}.", about=offer)
    acts.add("orders_closed", {"turn": turn, "at_ms": acts.context.now_ms}, (ALL,))
    open_phase(acts, "adjudication", turn, reason)


def _finish(acts: Acts, because: str, reason: Words | None) -> None:
    turn = acts.state["turn"]["number"]
    meetings.end_with_phase(acts, negotiating=False)
    _end_small_things(acts)
    for offer in list(acts.state["offers"]):
        row = acts.state["offers"][offer]
        if row["view"]["status"] in OPEN:
            close_offer(acts, offer, "expired", by=None, reason=None)
            acts.notice(row["view"]["parties"], "An offer ended unsigned with the game.", about=offer)
    for order, its in list(acts.state["orders"].items()):
        if its["status"] in ("written", "closed"):
            text = f"The game ended before this order of turn {its['turn']} was carried out: {its['sentence']}"
            acts.notice((its["cell"],), text, about=order)
    for inject, draw in draws_due(acts.state, acts.context.pack).items():
        acts.notice((CONTROL,), f"The game ended before this was drawn: {draw['title']}", about=inject)
    forecasts.open_all(acts)
    acts.add("game_ended", {"at_ms": acts.context.now_ms, "because": because, "reason": reason}, (ALL,))
    open_phase(acts, "over", turn, reason)


# Who may do it.


def _in_phase(state: State, turn: int, phase: str) -> Refusal | None:
    """Refused unless the table is still where the sender saw it: a late press ends nothing else."""
    if turn != state["turn"]["number"]:
        return refuse("wrong-turn", "turn", given=turn, turn=state["turn"]["number"])
    if phase != state["phase"]["name"]:
        return wrong_phase(state, phase)
    return None


def end_phase(acts: Acts, command: EndPhase) -> str | Refusal | None:
    refusal = _in_phase(acts.state, command.turn, command.phase)
    if refusal is not None:
        return refusal
    if acts.state["phase"]["name"] not in TIMED:
        return wrong_phase(acts.state, ", ".join(TIMED))
    record_ruling(acts, "phase.end", command.reason, before=command.phase, after="ended")
    advance(acts, Words(command.reason))
    return None


def close_due(acts: Acts, command: CloseDuePhase) -> str | Refusal | None:
    refusal = _in_phase(acts.state, command.turn, command.phase)
    if refusal is not None:
        return refusal
    phase = acts.state["phase"]
    if phase["paused"] or phase["deadline_ms"] is None or acts.context.now_ms < phase["deadline_ms"]:
        return refuse("not-due")
    _run_out(acts)
    return None


def _run_out(acts: Acts, reason: Words | None = None) -> None:
    """The clock of the phase has run out: it ends, or its orders wait for cells, by the game's rules of the clock."""
    phase = acts.state["phase"]
    if phase["name"] == "orders":
        if acts.state["game"].get("wait_for_orders"):
            if not _all_ready(acts.state):
                if not phase.get("waiting"):
                    acts.add("orders_awaited", {"turn": acts.state["turn"]["number"]} | _hour(acts), (ALL,))
                return
        elif late.give_grace(acts):
            return
    advance(acts, reason)


def _hour(acts: Acts) -> dict[str, int]:
    return {"at_ms": acts.context.now_ms}


def _go_on(acts: Acts, reason: Words | None = None) -> None:
    """Ends the phase, or gives late cells their grace, if by the rules of the clock nothing is awaited any more."""
    phase, game = acts.state["phase"], acts.state["game"]
    if phase["name"] not in TIMED or phase["paused"]:
        return
    if game["end_when_ready"] and any(acts.state["ready"].values()) and _all_ready(acts.state):
        advance(acts, reason)
    elif phase.get("waiting"):
        _run_out(acts, reason)


CLOCK_RULES = {"grace_s": 0, "end_when_ready": False, "wait_for_orders": False}


def change_rules(acts: Acts, command: ChangeClockRules) -> str | Refusal | None:
    """In effect at once; a grace that runs already is left as it is."""
    before = {name: acts.state["game"].get(name, default) for name, default in CLOCK_RULES.items()}
    given = {name: getattr(command, name) for name in CLOCK_RULES}
    rules = {name: before[name] if value is None else value for name, value in given.items()}
    if rules == before:
        return refuse("same-state", what="These are the rules of the clock already.")
    record_ruling(acts, "clock.rules", command.reason, before=before, after=rules)
    told = {"rules": rules, "before": before, "reason": Words(command.reason), "by": said_by(acts.seat)}
    acts.add("clock_rules_changed", told | _hour(acts), (ALL,))
    _go_on(acts, Words(command.reason))
    return None


def end_game(acts: Acts, command: EndGame) -> str | Refusal | None:
    record_ruling(acts, "game.end", command.reason, before=acts.state["phase"]["name"], after="over")
    _finish(acts, "control ended the game", Words(command.reason))
    return None


def pause(acts: Acts, command: PauseClock) -> str | Refusal | None:
    phase = acts.state["phase"]
    if phase["paused"]:
        return refuse("same-state", what="The clock is already paused.")
    deadline = phase["deadline_ms"]
    left = None if deadline is None else max(0, deadline - acts.context.now_ms)
    _set_clock(acts, "clock_paused", command.reason, paused=True, deadline_ms=None, left_ms=left)
    return None


def resume(acts: Acts, command: ResumeClock) -> str | Refusal | None:
    phase = acts.state["phase"]
    if not phase["paused"]:
        return refuse("not-paused")
    deadline = None if phase["left_ms"] is None else acts.context.now_ms + phase["left_ms"]
    _set_clock(acts, "clock_resumed", command.reason, paused=False, deadline_ms=deadline, left_ms=None)
    if phase.get("waiting"):
        _go_on(acts)
    return None


def extend(acts: Acts, command: ExtendClock) -> str | Refusal | None:
    """Moves the deadline; never before now. Gives a phase without a clock one."""
    phase, now, more = acts.state["phase"], acts.context.now_ms, command.seconds * 1000
    if phase["name"] not in TIMED:
        return refuse("no-clock")
    if phase["paused"]:
        left = max(0, (phase["left_ms"] or 0) + more)
        _set_clock(acts, "clock_extended", command.reason, paused=True, deadline_ms=None, left_ms=left)
    else:
        start = now if phase["deadline_ms"] is None else phase["deadline_ms"]
        deadline = max(now, start + more)
        _set_clock(acts, "clock_extended", command.reason, paused=False, deadline_ms=deadline, left_ms=None)
    return None


def _set_clock(
    acts: Acts, kind: str, reason: str, *, paused: bool, deadline_ms: int | None, left_ms: int | None
) -> None:
    phase = acts.state["phase"]
    clock = {"paused": paused, "deadline_ms": deadline_ms, "left_ms": left_ms, "reason": Words(reason)}
    if phase.get("waiting") and (deadline_ms is not None or left_ms is not None):
        clock["waiting"] = False
    before = {"paused": phase["paused"], "deadline_ms": phase["deadline_ms"], "left_ms": phase["left_ms"]}
    acts.add(kind, {"clock": clock, "before": before, "by": said_by(acts.seat), "at_ms": acts.context.now_ms}, (ALL,))


def set_ready(acts: Acts, command: SetReady) -> str | Refusal | None:
    state, cell = acts.state, cell_of(acts.seat)
    if state["phase"]["name"] not in TIMED:
        return wrong_phase(state, ", ".join(TIMED))
    powers = effective(state, acts.seat)
    if "order" not in powers and "sign" not in powers:
        return no_power(state, acts.seat, "order")
    for other in command.expects:
        if other == cell or other not in state["cells"]:
            choices = ", ".join(name for name in state["cells"] if name != cell)
            return refuse("unknown-cell", f"expects.{other}", cell=other, choices=choices)
    committed = command.ready and (command.rationale.strip() or command.confidence is not None or command.expects)
    if committed:
        _commit(acts, command)
    if state["ready"].get(cell, False) == command.ready:
        if committed:
            return None
        return refuse("same-state", "ready", what=f"Your cell {'is already' if command.ready else 'is not'} ready.")
    acts.add("cell_readied", {"cell": cell, "ready": command.ready, "at_ms": acts.context.now_ms}, (ALL,))
    _go_on(acts)
    return None


def _commit(acts: Acts, command: SetReady) -> None:
    cell, turn = cell_of(acts.seat), acts.state["turn"]["number"]
    commitment = {
        "cell": cell,
        "turn": turn,
        "phase": acts.state["phase"]["name"],
        "seat": acts.seat,
        "rationale": Words(command.rationale) if command.rationale.strip() else None,
        "confidence": command.confidence,
        "expects": {other: Words(text) for other, text in command.expects.items()},
        "at_ms": acts.context.now_ms,
    }
    acts.add("commitment_made", {"commitment": commitment}, (cell,))


def ask_time(acts: Acts, command: AskTime) -> str | Refusal | None:
    state, cell = acts.state, cell_of(acts.seat)
    if state["phase"]["name"] not in TIMED:
        return refuse("no-clock")
    if any(row["cell"] == cell and row["status"] == "open" for row in state["requests"].values()):
        return refuse("same-state", what="Your cell has asked for time already; control has not answered.")
    request = {
        "id": acts.new_id("request"),
        "cell": cell,
        "by": acts.seat,
        "turn": state["turn"]["number"],
        "phase": state["phase"]["name"],
        "seconds": command.seconds,
        "reason": Words(command.reason),
        "status": "open",
        "granted_s": None,
        "answer": None,
        "asked_ms": acts.context.now_ms,
        "answered_ms": None,
    }
    acts.add("time_asked", {"request": request}, (cell, CONTROL))
    return str(request["id"])


def answer_time(acts: Acts, command: AnswerTime) -> str | Refusal | None:
    row = acts.state["requests"].get(command.request)
    if row is None or row["status"] != "open":
        return refuse("unknown-request", "request", request=command.request)
    seconds = command.seconds or row["seconds"]
    if command.grant:
        refusal = extend(acts, ExtendClock(seconds=seconds, reason=command.reason))
        if isinstance(refusal, Refusal):
            return refusal
    status, granted_s = ("granted", seconds) if command.grant else ("declined", None)
    record_ruling(acts, "time.answer", command.reason, before=row["seconds"], after=granted_s)
    _answer_request(acts, row, status, granted_s, Words(command.reason))
    return command.request


def _answer_request(acts: Acts, row: dict[str, Any], status: str, granted_s: int | None, answer: Words | None) -> None:
    body = {
        "request": row["id"],
        "cell": row["cell"],
        "status": status,
        "granted_s": granted_s,
        "answer": answer,
        "answered_ms": acts.context.now_ms,
    }
    acts.add("time_answered", body, (row["cell"], CONTROL))
    if status == "lapsed":
        acts.notice((row["cell"],), "Your request for more time lapsed with the phase.", about=row["id"])


def _all_ready(state: State) -> bool:
    """Every cell in which somebody sits is ready."""
    manned = {row["cell"] for row in state["seats"].values() if row["taken"] and row["cell"] != CONTROL}
    return all(state["ready"].get(cell, False) for cell in manned)
