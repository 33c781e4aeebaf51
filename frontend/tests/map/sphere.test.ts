import { geoArea } from "d3-geo";
import { describe, expect, it } from "vitest";
import {
  bearingDeg,
  cellOf,
  destination,
  EARTH_KM,
  fanRing,
  greatCircle,
  groundRangeKm,
  horizonKm,
  rounded,
  signedArea,
  withoutLongSides,
  woundForD3,
  type LonLat,
} from "../../src/globe/geometry/sphere";

const REDZIKOWO: LonLat = [17.1, 54.5];
const TEHRAN: LonLat = [51.4, 35.7];

describe("places on the sphere", () => {
  it("agrees with a quarter of the Earth and a degree of the meridian", () => {
    expect(groundRangeKm([0, 0], [90, 0])).toBeCloseTo((EARTH_KM * Math.PI) / 2, 6);
    expect(groundRangeKm([10, 50], [10, 51])).toBeCloseTo((EARTH_KM * Math.PI) / 180, 6);
    expect(bearingDeg([0, 0], [0, 10])).toBeCloseTo(0, 9);
    expect(bearingDeg([0, 0], [10, 0])).toBeCloseTo(90, 9);
  });

  it("comes back to where range and bearing were taken from", () => {
    const [lon, lat] = destination(REDZIKOWO, bearingDeg(REDZIKOWO, TEHRAN), groundRangeKm(REDZIKOWO, TEHRAN));
    expect(lon).toBeCloseTo(TEHRAN[0], 9);
    expect(lat).toBeCloseTo(TEHRAN[1], 9);
  });

  it("keeps longitudes within ±180 over the date line", () => {
    const [lon] = destination([179, 60], 90, 500);
    expect(lon).toBeLessThan(-170);
    expect(lon).toBeGreaterThanOrEqual(-180);
  });

  it("divides a great circle evenly", () => {
    const line = greatCircle(REDZIKOWO, TEHRAN, 10);
    const steps = line.slice(1).map((at, n) => groundRangeKm(line[n] as LonLat, at));
    expect(line).toHaveLength(11);
    for (const step of steps) expect(step).toBeCloseTo(groundRangeKm(REDZIKOWO, TEHRAN) / 10, 6);
  });
});

describe("radar fans", () => {
  it("puts the horizon of something 300 km up at the engine's distance", () => {
    // acos(R / (R + h)) · R, and less by the mask.
    expect(horizonKm(300)).toBeCloseTo(EARTH_KM * Math.acos(EARTH_KM / (EARTH_KM + 300)), 9);
    expect(horizonKm(300, 3)).toBeLessThan(horizonKm(300) - 250);
  });

  it("draws a whole circle when there is no sector", () => {
    const ring = fanRing(REDZIKOWO, { range_km: 1000 });
    expect(ring[0]).toEqual(ring.at(-1));
    for (const at of ring) expect(groundRangeKm(REDZIKOWO, at)).toBeCloseTo(1000, 6);
  });

  it("draws a sector about its bearing and closes it at the radar", () => {
    const ring = fanRing(REDZIKOWO, { range_km: 1000, bearing_deg: 120, sector_deg: 90 });
    const far = ring.filter((at) => groundRangeKm(REDZIKOWO, at) > 999.999);
    const bearings = far.map((at) => bearingDeg(REDZIKOWO, at));
    expect(Math.min(...bearings)).toBeCloseTo(75, 6);
    expect(Math.max(...bearings)).toBeCloseTo(165, 6);
    expect(groundRangeKm(ring[0] as LonLat, REDZIKOWO)).toBeLessThan(1e-6);
    expect(groundRangeKm(ring.at(-1) as LonLat, REDZIKOWO)).toBeLessThan(1e-6);
  });

  it("runs counter-clockwise, so that turned round d3 paints the fan and not the rest of the world", () => {
    for (const fan of [{ range_km: 1500 }, { range_km: 1500, bearing_deg: 10, sector_deg: 120 }]) {
      const ring = fanRing(REDZIKOWO, fan);
      expect(signedArea(ring)).toBeGreaterThan(0);
      expect(geoArea({ type: "Polygon", coordinates: [[...ring].reverse()] })).toBeLessThan(1);
    }
  });
});

describe("footprints", () => {
  // Four cells of half a degree, an L of three and the step between them.
  const L = [[0, 0], [1, 0], [1, 0.5], [0.5, 0.5], [0.5, 1], [0, 1], [0, 0]];

  it("are turned the way d3 reads them, holes the other way", () => {
    const outer = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]];
    const hole = [[4, 4], [4, 6], [6, 6], [6, 4], [4, 4]];
    const [polygon] = woundForD3([[outer, hole]]);
    expect(signedArea(polygon?.[0] ?? [])).toBeLessThan(0);
    expect(signedArea(polygon?.[1] ?? [])).toBeGreaterThan(0);
    expect(geoArea({ type: "Polygon", coordinates: polygon ?? [] })).toBeLessThan(0.05);
    // What is right already stays.
    expect(woundForD3([polygon ?? []])).toEqual([polygon]);
  });

  it("know the step of their grid", () => {
    expect(cellOf(L)).toBe(0.5);
    expect(cellOf([])).toBe(Infinity);
  });

  it("lose their corners by no more than half a cell", () => {
    const shape = rounded(L);
    expect(shape[0]).toEqual(shape.at(-1));
    for (const [x = NaN, y = NaN] of shape) {
      // Every new point lies on the old outline …
      expect([0, 0.5, 1].some((line) => Math.abs(x - line) < 1e-12 || Math.abs(y - line) < 1e-12)).toBe(true);
    }
    // … and of the area only corners are gone: five of them cut, one filled, an eighth of a cell each.
    expect(signedArea(L) / 2 - signedArea(shape) / 2).toBeCloseTo(4 * 0.25 * 0.125, 9);
  });

  it("leave a single cell or nothing alone where there is nothing to round", () => {
    expect(rounded([[0, 0], [1, 1]])).toEqual([[0, 0], [1, 1]]);
  });

  it("have no edge along the end of the grid", () => {
    const ring = [[0, 0], [0, 10], [1, 10], [1, 9], [2, 9], [2, 0], [0, 0]];
    expect(withoutLongSides(ring, 5)).toEqual([[[0, 10], [1, 10], [1, 9], [2, 9]], [[2, 0], [0, 0]]]);
    expect(withoutLongSides(ring, 50)).toEqual([ring]);
  });
});
