/* Control's list of injects without the drawing: where each stands, and what a preview says to whom. Pure. */

import type { InjectView, PressView, View } from "../../net/wire";
import { j } from "../../strings/injects";
import type { Catalogue } from "../../table/catalogue";
import { money, trim } from "../../table/format";

export type Standing = "planned" | "auto" | "held" | "skipped" | "armed" | "sent";

export interface Entry {
  inject: InjectView;
  title: string;
  text: string;
  edited: boolean;
  standing: Standing;
  words: string;
}

/** What an inject can be armed with: condition -> words. Control's catalogue alone has it. */
export const arming = (catalogue: Catalogue | null): Record<string, string> => (catalogue?.arming ?? {}) as Record<string, string>;

export function entryOf(inject: InjectView, view: View, catalogue: Catalogue | null): Entry {
  const plan = view.control?.plans[inject.id];
  const title = plan?.title ?? inject.title;
  const text = plan?.text ?? inject.text;
  const state = plan?.state ?? "waiting";
  const standing: Standing = inject.sent_ms !== null ? "sent" : state !== "waiting" ? state : inject.auto ? "auto" : "planned";
  const asked = (catalogue?.injects as Record<string, { when?: string | null }> | undefined)?.[inject.id]?.when;
  const condition = (id: string) => arming(catalogue)[id] ?? id;
  const words = standing === "armed" && plan?.when ? j.goes(condition(plan.when)) : standing === "auto" && asked ? j.goesIf(condition(asked)) : (j.state[standing] ?? standing);
  return { inject, title, text, edited: Boolean(plan?.title || plan?.text), standing, words };
}

/** The whole list, by turn and date. */
export const entries = (view: View, catalogue: Catalogue | null): Entry[] =>
  Object.values(view.control?.injects ?? {})
    .sort((a, b) => a.turn - b.turn || (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
    .map((inject) => entryOf(inject, view, catalogue));

export const done = (entry: Entry): boolean => entry.standing === "sent" || entry.standing === "skipped";

/** How many of this turn wait for a hand: what the tab counts. */
export const toSend = (view: View): number =>
  entries(view, null).filter(({ inject, standing }) => inject.turn === view.turn.number && (standing === "planned" || standing === "held")).length;

type Parts = Record<string, unknown>;

export interface Readers {
  key: string;
  seats: string[];
  names: string[];
  press: PressView[];
  changes: string[];
}

/** Seats that would see the same, together; where that is a whole cell, by the cell's name. */
export function readersOf(view: View, seats: Record<string, Parts>): Readers[] {
  const groups = new Map<string, { seats: string[]; press: PressView[]; changes: string[] }>();
  for (const [seat, parts] of Object.entries(seats)) {
    const press = Object.values((parts.press ?? {}) as Record<string, PressView>);
    const changes = changesOf(view, seat, parts);
    const key = JSON.stringify([press.map((item) => [item.title, item.text]), changes]);
    const group = groups.get(key);
    if (group) group.seats.push(seat);
    else groups.set(key, { seats: [seat], press, changes });
  }
  return [...groups.entries()].map(([key, group]) => ({ key, ...group, names: namesOf(view, group.seats) }));
}

export function namesOf(view: View, seats: string[]): string[] {
  const names: string[] = [];
  for (const cell of Object.values(view.cells)) {
    const all = Object.keys(cell.seats);
    const there = all.filter((seat) => seats.includes(seat));
    if (there.length > 0 && there.length === all.length) names.push(cell.name);
    else names.push(...there.map((seat) => cell.seats[seat]!.title));
  }
  return names;
}

function changesOf(view: View, seat: string, parts: Parts): string[] {
  const lines: string[] = [];
  const cell = seat.split(".")[0]!;
  for (const [id, entry] of Object.entries((parts.indicators ?? {}) as Record<string, { name: string; value: number }>)) {
    const was = view.indicators[id]?.value;
    if (was !== entry.value) lines.push(j.preview.indicator(entry.name, was === undefined ? "–" : trim(was, 1), trim(entry.value, 1)));
  }
  const funds = (parts.funds ?? {}) as { money_bn?: number; capital?: number };
  const before = view.control?.funds[cell];
  if (funds.money_bn !== undefined) lines.push(j.preview.money(before ? money(before.money_bn) : "–", money(funds.money_bn)));
  if (funds.capital !== undefined) lines.push(j.preview.capital(before ? trim(before.capital, 1) : "–", trim(funds.capital, 1)));
  for (const notice of Object.values((parts.notices ?? {}) as Record<string, { text: string }>)) lines.push(notice.text);
  for (const site of Object.values((parts.sites ?? {}) as Record<string, { name: string }>)) lines.push(j.preview.site(site.name));
  const rest = Object.keys(parts).filter((part) => j.preview.also[part]);
  if (rest.length > 0) lines.push(j.preview.alsoChanges(rest.map((part) => j.preview.also[part]).join(", ")));
  return lines;
}
