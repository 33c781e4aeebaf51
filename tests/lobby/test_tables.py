"""Opening a table, its sheet of links, the demonstration table, people's data, and the record of a real game."""

import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.lobby.conftest import PACK, browser, enter, path_of, press
from wargame import journal
from wargame.journal.audit.verify import verify
from wargame.journal.models import Written
from wargame.journal.read import state_at, stream_row
from wargame.lobby import access, attendance, games, invitations, people
from wargame.lobby.models import Attendance, Credential, Game, Invitation, Person, Seat
from wargame.lobby.pages import setting

ROOT = Path(__file__).parents[2]
FORM = {
    "pack": PACK,
    "title": "Staff college, group 4",
    "name": "Frank",
    "turns": "3",
    "mode": "rigid",
    "observers": "full",
}
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def open_by_form(client, **changes):
    return press(client, client.get("/new/"), path="/new/", **{**FORM, **changes})


def test_a_facilitator_opens_a_table_and_sees_every_link(cast):
    answer = open_by_form(cast.frank)
    game = Game.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"/links/{game.pk}/"
    text = cast.frank.get(answer["Location"]).content.decode()
    links = re.findall(r'value="(http://localhost/join/[A-Za-z0-9_-]{32}/)"', text)
    assert len(links) == len(set(links)) == 13 and text.count("<svg") == 13
    assert "style=" not in text and not re.search(r"<script(?![^>]*src=)", text)
    state, _ = state_at(game.stream)
    assert state["game"]["title"] == FORM["title"] and state["game"]["mode"] == "rigid" and state["game"]["turns"] == 3
    assert state["game"]["id"] == str(game.pk) and state["game"]["observers"] == "full"
    assert state["seats"]["control.facilitator"]["taken"]
    assert enter(cast.alice, links[0], "Alice").status_code == 303
    assert "Alice sits here" in cast.frank.get(answer["Location"]).content.decode()


WRONG = [
    ("title", ""),
    ("title", "x" * 121),
    ("title", "a\x00b"),
    ("name", " "),
    ("turns", "0"),
    ("turns", "99"),
    ("turns", "²"),
    ("turns", "three"),
    ("mode", "harsh"),
    ("surveys", "never"),
    ("grace", "-1"),
    ("grace", "61"),
    ("grace", "1²"),
    ("grace", "soon"),
    ("observers", "some"),
    ("pack", "../etc"),
]


def test_a_wrong_form_comes_back_with_a_sentence(cast):
    for field, value in WRONG:
        answer = open_by_form(cast.frank, **{field: value})
        assert answer.status_code == 400 and 'class="wrong"' in answer.content.decode(), (field, value)
    assert not Game.objects.exists()


def test_clocks_an_early_end_and_the_consent_are_the_facilitators_choice(cast):
    own = {f"minutes.{phase}": value for phase, value in zip(setting.PHASES, ("2", "7,5", "3", "1"), strict=True)}
    open_by_form(cast.frank, clocks="own", ready="yes", consent="You are recorded.", title="Own", grace="1,5", **own)
    open_by_form(cast.frank, clocks="none", title="Untimed", wait="yes", surveys="by hand")
    open_by_form(cast.frank, title="As written")
    games_by_title = {game.title: game for game in Game.objects.all()}
    kept = {title: state_at(game.stream)[0]["game"] for title, game in games_by_title.items()}
    assert kept["Own"]["minutes"] == {"briefing": 2, "negotiation": 7.5, "orders": 3, "results": 1}
    assert [kept[title]["grace_s"] for title in ("Own", "Untimed")] == [90, 0]
    assert kept["Own"]["end_when_ready"] and not kept["Untimed"]["end_when_ready"]
    assert kept["Untimed"]["wait_for_orders"] and not kept["Own"].get("wait_for_orders")
    assert kept["Untimed"]["minutes"] == dict.fromkeys(setting.PHASES) and kept["As written"]["minutes"] == {}
    assert kept["Untimed"]["surveys"] == "by hand" and "surveys" not in kept["As written"]
    assert games_by_title["Own"].consent == "You are recorded." and games_by_title["Untimed"].consent == games.CONSENT


def test_the_links_are_for_the_facilitator_alone(opened, cast):
    enter(cast.alice, opened.seat_links["us.president"], "Alice")
    for client in (cast.stranger, cast.alice):
        assert client.get(f"/links/{opened.game.pk}/").status_code == 404
        token = client.get("/new/") and client.cookies["csrftoken"].value
        change = client.post(f"/links/{opened.game.pk}/us.president/", {"do": "free"}, headers={"X-CSRFToken": token})
        assert change.status_code == 404
    assert Seat.objects.get(game=opened.game, seat_id="us.president").person is not None


def test_a_link_is_withdrawn_and_made_anew(opened, cast):
    enter(cast.frank, opened.control_link, "Frank")
    page = cast.frank.get(f"/links/{opened.game.pk}/")
    answer = press(cast.frank, page, path=f"/links/{opened.game.pk}/us.president/", do="renew")
    assert answer.status_code == 303
    assert cast.alice.get(path_of(opened.seat_links["us.president"])).status_code == 410
    again = games.opened(opened.game)
    assert again.seat_links["us.president"] != opened.seat_links["us.president"]
    assert again.seat_links["us.state"] == opened.seat_links["us.state"]  # the others can be shown again as they were
    assert enter(cast.alice, again.seat_links["us.president"], "Alice").status_code == 303
    press(cast.frank, page, path=f"/links/{opened.game.pk}/us.president/", do="free")
    assert access.live_credentials(opened.game.pk) == {Credential.objects.get(seat__seat_id="control.facilitator").pk}
    for wrong in ({"do": "burn"}, {}):
        assert press(cast.frank, page, path=f"/links/{opened.game.pk}/us.president/", **wrong).status_code == 400


OPENERS = [
    ("local", {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"}, 200),
    ("local", {"REMOTE_ADDR": "192.168.1.7", "HTTP_HOST": "localhost"}, 403),
    ("local", {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 403),
    ("local", {"REMOTE_ADDR": "", "HTTP_HOST": "localhost"}, 403),
    ("staff", {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"}, 403),
    ("anyone", {"REMOTE_ADDR": "203.0.113.9", "HTTP_HOST": "localhost"}, 200),
]


def test_who_may_open_a_table(transactional_db, settings):
    for rule, asked, status in OPENERS:
        settings.OPEN_TABLES = rule
        assert Client().get("/new/", **asked).status_code == status, (rule, asked)


def test_staff_may_open_a_table_from_anywhere(transactional_db, settings, admin_user):
    settings.OPEN_TABLES = "staff"
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.force_login(admin_user)
    assert client.get("/new/").status_code == 200


def test_a_link_that_a_new_secret_no_longer_makes_is_not_shown(opened, settings):
    settings.SECRET_KEY = "another secret " * 5
    assert games.opened(opened.game).seat_links == {}


def test_demo_prints_the_same_table_until_it_is_over(transactional_db, capsys, settings):
    settings.PUBLIC_URL = "http://localhost:8123"

    def demo(*options):
        call_command("demo", "--json", *options)
        return json.loads(capsys.readouterr().out)

    first = demo()
    assert set(first) == {"url", "game", "control", "seats"} and len(first["seats"]) == 13
    assert first["control"].startswith("http://localhost:8123/join/")
    assert demo() == first
    fresh = demo("--fresh")
    assert fresh["game"] != first["game"] and demo() == fresh
    enter(browser("frank"), fresh["control"], "Frank")
    stream = Game.objects.get(pk=fresh["game"]).stream
    command(stream, "game.start", seat="control.facilitator")
    command(stream, "game.end", seat="control.facilitator", reason="The bell rang.")
    assert demo()["game"] not in {fresh["game"]}


def command(stream, name, *, seat, words_from=None, **args):
    answer = journal.handle(
        stream, command_id=f"t-{name}-{len(str(args))}-{seat}", name=name, args=args, seat=seat, words_from=words_from
    )
    assert answer["ok"], answer
    return answer


@pytest.fixture
def played(opened, cast):
    """A real game under way, with words in it."""
    seats = {"control.facilitator": cast.frank, "us.president": cast.alice, "russia.president": cast.boris}
    for seat, client in seats.items():
        enter(client, {**opened.seat_links, "control.facilitator": opened.control_link}[seat], f"as {seat}")
    stream = opened.game.stream
    author = Person.objects.get(name="as us.president").pk.hex
    command(stream, "game.start", seat="control.facilitator")
    room = next(name for name, room in state_at(stream)[0]["rooms"].items() if room["kind"] == "all")
    for n in range(5):
        command(stream, "talk.say", seat="us.president", words_from=author, room=room, text="Canary words " + "!" * n)
    return opened.game


def test_a_real_game_replays_the_same_in_other_processes(played, process_environment):
    """[P6] Whatever the hash seed, zone and locale: the same state, to the order of its tables."""
    digests = set()
    for seed, zone in (("0", "UTC"), ("1", "Asia/Kathmandu"), ("12345", "America/St_Johns")):
        environment = {**process_environment, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        ran = subprocess.run(
            [sys.executable, "-m", "django", "replay", "--json", str(played.pk)],
            env={**environment, "DJANGO_SETTINGS_MODULE": "wargame.settings"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(json.loads(ran.stdout)["digest"])
    assert len(digests) == 1
    assert verify(stream_row(played.stream)).problems == ()


def test_a_person_can_be_erased_and_the_game_still_verifies(played, cast):
    person = Person.objects.get(name="as us.president")
    known = people.everything_about(person.pk)
    assert known["name"] == "as us.president" and len(known["words"]) == 5 and known["devices"] == ["Chrome on Windows"]
    assert people.erase(person.pk) == 5
    assert people.everything_about(person.pk) | {"consent": ""} == {
        **known,
        "name": "",
        "words": [],
        "devices": [""],
        "consent": "",
    }
    assert access.names(played.pk)["us.president"] is None
    assert not Written.objects.filter(words__contains="Canary").exists()
    token = cast.alice.cookies[access.cookie_name(played.pk, "us.president")].value
    assert access.seat_for(token, played.pk) is None
    assert verify(stream_row(played.stream)).problems == ()
    assert people.erase(person.pk) == 0


def test_a_game_travels_with_its_table(played, tmp_path):
    """The archive names the table, so that an import has links for its seats; nobody sits there yet."""
    from tests.journal.test_archive import forget

    file = tmp_path / "game.zip"
    call_command("export", str(played.pk), out=file)
    before = state_at(played.stream)
    Game.objects.all().delete()
    Person.objects.all().delete()
    forget(played.stream)
    call_command("import", file)
    again = Game.objects.get(pk=played.pk)
    assert (again.title, again.stream, state_at(again.stream)) == (played.title, played.stream, before)
    answer = enter(browser("boris"), games.opened(again).seat_links["us.president"], "Hillary")
    assert answer.status_code == 303  # the seat was taken in the log, by somebody unknown here
    assert verify(stream_row(again.stream)).problems == ()


def test_games_are_found_by_name(opened):
    assert games.stream_named(str(opened.game.pk)) == opened.game.stream
    assert games.stream_named(str(opened.game.pk)[:6]) == opened.game.stream
    assert games.stream_named("tuesday") == opened.game.stream
    assert games.stream_named("wednesday") is None


def test_attendance_is_kept_as_intervals(opened, cast):
    enter(cast.alice, opened.seat_links["us.president"], "Alice")
    found = access.seat_for(
        cast.alice.cookies[access.cookie_name(opened.game.pk, "us.president")].value, opened.game.pk
    )
    first, second = attendance.arrive(found), attendance.arrive(found)
    attendance.depart(first)
    ended = Attendance.objects.get(pk=first).departed
    attendance.depart(first)
    assert Attendance.objects.get(pk=first).departed == ended
    attendance.seen([first, second])
    assert attendance.end_stale() == 0
    assert attendance.end_stale(older_than_s=-1) == 1
    row = Attendance.objects.get(pk=second)
    assert row.departed == row.seen


def test_the_admin_shows_and_never_writes(played, admin_client):
    for address in (
        "journal/entry",
        "journal/stream",
        "journal/receipt",
        "journal/written",
        "journal/document",
        "journal/snapshot",
        "lobby/game",
        "lobby/person",
        "lobby/seat",
        "lobby/invitation",
        "lobby/credential",
        "lobby/knock",
        "lobby/attendance",
        "control/deed",
        "umpire/work",
        "admin/logentry",
    ):
        assert admin_client.get(f"/admin/{address}/?q=president").status_code == 200, address
        assert admin_client.get(f"/admin/{address}/add/").status_code == 403, address
    entry = journal.models.Entry.objects.filter(stream=played.stream).first()
    shown = admin_client.get(f"/admin/journal/entry/{entry.pk}/change/")
    assert shown.status_code == 200 and "_save" not in shown.content.decode()
    assert admin_client.post(f"/admin/journal/entry/{entry.pk}/change/", {"kind": "x"}).status_code == 403
    invitation = Invitation.objects.first()
    assert invitation.nonce not in admin_client.get(f"/admin/lobby/invitation/{invitation.pk}/change/").content.decode()


def test_the_admin_makes_a_link_for_a_facilitator_who_lost_the_seat(opened, admin_client):
    shown = admin_client.get("/admin/lobby/game/").content.decode()
    assert f"/table/{opened.game.pk}/control.facilitator/" in shown
    answer = admin_client.post(
        "/admin/lobby/game/",
        {"action": "facilitator_link", "_selected_action": [str(opened.game.pk)], "index": "0"},
        follow=True,
    )
    link = re.search(r"http://[a-z]+(/join/[A-Za-z0-9_-]{32}/)", answer.content.decode())
    assert link and Client().get(link[1]).status_code == 200
    assert Client().get(path_of(opened.control_link)).status_code == 410  # the link before it is withdrawn
    titled = admin_client.get("/admin/journal/document/").content.decode()
    assert games.packs()[0]["title"] in titled


def test_what_staff_does_to_seats_and_links_is_noted_and_can_be_searched(opened, admin_client):
    """[P14]"""
    seat = opened.game.seats.get(seat_id="us.state")
    assert f"/table/{opened.game.pk}/control.facilitator/" in admin_client.get("/admin/lobby/seat/").content.decode()
    for action in ("new_link", "shut_out", "empty"):
        words = {"action": action, "_selected_action": [str(seat.pk)], "index": "0"}
        assert admin_client.post("/admin/lobby/seat/", words).status_code == 302
    invitation = Invitation.objects.filter(seat=seat, revoked=None).get()
    words = {"action": "withdraw", "_selected_action": [str(invitation.pk)], "index": "0"}
    admin_client.post("/admin/lobby/invitation/", words)
    invitation.refresh_from_db()
    assert invitation.revoked is not None
    noted = admin_client.get("/admin/admin/logentry/").content.decode()
    for said in ("A new link.", "Devices shut out.", "Emptied.", "Withdrawn."):
        assert said in noted, said
    pack = journal.models.Document.objects.get(kind="pack")
    listed = admin_client.get(f"/admin/lobby/game/?q={pack.digest}").content.decode()
    assert opened.game.title in listed
    assert f"?q={pack.digest}" in admin_client.get("/admin/journal/document/").content.decode()


def test_no_page_has_anything_inline(opened, cast):
    """The policy of the site lets neither inline styles nor scripts run."""
    enter(cast.frank, opened.control_link, "Frank")
    for path in ("/", "/new/", path_of(opened.seat_links["us.state"]), f"/links/{opened.game.pk}/", "/join/none/"):
        text = cast.frank.get(path).content.decode()
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", text), path
        assert '<html lang="en">' in text and "<h1" in text


def test_bots_are_chosen_in_the_form_and_a_link_takes_one_over(cast):
    """[R17]"""
    chosen = {f"bot.{PACK}.russia": "firm", f"bot.{PACK}.nato": "balanced", "pace": "quick"}
    answer = open_by_form(cast.frank, **chosen)
    assert answer.status_code == 303
    game = Game.objects.get()
    assert game.options["bots"] == {"russia.president": "firm", "nato.secgen": "balanced"}
    state, _ = journal.state_at(game.stream)
    assert {seat for seat, row in state["seats"].items() if row["bot"]} == {"russia.president", "nato.secgen"}
    link = games.opened(game).seat_links["russia.president"]
    assert enter(cast.boris, link, "Boris").status_code == 303
    state, _ = journal.state_at(game.stream)
    assert state["seats"]["russia.president"]["bot"] == "waits"
    told = journal.handle(game.stream, command_id="b", name="seat.hand_back", args={}, seat="russia.president")
    assert told["ok"]
    seat = game.seats.get(seat_id="russia.president")
    assert invitations.free(seat.pk, by="control.facilitator") is None
    state, _ = journal.state_at(game.stream)
    assert state["seats"]["russia.president"]["bot"] == "plays"


def test_a_bot_that_is_none_is_refused_in_words(cast):
    answer = open_by_form(cast.frank, **{f"bot.{PACK}.russia": "furious"})
    assert answer.status_code == 400 and "Choose people or one of the bots" in answer.content.decode()
    assert open_by_form(cast.frank, pace="slow").status_code == 400
    with pytest.raises(games.BadBots, match="firm, balanced, accommodating"):
        games.open_game(PACK, title="x", options={}, bots={"us.president": "furious"})
    with pytest.raises(games.BadBots, match="Facilitator"):
        games.open_game(PACK, title="x", options={}, bots={"control.facilitator": "firm"})
    assert not Game.objects.exists()


def test_a_table_for_one_person_begins_when_that_person_sits_down(cast):
    answer = StringIO()
    call_command("demo", "--json", "--bots", "russia", stdout=answer)
    opened = json.loads(answer.getvalue())
    stream = Game.objects.get(pk=opened["game"]).stream
    assert not journal.state_at(stream)[0]["game"]["started"]
    enter(cast.boris, opened["seats"]["russia.president"], "Boris")
    state, _ = journal.state_at(stream)
    assert state["game"]["started"] and state["phase"]["deadline_ms"] is None
    assert {seat for seat, row in state["seats"].items() if row["bot"]} == {"us.president", "nato.secgen"}
    with pytest.raises(CommandError, match="Choose among us, russia, nato"):
        call_command("demo", "--bots", "mars")


def test_the_form_holds_every_scenarios_lengths_and_takes_one_of_the_chosen(cast):
    text = cast.frank.get("/new/").content.decode()
    for pack in games.packs():
        for length in pack["lengths"]:
            row = f'data-of="{pack["id"]}"><input type="radio" name="turns" value="{length["turns"]}"'
            assert row in text, (pack["id"], length)
    assert text.count('name="turns"') == sum(len(pack["lengths"]) for pack in games.packs())
    assert len(re.findall(r'name="turns" value="\d+" checked', text)) == 1
    refused = open_by_form(cast.frank, pack="strait_of_marn", turns="6")
    assert refused.status_code == 400 and "Choose 1 to 3 turns." in refused.content.decode()
    assert open_by_form(cast.frank, pack="strait_of_marn", turns="3").status_code == 303


def test_seats_carry_the_number_of_their_side_whatever_the_pack_calls_it(cast):
    for pack, sides in (
        (PACK, {"us": 1, "russia": 2, "nato": 3}),
        ("strait_of_marn", {"ost": 1, "harl": 2, "guild": 3}),
    ):
        game = games.open_game(pack, title=pack, options={"turns": 3, "mode": "rigid", "observers": "public"}).game
        assert game.sides == sides
        for seat in game.seats.all():
            assert seat.side == sides.get(seat.cell, 0), seat
    answer = open_by_form(cast.frank, pack="strait_of_marn")
    text = cast.frank.get(answer["Location"]).content.decode()
    assert [text.count(f"panel side-{number}") for number in range(4)] == [1, 2, 2, 1]
