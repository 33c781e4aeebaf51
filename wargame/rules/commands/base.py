"""What commands are made of: the bounded types of their arguments, a clause as it is sent, and the base of them all."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:\-]+$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)]
Prose = Annotated[str, StringConstraints(max_length=4000)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
Scalar = (
    bool
    | Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
    | Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
    | Annotated[str, StringConstraints(max_length=4000)]
)
Value = Scalar | Annotated[tuple[Scalar, ...], Field(max_length=32)] | None
Args = Annotated[dict[Id, Value], Field(max_length=16)]
TurnNumber = Annotated[int, Field(ge=1, le=99)]
Version = Annotated[int, Field(ge=1, le=9999)]

STRICT = ConfigDict(extra="forbid", strict=False, allow_inf_nan=False)


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One typed commitment that binds `party`; `id` is the composer's own, kept from version to version."""

    __pydantic_config__: ClassVar[Any] = STRICT
    id: Id
    kind: Id
    party: Id
    args: Args
    from_turn: TurnNumber = 1
    until_turn: TurnNumber | None = None
    condition: Id | None = None
    only_if: Id | None = None  # a cell that has to sign as well before the clause takes force


Clauses = Annotated[tuple[Clause, ...], Field(min_length=1, max_length=12)]


class Command:
    """Base of every command; `name` is the word on the wire."""

    __pydantic_config__: ClassVar[Any] = STRICT
    name: ClassVar[str] = ""
