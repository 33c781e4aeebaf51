"""`manage.py scenario check|new|diff|load|show|schema`: lint packs, begin one, compare two, store them, print one."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wargame.journal import document
from wargame.scenarios import load
from wargame.scenarios.compare import differences
from wargame.scenarios.files import PACKS_DIR
from wargame.scenarios.lint import errors
from wargame.scenarios.schema import FILE, schema

SKELETON = Path(__file__).resolve().parents[2] / "skeleton"


class Command(BaseCommand):
    help = "Check, begin, compare, load or show scenario packs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check", "new", "diff", "load", "show", "schema"])
        parser.add_argument("pack", nargs="?", help="id of a pack; all, if none is given")
        parser.add_argument("other", nargs="?", help="diff: what it is compared with, the newer one")
        parser.add_argument("--folder", type=Path, default=PACKS_DIR, help="where the packs' folders are")
        parser.add_argument("--title", default="", help="new: the title of the pack")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if options["what"] == "schema":
            FILE.write_text(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
            return
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        try:
            if options["what"] == "new":
                self.new_pack(options["pack"], folder, options["title"])
            elif options["what"] == "diff":
                self.diff_packs(options["pack"], options["other"], folder)
            else:
                for pack_id in [options["pack"]] if options["pack"] else load.pack_ids(folder):
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
        counts = {name: sum(remark.severity == name for remark in remarks) for name in ("warning", "note")}
        said = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items())
        self.stdout.write(f"{pack_id}: no errors, {said}.")

    def new_pack(self, pack_id: str | None, folder: Path, title: str) -> None:
        """A commented skeleton that can be played as it is."""
        if not pack_id or not load.ID.fullmatch(pack_id):
            raise CommandError("Give the new pack an id of letters, digits, - and _: scenario new my_pack.")
        if (folder / pack_id).exists():
            raise CommandError(f"There is a folder {pack_id} already. Choose another id.")
        (folder / pack_id).mkdir()
        named = json.dumps(title or pack_id.replace("_", " ").capitalize(), ensure_ascii=False)
        for path in sorted(SKELETON.glob("*.toml")):
            text = path.read_text(encoding="utf-8").replace('"New scenario"', named).replace("new_scenario", pack_id)
            (folder / pack_id / path.name).write_text(text, encoding="utf-8")
        self.check_pack(pack_id, folder)

    def diff_packs(self, old: str | None, new: str | None, folder: Path) -> None:
        if not old or not new:
            raise CommandError("Name two packs: ids, folders, or digests of stored ones.")
        count = 0
        for difference in differences(self.found(old, folder), self.found(new, folder)):
            self.stdout.write(str(difference))
            count += 1
        self.stdout.write("They are the same." if not count else f"{count} difference{'' if count == 1 else 's'}.")

    def found(self, name: str, folder: Path) -> dict[str, Any]:
        """The resolved pack of a name: a folder's path, a pack's id, or the digest of a stored pack."""
        path = Path(name)
        if path.name != name and path.is_dir():
            return load.resolved(path.name, path.parent)
        if (folder / name).is_dir():
            return load.resolved(name, folder)
        try:
            return dict(document(name))
        except LookupError:
            raise load.NoSuchPack(f"{name} is no pack's id, no folder and no digest of a stored pack.") from None

    def load_pack(self, pack_id: str, folder: Path) -> None:
        self.stdout.write(f"{pack_id} {load.load(pack_id, folder)}")

    def show_pack(self, pack_id: str, folder: Path) -> None:
        self.stdout.write(json.dumps(load.resolved(pack_id, folder), indent=1, ensure_ascii=False))
