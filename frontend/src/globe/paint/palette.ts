// The map's colours, shapes and letters in one place: the sketch's calm dark ground, Okabe–Ito for the cells.

import type { MapSide } from "../types";

/** The same values as --map-… of the desk's tokens. */
export const INK = {
  space: "#070f1c",
  sea: "#0b1b30",
  land: "#2a435c",
  defended: "#56b4e9",
  edge: "#c4e6fd",
  gap: "#f0ad2e",
  fan: "#4fd6a8",
  threat: "#ff8a4a",
  interceptor: "#a6d9ff",
  try: "#ffd166",
  coast: "rgba(158, 194, 226, 0.42)",
  border: "rgba(156, 184, 214, 0.28)",
  grid: "rgba(120, 156, 196, 0.10)",
  mark: "#dbe7f3",
} as const;

/** How much of each colour lies on the ground: the tests reckon with these what is seen. */
export const ALPHA = { defended: 0.44, both: 0.22, only: 0.6, outside: 0.66, rest: 0.95, fan: 0.13, edge: 0.95 } as const;

/** A colour `#rrggbb` with that much of it. */
export const inked = (colour: string, alpha: number): string => colour + Math.round(alpha * 255).toString(16).padStart(2, "0");

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
