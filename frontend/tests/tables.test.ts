/* The board of several tables without the drawing: what waits, acts given to all, and how the server is asked. */

import { describe, expect, it } from "vitest";

import type { SideOnBoard, StandingOnBoard, TableOnBoard } from "../src/net/wire";
import { n } from "../src/strings/tables";
import * as acts from "../src/tables/acts";
import { isOver, lines, shortTitle, waitsForControl } from "../src/tables/standing";
import { createWatch, EVERY_MS, type Watched } from "../src/tables/watch";

const side = (id: string, more: Partial<SideOnBoard> = {}): SideOnBoard => ({ id, name: id, letter: id[0]!, ready: false, taken: 2, here: 2, committed: false, late: null, hands: 0, asks: 0, unread: 0, ...more });
const standing = (name: StandingOnBoard["phase"]["name"], more: Partial<StandingOnBoard> = {}): StandingOnBoard => ({
  phase: { name, deadline_ms: null, left_ms: null, paused: false, opened_ms: 1000, grace: false, waiting: false },
  turn: 1,
  turns: 3,
  sides: [side("us"), side("russia")],
  proposal: null,
  knocks: 0,
  work: null,
  ...more,
});
const table = (game: string, its: StandingOnBoard | null = standing("negotiation")): TableOnBoard => ({ game, seat: "control.facilitator", title: `Class A – ${game}`, standing: its, fault: its ? null : "Gone." });
const words = (its: StandingOnBoard) => lines(its).map((line) => line.words);

describe("what a table says", () => {
  it("waits for control when somebody asks, when results wait, when it cannot be read", () => {
    expect(waitsForControl(table("1"))).toBe(false);
    for (const more of [{ hands: 1 }, { asks: 1 }, { unread: 2 }]) expect(waitsForControl(table("1", standing("orders", { sides: [side("us", more)] })))).toBe(true);
    expect(waitsForControl(table("1", standing("over", { sides: [side("us", { hands: 1 })] })))).toBe(false);
    expect(waitsForControl(table("1", null))).toBe(true);
    expect(isOver(table("1", standing("over")))).toBe(true);
  });
  it("tells how the work stands, and only while it is worked", () => {
    const work = { state: "running", done: 3, total: 12, failures: 0 } as const;
    expect(words(standing("adjudication"))).toEqual([n.waits.queued]);
    expect(words(standing("adjudication", { work }))).toEqual([n.waits.running(3, 12)]);
    expect(words(standing("adjudication", { work: { ...work, failures: 2, state: "waiting" } }))).toEqual([n.waits.failures(2), n.waits.queued]);
    expect(words(standing("adjudication", { work: { ...work, state: "recorded" }, proposal: "proposed" }))).toEqual([n.waits.proposal]);
    expect(words(standing("adjudication", { proposal: "failed" }))).toEqual([n.waits.failed]);
    expect(words(standing("results", { work: { ...work, state: "recorded" }, proposal: "published" }))).toEqual([]);
    expect(words(standing("lobby", { knocks: 1, sides: [side("us", { taken: 0, here: 0 })] }))).toEqual([n.waits.knocks(1), n.waits.nobody]);
  });
  it("is called without what all tables of its class are called", () => {
    expect(shortTitle("Class A – Table 3", "Class A")).toBe("Table 3");
    expect(shortTitle("Class A – Table 3", null)).toBe("Class A – Table 3");
    expect(shortTitle("Other", "Class A")).toBe("Other");
  });
});

interface Sent {
  url: string;
  seat: string;
  body: { id: string; name: string; args: Record<string, unknown> };
}
/** A server that answers by the table: a status and a body, or nothing at all. */
function server(answers: Record<string, (tries: number) => [number, object] | null>) {
  const sent: Sent[] = [];
  let next = 0;
  const means: acts.Means = {
    csrf: "token",
    id: () => `id-${next++}`,
    now: () => 5,
    wait: () => Promise.resolve(),
    fetch: (async (url: string, init: RequestInit) => {
      const game = /games\/(.+)\/commands/.exec(url)![1]!;
      sent.push({ url, seat: (init.headers as Record<string, string>)["X-Seat"]!, body: JSON.parse(String(init.body)) });
      const answer = answers[game]!(sent.filter((each) => each.url === url).length);
      if (answer === null) throw new TypeError("no network");
      return new Response(JSON.stringify(answer[1]), { status: answer[0] });
    }) as typeof fetch,
  };
  return { means, sent };
}
const OK: [number, object] = [200, { ok: true, receipt: {} }];
const REFUSED: [number, object] = [409, { ok: false, code: "same-state", message: "The clock is already paused." }];

describe("an act at several tables", () => {
  it("is one command to each, and a refusal at one stops no other", async () => {
    const { means, sent } = server({ a: () => OK, b: () => REFUSED, c: () => OK });
    const told = await acts.give(acts.orders(acts.pause(""), [table("a"), table("b"), table("c")], means.id), means);
    expect(told.map((one) => one.state)).toEqual(["ok", "refused", "ok"]);
    expect(acts.refusals(told).map((row) => [row.message, row.tables.length])).toEqual([["The clock is already paused.", 1]]);
    expect(sent.map((each) => each.body.name)).toEqual(Array(3).fill("clock.pause"));
    expect(new Set(sent.map((each) => each.body.id)).size).toBe(3);
    expect(sent.every((each) => each.seat === "control.facilitator" && String(each.body.args.reason).length > 0)).toBe(true);
  });
  it("is sent again under the same id while nobody answers, and then said to be uncertain", async () => {
    const { means, sent } = server({ a: (tries) => (tries < 3 ? null : OK), b: () => null, c: (tries) => (tries === 1 ? [503, {}] : OK) });
    const told = await acts.give(acts.orders(acts.start(), [table("a"), table("b"), table("c")], means.id), means);
    expect(told.map((one) => one.state)).toEqual(["ok", "lost", "ok"]);
    expect(told[1]!.message).toBe(n.outcome.lost);
    for (const game of ["a", "b", "c"]) expect(new Set(sent.filter((each) => each.url.includes(`/${game}/`)).map((each) => each.body.id)).size).toBe(1);
    const again = await acts.give([told[1]!.order], { ...means, fetch: (async (_: string, init: RequestInit) => (expect(JSON.parse(String(init.body)).id).toBe("id-1"), new Response("{}"))) as typeof fetch });
    expect(again[0]!.state).toBe("ok");
  });
  it("ends and publishes what the board showed, table by table", () => {
    const [one, other] = [table("a"), table("b", standing("adjudication", { turn: 2, proposal: "proposed" }))];
    expect(acts.end("Done.").args(one)).toEqual({ turn: 1, phase: "negotiation", reason: "Done." });
    expect(acts.held([one, other]).map((each) => each.game)).toEqual(["b"]);
    expect(acts.release(" ").args(other)).toEqual({ turn: 2, reason: "" });
    expect(acts.extend(-5, "").args(one)).toMatchObject({ seconds: -300 });
    expect(acts.say(" Coffee. ").args(one)).toMatchObject({ text: "Coffee.", to: ["all"] });
  });
});

/** Timers in the hand of the test. */
function clockwork(ask: () => Promise<Response>) {
  let now = 1000;
  let online = true;
  let timers: { at: number; run: () => void }[] = [];
  const watch = createWatch({
    ask,
    now: () => now,
    after: (ms, run) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return timer;
    },
    cancel: (timer) => (timers = timers.filter((each) => each !== timer)),
    online: () => online,
  });
  let seen: Watched | null = null;
  watch.subscribe((next) => (seen = next));
  return {
    watch,
    seen: () => seen!,
    unplug: () => (online = false),
    async pass(ms: number) {
      now += ms;
      for (const timer of timers.filter((each) => each.at <= now)) {
        timers = timers.filter((each) => each !== timer);
        timer.run();
      }
      for (let k = 0; k < 10; k++) await Promise.resolve();
    },
  };
}
const BOARD = { server_ms: 61_000, title: "Class A", tables: [] };

describe("the watch", () => {
  it("asks every two seconds, reads the server's clock, and says when it is not live", async () => {
    let up = true;
    let asked = 0;
    const one = clockwork(() => (asked++, up ? Promise.resolve(new Response(JSON.stringify(BOARD))) : Promise.reject(new TypeError())));
    await one.pass(0);
    expect([one.seen().state, asked, one.seen().skew.skew_ms]).toEqual(["live", 1, 60_000]);
    await one.pass(EVERY_MS);
    expect(asked).toBe(2);
    up = false;
    for (let k = 0; k < 4; k++) await one.pass(EVERY_MS);
    expect([one.seen().state, one.seen().board?.title]).toEqual(["stale", "Class A"]);
    one.unplug();
    await one.pass(EVERY_MS);
    expect(one.seen().state).toBe("offline");
    up = true;
    one.watch.again();
    await one.pass(0);
    expect(one.seen().state).toBe("live");
  });
  it("shows the server's sentence when there is no board for this browser, and nothing of before", async () => {
    let status = 200;
    const one = clockwork(() => Promise.resolve(new Response(JSON.stringify(status === 200 ? BOARD : { code: "no-desk", message: "Not yours." }), { status })));
    await one.pass(0);
    status = 404;
    await one.pass(EVERY_MS);
    expect([one.seen().state, one.seen().refusal, one.seen().board]).toEqual(["refused", "Not yours.", null]);
  });
});
