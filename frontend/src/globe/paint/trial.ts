// What a site tried elsewhere would defend, as dots above the ground, one a cell of the grid. Blue: defended as now. White:
// gained by it. A hollow ring: lost. Light, darker and hollow read without colour, and dots are not taken for a finding.

import type { Projector, ScreenPoint } from "../geometry/projector";
import type { Trial } from "../types";
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

function dots(context: Context, points: readonly ScreenPoint[], radius: number): void {
  context.beginPath();
  for (const { x, y } of points) {
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
}

export function drawTrial(context: Context, projector: Projector, trial: Trial): void {
  context.clearRect(0, 0, projector.width, projector.height);
  const { grid, mask, first } = trial;
  if (!grid || !mask) return;
  const by: Record<Change, ScreenPoint[]> = { kept: [], gained: [], lost: [] };
  for (let n = 0; n < grid.lat.length; n++) {
    const change = changeOf(first, mask, n);
    if (!change || (change === "kept" && trial.outline)) continue;
    const at = projector.point(grid.lon[n]!, grid.lat[n]!);
    if (at && at.x > -9 && at.y > -9 && at.x < projector.width + 9 && at.y < projector.height + 9) by[change].push(at);
  }
  const radius = radiusOf(projector, grid.step_deg);
  dots(context, by.kept, radius);
  context.fillStyle = INK.defended;
  context.globalAlpha = 0.8;
  context.fill();
  context.globalAlpha = 1;
  dots(context, by.gained, radius);
  context.fillStyle = "#ffffff";
  context.fill();
  dots(context, by.lost, Math.max(LEAST_PX, radius - 0.6));
  context.strokeStyle = INK.gap;
  context.lineWidth = 1.2;
  context.stroke();
}
