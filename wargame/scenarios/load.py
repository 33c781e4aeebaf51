"""Packs by id: checked, resolved, and stored in the journal as a document that never changes."""

import re
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from wargame.journal.streams import store_document
from wargame.scenarios import files
from wargame.scenarios.files import PACKS_DIR, Authored, Remark
from wargame.scenarios.lint import errors, folder_name_fits, lint
from wargame.scenarios.resolve import resolve

DOCUMENT_KIND = "pack"
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class BadPack(ValueError):
    """The files of a pack have errors; `remarks` says which."""

    def __init__(self, pack_id: str, remarks: list[Remark]) -> None:
        self.remarks = remarks
        super().__init__(f"The scenario {pack_id} has errors:\n" + "\n".join(map(str, remarks)))


class NoSuchPack(LookupError):
    """There is no folder of that name."""


def pack_ids(packs_dir: Path = PACKS_DIR) -> list[str]:
    """The packs that this program comes with, by name."""
    return sorted(folder.name for folder in packs_dir.iterdir() if (folder / "pack.toml").is_file())


def read(pack_id: str, packs_dir: Path = PACKS_DIR) -> tuple[Authored, list[Remark]]:
    """The files of a pack and the linter's remarks. Raises NoSuchPack."""
    folder = packs_dir / pack_id
    if not ID.fullmatch(pack_id) or not folder.is_dir():
        raise NoSuchPack(f"There is no scenario {pack_id!r}. There are: {', '.join(pack_ids(packs_dir))}.")
    authored = files.read(folder)
    return authored, folder_name_fits(folder, authored) + lint(authored)


def check(pack_id: str, packs_dir: Path = PACKS_DIR) -> list[Remark]:
    """What the linter has to say about a pack. Raises NoSuchPack."""
    return read(pack_id, packs_dir)[1]


def resolved(pack_id: str, packs_dir: Path = PACKS_DIR) -> dict[str, Any]:
    """The resolved pack: plain JSON, the same for the same files. Raises NoSuchPack, BadPack."""
    return deepcopy(_resolved(pack_id, packs_dir, _written(packs_dir / pack_id)))


def _written(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, hours and sizes of a pack's files: what is kept of a pack holds as long as these are the same."""
    found = [(str(path), path.stat()) for path in sorted(folder.rglob("*.toml"))] if folder.is_dir() else []
    return tuple((path, at.st_mtime_ns, at.st_size) for path, at in found)


@lru_cache(maxsize=16)
def _resolved(pack_id: str, packs_dir: Path, written: tuple[tuple[str, int, int], ...]) -> dict[str, Any]:
    """Reading and checking a pack takes about half a second; the form of a new table asks for all of them."""
    authored, remarks = read(pack_id, packs_dir)
    if errors(remarks):
        raise BadPack(pack_id, errors(remarks))
    return resolve(authored.data)


def load(pack_id: str, packs_dir: Path = PACKS_DIR) -> str:
    """Store the resolved pack in the journal and return its digest; the same files twice are one document.

    Raises NoSuchPack, BadPack.
    """
    return store_document(DOCUMENT_KIND, resolved(pack_id, packs_dir))
