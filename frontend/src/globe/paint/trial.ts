// What a site tried elsewhere would defend, as small squares above the ground, one a cell of the grid. Blue: defended as now.
// White: gained by it. Hollow: lost. Light, darker and hollow read without colour, and squares are not taken for a finding.

import type { Projector } from "../geometry/projector";
import type { GridCells, Trial } from "../types";
import { INK } from "./palette";

type Context = CanvasRenderingContext2D;

/** What becomes of a cell. */
export type Change = "kept" | "gained" | "lost";

export function changeOf(first: Uint8Array | null, mask: Uint8Array, cell: number): Change | null {
  const [before, now] = [first ? first[cell] : mask[cell], mask[cell]];
  if (now) return before ? "kept" : "gained";
  return before ? "lost" : null;
}

const LEAST_PX = 1.1;
const MOST_PX = 4.5;

/** Half of what fits between two dots at this zoom, in the middle of the grid. */
function radiusOf(projector: Projector, step_deg: number): number {
  const [here, there] = [projector.point(17, 50), projector.point(17, 50 + step_deg)];
  const apart = here && there ? Math.hypot(here.x - there.x, here.y - there.y) : 6;
  return Math.min(MOST_PX, Math.max(LEAST_PX, 0.36 * apart));
}

/** Where the cells stand on the screen, x and y by turns, NaN where out of sight: made once for a view, not for each step. */
const standing = new WeakMap<Projector, { grid: GridCells; at: Float32Array }>();

function onScreen(projector: Projector, grid: GridCells): Float32Array {
  const known = standing.get(projector);
  if (known?.grid === grid) return known.at;
  const at = new Float32Array(2 * grid.lat.length).fill(NaN);
  for (let n = 0; n < grid.lat.length; n++) {
    const point = projector.point(grid.lon[n]!, grid.lat[n]!);
    if (!point || point.x < -9 || point.y < -9 || point.x > projector.width + 9 || point.y > projector.height + 9) continue;
    at[2 * n] = point.x;
    at[2 * n + 1] = point.y;
  }
  standing.set(projector, { grid, at });
  return at;
}

export function drawTrial(context: Context, projector: Projector, trial: Trial): void {
  context.clearRect(0, 0, projector.width, projector.height);
  const { grid, mask, first } = trial;
  if (!grid || !mask) return;
  const at = onScreen(projector, grid);
  const half = radiusOf(projector, grid.step_deg);
  const lost = new Path2D();
  // Rectangles that are filled need no path of thousands of curves.
  for (const [what, colour, alpha] of [
    ["kept", INK.defended, 0.8],
    ["gained", "#ffffff", 1],
    ["lost", INK.gap, 1],
  ] as const) {
    context.fillStyle = colour;
    context.globalAlpha = alpha;
    for (let n = 0; n < mask.length; n++) {
      if (changeOf(first, mask, n) !== what || (what === "kept" && trial.outline)) continue;
      const [x, y] = [at[2 * n]!, at[2 * n + 1]!];
      if (Number.isNaN(x)) continue;
      if (what === "lost") lost.rect(x - half + 0.6, y - half + 0.6, 2 * half - 1.2, 2 * half - 1.2);
      else context.fillRect(x - half, y - half, 2 * half, 2 * half);
    }
  }
  context.globalAlpha = 1;
  context.strokeStyle = INK.gap;
  context.lineWidth = 1.1;
  context.stroke(lost);
}
