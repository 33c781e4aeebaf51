/* Acts of control at several tables: what each is as a command of one table, and the giving of it to all of them. Each table
   is asked by the command that its own desk would give, so each decides, records and refuses for itself. No drawing here. */

import { api, headersOf } from "../net/http";
import type { TableOnBoard } from "../net/wire";
import { b } from "../strings/board";
import { c } from "../strings/control";
import { n } from "../strings/tables";

export interface Act {
  /** what was pressed, as its outcome is called */
  what: string;
  name: string;
  args(table: TableOnBoard): Record<string, unknown>;
}

const why = (reason: string, otherwise: string): string => reason.trim() || otherwise;
const names = n.acts.names;

export const start = (): Act => ({ what: names.start!, name: "game.start", args: () => ({}) });
export const pause = (reason: string): Act => ({ what: names.pause!, name: "clock.pause", args: () => ({ reason: why(reason, c.clock.reasons.pause) }) });
export const resume = (reason: string): Act => ({ what: names.resume!, name: "clock.resume", args: () => ({ reason: why(reason, c.clock.reasons.resume) }) });
export const extend = (minutes: number, reason: string): Act => ({
  what: n.acts.by(minutes),
  name: "clock.extend",
  args: () => ({ seconds: minutes * 60, reason: why(reason, minutes > 0 ? c.clock.reasons.more : c.clock.reasons.less) }),
});
/** Ends the phase that the board showed: a table that has gone on meanwhile refuses, and nothing else is ended. */
export const end = (reason: string): Act => ({
  what: names.end!,
  name: "phase.end",
  args: ({ standing }) => ({ turn: standing?.turn ?? 0, phase: standing?.phase.name ?? "lobby", reason: why(reason, c.clock.reasons.end) }),
});
export const say = (text: string): Act => ({ what: names.say!, name: "voice.say", args: () => ({ voice: b.record.voice, title: b.record.head, text: text.trim(), to: ["all"] }) });
export const release = (reason: string): Act => ({ what: names.release!, name: "adjudication.accept", args: ({ standing }) => ({ turn: standing?.turn ?? 0, reason: reason.trim() }) });

/** Where results wait to be published. */
export const held = (tables: TableOnBoard[]): TableOnBoard[] => tables.filter(({ standing }) => standing?.phase.name === "adjudication" && standing.proposal === "proposed");

export type State = "ok" | "refused" | "lost";

/** What came of an act at one table; `message` is the server's sentence. A lost one may be sent again as it was. */
export interface Outcome {
  table: TableOnBoard;
  state: State;
  message: string;
  at_ms: number;
  order: Order;
}

/** One command to one table. Its id stays when it is sent again: the server carries it out once at most. */
export interface Order {
  table: TableOnBoard;
  what: string;
  body: { id: string; name: string; args: Record<string, unknown> };
}

export interface Means {
  csrf: string;
  fetch: typeof fetch;
  id: () => string;
  now: () => number;
  wait: (ms: number) => Promise<void>;
}

export const orders = (act: Act, tables: TableOnBoard[], id: () => string): Order[] =>
  tables.map((table) => ({ table, what: act.what, body: { id: id(), name: act.name, args: act.args(table) } }));

const TRIES = 3;
const PATIENCE_MS = 8_000;
const PAUSE_MS = 700;

/** All at once; what happens at one table is nothing to the others. */
export const give = (all: Order[], means: Means): Promise<Outcome[]> => Promise.all(all.map((order) => giveOne(order, means)));

async function giveOne(order: Order, means: Means): Promise<Outcome> {
  const { game, seat } = order.table;
  const told = (state: State, message: string): Outcome => ({ table: order.table, state, message, at_ms: means.now(), order });
  for (let tries = 1; ; tries++) {
    try {
      const answer = await means.fetch(`${api(game)}/commands`, {
        method: "POST",
        credentials: "same-origin",
        headers: { ...headersOf({ seat, csrf: means.csrf }), "Content-Type": "application/json" },
        body: JSON.stringify(order.body),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.ok) return told("ok", "");
      // 409 is the table's own refusal; of the others only those may be tried again that say “not just now”.
      const problem = (await answer.json().catch(() => ({}))) as { message?: string };
      if (answer.status < 500 && answer.status !== 429) return told("refused", problem.message ?? `${answer.status}`);
    } catch {
      // no answer: the same command again, under the same id
    }
    if (tries === TRIES) return told("lost", n.outcome.lost);
    await means.wait(PAUSE_MS * tries);
  }
}

/** Refusals that read alike are told once: sentence and the tables that gave it. */
export function refusals(outcomes: Outcome[]): { message: string; tables: TableOnBoard[]; state: State }[] {
  const found = new Map<string, { message: string; tables: TableOnBoard[]; state: State }>();
  for (const { state, message, table } of outcomes) {
    if (state === "ok") continue;
    const row = found.get(message) ?? { message, tables: [], state };
    row.tables.push(table);
    found.set(message, row);
  }
  return [...found.values()];
}
