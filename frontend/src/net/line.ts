/* The line to the server: one interface over the socket and its HTTP fallback, and the rule that chooses between them.
   Knows messages, not the game. */

import { openPoll } from "./poll";
import { openSocket, type SocketLike } from "./socket";
import type { ClientMessage, ServerMessage } from "./wire";

/** connecting: never yet live; live; stale: nothing heard for too long, trying; offline: the device says it has no network;
    refused: the server will not have us, and trying again would not help. */
export type LinkName = "connecting" | "live" | "stale" | "offline" | "refused";

export interface Link {
  state: LinkName;
  via: "socket" | "http";
  /** when the next attempt is made, own clock; null while connected or refused */
  retry_ms: number | null;
  code: number | null;
}

export interface Line {
  send(message: ClientMessage): void;
  retry(): void;
  close(): void;
}

export interface Events {
  message(message: ServerMessage): void;
  link(link: Link): void;
  /** the name of the view that the page holds */
  etag(): string | null;
}

export interface Timers {
  now(): number;
  after(ms: number, run: () => void): unknown;
  cancel(handle: unknown): void;
  random(): number;
}

export const TIMERS: Timers = {
  now: () => Date.now(),
  after: (ms, run) => setTimeout(run, ms),
  cancel: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
  random: () => Math.random(),
};

export interface Place {
  game: string;
  seat: string;
  socket_url: string;
  csrf: string;
}

export interface Parts {
  timers?: Timers;
  socket?: (url: string) => SocketLike;
  fetch?: typeof fetch;
  online?: () => boolean;
}

/** Failed openings in a row after which HTTP takes over; the socket is then tried again once a minute. */
const FAILURES_BEFORE_HTTP = 3;

/** A line over the socket, or over HTTP where a network blocks sockets. */
export function openLine(place: Place, events: Events, parts: Parts = {}): Line {
  let poll: Line | null = null;
  const socket = openSocket(
    place,
    {
      ...events,
      link(link) {
        if (link.state === "live" || link.state === "refused") {
          poll?.close();
          poll = null;
          events.link(link);
        } else if (!poll) events.link(link);
      },
      failed(times) {
        if (times < FAILURES_BEFORE_HTTP || poll) return times >= FAILURES_BEFORE_HTTP;
        poll = openPoll(place, events, parts);
        return true;
      },
    },
    parts,
  );
  return {
    send: (message) => (poll ?? socket).send(message),
    retry: () => {
      socket.retry();
      poll?.retry();
    },
    close: () => {
      socket.close();
      poll?.close();
    },
  };
}
