"""Why a value does not exist: integer codes for array elements, and the one exception the engine raises.

Only codes, their sentences and the exception live here. A bad element among many becomes nan with one of these
codes; a bad argument as a whole raises `BadArgument`, whose sentence says what was wrong, where, and what would be
right."""

OK = 0
NOT_A_NUMBER = 1
OUT_OF_DOMAIN = 2
UNREACHABLE = 3
TOO_LOW = 4
TOO_LATE = 5
OUT_OF_RANGE = 6
NOT_TRACKED = 7
BELOW_HORIZON = 8
DEGENERATE = 9
NO_INTERCEPTORS = 10
NOT_CONVERGED = 11

SENTENCES: dict[int, str] = {
    OK: "The value exists.",
    NOT_A_NUMBER: "An input of this element is not a finite number.",
    OUT_OF_DOMAIN: "An input of this element lies outside its domain.",
    UNREACHABLE: "No free flight with this burnout speed gets there.",
    TOO_LOW: "At no time after the commit is the path above the least intercept altitude.",
    TOO_LATE: "Every flight that gets there would have to start before the commit.",
    OUT_OF_RANGE: "The place is beyond the range of the missile.",
    NOT_TRACKED: "No radar that can guide a shot ever tracks the threat.",
    BELOW_HORIZON: "Both flights to the point would leave the site below the least elevation.",
    DEGENERATE: "The geometry has no single answer (a transfer angle of 0 or 180 degrees).",
    NO_INTERCEPTORS: "No site has an interceptor left.",
    NOT_CONVERGED: "The iteration did not converge; the value is withheld.",
}


class BadArgument(ValueError):
    """A whole argument is wrong. `code` is stable (`engine.<argument>.<what>`), `field` names the argument."""

    def __init__(self, code: str, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.field = field
