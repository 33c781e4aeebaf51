"""`manage.py reconcile`: the one process that closes due phases and sees to it that closed turns are adjudicated."""

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from wargame.umpire import reconciler


class Command(BaseCommand):
    help = "Close due phases, have closed turns adjudicated, end stale visits; until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--every", type=float, default=reconciler.LOOK_EVERY_S, help="seconds between two looks")

    def handle(self, *args: Any, every: float, **options: Any) -> None:
        stopped = Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: stopped.set())
        reconciler.run(stopped.is_set, every_s=every)
