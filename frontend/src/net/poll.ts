/* The same line over plain HTTP, for networks that block sockets: the view by long poll, commands by POST.
   It turns answers into the messages that the socket would have brought. */

import { api, headersOf } from "./http";
import type { Events, Line, Parts, Place } from "./line";
import { TIMERS } from "./line";
import { pause } from "./socket";
import type { ClientMessage, Receipt, RoomItem, View } from "./wire";

const WAIT_S = 25;
const AGAIN_MS = 2000;

const NO_TRIES = "Over plain HTTP nothing can be tried on the map: that needs the live line.";

export function openPoll(place: Place, events: Events, parts: Parts = {}): Line {
  const timers = parts.timers ?? TIMERS;
  const get = parts.fetch ?? ((input, init) => fetch(input, init));
  const base = api(place.game);
  let closed = false;
  let failures = 0;
  let again: unknown = null;
  let held: AbortController | null = null;
  let forced = true; // the first answer is the whole view, whatever we hold

  const live = () => events.link({ state: "live", via: "http", retry_ms: null, code: null });

  async function round(): Promise<void> {
    again = null;
    if (closed) return;
    held = new AbortController();
    const limit = timers.after((WAIT_S + 15) * 1000, () => held?.abort());
    try {
      const etag = forced ? null : events.etag();
      const answer = await get(`${base}/view${etag ? `?wait=${WAIT_S}` : ""}`, {
        headers: { ...headersOf(place), ...(etag ? { "If-None-Match": `"${etag}"` } : {}) },
        credentials: "same-origin",
        cache: "no-store",
        signal: held.signal,
      });
      if ([401, 403, 404].includes(answer.status)) {
        events.link({ state: "refused", via: "http", retry_ms: null, code: 4000 + answer.status });
        return;
      }
      if (answer.status !== 304 && !answer.ok) throw new Error(`The server answered ${answer.status}.`);
      if (answer.status !== 304) {
        const to = (answer.headers.get("ETag") ?? "").replace(/^W\//, "").replaceAll('"', "");
        events.message({ type: "update", from: null, to, patch: (await answer.json()) as View });
      }
      if (failures > 0 || forced) live();
      failures = 0;
      forced = false;
      again = timers.after(0, () => void round());
    } catch {
      if (closed) return;
      failures += 1;
      const wait = pause(failures, timers.random());
      events.link({ state: "stale", via: "http", retry_ms: timers.now() + wait, code: null });
      again = timers.after(wait, () => void round());
    } finally {
      timers.cancel(limit);
    }
  }

  async function command(message: Extract<ClientMessage, { type: "command" }>): Promise<void> {
    const { id, name, args } = message;
    const answer = await get(`${base}/commands`, {
      method: "POST",
      headers: { ...headersOf(place), "Content-Type": "application/json" },
      credentials: "same-origin",
      body: JSON.stringify({ id, name, args }),
    });
    const body = (await answer.json()) as { ok?: boolean; receipt?: Receipt; code?: string; message?: string; field?: string | null };
    if (answer.status >= 500) throw new Error(`The server answered ${answer.status}.`);
    if (body.ok) events.message({ type: "ack", id, receipt: body.receipt ?? {} });
    else
      events.message({
        type: "refused",
        id,
        code: body.code ?? String(answer.status),
        message: body.message ?? `The server answered ${answer.status}.`,
        field: body.field ?? null,
      });
  }

  async function page(message: Extract<ClientMessage, { type: "page" }>): Promise<void> {
    const query = new URLSearchParams();
    for (const key of ["after", "before", "limit"] as const) if (message[key] !== undefined) query.set(key, String(message[key]));
    const room = message.collection.replace(/^room:/, "");
    const answer = await get(`${base}/rooms/${encodeURIComponent(room)}/messages?${query}`, {
      headers: headersOf(place),
      credentials: "same-origin",
    });
    if (!answer.ok) return;
    const body = (await answer.json()) as { items: RoomItem[]; more: boolean };
    events.message({ type: "page", id: message.id, collection: message.collection, ...body });
  }

  void round();
  return {
    send(message) {
      // A lost answer is no loss: the same command goes again with the same id until it is answered.
      if (message.type === "try") events.message({ type: "refused", id: message.id, code: "over-http", message: NO_TRIES, field: null });
      if (message.type === "command") void command(message).catch(() => closed || timers.after(AGAIN_MS, () => this.send(message)));
      else if (message.type === "page") void page(message).catch(() => undefined);
      else if (message.type === "view") {
        forced = true;
        held?.abort();
      }
    },
    retry() {
      if (closed || again === null) return;
      timers.cancel(again);
      void round();
    },
    close() {
      closed = true;
      timers.cancel(again);
      held?.abort();
    },
  };
}
