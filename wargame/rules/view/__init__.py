"""The shape of what a seat may see: the typed picture that `sight` returns and the page draws.

Only types live here. Tables are maps by id, never lists of things that change, so that two pictures differ by a small
patch. Times are milliseconds since the Unix epoch, server clock (`_ms`); money is billions of dollars (`_bn`); game
time is an ISO date string. Text that people wrote stands here as a `Written` node until the postman inks it.
"""

from typing import Any, Literal, NotRequired, TypedDict

from wargame.rules.view.base import Text
from wargame.rules.view.cell import CommitmentMade, DraftView, ForecastView, LateView, TimeRequestView, VoteView
from wargame.rules.view.control import ColleagueView
from wargame.rules.view.diplomacy import MeetingView
from wargame.rules.view.pacts import AgreementView, OfferView
from wargame.rules.view.surveys import SurveysView

PhaseName = Literal["lobby", "briefing", "negotiation", "orders", "adjudication", "results", "over"]
SiteStatus = Literal["idea", "offered", "ordered", "building", "in_force", "paused", "cancelled", "threatened"]


class GameView(TypedDict):
    id: str
    title: str
    scenario: str
    scenario_title: str
    mode: Literal["rigid", "semi-rigid", "free"]
    turns: int
    handling: str
    pack: str  # digest of the resolved pack; the catalogue's name
    started: bool
    over: bool
    grace_s: NotRequired[int]  # that a late cell has when the orders close; 0: none
    end_when_ready: NotRequired[bool]  # a phase ends by itself when every cell is ready
    wait_for_orders: NotRequired[bool]  # orders do not close while a cell is not ready; absent: no


class YouView(TypedDict):
    seat: str
    cell: str
    title: str
    powers: list[str]  # effective: with those of empty seats that fall to the head of the cell
    stands_in_for: list[str]


class TurnView(TypedDict):
    number: int  # 0 in the lobby
    of: int
    title: str
    from_date: str
    to_date: str
    situation: str


class PhaseView(TypedDict):
    name: PhaseName
    deadline_ms: int | None  # None: no clock runs (lobby, adjudication, over, or paused)
    paused: bool
    left_ms: int | None  # set while paused
    reason: Text | None  # of the last pause, extension, change of rules or early end
    opened_ms: int | None
    may_negotiate: bool
    may_order: bool
    waiting: NotRequired[bool]  # the clock of the orders has run out: they close when every cell is ready
    grace: NotRequired[bool]  # the orders are closed but for late cells: see your cell's `late`


class SeatView(TypedDict):
    id: str
    title: str
    powers: list[str]
    head: bool
    taken: bool
    bot: Literal["plays", "waits"] | None  # waits: a person sits here, and can hand the seat back


class CellView(TypedDict):
    id: str
    name: str
    letter: str
    ready: bool
    seats: dict[str, SeatView]


class FundsView(TypedDict):
    money_bn: float
    reserved_bn: float
    capital: float
    reserved_capital: float


class RoomView(TypedDict):
    id: str
    kind: Literal["cell", "pair", "all", "control", "private", "meeting", "adhoc"]
    title: Text
    members: list[str]  # viewers: cells or seats
    count: int  # messages that this room holds
    unread: int
    last_ms: int | None
    may_speak: bool
    closed: bool  # of a meeting that is over: to be read, no more


class OrderView(TypedDict):
    id: str
    kind: str
    cell: str
    seat: str  # who wrote it first
    edited_by: str | None  # who wrote it last; None to other cells
    version: int  # counts from 1; an edit names the version that it replaces; 0 to other cells
    origin: Literal["seat", "default", "control"]  # written at the table, by the pack for a late cell, or by control
    turn: int
    args: dict[str, Any]
    sentence: str
    money_bn: float
    capital: float
    lead_turns: int
    due_turn: int
    secret: bool
    status: Literal["written", "closed", "carried_out", "failed", "late"]
    outcome: str | None
    warnings: list[str]  # such as: this would break clause 2 of …
    rationale: Text | None
    confidence: int | None  # per cent
    written_ms: int


class SiteView(TypedDict):
    id: str
    name: str
    kind: Literal["interceptors", "radar", "missiles", "ship", "launch_area", "works"]
    owner: str  # cell
    lat_deg: float
    lon_deg: float
    system: str
    status: SiteStatus
    number: int
    in_force_turn: int | None
    host: str | None
    consent: Literal["none", "asked", "yes", "no", "conditions"] | None
    shared_with: list[str]
    visitors: list[str]
    visits_until: NotRequired[dict[str, int]]  # cell -> the last turn of its visit, if it ends
    facing_deg: NotRequired[float]  # of a radar: the middle of its sector, degrees from north through east
    sector_deg: NotRequired[float]  # of a radar that was turned: the width that it watches
    coming_number: NotRequired[int]  # of a site in force that is being enlarged: how many will stand there
    coming_turn: NotRequired[int]  # and from which turn


class ConsentView(TypedDict):
    """What a body outside the table has answered; one that is not here has not answered yet."""

    id: str
    who: str
    title: str
    answer: Literal["yes", "no"]
    turn: int
    because: Text
    by: Literal["rule", "control"]


class ChangeView(TypedDict):
    turn: int
    delta: float
    because: str
    rule: str


class IndicatorView(TypedDict):
    id: str
    name: str
    value: float
    before: float  # at the last published turn
    changes: dict[str, ChangeView]


class AxisFinding(TypedDict):
    axis: str
    name: str
    covered_pct: float
    people_pct: float
    shots_median: float
    raid_size: int
    no_leak: float
    no_leak_low: float
    no_leak_high: float
    expected_leakers: float
    tracked: bool


class RussiaFinding(TypedDict):
    areas_in_reach: int
    areas: int
    interceptors: int
    retaliation_left_pct: float


class FindingView(TypedDict):
    """One assessment's findings of one turn. `document` names the geometry: fetch it once, it never changes."""

    turn: int
    assessment: str
    in_force: dict[str, AxisFinding]
    planned: dict[str, AxisFinding]
    russia_in_force: RussiaFinding
    russia_planned: RussiaFinding
    document: str


class MoveView(TypedDict):
    turn: int
    was: float
    value: float
    because: str
    about: str  # order, agreement or inject


class BeliefView(TypedDict):
    """A parameter that is no longer what the catalogue says: this is what the assessment holds of it now."""

    value: float
    low: float
    high: float
    unit: str
    was: float  # before the last move
    because: str
    turn: int
    moves: dict[str, MoveView]


class DrawView(TypedDict):
    id: str
    turn: int
    title: str
    outcome: str
    percentile: float
    distribution: list[float]
    labels: list[str]
    because: str
    redrawn: NotRequired[int]  # how often control had it drawn anew before this was published


class PressView(TypedDict):
    id: str
    at_ms: int
    date: str  # game time
    voice: str
    title: Text
    text: Text
    kind: Literal["inject", "statement", "message", "agreement", "result", "notice", "ruling", "meeting", "readout"]
    to: list[str]  # viewers; ["all"] is public
    source: str | None
    said_by: NotRequired[str]  # of a statement that a cell made as it went: which cell,
    by: NotRequired[str]  # which seat,
    turn: NotRequired[int]  # and in which turn


class NoticeView(TypedDict):
    id: str
    at_ms: int
    text: str
    about: str | None  # id of an offer, order or agreement


class InjectView(TypedDict):
    id: str
    turn: int
    date: str
    voice: str
    title: Text
    text: Text
    to: list[str]
    mark: str
    source: str
    effects: list[str]
    auto: bool
    draw: dict[str, Any] | None  # what is tried with it, as the pack has it
    sent_ms: int | None
    by: NotRequired[str]  # the seat of control that wrote it at the table; absent: the scenario's own


class RedrawnView(TypedDict):
    """What came out before it was drawn anew."""

    outcome: str
    percentile: float
    reason: Text
    by: str


class ProposedDrawView(TypedDict):
    """What was tried and drawn with a turn, before and after it is published. `redrawn`: what came out before."""

    outcome: str
    percentile: float
    distribution: list[float]
    labels: list[str]
    because: NotRequired[str | None]
    redrawn: NotRequired[list[RedrawnView]]


class ProposalView(TypedDict):
    turn: int
    state: Literal["waiting", "proposed", "published", "failed"]
    assessments: dict[str, FindingView]
    indicators: dict[str, list[ChangeView]]
    outcomes: dict[str, str]  # order id -> what it comes to
    words: str | None  # of a failure
    ruling: Text | None


class HandView(TypedDict):
    seat: str
    about: Text | None
    at_ms: int


class BotNoteView(TypedDict):
    """A bot's own word on one step."""

    id: str
    turn: int
    phase: PhaseName
    step: int
    at_ms: int
    text: Text


class BotView(TypedDict):
    temperament: str
    notes: dict[str, BotNoteView]


class PlanView(TypedDict):
    """What control means to do with an inject that was not sent."""

    inject: str
    state: Literal["waiting", "held", "skipped", "armed"]
    when: str | None  # the condition at which an armed one is sent
    title: Text | None  # words that replace the scenario's
    text: Text | None


class NoteView(TypedDict):
    """A note of control's own."""

    id: str
    turn: int
    about: str | None
    by: str
    text: Text
    at_ms: int


class ControlView(TypedDict):
    """Control's part of the picture; no other cell's picture has it."""

    seed: int
    truth: dict[str, Any]
    injects: dict[str, InjectView]
    proposals: dict[str, ProposalView]
    draws: dict[str, dict[str, ProposedDrawView]]  # turn -> inject
    hands: dict[str, HandView]
    funds: dict[str, FundsView]
    orders: dict[str, OrderView]
    rulings: dict[str, Any]
    bots: dict[str, BotView]  # by seat; what the bots of the table think
    marks: dict[str, Any]  # what happened that clauses and drivers may wait for: mark -> {turn, seen_by}
    drafts: dict[str, DraftView]  # of all cells
    commitments: dict[str, CommitmentMade]
    plans: dict[str, PlanView]  # inject
    notes: dict[str, NoteView]
    time_requests: dict[str, TimeRequestView]
    late: dict[str, LateView]
    people: dict[str, ColleagueView]  # of control, by seat
    scope: str | None  # your own
    may: list[str]  # what you may do: names of commands, and of deeds beside them


class View(TypedDict):
    game: GameView
    you: YouView
    turn: TurnView
    phase: PhaseView
    cells: dict[str, CellView]
    funds: FundsView | None
    rooms: dict[str, RoomView]
    offers: dict[str, OfferView]
    agreements: dict[str, AgreementView]
    orders: dict[str, OrderView]  # of your own cell; of all, once they are public
    drafts: dict[str, DraftView]  # of your own cell
    commitments: dict[str, CommitmentMade]  # of your own cell
    forecasts: dict[str, ForecastView]  # question -> yours; everybody's once the game is over
    surveys: SurveysView
    votes: dict[str, VoteView]  # in your own cell
    time_requests: dict[str, TimeRequestView]  # of your own cell
    late: dict[str, LateView]  # of your own cell
    meetings: dict[str, MeetingView]  # that your cell was asked to
    sites: dict[str, SiteView]
    treaties: dict[str, str]  # cfe, inf, start -> in force | suspended | left | extended | expired
    consents: dict[str, ConsentView]
    indicators: dict[str, IndicatorView]
    findings: dict[str, dict[str, FindingView]]  # turn -> assessment
    assessments: dict[str, dict[str, BeliefView]]  # assessment -> parameter: only what has moved
    draws: dict[str, DrawView]
    press: dict[str, PressView]
    notices: dict[str, NoticeView]
    hand: HandView | None
    control: ControlView | None
