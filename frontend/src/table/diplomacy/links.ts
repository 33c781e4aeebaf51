/* Ties between papers: which offers a draft may hang on, what is wrong with a tie, what hangs on a paper. Pure. The rules
   decide (R142); what this module lets through they take, unless the other paper ends meanwhile. */

import type { Link, OfferView, View } from "../../net/wire";
import { w } from "../../strings/words";
import type { Draft, Fault } from "./compose";

export const MOST_LINKS = 4; // as `Links` in wargame/rules/commands/pacts.py

/** Both kinds of one offer are read and chosen as one thing. */
export type TieKind = Link["kind"] | "both";

export interface Tie {
  offer: string;
  kind: TieKind;
}

/** The links as ties, one for each offer, in their order. */
export function ties(links: readonly Link[]): Tie[] {
  const found = new Map<string, TieKind>();
  for (const { offer, kind } of links) found.set(offer, found.has(offer) && found.get(offer) !== kind ? "both" : kind);
  return [...found].map(([offer, kind]) => ({ offer, kind }));
}

/** The links with this tie to an offer in place of any that was there; null: none. */
export function tied(links: readonly Link[], offer: string, kind: TieKind | null): Link[] {
  const fresh: Link[] = kind === null ? [] : kind === "both" ? [{ offer, kind: "only_with" }, { offer, kind: "falls_with" }] : [{ offer, kind }];
  const at = links.findIndex((link) => link.offer === offer);
  const rest = links.filter((link) => link.offer !== offer);
  return at < 0 ? [...rest, ...fresh] : [...rest.slice(0, at), ...fresh, ...rest.slice(at)];
}

export const titleOf = (id: string, view: View): string | null => {
  const offer = view.offers[id];
  return offer?.versions[String(offer.version)]?.title ?? null;
};

/** Cells that would read the draft and cannot read the offer; "all" stands for everybody. */
function blind(draft: Draft, offer: OfferView, view: View): string[] {
  if (offer.open) return [];
  if (draft.open) return ["all"];
  const can = [...offer.parties, ...offer.invites];
  return [view.you.cell, ...draft.to, ...(draft.invites ?? [])].filter((cell) => !can.includes(cell));
}

/** It ended unsigned, or what was agreed by it has ended: nothing can hang on it. */
function fallen(offer: OfferView, view: View): boolean {
  if (offer.status === "tabled" || offer.status === "countered") return false;
  if (offer.status !== "signed") return true;
  return Object.values(view.agreements).some((agreement) => agreement.offer === offer.id && agreement.status === "ended");
}

/** Offers that the draft may still be tied to, the newest first. */
export const linkable = (draft: Draft, view: View): OfferView[] =>
  Object.values(view.offers)
    .filter((offer) => !fallen(offer, view) && blind(draft, offer, view).length === 0 && !(draft.links ?? []).some((link) => link.offer === offer.id))
    .sort((a, b) => (b.versions[String(b.version)]?.at_ms ?? 0) - (a.versions[String(a.version)]?.at_ms ?? 0));

/** A draft of an answer has none: its ties are the offer's. */
export function linkFaults(draft: Draft, view: View, nameOf: (id: string) => string): Fault[] {
  if (draft.offer !== null) return [];
  const say = (words: string): Fault => ({ clause: null, field: "links", words });
  const found: Fault[] = [];
  for (const { offer: id } of ties(draft.links ?? [])) {
    const offer = view.offers[id];
    const title = titleOf(id, view) ?? w.fault.tieUnknown;
    if (!offer || fallen(offer, view)) found.push(say(w.fault.tieEnded(title)));
    else {
      const readers = blind(draft, offer, view);
      if (readers.length > 0) found.push(say(w.fault.tieUnread(title, readers.map(nameOf).join(w.and))));
    }
  }
  if ((draft.links ?? []).length > MOST_LINKS) found.push(say(w.fault.tieMany(MOST_LINKS)));
  return found;
}

/** Papers on the table, or signed, that hang on this one. */
export const hanging = (id: string, view: View): OfferView[] =>
  Object.values(view.offers).filter((offer) => offer.links.some((link) => link.offer === id) && !fallen(offer, view));
