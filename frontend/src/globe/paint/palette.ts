// The map's colours, shapes and letters in one place: the sketch's calm dark ground, Okabe–Ito for the cells.

import type { MapSide } from "../types";

export const INK = {
  space: "#081120",
  sea: "#0d1c30",
  land: "#22384f",
  coast: "rgba(150, 184, 216, 0.34)",
  border: "rgba(150, 178, 208, 0.26)",
  grid: "rgba(120, 156, 196, 0.10)",
  halo: "#0a1626",
  text: "#f3f7fc",
  note: "#a9bacd",
  quiet: "#7f93aa",
  defended: "#56b4e9",
  gap: "#e69f00",
  fan: "#2fbf95",
  threat: "#ff8a4a",
  interceptor: "#8fd0ff",
  amber: "#f0b429",
} as const;

export type Shape = "circle" | "diamond" | "square" | "hexagon" | "pentagon" | "octagon";

/** How a cell is told apart: never by colour alone. */
export interface CellSign {
  letter: string;
  shape: Shape;
  fill: string;
  /** Of the letter, when it is filled. */
  ink: string;
  light: string;
  name: string;
}

/** Of side 1, side 2 …; the same fills as --side-n of the desk's tokens. */
export const SIDE_SIGNS: readonly Pick<CellSign, "shape" | "fill" | "ink" | "light">[] = [
  { shape: "circle", fill: "#0072b2", ink: "#fff", light: "#7cc4f2" },
  { shape: "diamond", fill: "#d55e00", ink: "#fff", light: "#ff9a5c" },
  { shape: "square", fill: "#009e73", ink: "#fff", light: "#5fd3b0" },
  { shape: "hexagon", fill: "#cc79a7", ink: "#10131a", light: "#e7a3c8" },
  { shape: "pentagon", fill: "#f0e442", ink: "#10131a", light: "#f6ee8a" },
  { shape: "octagon", fill: "#56b4e9", ink: "#10131a", light: "#9fd4f5" },
];
const OTHER: CellSign = { letter: "·", shape: "hexagon", fill: "#5b6b80", ink: "#fff", light: "#b7c3d1", name: "Other" };

/** The sign of a cell among the sides; another owner gets a grey hexagon with its first letter. */
export function signOf(cell: string, sides: Record<string, MapSide> | undefined): CellSign {
  const side = sides?.[cell];
  const drawn = side && SIDE_SIGNS[side.number - 1];
  return side && drawn ? { ...drawn, letter: side.letter, name: side.name } : { ...OTHER, letter: cell.slice(0, 1).toUpperCase() || "·", name: cell };
}
