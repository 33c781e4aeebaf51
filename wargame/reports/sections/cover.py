"""What this report is of: the game, its versions, and the first page's facts."""

from wargame.reports.chronicle import Chronicle, cell_name, utc
from wargame.reports.paper import Para, Section, number, table, text

TELLS = (
    "This report tells, from the log of the game “{title}” alone, who decided what, knowing what, and what came of it. "
    "Every number names the entries it was read from."
)
MODEL = (
    "The engagement figures are answers to stated hypothetical raids, computed with point masses over a rotating "
    "spherical Earth from round, notional parameters of the open literature. They are game parameters, neither a "
    "prediction nor a statement about any real system. Nobody fires at Europe in this game: chance decided only "
    "where a test or launch happened in play."
)
NOT_COLLECTED = (
    "Not collected: what was said outside the rooms, what players thought and did not write, and how long a person "
    "looked at a page."
)
MARKS = "V stated in public, G general knowledge, C computed, N notional"


def facts(story: Chronicle, *, version: str, rules: str, people: int) -> tuple[tuple[str, str], ...]:
    """Name and value pairs of the cover."""
    game, last = story.state["game"], story.happenings[-1]
    return (
        ("Game", str(game["id"])),
        ("Scenario", f"{game['scenario_title']}, version {story.pack['version']}"),
        ("Pack (SHA-256)", story.pack_digest),
        ("Adjudication", str(game["mode"])),
        ("Seed", str(story.state["fate"].get("seed", "–"))),
        ("Played", f"{utc(story.happenings[0].at_ms)} to {utc(last.at_ms)}"),
        ("Seats ever taken", str(people)),
        ("Entries told of", f"1 to {last.seq}"),
        ("Chain at the end", last.chain),
        ("Program", f"Third Site {version}, rules {rules[:12]}"),
    )


def executive(story: Chronicle) -> Section:
    """The game in a dozen numbers, each with its entries."""
    state = story.state
    offers = state["offers"]
    signed = [key for key, row in offers.items() if row["view"]["status"] == "signed"]
    done = [order for order in state["orders"].values() if order["status"] == "carried_out"]
    talk = [item.seq for item in story.of_kind("talk_said")]
    rulings = list(story.of_kind("ruling_made"))
    rows = [
        (
            text("Turns whose results were published"),
            number(len(story.after_turn), [h.seq for h in story.of_kind("turn_published")], digits=0),
        ),
        (text("Offers tabled"), number(len(offers), [h.seq for h in story.of_kind("offer_tabled")], digits=0)),
        (
            text("Counter-offers"),
            number(
                len(list(story.of_kind("offer_countered"))), [h.seq for h in story.of_kind("offer_countered")], digits=0
            ),
        ),
        (
            text("Offers signed by all their parties"),
            number(len(signed), [h.seq for h in story.of_kind("agreement_made")], digits=0),
        ),
        (text("Orders carried out"), number(len(done), [h.seq for h in story.of_kind("order_carried_out")], digits=0)),
        (text("Messages in rooms"), number(len(talk), talk, digits=0)),
        (text("Rulings of control"), number(len(rulings), [h.seq for h in rulings], digits=0)),
    ]
    moved = []
    for key, row in state["indicators"].items():
        view, refs = row["view"], story.refs("indicators", key)
        first = next(h.body["value"] for h in story.of_kind("indicator_moved") if h.body["indicator"] == key)
        moved.append(
            (
                text(view["name"]),
                number(first, refs[:1]),
                number(view["value"], refs[-1:]),
                number(view["value"] - first, refs),
            )
        )
    moved.sort(key=lambda line: -abs(float(line[3].text.replace(",", "").replace("–", "0"))))
    return Section(
        id="executive",
        title="Executive facts",
        level=2,
        blocks=(
            table("The game in numbers", ("What", "Number"), rows, empty="Nothing was recorded."),
            table(
                "Indicators, 0 to 100, at the start and at the end; the largest change first",
                ("Indicator", "Start", "End", "Change"),
                moved,
                empty="This pack has no indicators.",
            ),
        ),
    )


def purpose(story: Chronicle) -> Section:
    """What the report answers, what it cannot, and the limits of the model."""
    return Section(
        id="purpose",
        title="Purpose, and the limits of what follows",
        level=2,
        blocks=(
            Para(text=TELLS.format(title=story.state["game"]["title"]), kind="lead"),
            Para(text=MODEL),
            Para(text=NOT_COLLECTED, kind="note"),
        ),
    )


def design(story: Chronicle) -> Section:
    """Who sat where, and what the three assessments disagree about."""
    seats = [
        (
            text(cell_name(story, key)),
            text(", ".join(row["powers"]) or "looks on"),
            text(
                "yes"
                if story.refs("seats", key)
                and any(h.kind == "seat_taken" and h.body["seat"] == key for h in story.happenings)
                else "no",
                [h.seq for h in story.of_kind("seat_taken", "seat_left") if h.body["seat"] == key],
            ),
        )
        for key, row in story.state["seats"].items()
    ]
    assessments = story.pack["assessments"]
    names = [key for key, row in assessments.items() if row["published"]]
    parameters = sorted({p for key in names for p in assessments[key]["parameters"]})
    rows = []
    for parameter in parameters:
        values = [assessments[key]["parameters"].get(parameter) for key in names]
        if len({v["value"] for v in values if v}) < 2:
            continue
        unit = next(v["unit"] for v in values if v)
        rows.append(
            (
                text(f"{parameter.replace('_', ' ')} ({unit})"),
                *(text(f"{v['value']:g} ({v['low']:g}–{v['high']:g}) [{v['mark']}]" if v else "–") for v in values),
            )
        )
    return Section(
        id="design",
        title="Design of the game",
        level=2,
        blocks=(
            table("Seats", ("Seat", "Powers", "Was taken"), seats, empty="This pack has no seats."),
            table(
                f"Where the published assessments disagree: value (low–high) [mark: {MARKS}]",
                ("Parameter", *(assessments[key]["short"] for key in names)),
                rows,
                empty="The published assessments agree on everything.",
            ),
        ),
    )
