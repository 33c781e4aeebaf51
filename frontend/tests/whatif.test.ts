/* What if: asks at the pace of the answers, the newest wins, an outline only of where it stands, nothing left behind. */

import { describe, expect, it } from "vitest";

import { changeOf } from "../src/globe/paint/trial";
import { perspective } from "../src/globe/geometry/projector";
import type { ClientMessage, TriedMessage, TryMessage } from "../src/net/wire";
import { createTable } from "../src/table/store";
import { cellsIn, cellsOf, createWhatIf, PACE_MS, TRY } from "../src/table/whatif";

const SUBJECT = { site: "redzikowo", assessment: "mda", configuration: "planned", axis: "iran_europe" } as const;
const FROM = { lat_deg: 54.5, lon_deg: 17.1, number: 10 };
const FIGURES = { area_pct: 60, people_pct: 50, no_leak: 0.3, expected_leakers: 1.5, raid_size: 5 };
const GRID = { grid: "g1", south_deg: 35, west_deg: -11, step_deg: 0.5, cells: 5, rows: [[0, 2, 3, 9, 9], [4, 0, 1]] };
const OUTLINE = { type: "MultiPolygon", coordinates: [] };

function trial() {
  const sent: TryMessage[] = [];
  const timers: (() => void)[] = [];
  const measured: number[][] = [];
  let n = 0;
  let now = 0;
  const one = createWhatIf({
    send: (message) => sent.push(message as TryMessage),
    id: () => `id${n++}`,
    now: () => now,
    grid: () => Promise.resolve(GRID),
    after: (_ms, run) => timers.push(run),
    cancel: (timer) => void (timers[(timer as number) - 1] = () => undefined),
    measured: (...times) => measured.push(times),
  });
  const tried = (id: string, part: Partial<TriedMessage> = {}): TriedMessage => ({
    type: "tried", id, grid: "g1", cells: 5, mask: btoa("\xa8"), now: FIGURES, before: FIGURES, mask_before: null, outline: null, computed_ms: 7, ...part,
  });
  const last = () => sent.at(-1)!;
  return { one, sent, last, timers, measured, tried, at: (ms: number) => (now = ms) };
}

describe("a grid and its masks", () => {
  it("are unrolled from runs and bits", () => {
    const { lat, lon } = cellsOf(GRID);
    expect([...lat]).toEqual([35.25, 35.25, 35.25, 37.25, 37.25]);
    expect([...lon]).toEqual([-9.75, -9.25, -6.25, -10.75, -10.25]);
    expect([...cellsIn(btoa("\xa8"), 5)]).toEqual([1, 0, 1, 0, 1]);
    expect([...cellsIn(btoa("\x00\x80"), 9)].at(-1)).toBe(1);
  });

  it("say what becomes of a cell", () => {
    const [before, now] = [new Uint8Array([1, 1, 0, 0]), new Uint8Array([1, 0, 1, 0])];
    expect([0, 1, 2, 3].map((cell) => changeOf(before, now, cell))).toEqual(["kept", "lost", "gained", null]);
    expect(changeOf(null, now, 2)).toBe("kept");
  });
});

describe("a trial", () => {
  it("asks where it stands first, with the outline, and the type comes first in the frame", () => {
    const { one, last } = trial();
    one.begin(SUBJECT, "europe", FROM);
    expect(last()).toMatchObject({ ...SUBJECT, ...FROM, outline: true });
    expect(JSON.stringify(last()).startsWith('{"type":"try"')).toBe(true);
    expect(last().id.startsWith(TRY)).toBe(true);
  });

  it("keeps one question out; of those that wait the newest is asked", () => {
    const { one, sent, last, tried, at } = trial();
    one.begin(SUBJECT, "europe", FROM);
    at(PACE_MS);
    for (const lat_deg of [54, 53, 52, 51]) one.move({ lat_deg }, true);
    expect(sent).toHaveLength(1);
    one.hear(tried(sent[0]!.id));
    expect(sent).toHaveLength(2);
    expect(last()).toMatchObject({ lat_deg: 51, outline: false });
    one.hear(tried(last().id));
    expect(sent).toHaveLength(2);
  });

  it("asks no faster than the server takes it, however fast it answers; who lets go does not wait", () => {
    const { one, sent, last, tried, timers, at } = trial();
    one.begin(SUBJECT, "europe", FROM);
    one.move({ lat_deg: 54 }, true);
    at(10);
    one.hear(tried(last().id));
    one.move({ lat_deg: 53 }, true);
    expect(sent).toHaveLength(1);
    at(PACE_MS);
    timers.at(-1)!();
    expect(last()).toMatchObject({ lat_deg: 53, outline: false });
    at(PACE_MS + 10);
    one.hear(tried(last().id));
    one.move({ lat_deg: 52 }, true);
    expect(sent).toHaveLength(2);
    one.release();
    expect(last()).toMatchObject({ lat_deg: 52, outline: true });
    expect(sent).toHaveLength(3);
  });

  it("measures from the hand's movement, the oldest that the answer is for", () => {
    const { one, last, measured, tried, at } = trial();
    one.begin(SUBJECT, "europe", FROM);
    at(50);
    one.hear(tried(last().id));
    one.move({ lat_deg: 50 }, true, 60);
    at(85);
    one.hear(tried(last().id, { computed_ms: 9 }));
    expect(measured).toEqual([[0, 50, 7], [60, 85, 9]]);
  });

  it("draws no outline under the hand, nor one of a place that was left", () => {
    const { one, last, tried } = trial();
    one.begin(SUBJECT, "europe", FROM);
    const first = last().id;
    one.move({ lat_deg: 50 }, true);
    one.hear(tried(first, { outline: OUTLINE, mask_before: btoa("\xf8") }));
    expect(one.state()?.outline).toBeNull();
    expect([...one.state()!.first!]).toEqual([1, 1, 1, 1, 1]);
    one.hear(tried(last().id));
    one.release();
    expect(last()).toMatchObject({ lat_deg: 50, outline: true });
    one.hear(tried(last().id, { outline: OUTLINE, mask_before: btoa("\xf8") }));
    expect(one.state()?.outline).toEqual(OUTLINE);
    expect(one.state()?.held).toBe(false);
  });

  it("keeps to the Earth and to whole numbers", () => {
    const { one } = trial();
    one.begin(SUBJECT, "europe", FROM);
    one.move({ lat_deg: 120, lon_deg: 190, number: 7.6 }, true);
    expect(one.state()?.at).toEqual({ lat_deg: 89, lon_deg: -170, number: 8 });
    one.move({ number: -3 }, true);
    expect(one.state()?.at.number).toBe(0);
  });

  it("says why it was refused, and goes on", () => {
    const { one, last, tried, at } = trial();
    one.begin(SUBJECT, "europe", FROM);
    at(PACE_MS);
    one.move({ lat_deg: 20 }, true);
    one.hear({ type: "refused", id: last().id, code: "too-far", message: "Too far.", field: "lat_deg" });
    expect(one.state()).toMatchObject({ refusal: "Too far.", now: null, mask: null });
    one.hear(tried(last().id));
    expect(one.state()?.refusal).toBeNull();
  });

  it("does not wait for ever, and forgets what comes after that", () => {
    const { one, sent, last, timers, tried } = trial();
    one.begin(SUBJECT, "europe", FROM);
    timers[0]!();
    expect(one.state()?.refusal).toMatch(/does not answer/);
    one.hear(tried(sent[0]!.id));
    expect(one.state()?.now).toBeNull();
    one.move({ lat_deg: 50 }, false);
    one.hear(tried(last().id));
    expect(one.state()?.now).toEqual(FIGURES);
  });

  it("puts everything back, and leaves nothing behind at its end", () => {
    const { one, last, sent, tried } = trial();
    one.begin(SUBJECT, "europe", FROM);
    one.hear(tried(last().id));
    one.move({ lat_deg: 40, number: 3 }, false);
    one.reset();
    expect(one.state()?.at).toEqual(FROM);
    one.end();
    expect(one.state()).toBeNull();
    const asked = sent.length;
    one.hear(tried(last().id));
    one.move({ lat_deg: 41 }, false);
    expect(one.state()).toBeNull();
    expect(sent).toHaveLength(asked);
  });
});

describe("the table", () => {
  it("passes tries on and keeps nothing of them", () => {
    const heard: string[] = [];
    const sent: ClientMessage[] = [];
    const store = new Map<string, string>();
    const keep = { get: (key: string) => store.get(key) ?? null, set: (key: string, value: string) => void store.set(key, value) };
    const table = createTable({ send: (message) => sent.push(message), keep, key: "g:us", now: () => 1, id: () => "x", tried: (message) => heard.push(message.type) });
    table.hear({ type: "refused", id: `${TRY}1`, code: "too-far", message: "Too far.", field: null });
    table.hear({ type: "error", id: `${TRY}2`, code: "bad-message", message: "No." });
    expect(heard).toEqual(["refused", "error"]);
    expect(table.state().refused).toEqual([]);
    expect(table.state().fault).toBeNull();
  });
});

describe("a point of the screen", () => {
  it("leads back to the place that is drawn there", () => {
    // A camera 12,000 km from the Earth's middle over 0 N 0 E, looking at it, north up, 60 degrees wide.
    const [near, far, f] = [1e5, 1e8, 1 / Math.tan(Math.PI / 6)];
    const d = 12_000_000;
    const view = [0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -d, 1];
    const project = [f, 0, 0, 0, 0, f, 0, 0, 0, 0, (far + near) / (near - far), -1, 0, 0, (2 * far * near) / (near - far), 0];
    const matrix = Array.from({ length: 16 }, (_, n) => [0, 1, 2, 3].reduce((sum, k) => sum + project[(n % 4) + 4 * k]! * view[k + 4 * (n >> 2)]!, 0));
    const projector = perspective(matrix, [d, 0, 0], { width: 800, height: 800 });
    for (const [lon, lat] of [[0, 0], [17.1, 40.5], [-30, -20], [5, 44]] as const) {
      const at = projector.point(lon, lat)!;
      const back = projector.place(at.x, at.y)!;
      expect(back.lon_deg).toBeCloseTo(lon, 6);
      expect(back.lat_deg).toBeCloseTo(lat, 6);
    }
    expect(projector.place(2, 2)).toBeNull();
  });
});
