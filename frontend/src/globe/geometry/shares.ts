// Which lands a footprint covers, and how much of each: what the eye takes from the map, as figures for the table. Counted on
// points of a fine grid, so a share is good to a few per cent of a small country. Pure.

import type { MultiPolygon, Position } from "geojson";
import type { LandName } from "../paint/atlas";

export interface Land extends Pick<LandName, "name"> {
  rings: Position[][];
}

/** Points along one side of a land's box: 24 × 24, of which those on land count. */
const SIDE = 24;

function within(rings: readonly Position[][], lon: number, lat: number): boolean {
  let inside = false;
  for (const ring of rings)
    for (let n = 0, before = ring.length - 1; n < ring.length; before = n++) {
      const [x1 = 0, y1 = 0] = ring[n]!;
      const [x0 = 0, y0 = 0] = ring[before]!;
      if (y1 > lat !== y0 > lat && lon < ((x0 - x1) * (lat - y1)) / (y0 - y1) + x1) inside = !inside;
    }
  return inside;
}

/** Points spread evenly over the ground of a land: degrees east shrink towards the pole with the cosine of latitude. */
export function pointsOf(land: Land): Position[] {
  const all = land.rings.flat();
  const [lons, lats] = [all.map(([lon = 0]) => lon), all.map(([, lat = 0]) => lat)];
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const step = Math.max(east - west, north - south) / SIDE;
  const points: Position[] = [];
  for (let lat = south + step / 2; lat < north; lat += step) {
    const across = step / Math.max(0.2, Math.cos((lat * Math.PI) / 180));
    for (let lon = west + across / 2; lon < east; lon += across) if (within(land.rings, lon, lat)) points.push([lon, lat]);
  }
  return points;
}

/** Of each land, the share that lies inside, 0 to 1; null for a land too small to have been asked. */
export function shareInside(points: readonly Position[], shape: MultiPolygon): number | null {
  if (points.length === 0) return null;
  const rings = shape.coordinates.map((polygon) => polygon as Position[][]);
  return points.filter(([lon = 0, lat = 0]) => rings.some((polygon) => within(polygon, lon, lat))).length / points.length;
}
