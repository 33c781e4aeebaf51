// Places on the sphere: bearings, destinations, the outline of a radar's fan, and polygons turned the way d3 reads them.
// Degrees at the door, kilometres along the ground; pure, no drawing.

/** The engine's sphere. */
export const EARTH_KM = 6371.0;
const RAD = Math.PI / 180;

/** A place as GeoJSON writes it: longitude, then latitude. */
export type LonLat = [number, number];

export function groundRangeKm(from: LonLat, to: LonLat): number {
  const [lon1, lat1, lon2, lat2] = [from[0] * RAD, from[1] * RAD, to[0] * RAD, to[1] * RAD];
  const h = Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin((lon2 - lon1) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Clockwise from north, 0 ≤ bearing < 360. */
export function bearingDeg(from: LonLat, to: LonLat): number {
  const [lat1, lat2, dlon] = [from[1] * RAD, to[1] * RAD, (to[0] - from[0]) * RAD];
  const east = Math.sin(dlon) * Math.cos(lat2);
  const north = Math.cos(lat1) * Math.sin(lat2) - Math.sin(lat1) * Math.cos(lat2) * Math.cos(dlon);
  return (Math.atan2(east, north) / RAD + 360) % 360;
}

export function destination(from: LonLat, bearing_deg: number, range_km: number): LonLat {
  const angle = range_km / EARTH_KM;
  const [lat1, lon1, bearing] = [from[1] * RAD, from[0] * RAD, bearing_deg * RAD];
  const sinLat = Math.sin(lat1) * Math.cos(angle) + Math.cos(lat1) * Math.sin(angle) * Math.cos(bearing);
  const lat2 = Math.asin(Math.max(-1, Math.min(1, sinLat)));
  const lon2 = lon1 + Math.atan2(Math.sin(bearing) * Math.sin(angle) * Math.cos(lat1), Math.cos(angle) - Math.sin(lat1) * sinLat);
  return [((lon2 / RAD + 540) % 360) - 180, lat2 / RAD];
}

/** Points along the great circle, both ends included. */
export function greatCircle(from: LonLat, to: LonLat, steps = 48): LonLat[] {
  const range = groundRangeKm(from, to);
  const bearing = bearingDeg(from, to);
  return Array.from({ length: steps + 1 }, (_, n) => destination(from, bearing, (range * n) / steps));
}

/** How far away, along the ground, something at this altitude rises over the radar's lowest elevation. */
export function horizonKm(altitude_km: number, mask_deg = 0): number {
  const mask = mask_deg * RAD;
  return EARTH_KM * (Math.acos((EARTH_KM * Math.cos(mask)) / (EARTH_KM + altitude_km)) - mask);
}

/**
 * The ground under a radar's view: a closed ring, all round or a sector with its two straight sides.
 * Counter-clockwise seen from above, as GeoJSON wants an outer ring.
 */
export function fanRing(
  at: LonLat,
  fan: { range_km: number; bearing_deg?: number | null; sector_deg?: number | null },
): LonLat[] {
  const width = Math.min(fan.sector_deg ?? 360, 360);
  const middle = fan.bearing_deg ?? 0;
  const steps = Math.max(12, Math.round(width / 3));
  const arc = Array.from({ length: steps + 1 }, (_, n) =>
    destination(at, middle + width / 2 - (width * n) / steps, fan.range_km),
  );
  if (width >= 360) return [...arc.slice(0, -1), arc[0] as LonLat];
  const [first, last] = [arc[0] as LonLat, arc[arc.length - 1] as LonLat];
  return [...greatCircle(at, first, 16).slice(0, -1), ...arc, ...greatCircle(last, at, 16).slice(1)];
}

/**
 * Twice the signed area of a ring on the plane of longitude and latitude: positive when counter-clockwise.
 * Good for rings that cross neither the date line nor a pole, which is what footprints are.
 */
export function signedArea(ring: readonly number[][]): number {
  let sum = 0;
  for (let n = 0; n < ring.length; n++) {
    const [x1 = 0, y1 = 0] = ring[n] ?? [];
    const [x2 = 0, y2 = 0] = ring[(n + 1) % ring.length] ?? [];
    sum += x1 * y2 - x2 * y1;
  }
  return sum;
}

/**
 * Rings wound as d3 reads the sphere: outer rings clockwise, holes the other way. GeoJSON (RFC 7946) winds them the
 * other way round, and d3 then paints the whole world except the polygon.
 */
export function woundForD3(coordinates: readonly number[][][][]): number[][][][] {
  return coordinates.map((polygon) =>
    polygon.map((ring, n) => {
      const clockwise = signedArea(ring) < 0;
      return clockwise === (n === 0) ? [...ring] : [...ring].reverse();
    }),
  );
}

/** The shortest side of a ring: of a footprint, the step of its grid. */
export function cellOf(ring: readonly number[][]): number {
  let least = Infinity;
  for (let n = 1; n < ring.length; n++) {
    const length = Math.hypot((ring[n]?.[0] ?? 0) - (ring[n - 1]?.[0] ?? 0), (ring[n]?.[1] ?? 0) - (ring[n - 1]?.[1] ?? 0));
    if (length > 1e-9 && length < least) least = length;
  }
  return least;
}

/**
 * A footprint comes as the outline of square cells. Drawn with each corner cut at the middle of its cell's edges it reads
 * as a shape, and lies nowhere more than half a cell from what was computed.
 */
export function rounded(ring: readonly number[][], cell = cellOf(ring)): number[][] {
  if (ring.length < 5 || !Number.isFinite(cell)) return [...ring];
  const middles = ring.slice(1).flatMap((b, n) => {
    const a = ring[n] ?? b;
    const [dx, dy] = [(b[0] ?? 0) - (a[0] ?? 0), (b[1] ?? 0) - (a[1] ?? 0)];
    const steps = Math.max(1, Math.round(Math.hypot(dx, dy) / cell));
    const along = (share: number) => [(a[0] ?? 0) + dx * share, (a[1] ?? 0) + dy * share];
    // The first and last cell edge of a straight side are enough: all between lie on one line.
    return steps === 1 ? [along(0.5)] : [along(0.5 / steps), along(1 - 0.5 / steps)];
  });
  return [...middles, middles[0] ?? []];
}

/** The lines of a ring without its long straight sides: those are where a grid ends, not where a defence does. */
export function withoutLongSides(ring: readonly number[][], longest_deg: number): number[][][] {
  const lines: number[][][] = [];
  let line: number[][] = [];
  ring.forEach((at, n) => {
    const before = ring[n - 1];
    const long = before && Math.hypot((at[0] ?? 0) - (before[0] ?? 0), (at[1] ?? 0) - (before[1] ?? 0)) > longest_deg;
    if (long) {
      if (line.length > 1) lines.push(line);
      line = [];
    }
    line.push(at);
  });
  if (line.length > 1) lines.push(line);
  return lines;
}
