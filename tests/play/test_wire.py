"""The wire's types: unknown fields refused, schema sound, generated files current."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from wargame.play import protocol
from wargame.play.schema import typescript
from wargame.rules import commands

NET = Path(__file__).parents[2] / "frontend" / "src" / "net"


def test_the_generated_files_are_current():
    assert (NET / "wire.schema.json").read_text("utf-8") == typescript.wire_json(), "run `python3 manage.py wire`"
    assert (NET / "wire.gen.ts").read_text("utf-8") == typescript.wire_typescript(), "run `python3 manage.py wire`"


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(typescript.wire_schema())


def test_every_player_command_has_a_type_and_none_of_the_house():
    names = set(typescript.player_commands())
    assert {"talk.say", "offer.sign", "adjudication.amend"} <= names
    assert not names & set(commands.SYSTEM_COMMANDS)


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "hello", "csrf": "x", "etag": None, "admin": True},
        {"type": "command", "id": "12345678", "name": "talk.say", "args": {}, "seat": "us.president"},
        {"type": "command", "id": "short", "name": "talk.say", "args": {}},
        {"type": "command", "id": "12345678", "name": "talk.say", "args": []},
        {"type": "page", "id": "12345678", "collection": "entries:all"},
        {"type": "page", "id": "12345678", "collection": "room:us", "limit": "50"},
        {"type": "ping", "t": float("nan")},
        {"type": "update", "from": None, "to": "x", "patch": {}},
        {"type": "nonsense"},
        {},
        [],
    ],
)
def test_a_malformed_frame_is_refused(frame):
    with pytest.raises(ValidationError):
        protocol.CLIENT.validate_python(frame)


def test_an_unknown_construct_stops_the_generator():
    with pytest.raises(ValueError, match="does not know"):
        typescript.expression({"not": {"type": "string"}})
