"""One child process: started so that it cannot outlive us, and ended for certain.

On Linux the kernel signals a child when the *thread* that started it ends (PR_SET_PDEATHSIG), so children are started
from the main thread only. Elsewhere a child that outlived a killed launcher is ended at the next start, by the pid file
of its service.
"""

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress

from launcher.talk import Trouble

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
NOBODY = 65534
FILES_LIMIT = 65536


def libc():
    import ctypes

    return ctypes.CDLL(None, use_errno=True)


def before_exec(death_signal, *, as_root=None):
    """What the child does between fork and exec. `as_root`: None (stay), "namespace" or "nobody" (cease to be root)."""
    parent = os.getpid()
    library = libc() if sys.platform.startswith("linux") else None

    def prepare():
        # One socket for each player, and one more for each of their listeners: 1,024 are soon used up.
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if 0 <= soft < FILES_LIMIT:
            with suppress(OSError, ValueError):
                wanted = FILES_LIMIT if hard == resource.RLIM_INFINITY else min(hard, FILES_LIMIT)
                resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        if as_root == "namespace" and libc().unshare(CLONE_NEWUSER) != 0:
            os._exit(126)
        if as_root == "nobody":
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        # A change of user clears the death signal, so it is asked for last.
        if library is not None:
            library.prctl(PR_SET_PDEATHSIG, int(death_signal))
            if os.getppid() != parent:
                os._exit(125)

    return prepare


def start(argv, *, log, env=None, cwd=None, death_signal=signal.SIGKILL, as_root=None, pass_fds=()):
    """Start a child in a session of its own, its output appended to the file `log`."""
    with open(str(log), "ab") as output:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            cwd=cwd,
            start_new_session=True,
            pass_fds=pass_fds,
            preexec_fn=before_exec(death_signal, as_root=as_root),
        )


def run(argv, *, env=None, cwd=None, as_root=None, timeout_s=None):
    """Run a child to its end; returns (exit code, its output and errors as one text)."""
    done = subprocess.run(
        [str(part) for part in argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=cwd,
        timeout=timeout_s,
        preexec_fn=before_exec(signal.SIGKILL, as_root=as_root),
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def end(child, *, signals=(signal.SIGTERM,), grace_s=8.0):
    """Ask with each signal in turn, waiting `grace_s` after each, then kill the child's whole session."""
    for number in signals:
        if child.poll() is not None:
            break
        child.send_signal(number)
        deadline = time.monotonic() + grace_s
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
    # Its session may hold helpers of its own, even after it has ended.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def how_to_drop_root(folders):
    """How a child of root becomes somebody else: a user namespace where there are some, else the user nobody.

    PostgreSQL refuses to run as root. In a namespace without a map the child still owns root's files and needs nothing
    else. Where the kernel forbids namespaces the child becomes nobody and has to reach `folders`.
    """
    if os.getuid() != 0:
        return None
    if sys.platform.startswith("linux"):
        code, _ = run(["/bin/sh", "-c", 'test "$(id -u)" != 0'], as_root="namespace")
        if code == 0:
            return "namespace"
    for folder in folders:
        code, _ = run(["/bin/sh", "-c", 'test -x "$0"', folder], as_root="nobody")
        if code != 0:
            raise Trouble(
                "PostgreSQL does not run as root, and the user nobody cannot reach {}: "
                "start the program as an ordinary user, or from a folder that everybody can enter.".format(folder)
            )
    return "nobody"


def end_leftover(pid, mark):
    """End the process `pid` if it still runs and its command line holds `mark` (a path of ours); True if it did."""
    code, command = run(["ps", "-ww", "-o", "command=", "-p", str(pid)])
    if code != 0 or str(mark) not in command:
        return False
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return True
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if run(["ps", "-o", "stat=", "-p", str(pid)])[1].strip()[:1] in ("", "Z"):
                return True
            time.sleep(0.05)
    return True
