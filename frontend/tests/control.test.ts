/* The facilitator's desk without the drawing: injects and what a preview says to whom. */

import { describe, expect, it } from "vitest";

import { entryOf, entries, namesOf, readersOf, toSend } from "../src/control/injects/list";
import controls from "../src/fixtures/catalogue-control.json";
import raw from "../src/fixtures/control-negotiation.json";
import type { View } from "../src/net/wire";
import { readCatalogue } from "../src/table/catalogue";

const SEEN = raw.view as unknown as View;
const VIEW: View = { ...SEEN, control: { ...SEEN.control!, plans: {} } };
const CATALOGUE = { ...readCatalogue(controls), arming: { fence: "the fence stands" } };
const withPlan = (inject: string, plan: Record<string, unknown>): View => ({
  ...VIEW,
  control: { ...VIEW.control!, plans: { [inject]: { inject, state: "waiting", when: null, title: null, text: null, ...plan } as never } },
});
const unsent = Object.values(VIEW.control!.injects).find((inject) => inject.sent_ms === null && !inject.auto)!;

describe("the list of injects", () => {
  it("says where each stands, in words", () => {
    const standing = (plan: Record<string, unknown>) => {
      const { standing, words } = entryOf(unsent, withPlan(unsent.id, plan), CATALOGUE);
      return [standing, words];
    };
    expect(standing({})).toEqual(["planned", "planned"]);
    expect(standing({ state: "held" })).toEqual(["held", "held"]);
    expect(standing({ state: "skipped" })).toEqual(["skipped", "skipped"]);
    expect(standing({ state: "armed", when: "fence" })).toEqual(["armed", "goes when the fence stands"]);
    expect(entryOf({ ...unsent, sent_ms: 5 }, withPlan(unsent.id, { state: "held" }), CATALOGUE).standing).toBe("sent");
  });

  it("shows control's own words in place of the scenario's", () => {
    const entry = entryOf(unsent, withPlan(unsent.id, { title: "Ours" }), CATALOGUE);
    expect([entry.title, entry.text, entry.edited]).toEqual(["Ours", unsent.text, true]);
  });

  it("stands in the order of turns and dates, and counts what waits for a hand", () => {
    const turns = entries(VIEW, CATALOGUE).map(({ inject }) => inject.turn);
    expect(turns).toEqual([...turns].sort((a, b) => a - b));
    const view = { ...VIEW, turn: { ...VIEW.turn, number: unsent.turn } };
    const planned = { ...withPlan(unsent.id, { state: "skipped" }), turn: view.turn };
    expect(toSend(planned)).toBe(toSend({ ...withPlan(unsent.id, {}), turn: view.turn }) - 1);
  });
});

describe("a preview", () => {
  const [us, russia] = [VIEW.cells.us!, VIEW.cells.russia!];
  const item = { id: "p", at_ms: 0, date: "2007-02-10", voice: "Paper", title: "T", text: "X", kind: "inject", to: ["all"], source: null };

  it("puts those together who would see the same, and names a whole cell by its name", () => {
    const seats = Object.fromEntries([...Object.keys(us.seats), ...Object.keys(russia.seats)].map((seat) => [seat, { press: { p: item } }]));
    const groups = readersOf(VIEW, seats);
    expect(groups).toHaveLength(1);
    expect(groups[0]!.names).toEqual(Object.values(VIEW.cells).map(({ name }) => name).filter((name) => [us.name, russia.name].includes(name)));
    expect(namesOf(VIEW, [Object.keys(us.seats)[0]!])).toEqual([Object.values(us.seats)[0]!.title]);
  });

  it("says what else would change, from what to what", () => {
    const [id, indicator] = Object.entries(VIEW.indicators)[0]!;
    const seat = Object.keys(us.seats)[0]!;
    const before = VIEW.control!.funds.us!;
    const [group] = readersOf(VIEW, { [seat]: { indicators: { [id]: { ...indicator, value: 12.5 } }, funds: { money_bn: 1.25 }, consents: { x: {} } } });
    expect(group!.press).toEqual([]);
    expect(group!.changes).toEqual([
      `${indicator.name}: ${Number(indicator.value.toFixed(1))} → 12.5`,
      `Money: $${Number(before.money_bn.toFixed(2))} bn → $1.25 bn`,
      "Also changes: consents",
    ]);
  });
});
