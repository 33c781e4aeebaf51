/* What somebody of control may do, and whose part it is otherwise. Pure; the server decides, this only draws. */

import type { ColleagueView, View } from "../../net/wire";
import { q } from "../../strings/people";
import type { Catalogue } from "../../table/catalogue";

export interface Scope {
  title: string;
  words: string;
  may: string[];
}

/** Control's catalogue alone has them. */
export const scopes = (catalogue: Catalogue | null): Record<string, Scope> => (catalogue?.scopes ?? {}) as Record<string, Scope>;

export const may = (view: View, deed: string): boolean => view.control?.may.includes(deed) ?? false;

/** The name of one's own part; null for the facilitator, who has all of it. */
export const ownPart = (view: View, catalogue: Catalogue | null): string | null =>
  !view.control ? q.observer : view.control.scope === null ? null : (scopes(catalogue)[view.control.scope]?.title ?? view.control.scope);

/** Whose parts a deed belongs to, as words. */
export function rightParts(catalogue: Catalogue | null, deed: string): string {
  const titles = Object.values(scopes(catalogue)).filter((scope) => scope.may.includes(deed)).map((scope) => `“${scope.title}”`);
  return titles.length > 0 ? titles.join(q.or) : q.own;
}

/** Control's people as they are now: the facilitator first, then by when they came; and those who were withdrawn. */
export function people(view: View): { now: ColleagueView[]; gone: ColleagueView[] } {
  const all = Object.values(view.control?.people ?? {});
  const rank = (one: ColleagueView) => (one.id === "control.facilitator" ? 0 : one.made ? 2 : 1);
  const now = all.filter((one) => one.withdrawn_ms === null).sort((one, other) => rank(one) - rank(other));
  return { now, gone: all.filter((one) => one.withdrawn_ms !== null) };
}

/** An assistant is one who can be given a part: neither the facilitator nor the observer. */
export const helps = (one: ColleagueView): boolean => one.id.startsWith("control.assistant");

export const called = (one: ColleagueView): string => one.name ?? one.title;
