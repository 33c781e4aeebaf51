/* What happens when the clock of this phase has run out, by the rules of the clock. Pure. */

import type { View } from "../net/wire";
import { t } from "../strings/en";

/** Names of the sides in which somebody sits and that are not ready. */
export const awaited = (view: View): string[] =>
  Object.values(view.cells)
    .filter((cell) => cell.id !== "control" && !cell.ready && Object.values(cell.seats).some((seat) => seat.taken))
    .map((cell) => cell.name);

const TIMED = ["briefing", "negotiation", "orders", "results"];

/** Whether this phase ends otherwise than by its clock alone. */
export const ruled = ({ game, phase }: View): boolean =>
  TIMED.includes(phase.name) && (game.end_when_ready === true || (phase.name === "orders" && (game.wait_for_orders === true || (game.grace_s ?? 0) > 0)));

/** How it ends, in a few words. */
export function endingOf(view: View): string {
  const { game, phase } = view;
  if (phase.waiting) return t.clock.waiting(awaited(view).join(", "));
  const next = t.clock.next[phase.name] ?? "";
  if (!ruled(view)) return next;
  if (phase.name === "orders" && game.wait_for_orders) return t.clock.waits;
  const plain = phase.name === "orders" && game.grace_s ? t.clock.grace(game.grace_s) : next;
  return game.end_when_ready ? t.clock.sooner(plain) : plain;
}
