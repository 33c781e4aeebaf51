/* What goes on inside a cell, as the page reads it: consents, forecasts, votes, time, commitments, late cells, what moved. */

import { describe, expect, it } from "vitest";

import raw from "../src/fixtures/catalogue-marn-harl.json";
import negotiation from "../src/fixtures/marn-negotiation.json";
import orders from "../src/fixtures/marn-orders.json";
import results from "../src/fixtures/marn-results.json";
import type { ForecastGiven, View } from "../src/net/wire";
import { bodies, choicesIn, committed, lateness, meanBrier, parameters, questions, request, tally, vote } from "../src/table/cell/cell";
import { readCatalogue } from "../src/table/catalogue";
import { playing } from "../src/table/select";

const VIEW = negotiation.view as unknown as View;
const LATER = orders.view as unknown as View;
const CATALOGUE = readCatalogue(raw);
const ASKING = { ...CATALOGUE, forecasts: { dam: { question: "Is the lake filled?", turn: 2 }, fog: { question: "Do the ferries meet?", turn: 1 }, late: { question: "Peace?", turn: 9 } } };
const given = (question: string, probability: number, brier: number | null, seat = "harl.warden"): ForecastGiven => ({ question, seat, cell: "harl", probability, words: null, turn: 1, at_ms: 0, brier });

describe("a pack that is not the first", () => {
  it("has its own sides in a fixed order", () => {
    expect(playing(VIEW).map((cell) => cell.name)).toEqual(["Ost", "Harl", "Guild of Ferrymen"]);
  });
});

describe("bodies outside the table", () => {
  it("are shown before they have answered, and with what they answered", () => {
    expect(bodies(VIEW, CATALOGUE)).toMatchObject([{ who: "Diet of Ost", answer: null }]);
    expect(bodies(LATER, CATALOGUE)[0]?.answer).toMatchObject({ answer: "no", because: "Not in a dry year.", by: "control" });
    const two = { ...CATALOGUE, consents: { ...CATALOGUE.consents, a: { who: "A", title: "", words: "" } } };
    expect(bodies(LATER, two).map((body) => body.id)).toEqual(["diet", "a"]);
  });
});

describe("forecasts", () => {
  it("are open until their turn is worked out, and only those that this game decides", () => {
    expect(questions(VIEW, ASKING).map((one) => [one.id, one.open])).toEqual([["fog", true], ["dam", true]]);
    const told = results.view as unknown as View;
    expect(questions(told, ASKING).map((one) => [one.id, one.open])).toEqual([["dam", true], ["fog", false]]);
  });
  it("are scored by the mean of one's own scores, others' left out", () => {
    const forecasts = {
      fog: { outcome: true, resolved_turn: 1, given: { "harl.warden": given("fog", 80, 0.04), "harl.engineer": given("fog", 0, 1, "harl.engineer") } },
      dam: { outcome: null, resolved_turn: null, given: { "harl.warden": given("dam", 10, null) } },
    };
    const list = questions({ ...VIEW, forecasts }, ASKING);
    expect(meanBrier(list)).toEqual({ mean: 0.04, count: 1 });
    expect(meanBrier(questions(VIEW, ASKING))).toBeNull();
  });
});

describe("votes", () => {
  it("show the open one, counted", () => {
    const one = vote(VIEW)!;
    expect(one.question).toBe("Do we build at North Light?");
    expect(tally({ ...one, cast: { "harl.warden": 2, "harl.engineer": 2 } })).toEqual([0, 0, 2]);
    const closed = { ...one, id: "old", open: false, called_ms: one.called_ms + 1 };
    expect(vote({ ...VIEW, votes: { old: closed, [one.id]: one } })?.id).toBe(one.id);
    expect(vote({ ...VIEW, votes: {} })).toBeNull();
  });
  it("take two to eight different choices, one a line", () => {
    expect(choicesIn(" Yes\n\nNo ")).toEqual(["Yes", "No"]);
    for (const wrong of ["", "Yes", "Yes\nYes", "abcdefghi".split("").join("\n")]) expect(choicesIn(wrong)).toBeNull();
  });
});

describe("time, commitments and lateness", () => {
  it("are the cell's own and of this turn", () => {
    expect(request(VIEW)).toBeNull();
    expect(request(LATER)).toMatchObject({ seconds: 180, cell: "ost" });
    const made = { cell: "harl", turn: 1, phase: "orders", seat: "harl.warden", rationale: "Fog.", confidence: 60, expects: {}, at_ms: 0 };
    expect(committed({ ...VIEW, commitments: { "1:harl": made } })).toBe(made);
    expect(committed({ ...VIEW, commitments: { "2:harl": made } })).toBeNull();
    const late = { cell: "harl", turn: 1, state: "default" as const, orders: [] };
    expect(lateness({ ...VIEW, turn: { ...VIEW.turn, number: 2 }, late: { "1:harl": late } })).toBe(late);
    expect(lateness({ ...VIEW, late: { "1:ost": { ...late, cell: "ost" } } })).toBeNull();
  });
});

describe("an assessment", () => {
  it("has first what has moved, with the value of now", () => {
    const [name] = Object.keys(CATALOGUE.assessments.harl_view!.parameters!);
    const more = { ...CATALOGUE.assessments.harl_view!, parameters: { a: { value: 1, low: 0, high: 2, unit: "m", source: "", mark: "N" }, ...CATALOGUE.assessments.harl_view!.parameters } };
    const moved = { value: 33, low: 30, high: 40, unit: "m³/s", was: 28, because: "A wet spring.", turn: 1, moves: {} };
    const rows = parameters("harl_view", more, { ...VIEW, assessments: { harl_view: { [name!]: moved } } });
    expect(rows.map((row) => [row.name, row.value, row.moved?.was ?? null])).toEqual([[name, 33, 28], ["a", 1, null]]);
  });
});
