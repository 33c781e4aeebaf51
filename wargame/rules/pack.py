"""The shape of a resolved pack: what an author writes, as `rules` reads it. Only types live here.

A resolved pack is a plain JSON value. Nothing of a scenario is wired in Python: a pack *chooses* mechanics by name
(`Predicate.kind` is a key of `predicates.KINDS`, `Effect.kind` one of `effects.KINDS`) and gives their arguments.

Arguments may name things that are only known in play. A string that begins with `$` is looked up when it is used:
the fields of the order or clause (`$site`, `$number`, …), and beside them
  orders:   `$cell` (who gives it), `$host` (of the site named in its field `site`), `$turn` (the turn it is now)
  clauses:  `$party` (whom it binds), `$observer` (who asks whether it is kept), `$turn`
A field of the same name comes first.
Sentences are templates: `{site}`, `{number}`, `{party}`, `{cell}` are filled with the names people read.
Cells, seats and viewers are ids; a viewer is "all", a cell or a seat. Money is billions of dollars (`_bn`).
"""

from typing import Any, Literal, NotRequired, TypedDict

FieldType = Literal["number", "choice", "site", "cell", "cells", "turn", "text", "bool", "sensor", "region"]


class Choice(TypedDict):
    value: str
    label: str


class FieldSpec(TypedDict):
    """One argument of an order or a clause, as a form shows it and as `fields.check` holds it.

    `choices` limits `choice` and, if given, also `site`, `sensor`, `cell`, `cells`, `region` (values are their ids).
    `min`, `max`, `step` bound a `number` (`step` 1 means whole numbers) or the length of a `text`.
    """

    name: str
    label: str
    type: FieldType
    choices: NotRequired[list[Choice]]
    min: NotRequired[float]
    max: NotRequired[float]
    step: NotRequired[float]
    unit: NotRequired[str]
    default: NotRequired[Any]
    help: NotRequired[str]
    optional: NotRequired[bool]  # absent means required
    menu: NotRequired[list[Any]]  # of a clause: the values that packages are composed of; else the default, or all


class Predicate(TypedDict):
    """A named condition. `kind`: `predicates.KINDS`. `words` finish "this needs that …" and "because …"."""

    kind: str
    args: dict[str, Any]
    words: str


class Effect(TypedDict):
    """What an order or an inject does. `kind`: `effects.KINDS`.

    `when`: id of a predicate; if it does not hold, as all who would be told of the effect know it, nothing is done.
    """

    kind: str
    args: dict[str, Any]
    when: NotRequired[str]


class Minutes(TypedDict):
    """Clock of each phase, minutes; None: no clock, the facilitator ends it."""

    briefing: float | None
    negotiation: float | None
    orders: float | None
    results: float | None


class Turn(TypedDict):
    number: int  # 1, 2, …
    title: str
    from_date: str  # ISO date
    to_date: str
    situation: str
    minutes: Minutes


class Goal(TypedDict):
    indicator: str
    weight: float
    direction: Literal["up", "down"]
    words: str


class Cell(TypedDict):
    """A side that plays (control is no entry here: it has no funds, brief or goals)."""

    name: str
    letter: str
    brief: str
    goals: list[Goal]
    assessment: str  # id of the assessment that is its own
    money_bn: float
    capital: float
    income_bn: float  # added when a turn opens, from the second
    income_capital: float
    voice: str  # who speaks in its public statements


class Seat(TypedDict):
    """`powers`: speak, draft, order, sign, consent:<host>. Control's seats stand here too (cell "control")."""

    cell: str
    title: str
    powers: list[str]
    head: bool


class Room(TypedDict):
    kind: Literal["cell", "pair", "all", "control", "private"]
    title: str
    members: list[str]  # viewers


class Site(TypedDict):
    """A place on the map that is or may be something; its first state. Fields as in `view.SiteView`."""

    id: str
    name: str
    kind: Literal["interceptors", "radar", "missiles", "ship", "launch_area", "works"]
    owner: str
    lat_deg: float
    lon_deg: float
    system: str
    status: Literal["idea", "offered", "ordered", "building", "in_force", "paused", "cancelled", "threatened"]
    number: int
    in_force_turn: int | None
    host: str | None  # power "consent:<host>" speaks for it
    consent: Literal["none", "asked", "yes", "no", "conditions"] | None
    shared_with: list[str]
    visitors: list[str]
    lead_turns: int  # turns from the order to being in force, if the order's kind does not say
    region: NotRequired[str | None]  # id of a region (a key of `regions`)


class System(TypedDict):
    kind: str
    name: str
    words: NotRequired[str]


class Threat(TypedDict):
    """A stated reference case. Physics lives in assessments; the umpire reads this."""

    name: str
    launch_deg: list[float]  # lat, lon
    class_id: str
    aim: str
    raid_size: int
    exists_from_year: float


class Parameter(TypedDict):
    value: float
    low: float
    high: float
    unit: str
    source: str
    mark: str


class Assessment(TypedDict):
    """`published`: everybody reads it and its findings; otherwise `cell` alone (None: control alone)."""

    name: str
    short: str
    published: bool
    cell: str | None
    source: str
    parameters: dict[str, Parameter]


class Prior(TypedDict):
    """Where the truth of one parameter lies: triangular over low–value–high, or uniform over low–high."""

    kind: Literal["triangular", "uniform"]
    low: float
    value: float
    high: float
    unit: str


class OrderKind(TypedDict):
    """What a cell may do on its own authority.

    `power` is what the seat must hold; `consent:$host` asks for the power over the host of the order's `site`.
    `needs` are predicates, held against what the cell can see when the order is written, and against the truth when it
    is carried out. `step` (1 first … 9 last, 5 if absent) is when in the adjudication it is done. `money_bn` is the
    order's price, unless `per` names a number field by which it is multiplied; `capital` is always the whole order's.
    `effects` are done when it is carried out, `then` when the turn opens in which it is due.
    A secret order is found out by each cell (`$observer`) for which one of `detected_by` holds, as that cell knows the
    world; whoever else learns of it does so after `revealed_after_turns`.
    """

    cells: list[str]
    title: str
    power: str
    money_bn: float
    capital: float
    lead_turns: int
    secret: bool
    fields: list[FieldSpec]
    sentence: str
    needs: list[str]
    effects: list[Effect]
    per: NotRequired[str]
    step: NotRequired[int]
    then: NotRequired[list[Effect]]
    detected_by: NotRequired[list[str]]
    revealed_after_turns: NotRequired[int | None]  # of a secret order: when others learn of what it did; None: never
    help: NotRequired[str]


Clash = TypedDict(
    "Clash", {"with": str, "same": NotRequired[list[str]], "differ": NotRequired[list[str]], "either": NotRequired[str]}
)
"""Two commitments of one party that cannot both be given: with a clause of the kind `with`, if all fields in `same` are
equal, at least one of `differ` is not (if any are named), and in at least one of the two the field `either` is true
(if it is named)."""


class Approval(TypedDict):
    """Somebody's second consent, without which a clause does not take force: a host's, a parliament's.

    `name` finishes "it awaits …". Not answered before `after_turns` turns have passed since the signature. `yes` and
    `no` are predicates of which the scenario's own rule answers with a turn's results, read as all who know the
    agreement know; `power` lets a seat answer (`consent:$host`: over the host of the clause's `site`). Control always
    can.
    """

    name: str
    after_turns: int
    yes: NotRequired[str]
    no: NotRequired[str]
    power: NotRequired[str]


class Pays(TypedDict):
    """The bound party pays, with the results of the first turn in which the clause is due; both may be "$fields"."""

    to: str
    money_bn: float | str


class ClauseKind(TypedDict):
    """One typed commitment. `parties`: the cells it may bind. `breach`: a predicate, true while it is broken.

    `verify`: predicates; if any holds for an observer, he can tell whether the clause is kept. An empty list means that
    everybody can. The bound party itself can always tell. `conditions`: predicates that a clause of this kind may wait
    for (not due until that one is true).
    """

    title: str
    parties: list[str]
    fields: list[FieldSpec]
    sentence: str
    breach: str
    verify: list[str]
    conditions: NotRequired[list[str]]
    effects: NotRequired[list[Effect]]  # done when the clause takes force; `$party` and the clause's fields are known
    each_turn: NotRequired[list[Effect]]  # done at the end of each turn in which it is due and truly kept
    pays: NotRequired[Pays]
    approvals: NotRequired[list[str]]  # second consents that it needs before it takes force
    notice_turns: NotRequired[int]  # how long its party stays bound after denouncing it; 0 if absent
    if_broken: NotRequired[str]  # what follows a breach that becomes known, in words, for who thinks of one
    clashes: NotRequired[list[Clash]]  # what the same party may not promise beside it
    help: NotRequired[str]


class Indicator(TypedDict):
    """0–100. `seen_by` absent: everybody. Its drivers read only what all who see it may know."""

    name: str
    initial: float
    words: str
    seen_by: NotRequired[list[str]]


class Measure(TypedDict):
    """One number of the turn's findings. `axis` None with a mean over all axes; "russia" for Russia's question."""

    assessment: str
    configuration: Literal["in_force", "planned"]
    axis: str | None
    name: str  # a field of view.AxisFinding or view.RussiaFinding
    scale: NotRequired[float]  # multiplied to come to 0–100


class Driver(TypedDict):
    """Why an indicator moves: `delta` is added when `when` holds, or, with `towards`, `rate` of the way to the measure.

    `repeat`: "once" in a game (if absent), or "each" turn while it holds.
    """

    id: str
    indicator: str
    when: str  # id of a predicate
    delta: float
    because: str
    repeat: NotRequired[Literal["once", "each"]]
    towards: NotRequired[Measure]
    rate: NotRequired[float]


class InjectDraw(TypedDict):
    """Something that is really tried: kills ~ Binomial(`shots`, p), p ~ Beta(`hits` + 1, `attempts` - `hits` + 1).

    `labels` name the outcomes 0 … `shots`. The engine draws, the rules record.
    """

    title: str
    hits: int
    attempts: int
    shots: int
    labels: list[str]
    because: str
    effects: NotRequired[dict[str, list[Effect]]]  # label -> what follows


class Inject(TypedDict):
    turn: int
    date: str  # ISO date, game time
    voice: str
    title: str
    text: str
    to: list[str]  # viewers
    mark: str  # V verified, G general knowledge, N notional
    source: str
    auto: bool  # sent by itself when the negotiation of its turn opens
    when: NotRequired[str]  # id of a predicate; if it does not hold, as its readers know it, it is not sent by itself
    effects: list[Effect]
    draw: NotRequired[InjectDraw | None]


class Consent(TypedDict):
    """A body outside the table that must agree to something: a congress, a parliament. Open until it has answered.

    `yes` and `no` are predicates, asked in this order when the results of a turn are published (of those in `turns`; of
    every turn if absent), as all know the world; it may answer otherwise later. Without either, control decides; and
    control may always rule, then its ruling stands. `effects`: answer -> what follows when it becomes that. Needs and
    drivers read the answer by the predicate `consented`.
    """

    who: str  # as people read it
    title: str  # what it is asked
    words: str  # what depends on it, and what moves it
    turns: NotRequired[list[int]]
    yes: NotRequired[str]
    no: NotRequired[str]
    effects: NotRequired[dict[str, list[Effect]]]


class Length(TypedDict):
    """How many of the pack's turns, from the first, a table may choose to play; `words` say how long that takes."""

    turns: int
    words: str


class DefaultOrder(TypedDict):
    """What a cell does by itself: when it hands nothing in, and in the default play that values are reckoned by.

    `args` as a form would send them, complete. An order that cannot be given or paid at its time is left out.
    """

    cell: str
    turn: int
    kind: str
    args: dict[str, Any]


class Temperament(TypedDict):
    """How a bot of a cell behaves. Gains are points of its cell's score over no agreement.

    At the part t of the game that is played (0 to 1) it asks for `reserve` + (best - `reserve`)·(1 - t^(1/`beta`)):
    with beta 1 it concedes evenly, below 1 late, above 1 early; it takes `rounds` rounds of talk in a turn. It breaks
    a promise when that gains more than `breach`, and gives an order beyond the scenario's default when that gains
    more than `order`. `trust` 0 … 1: how much of what others promise it reckons with. `tremble` 0 … 1: how
    often it takes not the best but the next idea.
    """

    name: str
    words: str
    rounds: int
    beta: float
    reserve: float
    breach: float
    order: float
    trust: float
    tremble: float


class MeetingKind(TypedDict):
    """A form of meeting. `seats`, where given, are those that meet for their cells; other cells come as a whole."""

    title: str
    words: str
    cells: list[str]  # that may attend
    most: int  # cells in one meeting
    power: str  # that one needs to call, answer and end it
    capital: float  # paid by the cell that called, when it is held
    announced: bool  # that it is held is news
    seats: NotRequired[list[str]]


class DatedMeeting(TypedDict):
    """A meeting of the calendar: `cells` are asked to it when the negotiation of its turn opens. It takes no slot."""

    turn: int
    date: str  # ISO date
    kind: str
    title: str
    cells: list[str]
    source: str


class PressLine(TypedDict):
    """How often in a turn a cell may say something to the press, and the power that it takes."""

    per_turn: int
    power: str


class ForecastQuestion(TypedDict):
    """Something to forecast: `when` is a predicate, asked as all know the world when the results of `turn` are out."""

    question: str
    turn: int
    when: str
    about: NotRequired[str]  # the cell whose doing it is


class SurveyQuestion(TypedDict):
    """A question that surveys ask; the same question in several of them can be compared.

    With `each_other` it is asked once about each of the other cells, whose name `{cell}` in the text stands for. `low`
    and `high` say what the ends of a scale of `points` mean. A number lies in `min` to `max`; with `interval` it is
    asked with what it lies between. Of `choices` at most `most` are chosen.
    """

    kind: Literal["scale", "choice", "choices", "number", "text"]
    text: str
    help: NotRequired[str]
    each_other: NotRequired[bool]
    points: NotRequired[int]
    low: NotRequired[str]
    high: NotRequired[str]
    choices: NotRequired[list[Choice]]
    most: NotRequired[int]
    min: NotRequired[float]
    max: NotRequired[float]
    step: NotRequired[float]
    unit: NotRequired[str]
    interval: NotRequired[bool]


class Survey(TypedDict):
    """What people are asked beside the game. Absent `opens`: control opens it. `turns`: only with the phase of these.

    It closes when the phase `closes` opens, by control, or with the game. `answers`: when control reads them.
    """

    title: str
    questions: list[str]  # ids of survey_questions, in the order of asking
    words: NotRequired[str]
    opens: NotRequired[Literal["lobby", "briefing", "negotiation", "orders", "adjudication", "results", "over"]]
    turns: NotRequired[list[int]]
    closes: NotRequired[Literal["briefing", "negotiation", "orders", "adjudication", "results", "over"]]
    to: NotRequired[list[str]]  # viewers; everybody who plays, if absent
    answers: NotRequired[Literal["at once", "after the game"]]  # at once, if absent


class Pack(TypedDict):
    id: str
    title: str
    version: str
    handling: str
    turns: list[Turn]
    cells: dict[str, Cell]
    seats: dict[str, Seat]
    rooms: dict[str, Room]
    sites: dict[str, Site]
    systems: dict[str, System]
    threats: dict[str, Threat]
    russian_areas: dict[str, Any]
    regions: dict[str, str]  # id -> name
    assessments: dict[str, Assessment]
    truth: dict[str, Prior]
    order_kinds: dict[str, OrderKind]
    clause_kinds: dict[str, ClauseKind]
    approvals: NotRequired[dict[str, Approval]]
    predicates: dict[str, Predicate]
    indicators: dict[str, Indicator]
    drivers: list[Driver]
    injects: dict[str, Inject]
    treaties: dict[str, str]  # id -> in force | suspended | left | extended | expired
    treaty_names: dict[str, str]
    reference: dict[str, Any]
    negotiate_while_ordering: NotRequired[bool]  # True if absent
    consents: NotRequired[dict[str, Consent]]
    lengths: NotRequired[list[Length]]  # the first is what is played if nothing is chosen; all turns if absent
    forecasts: NotRequired[dict[str, ForecastQuestion]]
    survey_questions: NotRequired[dict[str, SurveyQuestion]]
    surveys: NotRequired[dict[str, Survey]]
    meeting_kinds: NotRequired[dict[str, MeetingKind]]
    meeting_slots: NotRequired[dict[str, int]]  # cell -> meetings that it can attend in a turn
    meetings: NotRequired[list[DatedMeeting]]
    press_line: NotRequired[PressLine]  # absent: statements are orders only
    default_orders: NotRequired[list[DefaultOrder]]  # by turn, then in the order of writing; none if absent
    bots: NotRequired[dict[str, dict[str, Temperament]]]  # cell -> temperament -> its numbers; absent: no bots


# The mechanics a pack may choose. The code of each stands in predicates.py and effects.py under the same name;
# tests hold these lists and the code together.

PREDICATE_ARGS: dict[str, tuple[str, ...]] = {
    # kind: its arguments; a name that ends in "?" may be absent
    "always": (),
    "not": ("of",),  # of: id of a predicate
    "all_of": ("of",),  # of: list of ids
    "any_of": ("of",),
    "turn_at_least": ("turn",),
    "site_status": ("site", "among"),  # among: list of statuses
    "host_consents": ("site",),  # True also for a site without a host
    "consent_is": ("site", "among"),
    "number_over": (
        "number",
        "kind?",
        "owner?",
        "site?",
        "region?",
        "among?",
    ),  # sum of `number` over the matching sites
    "number_at_least": ("number", "kind?", "owner?", "site?", "region?", "among?"),
    "treaty_is": ("treaty", "among"),
    "sensor_shared": ("sensor", "with"),  # with: a cell, or a list of which all
    "visited": ("site", "by"),
    "owned": ("site", "by"),  # the site is that cell's own
    "agreed": ("clause", "party?"),  # a clause of this kind is in force in an agreement
    # when: "this turn" | "ever" (if absent); where: field -> the value, or a list of those, that it was ordered with
    "denounced": ("clause?", "party?", "when?"),  # a party left its clauses; when: "this turn" | "ever" (if absent)
    "radar_faces": ("site", "facing_deg", "sector_deg"),  # it was turned there, and to no wider sector
    "paid": ("agreement", "clause"),  # "$agreement", "$clause": what the clause promises has been paid
    "order_done": ("kind", "cell?", "when?", "site?", "where?"),
    "breach_known": ("clause?", "party?"),  # a breach was found this turn, as far as the reader can know
    "indicator_at_least": ("indicator", "value"),
    "indicator_at_most": ("indicator", "value"),
    "finding_at_least": ("assessment", "configuration", "axis", "name", "value"),
    "finding_at_most": ("assessment", "configuration", "axis", "name", "value"),
    "inject_sent": ("inject",),
    "consented": ("consent", "among?"),  # a body outside the table has answered; among: "yes" if absent
    "happened": ("mark",),  # an effect "record_mark" set it
    "drawn": ("inject", "among"),  # among: labels
    "same": ("a", "b"),  # two values, mostly "$fields", are equal
}

EFFECT_ARGS: dict[str, tuple[str, ...]] = {
    # status until it is in force: "building" if absent; more: that many beyond what stands or is coming
    "build_site": ("site", "number?", "more?", "status?", "lead?"),
    "place_missiles": ("site", "number"),
    "set_site_status": ("site", "status"),
    "set_system": ("site", "system"),
    "set_consent": ("site", "consent"),
    "share_sensor": ("sensor", "with"),  # with: a cell or a list of cells
    "stop_sharing": ("sensor", "with"),
    "admit_visit": ("site", "by", "turns?"),  # turns: how many the visit lasts; absent: as long as it is let
    "set_treaty": ("treaty", "status"),
    "publish_statement": ("title", "text", "voice?", "public?"),  # public: read by all, whatever else is secret
    "turn_radar": ("site", "facing_deg", "sector_deg"),  # facing: degrees from north through east
    "record_mark": ("mark",),
    "move_indicator": ("indicator", "delta", "because"),
    # assessment, toward: an assessment, or a cell (its own), or a list of them; toward also "truth"; share: 0 to 1
    "move_assessment": ("assessment", "parameter", "toward", "share", "because?"),  # parameter: one or a list
    "change_funds": ("cell", "money_bn?", "capital?", "because"),
}
