// The map's colours, shapes and letters in one place: the sketch's calm dark ground, Okabe–Ito for the cells.

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

export type Shape = "circle" | "diamond" | "square" | "hexagon";

/** How a cell is told apart: never by colour alone. */
export interface CellSign {
  letter: string;
  shape: Shape;
  fill: string;
  light: string;
  name: string;
}

const SIGNS: Record<string, CellSign> = {
  us: { letter: "U", shape: "circle", fill: "#0072b2", light: "#7cc4f2", name: "United States" },
  russia: { letter: "R", shape: "diamond", fill: "#d55e00", light: "#ff9a5c", name: "Russia" },
  nato: { letter: "N", shape: "square", fill: "#009e73", light: "#5fd3b0", name: "NATO" },
};
const OTHER: CellSign = { letter: "·", shape: "hexagon", fill: "#5b6b80", light: "#b7c3d1", name: "Other" };

/** The sign of a cell; another owner gets a grey hexagon with its first letter. */
export function signOf(cell: string): CellSign {
  return SIGNS[cell] ?? { ...OTHER, letter: cell.slice(0, 1).toUpperCase() || "·", name: cell };
}
