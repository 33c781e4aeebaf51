// Where the camera looks when nobody has moved it: Europe to the Middle East, from Portugal to the east of Iran.

/** Longitude, latitude, altitude in km: all of these should be on the screen. */
export const HOME_POINTS: readonly (readonly [number, number, number])[] = [
  [-9, 38, 0],
  [-6, 57, 0],
  [24, 66, 0],
  [50, 58, 0],
  [58, 38, 0],
  [56, 28, 0],
  [30, 28, 0],
];
export const HOME_CENTRE = { lon_deg: 27, lat_deg: 46.5 } as const;
export const HOME_PITCH_DEG = -64;
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
