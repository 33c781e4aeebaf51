import { describe, expect, it } from "vitest";
import { earthFixed, horizon, inSight, perspective, type Vector } from "../../src/globe/geometry/projector";

// A camera 10,000 km above 0° N 0° E that looks at the Earth's centre, north up: view and projection written out by hand.
const CAMERA: Vector = [16_378_137, 0, 0];
const SIZE = { width: 800, height: 600 };
const F = 1 / Math.tan((60 * Math.PI) / 360);
/** Column-major. Right is +y of the Earth, up is +z, forward is -x. */
const MATRIX = (() => {
  const aspect = SIZE.width / SIZE.height;
  // clip x = F/aspect · y, clip y = F · z, w = camera.x - x
  const m = new Array<number>(16).fill(0);
  m[4] = F / aspect;
  m[9] = F;
  m[3] = -1;
  m[15] = CAMERA[0];
  return m;
})();
const projector = perspective(MATRIX, CAMERA, SIZE);

describe("the projector", () => {
  it("knows WGS 84: the equator's and the pole's radius, and height along the normal", () => {
    expect(earthFixed(0, 0)[0]).toBeCloseTo(6_378_137, 3);
    expect(earthFixed(0, 90)[2]).toBeCloseTo(6_356_752.314, 2);
    expect(earthFixed(90, 0, 100)[1]).toBeCloseTo(6_478_137, 3);
    // Prague, 50.08 N 14.43 E: values of the textbook formula.
    const [x, y, z] = earthFixed(14.43, 50.08);
    expect(Math.hypot(x, y, z)).toBeGreaterThan(6_364_000);
    expect(Math.hypot(x, y, z)).toBeLessThan(6_367_000);
  });

  it("puts what is straight below in the middle, north above, east to the right", () => {
    const at = (lon: number, lat: number, alt = 0) => {
      const point = projector.point(lon, lat, alt);
      if (!point) throw new Error("not on the screen");
      return point;
    };
    expect(at(0, 0).x).toBeCloseTo(400, 6);
    expect(at(0, 0).y).toBeCloseTo(300, 6);
    expect(at(0, 20).y).toBeLessThan(300);
    expect(at(20, 0).x).toBeGreaterThan(400);
    // Higher is nearer to the camera, hence farther from the middle.
    expect(at(20, 0, 1000).x).toBeGreaterThan(at(20, 0).x);
  });

  it("hides what is behind the Earth, and shows it again when it is high enough", () => {
    expect(projector.point(180, 0)).toBeNull();
    expect(projector.point(100, 0)).toBeNull();
    expect(projector.point(100, 0, 50)).toBeNull();
    expect(projector.point(100, 0, 5000)).not.toBeNull();
  });

  it("agrees with the horizon: a little nearer is seen, a little farther is not", () => {
    const angle = (Math.acos(6_378_137 / CAMERA[0]) * 180) / Math.PI;
    expect(inSight(CAMERA, earthFixed(angle - 0.1, 0))).toBe(true);
    expect(inSight(CAMERA, earthFixed(angle + 0.1, 0))).toBe(false);
  });

  it("draws the limb as a circle round the middle, wider than anything on the ground", () => {
    const ring = horizon(CAMERA);
    expect(ring).toHaveLength(180);
    for (const at of ring) {
      const along = at.map((v, n) => v - (CAMERA[n] ?? 0));
      // A line of sight that touches: normal of the ellipsoid across it.
      const normal = [at[0] / 6378137 ** 2, at[1] / 6378137 ** 2, at[2] / 6356752.314245179 ** 2];
      const across = along.reduce((sum, v, n) => sum + v * (normal[n] ?? 0), 0);
      expect(Math.abs(across)).toBeLessThan(1e-6);
    }
    const limb = projector.limb() ?? [];
    const out = (p: { x: number; y: number }) => Math.hypot(p.x - 400, p.y - 300);
    const far = projector.point(60, 0);
    expect(limb).toHaveLength(180);
    expect(Math.min(...limb.map(out))).toBeGreaterThan(far ? out(far) : Infinity);
  });
});
