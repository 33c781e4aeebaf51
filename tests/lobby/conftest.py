"""A small cast: the facilitator, an American, a Russian, a Pole, and a stranger; each a browser of its own."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client

from wargame.lobby import games

PACK = "european_shield_2007"
BROWSERS = {
    "frank": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "alice": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
    "boris": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
    "piotr": "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
    "stranger": "curl/8.0",
}


@pytest.fixture
def opened(transactional_db):
    """A table of the first pack with a link for every seat."""
    return games.open_game(PACK, title="Tuesday class", options={"turns": 3, "mode": "rigid", "observers": "public"})


@pytest.fixture
def cast():
    return SimpleNamespace(**{name: browser(name) for name in BROWSERS})


def browser(name):
    return Client(enforce_csrf_checks=True, headers={"User-Agent": BROWSERS[name]}, SERVER_NAME="localhost")


def path_of(link):
    return re.sub(r"^https?://[^/]+", "", link)


def press(client, page, *, path=None, **fields):
    """Send the form of a page as a person would: with the token that stood in it."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token, page.content.decode()[:500]
    return client.post(path or page.request["PATH_INFO"], {"csrfmiddlewaretoken": token[1], **fields})


def enter(client, link, name):
    """Open an invitation and take the seat; the answer to the POST."""
    path = path_of(link)
    return press(client, client.get(path), path=path, name=name)
