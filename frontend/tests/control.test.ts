/* The facilitator's desk without the drawing: injects and what a preview says to whom. */

import { describe, expect, it } from "vitest";

import { entryOf, entries, namesOf, readersOf, toSend } from "../src/control/injects/list";
import { inHand, openRequests } from "../src/control/board/standing";
import { may, ownPart, people, rightParts } from "../src/control/people/scope";
import { deeds, matching } from "../src/control/record/rows";
import controls from "../src/fixtures/catalogue-control.json";
import raw from "../src/fixtures/control-negotiation.json";
import type { View } from "../src/net/wire";
import { awaited, endingOf, ruled } from "../src/table/clock";
import { readCatalogue, viewerName, type Catalogue } from "../src/table/catalogue";

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

describe("the board", () => {
  it("says what a side has in hand, and nothing where there is nothing", () => {
    const turn = VIEW.turn.number;
    const bare = { ...VIEW, rooms: {}, control: { ...VIEW.control!, drafts: {}, commitments: {}, late: {}, time_requests: {} } } as View;
    expect(inHand(bare, "us")).toEqual([]);
    const full = {
      ...bare,
      rooms: { "control.us": { id: "control.us", kind: "control", members: ["us", "control"], unread: 2 } },
      control: {
        ...bare.control!,
        drafts: { a: { cell: "us", status: "open" }, b: { cell: "us", status: "used" }, c: { cell: "russia", status: "open" } },
        commitments: { [`${turn}:us`]: {} },
        late: { [`${turn}:us`]: { state: "grace" } },
      },
    } as unknown as View;
    expect(inHand(full, "us")).toEqual(["1 draft", "committed", "late: its grace runs", "2 unread to control"]);
    expect(inHand(full, "russia")).toEqual(["1 draft"]);
  });

  it("lists only requests for time that are open, the oldest first", () => {
    const request = (id: string, status: string, asked_ms: number) => ({ id, status, asked_ms });
    const view = { ...VIEW, control: { ...VIEW.control!, time_requests: { a: request("a", "open", 9), b: request("b", "declined", 1), c: request("c", "open", 3) } } } as unknown as View;
    expect(openRequests(view).map(({ id }) => id)).toEqual(["c", "a"]);
  });
});

describe("the record", () => {
  const inject = unsent;
  const view = {
    ...VIEW,
    control: {
      ...VIEW.control!,
      rulings: {
        r1: { id: "r1", kind: "inject.plan", by: "control.facilitator", reason: "Later.", at_ms: 20, before: null, after: { inject: inject.id, state: "held" } },
        r2: { id: "r2", kind: "act.for", by: "control.facilitator", reason: "Away.", at_ms: 40, before: "us.president", after: { command: "order.write", ref: "o" } },
      },
      notes: { n: { id: "n", turn: 1, about: inject.id, by: "control.assistant", text: "It began here.", at_ms: 30 } },
    },
  } as unknown as View;
  const rows = deeds(view, [{ at_ms: 10, seat: "control.facilitator", action: "see-as", about: "russia.president", reason: "Asked.", person: "Fay" }], { r1: "Ola" }, (id) => `<${id}>`);

  it("puts rulings, notes and what was done beside the game in one list, the newest first", () => {
    expect(rows.map(({ what, about, why }) => [what, about, why])).toEqual([
      ["acted for a seat", "<us.president>: order.write", "Away."],
      ["note", inject.title, "It began here."],
      ["planned an inject", `${inject.title} → held`, "Later."],
      ["looked as a seat", "<russia.president>", "Asked."],
    ]);
  });

  it("says who sat there, of rulings and of what was done beside the game", () => {
    expect(rows.map(({ person }) => person)).toEqual(["", "", "Ola", "Fay"]);
    expect(matching(rows, "", "ola")).toHaveLength(1);
  });

  it("is found by kind and by words", () => {
    expect(matching(rows, "note", "")).toHaveLength(1);
    expect(matching(rows, "", "AWAY")).toHaveLength(1);
    expect(matching(rows, "note", "away")).toEqual([]);
  });
});

describe("the parts of control's people", () => {
  const catalogue = {
    scopes: {
      everything: { title: "everything", words: "", may: ["clock.pause", "inject.send"] },
      clock: { title: "clock and absence", words: "", may: ["clock.pause"] },
    },
  } as unknown as Catalogue;
  const colleague = (id: string, more: object = {}) => ({ id, title: "Assistant", name: null, scope: "clock", taken: true, made: true, withdrawn_ms: null, ...more });
  const people_ = {
    "control.assistant-2": colleague("control.assistant-2", { name: "Ola" }),
    "control.assistant-1": colleague("control.assistant-1", { withdrawn_ms: 5 }),
    "control.facilitator": colleague("control.facilitator", { title: "Facilitator", scope: null, made: false }),
  };
  const as = (scope: string | null, mine: string[]) => ({ ...VIEW, control: { ...VIEW.control!, people: people_, scope, may: mine } }) as unknown as View;

  it("lets do what the server says, and names one's own part and the right one", () => {
    const view = as("clock", ["clock.pause"]);
    expect([may(view, "clock.pause"), may(view, "inject.send")]).toEqual([true, false]);
    expect(ownPart(view, catalogue)).toBe("clock and absence");
    expect(rightParts(catalogue, "clock.pause")).toBe("“everything” or “clock and absence”");
    expect(rightParts(catalogue, "assistant.make")).toBe("the facilitator alone");
    expect(ownPart(as(null, []), catalogue)).toBeNull();
  });

  it("bars everything for an observer who sees no more than all", () => {
    const view = { ...VIEW, control: null } as unknown as View;
    expect([may(view, "clock.pause"), ownPart(view, catalogue)]).toEqual([false, "observer"]);
  });

  it("lists the facilitator first and those who were withdrawn apart", () => {
    const found = people(as(null, []));
    expect(found.now.map(({ id }) => id)).toEqual(["control.facilitator", "control.assistant-2"]);
    expect(found.gone.map(({ id }) => id)).toEqual(["control.assistant-1"]);
    expect(viewerName(as(null, []), null, "control.assistant-2")).toBe("Ola");
  });
});

describe("the rules of the clock", () => {
  const at = (name: View["phase"]["name"], rules: Partial<View["game"]> = {}, phase: Partial<View["phase"]> = {}): View => ({
    ...VIEW,
    game: { ...VIEW.game, grace_s: 0, end_when_ready: false, ...rules },
    phase: { ...VIEW.phase, name, ...phase },
  });

  it("say to everybody how the phase ends", () => {
    expect([ruled(at("orders")), endingOf(at("orders"))]).toEqual([false, "orders close"]);
    expect(endingOf(at("orders", { grace_s: 90 }))).toBe("orders close; late sides get 1:30");
    expect(endingOf(at("orders", { grace_s: 90, wait_for_orders: true }))).toBe("orders wait until all are ready");
    expect(endingOf(at("briefing", { grace_s: 90 }))).toBe("negotiation follows");
    expect(endingOf(at("briefing", { end_when_ready: true }))).toBe("negotiation follows, sooner if all are ready");
  });

  it("name whose orders are waited for: sides where somebody sits", () => {
    const waiting = at("orders", { wait_for_orders: true }, { deadline_ms: null, waiting: true });
    const seated = Object.values(waiting.cells).filter((cell) => cell.id !== "control" && Object.values(cell.seats).some((seat) => seat.taken));
    const ready = (on: boolean) => ({ ...waiting, cells: Object.fromEntries(Object.entries(waiting.cells).map(([id, cell]) => [id, { ...cell, ready: on }])) });
    expect(seated.length).toBeGreaterThan(0);
    expect(awaited(ready(false))).toEqual(seated.map((cell) => cell.name));
    expect(endingOf(ready(false))).toContain(seated[0]!.name);
    expect(endingOf(ready(true))).toBe("waiting for control to go on");
  });

  it("stand in the record with what was changed", () => {
    const rules = { grace_s: 0, end_when_ready: false, wait_for_orders: false };
    const row = { id: "r", turn: 1, kind: "clock.rules", by: "control.facilitator", reason: "so", at_ms: 1, before: rules, after: { ...rules, grace_s: 90, wait_for_orders: true } };
    const [deed] = deeds({ ...VIEW, control: { ...VIEW.control!, rulings: { r: row }, notes: {} } }, [], {}, (id) => id);
    expect([deed!.what, deed!.about]).toEqual(["changed the rules of the clock", "grace 90 s, orders wait: yes"]);
  });
});
