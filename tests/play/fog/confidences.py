"""What is said in confidence in the fogged game beside offers, orders and talk: each text a canary for who may read it.

Every function plays a part of the game through open pages; `Fog.give` notes at which places canaries were accepted.
"""

import secrets
from typing import Any

from tests.play.page import Page
from tests.umpire.test_estimates import Stub
from wargame import journal
from wargame.lobby.door import unit
from wargame.umpire.estimates import rows
from wargame.umpire.value.table import Table

Pages = dict[str, Page]
US, STATE, RUSSIA, FOREIGN, SECGEN, POLAND, CONTROL = (
    "us.president", "us.state", "russia.president", "russia.foreign", "nato.secgen", "nato.poland",
    "control.facilitator",
)  # fmt: skip


async def among_sides(fog: Any, pages: Pages) -> None:
    await meet(fog, pages)
    await talk_aside(fog, pages)
    await agree(fog, pages)


async def meet(fog: Any, pages: Pages) -> None:
    """A call that is held, talked at and told of by one side to itself; and one that is declined."""
    both, say = ("us", "russia"), fog.aviary.put
    note = say("note of a meeting and its agenda", *both)
    meeting = await fog.give(pages[US], "meeting.call", kind="call", to=["russia"], slot=1, note=note)
    await pages[RUSSIA].until(lambda: meeting in pages[RUSSIA].view["meetings"])
    reason = say("reason of who comes to the meeting", *both)
    await fog.give(pages[RUSSIA], "meeting.answer", meeting=meeting, accept=True, reason=reason)
    await pages[US].until(lambda: pages[US].view["meetings"][meeting]["room"])
    room = pages[US].view["meetings"][meeting]["room"]
    words = say("words in the room of a meeting", US, RUSSIA)
    await fog.give(pages[US], "talk.say", room=room, text=words)
    readout = say("a meeting as one side keeps it", "us")
    await fog.give(pages[US], "meeting.readout", meeting=meeting, text=readout, public=False)
    fog.things["a meeting"] = meeting
    both = ("us", "nato")
    note = say("note of a meeting that is declined", *both)
    meeting = await fog.give(pages[US], "meeting.call", kind="call", to=["nato"], slot=2, note=note)
    await pages[SECGEN].until(lambda: meeting in pages[SECGEN].view["meetings"])
    reason = say("reason of who declines the meeting", *both)
    await fog.give(pages[SECGEN], "meeting.answer", meeting=meeting, accept=False, reason=reason)


async def talk_aside(fog: Any, pages: Pages) -> None:
    title = fog.aviary.put("title of a room of one's own", STATE, FOREIGN)
    room = await fog.give(pages[STATE], "room.open", title=title, members=[FOREIGN])
    words = fog.aviary.put("words in a room of one's own", STATE, FOREIGN)
    await pages[FOREIGN].until(lambda: room in pages[FOREIGN].view["rooms"])
    await fog.give(pages[FOREIGN], "talk.say", room=room, text=words)


async def agree(fog: Any, pages: Pages) -> None:
    """An agreement that a guest declines, one that needs a second consent, and one that is denounced."""
    from tests.play.fog.test_fog import table_offer

    three = ("us", "russia", "nato")
    clause = {"id": "g1", "kind": "start_extension", "party": "us", "args": {"years": 5}}
    offer = await table_offer(fog, pages, US, "russia", clause, "guest's", three, invites=["nato"])
    agreement = await sign(pages, offer, US, RUSSIA)
    await pages[SECGEN].until(lambda: agreement in pages[SECGEN].view["agreements"])
    reason = fog.aviary.put("reason of who declines to join", *three)
    await fog.give(pages[SECGEN], "agreement.decline", agreement=agreement, reason=reason)
    reason = fog.aviary.put("reason of the denunciation", *three)
    await fog.give(pages[US], "agreement.denounce", agreement=agreement, reason=reason)
    two = ("us", "nato")
    args = {"sensor": "brdy", "region": "central_europe", "with": ["nato"]}
    clause = {"id": "a1", "kind": "joint_system", "party": "us", "args": args}
    offer = await table_offer(fog, pages, US, "nato", clause, "consented", two)
    agreement = await sign(pages, offer, US, SECGEN)
    reason = fog.aviary.put("because of a second consent", *two)
    words = {"agreement": agreement, "clause": "a1", "approval": "committees", "given": False, "reason": reason}
    await fog.give(pages[CONTROL], "approval.answer", **words)


async def sign(pages: Pages, offer: str, *seats: str) -> str:
    for seat in seats:
        await pages[seat].until(lambda seat=seat: offer in pages[seat].view["offers"])
        digest = pages[seat].view["offers"][offer]["versions"]["1"]["digest"]
        answer = await pages[seat].command("offer.sign", offer=offer, version=1, digest=digest)
        assert answer["type"] == "ack" or answer["code"] == "already-signed", answer

    def made() -> list[str]:
        return [name for name, row in pages[seats[0]].view["agreements"].items() if row["offer"] == offer]

    await pages[seats[0]].until(made)
    return made()[0]


async def in_cells(fog: Any, pages: Pages) -> None:
    """What sides keep to themselves: drafts, votes, commitments, requests for time; and what a seat forecasts."""
    say = fog.aviary.put
    changes: dict[str, Any] = {"title": say("title of a draft", "us"), "note": say("note of a draft", "us")}
    fog.things["a draft"] = await fog.give(pages[STATE], "draft.save", of="offer", changes=changes)
    changes = {
        "kind": "public_statement",
        "args": {"text": say("text in an order's draft", "russia")},
        "rationale": say("rationale of a draft", "russia"),
        "expects": say("what a draft expects", "russia"),
    }
    await fog.give(pages[RUSSIA], "draft.save", of="order", changes=changes)
    choices = [say(f"choice {n} of a vote", "nato") for n in (1, 2)]
    question = say("question of a vote", "nato")
    fog.things["a vote"] = await fog.give(pages[POLAND], "vote.call", question=question, choices=choices)
    words = {
        "rationale": say("rationale of a commitment", "russia"),
        "expects": {"us": say("what a commitment expects", "russia")},
    }
    await fog.give(pages[RUSSIA], "cell.ready", ready=True, confidence=41, **words)
    about = say("reason of a forecast", POLAND)
    await fog.give(pages[POLAND], "forecast.give", question="polish_consent", probability=37, words=about)
    await surveyed(fog, pages)
    request = await fog.give(pages[US], "time.ask", seconds=300, reason=say("reason why time is asked for", "us"))
    reason = say("reason why no time is given", "us")
    await fog.give(pages[CONTROL], "time.answer", request=request, grant=False, reason=reason)


async def surveyed(fog: Any, pages: Pages) -> None:
    """A survey that control writes for one side; what one of its people answers, skips, declines."""
    say, page = fog.aviary.put, pages[CONTROL]
    labels = {name: say(f"{name} of a question", "nato") for name in ("low", "high")}
    choice = {"value": "y", "label": say("label of a choice", "nato")}
    choices = [choice, {"value": "n", "label": "No."}]
    limits = {"min": 0, "max": 9, "unit": say("unit of a question", "nato")}
    questions: list[dict[str, Any]] = [
        {"id": "s", "kind": "scale", "points": 5, **labels},
        {"id": "c", "kind": "choice", "choices": choices},
        {"id": "n", "kind": "number", **limits},
        {"id": "t", "kind": "text", "help": say("help of a question", "nato")},
    ]
    for row in questions:
        row["text"] = say(f"text of the question {row['id']}", "nato")
    words = {"title": say("title of a survey", "nato"), "words": say("words of a survey", "nato")}
    reason = say("reason of a survey")
    survey = await fog.give(page, "survey.write", **words, questions=questions, to=["nato"], reason=reason)
    await fog.give(page, "survey.open", survey=survey, reason=say("reason why a survey opens"))
    opened = f"{survey}:1"
    await pages[POLAND].until(lambda: opened in pages[POLAND].view["surveys"]["asked"])
    sheet = {"answers": {"t": say("answer to a survey", POLAND)}, "skipped": {"s": say("why it is skipped", POLAND)}}
    await fog.give(pages[POLAND], "survey.answer", survey=opened, **sheet)
    reason = say("reason why a survey is declined", SECGEN)
    await fog.give(pages[SECGEN], "survey.decline", survey=opened, reason=reason)
    await fog.give(page, "survey.close", survey=opened, reason=say("reason why a survey closes"))


async def of_control(fog: Any, pages: Pages) -> None:
    """Control's notes, its plans, what it does for a seat, and an inject in words of its own."""
    say, page = fog.aviary.put, pages[CONTROL]
    await fog.give(page, "note.pin", text=say("a note of control's"), about="us.president")
    for name, to in (("staff_kennebunkport", ("russia",)), ("staff_cfe_decree", ())):
        words = {"title": say(f"title in the plan of {name}"), "text": say(f"text in the plan of {name}")}
        reason = say(f"reason for the plan of {name}")
        await fog.give(page, "inject.plan", inject=name, state="held", reason=reason, **words)
        if to:
            words = {"title": say("title of an inject reworded", *to), "text": say("text of an inject reworded", *to)}
            await fog.give(page, "inject.send", inject=name, **words)
    await write_injects(fog, page)
    args = {"room": "us-nato", "text": say("words that control says for Turkey", "us", "nato")}
    reason = say("reason why control acts for a seat")
    await fog.give(page, "act.for", seat="nato.turkey", command="talk.say", args=args, reason=reason)


async def write_injects(fog: Any, page: Page) -> None:
    """One that one side reads at once, and one that waits for its turn."""
    for name, when, to in (("now", {"when": "now"}, ("russia",)), ("later", {"when": "turn", "turn": 2}, ())):
        words = {
            place: fog.aviary.put(f"{place} of an inject of control's own, {name}", *to)
            for place in ("voice", "title", "text")
        }
        reason = fog.aviary.put(f"reason of an inject of control's own, {name}")
        await fog.give(page, "inject.write", to=["russia"], reason=reason, **words, **when)


async def asked(fog: Any, pages: Pages) -> None:
    """A question to the umpire, answered in a worker's place, and a try of a site: for their seat alone."""
    page, memory = pages[US], Table(Stub())
    clause = {
        "id": "q1",
        "kind": "cap_interceptors",
        "party": "us",
        "args": {"number": 7, "region": "southeast_europe"},
    }
    question = {"terms": {"clauses": [clause], "parties": ["us", "nato"]}}
    frame = fog.aviary.put_for("the frame of a question", US, f"CANARY-question-{secrets.token_hex(6)}")
    told = await page.ask({"type": "estimate", "id": frame, "question": question})
    assert told["type"] == "estimate", told
    fog.things["the question of us.president"] = fog.aviary.put_for("the name of a question", US, told["estimate"])
    words = {"title": "What if", "text": f"CANARY-what-if-{secrets.token_hex(6)}"}
    fog.aviary.put_for_nobody("the text of an order that was only asked about", words["text"])
    asking = {"order": {"kind": "public_statement", "args": words}}
    second = await page.ask({"type": "estimate", "question": asking})
    own, rows.table = rows.table, lambda asks: memory
    try:
        for each in (told, second):
            assert await unit(lambda each=each: rows.work_on(each["estimate"])) == "done"
    finally:
        rows.table = own
    await page.until(lambda: any(m["type"] == "estimate" and m["id"] == frame and m["answer"] for m in page.messages))
    place = {"assessment": "us_own", "axis": "iran_europe", "site": "redzikowo", "number": 10}
    frame = fog.aviary.put_for("a try", US, f"CANARY-try-{secrets.token_hex(6)}")
    tried = await page.ask({"type": "try", "id": frame, **place, "lat_deg": 51.5, "lon_deg": 17.1, "outline": True})
    assert tried["type"] == "tried", tried
    fog.aviary.put_for("what a try found", US, tried["mask"])
    for seat, thing in ((STATE, fog.things["a draft"]), (US, fog.things["a draft"])):
        await pages[seat].say({"type": "editing", "thing": thing})
    fog.aviary.put("the name of a draft", "us", text=fog.things["a draft"])
    for room in ("us-russia", "us"):
        await page.say({"type": "typing", "room": room})


async def of_the_house(fog: Any) -> None:
    """A bot's note of its step, and the engine's failure in plain words: control's alone."""
    note, words = fog.aviary.put("a bot's note"), fog.aviary.put("words of a failure")
    bot = {"seat": "nato.germany", "temperament": await unit(lambda: _temperament(fog))}
    await unit(lambda: _handled(fog, "control.facilitator", "bot.seat", bot))
    await unit(lambda: _handled(fog, "nato.germany", "bot.note", {"step": 0, "text": note}, by_bot=True))
    await unit(lambda: _handled(fog, "system", "findings.fail", {"turn": 1, "attempt": 1, "words": words}))


def _temperament(fog: Any) -> str:
    return next(iter(journal.pack_of(fog.table.stream)["bots"]["nato"]))


def _handled(fog: Any, seat: str, name: str, args: dict[str, Any], *, by_bot: bool = False) -> None:
    answer = journal.handle(
        fog.table.stream, command_id=secrets.token_hex(8), name=name, args=args, seat=seat, by_bot=by_bot
    )
    assert answer["ok"], (name, answer)
    fog.note(name, args)


async def rule(fog: Any, pages: Pages) -> None:
    """Control publishes with other words for a secret order: they are its cell's."""
    page = pages[CONTROL]
    await page.until(lambda: "1" in page.view["control"]["proposals"], 30)
    words = {fog.things["order of russia.president"]: fog.aviary.put("control's words for a secret order", "russia")}
    reason = "The umpires looked again."
    await fog.give(page, "adjudication.amend", turn=1, indicators={}, outcomes=words, reason=reason)
