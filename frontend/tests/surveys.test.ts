/* Surveys without drawing: what is typed, what is sent, what control counts, what control writes. */

import { describe, expect, it } from "vitest";

import type { SurveyQuestionView, SurveyView, View } from "../src/net/wire";
import { blankForm, blankQuestion, faultIn, formOf, papers, written } from "../src/control/surveys/papers";
import { answerOf, asking, counts, EMPTY, entriesOf, faultOf, given, guessed, median, minutesFor, openSurveys, said, sheetOf, skips, turnout } from "../src/table/cell/surveys";
import type { Catalogue } from "../src/table/catalogue";

const question = (id: string, more: Partial<SurveyQuestionView>): SurveyQuestionView => ({ id, measure: id, about: null, kind: "scale", text: "How?", ...more });
const QUESTIONS = {
  scale: question("scale", { points: 5 }),
  "trust:ost": question("trust:ost", { about: "ost", text: "And {cell}?", points: 3 }),
  one: question("one", { kind: "choice", choices: [{ value: "y", label: "Yes" }, { value: "n", label: "No" }] }),
  two: question("two", { kind: "choices", most: 1, choices: [{ value: "a", label: "A" }, { value: "b", label: "B" }] }),
  odds: question("odds", { kind: "number", min: 0, max: 100, interval: true }),
  plain: question("plain", { kind: "number", min: 0, max: 9 }),
  words: question("words", { kind: "text" }),
};
const SURVEY: SurveyView = {
  id: "before:0", survey: "before", title: "Before", words: null, turn: 0, phase: "lobby", to: ["all"], answers: "at once", closes: null,
  questions: QUESTIONS, order: Object.keys(QUESTIONS), open: true, opened_ms: 1, closed_ms: null, yours: null,
};
const sheet = (seat: string, answers: Record<string, unknown>, more: object = {}) => ({
  survey: "before:0", seat, cell: seat.split(".")[0]!, sitting: 1, status: "answered" as const, reason: null, first_ms: 1, at_ms: 2, skipped: {},
  answers: Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, JSON.stringify(value)])), ...more,
});
const seat = (id: string, bot: string | null = null) => ({ id, title: id, powers: [], head: false, taken: true, bot });
const view = (sheets: ReturnType<typeof sheet>[], more: object = {}): View =>
  ({
    cells: { harl: { id: "harl", name: "Harl", letter: "H", ready: false, seats: { "harl.a": seat("harl.a"), "harl.b": seat("harl.b") } }, ost: { id: "ost", name: "Ost", letter: "O", ready: false, seats: { "ost.a": seat("ost.a"), "ost.b": seat("ost.b", "plays") } } },
    surveys: { refused: false, asked: { "before:0": SURVEY, "old:0": { ...SURVEY, id: "old:0", open: false } }, desk: { papers: {}, opened: { "before:0": SURVEY }, sheets: Object.fromEntries(sheets.map((one, n) => [String(n), one])), refused: [] } },
    ...more,
  }) as unknown as View;

describe("a sheet", () => {
  it("lists open surveys alone, and says how long one takes", () => {
    expect(openSurveys(view([])).map((one) => one.id)).toEqual(["before:0"]);
    expect(openSurveys({} as View)).toEqual([]);
    expect(minutesFor(SURVEY)).toBe(2);
    expect(minutesFor({ ...SURVEY, order: ["scale"] })).toBe(1);
  });

  it("names the side that a question is about", () => {
    expect(asking(QUESTIONS["trust:ost"], () => "Ost")).toBe("And Ost?");
  });

  it("sends what is answered and what is skipped, and leaves out what is open or wrong", () => {
    const entries = entriesOf(SURVEY, {
      scale: { ...EMPTY, pick: 4 }, one: { ...EMPTY, pick: "y", skip: true, why: " mine " }, two: { ...EMPTY, picks: ["b"] },
      odds: { ...EMPTY, best: "40", low: "10", high: "" }, plain: { ...EMPTY, best: "3" }, words: { ...EMPTY, words: " so " },
    });
    expect(sheetOf(SURVEY, entries)).toEqual({ survey: "before:0", answers: { scale: 4, two: ["b"], plain: 3, words: "so" }, skipped: { one: "mine" } });
    expect(said(QUESTIONS.odds, entries.odds!)).toBe(true);
    expect(said(QUESTIONS["trust:ost"], entries["trust:ost"]!)).toBe(false);
  });

  it("says what is wrong with numbers", () => {
    const odds = (best: string, low: string, high: string) => faultOf(QUESTIONS.odds, { ...EMPTY, best, low, high });
    expect(odds("", "", "")).toBeNull();
    expect(odds("40", "", "")).toMatch("both ends");
    expect(odds("40", "50", "60")).toMatch("between");
    expect(odds("140", "50", "60")).toMatch("from 0 to 100");
    expect(odds("x", "", "")).toMatch("numbers");
    expect(answerOf(QUESTIONS.odds, { ...EMPTY, best: "40", low: "10", high: "60" })).toEqual({ best: 40, low: 10, high: 60 });
    expect(faultOf(QUESTIONS.two, { ...EMPTY, picks: ["a", "b"] })).toMatch("at most 1");
  });

  it("begins with what was handed in, unless something was typed since; what is erased is open again", () => {
    const yours = sheet("harl.a", { scale: 2, odds: { best: 5, low: 1, high: 9 }, plain: 4, two: ["a"] }, { skipped: { words: null } });
    const entries = entriesOf({ ...SURVEY, yours: { ...yours, answers: { ...yours.answers, one: "[erased]" } } }, { scale: { ...EMPTY, pick: 5 } });
    expect([entries.scale!.pick, entries.odds!.low, entries.plain!.best, entries.two!.picks, entries.words!.skip, entries.one!.pick]).toEqual([5, "1", "4", ["a"], true, null]);
  });
});

describe("control's counts", () => {
  const full = view([sheet("harl.a", { scale: 2, odds: { best: 40, low: 10, high: 60 } }), sheet("harl.b", { scale: 2 }, { skipped: { odds: null } }), sheet("ost.a", { scale: 5 })]);

  it("counts people, not bots", () => {
    expect(turnout(full, SURVEY)).toEqual([{ cell: "harl", asked: 2, answered: 2, declined: 0 }, { cell: "ost", asked: 1, answered: 1, declined: 0 }]);
    expect(turnout(full, { ...SURVEY, to: ["ost.a"] }).find((row) => row.cell === "ost")?.asked).toBe(1);
  });

  it("spreads answers by side and together", () => {
    const answers = given(full, SURVEY, "scale");
    expect(counts(QUESTIONS.scale, answers, null).map((row) => row.n)).toEqual([0, 2, 0, 0, 1]);
    expect(counts(QUESTIONS.scale, answers, "ost").map((row) => row.n)).toEqual([0, 0, 0, 0, 1]);
    expect([median(answers), median(answers.slice(0, 2)), median([...answers, answers[2]!])]).toEqual(["2", "–", "2–5"]);
    expect([skips(full, SURVEY, "odds"), guessed(given(full, SURVEY, "odds")[0]!.value)]).toEqual([1, "40 (10 to 60)"]);
  });

  it("has nothing to count where answers are told after the game", () => {
    expect(given(view([sheet("harl.a", {}, { answers: null, skipped: null })]), SURVEY, "scale")).toEqual([]);
  });
});

describe("what control writes", () => {
  const catalogue = { surveys: { before: { title: "Before", opens: "lobby", questions: ["scale", "one"] } }, survey_questions: { scale: { id: "scale", kind: "scale", text: "How?", points: 5 }, one: { id: "one", kind: "choice", text: "Which?", choices: QUESTIONS.one.choices } } } as unknown as Catalogue;

  it("lists the scenario's surveys with their openings, and its own after them", () => {
    const [before] = papers(view([]), catalogue);
    expect([before!.title, before!.opens, before!.own, before!.openings.length]).toEqual(["Before", "lobby", false, 1]);
    const own = { id: "mine", title: "Mine", words: null, to: ["all"], answers: "at once" as const, closes: null, questions: {}, order: [], by: "control.facilitator", at_ms: 1 };
    const table = view([]);
    table.surveys.desk!.papers = { mine: own, before: { ...own, id: "before", title: "Otherwise" } };
    expect(papers(table, catalogue).map((row) => [row.title, row.own, row.opens])).toEqual([["Otherwise", true, "lobby"], ["Mine", true, null]]);
    expect(papers({} as View, null)).toEqual([]);
  });

  it("keeps the value of a choice whose words stay", () => {
    const form = formOf(papers(view([]), catalogue)[0]!);
    form.questions[1]!.choices = "No\nPerhaps";
    const sent = written(form, true, "so") as { questions: { choices?: unknown }[]; survey: string; now: boolean };
    expect([sent.survey, sent.now, sent.questions[1]!.choices]).toEqual(["before", true, [{ value: "n", label: "No" }, { value: "c1", label: "Perhaps" }]]);
  });

  it("says what is missing", () => {
    const form = { ...blankForm(), title: "T" };
    expect(faultIn({ ...form, title: " " })).toMatch("title");
    expect(faultIn(form)).toMatch("no words");
    const one = { ...blankQuestion("q1"), text: "What?" };
    expect(faultIn({ ...form, questions: [one] })).toBeNull();
    expect(faultIn({ ...form, questions: [{ ...one, kind: "choice", choices: "a\na" }] })).toMatch("choices");
    expect(faultIn({ ...form, questions: [{ ...one, kind: "number", min: "5", max: "5" }] })).toMatch("below");
    expect(faultIn({ ...form, questions: [{ ...one, points: 1 }] })).toMatch("points");
    expect(faultIn({ ...form, to: [] })).toMatch("side");
  });
});
