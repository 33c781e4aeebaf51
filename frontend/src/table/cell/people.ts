/* Who sits where: persons, bots, empty seats, and who is in a room. Pure: what one is told of a seat, never what one guesses. */

import type { RoomView, SeatPresence, SeatView, View } from "../../net/wire";

export type Sits = "here" | "away" | "bot" | "free";

export interface Person {
  seat: string;
  title: string;
  name: string | null;
  sits: Sits;
  you: boolean;
}

/** A seat by its id, wherever it stands in the picture. */
export const seatOf = (view: View, id: string): SeatView | null => view.cells[id.split(".")[0] ?? ""]?.seats[id] ?? null;

/** A bot plays this seat now. One that only waits behind a person is not seen by the others. */
export const isBot = (view: View, id: string): boolean => seatOf(view, id)?.bot === "plays";

/** Everybody who sits at this side is a bot, and somebody does. */
export function botsOnly(view: View, cell: string): boolean {
  const taken = Object.values(view.cells[cell]?.seats ?? {}).filter((seat) => seat.taken || seat.bot === "plays");
  return taken.length > 0 && taken.every((seat) => seat.bot === "plays");
}

export function person(seat: SeatView, view: View, presence: Record<string, SeatPresence>): Person {
  const you = seat.id === view.you.seat;
  const there = presence[seat.id];
  const sits: Sits = seat.bot === "plays" ? "bot" : you || there?.online ? "here" : seat.taken ? "away" : "free";
  return { seat: seat.id, title: seat.title, name: there?.name ?? null, sits, you };
}

const ORDER: Record<Sits, number> = { here: 0, bot: 1, away: 2, free: 3 };

/** Who can read a room besides control: its members' seats, those who are here first. */
export function inRoom(room: RoomView, view: View, presence: Record<string, SeatPresence>): Person[] {
  const seats = room.members.flatMap((member) => (member === "all" ? Object.values(view.cells) : [view.cells[member]]).flatMap((cell) => Object.values(cell?.seats ?? {})).concat(seatOf(view, member) ?? []));
  const once = new Map(seats.filter((seat) => !seat.id.startsWith("control.")).map((seat) => [seat.id, person(seat, view, presence)]));
  return [...once.values()].sort((a, b) => Number(b.you) - Number(a.you) || ORDER[a.sits] - ORDER[b.sits] || (a.title < b.title ? -1 : 1));
}
