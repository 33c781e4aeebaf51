// Where something is on its recorded path at a moment, and how the clock of a playback goes on. Pure.

import type { Path, PathEvent, Playback } from "../types";

export interface Fix {
  lon_deg: number;
  lat_deg: number;
  altitude_km: number;
}

/** Shortest way round, so that a path over the date line does not run back across the world. */
function between(a: number, b: number, share: number): number {
  const turn = ((((b - a) % 360) + 540) % 360) - 180;
  return ((((a + turn * share + 180) % 360) + 360) % 360) - 180;
}

function fixAt(path: Path, n: number): Fix {
  return { lon_deg: path.lon_deg[n] ?? 0, lat_deg: path.lat_deg[n] ?? 0, altitude_km: path.altitude_km[n] ?? 0 };
}

/** Index of the last sample at or before the moment; -1 before the first. */
export function lastSample(path: Path, time_s: number): number {
  let [low, high] = [0, path.time_s.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((path.time_s[middle] ?? 0) <= time_s) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** null before the path begins; its end once it is over. */
export function positionAt(path: Path, time_s: number): Fix | null {
  const n = lastSample(path, time_s);
  if (n < 0) return null;
  const here = fixAt(path, n);
  const [t0, t1] = [path.time_s[n], path.time_s[n + 1]];
  if (t0 === undefined || t1 === undefined || t1 <= t0) return here;
  const next = fixAt(path, n + 1);
  const share = (time_s - t0) / (t1 - t0);
  return {
    lon_deg: between(here.lon_deg, next.lon_deg, share),
    lat_deg: here.lat_deg + (next.lat_deg - here.lat_deg) * share,
    altitude_km: here.altitude_km + (next.altitude_km - here.altitude_km) * share,
  };
}

/** The path as it has been flown until the moment, its last point included. */
export function flown(path: Path, time_s: number): Fix[] {
  const n = lastSample(path, time_s);
  if (n < 0) return [];
  const fixes = Array.from({ length: n + 1 }, (_, at) => fixAt(path, at));
  const now = positionAt(path, time_s);
  if (now && n + 1 < path.time_s.length) fixes.push(now);
  return fixes;
}

export function whole(path: Path): Fix[] {
  return path.time_s.map((_, n) => fixAt(path, n));
}

/** Seconds from the first thing that happens to the last, of everything that is played back. */
export function lengthOf(playback: { threat: Path; interceptor: Path | null; events: PathEvent[] }): number {
  const ends = [playback.threat.time_s.at(-1), playback.interceptor?.time_s.at(-1), ...playback.events.map((e) => e.t_s)];
  return Math.max(0, ...ends.filter((end): end is number => end !== undefined));
}

/** The playback `elapsed_ms` of real time later; it stops at the end. */
export function advanced(playback: Playback, elapsed_ms: number, length_s: number): Playback {
  if (!playback.playing) return playback;
  const time_s = Math.min(length_s, playback.time_s + (elapsed_ms / 1000) * playback.speed);
  return { ...playback, time_s, playing: time_s < length_s };
}

/** Seconds after launch, as everybody who reads an engagement reads them: T+mm:ss. */
export function clock(time_s: number): string {
  const whole_s = Math.max(0, Math.floor(time_s));
  return `T+${String(Math.floor(whole_s / 60)).padStart(2, "0")}:${String(whole_s % 60).padStart(2, "0")}`;
}
