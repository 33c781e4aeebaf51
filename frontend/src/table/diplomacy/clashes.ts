/* What one side cannot promise twice: the rules' own check (wargame/rules/mechanics/pacts/clashes.py) on what this seat reads,
   so that the composer says it before the server has to. Pure. */

import type { AgreementView, Value, View } from "../../net/wire";
import type { Catalogue } from "../catalogue";

export interface Clash {
  with: string;
  same?: string[];
  differ?: string[];
  either?: string;
}

export interface Term {
  kind: string;
  party: string;
  args: Record<string, unknown>;
  from_turn: number;
  until_turn: number | null;
}

const end = (term: Term): number => term.until_turn ?? Number.POSITIVE_INFINITY;
const same = (a: unknown, b: unknown): boolean => JSON.stringify((a as Value) ?? null) === JSON.stringify((b as Value) ?? null);

function hits(clash: Clash, one: Term, other: Term): boolean {
  if (clash.with !== other.kind) return false;
  if (clash.same?.some((field) => !same(one.args[field], other.args[field]))) return false;
  if (clash.differ?.length && clash.differ.every((field) => same(one.args[field], other.args[field]))) return false;
  return clash.either === undefined || Boolean(one.args[clash.either]) || Boolean(other.args[clash.either]);
}

/** Two commitments that cannot both be given: same party, overlapping turns, and a clash that the pack names. */
export function clash(one: Term, other: Term, catalogue: Catalogue): boolean {
  if (one.party !== other.party || one.from_turn > end(other) || other.from_turn > end(one)) return false;
  const of = (term: Term): Clash[] => catalogue.clause_kinds[term.kind]?.clashes ?? [];
  return of(one).some((each) => hits(each, one, other)) || of(other).some((each) => hits(each, other, one));
}

export interface Earlier {
  agreement: AgreementView;
  number: number;
  sentence: string;
}

/** The first commitment that binds already, in an agreement that this seat reads, and that `term` clashes with. */
export function promisedBefore(term: Term, view: View, catalogue: Catalogue): Earlier | null {
  for (const agreement of Object.values(view.agreements))
    for (const [n, id] of agreement.order.entries()) {
      const clause = agreement.clauses[id];
      const standing = agreement.standing[id];
      if (!clause || ["lapsed", "ended"].includes(standing?.status ?? "") || (clause.until_turn ?? Number.POSITIVE_INFINITY) < view.turn.number) continue;
      const ends = standing?.ends_turn ?? null;
      const bound: Term = ends === null ? clause : { ...clause, until_turn: Math.min(end(clause), ends - 1) };
      if (clash(term, bound, catalogue)) return { agreement, number: n + 1, sentence: clause.sentence };
    }
  return null;
}
