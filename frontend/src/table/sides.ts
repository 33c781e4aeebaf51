/* The sides that play, and the number by which each is drawn: shape n, colours --side-n, --side-n-text, --side-n-badge. A side's
   name and letter are the pack's; its number is its place among the ids, read backwards, for maps come without an order
   of their own. Control is no side and has number 0. The lobby counts the same way (wargame/lobby/models.py). Pure. */

import type { MapSide } from "../globe/types";

export const CONTROL = "control";

/** Shapes and colours there are; a seventh side would look like the first and differ by its letter alone. */
export const DRAWN_SIDES = 6;

interface Named {
  name: string;
  letter: string;
}

/** Ids of the sides, side 1 first. */
export const sideIds = (cells: Record<string, unknown>): string[] =>
  Object.keys(cells)
    .filter((id) => id !== CONTROL)
    .sort()
    .reverse();

/** The number of a cell, or of a seat's cell, from 1; 0 for control and for what is no side. */
export function sideNumber(cells: Record<string, unknown>, id: string): number {
  const at = sideIds(cells).indexOf(id.split(".")[0] ?? id);
  return at < 0 ? 0 : (at % DRAWN_SIDES) + 1;
}

export const mapSides = (cells: Record<string, Named>): Record<string, MapSide> =>
  Object.fromEntries(sideIds(cells).map((id) => [id, { number: sideNumber(cells, id), letter: cells[id]!.letter, name: cells[id]!.name }]));

/** Whose the missile areas are that the engine asks about: the one side that the pack does not count among the defenders. */
export function areaOwner(cells: Record<string, unknown>, defenders: readonly string[]): string | null {
  const others = sideIds(cells).filter((id) => !defenders.includes(id));
  return others.length === 1 ? others[0]! : null;
}
