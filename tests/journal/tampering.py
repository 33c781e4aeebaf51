"""What somebody with every right in the database could do to a log: triggers off, change, triggers on."""

from contextlib import contextmanager

from django.db import connection

TABLES = ("entry", "document", "receipt", "stream")


@contextmanager
def triggers_off():
    """As the owner of the tables, who may switch their triggers off."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE journal_{table} DISABLE TRIGGER USER")
        try:
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL alters no table within a transaction
        finally:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE journal_{table} ENABLE TRIGGER USER")
                if table != "stream":  # as tests/conftest.py has left them
                    cursor.execute(f"ALTER TABLE journal_{table} DISABLE TRIGGER journal_{table}_keep_all")
