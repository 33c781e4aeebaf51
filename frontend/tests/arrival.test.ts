/* Coming back: what is told as missed, when the browser calls, and that the tour's practice table answers by itself. */

import { describe, expect, it } from "vitest";

import tour from "../src/fixtures/tour.json";
import type { View } from "../src/net/wire";
import { a } from "../src/strings/arrival";
import { ACTIONS } from "../src/table/actions";
import { lookAt, missed } from "../src/table/device/missed";
import { noticeOf, seenOf } from "../src/table/device/notify";
import { practiceSource, type Fixture } from "../src/table/sources/practice";
import { createTable } from "../src/table/store";

const FIXTURE = tour as unknown as Fixture;
const VIEW = FIXTURE.view as View;
const name = (id: string) => id.toUpperCase();

describe("what was missed", () => {
  it("is nothing for somebody who has just looked", () => {
    const quiet = { ...VIEW, rooms: {} };
    expect(missed(quiet, lookAt(quiet, FIXTURE.now_ms), name)).toEqual([]);
  });

  it("names the phase, the paper that came and the words that are unread, each with a way to it", () => {
    const lines = missed(VIEW, { at_ms: 0, turn: 1, phase: "orders" }, name);
    const said = lines.map((line) => line.words).join("\n");
    expect(said).toContain(a.missed.phase("negotiation", 2));
    expect(said).toContain(a.missed.countered("RUSSIA", "A number and an open door"));
    expect(lines.some((line) => line.room === "all" && line.action === "rooms")).toBe(true);
    for (const line of lines) expect(ACTIONS.some((action) => action.id === line.action)).toBe(true);
    expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
  });

  it("leaves out what was there at the last look, and one's own papers", () => {
    const version = Object.values(VIEW.offers).flatMap((offer) => Object.values(offer.versions)).reduce((last, each) => Math.max(last, each.at_ms), 0);
    expect(missed(VIEW, { at_ms: version, turn: 2, phase: "negotiation" }, name).some((line) => line.id.startsWith("offer-"))).toBe(false);
    const ours = structuredClone(VIEW);
    for (const offer of Object.values(ours.offers)) for (const each of Object.values(offer.versions)) each.cell = ours.you.cell;
    expect(missed(ours, { at_ms: 0, turn: 2, phase: "negotiation" }, name).some((line) => line.words.includes("countered"))).toBe(false);
  });
});

describe("the browser's notices", () => {
  const seen = seenOf(VIEW);
  it("say that something came, never what was said", () => {
    expect(noticeOf(VIEW, { ...seen, phase: "1:results" }, seen)).toBe(a.notify.phase("negotiation", 2));
    expect(noticeOf(VIEW, seen, { ...seen, waiting: seen.waiting + 1 })).toBe(a.notify.offer);
    expect(noticeOf(VIEW, seen, { ...seen, unread: seen.unread + 1 })).toBe(a.notify.words);
    expect(noticeOf(VIEW, seen, { ...seen, paused: true })).toBe(a.notify.paused);
    expect(noticeOf(VIEW, seen, { ...seen, calls: seen.calls + 1 })).toBe(a.notify.call);
    expect(noticeOf(VIEW, seen, { ...seen, surveys: seen.surveys + 1 })).toBe(a.notify.survey);
  });
  it("tell of a line in the press, but not of what one's own side said", () => {
    const line = { id: "p-new", at_ms: 1, date: "1 May 2007", voice: "A paper", title: "Secret headline", text: "…", kind: "inject", to: [], source: null } as const;
    const theirs = seenOf({ ...VIEW, press: { ...VIEW.press, [line.id]: { ...line, to: [] } } });
    expect(noticeOf(VIEW, seen, theirs)).toBe(a.notify.press);
    const ours = seenOf({ ...VIEW, press: { ...VIEW.press, [line.id]: { ...line, to: [], said_by: VIEW.you.cell } } });
    expect(noticeOf(VIEW, seen, ours)).toBeNull();
  });
  it("are silent when nothing is new, and when something was read", () => {
    expect(noticeOf(VIEW, seen, seen)).toBeNull();
    expect(noticeOf(VIEW, { ...seen, unread: seen.unread + 3 }, seen)).toBeNull();
  });
});

describe("the practice table", () => {
  it("shows its view and takes a command without a server", async () => {
    const source = practiceSource(FIXTURE, "tour", { catalogue: () => Promise.resolve({}), document: () => Promise.reject(new Error("none")) });
    let send: (message: never) => void = () => undefined;
    const table = createTable({ send: (message) => send(message as never), keep: { get: () => null, set: () => undefined }, key: "tour", now: () => 0, id: () => "0123456789abcdef" });
    const line = source.open(table);
    send = line.send as never;
    await Promise.resolve();
    expect(table.state().view?.turn.number).toBe(2);
    expect((await table.command("cell.ready", { ready: true })).ok).toBe(true);
  });
});
