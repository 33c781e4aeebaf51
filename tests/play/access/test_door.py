"""[P12] What is no message is refused with a sentence; foreign origins, forged tokens and floods stop at the door."""

import pytest
from django.middleware.csrf import _get_new_csrf_string as new_secret
from django.middleware.csrf import _mask_cipher_secret as mask

from wargame.lobby import access, door


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b'{"t": NaN}', "not-json"),
        (b'{"t": Infinity}', "not-json"),
        (b'{"t": -Infinity}', "not-json"),
        (b'{"t": 1e999}', "bad-number"),
        (b"[" * 20_000, "not-json"),
        (b"[" * 40 + b"]" * 40, "too-deep"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "too-deep"),
        (b'{"a": "x\\u0000y"}', "bad-text"),
        (b'{"x\\u0000y": 1}', "bad-text"),
        (b'{"a": "\\ud800"}', "not-json"),
        (b"\xff\xfe", "not-json"),
        (b"9" * 5000, "not-json"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(raw, code):
    with pytest.raises(door.Unreadable) as caught:
        door.read_json(raw)
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


def test_what_can_be_read_is_read():
    assert door.read_json(b'{"a": [1, 2.5, "\\\\u0000", null]}') == {"a": [1, 2.5, "\\u0000", None]}
    assert door.read_json(b"[" * 30 + b"]" * 30)


@pytest.mark.parametrize(
    ("origin", "host", "ours"),
    [
        ("http://localhost:8000", "localhost:8000", True),
        ("http://localhost:8000", "localhost:9000", False),
        ("https://localhost:8000", "localhost:8000", False),
        ("http://evil.example", "localhost:8000", False),
        ("http://evil.example", "evil.example", False),
        ("null", "localhost:8000", False),
        ("", "localhost:8000", False),
    ],
)
def test_without_a_list_only_the_pages_own_host_is_an_origin(settings, origin, host, ours):
    settings.ORIGINS, settings.HTTPS, settings.ALLOWED_HOSTS = [], False, ["localhost"]
    assert door.origin_is_ours({"origin": origin, "host": host}) is ours


def test_with_a_list_only_the_list_counts(settings):
    settings.ORIGINS = ["https://game.example"]
    assert door.origin_is_ours({"origin": "https://game.example", "host": "inner:8000"})
    assert not door.origin_is_ours({"origin": "http://inner:8000", "host": "inner:8000"})
    assert not door.origin_is_ours({"host": "inner:8000"})


def test_the_token_of_the_page_has_to_fit_its_cookie(settings):
    secret, other = new_secret(), new_secret()
    cookies = {settings.CSRF_COOKIE_NAME: secret}
    assert door.csrf_is_right(mask(secret), cookies)
    assert not door.csrf_is_right(mask(other), cookies)
    assert not door.csrf_is_right("", cookies)
    assert not door.csrf_is_right("x" * 64, cookies)
    assert not door.csrf_is_right(mask(secret), {})


def test_a_pace_refuses_what_is_beyond_and_recovers():
    pace = door.Pace(3, 10.0)
    assert [pace.allow(now) for now in (0, 1, 2, 3, 9.9)] == [True, True, True, False, False]
    assert pace.over == 2
    assert pace.allow(10.1)
    assert pace.over == 0


def test_paces_forget_the_longest_silent(monkeypatch):
    monkeypatch.setattr(door, "SHELVES", 2)
    paces = door.Paces(1, 60)
    first = paces.of("a")
    paces.of("b"), paces.of("a"), paces.of("c")
    assert paces.of("a") is first
    assert set(paces.kept) == {"a", "c"}


def test_a_bearer_needs_no_token_of_the_page_and_a_cookie_does():
    import uuid

    game = uuid.uuid4()
    cookies = {access.cookie_name(game, "us.president"): "of-the-cookie"}
    assert door.credential({"authorization": "Bearer abc"}, cookies, game, "us.president") == ("abc", False)
    assert door.credential({}, cookies, game, "us.president") == ("of-the-cookie", True)
    assert door.credential({}, cookies, game, "russia.president") == (None, True)
    assert door.credential({"authorization": "Basic abc"}, {}, game, "us.president") == (None, True)
