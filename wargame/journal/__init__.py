"""The append-only log of every game, and its only writer. It knows no games, people or rules of play by name.

What other apps use stands in the table below and can be had from here (`from wargame import journal`); it is imported
at first use, because Django's models cannot be imported before the apps are ready.
"""

from importlib import import_module
from typing import Any

OFFERED = {
    "handle": "record",
    "open_stream": "streams",
    "branch": "streams",
    "store_document": "streams",
    "document": "read",
    "document_text": "read",
    "pack_of": "read",
    "state_at": "read",
    "states_at": "read",
    "entries": "read",
    "authors": "read",
    "event_of": "read",
    "talk_page": "read",
    "talk_found": "read",
    "ink": "read",
    "NoSuchStream": "read",
    "NoSuchDocument": "read",
    "erase_author": "store.words",
}


def __getattr__(name: str) -> Any:
    if name in OFFERED:
        return getattr(import_module(f"{__name__}.{OFFERED[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
