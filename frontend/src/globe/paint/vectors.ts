// What is drawn above the ground on a canvas of its own: the edge of the disc, outlines, arcs, and the engagement at a
// moment. Cheap enough for every frame, so that a playback asks nothing of the globe beneath it.

import { flown, positionAt, whole, type Fix } from "../geometry/flight";
import type { Engagement, Picture } from "../geometry/picture";
import type { Projector, ScreenPoint } from "../geometry/projector";
import type { LonLat } from "../geometry/sphere";
import { INK } from "./palette";

type Context = CanvasRenderingContext2D;

function trace(context: Context, points: readonly (ScreenPoint | null)[]): void {
  context.beginPath();
  let down = false;
  for (const at of points) {
    if (!at) down = false;
    else if (down) context.lineTo(at.x, at.y);
    else {
      context.moveTo(at.x, at.y);
      down = true;
    }
  }
}

function onScreen(projector: Projector, fixes: readonly Fix[]): (ScreenPoint | null)[] {
  return fixes.map((fix) => projector.point(fix.lon_deg, fix.lat_deg, fix.altitude_km));
}

function onGround(projector: Projector, fixes: readonly Fix[]): (ScreenPoint | null)[] {
  return fixes.map((fix) => projector.point(fix.lon_deg, fix.lat_deg, 0));
}

interface Stroke {
  colour: string;
  width: number;
  alpha?: number;
  dash?: number[];
}

function stroke(context: Context, { colour, width, alpha = 1, dash = [] }: Stroke): void {
  context.globalAlpha = alpha;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** A line with light about it, without the cost of a blur. */
function glow(context: Context, colour: string, width: number): void {
  stroke(context, { colour, width: width * 5, alpha: 0.1 });
  stroke(context, { colour, width: width * 2.6, alpha: 0.18 });
  stroke(context, { colour, width });
}

function drawLimb(context: Context, projector: Projector): void {
  const ring = projector.limb();
  if (!ring) return;
  context.save();
  // Only outside the disc: air, not a frame.
  const outside = new Path2D();
  outside.rect(0, 0, projector.width, projector.height);
  ring.forEach((at, n) => (n === 0 ? outside.moveTo(at.x, at.y) : outside.lineTo(at.x, at.y)));
  outside.closePath();
  context.clip(outside, "evenodd");
  trace(context, [...ring, ring[0] ?? null]);
  for (const [width, alpha] of [
    [56, 0.035],
    [34, 0.05],
    [18, 0.07],
    [8, 0.12],
  ] as const)
    stroke(context, { colour: "#6fb4ee", width, alpha });
  context.restore();
  trace(context, [...ring, ring[0] ?? null]);
  stroke(context, { colour: "#8cc4f0", width: 1, alpha: 0.35 });
}

/** A ring with points between its corners, so that long edges bend with the Earth. */
function ringOnScreen(projector: Projector, ring: readonly LonLat[]): (ScreenPoint | null)[] {
  const points: (ScreenPoint | null)[] = [];
  ring.forEach(([lon, lat], n) => {
    const before = ring[n - 1];
    if (before) {
      const steps = Math.min(24, Math.floor(Math.hypot(lon - before[0], lat - before[1]) / 2));
      if (Math.abs(lon - before[0]) < 180)
        for (let k = 1; k < steps; k++)
          points.push(projector.point(before[0] + ((lon - before[0]) * k) / steps, before[1] + ((lat - before[1]) * k) / steps));
    }
    points.push(projector.point(lon, lat));
  });
  return points;
}

function drop(context: Context, projector: Projector, fix: Fix, colour: string): void {
  if (fix.altitude_km < 5) return;
  trace(context, [projector.point(fix.lon_deg, fix.lat_deg, fix.altitude_km), projector.point(fix.lon_deg, fix.lat_deg, 0)]);
  stroke(context, { colour, width: 1, alpha: 0.55, dash: [1.5, 3] });
}

function dot(context: Context, at: ScreenPoint | null, radius: number, colour: string, ring?: string): void {
  if (!at) return;
  context.beginPath();
  context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  context.fill();
  if (ring) stroke(context, { colour: ring, width: 1.5 });
}

function drawFlight(
  context: Context,
  projector: Projector,
  { path, colour, end_s }: { path: Engagement["threat"]; colour: string; end_s: number },
  now_s: number,
): void {
  const time_s = Math.min(now_s, end_s);
  const done = flown(path, time_s);
  trace(context, onScreen(projector, whole(path)));
  stroke(context, { colour, width: 1.2, alpha: 0.45, dash: [5, 5] });
  if (done.length < 2) return;
  trace(context, onGround(projector, done));
  stroke(context, { colour: "#03080f", width: 2.2, alpha: 0.5 });
  context.lineCap = "round";
  trace(context, onScreen(projector, done));
  glow(context, colour, 2.2);
  context.lineCap = "butt";
  if (now_s > end_s) return;
  const now = positionAt(path, time_s);
  if (!now) return;
  drop(context, projector, now, colour);
  const head = projector.point(now.lon_deg, now.lat_deg, now.altitude_km);
  dot(context, head, 9, `${colour}2e`);
  dot(context, head, 4.2, "#ffffff", colour);
}

function drawEngagement(context: Context, projector: Projector, engagement: Engagement, time_s: number): void {
  const { threat, interceptor } = engagement;
  const met_s = interceptor?.time_s.at(-1) ?? Infinity;
  // Whether the shot hits is for the figures to say: what gets past it flies on, drawn fainter.
  if (time_s > met_s) {
    const past = flown(threat, time_s).slice(flown(threat, met_s).length - 1);
    trace(context, onScreen(projector, past));
    stroke(context, { colour: INK.threat, width: 1.6, alpha: 0.75, dash: [2, 4] });
    const now = past.at(-1);
    if (now) dot(context, projector.point(now.lon_deg, now.lat_deg, now.altitude_km), 3.6, INK.space, INK.threat);
  }
  drawFlight(context, projector, { path: threat, colour: INK.threat, end_s: met_s }, time_s);
  if (interceptor && time_s >= (interceptor.time_s[0] ?? Infinity))
    drawFlight(context, projector, { path: interceptor, colour: INK.interceptor, end_s: met_s }, time_s);
  for (const event of engagement.events) {
    if (event.t_s > time_s) continue;
    drop(context, projector, event, INK.mark);
    const at = projector.point(event.lon_deg, event.lat_deg, event.altitude_km);
    if (event.kind === "intercept") {
      dot(context, at, 15, "rgba(143, 208, 255, 0.16)");
      dot(context, at, 6, "#ffffff", INK.interceptor);
    } else dot(context, at, 3.2, INK.space, INK.mark);
  }
}

/** Draws everything above the ground. `time_s`: of the engagement, when one is played back. */
export function drawVectors(context: Context, projector: Projector, picture: Picture, time_s: number): void {
  context.clearRect(0, 0, projector.width, projector.height);
  context.lineJoin = "round";
  drawLimb(context, projector);
  for (const { ring, faint } of picture.outlines) {
    trace(context, ringOnScreen(projector, ring));
    stroke(context, { colour: INK.fan, width: faint ? 1 : 1.3, alpha: faint ? 0.4 : 0.85, dash: faint ? [1.5, 6] : [6, 5] });
  }
  if (picture.reach) {
    trace(context, ringOnScreen(projector, picture.reach));
    stroke(context, { colour: INK.threat, width: 1.1, alpha: 0.45, dash: [1, 6] });
  }
  const { engagement } = picture;
  for (const arc of picture.arcs) {
    if (engagement?.axis === arc.axis) continue;
    trace(context, onScreen(projector, arc.fixes));
    if (!engagement && arc.axis === picture.axis) {
      stroke(context, { colour: INK.threat, width: 7, alpha: 0.1 });
      stroke(context, { colour: INK.threat, width: 2, alpha: 0.95 });
    } else stroke(context, { colour: INK.threat, width: 1.2, alpha: engagement ? 0.22 : 0.5, dash: [5, 5] });
  }
  if (engagement) drawEngagement(context, projector, engagement, time_s);
}
