"""A person at the table as a small HTTP client: redeems a link, looks, commands, and asks again until answered."""

import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

ANSWER_WITHIN_S = 60.0


class Refused(Exception):
    """The table said no; `code` and `field` as on the wire."""

    def __init__(self, code: str, message: str, field: str | None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.field = field


@dataclass
class Person:
    """One seat, spoken for over HTTP with its bearer token."""

    url: str
    game: str
    seat: str
    token: str
    http: httpx.Client = field(repr=False, default=None)
    etag: str | None = None

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, timeout=10.0, headers={"Authorization": f"Bearer {self.token}"})

    def view(self) -> dict[str, Any]:
        """The seat's whole picture now."""
        answer = self._through(lambda: self.http.get(f"/api/games/{self.game}/view"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def catalogue(self) -> dict[str, Any]:
        answer = self._through(lambda: self.http.get(f"/api/games/{self.game}/catalogue"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def messages(self, room: str) -> list[dict[str, Any]]:
        """All messages of a room, oldest first, page by page."""
        items: list[dict[str, Any]] = []
        while True:
            after = items[-1]["n"] if items else 0
            page = self._page(room, after)
            items += page["items"]
            if not page["more"]:
                return items

    def _page(self, room: str, after: int) -> dict[str, Any]:
        path = f"/api/games/{self.game}/rooms/{room}/messages"
        return self._through(lambda: self.http.get(path, params={"after": after, "limit": 100})).json()

    def send(self, name: str, command_id: str | None = None, /, **args: Any) -> dict[str, Any]:
        """Send a command until it is answered, always under the same id; its receipt, or Refused."""
        body = {"id": command_id or str(uuid.uuid4()), "name": name, "args": args}
        answer = self._through(lambda: self.http.post(f"/api/games/{self.game}/commands", json=body))
        told = answer.json()
        if "receipt" in told:
            return told["receipt"]
        raise Refused(told["code"], told["message"], told.get("field"))

    def _through(self, ask) -> httpx.Response:
        """The first answer that is one: cut connections, 5xx while something restarts, and 429 are tried again."""
        deadline = time.monotonic() + ANSWER_WITHIN_S
        while True:
            try:
                answer = ask()
                if answer.status_code < 500 and answer.status_code != 429:
                    return answer
            except httpx.TransportError:
                answer = None
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"{self.seat} got no answer in {ANSWER_WITHIN_S} s; last: {answer and answer.text}"
                )
            time.sleep(0.1)


def redeem(url: str, link: str, name: str) -> Person:
    """Take the seat of an invitation link."""
    code = link.rstrip("/").rsplit("/", 1)[-1]
    answer = httpx.post(f"{url}/api/invitations/redeem", json={"code": code, "name": name}, timeout=20.0)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    return Person(url=url, game=told["game"], seat=told["seat"], token=told["token"])


def holder(cookies: list[dict[str, Any]], *, url: str, game: str, seat: str) -> Person:
    """The person whose browser has these cookies, to be spoken for over HTTP as well."""
    name = seat.replace(".", "-")
    token = next(each["value"] for each in cookies if each["name"].endswith(f"seat-{game[:8]}-{name}"))
    return Person(url=url, game=game, seat=seat, token=token)


def end_phase(control: Person, turn: int, phase: str) -> None:
    control.send("phase.end", turn=turn, phase=phase, reason="Everybody is done.")


def work_out(control: Person, turn: int) -> None:
    """Close the orders of a turn, wait for the engine, and publish what it proposes."""
    end_phase(control, turn, "orders")

    def proposed() -> bool:
        found = control.view()["control"]["proposals"].values()
        return any(each["turn"] == turn and each["state"] == "proposed" for each in found)

    wait_for(proposed, within_s=180, what=f"the proposal of turn {turn}")
    control.send("adjudication.accept", turn=turn)
    wait_for(lambda: control.view()["phase"]["name"] == "results", within_s=60, what=f"the results of turn {turn}")


def wait_for(look, *, within_s: float, what: str) -> Any:
    """Look until it gives something true; AssertionError naming `what` when the time is over."""
    deadline = time.monotonic() + within_s
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"not within {within_s} s: {what}"
        time.sleep(0.1)
