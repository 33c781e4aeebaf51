"""From a fresh clone to a running table, with the standard library alone.

`manage.py` calls this package on whatever Python it was started with, 3.8 or newer, so nothing here may import what has
to be installed first, nor use newer syntax. The exception is `launcher.inside`: programs of their own, started in
the finished environment.
"""
