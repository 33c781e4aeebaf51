// Where the map looks first.

import { geoDistance } from "d3-geo";
import { describe, expect, it } from "vitest";

import { homeFrame } from "../../src/globe/geometry/frame";

const WIDE = { width: 1280, height: 720 };
const TALL = { width: 390, height: 844 };
const STRAIT = [
  [-12.4, 61.2],
  [-12.1, 60.8],
  [-11.6, 60.5],
] as const;
const km = (a: readonly [number, number], b: readonly [number, number]) => geoDistance([...a], [...b]) * 6371;

describe("home", () => {
  it("is the composed frame where most sites are in it, also without any", () => {
    const shield = [[17.1, 54.5], [13.7, 49.7], [47.8, 40.9], [-145.7, 64]] as const;
    expect(homeFrame(WIDE, shield)).toBe(homeFrame(WIDE, []));
    expect(homeFrame(TALL, shield)).not.toBe(homeFrame(WIDE, shield));
  });
  it("is round the sites where they are elsewhere, with a coast round a single harbour", () => {
    const { centre, points } = homeFrame(WIDE, STRAIT);
    const middle = [centre.lon_deg, centre.lat_deg] as const;
    for (const place of STRAIT) expect(km(middle, place)).toBeLessThan(100);
    expect(points.length).toBeGreaterThan(6);
    for (const point of points) expect(km(middle, point)).toBeCloseTo(380, -1);
  });
  it("has all the sites inside, also across the date line", () => {
    const pacific = [[170, 10], [-170, 20], [179, -5]] as const;
    const { centre, points } = homeFrame(TALL, pacific);
    expect(Math.abs(centre.lon_deg)).toBeGreaterThan(170);
    const radius = Math.min(...points.map((point) => km([centre.lon_deg, centre.lat_deg], point)));
    for (const place of pacific) expect(km([centre.lon_deg, centre.lat_deg], place)).toBeLessThan(radius);
  });
});
