import { describe, expect, it } from "vitest";
import { advanced, clock, flown, lastSample, lengthOf, positionAt } from "../../src/globe/geometry/flight";
import type { Path } from "../../src/globe/types";

const PATH: Path = { time_s: [0, 100, 300], lat_deg: [35, 40, 50], lon_deg: [52, 40, 10], altitude_km: [0, 400, 0] };

describe("a flight", () => {
  it("is nowhere before it begins and at its end when it is over", () => {
    expect(positionAt(PATH, -1)).toBeNull();
    expect(positionAt(PATH, 0)).toEqual({ lat_deg: 35, lon_deg: 52, altitude_km: 0 });
    expect(positionAt(PATH, 999)).toEqual({ lat_deg: 50, lon_deg: 10, altitude_km: 0 });
  });

  it("is between two samples in proportion to the time", () => {
    const at = positionAt(PATH, 150);
    expect(at?.lat_deg).toBeCloseTo(42.5, 9);
    expect(at?.lon_deg).toBeCloseTo(32.5, 9);
    expect(at?.altitude_km).toBeCloseTo(300, 9);
  });

  it("takes the short way over the date line", () => {
    const over: Path = { time_s: [0, 10], lat_deg: [60, 60], lon_deg: [170, -170], altitude_km: [0, 0] };
    expect(Math.abs(positionAt(over, 5)?.lon_deg ?? 0)).toBeCloseTo(180, 9);
  });

  it("finds the last sample at every boundary", () => {
    expect([-1, 0, 99.9, 100, 299, 300, 301].map((t) => lastSample(PATH, t))).toEqual([-1, 0, 0, 1, 1, 2, 2]);
  });

  it("has been flown up to the moment, and whole at the end", () => {
    expect(flown(PATH, 150).map((fix) => fix.altitude_km)).toEqual([0, 400, 300]);
    expect(flown(PATH, 300)).toHaveLength(3);
    expect(flown(PATH, -1)).toEqual([]);
  });
});

describe("a playback's clock", () => {
  const playing = { axis: "a", playing: true, speed: 60, time_s: 100 };

  it("goes on by real time times speed, and stops at the end", () => {
    expect(advanced(playing, 500, 1000)).toMatchObject({ time_s: 130, playing: true });
    expect(advanced(playing, 60_000, 1000)).toMatchObject({ time_s: 1000, playing: false });
  });

  it("stands still while it is paused", () => {
    const paused = { ...playing, playing: false };
    expect(advanced(paused, 5000, 1000)).toBe(paused);
  });

  it("lasts until the last thing that happens", () => {
    const event = { t_s: 420, kind: "none", lat_deg: 0, lon_deg: 0, altitude_km: 0, words: "" };
    expect(lengthOf({ threat: PATH, interceptor: null, events: [] })).toBe(300);
    expect(lengthOf({ threat: PATH, interceptor: null, events: [event] })).toBe(420);
  });

  it("is written as minutes and seconds", () => {
    expect([0, 59.9, 60, 1121].map(clock)).toEqual(["T+00:00", "T+00:59", "T+01:00", "T+18:41"]);
  });
});
