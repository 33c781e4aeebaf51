/* What a table on the board says of itself: what waits for control there, how its work stands. Pure. */

import type { StandingOnBoard, TableOnBoard } from "../net/wire";
import { n } from "../strings/tables";
import { hour } from "../table/format";

export const isOver = (table: TableOnBoard): boolean => table.standing?.phase.name === "over";

/** A line at the foot of a table; `waits` if it waits for control. */
export interface Line {
  words: string;
  icon: string;
  waits: boolean;
}

/** What waits and what is going on, the most pressing first. */
export function lines(standing: StandingOnBoard): Line[] {
  const { phase, work, proposal, knocks, sides } = standing;
  const found: Line[] = [];
  const add = (words: string, icon: string, waits = true) => found.push({ words, icon, waits });
  if (phase.name === "over") add(n.waits.over(phase.opened_ms === null ? null : hour(phase.opened_ms)), "check", false);
  if (phase.name === "adjudication") {
    if (proposal === "proposed") add(n.waits.proposal, "order");
    else if (proposal === "failed" || work?.state === "failed") add(n.waits.failed, "alert");
    else {
      if (work && work.failures > 0) add(n.waits.failures(work.failures), "alert");
      if (work?.state === "running") add(n.waits.running(work.done, work.total), "clock", false);
      else add(n.waits.queued, "clock", false);
    }
  }
  if (knocks > 0) add(n.waits.knocks(knocks), "door");
  if (phase.name === "lobby" && sides.every((side) => side.taken === 0)) add(n.waits.nobody, "door", false);
  return found;
}

/** Whether somebody or something at this table waits for control. */
export function waitsForControl(table: TableOnBoard): boolean {
  const standing = table.standing;
  if (!standing) return true;
  return lines(standing).some((line) => line.waits) || (standing.phase.name !== "over" && standing.sides.some((side) => side.hands + side.asks + side.unread > 0));
}

/** Titles without what they all begin with: “Class A – Table 3” on the board of Class A is “Table 3”. */
export function shortTitle(title: string, of: string | null): string {
  const stem = `${of ?? ""} – `;
  return of && title.startsWith(stem) ? title.slice(stem.length) : title;
}
