"""Why something is refused: stable codes with their sentences. A refusal is a value, never an exception.

A sentence says what, where, and what would be right. The code is for machines and does not change.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    code: str
    message: str
    field: str | None = None


CODES: dict[str, str] = {
    # at the door
    "unknown-command": "There is no command “{name}”. The commands are listed in the interface's description.",
    "bad-field": "{field}: {what}",
    "unknown-field": "{field} is no field of {name}. Leave it out.",
    "missing-field": "{field} is missing. {name} needs it.",
    # who
    "not-system": "Only the house itself may do this.",
    "not-control": "Only the facilitator or an assistant may do this.",
    "beyond-scope": "Your part in control is “{scope}”; {deed} belongs to {right}. Ask the facilitator to do it, or to "
    "give you that part.",
    "facilitator-only": "{deed} is the facilitator’s own. Ask the facilitator to do it.",
    "assistant-withdrawn": "This seat of control was withdrawn by the facilitator. Ask for a new link.",
    "unknown-assistant": "There is no assistant “{seat}” at this table.",
    "unknown-scope": "scope: there is no part “{scope}” in control. Choose among {choices}.",
    "too-many-assistants": "Control has {count} assistants, which is the most. Withdraw one first.",
    "not-a-player": "This is for the seats of the cells that play; {seat} is not one of them.",
    "unknown-seat": "There is no seat “{seat}” in this game.",
    "seat-empty": "{seat} is not taken. Open your invitation first, then act.",
    "seat-taken": "{seat} is already taken.",
    "bot-plays": "A bot plays {seat} now. Take the seat over first, then act.",
    "bot-away": "{seat} is played by no bot now.",
    "not-a-bot": "Only the bot of a seat notes why it acts; write to control instead.",
    "bot-step": "step: the bot of this seat takes step {step} of this phase next.",
    "no-bot": "No bot plays {seat} or waits behind it.",
    "unknown-temperament": "temperament: there is no bot “{temperament}” for this seat. Choose among {choices}.",
    "no-power": "{title} does not hold the power “{power}”. {who}",
    # when
    "not-started": "The game has not begun. The facilitator starts it.",
    "already-started": "The game has already begun.",
    "game-over": "The game is over; nothing more can be changed.",
    "wrong-phase": "This is possible in {allowed}; the table is now in {phase} of turn {turn}.",
    "wrong-turn": "This speaks of turn {given}; the table is in turn {turn}. Look again and repeat it.",
    "late": "The orders of turn {turn} are closed. This came too late and is not part of the turn.",
    "not-paused": "The clock is not paused.",
    "no-clock": "No clock runs in this phase.",
    "not-due": "The deadline of this phase has not come.",
    "same-state": "{what}",
    # talk
    "unknown-room": "There is no room “{room}” that you can enter.",
    "may-not-speak": "You may read this room but not speak in it.",
    "nothing-to-read": "Room “{room}” holds {count} messages; {upto} is beyond them.",
    # offers
    "unknown-offer": "There is no offer “{offer}” on your table.",
    "offer-closed": "This offer is {status}; nothing more can be done with it.",
    "not-party": "Your cell is not a party to this offer.",
    "old-version": "Version {given} is no longer current; version {version} is. Read it and decide anew.",
    "wrong-digest": "The terms have another digest than the one you sign. Reload the offer and read it again.",
    "already-signed": "Your cell has already signed this version.",
    "not-yours": "Only the cell that tabled the offer may withdraw it.",
    "own-offer": "Your cell tabled this offer: withdraw it, or counter it.",
    "unknown-cell": "{field}: there is no cell “{cell}” that can be a party. Choose among {choices}.",
    "own-cell": "{field}: name the other parties; your own cell is one already.",
    "expires": "expires_turn must be between {low} and {high}.",
    "unknown-clause": "{field}: there is no kind of clause “{kind}”. Choose among {choices}.",
    "clause-party": "{field}: a clause of this kind binds {choices}, and the party must be one of the offer's.",
    "clause-twice": "{field}: two clauses have the id “{id}”. Each needs its own.",
    "clause-turns": "{field}: a clause must run from a turn of this game to the same or a later one.",
    "clause-condition": "{field}: this kind of clause cannot wait for “{condition}”. Choose among {choices}.",
    "clause-only-if": "{field}: “{cell}” is not among those who may sign this. Choose among {choices}, or invite it.",
    "cannot-invite": "{field}: “{cell}” cannot be invited to sign later. Choose among {choices}.",
    "link-unread": "{field}: somebody who reads this offer cannot read the one that it would hang on.",
    "cannot-pay": "{field}: this would oblige your cell to pay ${cost} bn this turn, and it has ${left} bn left.",
    "unknown-agreement": "There is no agreement “{agreement}” that your cell knows of.",
    "not-invited": "Your cell was not invited to sign this agreement, or has answered.",
    "nothing-to-leave": "No clause of this agreement binds your cell any more that it could denounce.",
    "no-breach": "{field}: no breach of this agreement by another party is known to you. Denounce it with notice.",
    "nothing-awaited": "{field}: no such consent is awaited. The agreement says what its clauses still await.",
    "too-early": "{field}: this is answered from turn {turn} on.",
    "clause-clash": "{field}: this says otherwise than clause {number}, or the same once more: “{sentence}” Keep one.",
    "promised-twice": "{field}: {party} has promised this already. Clause {number} of the agreement of turn {turn} "
    "between {parties} says: “{sentence}” Leave this clause out, or end that agreement first.",
    "same-terms": "These are the terms of the version before. Change a clause, or sign.",
    # orders
    "unknown-order-kind": "kind: there is no order “{kind}” for your cell. Choose among {choices}.",
    "unknown-order": "There is no order “{order}” of your cell.",
    "order-closed": "This order is {status}; only orders of the turn that is open can be changed.",
    "order-kind-fixed": "kind: this order is of the kind “{kind}”. Drop it and write another.",
    "no-money": "{field}: this costs ${cost} bn and your cell has ${left} bn left. Lower it or drop another order.",
    "no-capital": "{field}: this costs {cost} of political capital and your cell has {left} left.",
    "not-lawful": "This order needs that {words}.",
    "unknown-member": "There is no cell or player's seat “{member}” to be in a room.",
    "room-alone": "Name somebody else: a room of your own seat alone is no room.",
    "room-fixed": "You are in this room by your cell or your place, and cannot leave it.",
    "too-many-rooms": "Your seat has opened {count} rooms, which is the most. Use one of them.",
    # forecasts, votes, time
    "unknown-forecast": "There is no question “{question}” to forecast. Choose among {choices}.",
    "forecast-closed": "This question is decided by turn {turn}: no forecast can be given any more.",
    "unknown-vote": "There is no vote “{vote}” in your cell.",
    "vote-closed": "This vote is over.",
    "not-your-vote": "Only the seat that called a vote closes it early.",
    "unknown-choice": "choice: there are {count} choices, counted from 0.",
    "unknown-request": "There is no open request for time “{request}”.",
    # surveys
    "unknown-survey": "There is no survey “{survey}” that you can do this with. There is: {choices}.",
    "survey-closed": "This survey is closed; answers are given and changed while it is open.",
    "survey-open": "This survey is open. Close it first.",
    "survey-refused": "You have asked not to be surveyed. Take that back first, then answer.",
    "unknown-question": "{field}: this survey does not ask you “{question}”. Leave it out.",
    "not-a-person": "A bot plays {seat}; surveys are for people.",
    # meetings and the press
    "unknown-meeting-kind": "There is no kind of meeting “{kind}”. Choose among {choices}.",
    "unknown-meeting": "Your cell was asked to no meeting “{meeting}”.",
    "meeting-closed": "This meeting is {status}; call another one.",
    "not-your-meeting": "Only those who attend a meeting, and before it the one who called it, can do this.",
    "not-at-this-meeting": "{title} is for {seats}.",
    "too-many-cells": "{title} has room for {most} cells.",
    "no-slot": "slot: your cell has {slots} slots for meetings in a turn, counted from 1.",
    "slot-taken": "slot: in slot {slot} your cell is at “{title}”. Choose another, or decline.",
    "agenda-hidden": "The offer “{offer}” is not seen by {cells}; what is on the agenda all who attend must see.",
    "no-press-line": "This scenario has no press line for statements. Give an order for a public statement.",
    "press-limit": "Your cell has said {count} things to the press in this turn, which is the most.",
    # drafts
    "unknown-draft": "There is no draft “{draft}” of your cell.",
    "draft-closed": "This draft was {status}; begin another one.",
    "draft-conflict": "{who} changed {path} in version {theirs}; you were editing version {given}. "
    "Read both and save yours again on version {version}.",
    "too-many-drafts": "Your cell has {count} open drafts, which is the most. Drop one that is not needed.",
    # adjudication and control
    "already-adjudicated": "Turn {turn} already has its findings.",
    "no-proposal": "There is no proposal for turn {turn} to rule on.",
    "findings-shape": "{field}: {what}",
    "unknown-indicator": "indicators: there is no indicator “{indicator}”.",
    "unknown-outcome": "outcomes: there is no order “{order}” in this proposal.",
    "no-draw": "Nothing that was tried as “{inject}” waits to be published with this turn. Waiting: {choices}.",
    "turn-passed": "turn: injects come as negotiations open; that of turn {turn} has opened, or there is no such turn.",
    "unknown-inject": "There is no inject “{inject}” in this scenario.",
    "inject-sent": "This inject has already been sent.",
    "unknown-consent": "consent: no body called “{consent}” has to agree in this scenario. Choose among {choices}.",
    "unknown-condition": "There is no condition “{condition}” in this scenario.",
    "not-for-another": "{name} cannot be given in the place of a seat; only what its person decides for its cell can.",
    "unknown-viewer": "to: “{viewer}” is neither “all” nor a cell nor a seat of this game.",
    # estimates
    "too-many-questions": "Your seat has {count} questions open, which is the most. Wait for one, or take one back.",
    # elsewhere in the house (the journal and the door answer with these)
    "id-reused": "This command id was used before with another body. Send a new id with a new command.",
    "unknown-game": "There is no such game, or it is not open to you.",
}


def refuse(code: str, field: str | None = None, **values: Any) -> Refusal:
    """A refusal with the sentence of its code filled in. Raises KeyError for an unknown code or a missing value."""
    return Refusal(code, CODES[code].format(field=field, **values), field)
