/* Questions that the page asks of a view, each with one answer: what must I do, what is new, who stands where. Pure. */

import type { IndicatorView, OfferView, PhaseName, PressView, RoomView, View } from "../net/wire";
import { t } from "../strings/en";
import { w } from "../strings/words";
import { gameDate, money } from "./format";
import { sideIds } from "./sides";

export const PHASES: readonly PhaseName[] = ["briefing", "negotiation", "orders", "adjudication", "results"];

export const isControl = (view: View): boolean => view.you.cell === "control";

/** May this seat only look? */
export const onlyLooks = (view: View): boolean => view.you.powers.length === 0;

export const can = (view: View, power: string): boolean => view.you.powers.includes(power) || view.you.powers.includes("all");

const ROOM_ORDER = { cell: 0, pair: 1, all: 2, private: 3, meeting: 3, adhoc: 3, control: 4 } as const;

export function rooms(view: View): RoomView[] {
  // A meeting that is over is read from the list of meetings; its room comes back only with words that were not read.
  return Object.values(view.rooms)
    .filter((room) => !room.closed || room.unread > 0)
    .sort((a, b) => ROOM_ORDER[a.kind] - ROOM_ORDER[b.kind] || (a.title < b.title ? -1 : 1));
}

/** What we call a room: our own delegation, or whom we meet there. Other rooms keep the pack's title. */
export function roomTitle(room: RoomView, view: View, nameOf: (id: string) => string): string {
  if (room.kind === "cell" && room.members.includes(view.you.cell)) return t.talks.delegation;
  if (room.kind === "control" && view.you.cell !== "control") return nameOf("control");
  if (room.kind === "all" || room.kind === "cell" || room.kind === "adhoc" || room.kind === "meeting") return room.title;
  const others = room.members.filter((member) => member !== view.you.cell && member !== view.you.seat);
  return others.length === 1 && room.members.length === 2 ? t.talks.bilateral(nameOf(others[0]!)) : room.title;
}

export const unread = (view: View): number => Object.values(view.rooms).reduce((sum, room) => sum + room.unread, 0);

const LIVE = new Set(["tabled", "countered"]);
export const isLive = (offer: OfferView): boolean => LIVE.has(offer.status);

/** Live ones first, then the newest. */
export function offers(view: View): OfferView[] {
  const last = (offer: OfferView) => offer.versions[String(offer.version)]?.at_ms ?? offer.closed_ms ?? 0;
  return Object.values(view.offers).sort((a, b) => Number(isLive(b)) - Number(isLive(a)) || Number(waitsForUs(b)) - Number(waitsForUs(a)) || last(b) - last(a));
}

/** It is our move: we may sign, counter or reject it. */
export const waitsForUs = (offer: OfferView): boolean => isLive(offer) && offer.yours.some((what) => what === "sign" || what === "reject");

export const waiting = (view: View): OfferView[] => offers(view).filter(waitsForUs);

export const ownOrders = (view: View) =>
  Object.values(view.orders)
    .filter((order) => order.cell === view.you.cell)
    .sort((a, b) => b.turn - a.turn || a.written_ms - b.written_ms);

export const ordersNow = (view: View) => ownOrders(view).filter((order) => order.turn === view.turn.number && order.status === "written");

export interface Funds {
  free_bn: number;
  free_capital: number;
}

/** What can still be spent. `money_bn` is what the cell has; `reserved_bn` what its open orders have already spoken for. */
export const free = (view: View): Funds | null =>
  view.funds && { free_bn: view.funds.money_bn - view.funds.reserved_bn, free_capital: view.funds.capital - view.funds.reserved_capital };

export const indicators = (view: View): IndicatorView[] => Object.values(view.indicators);

export const moved = (indicator: IndicatorView): number => Math.round((indicator.value - indicator.before) * 10) / 10;

/** Newest first. */
export const press = (view: View): PressView[] => Object.values(view.press).sort((a, b) => b.at_ms - a.at_ms);

export interface Task {
  title: string;
  detail: string;
  /** id of the action that does it, see actions.ts */
  action: string | null;
  label: string | null;
}

/** What must I do now? One sentence and the way to it. */
export function task(view: View, nameOf: (id: string) => string): Task {
  const cell = view.cells[view.you.cell];
  const ready = cell?.ready ?? false;
  const say = (title: string, detail: string, action: string | null = null, label: string | null = null): Task => ({ title, detail, action, label });
  if (view.game.over || view.phase.name === "over") return say(w.task.over.title, w.task.over.detail, "results", w.task.over.label);
  if (view.phase.name === "lobby") return say(w.task.lobby.title, w.task.lobby.detail, "brief", w.task.lobby.label);
  if (onlyLooks(view)) return say(w.task.watching.title, w.task.watching.detail);
  const mine = waiting(view);
  if (mine.length > 0 && view.phase.may_negotiate) {
    const offer = mine[0]!;
    const version = offer.versions[String(offer.version)];
    const who = nameOf(version?.cell ?? offer.tabled_by);
    const changed = version ? version.order.filter((id) => !["same", undefined].includes(version.clauses[id]?.change)).length : 0;
    const title = version?.cell === view.you.cell ? w.task.own : offer.status === "countered" ? w.task.countered(who) : w.task.offered(who);
    const what = offer.status === "countered" && changed ? w.task.changed(changed) : w.task.titled(version?.title ?? "");
    return say(title, `${what} ${w.task.lapses(offer.expires_turn)}`, "offers", w.task.read);
  }
  const written = ordersNow(view).length;
  const left = free(view);
  switch (view.phase.name) {
    case "briefing":
      return say(w.task.briefing.title(view.turn.number, view.turn.title), w.task.briefing.detail, "brief", w.task.briefing.label);
    case "negotiation":
      return ready
        ? say(w.task.waiting.title, w.task.waiting.detail)
        : say(w.task.negotiate.title, view.phase.may_order ? w.task.negotiate.detailOrders : w.task.negotiate.detail, can(view, "draft") ? "compose" : null, w.task.negotiate.label);
    case "orders":
      return ready
        ? say(w.task.ordered.title, w.task.ordered.detail(written))
        : say(w.task.order.title, w.task.order.detail(written, left && money(left.free_bn)), "orders", w.task.order.label);
    case "adjudication":
      return say(w.task.adjudication.title, w.task.adjudication.detail);
    case "results":
      return ready
        ? say(w.task.seen.title, w.task.seen.detail)
        : say(w.task.results.title(view.turn.number), w.task.results.detail, "results", w.task.results.label);
  }
}

/** The sides that play, always in the same order. */
export const playing = (view: View) => sideIds(view.cells).map((id) => view.cells[id]!);
/** A cell's seats, the head's before the others. */
export const headFirst = (cell: View["cells"][string]) => Object.values(cell.seats).sort((one, other) => Number(other.head) - Number(one.head));

/** The line at the foot of the page: the newest public words. */
export const pressLine = (item: PressView): string => `${gameDate(item.date, false)} · ${item.voice}: ${item.title}`;

export const shown = (version: OfferView): string[] => Object.keys(version.versions).sort((a, b) => Number(a) - Number(b));
