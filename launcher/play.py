"""`manage.py play`: a table on this machine, from nothing to the first link, and everything it needs kept running."""

import argparse
import errno
import http.client
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from contextlib import ExitStack

from launcher.children import before_exec, end
from launcher.door import split_data
from launcher.family import Family, Program
from launcher.folder import open_folder, secret_key, take_lock, write_notice
from launcher.services import addresses, wanted_services
from launcher.setup.environment import PYTHON, ROOT
from launcher.setup.page import build_page
from launcher.talk import Trouble, say, step

START_LIMIT_S = 120.0
# Two of PostgreSQL's files of 16 MB: below that it soon has to stop.
LOW_DISK_BYTES = 32 * 2**20
# The first always has hands for a turn and for previews; long work fills the second at most.
WORKERS = {"turns": "adjudicate,estimate", "long": "adjudicate,estimate,export,sweep"}


class Stop(Exception):
    """Somebody asked us to end: Ctrl-C, SIGTERM, or a closed terminal."""


def parse(words):
    parser = argparse.ArgumentParser(
        prog="manage.py play",
        description="Open a table on this machine and print its links: one for the facilitator, one for each seat.",
    )
    parser.add_argument("--port", type=int, default=8000, help="where the page is served (8000; 0 takes a free one)")
    parser.add_argument("--lan", action="store_true", help="let other devices in the same network join")
    parser.add_argument("--data", default=None, metavar="DIR", help="the folder that keeps the games (data)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the facilitator's page")
    parser.add_argument("--json", action="store_true", help="print one line of JSON with the links once it answers")
    parser.add_argument(
        "--bots",
        nargs="?",
        const="",
        metavar="CELL",
        help="a table for you alone: you play CELL (the scenario's first), bots play the others",
    )
    parser.add_argument("--web", type=int, default=1, metavar="N", help="web processes (1)")
    options = parser.parse_args(words)
    if not 0 <= options.port <= 65535:
        parser.error("--port takes a number from 0 to 65535")
    if not 1 <= options.web <= 64:
        parser.error("--web takes a number from 1 to 64")
    return options


def main(words):
    root, words = split_data(words)
    options = parse(words)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    try:
        folder = open_folder(root)
        with take_lock(folder, {"what": "manage.py play"}) as held:
            sockets = listen(options.port, lan=options.lan)
            build_page()
            return run(options, folder, held, sockets)
    except Stop:
        return 0


def ask_to_stop(number, frame):
    # A second Ctrl-C does not interrupt the tidy end that the first began.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stop()


def listen(port, *, lan):
    """The listening sockets, opened before anything long begins: a port that is taken is said at once."""
    hosts = ["0.0.0.0"] if lan else ["127.0.0.1", "::1"]
    sockets: list = []
    for host in hosts:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        opened = socket.socket(family, socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            opened.bind((host, sockets[0].getsockname()[1] if sockets else port))
            opened.listen(1024)
        except OSError as error:
            opened.close()
            if family == socket.AF_INET6 and (error.errno != errno.EADDRINUSE or port == 0):
                continue  # a machine without IPv6; or any port would do and this one is free on one family only
            for each in sockets:
                each.close()
            if error.errno == errno.EADDRINUSE:
                raise Trouble(
                    "Port {0} is taken by another program: give another one, such as --port {1}.".format(
                        port, port + 1 if port < 65535 else 8080
                    )
                ) from error
            if error.errno == errno.EACCES:
                raise Trouble(
                    "Port {} may not be used by this account: give one from 1024 on, such as --port 8000.".format(port)
                ) from error
            raise
        sockets.append(opened)
    return sockets


def own_address():
    """This machine's address in its network, or None; asking the system for a route sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("192.0.2.1", 9))
            return line.getsockname()[0]
        except OSError:
            return None


def surroundings(options, folder, port):
    """The variables of every member: the addresses of the services, the secret, and who may call us what."""
    host = "localhost"
    hosts = ["localhost", "127.0.0.1", "[::1]"]
    if options.lan:
        host = own_address() or socket.gethostname()
        hosts += [host, socket.gethostname(), socket.gethostname() + ".local"]
    given = {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or secret_key(folder),
        "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS") or ",".join(hosts),
        "PUBLIC_URL": os.environ.get("PUBLIC_URL") or "http://{}:{}".format(host, port),
        "DJANGO_SETTINGS_MODULE": "wargame.settings",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
        # Celery warns of a worker that is root; here the whole family has one owner.
        "C_FORCE_ROOT": "1",
    }
    return dict(os.environ, **given, **addresses(folder))


def run(options, folder, held, sockets):
    port = sockets[0].getsockname()[1]
    env = surroundings(options, folder, port)
    url = env["PUBLIC_URL"]
    family = Family(folder)
    preparation = None
    try:
        with step("Starting PostgreSQL and Valkey", quiet=True):
            for service in wanted_services(folder):
                service.wait(family.add(service))
        preparation = prepare(folder, env, bots=options.bots)
        # The server starts while the packs are loaded, and its helpers when it answers: the first link is soonest so.
        demo = follow(preparation, family, once_migrated=lambda: start_web(options, family, env, sockets))
        with step("Starting the server", quiet=True):
            wait_for_page(family, port, host=env["ALLOWED_HOSTS"].split(",")[0].replace("*", "localhost"))
        for name, argv in helpers().items():
            family.add(Program(name, argv, folder=folder, env=env, cwd=str(ROOT)))
        write_notice(held, {"what": "manage.py play", "url": url, **addresses(folder)})
        announce(options, folder, demo, url)
        watch(family)
    finally:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        if preparation is not None and preparation.poll() is None:
            end(preparation)
        for each in sockets:
            each.close()
        with step("Ending", quiet=True):
            family.end()


def watch(family):
    """Keep the family together until somebody asks us to end."""
    root = family.folder.root
    look_at_disk_at = 0.0
    while True:
        time.sleep(0.1)
        family.tick()
        if time.monotonic() >= look_at_disk_at:
            look_at_disk_at = time.monotonic() + 30
            free = shutil.disk_usage(str(root)).free
            if free < LOW_DISK_BYTES:
                say(
                    "  ! The disk that holds {} is almost full ({} MB left): free some space there.".format(
                        root, free // 2**20
                    )
                )


def helpers():
    """The members that work in the background, by name."""
    worker = [PYTHON, "-m", "celery", "-A", "wargame.celery", "worker", "--without-gossip", "--without-mingle"]
    worker += ["--concurrency=1", "--loglevel=INFO"]
    found = {
        "worker-" + name: [*worker, "--queues=" + queues, "--hostname={}@%h".format(name)]
        for name, queues in WORKERS.items()
    }
    found["reconciler"] = [PYTHON, "-m", "django", "reconcile"]
    return found


def prepare(folder, env, *, bots=None):
    """Start the program that migrates, loads and opens the table; its answers come over a pipe."""
    words = [] if bots is None else ["--bots", bots]
    with open(str(folder.logs / "prepare.log"), "ab") as log:
        return subprocess.Popen(
            [str(PYTHON), "-m", "launcher.inside.prepare", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env=env,
            cwd=str(ROOT),
            start_new_session=True,
            preexec_fn=before_exec(signal.SIGKILL),
        )


def start_web(options, family, env, sockets):
    """Start the web processes; they share the listening sockets."""
    fds = [each.fileno() for each in sockets]
    argv = [PYTHON, "-m", "launcher.inside.web"] + ["--fd={}".format(number) for number in fds]
    for number in range(options.web):
        name = "web" if options.web == 1 else "web-{}".format(number + 1)
        family.add(Program(name, argv, folder=family.folder, env=env, cwd=str(ROOT), pass_fds=fds, essential=True))


def follow(preparation, family, *, once_migrated):
    """Show the steps of the preparation as they come; returns the demo table's links."""
    log = family.folder.logs / "prepare.log"
    demo, trouble, rest = None, None, b""
    deadline = time.monotonic() + START_LIMIT_S
    with ExitStack() as shown:
        while True:
            if time.monotonic() > deadline:
                raise Trouble("The database was not ready after {:g} s; {} tells why.".format(START_LIMIT_S, log))
            family.tick()
            if not select.select([preparation.stdout], [], [], 0.1)[0]:
                continue
            more = os.read(preparation.stdout.fileno(), 65536)
            if not more:
                break
            *lines, rest = (rest + more).split(b"\n")
            for message in (json.loads(line.decode()) for line in lines):
                demo, trouble = message.get("demo", demo), message.get("trouble", trouble)
                if message.get("migrated"):
                    once_migrated()
                if "step" in message:
                    shown.close()
                    shown.enter_context(step(message["step"], quiet=True))
    if preparation.wait() != 0 or demo is None:
        raise Trouble(trouble or "The database could not be made ready: {} (More in {}.)".format(tail(log), log))
    return demo


def tail(path):
    lines = [line.strip() for line in path.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "(it is empty)"


def wait_for_page(family, port, *, host):
    """Wait until a web process answers its health check with 200."""
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        family.tick()
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            line.request("GET", "/healthz", headers={"Host": host})
            if line.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        finally:
            line.close()
        time.sleep(0.05)
    raise Trouble("The server did not answer within {:g} s; {} tells why.".format(START_LIMIT_S, family.folder.logs))


def announce(options, folder, demo, url):
    say("")
    say("  Third Site is at {}   (data in {}, Ctrl-C ends it)".format(url, folder.root))
    say("")
    say("  {:<22} {}".format("facilitator", demo["control"]))
    for seat, link in demo["seats"].items():
        say("  {:<22} {}".format(seat, link))
    say("")
    if options.lan:
        say("  Others in this network can open these links. They travel as plain http: whoever can listen in the")
        say("  network can read them. Do this among people you trust, or with TLS before it (docker/README.md).")
        say("")
    if options.json:
        print(json.dumps({**demo, "url": url, "data": str(folder.root), "pid": os.getpid()}), flush=True)
    graphical = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if not options.no_browser and graphical:
        webbrowser.open(demo["control"])
