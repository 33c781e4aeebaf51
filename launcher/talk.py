"""What the launcher says to the person at the terminal: progress of long steps, and trouble in one sentence.

Everything goes to standard error; standard output belongs to `--json` and to the commands themselves.
"""

import errno
import sys
import time
from contextlib import contextmanager, suppress


class Trouble(Exception):
    """Something a person can understand and mend; shown as its sentence, never as a traceback."""


def say(sentence):
    # A terminal that was closed, or a pipe nobody reads any more, is no reason to end a game.
    with suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)


@contextmanager
def step(doing, *, quiet=False):
    """Say what is being done while it lasts and how long it took (quiet: only if it took over half a second)."""
    begun = time.monotonic()
    live = sys.stderr.isatty()
    if live:
        print("  … " + doing, end="", file=sys.stderr, flush=True)
    elif not quiet:
        say("  … " + doing)
    try:
        yield
    except BaseException:
        if live:
            print("\r\033[K  ✗ " + doing, file=sys.stderr, flush=True)
        raise
    took_s = time.monotonic() - begun
    if live:
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    if not quiet or took_s > 0.5:
        say("  ✓ {} ({:.1f} s)".format(doing, took_s))


def disk_trouble(error, place):
    """The sentence for an operating-system error met while writing to `place`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk that holds {} is full: free some space there, or give another folder with --data.".format(
            place
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "{} cannot be written ({}): give another folder with --data.".format(place, error.strerror)
    return "{}: {}.".format(error.filename or place, error.strerror or error)
