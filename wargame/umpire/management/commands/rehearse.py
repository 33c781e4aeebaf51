"""`manage.py rehearse PACK --games N`: bots against bots, in chunks that workers share, and a report of the pack."""

import json
import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q, Sum
from django.utils import timezone

from wargame import journal
from wargame.scenarios import load
from wargame.umpire.bots import live
from wargame.umpire.models import Chunk, Rehearsal
from wargame.umpire.rehearsal import chunks, figures, report

LOOK_EVERY_S = 0.5
UNTAKEN_AFTER_S = 60.0
SILENT_AFTER_S = 45.0
BAR = 30
MOST_GAMES = 1_000_000
MOST_WORKERS = 64


class Command(BaseCommand):
    help = "Play bots against bots and report whether the pack is a good game. Can be interrupted and resumed."
    shown = -1  # games, by the bar as it was last drawn

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pack", help="the scenario's id")
        parser.add_argument("--games", type=int, default=100, metavar="N", help="how many (100)")
        parser.add_argument("--turns", type=int, default=3, help="turns of each game (3)")
        parser.add_argument("--seed", type=int, default=1, help="seed of the first game; the others follow it (1)")
        parser.add_argument(
            "--workers", type=int, default=2, metavar="W", help="workers started for it (2); 0: those that run already"
        )
        parser.add_argument("--out", type=Path, metavar="FILE.md", help="the report; its figures go to FILE.json")
        parser.add_argument("--resume", metavar="ID", help="go on with this rehearsal")
        parser.add_argument("--here", action="store_true", help="play in this process: no broker, no workers")

    def handle(self, *args: Any, **options: Any) -> None:
        check(options)
        rehearsal = resumed(options["resume"]) if options["resume"] else begun(options)
        self.stderr.write(
            f"Rehearsal {rehearsal.pk}: {rehearsal}, {rehearsal.turns} turns, from seed {rehearsal.seed}."
        )
        began = time.monotonic()
        before = done(rehearsal)
        if options["here"]:
            here(rehearsal, self.bar)
        else:
            with workers(options["workers"]):
                watch(rehearsal, max(1, options["workers"]), self.bar)
        self.stderr.write("")
        wall_s = time.monotonic() - began
        pack = journal.document(rehearsal.pack_digest)
        table = live.judge_of(pack, rehearsal.pack_digest).table
        try:
            found = figures.summary(
                pack, chunks.games_of(rehearsal.pk), space=figures.possible(pack, table, turns=rehearsal.turns)
            )
        except ValueError as reason:
            raise CommandError(f"{reason}; see the log, and --resume {rehearsal.pk}.") from None
        if before == 0:  # of a resumed one no honest time can be told
            found |= {"wall_s": round(wall_s, 1), "workers": 1 if options["here"] else options["workers"]}
        command = f"python3 manage.py rehearse {rehearsal.pack_id} --games {rehearsal.games} --turns {rehearsal.turns}"
        text = report.markdown(pack, found, command=f"{command} --seed {rehearsal.seed}")
        if options["out"]:
            options["out"].write_text(text, encoding="utf-8")
            options["out"].with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
            self.stdout.write(f"{options['out']} and {options['out'].with_suffix('.json')} written.")
        else:
            self.stdout.write(text)
        if found["broken"] or found["stuck"]:
            raise CommandError("Some games did not come to their end; the report names their seeds.")

    def bar(self, played: int, games: int) -> None:
        if played == self.shown:  # where no terminal redraws the line, each line is kept
            return
        self.shown = played
        full = int(BAR * played / games)
        self.stderr.write(f"\r  [{'#' * full}{'.' * (BAR - full)}] {played} of {games} games ", ending="")
        self.stderr.flush()


def check(options: dict[str, Any]) -> None:
    for name, low, high in (("games", 1, MOST_GAMES), ("turns", 1, 99), ("workers", 0, MOST_WORKERS)):
        if not low <= options[name] <= high:
            raise CommandError(f"--{name} takes a number from {low} to {high}; it is {options[name]}.")
    if abs(options["seed"]) >= 2**53 - MOST_GAMES:
        raise CommandError("--seed takes a whole number below 2^53.")


def begun(options: dict[str, Any]) -> Rehearsal:
    try:
        digest = load.load(options["pack"])
    except (load.NoSuchPack, load.BadPack) as reason:
        raise CommandError(str(reason)) from None
    pack = journal.document(digest)
    without = [cell for cell in pack["cells"] if not pack.get("bots", {}).get(cell)]
    if without:
        raise CommandError(f"The scenario has no bots for {', '.join(without)}: write them (see docs/rehearsal.md).")
    if options["turns"] > len(pack["turns"]):
        raise CommandError(f"--turns takes at most {len(pack['turns'])} for this scenario.")
    return chunks.begin(options["pack"], digest, games=options["games"], turns=options["turns"], seed=options["seed"])


def resumed(name: str) -> Rehearsal:
    try:
        found = Rehearsal.objects.filter(pk=name).first()
    except ValidationError:
        found = None
    if found is None:
        raise CommandError(f"There is no rehearsal {name!r}.")
    Chunk.objects.filter(rehearsal=found).exclude(state="done").update(state="waiting", attempts=0)
    return found


def done(rehearsal: Rehearsal) -> int:
    return int(Chunk.objects.filter(rehearsal=rehearsal).aggregate(total=Sum("done"))["total"] or 0)


def here(rehearsal: Rehearsal, bar: Any) -> None:
    """Every chunk in this process, one after the other."""
    for chunk in Chunk.objects.filter(rehearsal=rehearsal).exclude(state__in=("done", "failed")).order_by("first"):
        while chunks.work(chunk.pk) != "nothing to do":
            bar(done(rehearsal), rehearsal.games)


def watch(rehearsal: Rehearsal, hands: int, bar: Any) -> None:
    """Keep the queue short and the workers busy until every chunk is done or given up."""
    mine = Chunk.objects.filter(rehearsal=rehearsal)
    while mine.exclude(state__in=("done", "failed")).exists():
        now = timezone.now()
        lost = Q(state="queued", beat__lt=now - timedelta(seconds=UNTAKEN_AFTER_S)) | Q(
            state="running", beat__lt=now - timedelta(seconds=SILENT_AFTER_S)
        )
        mine.filter(lost).update(state="waiting")
        # Not all at once: bots of real games wait in the same queue, and should not wait behind a thousand games.
        free = 2 * hands - mine.filter(state__in=("queued", "running")).count()
        for chunk in mine.filter(state="waiting").order_by("first")[: max(0, free)]:
            send(chunk)
        bar(done(rehearsal), rehearsal.games)
        time.sleep(LOOK_EVERY_S)
    bar(done(rehearsal), rehearsal.games)


def send(chunk: Chunk) -> None:
    from wargame.umpire.tasks import rehearse

    if Chunk.objects.filter(pk=chunk.pk, state="waiting").update(state="queued", beat=timezone.now()):
        rehearse.apply_async((chunk.pk,), retry=False, ignore_result=True)


@contextmanager
def workers(count: int) -> Iterator[None]:
    """So many workers of the sweep queue for as long as the block runs."""
    argv = [sys.executable, "-m", "celery", "-A", "wargame.celery", "worker", "--queues=sweep", "--concurrency=1"]
    argv += ["--without-gossip", "--without-mingle", "--loglevel=WARNING"]
    env = {**os.environ, "C_FORCE_ROOT": "1", "OPENBLAS_NUM_THREADS": "1"}
    started = [
        subprocess.Popen(
            [*argv, f"--hostname=rehearse-{os.getpid()}-{number}@%h"],
            cwd=settings.BASE_DIR,
            env=env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        for number in range(count)
    ]
    try:
        yield
    finally:
        for each in started:
            each.send_signal(signal.SIGTERM)
        for each in started:
            try:
                each.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(each.pid, signal.SIGKILL)
