/* The headless table: views by name, commands that survive a cut, rooms without gaps, refusals. */

import { describe, expect, it } from "vitest";

import fixture from "../src/fixtures/us-negotiation.json";
import type { ClientMessage, ServerMessage, View } from "../src/net/wire";
import { createTable, type Keep } from "../src/table/store";

const VIEW = fixture.view as unknown as View;
const LIVE = { state: "live", via: "socket", retry_ms: null, code: null } as const;
const CUT = { state: "stale", via: "socket", retry_ms: 99, code: 1006 } as const;

function table(keep: Keep = memory()) {
  const sent: ClientMessage[] = [];
  let n = 0;
  const one = createTable({ send: (message) => sent.push(message), keep, key: "g:us", now: () => 1000, id: () => `id${n++}` });
  const commands = () => sent.filter((message) => message.type === "command");
  const wholes = () => sent.filter((message) => message.type === "view").length;
  const whole = (to = "e1") => one.hear({ type: "update", from: null, to, patch: VIEW });
  return { one, sent, commands, wholes, whole };
}

function memory(): Keep {
  const store = new Map<string, string>();
  return { get: (key) => store.get(key) ?? null, set: (key, value) => void store.set(key, value) };
}

const money = (from: string, to: string, value: number): ServerMessage => ({ type: "update", from, to, patch: [{ op: "replace", path: "/funds/money_bn", value }] });

describe("views", () => {
  it("move from name to name", () => {
    const { one, whole } = table();
    whole();
    one.hear(money("e1", "e2", 1.5));
    expect(one.state().etag).toBe("e2");
    expect(one.state().view?.funds?.money_bn).toBe(1.5);
    expect(one.state().view?.offers).toBe(VIEW.offers);
  });

  it("ask for the whole once when a patch is for another name, and go on from it", () => {
    const { one, whole, wholes } = table();
    whole();
    one.hear(money("e7", "e8", 1));
    one.hear(money("e8", "e9", 1));
    expect(wholes()).toBe(1);
    expect(one.state().etag).toBe("e1");
    whole("e9");
    one.hear(money("e9", "e10", 3));
    expect(one.state().view?.funds?.money_bn).toBe(3);
  });

  it("ask for the whole when a patch does not fit or a heartbeat names another view", () => {
    const { one, whole, wholes } = table();
    whole();
    one.hear({ type: "update", from: "e1", to: "e2", patch: [{ op: "replace", path: "/nothing/here", value: 1 }] });
    expect(one.state().etag).toBe("e1");
    expect(wholes()).toBe(1);
    whole("e2");
    one.hear({ type: "heartbeat", etag: "e3", server_ms: 1 });
    expect(wholes()).toBe(2);
  });
});

describe("commands", () => {
  it("are kept until answered and sent again with the same id after a cut", async () => {
    const { one, commands } = table();
    one.link(LIVE);
    const answer = one.command("cell.ready", { ready: true });
    one.link(CUT);
    expect(one.state().outbox[0]).toMatchObject({ id: "id0", sent: false });
    one.link(LIVE);
    expect(commands().map((message) => message.type === "command" && message.id)).toEqual(["id0", "id0"]);
    one.hear({ type: "ack", id: "id0", receipt: { ref: "r", at_ms: 5 } });
    expect(await answer).toEqual({ ok: true, receipt: { ref: "r", at_ms: 5 } });
    expect(one.state().outbox).toEqual([]);
  });

  it("wait while there is no line and survive a reload of the page", () => {
    const keep = memory();
    const before = table(keep);
    void before.one.command("talk.say", { room: "all", text: "hello" });
    expect(before.commands()).toEqual([]);
    const after = table(keep);
    expect(after.one.state().outbox).toHaveLength(1);
    after.one.link(LIVE);
    expect(after.commands()).toEqual([{ type: "command", id: "id0", name: "talk.say", args: { room: "all", text: "hello" } }]);
  });

  it("that are refused say so, with code and field, until it is dismissed", async () => {
    const { one } = table();
    one.link(LIVE);
    const answer = one.command("order.write", { kind: "x" });
    one.hear({ type: "refused", id: "id0", code: "too-dear", message: "Too dear.", field: "number" });
    expect(await answer).toEqual({ ok: false, code: "too-dear", message: "Too dear.", field: "number" });
    expect(one.state().refused).toHaveLength(1);
    one.forget("id0");
    expect(one.state().refused).toEqual([]);
  });
});

describe("rooms", () => {
  const item = (n: number) => ({ n, id: `m${n}`, seat: "us.state", at_ms: n, text: `words ${n}` });
  const page = (items: number[], more: boolean): ServerMessage => ({ type: "page", id: "p", collection: "room:us", items: items.map(item), more });
  const counted = (count: number): View => ({ ...VIEW, rooms: { ...VIEW.rooms, us: { ...VIEW.rooms.us!, count } } });

  it("load the newest words, then earlier ones, without doubles", () => {
    const { one, sent } = table();
    one.openRoom("us");
    expect(sent.at(-1)).toMatchObject({ type: "page", collection: "room:us", limit: 50 });
    one.hear(page([3, 4], true));
    expect(one.state().rooms.us?.more).toBe(true);
    one.earlier("us");
    expect(sent.at(-1)).toMatchObject({ before: 3 });
    one.hear(page([1, 2, 3], false));
    expect(one.state().rooms.us?.items.map((one) => one.n)).toEqual([1, 2, 3, 4]);
    expect(one.state().rooms.us?.more).toBe(false);
  });

  it("fetch what is new when the view says that an open room has grown", () => {
    const { one, sent } = table();
    one.openRoom("us");
    one.hear(page([1, 2], false));
    one.hear({ type: "update", from: null, to: "e1", patch: counted(3) });
    expect(sent.at(-1)).toMatchObject({ type: "page", after: 2 });
    one.hear(page([3], false));
    expect(one.state().rooms.us?.items).toHaveLength(3);
    one.hear({ type: "update", from: null, to: "e2", patch: counted(3) });
    expect(sent.filter((message) => message.type === "page")).toHaveLength(2);
  });
});

it("a server of another protocol is noticed", () => {
  const { one } = table();
  one.hear({ type: "welcome", protocol: 2, seat: "us.president", server_ms: 0, heartbeat_s: 5 });
  expect(one.state().outdated).toBe(true);
});
