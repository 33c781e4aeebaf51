// Where the camera looks when nobody has moved it: where the sites are.

import { geoCentroid, geoCircle, geoDistance } from "d3-geo";

/** Longitude and latitude: all of these should be on the screen. */
export type FramePoint = readonly [number, number];

export interface Frame {
  centre: { lon_deg: number; lat_deg: number };
  points: readonly FramePoint[];
  /** Below the horizon: -90 looks straight down. The lower the look, the higher arcs rise. */
  pitch_deg: number;
}

/** Composed by hand for a theatre from Portugal to the east of Iran, where a game's sites often are. */
const LANDSCAPE: Frame = {
  centre: { lon_deg: 27, lat_deg: 46.5 },
  points: [
    [-9, 38],
    [-6, 57],
    [24, 66],
    [50, 58],
    [58, 38],
    [56, 28],
    [30, 28],
  ],
  pitch_deg: -62,
};

/** On a phone the width is what is short: from the Channel to Iran, and looked at more steeply. */
const PORTRAIT: Frame = {
  centre: { lon_deg: 28, lat_deg: 46 },
  points: [
    [-2, 49],
    [10, 62],
    [54, 34],
    [46, 28],
    [30, 64],
  ],
  pitch_deg: -72,
};

/** The theatre for which the frames above are composed, in degrees: west, south, east, north. */
const COMPOSED = { west: -12, south: 25, east: 62, north: 68 } as const;
/** The least that is shown round the sites' middle: sites of one harbour still need a coast round them. */
const LEAST_RADIUS_KM = 380;
const KM_PER_DEG = 111.2;

/** Where the map looks when nobody has moved it: the composed frame if most places lie there, else a circle round them all. */
export function homeFrame(size: { width: number; height: number }, places: readonly FramePoint[]): Frame {
  const composed = size.width < size.height * 0.8 ? PORTRAIT : LANDSCAPE;
  const inside = places.filter(([lon, lat]) => lon > COMPOSED.west && lon < COMPOSED.east && lat > COMPOSED.south && lat < COMPOSED.north);
  return inside.length * 2 >= places.length ? composed : { ...round(places), pitch_deg: composed.pitch_deg };
}

function round(places: readonly FramePoint[]): Omit<Frame, "pitch_deg"> {
  const [lon_deg, lat_deg] = geoCentroid({ type: "MultiPoint", coordinates: places.map(([lon, lat]) => [lon, lat]) });
  const farthest_deg = Math.max(...places.map(([lon, lat]) => (geoDistance([lon_deg, lat_deg], [lon, lat]) * 180) / Math.PI));
  const radius_deg = Math.min(70, Math.max(LEAST_RADIUS_KM / KM_PER_DEG, farthest_deg * 1.15));
  const ring = geoCircle().center([lon_deg, lat_deg]).radius(radius_deg).precision(45)().coordinates[0] ?? [];
  return { centre: { lon_deg, lat_deg }, points: ring.slice(1).map(([lon = 0, lat = 0]) => [lon, lat] as const) };
}

export const NEAREST_KM = 350;
export const FARTHEST_KM = 24_000;

/** The parts of the map that panels cover, in pixels from each edge. */
export interface Insets {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export const NO_INSETS: Insets = { top: 24, right: 24, bottom: 24, left: 24 };

/** The least value in [low, high] for which `fits` holds, when it holds from some value on; `high` when it never does. */
export function leastThatFits(low: number, high: number, fits: (value: number) => boolean, steps = 24): number {
  let [short, enough] = [low, high];
  for (let n = 0; n < steps; n++) {
    const middle = Math.sqrt(short * enough);
    if (fits(middle)) enough = middle;
    else short = middle;
  }
  return enough;
}
