/* The WebSocket: hello, heartbeats, and coming back after a cut with growing, jittered pauses.
   It promises honesty about the link, not delivery: what is unanswered is kept by the table and sent again. */

import type { Events, Line, Link, Parts, Place } from "./line";
import { TIMERS } from "./line";
import type { ServerMessage } from "./wire";

export interface SocketLike {
  readonly readyState: number;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

export interface SocketEvents extends Events {
  /** `times` openings failed in a row; answers whether another way is open meanwhile (then the pause is a minute) */
  failed(times: number): boolean;
}

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 15_000;
const PAUSE_BESIDE_HTTP_MS = 60_000;
const SILENCE_MS = 9_000; // heartbeats come every 5 s: not live is said within 10 s
const GIVE_UP_MS = 14_000;
const OPENING_MS = 10_000;
const PING_MS = 20_000;
const OPEN = 1;
/** Close codes after which another attempt would end the same way. */
export const FINAL: ReadonlySet<number> = new Set([4401, 4403, 4404, 4409]);

/** Pause before attempt n (from 1): doubles up to a limit, with half of it random so that a class does not return as one. */
export function pause(attempt: number, random: number): number {
  const full = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random;
}

export function openSocket(place: Place, events: SocketEvents, parts: Parts = {}): Line {
  const timers = parts.timers ?? TIMERS;
  const make = parts.socket ?? ((url: string) => new WebSocket(url) as unknown as SocketLike);
  const online = parts.online ?? (() => (typeof navigator === "undefined" ? true : navigator.onLine));
  let socket: SocketLike | null = null;
  let closed = false;
  let everLive = false;
  let failures = 0;
  let heard_ms = timers.now();
  let opening: unknown = null;
  let again: unknown = null;
  let watch: unknown = null;
  let ping: unknown = null;

  const say = (state: Link["state"], retry_ms: number | null = null, code: number | null = null) =>
    events.link({ state, via: "socket", retry_ms, code });

  function begin() {
    again = null;
    if (closed) return;
    if (!online()) {
      say("offline");
      again = timers.after(2000, begin);
      return;
    }
    if (!everLive) say("connecting");
    const mine = make(place.socket_url);
    socket = mine;
    opening = timers.after(OPENING_MS, () => mine === socket && drop(mine, 0));
    mine.onopen = () => {
      mine.send(JSON.stringify({ type: "hello", csrf: place.csrf, etag: events.etag() }));
    };
    mine.onmessage = (event) => mine === socket && hear(String(event.data));
    mine.onclose = (event) => mine === socket && drop(mine, event.code);
  }

  function hear(text: string) {
    let message: ServerMessage;
    try {
      message = JSON.parse(text) as ServerMessage;
    } catch {
      return; // not ours: the watch decides whether the line still lives
    }
    heard_ms = timers.now();
    if (message.type === "welcome") {
      timers.cancel(opening);
      failures = 0;
      everLive = true;
      say("live");
      look();
      measure();
    } else if (stale) say("live");
    stale = false;
    events.message(message);
  }

  let stale = false;
  function look() {
    timers.cancel(watch);
    watch = timers.after(1000, () => {
      if (!socket) return;
      const silent = timers.now() - heard_ms;
      if (!online()) say("offline");
      else if (silent > SILENCE_MS && !stale) say("stale");
      if (silent > SILENCE_MS || !online()) stale = true;
      if (silent > GIVE_UP_MS) drop(socket, 0);
      else look();
    });
  }

  function measure() {
    timers.cancel(ping);
    send({ type: "ping", t: timers.now() });
    ping = timers.after(PING_MS, measure);
  }

  function drop(which: SocketLike, code: number) {
    timers.cancel(opening);
    timers.cancel(watch);
    timers.cancel(ping);
    which.onmessage = which.onclose = which.onopen = null;
    socket = null;
    stale = false;
    try {
      which.close();
    } catch {
      // closing a socket that never opened throws in some browsers; it is gone either way
    }
    if (closed) return;
    if (FINAL.has(code)) {
      say("refused", null, code);
      return;
    }
    failures += 1;
    const other = events.failed(failures);
    const wait = other ? PAUSE_BESIDE_HTTP_MS : code === 4429 ? 5000 + 5000 * timers.random() : pause(failures, timers.random());
    say(online() ? (everLive ? "stale" : "connecting") : "offline", timers.now() + wait, code);
    again = timers.after(wait, begin);
  }

  function send(message: object) {
    if (socket?.readyState === OPEN) socket.send(JSON.stringify(message));
  }

  begin();
  return {
    send,
    retry() {
      if (closed || socket) return;
      timers.cancel(again);
      begin();
    },
    close() {
      closed = true;
      timers.cancel(again);
      if (socket) drop(socket, 1000);
    },
  };
}
