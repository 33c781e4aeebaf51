// What lies on the ground: sea, land, coasts, borders; then the theme: defended footprint, difference of two, land left
// outside, radar fans. Written against a `Pen`, so that the globe's tiles and the flat map paint the same thing.

import type { GeoPermissibleObjects } from "d3-geo";
import { geoBounds, geoGraticule10 } from "d3-geo";
import type { MultiLineString, MultiPolygon, Polygon } from "geojson";
import type { Atlas } from "./atlas";
import { ALPHA, INK, inked } from "./palette";

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
  /** What the raid's missile reaches: beyond it nothing needs defending. null: everywhere. */
  within: Polygon | null;
  /** The borders of the two that mean something: without the sides where the computed grid simply ends. */
  edge: MultiLineString | null;
  otherEdge: MultiLineString | null;
  fans: { shape: Polygon; faint: boolean }[];
}

const GRATICULE = geoGraticule10();
const EMPTY: MultiPolygon = { type: "MultiPolygon", coordinates: [] };
/** Of a hatch, in pixels; divides the tile, so that lines go on from tile to tile. */
const HATCH_PX = 8;

export function paintBase(pen: Pen, atlas: Atlas): void {
  const { context, pixel } = pen;
  context.lineJoin = "round";
  context.fillStyle = INK.land;
  pen.fill(atlas.land);
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
  const cell = document.createElement("canvas");
  cell.width = cell.height = HATCH_PX;
  const ink = cell.getContext("2d");
  if (!ink) return colour;
  ink.strokeStyle = colour;
  ink.lineWidth = width_px;
  ink.beginPath();
  for (const shift of [-HATCH_PX, 0, HATCH_PX]) {
    ink.moveTo(shift, HATCH_PX);
    ink.lineTo(shift + HATCH_PX, 0);
  }
  ink.stroke();
  const pattern = pen.context.createPattern(cell, "repeat");
  pattern?.setTransform(new DOMMatrix().scale(pen.pixel));
  return pattern ?? colour;
}

/** Draws on a layer of its own and leaves of it what lies on land: nobody lives in the sea, and coasts stay clear. */
function onLand(pen: Pen, atlas: Atlas, draw: (over: Pen) => void): void {
  pen.layer((over) => {
    draw(over);
    if (atlas.land.coordinates.length === 0) return; // without coastlines it is shown whole
    over.context.globalCompositeOperation = "destination-in";
    over.context.fillStyle = "#000";
    over.fill(atlas.land);
  });
}

/** Takes away from what is drawn all that lies in `without`, or all that lies outside `within`. */
function cut(over: Pen, how: { without: MultiPolygon } | { within: MultiPolygon | Polygon }): void {
  over.context.globalCompositeOperation = "without" in how ? "destination-out" : "destination-in";
  over.context.fillStyle = "#000";
  over.fill("without" in how ? how.without : how.within);
}

function stroke(over: Pen, edge: MultiLineString | null, colour: string, width_px: number): void {
  if (!edge) return;
  over.context.strokeStyle = colour;
  over.context.lineWidth = width_px * over.pixel;
  over.context.lineJoin = "round";
  over.stroke(edge);
}

function paintDefended(pen: Pen, footprint: MultiPolygon, theme: Theme, atlas: Atlas): void {
  onLand(pen, atlas, (over) => {
    over.context.fillStyle = inked(INK.defended, ALPHA.defended);
    over.fill(footprint);
    stroke(over, theme.edge, inked(INK.edge, ALPHA.edge), 1.6);
  });
  // The alliance's land that is left outside.
  pen.layer((over) => {
    over.context.fillStyle = hatch(over, inked(INK.gap, ALPHA.outside), 1.5);
    over.fill(atlas.allied);
    cut(over, { without: footprint });
    if (theme.within) cut(over, { within: theme.within });
  });
}

function paintDifference(pen: Pen, theme: Theme, atlas: Atlas): void {
  const [shown, other] = [theme.footprint ?? EMPTY, theme.other ?? EMPTY];
  onLand(pen, atlas, (over) => {
    over.context.fillStyle = inked(INK.defended, ALPHA.both);
    over.fill(shown);
    cut(over, { within: other });
  });
  onLand(pen, atlas, (over) => {
    over.context.fillStyle = inked(INK.defended, ALPHA.only);
    over.fill(shown);
    stroke(over, theme.edge, inked(INK.edge, ALPHA.edge), 1.6);
    cut(over, { without: other });
  });
  onLand(pen, atlas, (over) => {
    over.context.fillStyle = hatch(over, inked(INK.gap, ALPHA.rest), 2.2);
    over.fill(other);
    stroke(over, theme.otherEdge, inked(INK.gap, ALPHA.rest), 1.2);
    cut(over, { without: shown });
    // Where both end at the same place, the outer half of the line would stay and look like a difference.
    stroke(over, theme.edge, "#000", 2.6);
  });
}

export function paintTheme(pen: Pen, theme: Theme, atlas: Atlas): void {
  const { context } = pen;
  for (const { shape, faint } of theme.fans) {
    if (faint) continue; // its outline says enough
    context.fillStyle = inked(INK.fan, ALPHA.fan);
    pen.fill(shape);
  }
  const { footprint, other } = theme;
  if (other) paintDifference(pen, theme, atlas);
  else if (footprint) paintDefended(pen, footprint, theme, atlas);
}

/** West, south, east, north, in degrees; west ≤ east. */
export type Bounds = readonly [number, number, number, number];

/** Where a theme paints anything at all. */
export function boundsOf(theme: Theme, atlas: Atlas): Bounds[] {
  const shapes: GeoPermissibleObjects[] = theme.fans.flatMap(({ shape, faint }) => (faint ? [] : [shape]));
  if (theme.footprint?.coordinates.length) shapes.push(theme.footprint);
  if (theme.other?.coordinates.length) shapes.push(theme.other);
  if (theme.footprint && !theme.other) shapes.push(atlas.allied);
  return shapes.flatMap((shape): Bounds[] => {
    const [[west, south], [east, north]] = geoBounds(shape);
    if (west <= east) return [[west, south, east, north]];
    return [
      [west, south, 180, north],
      [-180, south, east, north],
    ];
  });
}
