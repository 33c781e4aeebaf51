// What lies on the ground: sea, land, coasts, borders; then the theme: defended footprint, difference of two, land left
// outside, radar fans. Written against a `Pen`, so that the globe's tiles and the flat map paint the same thing.

import type { GeoPermissibleObjects } from 'd3-geo';
import { geoGraticule10 } from 'd3-geo';
import type { MultiPolygon, Polygon } from 'geojson';
import type { Atlas } from './atlas';
import { INK } from './palette';

type Context = CanvasRenderingContext2D;

/** Paints geometry with the context's present style. `pixel` is the length of one screen pixel in the pen's units. */
export interface Pen {
  context: Context;
  pixel: number;
  fill(what: GeoPermissibleObjects): void;
  stroke(what: GeoPermissibleObjects): void;
  /** Runs `draw` on an empty canvas of the same size and place, then lays the result over this one. */
  layer(draw: (pen: Pen) => void): void;
}

/** Fills on the ground that depend on the game. Rings are wound as d3 reads them. */
export interface Theme {
  /** Defended under the assessment shown. */
  footprint: MultiPolygon | null;
  /** Defended under the assessment compared with; null when nothing is compared. */
  other: MultiPolygon | null;
  fans: { shape: Polygon; faint: boolean }[];
}

const GRATICULE = geoGraticule10();
/** Of a hatch, in pixels; divides the tile, so that lines go on from tile to tile. */
const HATCH_PX = 8;

export function paintBase(pen: Pen, atlas: Atlas): void {
  const { context, pixel } = pen;
  context.fillStyle = INK.land;
  pen.fill(atlas.land);
  context.lineJoin = 'round';
  context.strokeStyle = INK.grid;
  context.lineWidth = pixel;
  pen.stroke(GRATICULE);
  context.strokeStyle = INK.border;
  pen.stroke(atlas.borders);
  context.strokeStyle = INK.coast;
  pen.stroke(atlas.coast);
}

/** Slanting lines of one colour. */
function hatch(pen: Pen, colour: string, width_px: number): CanvasPattern | string {
  const cell = document.createElement('canvas');
  cell.width = cell.height = HATCH_PX;
  const ink = cell.getContext('2d');
  if (!ink) return colour;
  ink.strokeStyle = colour;
  ink.lineWidth = width_px;
  ink.beginPath();
  for (const shift of [-HATCH_PX, 0, HATCH_PX]) {
    ink.moveTo(shift, HATCH_PX);
    ink.lineTo(shift + HATCH_PX, 0);
  }
  ink.stroke();
  const pattern = pen.context.createPattern(cell, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(pen.pixel));
  return pattern ?? colour;
}

/** What of `shape` is not in `without`. */
function paintRest(pen: Pen, shape: MultiPolygon, without: MultiPolygon, colour: string, width_px: number): void {
  pen.layer((over) => {
    over.context.fillStyle = hatch(over, colour, width_px);
    over.fill(shape);
    over.context.globalCompositeOperation = 'destination-out';
    over.context.fillStyle = '#000';
    over.fill(without);
  });
}

function paintShared(pen: Pen, one: MultiPolygon, other: MultiPolygon): void {
  pen.layer((over) => {
    over.context.fillStyle = 'rgba(86, 180, 233, 0.26)';
    over.fill(one);
    over.context.globalCompositeOperation = 'destination-in';
    over.context.fillStyle = '#000';
    over.fill(other);
  });
}

export function paintTheme(pen: Pen, theme: Theme, atlas: Atlas): void {
  const { context } = pen;
  for (const { shape, faint } of theme.fans) {
    context.fillStyle = faint ? 'rgba(47, 191, 149, 0.05)' : 'rgba(47, 191, 149, 0.1)';
    pen.fill(shape);
  }
  const { footprint, other } = theme;
  if (!footprint) return;
  if (other) {
    paintShared(pen, footprint, other);
    paintRest(pen, footprint, other, 'rgba(120, 205, 255, 0.85)', 2.4);
    paintRest(pen, other, footprint, 'rgba(240, 168, 30, 0.85)', 2);
    return;
  }
  context.fillStyle = 'rgba(86, 180, 233, 0.4)';
  pen.fill(footprint);
  paintRest(pen, atlas.allied, footprint, 'rgba(230, 159, 0, 0.5)', 1.3);
}
