/* Everything control did, from the game's own rulings, from the record beside it, and its notes, as one list. Pure. */

import type { RecordRow } from "../../net/http";
import type { View } from "../../net/wire";
import { b } from "../../strings/board";

export interface Deed {
  key: string;
  at_ms: number;
  who: string;
  /** who sat there, if the server knows the name */
  person: string;
  kind: string;
  what: string;
  about: string;
  why: string;
}

interface Ruling {
  id: string;
  kind: string;
  by: string;
  reason: string | null;
  at_ms: number;
  before: unknown;
  after: unknown;
}

/** The newest first. `name` says ids of viewers as people do. */
export function deeds(view: View, beside: RecordRow[], by: Record<string, string>, name: (id: string) => string): Deed[] {
  const kind = (id: string) => b.record.kinds[id] ?? id;
  const rulings = (Object.values(view.control?.rulings ?? {}) as Ruling[]).map((row) => ({ key: row.id, at_ms: row.at_ms, who: name(row.by), person: by[row.id] ?? "", kind: row.kind, what: kind(row.kind), about: aboutOf(row, view, name), why: row.reason ?? "" }));
  const others = beside.map((row, n) => ({ key: `beside:${n}`, at_ms: row.at_ms, who: name(row.seat), person: row.person, kind: row.action, what: kind(row.action), about: row.about ? name(row.about) : "", why: row.reason }));
  const notes = Object.values(view.control?.notes ?? {}).map((row) => ({ key: row.id, at_ms: row.at_ms, who: name(row.by), person: "", kind: "note", what: kind("note"), about: row.about ? titled(row.about, view, name) : "", why: row.text }));
  return [...rulings, ...others, ...notes].sort((one, other) => other.at_ms - one.at_ms);
}

function aboutOf(row: Ruling, view: View, name: (id: string) => string): string {
  if (row.kind === "act.for" && typeof row.before === "string") return `${name(row.before)}: ${(row.after as { command?: string } | null)?.command ?? ""}`;
  if (row.kind === "clock.rules") {
    const [before, after] = [row.before, row.after] as Record<string, number | boolean>[];
    return Object.entries(after ?? {}).filter(([rule, value]) => before?.[rule] !== value).map(([rule, value]) => b.record.rules[rule]?.(value) ?? rule).join(", ");
  }
  if (row.kind.startsWith("assistant.")) {
    const after = row.after as string | { seat: string; scope: string };
    return typeof after === "string" ? name(after) : `${name(after.seat)}: ${b.record.parts[after.scope] ?? after.scope}`;
  }
  if (row.kind === "inject.plan") {
    const after = row.after as { inject?: string; state?: string } | null;
    return after?.inject ? `${titled(after.inject, view, name)} → ${after.state ?? ""}` : "";
  }
  return typeof row.after === "string" ? titled(row.after, view, name) : "";
}

/** What an id stands for: an inject's or a paper's title, an order's sentence, a press line, a viewer's name. */
export function titled(id: string, view: View, name: (id: string) => string): string {
  const offer = view.offers[id];
  return view.control?.injects[id]?.title ?? (offer ? (offer.versions[String(offer.version)]?.title ?? id) : (view.control?.orders[id]?.sentence ?? view.press[id]?.title ?? name(id)));
}

export function matching(rows: Deed[], kind: string, words: string): Deed[] {
  const wanted = words.trim().toLowerCase();
  return rows.filter((row) => (!kind || row.kind === kind) && (!wanted || [row.who, row.person, row.what, row.about, row.why].some((text) => text.toLowerCase().includes(wanted))));
}
