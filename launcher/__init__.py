"""From a fresh clone to a running table, with the standard library alone.

`manage.py` calls this package on whatever Python it was started with, 3.8 or newer, so nothing here may import what has
to be installed first, nor use newer syntax. The exceptions are programs of their own that the supervisor starts inside
the finished environment: `launcher.web`, `launcher.prepare` and the pytest plugin `launcher.testing`.
"""
