"""Where `manage.py` enters: sees to the environment, goes over into it, and hands on to play, test or Django."""

import os
import signal
import sys

from launcher.setup import environment
from launcher.talk import Trouble, disk_trouble, say

ROOT = environment.ROOT
USAGE = """\
python3 manage.py play           a table on this machine, with everything it needs     (--help for its options)
python3 manage.py test           every check of the project                            (--help for its options)
python3 manage.py help           the other commands: report, replay, verify, export, import, ...
"""
# These ask nothing of the database, so none is started for them.
WITHOUT_SERVICES = {"check", "help", "version", "wire", "collectstatic", "startapp", "--help", "-h", "--version"}


def main(argv):
    try:
        return enter(argv)
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
    except OSError as error:
        if error.errno is None or not error.filename:
            raise
        say(disk_trouble(error, error.filename))
        return 1


def enter(argv):
    check_platform()
    name = argv[1] if len(argv) > 1 else ""
    if not name:
        sys.stdout.write(USAGE)
        return 2
    environment.go_into("test" if name == "test" else "play", argv)
    if name == "play":
        from launcher.play import main as play

        return play(argv[2:])
    if name == "test":
        from launcher.checks import main as test

        return test(argv[2:])
    return command(argv)


def check_platform():
    if sys.platform.startswith(("linux", "darwin")):
        return
    raise Trouble(
        "This program runs on Linux and macOS, not on {}: on Windows use the Windows Subsystem for Linux "
        "(`wsl --install`) and start it there.".format(sys.platform)
    )


def split_data(argv):
    """Take `--data DIR` out of a command line; returns (folder, the rest)."""
    folder, rest, words = None, [], iter(argv)
    for word in words:
        if word == "--data":
            folder = next(words, None)
            if folder is None:
                raise Trouble("--data needs the name of a folder after it.")
        elif word.startswith("--data="):
            folder = word[len("--data=") :]
        else:
            rest.append(word)
    return folder or os.environ.get("THIRD_SITE_DATA") or str(ROOT / "data"), rest


def command(argv):
    """One of Django's commands: on the running table's services if there are any, else on the folder's own."""
    from launcher.folder import holder as find_holder
    from launcher.folder import open_folder, secret_key, take_lock
    from launcher.services import services

    root, argv = split_data(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wargame.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    if argv[1] in WITHOUT_SERVICES:
        os.environ.setdefault("SECRET_KEY", "of no use: no page is served and nothing is signed by this command")
        os.environ.setdefault("DATABASE_URL", "postgresql:///none")
        os.environ.setdefault("REDIS_URL", "redis://localhost")
        return django(argv)
    folder = open_folder(root)
    os.environ.setdefault("SECRET_KEY", secret_key(folder))
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return django(argv)
    notice = find_holder(folder)
    if notice and notice.get("DATABASE_URL"):
        os.environ.setdefault("DATABASE_URL", notice["DATABASE_URL"])
        os.environ.setdefault("REDIS_URL", notice["REDIS_URL"])
        if notice.get("url"):
            os.environ.setdefault("PUBLIC_URL", notice["url"])
        return django(argv)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    with take_lock(folder, {"what": "manage.py " + argv[1]}), services(folder) as urls:
        os.environ.update(urls)
        return django(argv)


def django(argv):
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(argv)
    except SystemExit as ended:
        return ended.code
    return 0
