"""`manage.py scenario check|load|show|schema [PACK]`: lint packs, store them in the journal, print one as read."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wargame.scenarios import load
from wargame.scenarios.files import PACKS_DIR
from wargame.scenarios.lint import errors
from wargame.scenarios.schema import FILE, schema


class Command(BaseCommand):
    help = "Check, load or show scenario packs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check", "load", "show", "schema"])
        parser.add_argument("pack", nargs="?", help="id of a pack; all, if none is given")
        parser.add_argument("--folder", type=Path, default=PACKS_DIR, help="where the packs' folders are")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if options["what"] == "schema":
            FILE.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            return
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        for pack_id in [options["pack"]] if options["pack"] else load.pack_ids(folder):
            try:
                getattr(self, f"{options['what']}_pack")(pack_id, folder)
            except (load.NoSuchPack, load.BadPack) as reason:
                raise CommandError(str(reason)) from None

    def check_pack(self, pack_id: str, folder: Path) -> None:
        remarks = load.check(pack_id, folder)
        for remark in remarks:
            self.stdout.write(f"{pack_id}/{remark}")
        bad = len(errors(remarks))
        if bad:
            raise CommandError(f"{pack_id}: {bad} error{'s' if bad > 1 else ''}.")
        self.stdout.write(f"{pack_id}: no errors, {len(remarks)} warning{'' if len(remarks) == 1 else 's'}.")

    def load_pack(self, pack_id: str, folder: Path) -> None:
        self.stdout.write(f"{pack_id} {load.load(pack_id, folder)}")

    def show_pack(self, pack_id: str, folder: Path) -> None:
        self.stdout.write(json.dumps(load.resolved(pack_id, folder), indent=1, ensure_ascii=False))
