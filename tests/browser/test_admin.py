"""Django's admin in a browser: signed in, a game found, its log read; nothing keeps people out or asks elsewhere."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import TAKEN
from tests.browser.watching import DESKTOP, Watch, photograph
from tests.harness.people import redeem
from tests.harness.running import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]
SECRET = "a long enough secret"


def staff(family) -> None:
    words = [sys.executable, "manage.py", "createsuperuser", "--noinput", "--data", str(family.data)]
    given = {"USERNAME": "frances", "EMAIL": "frances@example.org", "PASSWORD": SECRET}
    environment = {name: value for name, value in os.environ.items() if name not in TAKEN}
    environment |= {f"DJANGO_SUPERUSER_{name}": value for name, value in given.items()}
    subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120)


def test_staff_sign_in_find_a_game_and_read_its_log(family, flat_browser):
    staff(family)
    redeem(family.url, family.seats["us.president"], "Una").send("talk.say", room="us", text="Is anybody here?")
    page = flat_browser.new_context(viewport=DESKTOP, reduced_motion="reduce", color_scheme="dark").new_page()
    watch = Watch(page, family.url.split("//", 1)[1])

    page.goto(f"{family.url}/admin/")
    photograph(page, "admin-login")
    watch.axe("the admin's door")
    page.get_by_label("Username").fill("frances")
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Games", exact=True).first).to_be_visible()
    photograph(page, "admin")
    watch.axe("the admin's first page")
    page.get_by_role("link", name="Games", exact=True).first.click()
    photograph(page, "admin-games")
    watch.axe("games in the admin")
    page.get_by_role("link", name="entries").first.click()
    expect(page.get_by_role("columnheader", name="Kind")).to_be_visible()
    photograph(page, "admin-log")
    watch.axe("the log in the admin")
    page.locator("#result_list tbody th a").first.click()
    photograph(page, "admin-entry")
    watch.axe("an entry in the admin")
    watch.check()
