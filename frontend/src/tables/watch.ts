/* How the tables stand, asked again and again; why not by sockets stands in wargame/control/board.py. No drawing here. */

import { bySample, UNKNOWN, type Skew } from "../net/clock";
import type { ClassBoard } from "../net/wire";

export interface Watched {
  board: ClassBoard | null;
  /** own clock, of the last answer */
  heard_ms: number | null;
  skew: Skew;
  state: "connecting" | "live" | "stale" | "offline" | "refused";
  /** the server's sentence, if it will not have us */
  refusal: string | null;
}

export interface Means {
  ask(signal: AbortSignal): Promise<Response>;
  now(): number;
  after(ms: number, run: () => void): unknown;
  cancel(handle: unknown): void;
  online(): boolean;
}

export interface Watch {
  subscribe(tell: (seen: Watched) => void): () => void;
  /** do not wait for the next time */
  again(): void;
  close(): void;
}

export const EVERY_MS = 2_000;
const PATIENCE_MS = 4_000;
export const STALE_AFTER_MS = 5_000;

export const NOTHING: Watched = { board: null, heard_ms: null, skew: UNKNOWN, state: "connecting", refusal: null };

export function createWatch(means: Means): Watch {
  let seen = NOTHING;
  let timer: unknown = null;
  let asking = false;
  let wanted = false;
  let closed = false;
  const listeners = new Set<(seen: Watched) => void>();
  const show = (next: Partial<Watched>) => {
    seen = { ...seen, ...next };
    for (const tell of listeners) tell(seen);
  };

  function silent() {
    const quiet_ms = seen.heard_ms === null ? Infinity : means.now() - seen.heard_ms;
    if (!means.online()) show({ state: "offline" });
    else if (quiet_ms > STALE_AFTER_MS) show({ state: seen.board ? "stale" : "connecting" });
  }
  async function ask() {
    timer = null;
    asking = true;
    const limit = new AbortController();
    const late = means.after(PATIENCE_MS, () => limit.abort());
    const sent_ms = means.now();
    try {
      const answer = await means.ask(limit.signal);
      const body = (await answer.json()) as ClassBoard & { message?: string };
      const received_ms = means.now();
      if (answer.ok) show({ board: body, heard_ms: received_ms, skew: bySample(seen.skew, sent_ms, received_ms, body.server_ms), state: "live", refusal: null });
      else if (answer.status === 404 || answer.status === 400) show({ state: "refused", refusal: body.message ?? "", board: null });
      else silent();
    } catch {
      silent();
    }
    means.cancel(late);
    asking = false;
    if (closed) return;
    timer = means.after(wanted ? 0 : EVERY_MS, () => void ask());
    wanted = false;
  }
  timer = means.after(0, () => void ask());
  return {
    subscribe(tell) {
      listeners.add(tell);
      tell(seen);
      return () => listeners.delete(tell);
    },
    again() {
      if (asking) wanted = true;
      else {
        means.cancel(timer);
        void ask();
      }
    },
    close() {
      closed = true;
      means.cancel(timer);
    },
  };
}
