/* The composer without its drawing: a draft offer, what may stand in it, what is wrong with it, what has changed in it.
   A draft that this module calls sound is one that the server's form checks accept; whether it is allowed is the server's answer. */

import type { Args, Change, ClauseView, Link, OfferView, Value, VersionView, View } from "../../net/wire";
import { w } from "../../strings/words";
import { clash, promisedBefore } from "./clashes";
import type { Shared } from "./codraft";
import { linkFaults } from "./links";
import { choicesOf, cleaned, defaults, fault, fill, viewerName, type Catalogue, type ClauseKind, type Field } from "../catalogue";

export interface DraftClause {
  id: string;
  kind: string;
  party: string;
  args: Args;
  from_turn: number;
  until_turn: number | null;
  condition: string | null;
  /** a cell that was asked to sign as well, without which the clause does not take force */
  only_if?: string | null;
}

export interface Draft {
  /** the offer that this draft answers; null for a new one */
  offer: string | null;
  version: number | null;
  title: string;
  to: string[];
  open: boolean;
  expires_turn: number;
  note: string;
  clauses: DraftClause[];
  /** cells that may sign as well, besides the parties */
  invites?: string[];
  /** other papers that this one hangs on; of an answer they are the offer's, and stay */
  links?: Link[];
  /** where it stands on the server, once colleagues write in it too */
  shared?: Shared | null;
}

export const MOST_CLAUSES = 12;

export interface Fault {
  /** clause id, or null for the offer itself */
  clause: string | null;
  field: string;
  words: string;
}

/** The parties of a draft: whoever it goes to, and us. */
export const partiesOf = (draft: Draft, view: View): string[] => [view.you.cell, ...draft.to.filter((cell) => cell !== view.you.cell)];

/** Who a clause of the draft may bind: its parties, and its guests (theirs takes force when they sign). */
export const bindersOf = (draft: Draft, view: View): string[] => [...partiesOf(draft, view), ...(draft.invites ?? [])];

/** Kinds that bind at least one of these parties, in the pack's order. */
export function kindsFor(catalogue: Catalogue, parties: string[]): [string, ClauseKind][] {
  return Object.entries(catalogue.clause_kinds).filter(([, kind]) => kind.parties.some((party) => parties.includes(party)));
}

export const bindable = (kind: ClauseKind, parties: string[]): string[] => parties.filter((party) => kind.parties.includes(party));

export function freshDraft(view: View, to: string[] = []): Draft {
  return { offer: null, version: null, title: "", to, open: false, expires_turn: Math.max(1, view.turn.number), note: "", clauses: [] };
}

export function counterDraft(offer: OfferView, view: View): Draft {
  const version = offer.versions[String(offer.version)];
  return {
    offer: offer.id,
    version: offer.version,
    title: version?.title ?? "",
    to: offer.parties.filter((cell) => cell !== view.you.cell),
    open: offer.open,
    expires_turn: offer.expires_turn,
    note: "",
    invites: offer.invites,
    links: offer.links,
    clauses: standing(version).map(({ id, kind, party, args, from_turn, until_turn, condition, only_if }) => ({
      id,
      kind,
      party,
      args: { ...(args as Args) },
      from_turn,
      until_turn,
      condition,
      only_if: only_if ?? null,
    })),
  };
}

/** Clauses that a version really holds, in its order: those taken out are not among them. */
export function standing(version: VersionView | undefined): ClauseView[] {
  if (!version) return [];
  return version.order.map((id) => version.clauses[id]).filter((clause): clause is ClauseView => !!clause && clause.change !== "removed");
}

/** A clause's fields as the form offers them to the party that it binds: its own sites and radars, and never itself on the
    other side. What another side has already put on the table may say otherwise; it stays as it is until somebody changes it. */
export function clauseFields(kind: ClauseKind, party: string, view: View, catalogue: Catalogue): Field[] {
  return kind.fields.map((field) => {
    const choices = choicesOf(field, view, catalogue);
    if (field.type === "site" || field.type === "sensor") {
      const own = choices.filter((choice) => (view.sites[choice.value]?.owner ?? catalogue.sites[choice.value]?.owner) === party);
      return own.length > 0 ? { ...field, choices: own } : field;
    }
    if (field.type === "cell" || field.type === "cells") {
      const others = choices.filter((choice) => choice.value !== party);
      return others.length > 0 ? { ...field, choices: others } : field;
    }
    return field;
  });
}

/** The arguments that still fit these fields; what does not is set to the first thing that does. */
export function fitting(fields: Field[], args: Args): Args {
  const next: Args = { ...args };
  for (const field of fields) {
    const values = field.choices?.map((choice) => choice.value);
    const value = next[field.name];
    if (!values || value === undefined || value === null) continue;
    if (Array.isArray(value)) {
      const left = value.filter((one) => values.includes(String(one)));
      next[field.name] = left.length > 0 ? left : values.slice(0, 1);
    } else if (!values.includes(String(value))) next[field.name] = values[0] ?? null;
  }
  return next;
}

export function withParty(clause: DraftClause, party: string, view: View, catalogue: Catalogue): DraftClause {
  const kind = catalogue.clause_kinds[clause.kind];
  return kind ? { ...clause, party, args: fitting(clauseFields(kind, party, view, catalogue), clause.args) } : { ...clause, party };
}

export function freshClause(id: string, kindId: string, view: View, catalogue: Catalogue, parties: string[]): DraftClause {
  const kind = catalogue.clause_kinds[kindId];
  const party = kind ? (bindable(kind, parties)[0] ?? "") : "";
  const clause = {
    id,
    kind: kindId,
    party,
    args: kind ? defaults(kind.fields, view, catalogue) : {},
    from_turn: Math.max(1, view.turn.number),
    until_turn: null,
    condition: null,
  };
  return withParty(clause, party, view, catalogue);
}

/** The draft with other parties: clauses that nobody is left to keep lose their party and say so. */
export function withParties(draft: Draft, to: string[], view: View, catalogue: Catalogue): Draft {
  const next = draft.invites ? withInvites({ ...draft, to }, draft.invites, view, catalogue) : { ...draft, to };
  return rebound(next, view, catalogue);
}

function rebound(draft: Draft, view: View, catalogue: Catalogue): Draft {
  const binders = bindersOf(draft, view);
  return {
    ...draft,
    clauses: draft.clauses.map((clause) => {
      const kind = catalogue.clause_kinds[clause.kind];
      if (!kind || binders.includes(clause.party)) return clause;
      return withParty(clause, bindable(kind, binders)[0] ?? "", view, catalogue);
    }),
  };
}

/** The draft with other guests; what hung on a guest that is none any more hangs on nobody, and what bound it binds another
    or nobody. Who is a party is no guest. */
export function withInvites(draft: Draft, invites: string[], view: View, catalogue: Catalogue): Draft {
  const left = invites.filter((cell) => !draft.to.includes(cell));
  const clauses = draft.clauses.map((clause) => (clause.only_if && !left.includes(clause.only_if) ? { ...clause, only_if: null } : clause));
  return rebound({ ...draft, invites: left, clauses }, view, catalogue);
}

export function sentence(clause: DraftClause, view: View, catalogue: Catalogue): string {
  const kind = catalogue.clause_kinds[clause.kind];
  if (!kind) return clause.kind;
  const text = fill(kind.sentence, clause.args, kind.fields, view, catalogue, clause.party || undefined);
  const condition = clause.condition ? catalogue.conditions[clause.condition] : null;
  // Word for word as wargame/rules/mechanics/terms.py says it, or a difference would mark what nobody changed.
  const limits = [
    clause.from_turn > 1 ? w.terms.from(clause.from_turn) : "",
    clause.until_turn ? w.terms.until(clause.until_turn) : "",
    condition ? w.terms.once(condition) : "",
    clause.only_if ? w.terms.onlyIf(viewerName(view, catalogue, clause.only_if)) : "",
    ...(kind.approvals ?? []).map((approval) => w.terms.with(catalogue.approvals[approval]?.name ?? approval)),
  ].filter(Boolean);
  return limits.length ? `${text} (${limits.join(", ")})` : text;
}

export function faults(draft: Draft, view: View, catalogue: Catalogue): Fault[] {
  const found: Fault[] = [];
  const say = (clause: string | null, field: string, words: string) => found.push({ clause, field, words });
  if (!draft.title.trim()) say(null, "title", w.fault.title);
  if (draft.title.trim().length > 160) say(null, "title", w.fault.longTitle);
  if (draft.to.length === 0) say(null, "to", w.fault.to);
  if (draft.clauses.length === 0) say(null, "clauses", w.fault.noClause);
  if (draft.clauses.length > MOST_CLAUSES) say(null, "clauses", w.fault.manyClauses(MOST_CLAUSES));
  if (draft.expires_turn < view.turn.number) say(null, "expires_turn", w.fault.expired);
  const binders = bindersOf(draft, view);
  for (const clause of draft.clauses) {
    const kind = catalogue.clause_kinds[clause.kind];
    if (!kind) {
      say(clause.id, "kind", w.fault.unknownClause);
      continue;
    }
    if (!bindable(kind, binders).includes(clause.party)) say(clause.id, "party", w.fault.party);
    for (const field of kind.fields) {
      const words = fault(field, clause.args[field.name], view, catalogue);
      if (words) say(clause.id, field.name, words);
    }
    if (clause.until_turn !== null && clause.until_turn < clause.from_turn) say(clause.id, "until_turn", w.fault.ends);
  }
  const seen = new Map<string, string>();
  for (const [n, clause] of draft.clauses.entries()) {
    const terms = stable([clause.kind, clause.party, clause.args, clause.from_turn, clause.until_turn, clause.condition, clause.only_if]);
    const beside = draft.clauses.slice(0, n).findIndex((other) => clash(clause, other, catalogue));
    if (seen.has(terms)) say(clause.id, "kind", w.fault.twice);
    else if (beside >= 0) say(clause.id, "kind", w.fault.clash(beside + 1, sentence(draft.clauses[beside]!, view, catalogue)));
    else {
      const bound = promisedBefore(clause, view, catalogue);
      if (bound) say(clause.id, "kind", w.fault.promised(viewerName(view, catalogue, clause.party), bound.agreement.title, bound.number, bound.sentence));
    }
    seen.set(terms, clause.id);
  }
  return [...found, ...linkFaults(draft, view, (id) => viewerName(view, catalogue, id))];
}

export interface DraftChange {
  id: string;
  change: Change;
  was: string | null;
  now: string | null;
}

/** What the draft changes against the version it answers, clause by clause; those taken out come last. */
export function changes(draft: Draft, base: VersionView | undefined, view: View, catalogue: Catalogue): DraftChange[] {
  const before = new Map(standing(base).map((clause) => [clause.id, clause]));
  const list: DraftChange[] = draft.clauses.map((clause) => {
    const was = before.get(clause.id);
    const now = sentence(clause, view, catalogue);
    if (!was) return { id: clause.id, change: "added", was: null, now };
    return { id: clause.id, change: sameTerms(clause, was) ? "same" : "changed", was: was.sentence, now };
  });
  const kept = new Set(draft.clauses.map((clause) => clause.id));
  for (const clause of before.values()) if (!kept.has(clause.id)) list.push({ id: clause.id, change: "removed", was: clause.sentence, now: null });
  return list;
}

const sameTerms = (a: DraftClause, b: ClauseView): boolean =>
  stable([a.kind, a.party, a.args, a.from_turn, a.until_turn, a.condition, a.only_if]) === stable([b.kind, b.party, b.args, b.from_turn, b.until_turn, b.condition, b.only_if]);

/** JSON with sorted keys, without what is empty: equal terms give equal text. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(
          Object.entries(part as Record<string, Value>)
            .filter(([, one]) => one !== null && one !== undefined && one !== "")
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : part,
  );
}

/** The clauses as the wire wants them. */
export const termsOf = (draft: Draft, catalogue: Catalogue) =>
  draft.clauses.map((clause) => ({ ...clause, args: cleaned(catalogue.clause_kinds[clause.kind]?.fields ?? [], clause.args) }));

/** The command that puts this draft on the table, as the wire wants it. */
export function commandFor(draft: Draft, catalogue: Catalogue): { name: string; args: Record<string, unknown> } {
  const clauses = termsOf(draft, catalogue);
  const used = draft.shared ? { draft: draft.shared.id, draft_version: draft.shared.version } : {};
  const common = { title: draft.title.trim(), clauses, note: draft.note.trim() };
  return draft.offer !== null
    ? { name: "offer.counter", args: { offer: draft.offer, version: draft.version, ...common, ...used } }
    : { name: "offer.table", args: { to: draft.to, open: draft.open, expires_turn: draft.expires_turn, invites: draft.invites ?? [], links: draft.links ?? [], ...common, ...used } };
}
