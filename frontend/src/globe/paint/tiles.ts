// The globe's imagery, painted on demand: one tile of longitude × latitude at a time, as sharp as the zoom asks for.
// Paths are built once in degrees and only scaled per tile. Knows nothing of Cesium beyond a tile's address.

import { geoEquirectangular, geoPath, type GeoPermissibleObjects } from "d3-geo";
import type { MultiLineString, MultiPolygon } from "geojson";
import type { Atlas } from "./atlas";
import { boundsOf, paintBase, paintTheme, type Pen, type Theme } from "./ground";
import { INK } from "./palette";

export const TILE_PX = 512;
export const DEEPEST_LEVEL = 6;

/** One canvas of TILE_PX × TILE_PX for tile x, y (from the north-west) of 2·2^level × 2^level tiles. */
export type TilePainter = (x: number, y: number, level: number) => HTMLCanvasElement;

// One unit is one degree, south down: a tile then only scales and shifts.
const DEGREES = geoEquirectangular()
  .scale(180 / Math.PI)
  .translate([0, 0])
  .precision(0);

const known = new WeakMap<object, Path2D>();

/**
 * A path in degrees. Most polygons and lines keep clear of the date line and are taken as they are, five times as fast;
 * what lies across it or over a pole goes through d3, which cuts it there.
 */
function pathOf(what: GeoPermissibleObjects): Path2D {
  const found = known.get(what);
  if (found) return found;
  const path = new Path2D();
  if (isOf(what, "MultiPolygon")) {
    for (const coordinates of what.coordinates) {
      if (coordinates.some(jumps)) cut(path, { type: "Polygon", coordinates });
      else for (const ring of coordinates) line(path, ring, true);
    }
  } else if (isOf(what, "MultiLineString")) for (const points of what.coordinates) line(path, points, false);
  else cut(path, what);
  known.set(what, path);
  return path;
}

function cut(path: Path2D, what: GeoPermissibleObjects): void {
  // d3 only calls moveTo, lineTo, closePath and arc, which a Path2D has too.
  geoPath(DEGREES, path as unknown as CanvasRenderingContext2D)(what);
}

function jumps(ring: readonly number[][]): boolean {
  return ring.some(([lon = 0], n) => n > 0 && Math.abs(lon - (ring[n - 1]?.[0] ?? lon)) > 180);
}

type Plain = MultiPolygon | MultiLineString;

function isOf<Type extends Plain["type"]>(what: GeoPermissibleObjects, type: Type): what is Extract<Plain, { type: Type }> {
  return what.type === type;
}

function line(path: Path2D, points: readonly number[][], closed: boolean): void {
  points.forEach(([lon = 0, lat = 0], n) => {
    const jump = Math.abs(lon - (points[n - 1]?.[0] ?? lon)) > 180;
    if (n === 0 || jump) path.moveTo(lon, -lat);
    else path.lineTo(lon, -lat);
  });
  if (closed) path.closePath();
}

function blankTile(): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = TILE_PX;
  return canvas;
}

function penFor(canvas: HTMLCanvasElement, x: number, y: number, level: number): Pen {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser gives no 2D canvas.");
  const span = 180 / 2 ** level;
  const scale = TILE_PX / span;
  context.setTransform(scale, 0, 0, scale, (180 - x * span) * scale, (90 - y * span) * scale);
  return {
    context,
    pixel: 1 / scale,
    fill: (what) => context.fill(pathOf(what), "evenodd"),
    stroke: (what) => context.stroke(pathOf(what)),
    layer(draw) {
      const over = blankTile();
      draw(penFor(over, x, y, level));
      context.save();
      context.resetTransform();
      context.drawImage(over, 0, 0);
      context.restore();
    },
  };
}

export function baseTiles(atlas: Atlas): TilePainter {
  return (x, y, level) => {
    const canvas = blankTile();
    const pen = penFor(canvas, x, y, level);
    pen.context.save();
    pen.context.resetTransform();
    pen.context.fillStyle = INK.sea;
    pen.context.fillRect(0, 0, TILE_PX, TILE_PX);
    pen.context.restore();
    paintBase(pen, atlas);
    return canvas;
  };
}

export function themeTiles(atlas: Atlas, theme: Theme): TilePainter {
  const painted = boundsOf(theme, atlas);
  const nothing = document.createElement("canvas");
  nothing.width = nothing.height = 1;
  return (x, y, level) => {
    const span = 180 / 2 ** level;
    const [west, north] = [x * span - 180, 90 - y * span];
    const touched = painted.some(([w, s, e, n]) => w < west + span && e > west && s < north && n > north - span);
    if (!touched) return nothing;
    const canvas = blankTile();
    paintTheme(penFor(canvas, x, y, level), theme, atlas);
    return canvas;
  };
}
