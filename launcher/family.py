"""The supervised family: starts each member, starts again what has died, and ends all of it in order."""

import json
import os
import signal
import time

from launcher.children import end, start
from launcher.talk import Trouble, say

# Waits before a dead member is started again; one that then lives for STEADY_S begins anew.
BACKOFF_S = (0.1, 0.3, 1.0, 3.0, 10.0)
STEADY_S = 5.0
# So many deaths one after the other of a member without which no table works: it cannot work here.
GIVE_UP_AFTER = 12


class Program:
    """A member that is a plain program: web (essential), workers, reconciler (the table goes on without them)."""

    stop_signals = (signal.SIGTERM,)

    def __init__(self, name, argv, *, folder, env, cwd, pass_fds=(), essential=False):
        self.name = name
        self.essential = essential
        self.argv = argv
        self.log = folder.logs / (name + ".log")
        self.env = env
        self.cwd = cwd
        self.pass_fds = pass_fds

    def start(self):
        return start(self.argv, log=self.log, env=self.env, cwd=self.cwd, pass_fds=self.pass_fds)


class Family:
    """Members in the order they were added; `tick` often, `end` once."""

    def __init__(self, folder):
        self.folder = folder
        self.pids = folder.root / "family.json"
        self.members = []
        self.children = {}
        self.began_at = {}
        self.deaths = {}
        self.due_at = {}

    def add(self, member):
        self.deaths[member.name] = 0
        self._start(member)
        # One that could not even be started is no member: there is nothing to end.
        self.members.append(member)
        return self.children[member.name]

    def _start(self, member):
        self.children[member.name] = member.start()
        self.began_at[member.name] = time.monotonic()
        self.due_at.pop(member.name, None)
        self._write_pids()

    def _write_pids(self):
        """The members' process numbers, for whoever looks at or tests the family."""
        pids = {name: child.pid for name, child in self.children.items()}
        fresh = self.pids.with_suffix(".new")
        fresh.write_text(json.dumps({"supervisor": os.getpid(), **pids}))
        os.replace(str(fresh), str(self.pids))

    def tick(self):
        """Look at every member once; start again those whose wait is over."""
        now = time.monotonic()
        for member in self.members:
            name = member.name
            if name in self.due_at:
                if now >= self.due_at[name]:
                    self._start(member)
                continue
            code = self.children[name].poll()
            if code is None:
                continue
            if now - self.began_at[name] >= STEADY_S:
                self.deaths[name] = 0
            wait_s = BACKOFF_S[min(self.deaths[name], len(BACKOFF_S) - 1)]
            self.deaths[name] += 1
            if self.deaths[name] > GIVE_UP_AFTER and member.essential:
                raise Trouble(
                    "{} cannot be kept running: it ended {} times in a row. {} tells why.".format(
                        name, self.deaths[name], member.log
                    )
                )
            if self.deaths[name] <= GIVE_UP_AFTER:
                say("  ! {} ended ({}); it is started again in {:g} s.".format(name, how(code), wait_s))
            if self.deaths[name] == GIVE_UP_AFTER:
                say(
                    "  ! {} goes on ending; {} tells why. It is tried on without further words.".format(
                        name, member.log
                    )
                )
            self.due_at[name] = now + wait_s

    def end(self):
        """End all, last first; PostgreSQL and Valkey after everything that uses them. All users are asked at once."""
        users = [member for member in self.members if isinstance(member, Program)]
        for member in users:
            if self.children[member.name].poll() is None:
                self.children[member.name].send_signal(signal.SIGTERM)
        for member in reversed(self.members):
            end(self.children[member.name], signals=member.stop_signals)
        self.pids.unlink(missing_ok=True)


def how(code):
    if code >= 0:
        return "exit code {}".format(code)
    try:
        return signal.Signals(-code).name
    except ValueError:
        return "signal {}".format(-code)
