"""How the state follows from what happened: one dictionary from kind to function, each copying the changed path.

Nothing is decided here and nothing can fail for lack of knowledge: a viewer who was told less folds the events he was
told of with the same functions and gets his own, smaller state.
"""

from collections.abc import Callable, Iterable

from wargame.rules.events import Event
from wargame.rules.evolve import cell, diplomacy, play, results, surveys, table, talk, world
from wargame.rules.state import State

FOLDS: dict[str, Callable[[State, Event], State]] = {
    "game_opened": play.game_opened,
    "fate_sealed": results.fate_sealed,
    "seat_taken": play.seat_taken,
    "seat_left": play.seat_left,
    "bot_seated": play.bot_seated,
    "bot_tempered": play.bot_tempered,
    "bot_left": play.bot_left,
    "bot_noted": play.bot_noted,
    "seat_handed_back": play.seat_handed_back,
    "assistant_made": play.assistant_made,
    "assistant_changed": play.assistant_changed,
    "assistant_withdrawn": play.assistant_withdrawn,
    "game_started": play.game_started,
    "phase_opened": play.phase_opened,
    "clock_paused": play.clock_set,
    "clock_resumed": play.clock_set,
    "clock_extended": play.clock_set,
    "clock_rules_changed": play.clock_rules_changed,
    "orders_awaited": play.orders_awaited,
    "cell_readied": play.cell_readied,
    "hand_raised": play.hand_raised,
    "room_opened": talk.room_opened,
    "talk_said": talk.talk_said,
    "room_read": talk.room_read,
    "offer_tabled": table.offer_tabled,
    "offer_countered": table.offer_countered,
    "offer_signed": table.offer_signed,
    "offer_closed": table.offer_closed,
    "agreement_made": table.agreement_made,
    "standing_changed": table.standing_changed,
    "invitation_answered": table.invitation_answered,
    "approval_answered": table.approval_answered,
    "agreement_denounced": table.agreement_denounced,
    "order_written": table.order_written,
    "order_dropped": table.order_dropped,
    "draft_saved": cell.draft_saved,
    "draft_closed": cell.draft_closed,
    "commitment_made": cell.commitment_made,
    "forecast_given": cell.forecast_given,
    "forecast_resolved": cell.forecast_resolved,
    "forecast_scored": cell.forecast_scored,
    "forecasts_opened": cell.forecasts_opened,
    "survey_written": surveys.survey_written,
    "survey_opened": surveys.survey_opened,
    "survey_closed": surveys.survey_closed,
    "survey_answered": surveys.survey_answered,
    "survey_declined": surveys.survey_declined,
    "survey_consent_changed": surveys.survey_consent_changed,
    "vote_called": cell.vote_called,
    "vote_cast": cell.vote_cast,
    "vote_closed": cell.vote_closed,
    "time_asked": cell.time_asked,
    "time_answered": cell.time_answered,
    "grace_given": play.grace_given,
    "cell_late": cell.cell_late,
    "inject_planned": results.inject_planned,
    "inject_written": results.inject_written,
    "draw_redrawn": results.draw_redrawn,
    "note_pinned": results.note_pinned,
    "meeting_called": diplomacy.meeting_called,
    "meeting_answered": diplomacy.meeting_answered,
    "meeting_held": diplomacy.meeting_held,
    "meeting_closed": diplomacy.meeting_closed,
    "readout_given": diplomacy.readout_given,
    "room_left": diplomacy.room_left,
    "orders_closed": table.orders_closed,
    "funds_changed": world.funds_changed,
    "inject_sent": world.inject_sent,
    "press_published": world.press_published,
    "site_changed": world.site_changed,
    "treaty_changed": world.treaty_changed,
    "consent_answered": world.consent_answered,
    "mark_set": world.mark_set,
    "findings_recorded": results.findings_recorded,
    "proposal_made": results.proposal_made,
    "ruling_made": results.ruling_made,
    "turn_published": results.turn_published,
    "findings_published": results.findings_published,
    "order_carried_out": table.order_carried_out,
    "assessment_moved": results.assessment_moved,
    "indicator_moved": world.indicator_moved,
    "compliance_found": results.compliance_found,
    "draw_made": results.draw_made,
    "adjudication_failed": results.adjudication_failed,
    "notice_given": world.notice_given,
    "game_ended": play.game_ended,
}


def evolve(state: State, event: Event) -> State:
    """The state after `event`, sharing every table it does not touch. Raises KeyError for an unknown kind."""
    return FOLDS[event.kind](state, event)


def fold(state: State, events: Iterable[Event]) -> State:
    for event in events:
        state = evolve(state, event)
    return state
