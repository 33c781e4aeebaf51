/* What a side has in hand, as the board says it. Pure. */

import type { TimeRequestView, View } from "../../net/wire";
import { b } from "../../strings/board";

/** In words, only what there is: drafts, committed, late, what it has written to control and nobody has read. */
export function inHand(view: View, cell: string): string[] {
  const control = view.control;
  if (!control) return [];
  const lines: string[] = [];
  const drafts = Object.values(control.drafts ?? {}).filter((draft) => draft.cell === cell && draft.status === "open").length;
  const key = `${view.turn.number}:${cell}`;
  const late = control.late?.[key];
  const unread = Object.values(view.rooms)
    .filter((room) => room.kind === "control" && room.members.some((member) => member === cell || member.startsWith(`${cell}.`)))
    .reduce((sum, room) => sum + room.unread, 0);
  if (drafts > 0) lines.push(b.hand.drafts(drafts));
  if (control.commitments?.[key]) lines.push(b.hand.committed);
  if (late) lines.push(b.hand[late.state]);
  if (unread > 0) lines.push(b.hand.unread(unread));
  return lines;
}

/** Requests for time that wait for an answer, the oldest first. */
export const openRequests = (view: View): TimeRequestView[] =>
  Object.values(view.control?.time_requests ?? {})
    .filter((request) => request.status === "open")
    .sort((one, other) => one.asked_ms - other.asked_ms);
