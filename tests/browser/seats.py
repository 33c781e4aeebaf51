"""People at the table as page objects: what a player and the facilitator press, by the words that they read."""

from typing import Self

from playwright.sync_api import Browser, Page, expect

from tests.browser.watching import DESKTOP, PATIENCE, Watch
from tests.harness.running import Running

SOON_MS = 30_000 * PATIENCE  # what takes a tenth of a second on a machine of one's own, on one that twenty share
ACTED_MS = 60_000 * PATIENCE
ADJUDICATED_WITHIN_MS = 60_000 * PATIENCE
NAMES = {"us.president": "Una", "us.state": "Sam", "russia.president": "Rurik", "nato.secgen": "Nadia"}


class Sitting:
    """A person in a browser of their own."""

    def __init__(self, browser: Browser, url: str, link: str, name: str) -> None:
        self.context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", accept_downloads=True)
        self.context.set_default_timeout(ACTED_MS)
        self.page: Page = self.context.new_page()
        self.watch = Watch(self.page, url.split("//", 1)[1])
        self.name = name
        self.page.goto(link)
        self.page.get_by_label("Your name at the table").fill(name)
        self.page.get_by_role("button", name="take my seat").click()
        self.page.wait_for_url("**/table/**")
        self.live()

    @classmethod
    def at(cls, page: Page, url: str, name: str) -> Self:
        """Somebody whose page is open already."""
        sitting = cls.__new__(cls)
        sitting.context, sitting.page, sitting.name = page.context, page, name
        sitting.watch = Watch(page, url.split("//", 1)[1])
        return sitting

    def live(self) -> None:
        expect(self.page.locator(".light.live").first).to_be_visible(timeout=SOON_MS)

    def enter(self, room: str) -> None:
        self.page.get_by_role("complementary", name="Talks").get_by_role("button", name=room).click()

    def say_in(self, room: str, words: str) -> None:
        self.enter(room)
        self.page.get_by_placeholder("Write to").fill(words)
        self.page.get_by_placeholder("Write to").press("Enter")

    def reads(self, words: str) -> None:
        expect(self.page.get_by_role("log").get_by_text(words)).to_be_visible(timeout=SOON_MS)


class Player(Sitting):
    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def in_phase(self, name: str) -> None:
        expect(self.page.locator("[aria-current='step']").first).to_contain_text(name, timeout=ADJUDICATED_WITHIN_MS)

    def ready(self) -> None:
        self.page.locator("footer button.ready").click()
        expect(self.page.get_by_role("button", name="take it back")).to_be_visible(timeout=SOON_MS)

    def compose(self, title: str, to: str, kinds: list[str]) -> None:
        """Put an offer on the table with one clause of each kind, as the form proposes them."""
        self.tab("Offers")
        self.page.locator("[data-pane=offers]").get_by_role("button", name="New offer").click()
        self.page.get_by_label("Title of the paper").fill(title)
        self.page.get_by_role("group", name="Goes to").get_by_label(to).check()
        for kind in kinds:
            self.page.get_by_label("Add a clause").select_option(label=kind)
        self.page.get_by_role("button", name="Put it on the table").click()
        expect(self.page.get_by_role("article", name=title)).to_be_visible(timeout=SOON_MS)

    def order(self, kind: str, **fields: str) -> None:
        """Write an order of a kind (the beginning of its title), with these fields by their labels."""
        self.tab("Orders")
        chooser = self.page.get_by_label("New order")
        value = chooser.locator("option", has_text=kind).first.get_attribute("value")
        chooser.select_option(value)
        form = self.page.locator("form.form")
        for label, words in fields.items():
            form.get_by_label(label).fill(words)
        form.get_by_role("button", name="Write this order").click()
        expect(form).to_have_count(0, timeout=SOON_MS)


class Facilitator(Sitting):
    def start(self) -> None:
        self.page.get_by_role("button", name="Start the game").click()

    def end(self, phase: str) -> None:
        """End the phase on the desk's clock, with the second press in the dialogue."""
        self.page.get_by_role("button", name=f"End {phase.lower()} …").click()
        self.page.get_by_role("dialog").get_by_role("button", name=f"End {phase.lower()}", exact=True).click()

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()

    def publish(self, *, reason: str | None = None, amend: dict[str, str] | None = None) -> None:
        """Accept the proposal of the turn, or amend indicators by name, with the reason."""
        self.tab("Adjudication")
        button = self.page.get_by_role("button", name="Accept and publish")
        expect(button).to_be_visible(timeout=ADJUDICATED_WITHIN_MS)
        for indicator, value in (amend or {}).items():
            field = self.page.get_by_label(f"{indicator} becomes")
            if field.count() == 0:
                self.page.get_by_label("Move another indicator").select_option(label=indicator)
            field.fill(value)
        if amend:
            button = self.page.get_by_role("button", name="Publish as amended")
        if reason:
            self.page.locator("#ruling").fill(reason)
        button.click()


def negotiating(browser: Browser, family: Running, *seats: str) -> tuple[Facilitator, *tuple[Player, ...]]:
    """The facilitator and the players of these seats at a table that has come to its first negotiation."""
    control = Facilitator(browser, family.url, family.control, "Fay")
    players = tuple(Player(browser, family.url, family.seats[seat], NAMES[seat]) for seat in seats)
    control.start()
    control.end("Briefing")
    for player in players:
        player.in_phase("Negotiation")
    return control, *players
