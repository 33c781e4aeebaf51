"""The same size as the tests of the live table."""

from tests.play.conftest import size

__all__ = ["size"]
