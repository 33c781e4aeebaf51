// The events of an engagement as labels on the map: all that has happened so far, what happens at one moment and place under
// one pin. Pure.

import type { Engagement } from "./picture";

export interface Pin {
  id: string;
  t_s: number;
  lon_deg: number;
  lat_deg: number;
  altitude_km: number;
  /** What happened there, in a few words each. */
  lines: string[];
  /** 0 for the newest, 1 for the one before … */
  age: number;
}

/** Of what happens at once, so much is written out; the rest is counted. */
const MOST_LINES = 3;
/** Events nearer than this in time and place are one pin. */
const SAME_S = 1;
const SAME_DEG = 0.2;

/** Pins of all that has happened by `time_s`, the newest first. */
export function pinsAt(events: Engagement["events"], time_s: number, more: (count: number) => string): Pin[] {
  const pins: (Pin & { all: string[] })[] = [];
  events.forEach((event, n) => {
    if (event.t_s > time_s) return;
    const { t_s, lon_deg, lat_deg, altitude_km } = event;
    const same = pins.find((pin) => Math.abs(pin.t_s - t_s) < SAME_S && Math.abs(pin.lat_deg - lat_deg) < SAME_DEG && Math.abs(pin.lon_deg - lon_deg) < SAME_DEG);
    if (same) same.all.push(event.short);
    else pins.push({ id: `pin:${n}`, t_s, lon_deg, lat_deg, altitude_km, lines: [], age: 0, all: [event.short] });
  });
  return pins.reverse().map(({ all, ...pin }, age) => ({ ...pin, age, lines: written([...new Set(all)], more) }));
}

/** The last of them matters most: what came of it. */
function written(all: string[], more: (count: number) => string): string[] {
  if (all.length <= MOST_LINES) return all;
  return [more(all.length - MOST_LINES + 1), ...all.slice(1 - MOST_LINES)];
}
