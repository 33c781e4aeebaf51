import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoContains, geoDistance } from "d3-geo";
import { beforeAll, describe, expect, it } from "vitest";
import { prepare, withoutSegments, type Atlas } from "../../src/globe/paint/atlas";

const KM = 6371;
let atlas: Atlas;
beforeAll(() => {
  const path = createRequire(import.meta.url).resolve("world-atlas/countries-50m.json");
  atlas = prepare(JSON.parse(readFileSync(path, "utf8")));
});

/** Distance in km from a place to the nearest point of any border. */
function toBorder(at: [number, number]): number {
  let nearest = Infinity;
  for (const line of atlas.borders.coordinates)
    for (const point of line) nearest = Math.min(nearest, geoDistance(at, point as [number, number]) * KM);
  return nearest;
}

describe("the borders of April 2007", () => {
  it("are drawn where they were", () => {
    expect(toBorder([14.8, 50.87])).toBeLessThan(20); // Czech Republic, Poland, Germany
    expect(toBorder([32.6, 51.9])).toBeLessThan(80); // Ukraine, Russia, Belarus
    expect(toBorder([20.35, 42.85])).toBeLessThan(40); // Montenegro had left in 2006
  });

  it("do not run across the isthmus of Perekop, between Serbia and Kosovo, or through Sudan", () => {
    expect(toBorder([33.8, 46.12])).toBeGreaterThan(150);
    expect(toBorder([21.2, 43.0])).toBeGreaterThan(20);
    expect(toBorder([29.0, 9.8])).toBeGreaterThan(150);
  });

  it("count the alliance's members of that month, Turkey with them", () => {
    for (const [name, at] of [["Warsaw", [21, 52.2]], ["Ankara", [32.9, 39.9]], ["Reykjavik", [-21.5, 64.1]]] as const)
      expect(geoContains(atlas.allied, [...at]), name).toBe(true);
    for (const [name, at] of [["Minsk", [27.6, 53.9]], ["Zagreb", [16, 45.8]], ["Tirana", [19.8, 41.3]], ["Ottawa", [-75.7, 45.4]]] as const)
      expect(geoContains(atlas.allied, [...at]), name).toBe(false);
  });

  it("have land under Prague and sea in the Baltic, and no coast along the date line", () => {
    expect(geoContains(atlas.land, [14.4, 50.1])).toBe(true);
    expect(geoContains(atlas.land, [19.5, 56.5])).toBe(false);
    const cut = atlas.coast.coordinates.some((line) => line.some((at, n) => n > 0 && Math.abs(at[0] ?? 0) > 179.995 && Math.abs(line[n - 1]?.[0] ?? 0) > 179.995));
    expect(cut).toBe(false);
  });
});

describe("lines without segments", () => {
  it("fall apart where a segment is taken out, and keep what touches it with one end", () => {
    const line = [[0, 0], [1, 0], [2, 0], [3, 0], [4, 0]];
    expect(withoutSegments([line], ([x = 0]) => x === 2 || x === 3)).toEqual([[[0, 0], [1, 0], [2, 0]], [[3, 0], [4, 0]]]);
    expect(withoutSegments([line], () => true)).toEqual([]);
  });
});
