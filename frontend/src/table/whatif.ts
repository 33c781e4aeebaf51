/* What if a site stood elsewhere, or were so many? Asks the server while a hand drags, at the pace at which it answers: one
   question is out, the newest place waits. Headless; nothing of it is a command, and only this page knows of it. */

import type { GridCells, MultiPolygon, Trial, TrialPlace, TrialSubject } from "../globe/types";
import type { ClientMessage, ErrorMessage, GridBody, RefusedMessage, TriedMessage } from "../net/wire";

export interface Outside {
  send(message: ClientMessage): void;
  id(): string;
  /** milliseconds of the browser's own clock, as in pointer events */
  now(): number;
  grid(name: string): Promise<GridBody>;
  after(ms: number, run: () => void): unknown;
  cancel(timer: unknown): void;
  /** told once for each answer that is shown: from the hand's movement to the new picture's data, and when that was */
  measured?(from_ms: number, to_ms: number, computed_ms: number): void;
}

export interface WhatIf {
  state(): Trial | null;
  subscribe(run: (state: Trial | null) => void): () => void;
  begin(subject: TrialSubject, grid: string, from: TrialPlace, at?: TrialPlace): void;
  /** `held`: a hand is on it, so the outline can wait. `at_ms`: when the hand moved. */
  move(to: Partial<TrialPlace>, held: boolean, at_ms?: number): void;
  /** The hand lets go. */
  release(): void;
  /** Back to where it stands, still trying. */
  reset(): void;
  end(): void;
  hear(message: TriedMessage | RefusedMessage | ErrorMessage): void;
}

export const TRY = "try-";
/** An answer that takes longer than this is not waited for: the line may have been cut. The first one starts the engine. */
const PATIENCE_MS = 5000;
const FIRST_PATIENCE_MS = 30_000;
/** While a hand drags: no more questions than the server takes of a page, 25 a second, however fast it answers. */
export const PACE_MS = 45;
const DIGITS = 1000;

/** The cells of a grid in their order, from its runs. */
export function cellsOf(body: GridBody): GridCells {
  const lat = new Float32Array(body.cells);
  const lon = new Float32Array(body.cells);
  let n = 0;
  for (const [row = 0, ...runs] of body.rows)
    for (let k = 0; k + 1 < runs.length; k += 2)
      for (let column = runs[k]!; column <= runs[k + 1]!; column++) {
        lat[n] = body.south_deg + (row + 0.5) * body.step_deg;
        lon[n] = body.west_deg + (column + 0.5) * body.step_deg;
        n++;
      }
  return { name: body.grid, lat, lon, step_deg: body.step_deg };
}

/** One byte a cell, 0 or 1, from base64 of bits with the most significant first. */
export function cellsIn(mask: string, cells: number): Uint8Array {
  const bytes = atob(mask);
  return Uint8Array.from({ length: cells }, (_, n) => (bytes.charCodeAt(n >> 3) >> (7 - (n & 7))) & 1);
}

export function createWhatIf(outside: Outside): WhatIf {
  let state: Trial | null = null;
  const watchers = new Set<(state: Trial | null) => void>();
  const grids = new Map<string, Promise<GridCells>>();
  let out: { id: string; at_ms: number; sent_ms: number; outline: boolean; place: TrialPlace; timer: unknown } | null = null;
  let waiting: { at_ms: number; outline: boolean } | null = null;
  let resting: { timer: unknown } | null = null;

  function set(part: Partial<Trial>) {
    if (!state) return;
    state = { ...state, ...part };
    for (const run of watchers) run(state);
  }

  function ask(at_ms: number, outline: boolean) {
    if (!state) return;
    if (resting && !state.held) {
      // The hand has let go: what it left is asked at once.
      outside.cancel(resting.timer);
      resting = null;
    }
    if (out || resting) {
      waiting = { at_ms, outline };
      return;
    }
    const { site, assessment, configuration, axis, at } = state;
    const id = `${TRY}${outside.id()}`;
    const timer = outside.after(state.before ? PATIENCE_MS : FIRST_PATIENCE_MS, () => {
      out = waiting = null;
      set({ refusal: "The engine does not answer just now. Move it again to ask again." });
    });
    out = { id, at_ms, sent_ms: outside.now(), outline, place: at, timer };
    // The type comes first: by that the server counts a try apart from other frames.
    outside.send({ type: "try", id, assessment, configuration, axis, site, ...at, outline });
  }

  function settled(id: string | null | undefined): typeof out {
    if (!out || out.id !== id) return null;
    const asked = out;
    outside.cancel(out.timer);
    out = null;
    return asked;
  }

  function rest(sent_ms: number) {
    const left_ms = PACE_MS - (outside.now() - sent_ms);
    if (!state?.held || left_ms <= 0) return next();
    const timer = outside.after(left_ms, () => {
      resting = null;
      next();
    });
    resting = { timer };
  }

  function forget() {
    if (out) outside.cancel(out.timer);
    if (resting) outside.cancel(resting.timer);
    out = waiting = resting = null;
  }

  function next() {
    if (!waiting) return;
    const { at_ms, outline } = waiting;
    waiting = null;
    ask(at_ms, outline);
  }

  function cells(name: string) {
    let found = grids.get(name);
    if (!found) {
      found = outside.grid(name).then(cellsOf);
      grids.set(name, found);
      found.catch(() => grids.delete(name));
    }
    const mine = state;
    found.then(
      (grid) => state && state.site === mine?.site && set({ grid }),
      () => set({ refusal: "The map's cells did not load. Try again." }),
    );
  }

  return {
    state: () => state,
    subscribe(run) {
      watchers.add(run);
      run(state);
      return () => watchers.delete(run);
    },
    begin(subject, grid, from, at = from) {
      forget();
      state = { ...subject, from, at, held: false, grid: null, mask: null, first: null, now: null, before: null, outline: null, refusal: null };
      set({});
      cells(grid);
      ask(outside.now(), true);
    },
    move(to, held, at_ms = outside.now()) {
      if (!state) return;
      const wanted = { ...state.at, ...to };
      const at = {
        lat_deg: Math.round(Math.max(-89, Math.min(89, wanted.lat_deg)) * DIGITS) / DIGITS,
        lon_deg: Math.round((((wanted.lon_deg + 540) % 360) - 180) * DIGITS) / DIGITS,
        number: Math.round(Math.max(0, Math.min(1000, wanted.number))),
      };
      set({ at, held, outline: null });
      ask(at_ms, !held);
    },
    release() {
      if (!state?.held) return;
      set({ held: false });
      ask(outside.now(), true);
    },
    reset() {
      if (!state) return;
      set({ at: state.from, held: false, outline: null });
      ask(outside.now(), true);
    },
    end() {
      forget();
      state = null;
      for (const run of watchers) run(null);
    },
    hear(message) {
      const asked = settled(message.id);
      if (!asked || !state) return;
      if (message.type !== "tried") {
        set({ refusal: message.message, mask: null, now: null });
        rest(asked.sent_ms);
        return;
      }
      const mask = cellsIn(message.mask, message.cells);
      // An outline of a place that has been left meanwhile would be a wrong one.
      const outline = asked.place === state.at ? ((message.outline as MultiPolygon | null) ?? null) : null;
      set({ mask, first: message.mask_before === null ? state.first : cellsIn(message.mask_before, message.cells), now: message.now, before: message.before, outline, refusal: null });
      outside.measured?.(asked.at_ms, outside.now(), message.computed_ms);
      rest(asked.sent_ms);
    },
  };
}
