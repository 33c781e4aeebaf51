// Where the camera looks when nobody has moved it: Europe to the Middle East, from Portugal to the east of Iran.

/** Longitude and latitude: all of these should be on the screen. */
export type FramePoint = readonly [number, number];

export interface Frame {
  centre: { lon_deg: number; lat_deg: number };
  points: readonly FramePoint[];
  /** Below the horizon: -90 looks straight down. The lower the look, the higher arcs rise. */
  pitch_deg: number;
}

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

/** Where the map looks when nobody has moved it: Europe to the Middle East. */
export function homeFrame(size: { width: number; height: number }): Frame {
  return size.width < size.height * 0.8 ? PORTRAIT : LANDSCAPE;
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
