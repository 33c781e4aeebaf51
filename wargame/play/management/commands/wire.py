"""`manage.py wire` writes the wire's JSON Schema and the page's types; `--check` says whether they are current."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from wargame.play.schema.typescript import wire_json, wire_typescript


def targets() -> dict[Path, str]:
    folder = Path(settings.BASE_DIR) / "frontend" / "src" / "net"
    return {folder / "wire.schema.json": wire_json(), folder / "wire.gen.ts": wire_typescript()}


class Command(BaseCommand):
    help = "Writes frontend/src/net/wire.schema.json and wire.gen.ts from the typed messages."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is not current")

    def handle(self, *, check: bool, **options: object) -> None:
        stale = [
            (path, text)
            for path, text in targets().items()
            if not path.is_file() or path.read_text(encoding="utf-8") != text
        ]
        if check and stale:
            names = " and ".join(path.name for path, _ in stale)
            raise CommandError(f"{names} is not what the messages say: run `python3 manage.py wire` and commit it.")
        for path, text in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(stale)} written, {len(targets()) - len(stale)} current." if not check else "Current.")
