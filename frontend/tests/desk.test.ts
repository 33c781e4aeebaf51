/* What the desk offers and how it writes it: the composer, orders, what to do now, keys, clocks, differences. */

import { describe, expect, it } from "vitest";

import controls from "../src/fixtures/catalogue-control.json";
import raw from "../src/fixtures/catalogue-us.json";
import negotiation from "../src/fixtures/us-negotiation.json";
import ordering from "../src/fixtures/us-orders.json";
import type { OfferView, View } from "../src/net/wire";
import { ACTIONS, byKey } from "../src/table/actions";
import { fault, readCatalogue, type Field } from "../src/table/catalogue";
import { changes, clauseFields, commandFor, counterDraft, faults, freshClause, freshDraft, kindsFor, sentence, withInvites, withParties, withParty } from "../src/table/diplomacy/compose";
import { flat } from "../src/table/diplomacy/codraft";
import { diffWords, spokenChange } from "../src/table/diplomacy/diff";
import { clockFace, gameDate, money, signed, span } from "../src/table/format";
import { kindsOf, orderFaults, price } from "../src/table/cell/orders";
import { muted, catalogueFor } from "../src/table/sources/still";
import { openDrawer } from "../src/table/device/drafts";
import { roomTitle, task, unread, waiting } from "../src/table/select";

const VIEW = negotiation.view as unknown as View;
const ORDERS = ordering.view as unknown as View;
const CATALOGUE = readCatalogue(raw);
const offer = Object.values(VIEW.offers)[0] as OfferView;

describe("guests of a paper", () => {
  it("may be what a clause hangs on, and nothing hangs on who is none", () => {
    const clause = { ...freshClause("c", "cap_interceptors", VIEW, CATALOGUE, ["us", "russia"]), only_if: "nato" };
    const draft = withInvites({ ...freshDraft(VIEW, ["russia"]), title: "T", clauses: [clause] }, ["nato", "russia"], VIEW, CATALOGUE);
    expect(draft.invites).toEqual(["nato"]);
    expect(sentence(draft.clauses[0]!, VIEW, CATALOGUE)).toContain("only if NATO allies signs too");
    expect(commandFor(draft, CATALOGUE).args).toMatchObject({ invites: ["nato"], clauses: [{ only_if: "nato" }] });
    expect(withInvites(draft, [], VIEW, CATALOGUE).clauses[0]!.only_if).toBeNull();
    expect(withParties(draft, ["russia", "nato"], VIEW, CATALOGUE)).toMatchObject({ invites: [], clauses: [{ only_if: null }] });
    expect(flat(draft)).toMatchObject({ invites: ["nato"], "clauses.c": { only_if: "nato" } });
    expect(flat(freshDraft(VIEW, ["russia"]))).not.toHaveProperty("invites");
  });
});

describe("differences", () => {
  it("mark only what changed and say it", () => {
    const pieces = diffWords("We keep no more than 10 interceptors.", "We keep no more than 5 interceptors.");
    expect(pieces.map((piece) => [piece.kind, piece.text])).toEqual([
      ["same", "We keep no more than"],
      ["gone", "10"],
      ["new", "5"],
      ["same", "interceptors."],
    ]);
    expect(spokenChange("no more than 10, ever", "no more than 5, ever")).toBe("changed from 10 to 5");
    expect(spokenChange("We keep no more than 10 interceptors in it.", "We keep no more than 5 interceptors in it.")).toBe("changed from 10 to 5 interceptors");
    expect(spokenChange("access to Brdy: visits", "access to Redzikowo: visits")).toBe("changed from Brdy to Redzikowo");
    expect(spokenChange("shares data with us.", "shares data with us and NATO.")).toBe("added: and NATO");
  });

  it("lose no word and no mark of the new sentence", () => {
    const before = "Russia returns to CFE in 2008, after talks.";
    const after = "Russia returns to CFE once clause 1 holds: in 2,009, after talks.";
    const text = diffWords(before, after)
      .filter((piece) => piece.kind !== "gone")
      .map((piece) => (piece.apart ? " " : "") + piece.text)
      .join("");
    expect(text).toBe(after);
  });
});

describe("the composer", () => {
  it("offers only kinds that one of the parties can be bound by", () => {
    for (const [, kind] of kindsFor(CATALOGUE, ["us", "nato"])) expect(kind.parties.some((party) => ["us", "nato"].includes(party))).toBe(true);
    expect(kindsFor(CATALOGUE, ["nobody"])).toEqual([]);
  });

  it("makes a sound clause of every kind once its open choices are made", () => {
    for (const [id, kind] of kindsFor(CATALOGUE, ["us", "russia", "nato"])) {
      const clause = freshClause("c", id, VIEW, CATALOGUE, ["us", "russia", "nato"]);
      for (const field of kind.fields) {
        if (clause.args[field.name] === undefined && field.choices?.length) clause.args[field.name] = field.choices[0]!.value;
        if (clause.args[field.name] === undefined && field.type === "text") clause.args[field.name] = "words";
      }
      const found = faults({ ...freshDraft(VIEW, ["russia", "nato"]), title: "T", clauses: [clause] }, VIEW, CATALOGUE);
      expect(found, id).toEqual([]);
    }
  });

  it("says what is missing, and where", () => {
    const found = faults(freshDraft(VIEW), VIEW, CATALOGUE);
    expect(found.map((entry) => entry.field)).toEqual(["title", "to", "clauses"]);
  });

  it("stops a clause that ends before it begins, a double one, and one that nobody can give", () => {
    const clause = { ...freshClause("a", "cap_interceptors", VIEW, CATALOGUE, ["us", "russia"]), from_turn: 3, until_turn: 2 };
    const draft = { ...freshDraft(VIEW, ["russia"]), title: "T", clauses: [clause, { ...clause, id: "b" }] };
    expect(faults(draft, VIEW, CATALOGUE).map((entry) => `${entry.clause}:${entry.field}`)).toEqual(["a:until_turn", "b:until_turn", "b:kind"]);
    const russian = { ...freshClause("c", "no_forward_missiles", VIEW, CATALOGUE, ["us", "russia"]) };
    expect(russian.party).toBe("russia");
    const without = withParties({ ...draft, clauses: [russian] }, ["nato"], VIEW, CATALOGUE);
    expect(without.clauses[0]?.party).toBe("");
    expect(faults(without, VIEW, CATALOGUE).some((entry) => entry.field === "party")).toBe(true);
  });

  it("begins a counter-offer with the present terms, unchanged, and shows each change", () => {
    const draft = counterDraft(offer, VIEW);
    const base = offer.versions[String(offer.version)];
    expect(changes(draft, base, VIEW, CATALOGUE).every((entry) => entry.change === "same")).toBe(true);
    const [first, ...rest] = draft.clauses;
    const next = { ...draft, clauses: [{ ...first!, args: { ...first!.args, number: 7 } }, ...rest.slice(1), freshClause("new", "start_extension", VIEW, CATALOGUE, ["us", "russia"])] };
    expect(changes(next, base, VIEW, CATALOGUE).map((entry) => entry.change)).toEqual(["changed", "same", "same", "added", "removed"]);
    expect(commandFor(next, CATALOGUE)).toMatchObject({ name: "offer.counter", args: { offer: offer.id, version: 2 } });
  });

  it("offers a party its own sites and never itself on the other side", () => {
    const kind = CATALOGUE.clause_kinds.data_sharing!;
    const [sensor, other] = ["sensor", "with"].map((name) => clauseFields(kind, "russia", VIEW, CATALOGUE).find((field) => field.name === name)!);
    expect(sensor!.choices!.length).toBeGreaterThan(0);
    for (const choice of sensor!.choices!) expect(VIEW.sites[choice.value]?.owner).toBe("russia");
    expect(other!.choices!.map((choice) => choice.value)).not.toContain("russia");
    const clause = freshClause("c", "data_sharing", VIEW, CATALOGUE, ["us", "russia"]);
    expect(VIEW.sites[String(clause.args.sensor)]?.owner).toBe("us");
    const moved = withParty(clause, "russia", VIEW, CATALOGUE);
    expect(VIEW.sites[String(moved.args.sensor)]?.owner).toBe("russia");
    expect(moved.args.with).not.toContain("russia");
  });

  it("writes a clause as the server does", () => {
    for (const clause of counterDraft(offer, VIEW).clauses) {
      const server = offer.versions[String(offer.version)]!.clauses[clause.id]!.sentence;
      expect(sentence(clause, VIEW, CATALOGUE)).toBe(server);
    }
  });
});

describe("fields", () => {
  const field: Field = { name: "n", label: "At most", type: "number", min: 4, max: 24, step: 4 };
  it.each([
    [8, null],
    [2, "At most has to be at least 4; it is 2."],
    [28, "At most can be at most 24; it is 28."],
    [6, "At most goes in steps of 4."],
    [null, "At most is still missing."],
    [Number.NaN, "At most has to be a number."],
  ])("of a number: %s", (value, words) => {
    expect(fault(field, value, VIEW, CATALOGUE)).toBe(words);
  });
});

describe("orders", () => {
  it("cost by the piece where the kind says so, and are stopped when the money is not there", () => {
    const kind = CATALOGUE.order_kinds.deploy_interceptors!;
    expect(price(kind, { number: 10 }).money_bn).toBeCloseTo(kind.money_bn * 10);
    const draft = { order: null, version: null, kind: "deploy_interceptors", args: { site: "redzikowo", number: 20 }, rationale: "", confidence: null };
    const found = orderFaults(draft, ORDERS, CATALOGUE);
    expect(found[0]?.field).toBe("number");
    expect(found[0]?.words).toContain(`This costs ${money(kind.money_bn * 20)}`);
    expect(orderFaults({ ...draft, args: { site: "redzikowo", number: 1 } }, ORDERS, CATALOGUE)).toEqual([]);
  });

  it("are those of one's own cell", () => {
    expect(kindsOf(ORDERS, CATALOGUE).length).toBeGreaterThan(3);
    expect(kindsOf({ ...ORDERS, you: { ...ORDERS.you, powers: ["speak"] } }, CATALOGUE)).toEqual([]);
  });
});

describe("what to do now", () => {
  it("is the offer that waits for us", () => {
    expect(waiting(VIEW)).toHaveLength(1);
    const now = task(VIEW, (id) => id);
    expect(now.title).toBe("russia has countered your offer");
    expect(now.action).toBe("offers");
  });

  it("counts what the server counts", () => {
    expect(unread(VIEW)).toBe(Object.values(VIEW.rooms).reduce((sum, room) => sum + room.unread, 0));
  });
});

describe("rooms", () => {
  const name = (id: string) => ({ us: "United States", russia: "Russia", "nato.poland": "Poland", control: "Control" })[id] ?? id;
  const titled = (id: string) => roomTitle(VIEW.rooms[id]!, VIEW, name);
  it("are called by whom one meets there", () => {
    const ours = Object.values(VIEW.rooms).find((room) => room.kind === "cell")!;
    expect(titled(ours.id)).toBe("Our delegation");
    const russian = Object.values(VIEW.rooms).find((room) => room.kind === "pair" && room.members.includes("russia"))!;
    expect(titled(russian.id)).toBe("Russia, bilateral");
  });
});

describe("what is typed", () => {
  it("is kept per game and seat, and an unreadable or forbidden chest costs nothing", () => {
    const store = new Map<string, string>();
    const chest = { getItem: (key: string) => store.get(key) ?? null, setItem: (key: string, value: string) => void store.set(key, value), removeItem: (key: string) => void store.delete(key) };
    const drawer = openDrawer(chest, "g1", "us.president");
    drawer.write("offer", { title: "T" });
    expect(drawer.read("offer")).toEqual({ title: "T" });
    expect(openDrawer(chest, "g1", "us.state").read("offer")).toBeNull();
    expect(openDrawer(chest, "g2", "us.president").read("offer")).toBeNull();
    drawer.drop("offer");
    expect(drawer.read("offer")).toBeNull();
    store.set([...store.keys()][0] ?? "third-site:1:g1:us.president:offer", "{");
    expect(drawer.read("offer")).toBeNull();
    const forbidden = { getItem: () => { throw new Error("no"); }, setItem: () => { throw new Error("no"); }, removeItem: () => undefined };
    expect(() => openDrawer(forbidden, "g", "s").write("offer", 1)).not.toThrow();
    expect(openDrawer(forbidden, "g", "s").read("offer")).toBeNull();
  });
});

describe("a still picture", () => {
  it("shows what the seat has, mute, with its own brief and no other's assessment", () => {
    const still = muted(VIEW);
    expect(still.offers).toBe(VIEW.offers);
    expect(Object.values(still.rooms).every((room) => !room.may_speak)).toBe(true);
    const seen = catalogueFor(readCatalogue(controls), "russia");
    expect(seen.brief).toContain("You want");
    expect(Object.values(seen.assessments).every((entry) => entry.published || entry.cell === "russia")).toBe(true);
  });
});

describe("keys", () => {
  const stroke = (key: string, more = {}) => byKey({ key, ctrl: false, alt: false, typing: false, ...more })?.id;
  it("mean one action each, and nothing while typing", () => {
    const keys = ACTIONS.map((entry) => entry.key).filter(Boolean);
    expect(new Set(keys).size).toBe(keys.length);
    expect(["?", "b", "o", "n", "r", "m", "t"].map((key) => stroke(key))).toEqual(["help", "brief", "orders", "compose", "rooms", "map", "press"]);
    expect(stroke("b", { typing: true })).toBeUndefined();
    expect(stroke("b", { ctrl: true })).toBeUndefined();
    expect(stroke("Enter", { ctrl: true, typing: true })).toBe("submit");
    expect(stroke("Escape", { typing: true })).toBe("back");
  });

  it("are barred with a reason", () => {
    const orders = { ...VIEW, phase: { ...VIEW.phase, may_negotiate: false } };
    expect(ACTIONS.find((entry) => entry.id === "compose")?.barred(orders)).toMatch(/negotiation/);
  });
});

describe("the clock", () => {
  const phase = { ...VIEW.phase, deadline_ms: 1_000_000, paused: false, left_ms: null };
  it.each([
    [767_000, "12:47", "calm"],
    [120_000, "02:00", "soon"],
    [119_001, "02:00", "soon"],
    [30_000, "00:30", "last"],
    [1, "00:01", "last"],
    [0, "00:00", "over"],
    [-5000, "00:00", "over"],
    [3_700_000, "1:01:40", "calm"],
    [90_061_000, "1 d 01:01", "calm"],
  ])("with %i ms left shows %s", (left, text, urgency) => {
    expect(clockFace(phase, 1_000_000 - left)).toMatchObject({ text, urgency });
  });

  it("stands at zero while orders are waited for", () => {
    expect(clockFace({ ...phase, deadline_ms: null, waiting: true }, 5_000_000)).toMatchObject({ text: "00:00", urgency: "over" });
  });

  it("stands still while paused, whatever the time", () => {
    const paused = { ...phase, deadline_ms: null, paused: true, left_ms: 25_000 };
    expect(clockFace(paused, 5_000_000)).toMatchObject({ text: "00:25", paused: true });
    expect(clockFace({ ...phase, deadline_ms: null }, 0).text).toBe("—");
  });

  it("writes dates and changes", () => {
    expect(gameDate("2007-10-12")).toBe("12 Oct 2007");
    expect(span("2007-07-01", "2007-12-31")).toBe("Jul–Dec 2007");
    expect([signed(3), signed(-2.5), signed(0)]).toEqual(["+3", "−2.5", "±0"]);
  });
});
