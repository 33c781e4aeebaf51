import { describe, expect, it } from "vitest";
import { pointsOf, shareInside } from "../../src/globe/geometry/shares";
import { landName } from "../../src/globe/paint/atlas";

const box = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const shape = (...rings: number[][][][]) => ({ type: "MultiPolygon" as const, coordinates: rings });

describe("the share of a land inside a footprint", () => {
  const land = { name: "Box", rings: [box(10, 0, 20, 10)] };

  it("is all, half or nothing of it", () => {
    const points = pointsOf(land);
    expect(points.length).toBeGreaterThan(400);
    expect(shareInside(points, shape([box(0, -20, 40, 40)]))).toBe(1);
    expect(shareInside(points, shape([box(10, 0, 15, 10)]))).toBeCloseTo(0.5, 1);
    expect(shareInside(points, shape([box(30, 0, 40, 10)]))).toBe(0);
    expect(shareInside(points, shape())).toBe(0);
  });

  it("leaves out the holes, and counts two parts together", () => {
    const points = pointsOf(land);
    expect(shareInside(points, shape([box(10, 0, 20, 10), box(10, 0, 15, 10)]))).toBeCloseTo(0.5, 1);
    expect(shareInside(points, shape([box(10, 0, 15, 10)], [box(15, 0, 20, 10)]))).toBe(1);
  });

  it("weighs by ground, not by degrees: the north of a tall land is narrow", () => {
    const tall = pointsOf({ name: "Tall", rings: [box(10, 0, 20, 60)] });
    const north = shareInside(tall, shape([box(10, 30, 20, 60)]))!;
    // sin 60° − sin 30° of sin 60°
    expect(north).toBeCloseTo(0.423, 1);
  });

  it("is unknown where nothing was asked", () => {
    expect(shareInside([], shape([box(0, 0, 1, 1)]))).toBeNull();
  });
});

describe("the name of a land", () => {
  it("stands in the middle of its largest part", () => {
    expect(landName("Box", [box(100, 0, 101, 1), box(10, 0, 20, 10)])).toEqual({ name: "Box", lon_deg: expect.closeTo(15, 6), lat_deg: expect.closeTo(5, 6), width_deg: 10 });
  });
  it("is that of 2007, or none", () => {
    expect(landName("Czechia", [box(12, 48, 18, 51)])?.name).toBe("Czech Republic");
    expect(landName("Kosovo", [box(20, 42, 21, 43)])).toBeNull();
  });
});
