"""The shape of offers and agreements in a seat's picture. Only types live here."""

from typing import Any, Literal, NotRequired, TypedDict

from wargame.rules.view.base import Text

OfferStatus = Literal["tabled", "countered", "signed", "rejected", "withdrawn", "expired"]


class ClauseView(TypedDict):
    id: str
    kind: str
    party: str  # the cell that it binds
    args: dict[str, Any]
    from_turn: int
    until_turn: int | None
    condition: str | None  # id of a named predicate of the pack
    only_if: NotRequired[str | None]  # a cell that has to sign as well
    approvals: NotRequired[list[str]]  # second consents that it needs
    sentence: str  # in the words of the pack's template
    change: NotRequired[Literal["same", "added", "changed", "removed"]]  # against the version before
    was: NotRequired[str | None]  # the sentence before, when changed or removed


class FieldDifferenceView(TypedDict):
    field: str  # "args.number", "party", "from_turn", …
    was: Any
    now: Any
    sentence: str


class DifferenceView(TypedDict):
    clause: str  # id
    change: Literal["added", "changed", "removed"]
    sentence: str
    fields: list[FieldDifferenceView]  # of a changed clause


class VersionView(TypedDict):
    number: int
    by: str  # seat
    cell: str
    at_ms: int
    title: Text
    note: Text | None
    clauses: dict[str, ClauseView]
    order: list[str]  # clause ids, removed ones last
    digest: str  # what a signature names
    difference: list[DifferenceView]  # against the version before; of the first version none


class LinkView(TypedDict):
    offer: str
    kind: Literal["only_with", "falls_with"]


class OfferView(TypedDict):
    id: str
    status: OfferStatus
    parties: list[str]
    invites: list[str]  # cells that may sign as well
    links: list[LinkView]
    open: bool  # True: every cell may read it
    tabled_by: str  # cell
    turn: int
    expires_turn: int
    version: int
    versions: dict[str, VersionView]
    signatures: dict[str, int]  # cell -> at_ms, of the current version
    closed_ms: int | None
    closed_by: str | None
    reason: Text | None
    yours: list[str]  # what you may do now: sign, counter, reject, withdraw


class CommitmentView(TypedDict):
    status: Literal["kept", "breached", "unverifiable", "not due"]
    turn: int
    because: str


class AwaitedView(TypedDict):
    kind: Literal["signature", "approval", "offer"]
    of: str  # cell, approval or offer
    name: str  # "it awaits …"
    status: Literal["awaiting", "given", "refused"]
    from_turn: int  # not answered before
    turn: int | None  # when it was answered


class StandingView(TypedDict):
    status: Literal["awaiting", "in force", "lapsed", "ended"]
    since_turn: int | None
    ends_turn: int | None  # denounced: no longer bound from this turn on
    because: str | None
    begun: bool  # it has done what it does by itself
    paid: bool | None  # of a clause that pays, once it was due
    awaits: dict[str, AwaitedView]


class ApprovalAnswerView(TypedDict):
    given: bool
    by: str | None  # seat; None: the scenario's own rule
    because: Text
    turn: int
    at_ms: int


class DenunciationView(TypedDict):
    cell: str
    seat: str
    turn: int
    ends_turn: int
    on_breach: bool
    reason: Text
    at_ms: int


class AgreementView(TypedDict):
    id: str
    offer: str
    title: Text
    parties: list[str]
    clauses: dict[str, ClauseView]
    order: list[str]
    from_turn: int
    digest: str  # of the version that was signed
    status: Literal["awaiting", "in force", "ended"]
    signatories: list[str]
    invites: list[str]  # cells that may still sign
    declined: list[str]
    declined_because: NotRequired[dict[str, Text]]  # cell -> why it declined, of those that gave a reason
    links: list[LinkView]
    standing: dict[str, StandingView]  # by clause
    answers: dict[str, ApprovalAnswerView]  # "clause:approval" -> how it was answered
    denounced: dict[str, DenunciationView]  # by cell
    yours: list[str]  # what you may do now: join, decline, denounce
    compliance: dict[str, CommitmentView]  # clause id -> as this cell can verify it
