"""A server with holes in it, one open at a time: the program that is run before the real one, and the holes' names.

Which hole is open stands in a file, so that one process serves them all. None of this is imported by the program.
"""

HOLES = (
    "the orders of all cells",
    "one cache for all seats",
    "an error that echoes the state",
    "talk without asking who reads",
    "the whole pack as the catalogue",
    "control's part for everybody",
    "the drafts of all cells",
    "meetings of others, with what sides keep of them",
    "everybody's forecasts",
    "everybody's answers to surveys",
    "who asked the umpire what",
)

PROGRAM = """
import dataclasses, os
from pathlib import Path
import django
django.setup()
from wargame.journal.law import enact, enacted
from wargame.journal.read import shelf
from wargame.play import http
from wargame.play.socket import consumers
from wargame.play.table import feed
from wargame.rules import sight
from wargame.rules.sight import SightPart, control, surveys
from wargame.umpire.estimates import rows

flag = Path(os.environ["HOLE"])
def on(name):
    return flag.read_text() == name

def hole_in(part, name, leak):
    whole = sight.PARTS[part]
    sight.PARTS[part] = SightPart(whole.reads, lambda s, seat: leak(s, seat) if on(name) else whole.fn(s, seat))

hole_in("orders", "the orders of all cells", lambda state, seat: {**state["orders"]})
hole_in("control", "control's part for everybody", lambda state, seat: control.control(state, "control.facilitator"))
hole_in("drafts", "the drafts of all cells", lambda state, seat: state["drafts"])
hole_in("meetings", "meetings of others, with what sides keep of them", lambda state, seat: {
    "all": [state["meetings"], state["readouts"]]})
hole_in("forecasts", "everybody's forecasts", lambda state, seat: state["forecasts"])
hole_in("surveys", "everybody's answers to surveys", lambda state, seat: {
    **surveys.surveys(state, seat), "desk": surveys._desk(state)})
hole_in("rooms", "talk without asking who reads", lambda state, seat: {
    room: {**row, "unread": 0, "may_speak": False} for room, row in state["rooms"].items()})

law = enacted()
def visible(event, seat, state=None):
    return on("talk without asking who reads") or law.visible(event, seat, state)
holed = dataclasses.replace(law, visible=visible)
enact(lambda: holed)

picture_of, kept, last = feed.picture_of, {}, [""]
def shared(stream, seat, state):
    if flag.read_text() != last[0]:
        last[0] = flag.read_text()
        feed._pictures.clear(), kept.clear()
    picture = picture_of(stream, seat, state)
    if not on("one cache for all seats"):
        return picture
    # Not the observer's: he sees the least, so that nothing of it would be for anybody else alone.
    return kept.get(stream, picture) if seat == "control.observer" else kept.setdefault(stream, picture)
feed.picture_of = shared

refusal = consumers.refusal
def chatty(answer):
    told = refusal(answer)
    if on("an error that echoes the state"):
        told["message"] += repr([folded.state["funds"] for _, folded in shelf.kept.values()])
    return told
consumers.refusal = chatty

of_seat = rows.of_seat
def of_anybody(game, seat, estimate):
    row = rows.Estimate.objects.filter(pk=estimate).first()
    return rows.view(row) if on("who asked the umpire what") and row else of_seat(game, seat, estimate)
rows.of_seat = of_anybody

readable = http.readable_pack
http.readable_pack = lambda pack, seat: pack if on("the whole pack as the catalogue") else readable(pack, seat)
"""
