"""The stand-in rules are in force for every test of the journal."""

from uuid import UUID

import pytest

from tests.journal.plays import a_stream
from tests.journal.standin import standin
from wargame.journal.law import enact


@pytest.fixture(autouse=True)
def rules():
    enact(standin)
    yield
    enact(None)


@pytest.fixture
def stream(transactional_db) -> UUID:
    return a_stream()
