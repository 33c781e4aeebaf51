import { describe, expect, it } from "vitest";
import { pinsAt } from "../../src/globe/geometry/pins";

const event = (t_s: number, short: string, lat_deg = t_s / 10) => ({ t_s, kind: "x", short, words: "", lat_deg, lon_deg: 0, altitude_km: 0 });
const more = (count: number) => `${count} more`;

describe("pins of an engagement", () => {
  it("stand for all that has happened, the newest first, and for nothing to come", () => {
    const events = [event(0, "Launch"), event(60, "Report"), event(200, "Detected"), event(300, "Tracked")];
    expect(pinsAt(events, 250, more).map(({ lines, age }) => [lines, age])).toEqual([
      [["Detected"], 0],
      [["Report"], 1],
      [["Launch"], 2],
    ]);
    expect(pinsAt(events, -1, more)).toEqual([]);
  });

  it("write what happens at one moment and place under each other, and what came of it last", () => {
    const end = ["No shot · A", "No shot · B", "No shot · C", "Leak: it arrives"].map((short) => event(900, short));
    expect(pinsAt(end.slice(2), 900, more)[0]?.lines).toEqual(["No shot · C", "Leak: it arrives"]);
    expect(pinsAt(end, 900, more)).toHaveLength(1);
    expect(pinsAt(end, 900, more)[0]?.lines).toEqual(["2 more", "No shot · C", "Leak: it arrives"]);
    expect(pinsAt([event(900, "A", 10), event(900, "B", 20)], 900, more)).toHaveLength(2);
  });

  it("keep their names while time goes on, so that labels do not jump", () => {
    const events = [event(0, "Launch"), event(60, "Report"), event(60.2, "Cue", 6)];
    expect(pinsAt(events, 10, more).at(-1)?.id).toBe(pinsAt(events, 100, more).at(-1)?.id);
  });
});
