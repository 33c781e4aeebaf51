/* What happened at the table since somebody last looked at it, as far as this seat may see. Pure: view and hour in, lines out. */

import type { OfferView, PhaseName, View } from "../../net/wire";
import { a } from "../../strings/arrival";
import { plural, signed } from "../format";
import { moved, roomTitle, rooms } from "../select";

/** What is remembered of the last look: the server's hour, and where the table then was. */
export interface Look {
  at_ms: number;
  turn: number;
  phase: PhaseName;
}

export interface Missed {
  id: string;
  words: string;
  /** id of the action that leads there, see actions.ts */
  action: string;
  room: string | null;
}

export const AWAY_MS = 45_000; // a shorter look aside is no absence

export const lookAt = (view: View, server_ms: number): Look => ({ at_ms: server_ms, turn: view.turn.number, phase: view.phase.name });

/** Lines in the order in which one wants to know them: where the table is, papers, words, news. */
export function missed(view: View, since: Look, nameOf: (id: string) => string): Missed[] {
  const lines: Missed[] = [];
  const line = (id: string, words: string, action: string, room: string | null = null) => lines.push({ id, words, action, room });
  if (view.turn.number !== since.turn || view.phase.name !== since.phase) line("phase", a.missed.phase(view.phase.name, view.turn.number), view.phase.name === "results" ? "results" : "brief");
  for (const offer of Object.values(view.offers)) {
    const words = offerNews(offer, view, since.at_ms, nameOf);
    if (words) line(`offer-${offer.id}`, words, offer.status === "signed" ? "commitments" : "offers");
  }
  for (const notice of Object.values(view.notices)) if (notice.at_ms > since.at_ms) line(`notice-${notice.id}`, notice.text, "press");
  for (const room of rooms(view))
    if (room.unread > 0 && (room.last_ms ?? 0) > since.at_ms) line(`room-${room.id}`, a.missed.words(room.unread, roomTitle(room, view, nameOf)), "rooms", room.id);
  if (view.turn.number > since.turn || (view.phase.name === "results" && since.phase !== "results"))
    for (const indicator of Object.values(view.indicators))
      if (Math.abs(moved(indicator)) >= 1) line(`indicator-${indicator.id}`, a.missed.moved(indicator.name, signed(moved(indicator), 0)), "results");
  const news = Object.values(view.press).filter((item) => item.at_ms > since.at_ms);
  if (news.length > 0) line("press", a.missed.press(plural(news.length, "item"), news.sort((x, y) => y.at_ms - x.at_ms)[0]!.title), "press");
  return lines;
}

function offerNews(offer: OfferView, view: View, since_ms: number, nameOf: (id: string) => string): string | null {
  const version = offer.versions[String(offer.version)];
  const title = version?.title ?? "";
  if (offer.closed_ms && offer.closed_ms > since_ms) return a.missed.closed(title, offer.status);
  if (!version || version.cell === view.you.cell) return null;
  if (version.at_ms > since_ms) return offer.version === 1 ? a.missed.tabled(nameOf(version.cell), title) : a.missed.countered(nameOf(version.cell), title);
  const signed = Object.entries(offer.signatures).filter(([cell, at_ms]) => cell !== view.you.cell && at_ms > since_ms);
  return signed.length > 0 ? a.missed.signed(signed.map(([cell]) => nameOf(cell)).join(", "), title) : null;
}
