import { describe, expect, it } from "vitest";
import { spread, type Spot } from "../../src/globe/geometry/spread";

const nearest = (spots: Spot[]) => Math.min(...spots.flatMap((a, n) => spots.slice(n + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y))));

describe("markers moved apart", () => {
  it("stay where they are when there is room", () => {
    const spots = [{ id: "a", x: 0, y: 0 }, { id: "b", x: 30, y: 0 }];
    expect(spread(spots, 25)).toEqual(spots);
  });

  it("keep their distance, and no more than they need", () => {
    const spots = [{ id: "a", x: 0, y: 0 }, { id: "b", x: 10, y: 0 }];
    const [a, b] = spread(spots, 25);
    expect(nearest([a!, b!])).toBeGreaterThanOrEqual(24.9);
    expect(nearest([a!, b!])).toBeLessThan(26);
    expect((a!.x + b!.x) / 2).toBeCloseTo(5, 6);
  });

  it("part even from the very same place, in clusters too", () => {
    const heap = [..."abcdefg"].map((id) => ({ id, x: 100, y: 100 }));
    const apart = spread(heap, 25);
    expect(nearest(apart)).toBeGreaterThan(24);
    for (const { x, y } of apart) expect(Math.hypot(x - 100, y - 100)).toBeLessThan(80);
  });

  it("does not depend on the order in which they come", () => {
    const spots = [{ id: "a", x: 0, y: 0 }, { id: "b", x: 4, y: 3 }, { id: "c", x: 9, y: 1 }];
    const back = spread([...spots].reverse(), 25).reverse();
    expect(back).toEqual(spread(spots, 25));
  });
});
