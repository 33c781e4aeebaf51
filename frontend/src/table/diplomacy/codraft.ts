/* A draft that several seats of a cell write in at once. Pure: what we changed, what colleagues changed, and both together.
   A draft is compared field by field (each clause is one field) with what the server held when we last looked. What both
   sides changed is held back until the person here has chosen: nothing is overwritten unseen. */

import type { Args, DraftView, Link, View } from "../../net/wire";
import type { Draft, DraftClause } from "./compose";

export type Fields = Record<string, unknown>; // path -> value, as in DraftView.fields; null: taken out

export interface Held {
  path: string;
  theirs: unknown;
  by: string;
}

/** Where a draft stands on the server, as we last saw it. */
export interface Shared {
  id: string;
  version: number;
  base: Fields;
  held: Held[];
}

const same = (a: unknown, b: unknown): boolean => stable(a ?? null) === stable(b ?? null);

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === "object" && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** The draft as fields. A counter-offer has no parties of its own: they are the offer's. */
export function flat(draft: Draft): Fields {
  const fields: Fields = { title: draft.title, note: draft.note };
  if (draft.offer === null) Object.assign(fields, { to: [...draft.to], open: draft.open, expires_turn: draft.expires_turn });
  if (draft.offer === null && draft.invites) fields.invites = [...draft.invites];
  if (draft.offer === null && draft.links) fields.links = [...draft.links];
  for (const { id, kind, party, args, from_turn, until_turn, condition, only_if } of draft.clauses)
    fields[`clauses.${id}`] = { kind, party: party || null, args: { ...args }, from_turn, until_turn, condition, ...(only_if ? { only_if } : {}) };
  return fields;
}

function unflat(draft: Draft, fields: Fields): Draft {
  const clauses: DraftClause[] = [];
  for (const [path, value] of Object.entries(fields)) {
    if (!path.startsWith("clauses.") || value === null || value === undefined) continue;
    const clause = value as { kind: string; party: string | null; args: Args; from_turn: number | null; until_turn: number | null; condition: string | null; only_if?: string | null };
    clauses.push({ ...clause, id: path.slice("clauses.".length), party: clause.party ?? "", args: { ...clause.args }, from_turn: clause.from_turn ?? 1 });
  }
  // One's own order first, what colleagues added after it.
  const place = (id: string) => {
    const at = draft.clauses.findIndex((each) => each.id === id);
    return at < 0 ? draft.clauses.length : at;
  };
  clauses.sort((a, b) => place(a.id) - place(b.id));
  return {
    ...draft,
    title: String(fields.title ?? ""),
    note: String(fields.note ?? ""),
    to: (fields.to as string[] | undefined) ?? draft.to,
    open: (fields.open as boolean | undefined) ?? draft.open,
    ...(fields.invites ? { invites: fields.invites as string[] } : {}),
    ...(fields.links ? { links: fields.links as Link[] } : {}),
    expires_turn: (fields.expires_turn as number | undefined) ?? draft.expires_turn,
    clauses,
  };
}

const valuesOf = (row: DraftView): Fields => Object.fromEntries(Object.entries(row.fields).map(([path, field]) => [path, field.value ?? null]));

/** A colleague's draft, to be worked on here. */
export function opened(row: DraftView, view: View): Draft {
  const offer = row.about ? view.offers[row.about] : undefined;
  const values = valuesOf(row);
  const blank: Draft = {
    offer: row.of === "counter" ? row.about : null,
    version: row.of === "counter" ? (offer?.version ?? null) : null,
    title: "",
    to: offer ? offer.parties.filter((cell) => cell !== view.you.cell) : [],
    open: offer?.open ?? false,
    expires_turn: offer?.expires_turn ?? Math.max(1, view.turn.number),
    note: "",
    ...(offer ? { invites: offer.invites, links: offer.links } : {}),
    clauses: [],
    shared: { id: row.id, version: row.version, base: values, held: [] },
  };
  return unflat(blank, values);
}

/** What is not on the server yet: fields to be set and fields to be taken out; null if there is nothing. Held ones wait. */
export function unsaved(draft: Draft): { changes: Record<string, unknown>; clear: string[] } | null {
  const mine = flat(draft);
  const base = draft.shared?.base ?? {};
  const held = new Set(draft.shared?.held.map((each) => each.path) ?? []);
  const changes: Record<string, unknown> = {};
  const clauses: Record<string, unknown> = {};
  const clear: string[] = [];
  for (const [path, value] of Object.entries(mine)) {
    if (held.has(path) || same(value, base[path])) continue;
    if (path.startsWith("clauses.")) clauses[path.slice("clauses.".length)] = value;
    else changes[path] = value;
  }
  for (const path of Object.keys(base)) if (path.startsWith("clauses.") && base[path] !== null && !(path in mine) && !held.has(path)) clear.push(path);
  if (Object.keys(clauses).length > 0) changes.clauses = clauses;
  return Object.keys(changes).length + clear.length > 0 ? { changes, clear } : null;
}

/** The draft after the server took `sent`: these fields are now what both hold. */
export function saved(draft: Draft, id: string, sent: Fields): Draft {
  const before = draft.shared ?? { id, version: 0, base: {}, held: [] };
  return { ...draft, shared: { ...before, id, base: { ...before.base, ...sent } } };
}

/** Which fields a save sends, with their values; taken out ones are null. */
export function sending(draft: Draft): Fields {
  const found = unsaved(draft);
  if (!found) return {};
  const mine = flat(draft);
  const paths = [...Object.keys(found.changes).filter((path) => path !== "clauses"), ...Object.keys((found.changes.clauses as object) ?? {}).map((id) => `clauses.${id}`)];
  return { ...Object.fromEntries(paths.map((path) => [path, mine[path]])), ...Object.fromEntries(found.clear.map((path) => [path, null])) };
}

/** The draft with what colleagues have done since. What only they changed is taken; what both changed is held. */
export function merged(draft: Draft, row: DraftView): Draft {
  const shared = draft.shared;
  if (!shared || row.id !== shared.id || row.version <= shared.version) return draft;
  const theirs = valuesOf(row);
  const mine = flat(draft);
  const next: Fields = { ...mine };
  const held = shared.held.filter((each) => each.path in theirs).map((each) => ({ ...each, theirs: theirs[each.path], by: row.fields[each.path]!.by }));
  for (const [path, value] of Object.entries(theirs)) {
    if (same(value, shared.base[path]) || held.some((each) => each.path === path)) continue;
    if (same(mine[path], shared.base[path])) next[path] = value;
    else if (!same(mine[path], value)) held.push({ path, theirs: value, by: row.fields[path]!.by });
  }
  return { ...unflat(draft, next), shared: { id: row.id, version: row.version, base: { ...shared.base, ...theirs }, held } };
}

/** The choice between one's own words and a colleague's. */
export function settled(draft: Draft, path: string, keep: "mine" | "theirs"): Draft {
  const shared = draft.shared;
  const one = shared?.held.find((each) => each.path === path);
  if (!shared || !one) return draft;
  const rest = { ...shared, held: shared.held.filter((each) => each !== one) };
  if (keep === "mine") return { ...draft, shared: rest };
  return { ...unflat(draft, { ...flat(draft), [path]: one.theirs }), shared: rest };
}

/** Drafts that a colleague can go on with, the last edited first. */
export const openDrafts = (view: View): DraftView[] =>
  Object.values(view.drafts)
    .filter((row) => row.status === "open" && row.of !== "order")
    .sort((a, b) => b.edited_ms - a.edited_ms);

/** Somebody else sits in this cell, so that a draft is worth sharing. */
export const hasColleagues = (view: View): boolean => Object.values(view.cells[view.you.cell]?.seats ?? {}).filter((seat) => seat.taken).length > 1;
