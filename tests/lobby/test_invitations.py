"""Links: looked at by anybody, redeemed by POST alone, one person each; a second device knocks."""

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from tests.lobby.conftest import browser, enter, path_of, press
from wargame.journal.models import Entry
from wargame.journal.read import state_at
from wargame.lobby import access, invitations
from wargame.lobby.models import Credential, Invitation, Knock, Person, Seat
from wargame.lobby.routes import STRANGERS_LIMIT

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def taken(opened, seat):
    return state_at(opened.game.stream)[0]["seats"][seat]["taken"]


def code_in(link):
    return link.rstrip("/").rsplit("/", 1)[-1]


def test_looking_at_a_link_changes_nothing(opened, cast):
    link = path_of(opened.seat_links["us.president"])
    for _ in range(3):
        shown = cast.stranger.get(link)
        assert shown.status_code == 200 and "seat-" not in str(shown.cookies)
        assert cast.stranger.head(link).status_code == 200
    text = shown.content.decode()
    assert "President" in text and "United States" in text and "What you agree to" in text
    assert not Person.objects.exists() and not Credential.objects.exists() and not taken(opened, "us.president")
    assert shown["Cache-Control"] == "no-store"
    # Chromium sends `Origin: null` with the form of a page whose policy is no-referrer, and Django refuses that.
    assert shown["Referrer-Policy"] == "same-origin"


def test_redeeming_seats_a_person_and_takes_the_code_out_of_the_address(opened, cast):
    answer = enter(cast.alice, opened.seat_links["us.president"], "  Alice \n of Ohio ")
    assert answer.status_code == 303 and answer["Location"] == f"/table/{opened.game.pk}/us.president/"
    assert code_in(opened.seat_links["us.president"]) not in answer["Location"]
    name = f"seat-{opened.game.pk.hex[:8]}-us-president"
    cookie = answer.cookies[name]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and len(cookie.value) >= 43
    found = access.seat_for(cookie.value, opened.game.pk)
    assert (found.seat_id, found.cell, found.stream) == ("us.president", "us", opened.game.stream)
    assert taken(opened, "us.president") and access.names(opened.game.pk)["us.president"] == "Alice of Ohio"
    entry = Entry.objects.get(stream=opened.game.stream, kind="seat_taken")
    assert entry.seat == "system" and entry.body["seat"] == "us.president"


def test_over_tls_the_cookie_is_bound_to_the_host(opened, settings):
    settings.HTTPS = True
    client = Client(headers={"User-Agent": "x"})
    answer = client.post(path_of(opened.seat_links["us.state"]), {"name": "Condi"}, secure=True)
    (cookie,) = [each for name, each in answer.cookies.items() if name.startswith("__Host-seat-")]
    assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]


def test_without_the_token_of_the_page_nothing_is_redeemed(opened, cast):
    assert cast.stranger.post(path_of(opened.seat_links["us.president"]), {"name": "Mallory"}).status_code == 403
    assert not Credential.objects.exists()


def test_codes_are_long_and_stored_hashed(opened):
    codes = [code_in(link) for link in [opened.control_link, *opened.seat_links.values()]]
    assert len(set(codes)) == 14 and all(re.fullmatch(r"[A-Za-z0-9_-]{32}", code) for code in codes)  # 192 bits
    stored = json.dumps(list(Invitation.objects.values("nonce", "code_hash")))
    assert not any(code in stored for code in codes)


def test_tokens_are_stored_hashed(opened, cast):
    answer = enter(cast.alice, opened.seat_links["us.president"], "Alice")
    (token,) = [each.value for name, each in answer.cookies.items() if name.startswith("seat-")]
    row = Credential.objects.get()
    assert token not in json.dumps([row.token_hash, row.device]) and row.device == "Chrome on Windows"


def test_coming_back_with_the_same_browser_keeps_the_seat(opened, cast):
    enter(cast.alice, opened.seat_links["us.president"], "Alice")
    link = path_of(opened.seat_links["us.president"])
    shown = cast.alice.get(link)
    assert "holds the seat already" in shown.content.decode()
    answer = press(cast.alice, shown, path=link)
    assert answer.status_code == 303 and answer["Location"].endswith("/us.president/")
    assert Credential.objects.count() == 1 and Person.objects.count() == 1 and not Knock.objects.exists()
    assert Entry.objects.filter(stream=opened.game.stream, kind="seat_taken").count() == 1


def test_four_links_in_one_browser_are_four_seats(opened, cast):
    seats = ["us.president", "russia.president", "nato.secgen", "nato.poland"]
    for seat in seats:
        enter(cast.alice, opened.seat_links[seat], f"as {seat}")
    for seat in seats:
        name = access.cookie_name(opened.game.pk, seat)
        assert access.seat_for(cast.alice.cookies[name].value, opened.game.pk).seat_id == seat
    listed = cast.alice.get("/").content.decode()
    assert all(f"/table/{opened.game.pk}/{seat}/" in listed for seat in seats)
    assert f"/table/{opened.game.pk}" not in cast.stranger.get("/").content.decode()


def test_a_token_opens_no_other_game(opened, cast, transactional_db):
    from wargame.lobby import games

    answer = enter(cast.alice, opened.seat_links["us.president"], "Alice")
    (token,) = [each.value for name, each in answer.cookies.items() if name.startswith("seat-")]
    other = games.open_game("european_shield_2007", title="Other", options={"turns": 3})
    assert access.seat_for(token, other.game.pk) is None
    for junk in (None, "", "x" * 500, "ünïcode", token[:-1], token.lower()):
        assert access.seat_for(junk, opened.game.pk) is None


def test_a_name_is_asked_for(opened, cast):
    for name in ("", "   ", "\n\t"):
        answer = enter(cast.alice, opened.seat_links["us.president"], name)
        assert answer.status_code == 400 and "pseudonym of 1 to 60" in answer.content.decode()
    assert not Person.objects.exists()


def test_a_name_is_shown_as_text(opened, cast):
    enter(cast.alice, opened.seat_links["us.president"], "<script>alert(1)</script>")
    press(cast.frank, cast.frank.get(path_of(opened.control_link)), path=path_of(opened.control_link), name="Frank")
    text = cast.frank.get(f"/links/{opened.game.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)" in text and "<script>alert" not in text


CLOSED = [
    ({"expires": timezone.now() - timedelta(seconds=1)}, 410, "expired"),
    ({"revoked": timezone.now()}, 410, "withdrawn"),
    ({"code_hash": "0" * 64}, 404, "opens no seat"),
]


def test_links_that_open_nothing(opened, cast):
    link = path_of(opened.seat_links["us.president"])
    shown = cast.alice.get(link)
    for change, status, words in CLOSED:  # each hides the one before it
        Invitation.objects.filter(seat__seat_id="us.president").update(**change)
        for answer in (cast.alice.get(link), press(cast.alice, shown, path=link, name="Alice")):
            assert answer.status_code == status and words in answer.content.decode()
    assert not Credential.objects.exists() and not taken(opened, "us.president")


def test_guessing_is_slowed_down(opened):
    client = Client(REMOTE_ADDR="203.0.113.9")
    answers = [client.get(f"/join/{n:032d}/").status_code for n in range(STRANGERS_LIMIT + 1)]
    assert answers == [404] * STRANGERS_LIMIT + [429]


def test_the_same_link_at_the_same_moment_seats_one_person(opened):
    gate = threading.Barrier(6)
    code = code_in(opened.seat_links["russia.president"])

    def redeem(n):
        try:
            gate.wait()
            return invitations.redeem(code, name=f"person {n}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(redeem, range(6)))
    assert [type(each) for each in answers].count(invitations.Entered) == 1
    assert [type(each) for each in answers].count(invitations.Knocking) == 5
    assert Seat.objects.get(seat_id="russia.president", game=opened.game).person is not None
    assert Credential.objects.count() == 1


def knocked(opened, cast):
    """Boris sits in Moscow; his telephone knocks."""
    enter(cast.boris, opened.seat_links["russia.president"], "Boris")
    phone = browser("piotr")
    answer = enter(phone, opened.seat_links["russia.president"], "Boris again")
    assert answer.status_code == 303 and answer["Location"].startswith("/knock/")
    return phone, answer["Location"], Knock.objects.get()


def answer_to(client, opened, seat, knock, approve):
    token = client.cookies["csrftoken"].value
    return client.post(
        f"/table/{opened.game.pk}/{seat}/knocks/{knock}/",
        json.dumps({"approve": approve}),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )


def test_a_second_device_knocks_and_is_let_in(opened, cast):
    phone, page, knock = knocked(opened, cast)
    assert "You have knocked" in phone.get(page).content.decode()
    told = invitations.pending_knocks(opened.game.pk)
    assert set(told) == {"russia.president", "control.facilitator"}
    assert told["russia.president"] == [{"id": str(knock.pk), "device": "Boris again, Chrome on Android"}]
    assert answer_to(cast.boris, opened, "russia.president", knock.pk, True).json() == {"ok": True, "approve": True}
    assert invitations.pending_knocks(opened.game.pk) == {}
    answer = press(phone, phone.get(page), path=page)
    assert answer.status_code == 303 and answer["Location"].endswith("/russia.president/")
    tokens = {
        each.cookies[access.cookie_name(opened.game.pk, "russia.president")].value for each in (cast.boris, phone)
    }
    assert len(tokens) == 2 and all(access.seat_for(token, opened.game.pk) for token in tokens)
    assert phone.get(page).status_code == 410  # given once
    assert Entry.objects.filter(stream=opened.game.stream, kind="seat_taken").count() == 1


def test_the_facilitator_may_answer_and_say_no(opened, cast):
    phone, page, knock = knocked(opened, cast)
    enter(cast.frank, opened.control_link, "Frank")
    assert answer_to(cast.frank, opened, "control.facilitator", knock.pk, False).status_code == 200
    assert "not let in" in phone.get(page).content.decode()
    assert answer_to(cast.boris, opened, "russia.president", knock.pk, True).status_code == 409  # answered already
    assert Credential.objects.filter(seat__seat_id="russia.president").count() == 1


def test_nobody_else_may_answer_a_knock(opened, cast):
    _, page, knock = knocked(opened, cast)
    enter(cast.alice, opened.seat_links["us.president"], "Alice")
    assert answer_to(cast.alice, opened, "us.president", knock.pk, True).status_code == 409
    assert answer_to(cast.alice, opened, "russia.president", knock.pk, True).status_code == 404
    token = cast.boris.cookies["csrftoken"].value
    forged = cast.boris.post(f"/table/{opened.game.pk}/russia.president/knocks/{knock.pk}/", {"approve": "true"})
    assert forged.status_code == 403 and token
    assert cast.stranger.get(page).status_code == 410  # without the ticket there is nothing to see
    knock.refresh_from_db()
    assert knock.answered is None


def test_a_knock_is_answered_with_yes_or_no(opened, cast):
    _, _, knock = knocked(opened, cast)
    for approve in ("true", 1, None, [], {}):
        assert answer_to(cast.boris, opened, "russia.president", knock.pk, approve).status_code == 400


def test_a_knock_does_not_wait_for_ever(opened, cast):
    phone, page, knock = knocked(opened, cast)
    Knock.objects.update(created=timezone.now() - timedelta(minutes=11))
    assert phone.get(page).status_code == 410
    assert invitations.pending_knocks(opened.game.pk) == {}
    assert answer_to(cast.boris, opened, "russia.president", knock.pk, True).status_code == 409


def test_a_seat_is_not_besieged(opened, cast):
    enter(cast.boris, opened.seat_links["russia.president"], "Boris")
    answers = [enter(browser("stranger"), opened.seat_links["russia.president"], f"{n}").status_code for n in range(6)]
    assert answers == [303] * invitations.KNOCKS_AT_ONCE + [429]


def test_an_emptied_seat_can_be_taken_anew(opened, cast):
    answer = enter(cast.boris, opened.seat_links["russia.president"], "Boris")
    (token,) = [each.value for name, each in answer.cookies.items() if name.startswith("seat-")]
    seat = Seat.objects.get(seat_id="russia.president", game=opened.game)
    assert invitations.free(seat.pk, by="control.facilitator") is None
    assert access.seat_for(token, opened.game.pk) is None and not taken(opened, "russia.president")
    assert access.live_credentials(opened.game.pk) == set()
    assert enter(cast.piotr, opened.seat_links["russia.president"], "Piotr").status_code == 303
    assert taken(opened, "russia.president") and access.names(opened.game.pk)["russia.president"] == "Piotr"


def test_the_same_over_json(opened, cast):
    link = path_of(opened.seat_links["nato.secgen"])
    cast.alice.get(link)
    headers = {"X-CSRFToken": cast.alice.cookies["csrftoken"].value, "Accept": "application/json"}
    answer = cast.alice.post(link, json.dumps({"name": "Jaap"}), content_type="application/json", headers=headers)
    body = answer.json()
    assert (body["game"], body["seat"]) == (str(opened.game.pk), "nato.secgen")
    assert access.seat_for(body["token"], opened.game.pk).seat_id == "nato.secgen"
    wrong = cast.alice.post("/join/nothing/", "{", content_type="application/json", headers=headers)
    assert wrong.status_code == 404 and wrong.json()["code"] == "unknown-invitation"
