"""PostgreSQL and Valkey together, for as long as something needs them.

`with services(folder) as urls:` for a command or a test session; `python -m launcher.services --data DIR` for somebody
who develops: it prints the two addresses and stays until Ctrl-C. What DATABASE_URL or REDIS_URL names is not started.
"""

import argparse
import os
import signal
import sys
import time
from contextlib import contextmanager

from launcher.children import end
from launcher.embedded.postgres import DURABLE, FORGETFUL, Postgres
from launcher.embedded.valkey import Valkey
from launcher.folder import open_folder, secret_key, take_lock, write_notice
from launcher.talk import Trouble, say


def wanted_services(folder, settings=DURABLE):
    """The services this environment does not already name an address for, in the order they are started."""
    wanted: list = []
    if not os.environ.get("DATABASE_URL"):
        wanted.append(Postgres(folder, settings))
    if not os.environ.get("REDIS_URL"):
        wanted.append(Valkey(folder))
    return wanted


def addresses(folder):
    """DATABASE_URL and REDIS_URL: the environment's own, else those of the folder's services."""
    return {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or folder.database_url,
        "REDIS_URL": os.environ.get("REDIS_URL") or folder.redis_url,
    }


@contextmanager
def services(folder, settings=DURABLE):
    """Start what is wanted, yield the addresses, and end it again. The caller holds the folder's lock."""
    started = []
    try:
        for service in wanted_services(folder, settings):
            child = service.start()
            started.append((service, child))
            service.wait(child)
        yield addresses(folder)
    finally:
        for service, child in reversed(started):
            end(child, signals=service.stop_signals)


def main():
    parser = argparse.ArgumentParser(prog="python -m launcher.services", description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", required=True, metavar="DIR", help="the folder that keeps the database")
    parser.add_argument("--forgetful", action="store_true", help="quicker, but a power cut destroys the database")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    # A shell that starts us in the background lets us ignore Ctrl-C; whoever sends it means it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        folder = open_folder(options.data)
        held = take_lock(folder, {"what": "launcher.services"})
        with held, services(folder, FORGETFUL if options.forgetful else DURABLE) as urls:
            write_notice(held, {"what": "launcher.services", **addresses(folder)})
            for name, value in dict(urls, SECRET_KEY=secret_key(folder)).items():
                print("export {}='{}'".format(name, value))
            print("# Running until Ctrl-C.", flush=True)
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        return 0
    except Trouble as trouble:
        say(str(trouble))
        return 1


if __name__ == "__main__":
    sys.exit(main())
