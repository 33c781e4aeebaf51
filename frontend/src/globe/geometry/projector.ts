// From a place above the Earth to a point on the screen, for a camera given as one matrix. The overlay draws arcs and
// labels with it, so that they cost no frame of the globe. Pure: knows neither Cesium nor the page.

/** Where something stands on the screen, in CSS pixels from the top left of the map. */
export interface ScreenPoint {
  x: number;
  y: number;
}

/** Gives null for what is behind the Earth, behind the camera or outside what the projection can show. */
export interface Projector {
  width: number;
  height: number;
  point(lon_deg: number, lat_deg: number, altitude_km?: number): ScreenPoint | null;
  /** The place on the ground that stands at a point of the screen; null beside the Earth. */
  place(x: number, y: number): { lon_deg: number; lat_deg: number } | null;
  /** The edge of the Earth's disc, as a closed ring; null where the projection has none on the screen. */
  limb(): ScreenPoint[] | null;
}

export type Vector = [number, number, number];

/** WGS 84, metres. */
const A = 6378137.0;
const B = 6356752.314245179;
const E2 = 1 - (B * B) / (A * A);
const RAD = Math.PI / 180;

/** Earth-fixed metres, xyz, of a geodetic place. */
export function earthFixed(lon_deg: number, lat_deg: number, altitude_km = 0): Vector {
  const [sinLat, cosLat] = [Math.sin(lat_deg * RAD), Math.cos(lat_deg * RAD)];
  const n = A / Math.sqrt(1 - E2 * sinLat * sinLat);
  const h = altitude_km * 1000;
  return [(n + h) * cosLat * Math.cos(lon_deg * RAD), (n + h) * cosLat * Math.sin(lon_deg * RAD), (n * (1 - E2) + h) * sinLat];
}

/** Is the straight line between the two free of the Earth? A line that only touches its end on the ground is free. */
export function inSight(camera: Vector, target: Vector): boolean {
  // With each axis divided by its radius the Earth is a unit sphere and lines stay lines.
  const [cx, cy, cz] = [camera[0] / A, camera[1] / A, camera[2] / B];
  const [dx, dy, dz] = [target[0] / A - cx, target[1] / A - cy, target[2] / B - cz];
  const length2 = dx * dx + dy * dy + dz * dz;
  const along = -(cx * dx + cy * dy + cz * dz) / length2;
  if (along <= 0 || along >= 1) return true;
  const [px, py, pz] = [cx + along * dx, cy + along * dy, cz + along * dz];
  return px * px + py * py + pz * pz >= 1 - 1e-9;
}

/** The circle along which lines of sight touch the Earth, in Earth-fixed metres. */
export function horizon(camera: Vector, points = 180): Vector[] {
  const [cx, cy, cz] = [camera[0] / A, camera[1] / A, camera[2] / B];
  const d2 = cx * cx + cy * cy + cz * cz;
  if (d2 <= 1) return [];
  const d = Math.sqrt(d2);
  const radius = Math.sqrt(1 - 1 / d2);
  // Two unit vectors across the line of sight.
  const flat = Math.hypot(cx, cy) || 1;
  const [ux, uy] = [-cy / flat, cx / flat];
  const [vx, vy, vz] = [(-cz * uy) / d, (cz * ux) / d, (cx * uy - cy * ux) / d];
  return Array.from({ length: points }, (_, n) => {
    const [cos, sin] = [radius * Math.cos((2 * Math.PI * n) / points), radius * Math.sin((2 * Math.PI * n) / points)];
    return [(cx / d2 + ux * cos + vx * sin) * A, (cy / d2 + uy * cos + vy * sin) * A, (cz / d2 + vz * sin) * B] satisfies Vector;
  });
}

/** Where a ray from the camera first meets the ground; null where it passes by. */
function groundAhead(camera: Vector, [x, y, z]: Vector): { lon_deg: number; lat_deg: number } | null {
  const [cx, cy, cz] = [camera[0] / A, camera[1] / A, camera[2] / B];
  const [dx, dy, dz] = [x / A, y / A, z / B];
  const a = dx * dx + dy * dy + dz * dz;
  const b = cx * dx + cy * dy + cz * dz;
  const inner = b * b - a * (cx * cx + cy * cy + cz * cz - 1);
  if (inner < 0 || b > 0) return null;
  const t = (-b - Math.sqrt(inner)) / a;
  const [px, py, pz] = [camera[0] + t * x, camera[1] + t * y, camera[2] + t * z];
  return { lon_deg: Math.atan2(py, px) / RAD, lat_deg: Math.atan2(pz, (1 - E2) * Math.hypot(px, py)) / RAD };
}

/** `matrix`: projection × view, column-major, 16 numbers, as WebGL and Cesium write it. */
export function perspective(matrix: ArrayLike<number>, camera: Vector, size: { width: number; height: number }): Projector {
  const m = Array.from(matrix);
  const [m0 = 0, m1 = 0, , m3 = 0, m4 = 0, m5 = 0, , m7 = 0, m8 = 0, m9 = 0, , m11 = 0, m12 = 0, m13 = 0, , m15 = 0] = m;
  const screen = ([x, y, z]: Vector): ScreenPoint | null => {
    const w = m3 * x + m7 * y + m11 * z + m15;
    if (w <= 0) return null;
    return {
      x: ((m0 * x + m4 * y + m8 * z + m12) / w + 1) * 0.5 * size.width,
      y: (1 - (m1 * x + m5 * y + m9 * z + m13) / w) * 0.5 * size.height,
    };
  };
  return {
    ...size,
    point(lon_deg, lat_deg, altitude_km = 0) {
      const at = earthFixed(lon_deg, lat_deg, altitude_km);
      return inSight(camera, at) ? screen(at) : null;
    },
    place(x, y) {
      // The camera itself has x, y and w of 0 there: so a direction is seen at (nx, ny) when both differences vanish.
      const [nx, ny] = [(2 * x) / size.width - 1, 1 - (2 * y) / size.height];
      const [ax, ay, az] = [m0 - nx * m3, m4 - nx * m7, m8 - nx * m11];
      const [bx, by, bz] = [m1 - ny * m3, m5 - ny * m7, m9 - ny * m11];
      const ray: Vector = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
      const ahead = m3 * ray[0] + m7 * ray[1] + m11 * ray[2] > 0 ? 1 : -1;
      return groundAhead(camera, [ray[0] * ahead, ray[1] * ahead, ray[2] * ahead]);
    },
    limb() {
      const ring = horizon(camera).map(screen);
      return ring.length > 0 && ring.every((at) => at !== null) ? (ring as ScreenPoint[]) : null;
    },
  };
}
