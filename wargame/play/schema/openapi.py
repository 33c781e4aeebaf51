"""The description of the HTTP interface, OpenAPI 3.1, made from the models of `bodies` and the commands of `rules`.

`ROUTES` has a row for each address; a test holds it against the address table of the site.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from wargame import version
from wargame.lobby.routes import AssistantBody, BecauseBody, NewAssistantBody, ReasonBody, WordsBody
from wargame.play import bodies, protocol
from wargame.play.schema.typescript import player_commands
from wargame.rules import view


@dataclass(frozen=True, kw_only=True)
class Route:
    """One address and method. `answer` is the name of a model, or a media type for a file."""

    method: str
    path: str
    summary: str
    answer: str | None
    body: str | None = None
    query: tuple[tuple[str, str, str], ...] = ()  # name, type, words
    statuses: tuple[tuple[int, str], ...] = ()
    open: bool = False  # needs no seat
    made: bool = False  # answered with 201


GAME = "/api/games/{game}"
REFUSED = (409, "RefusedAnswer")

ROUTES: tuple[Route, ...] = (
    Route(
        method="get",
        path=f"{GAME}/view",
        summary="What the seat sees now. ETag names the view; If-None-Match with wait is a long poll.",
        answer="View",
        query=(("wait", "integer", "Seconds to wait for another view than If-None-Match names, 0 to 25."),),
        statuses=((304, ""),),
    ),
    Route(
        method="post",
        path=f"{GAME}/commands",
        summary="One command. Answered after the commit; sent again with the same id it gets the same answer.",
        body="Command",
        answer="AcceptedAnswer",
        statuses=(REFUSED,),
    ),
    Route(
        method="post",
        path=f"{GAME}/estimates",
        summary="What would an offer, a draft or an order do, by what this seat knows? 202: still worked out.",
        body="EstimateBody",
        answer="Estimate",
        statuses=(REFUSED,),
    ),
    Route(
        method="get",
        path=f"{GAME}/estimates/{{estimate}}",
        summary="A question of this seat and its answer; nobody else's exist for it.",
        answer="Estimate",
    ),
    Route(
        method="delete",
        path=f"{GAME}/estimates/{{estimate}}",
        summary="Takes a question back, unless it is answered.",
        answer="Estimate",
    ),
    Route(
        method="get", path=f"{GAME}/catalogue", summary="What the seat may read of the scenario.", answer="Catalogue"
    ),
    Route(
        method="get",
        path=f"{GAME}/documents/{{digest}}",
        summary="A document that the seat's view names, such as the geometry of findings. It never changes.",
        answer="Document",
    ),
    Route(
        method="get",
        path=f"{GAME}/grids/{{name}}",
        summary="The cells of a footprint's grid, of which the socket's answer to a try is a mask.",
        answer="GridBody",
    ),
    Route(
        method="get",
        path=f"{GAME}/rooms/{{room}}/messages",
        summary="A page of a room's talk, oldest first.",
        answer="PageBody",
        query=(
            ("after", "integer", "Only messages with a greater n, from there on."),
            ("before", "integer", "Only messages with a smaller n, the newest of them."),
            ("limit", "integer", "At most so many, 1 to 200; 50 if absent."),
        ),
    ),
    Route(
        method="get",
        path=f"{GAME}/search",
        summary="Messages of the seat's rooms that hold the words, newest first.",
        answer="FoundBody",
        query=(("q", "string", "2 to 100 characters to look for, in any case."),),
    ),
    Route(
        method="post",
        path="/api/invitations/redeem",
        summary="Turns an invitation's code into the bearer token of its seat, shown once.",
        body="RedeemBody",
        answer="RedeemedAnswer",
        open=True,
    ),
    Route(method="get", path="/api/openapi.json", summary="This description.", answer="Description", open=True),
    Route(
        method="get",
        path="/api/tables",
        summary="Control: the tables whose desks this browser's cookies open, side by side.",
        answer="ClassBoard",
        query=(("class", "string", "Only those that were opened together as this class."),),
        open=True,
    ),
    Route(
        method="get",
        path=f"{GAME}/see-as/{{seat}}",
        summary="Control: the view of a seat as it stands. That it was looked at is recorded.",
        answer="SeenAs",
        query=(("reason", "string", "Why; it stands in the record."),),
    ),
    Route(
        method="post",
        path=f"{GAME}/report",
        summary="Control: queue the making of the after-action report.",
        body="ReasonBody",
        answer="ReportList",
    ),
    Route(method="get", path=f"{GAME}/reports", summary="Control: the report's files.", answer="ReportList"),
    Route(
        method="get",
        path=f"{GAME}/reports/{{name}}",
        summary="Control: one file of the report.",
        answer="application/octet-stream",
    ),
    Route(
        method="post",
        path=f"{GAME}/injects/{{inject}}/preview",
        summary="Control: what each seat would see if this inject were sent now, with these words.",
        body="WordsBody",
        answer="InjectPreview",
    ),
    Route(
        method="get",
        path=f"{GAME}/injects.xlsx",
        summary="Control: the list of injects with their plans, as a workbook.",
        answer="application/octet-stream",
    ),
    Route(
        method="post",
        path=f"{GAME}/injects.xlsx",
        summary="Control: which plans the workbook in the body would change. Nothing is changed by asking.",
        answer="PlanRows",
    ),
    Route(
        method="get",
        path=f"{GAME}/record",
        summary="Control: who looked as whom, queued or revoked what, when and why.",
        answer="ControlRecord",
    ),
    Route(
        method="post",
        path=f"{GAME}/seats/{{seat}}/revoke",
        summary="Control: end every credential of a seat; its open pages close within five seconds.",
        body="ReasonBody",
        answer="RevokedAnswer",
    ),
    Route(
        method="post",
        path=f"{GAME}/seats/{{seat}}/vacate",
        summary="Control: empty a seat for somebody else; its link opens it anew.",
        body="ReasonBody",
        answer="RevokedAnswer",
    ),
    Route(
        method="post",
        path=f"{GAME}/seats/{{seat}}/link",
        summary="Control: a new invitation link for a seat; older links of the seat stop working.",
        body="ReasonBody",
        answer="LinkAnswer",
    ),
    Route(
        method="post",
        path=f"{GAME}/seats/{{seat}}/lock",
        summary="Control: let nobody new to a seat; who sits there stays.",
        body="ReasonBody",
        answer="LockedAnswer",
    ),
    Route(
        method="post",
        path=f"{GAME}/assistants",
        summary="The facilitator: make an assistant with a part of control's work, and its link. A repeat makes none.",
        body="NewAssistantBody",
        answer="LinkAnswer",
        made=True,
    ),
    Route(
        method="post",
        path=f"{GAME}/assistants/{{seat}}",
        summary="The facilitator: give an assistant another part, or another name.",
        body="AssistantBody",
        answer="AssistantAnswer",
    ),
    Route(
        method="post",
        path=f"{GAME}/assistants/{{seat}}/withdraw",
        summary="The facilitator: withdraw an assistant, whose devices are shut out.",
        body="BecauseBody",
        answer="RevokedAnswer",
    ),
)

SENT = (bodies.EstimateBody, bodies.RedeemBody, ReasonBody, BecauseBody, AssistantBody, NewAssistantBody, WordsBody)
LOOSE = {
    "Catalogue": "The scenario as this seat may read it: briefs, orders and clauses with their forms, the map.",
    "Document": "A document by its digest.",
    "Description": "OpenAPI 3.1.",
}
LABELS = {
    "game": "Id of the game.",
    "seat": "Id of a seat, such as us.president.",
    "room": "Id of a room of your view.",
    "inject": "Id of an inject of the scenario.",
    "estimate": "Id of a question of this seat.",
}


@cache
def openapi() -> dict[str, Any]:
    """The whole description, a JSON value."""
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method] = operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Third Site",
            "version": version(),
            "description": "The views and commands of a table over HTTP. Errors are problems: code, sentence, field.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"seat": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "seat": {"type": "http", "scheme": "bearer", "description": "The token of one seat of one game."}
            },
            "schemas": schemas(),
        },
    }


def operation(route: Route) -> dict[str, Any]:
    place = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string"},
            "description": LABELS.get(name, name),
        }
        for name in names_in(route.path)
    ]
    query = [
        {"name": name, "in": "query", "schema": {"type": kind}, "description": words}
        for name, kind, words in route.query
    ]
    answers: dict[str, Any] = {"201" if route.made else "200": described("Done.", route.answer)}
    for status, model in route.statuses:
        answers[str(status)] = described("Refused by the rules." if status == 409 else "Not changed.", model or None)
    answers["default"] = described("Refused on the way.", "Problem", media="application/problem+json")
    made: dict[str, Any] = {
        "operationId": f"{route.method}_{'_'.join(names_of(route.path))}",
        "summary": route.summary,
        "responses": answers,
    }
    if place or query:
        made["parameters"] = place + query
    if route.body:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": reference(route.body)}}}
    if route.open:
        made["security"] = []
    return made


def names_in(path: str) -> list[str]:
    return [each[1:-1] for each in path.split("/") if each.startswith("{")]


def names_of(path: str) -> list[str]:
    return [each.strip("{}").replace(".", "_").replace("-", "_") for each in path.split("/")[2:] if each]


def described(words: str, model: str | None, media: str = "application/json") -> dict[str, Any]:
    if model is None:
        return {"description": words}
    if "/" in model:
        return {"description": words, "content": {model: {"schema": {"type": "string", "format": "binary"}}}}
    return {"description": words, "content": {media: {"schema": reference(model)}}}


def reference(model: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model}"}


def schemas() -> dict[str, Any]:
    """Every model by name; `Command` is one of the commands with its own arguments."""
    inputs: list[tuple[str, Any, TypeAdapter[Any]]] = [
        *((each.__name__, "validation", TypeAdapter(each)) for each in SENT),
        *((each.__name__, "validation", TypeAdapter(each)) for each in player_commands().values()),
        *((each.__name__, "serialization", TypeAdapter(each)) for each in bodies.ANSWERS),
        ("View", "serialization", TypeAdapter(view.View)),
    ]
    _, shared = TypeAdapter.json_schemas(inputs, ref_template="#/components/schemas/{model}")
    made: dict[str, Any] = dict(shared["$defs"])
    made |= {name: {"type": "object", "description": words} for name, words in LOOSE.items()}
    made["Command"] = {"oneOf": [command(name, each.__name__) for name, each in player_commands().items()]}
    return dict(sorted(made.items()))


def command(name: str, arguments: str) -> dict[str, Any]:
    identifier = TypeAdapter(protocol.CommandId).json_schema()
    return {
        "type": "object",
        "title": name,
        "properties": {"id": identifier, "name": {"const": name}, "args": reference(arguments)},
        "required": ["id", "name"],
        "additionalProperties": False,
    }
