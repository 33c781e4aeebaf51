/* Questions about meetings: which are ours to answer, which slots are free, who may come to which kind. Pure. */

import type { MeetingView, OfferView, View } from "../../net/wire";
import type { Catalogue } from "../catalogue";

export interface MeetingKind {
  title: string;
  words: string;
  cells: string[];
  most: number;
  power: string;
  capital: number;
  announced: boolean;
  seats?: string[];
}

const SPENT = new Set(["called", "held", "closed"]);

export const meetingKinds = (catalogue: Catalogue): Record<string, MeetingKind> => (catalogue.meeting_kinds as Record<string, MeetingKind> | undefined) ?? {};

/** Newest turn first; in a turn by slot, those of the calendar before them. */
export const meetings = (view: View): MeetingView[] => Object.values(view.meetings ?? {}).sort((a, b) => b.turn - a.turn || a.slot - b.slot || a.called_ms - b.called_ms);

export const meetingsNow = (view: View): MeetingView[] => meetings(view).filter((one) => one.turn === view.turn.number);

/** Ours to answer, or being held with us in the room. */
export const meetingsWaiting = (view: View): MeetingView[] => meetingsNow(view).filter((one) => one.yours.includes("answer") || one.status === "held");

export const slotsOf = (view: View, catalogue: Catalogue): number => (catalogue.meeting_slots as Record<string, number> | undefined)?.[view.you.cell] ?? 0;

/** The slots of our side in this turn that no meeting has taken. */
export function freeSlots(view: View, catalogue: Catalogue): number[] {
  const taken = new Set(meetingsNow(view).filter((one) => one.slot > 0 && SPENT.has(one.status) && one.attending.includes(view.you.cell)).map((one) => one.slot));
  return Array.from({ length: slotsOf(view, catalogue) }, (_, n) => n + 1).filter((slot) => !taken.has(slot));
}

/** Kinds that this seat can call, in the pack's order. */
export const kindsToCall = (view: View, catalogue: Catalogue): [string, MeetingKind][] =>
  Object.entries(meetingKinds(catalogue)).filter(([, kind]) => kind.cells.includes(view.you.cell) && kind.cells.length > 1 && view.you.powers.includes(kind.power));

export const others = (kind: MeetingKind, view: View): string[] => kind.cells.filter((cell) => cell !== view.you.cell);

/** Papers that every one of these sides sees. */
export const agendaFor = (view: View, cells: string[]): OfferView[] => Object.values(view.offers).filter((offer) => offer.open || cells.every((cell) => offer.parties.includes(cell)));

/** What is still to be said to the press in this turn: null where the scenario has no press line or the seat may not. */
export function statementsLeft(view: View, catalogue: Catalogue): number | null {
  const line = catalogue.press_line as { per_turn: number; power: string } | null | undefined;
  if (!line || !view.you.powers.includes(line.power)) return null;
  const said = Object.values(view.press).filter((item) => item.said_by === view.you.cell && item.turn === view.turn.number).length;
  return Math.max(0, line.per_turn - said);
}
