"""The same database and size as the tests of the live table."""

from tests.play.conftest import committed, size

__all__ = ["committed", "size"]
