"""The health checks of the containers: `python docker/healthy.py web | worker | reconciler`; exit code 0 is healthy."""

import os
import socket
import sys
import urllib.request


def web() -> bool:
    """It answers and reaches its database."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=4) as answer:
        return answer.status == 200


def worker() -> bool:
    """The worker of this container answers over the broker."""
    from wargame.celery import app

    name = f"worker@{socket.gethostname()}"
    return bool(app.control.inspect(destination=[name], timeout=4).ping())


def reconciler() -> bool:
    """Somebody holds the reconciler's lock in this database."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=4) as line:
        held = line.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
            " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
        ).fetchone()
    return bool(held and held[0])


if __name__ == "__main__":
    try:
        healthy = {"web": web, "worker": worker, "reconciler": reconciler}[sys.argv[1]]()
    except Exception as error:  # whatever hinders the check is the answer
        sys.exit(f"not healthy: {error}")
    sys.exit(0 if healthy else "not healthy")
