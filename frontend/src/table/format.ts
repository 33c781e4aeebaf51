/* How numbers, times and money are written. Pure; the clock's states live here too. */

import type { PhaseView } from "../net/wire";
import { w } from "../strings/words";

export type Urgency = "none" | "calm" | "soon" | "last" | "over";

export interface ClockFace {
  text: string; // "12:47", "1 d 04:10:05", "—"
  spoken: string; // "12 minutes 47 seconds left"
  urgency: Urgency;
  left_ms: number | null;
  paused: boolean;
}

const two = (n: number): string => String(n).padStart(2, "0");

export function clockFace(phase: Pick<PhaseView, "deadline_ms" | "left_ms" | "paused" | "waiting">, server_ms: number): ClockFace {
  const left_ms = phase.waiting ? 0 : phase.paused ? phase.left_ms : phase.deadline_ms === null ? null : phase.deadline_ms - server_ms;
  if (left_ms === null) return { text: "—", spoken: w.clock.none, urgency: "none", left_ms, paused: phase.paused };
  // Rounded up: 00:00 is shown only once the time is really over.
  const total = Math.max(0, Math.ceil(left_ms / 1000));
  const days = Math.floor(total / 86400);
  const hours = Math.floor((total % 86400) / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = total % 60;
  const text =
    days > 0 ? `${days} d ${two(hours)}:${two(minutes)}` : hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
  const spoken = [
    [days, w.clock.units.day],
    [hours, w.clock.units.hour],
    [minutes, w.clock.units.minute],
    [seconds, w.clock.units.second],
  ]
    .filter(([n]) => (n as number) > 0)
    .slice(0, 2)
    .map(([n, unit]) => `${n} ${unit}${n === 1 ? "" : "s"}`)
    .join(" ");
  const urgency: Urgency = total === 0 ? "over" : total <= 30 ? "last" : total <= 120 ? "soon" : "calm";
  return { text, spoken: spoken ? w.clock.left(spoken) : w.clock.over, urgency: phase.paused ? "calm" : urgency, left_ms, paused: phase.paused };
}

export const money = (bn: number): string => `$${trim(bn, 2)} bn`;

/** At most `digits` decimals, none that say nothing. */
export const trim = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

export const percent = (value: number): string => `${trim(value, value < 10 && value > 0 ? 1 : 0)} %`;

export const signed = (value: number, digits = 1): string => {
  const text = trim(Math.abs(value), digits);
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : "±0";
};

/** Wall-clock time of the reader: 14:02. */
export const hour = (ms: number): string => {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
};

export const hourSeconds = (ms: number): string => `${hour(ms)}:${two(new Date(ms).getSeconds())}`;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A game date: 2007-10-12 as “12 Oct 2007”. */
export function gameDate(iso: string, withYear = true): string {
  const [year, month, day] = iso.split("-").map(Number);
  if (!year || !month) return iso;
  return [day, MONTHS[month - 1], withYear ? year : null].filter(Boolean).join(" ");
}

/** A turn's span: “Jul–Dec 2007”. */
export function span(from: string, to: string): string {
  const [fromYear, fromMonth] = from.split("-").map(Number);
  const [toYear, toMonth] = to.split("-").map(Number);
  if (!fromYear || !fromMonth || !toYear || !toMonth) return "";
  const a = MONTHS[fromMonth - 1];
  const b = MONTHS[toMonth - 1];
  if (fromYear !== toYear) return `${a} ${fromYear} – ${b} ${toYear}`;
  return fromMonth === toMonth ? `${a} ${toYear}` : `${a}–${b} ${toYear}`;
}

export const bytes = (n: number): string => (n > 1e6 ? `${trim(n / 1e6, 1)} MB` : `${Math.max(1, Math.round(n / 1e3))} kB`);

/** A short number to quote: the end of an id, without the word before it. */
export const reference = (id: string): string => (id.split("-").at(-1) ?? id).slice(0, 8);

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
