"""Makes the database ready for a local game: migrations, the packs, the demo table. A program of its own.

It runs inside the finished environment and tells the supervisor, one JSON object a line, what it begins
(``{"step": …}``), that the tables are there (``{"migrated": true}``), what it found (``{"demo": {…}}``) and what
hinders it (``{"trouble": …}``).
"""

import io
import json
import os
import sys


def tell(**message):
    # Not print: what the commands write goes to the log, the real output is the supervisor's.
    os.write(OUTPUT, (json.dumps(message) + "\n").encode())


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wargame.settings")
    import django
    from django.core.management import CommandError, call_command

    django.setup()
    try:
        tell(step="Bringing the database up to date")
        call_command("migrate", interactive=False, verbosity=0)
        tell(migrated=True, step="Loading the scenarios")
        call_command("scenario", "load", stdout=sys.stderr)
        tell(step="Opening the demo table")
        answer = io.StringIO()
        call_command("demo", "--json", *sys.argv[1:], stdout=answer)
        tell(demo=json.loads(answer.getvalue()))
    except CommandError as error:
        tell(trouble=str(error))
        return 1
    return 0


if __name__ == "__main__":
    # Whatever a library prints must not reach the supervisor's line.
    OUTPUT = os.dup(1)
    os.dup2(2, 1)
    sys.exit(main())
