import { describe, expect, it } from "vitest";
import { placeLabels, type Box, type LabelWish } from "../../src/globe/geometry/labels";

function wish(id: string, x: number, y: number, more: Partial<LabelWish> = {}): LabelWish {
  return { id, x, y, radius: 12, width: 120, height: 31, shortWidth: 90, shortHeight: 17, priority: 10, ...more };
}
const ROOM = { width: 800, height: 600 };
const overlaps = (a: Box, b: Box) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** A fixed sequence of numbers in [0, 1), so that a failing crowd can be made again. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

describe("labels", () => {
  it("stands to the right where there is room", () => {
    const place = placeLabels([wish("a", 100, 100)], ROOM).get("a");
    expect(place?.side).toBe("right");
    expect(place?.short).toBe(false);
    expect(place?.x).toBeGreaterThan(112);
  });

  it("turns to the left at the right edge", () => {
    expect(placeLabels([wish("a", 780, 100)], ROOM).get("a")?.side).toBe("left");
  });

  it("never covers another label, a marker, a panel or the edge, in forty crowds", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const next = numbers(seed);
      const wishes = Array.from({ length: 40 }, (_, n) => wish(`w${n}`, next() * 800, next() * 600, { priority: Math.floor(next() * 50) }));
      const panels = [{ x: 0, y: 500, width: 280, height: 100 }];
      const places = [...placeLabels(wishes, { ...ROOM, panels }).values()];
      expect(places.length).toBeGreaterThan(8);
      const inside = (a: Box) => a.x >= 0 && a.y >= 0 && a.x + a.width <= 800 && a.y + a.height <= 600;
      const marker = (w: LabelWish) => ({ x: w.x - 12, y: w.y - 12, width: 24, height: 24 });
      const wrong = places.flatMap((a, n) => [
        ...(inside(a) ? [] : [`${a.id} over the edge`]),
        ...places.slice(n + 1).filter((b) => overlaps(a, b)).map((b) => `${a.id} over ${b.id}`),
        ...panels.filter((panel) => overlaps(a, panel)).map(() => `${a.id} under a panel`),
        ...wishes.filter((w) => w.id !== a.id && overlaps(a, marker(w))).map((w) => `${a.id} over the marker of ${w.id}`),
      ]);
      expect(wrong, `crowd ${seed}`).toEqual([]);
    }
  });

  it("gives the first choice to the higher priority", () => {
    const both = [wish("low", 100, 100, { priority: 1 }), wish("high", 104, 128, { priority: 9 })];
    const places = placeLabels(both, ROOM);
    expect(places.get("high")?.side).toBe("right");
    expect(places.get("low")?.side).not.toBe("right");
  });

  it("drops the second line before it drops the label", () => {
    const narrow = { width: 130, height: 40 };
    expect(placeLabels([wish("a", 20, 20)], narrow).get("a")).toMatchObject({ short: true, width: 90 });
    expect(placeLabels([wish("a", 20, 20)], { width: 60, height: 40 }).has("a")).toBe(false);
  });

  it("keeps its side while it can, so that labels do not jump about", () => {
    const first = placeLabels([wish("a", 100, 100, { prefer: "below" })], ROOM);
    expect(first.get("a")?.side).toBe("below");
    expect(placeLabels([wish("a", 101, 101)], ROOM, first).get("a")?.side).toBe("below");
  });

  it("goes farther off when it may", () => {
    const crowd = [0, 1, 2].flatMap((n) => [0, 1, 2].map((k) => wish(`m${n}${k}`, 370 + n * 30, 270 + k * 30, { width: 500, shortWidth: 500 })));
    const one = { width: 60, height: 17, shortWidth: 60, priority: 99 };
    const near = placeLabels([...crowd, wish("pin", 400, 300, one)], ROOM);
    const far = placeLabels([...crowd, wish("pin", 400, 300, { ...one, far: true })], ROOM);
    expect(near.has("pin")).toBe(false);
    expect(far.has("pin")).toBe(true);
  });

  it("puts the name of a land on its place or nowhere, and it pushes nothing aside", () => {
    const land = wish("land", 400, 300, { radius: 0, width: 60, height: 13, priority: -1, only: ["on"] });
    expect(placeLabels([land], ROOM).get("land")).toMatchObject({ x: 370, y: 293.5, side: "on" });
    const site = wish("site", 380, 300);
    const both = placeLabels([land, site], ROOM);
    expect(both.has("land")).toBe(false);
    expect(both.get("site")).toEqual(placeLabels([site], ROOM).get("site"));
  });
});
