/* The line and what moves a view: patches, the socket's life, the HTTP fallback, the server's clock. */

import { describe, expect, it } from "vitest";

import { byMessage, bySample, UNKNOWN } from "../src/net/clock";
import { openLine, type Link, type Timers } from "../src/net/line";
import { applyPatch, PatchError, pointer } from "../src/net/patch";
import { openPoll } from "../src/net/poll";
import { pause, type SocketLike } from "../src/net/socket";
import type { ServerMessage } from "../src/net/wire";

describe("a patch", () => {
  it("adds, replaces and removes, and shares what it does not touch", () => {
    const before = { a: { b: 1, c: [1, 2] }, untouched: { x: 1 } };
    const after = applyPatch(before, [
      { op: "replace", path: "/a/b", value: 2 },
      { op: "add", path: "/a/d", value: "new" },
      { op: "remove", path: "/a/c" },
    ]);
    expect(after).toEqual({ a: { b: 2, d: "new" }, untouched: { x: 1 } });
    expect(after.untouched).toBe(before.untouched);
    expect(before).toEqual({ a: { b: 1, c: [1, 2] }, untouched: { x: 1 } });
  });

  it("replaces lists whole and the whole by the empty path", () => {
    expect(applyPatch({ list: [1, 2] }, [{ op: "replace", path: "/list", value: [3] }])).toEqual({ list: [3] });
    expect(applyPatch({ a: 1 } as object, [{ op: "replace", path: "", value: { b: 2 } }])).toEqual({ b: 2 });
  });

  it("reads escaped keys and treats __proto__ as a key", () => {
    expect(pointer("/a~1b/c~0d")).toEqual(["a/b", "c~d"]);
    const after = applyPatch({} as Record<string, unknown>, [{ op: "add", path: "/__proto__", value: { admin: true } }]);
    expect(Object.keys(after)).toEqual(["__proto__"]);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it.each([
    ["replace of what is not there", { op: "replace", path: "/x", value: 1 }],
    ["remove of what is not there", { op: "remove", path: "/x" }],
    ["a way through a number", { op: "add", path: "/a/b", value: 1 }],
    ["a way through a missing map", { op: "add", path: "/x/y", value: 1 }],
    ["a path without a slash", { op: "add", path: "a", value: 1 }],
  ] as const)("refuses %s", (_name, operation) => {
    expect(() => applyPatch({ a: 1 }, [operation])).toThrow(PatchError);
  });
});

describe("the server's clock", () => {
  it("takes the quickest answer for the surest", () => {
    let skew = byMessage(UNKNOWN, 1000, 6000);
    expect(skew.skew_ms).toBe(5000);
    skew = bySample(skew, 1000, 1100, 6050); // round trip 100: skew 5000
    skew = bySample(skew, 2000, 4000, 8500); // round trip 2000: worse, not believed
    expect(skew.skew_ms).toBe(5000);
    skew = bySample(skew, 5000, 5020, 9910); // round trip 20: skew 4900
    expect(skew.skew_ms).toBe(4900);
  });

  it("believes a jump at once: the laptop has slept", () => {
    const skew = bySample({ skew_ms: 0, error_ms: 10 }, 1000, 1100, 61_050);
    expect(skew.skew_ms).toBe(60_000);
  });
});

/** Time that only moves when the test says so. */
function clock() {
  let now = 0;
  let next = 1;
  const due = new Map<number, { at: number; run: () => void }>();
  const timers: Timers = {
    now: () => now,
    after(ms, run) {
      due.set(next, { at: now + ms, run });
      return next++;
    },
    cancel: (handle) => void due.delete(handle as number),
    random: () => 0.5,
  };
  function pass(ms: number) {
    const end = now + ms;
    for (;;) {
      const first = [...due.entries()].filter(([, one]) => one.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!first) break;
      due.delete(first[0]);
      now = first[1].at;
      first[1].run();
    }
    now = end;
  }
  return { timers, pass };
}

class FakeSocket implements SocketLike {
  readyState = 0;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  sent: Record<string, unknown>[] = [];
  send(data: string) {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen?.(undefined as never);
  }
  hear(message: ServerMessage) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  die(code: number) {
    this.readyState = 3;
    this.onclose?.({ code, reason: "" });
  }
}

const WELCOME: ServerMessage = { type: "welcome", protocol: 1, seat: "us.president", server_ms: 0, heartbeat_s: 5 };
const PLACE = { game: "g", seat: "us.president", socket_url: "ws://x/", csrf: "token" };

function opened(fetcher?: typeof fetch) {
  const { timers, pass } = clock();
  const sockets: FakeSocket[] = [];
  const links: Link[] = [];
  const heard: ServerMessage[] = [];
  let online = true;
  const line = openLine(
    PLACE,
    { message: (message) => heard.push(message), link: (link) => links.push(link), etag: () => "e1" },
    {
      timers,
      online: () => online,
      socket: () => {
        const one = new FakeSocket();
        sockets.push(one);
        return one;
      },
      fetch: fetcher ?? (() => new Promise(() => undefined)),
    },
  );
  return { line, sockets, links, heard, pass, last: () => sockets.at(-1)!, state: () => links.at(-1)?.state, setOnline: (yes: boolean) => (online = yes) };
}

describe("the socket", () => {
  it("says hello with token and etag, and is live only once welcomed", () => {
    const { last, state } = opened();
    expect(state()).toBe("connecting");
    last().open();
    expect(last().sent[0]).toEqual({ type: "hello", csrf: "token", etag: "e1" });
    expect(state()).toBe("connecting");
    last().hear(WELCOME);
    expect(state()).toBe("live");
  });

  it("is not live within ten seconds of silence, and live again when something is heard", () => {
    const { last, state, pass } = opened();
    last().open();
    last().hear(WELCOME);
    pass(5000);
    last().hear({ type: "heartbeat", etag: "e1", server_ms: 5000 });
    pass(8000);
    expect(state()).toBe("live");
    pass(2000);
    expect(state()).toBe("stale");
    last().hear({ type: "heartbeat", etag: "e1", server_ms: 15_000 });
    expect(state()).toBe("live");
  });

  it("gives a silent socket up and comes back with growing pauses", () => {
    const { sockets, last, state, links, pass } = opened();
    last().open();
    last().hear(WELCOME);
    pass(16_000);
    expect(state()).toBe("stale");
    expect(links.at(-1)?.retry_ms).toBeGreaterThan(0);
    pass(400);
    expect(sockets.length).toBe(2);
    expect([1, 2, 3, 9].map((n) => pause(n, 1))).toEqual([400, 800, 1600, 15_000]);
    expect(pause(3, 0)).toBe(800);
  });

  it.each([4401, 4403, 4404, 4409])("does not come back after %i", (code) => {
    const { sockets, last, state, pass } = opened();
    last().open();
    last().die(code);
    pass(120_000);
    expect(state()).toBe("refused");
    expect(sockets.length).toBe(1);
  });

  it("says offline when the device is, and tries once it is not", () => {
    const { sockets, last, state, pass, setOnline } = opened();
    last().open();
    last().hear(WELCOME);
    setOnline(false);
    last().die(1006);
    expect(state()).toBe("offline");
    pass(10_000);
    expect(sockets.length).toBe(1);
    setOnline(true);
    pass(2500);
    expect(sockets.length).toBe(2);
  });
});

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers });
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("HTTP where sockets are blocked", () => {
  it("takes over after three failed openings and goes back when a socket is welcomed", async () => {
    const asked: string[] = [];
    const { sockets, last, links, heard, pass } = opened((input) => {
      asked.push(String(input));
      return Promise.resolve(json({ game: {} }, 200, { ETag: '"v7"' }));
    });
    for (let n = 0; n < 3; n += 1) {
      last().die(1006);
      pass(2000);
    }
    await settle();
    expect(asked[0]).toBe("/api/games/g/view");
    expect(heard[0]).toMatchObject({ type: "update", from: null, to: "v7" });
    expect(links.at(-1)).toMatchObject({ state: "live", via: "http" });
    pass(60_000);
    expect(sockets.length).toBe(4);
    last().open();
    last().hear(WELCOME);
    expect(links.at(-1)).toMatchObject({ state: "live", via: "socket" });
  });

  it("turns answers into acks and refusals, and keeps quiet about lost ones", async () => {
    const heard: ServerMessage[] = [];
    const answers = [json({ ok: true, receipt: { ref: "o1" } }), json({ ok: false, code: "late", message: "Too late.", field: null }, 409), json({}, 503)];
    const line = openPoll(
      PLACE,
      { message: (message) => heard.push(message), link: () => undefined, etag: () => null },
      { timers: clock().timers, fetch: (input) => (String(input).endsWith("/commands") ? Promise.resolve(answers.shift()!) : new Promise(() => undefined)) },
    );
    for (const id of ["c1", "c2", "c3"]) line.send({ type: "command", id, name: "cell.ready", args: { ready: true } });
    await settle();
    expect(heard).toEqual([
      { type: "ack", id: "c1", receipt: { ref: "o1" } },
      { type: "refused", id: "c2", code: "late", message: "Too late.", field: null },
    ]);
  });
});
