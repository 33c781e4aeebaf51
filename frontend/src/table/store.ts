/* The headless half of the page: everything it knows, moved by the messages of the line and by what the person asks for.
   No drawing, no Svelte; tested without a browser. States are immutable: what did not change stays the same object. */

import { byMessage, bySample, UNKNOWN, type Skew } from "../net/clock";
import type { Link } from "../net/line";
import { applyPatch, PatchError } from "../net/patch";
import {
  PROTOCOL, type ClientMessage, type ErrorMessage, type PatchOperation, type ProgressState, type Receipt, type RefusedMessage, type RoomItem,
  type SeatPresence, type ServerMessage, type TriedMessage, type View,
} from "../net/wire";
import { TRY } from "./whatif";

export interface Pending {
  id: string;
  name: string;
  args: Record<string, unknown>;
  at_ms: number;
  sent: boolean; // handed to a live line at least once since the last cut
}

export interface Refused {
  id: string;
  name: string;
  code: string;
  message: string;
  field: string | null;
}

export type Answer = { ok: true; receipt: Receipt } | { ok: false; code: string; message: string; field: string | null };

export interface RoomLog {
  items: RoomItem[]; // oldest first, without gaps
  more: boolean; // earlier ones remain on the server
  loading: boolean;
}

export interface Progress {
  turn: number;
  state: ProgressState;
  done: number;
  total: number;
  words: string | null;
}

export interface TableState {
  view: View | null;
  etag: string | null;
  link: Link;
  heard_ms: number | null;
  outbox: readonly Pending[];
  refused: readonly Refused[];
  presence: Record<string, SeatPresence>;
  typing: Record<string, string[]>;
  /** draft or order of one's own cell -> seats that are writing in it */
  editing: Record<string, string[]>;
  rooms: Record<string, RoomLog>;
  progress: Progress | null;
  knocks: readonly { id: string; device: string }[];
  skew: Skew;
  /** the server speaks another protocol than this page: a reload fetches the right page */
  outdated: boolean;
  fault: string | null;
}

/** Small storage that survives a reload; the page gives sessionStorage, tests give a map. */
export interface Keep {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

export interface Table {
  state(): TableState;
  subscribe(run: (state: TableState) => void): () => void;
  hear(message: ServerMessage): void;
  link(link: Link): void;
  command(name: string, args?: Record<string, unknown>): Promise<Answer>;
  openRoom(room: string): void;
  earlier(room: string): void;
  typingIn(room: string): void;
  /** this draft or order of one's own cell is being written in */
  editing(thing: string): void;
  forget(refused: string): void;
  settled(knock: string): void;
}

export interface Outside {
  send(message: ClientMessage): void;
  keep: Keep;
  key: string; // names this seat's outbox in the keep
  now(): number;
  id(): string;
  /** what answers a try: not the table's, and kept by nobody */
  tried?(message: TriedMessage | RefusedMessage | ErrorMessage): void;
}

const PAGE = 50;

export const EMPTY: TableState = {
  view: null,
  etag: null,
  link: { state: "connecting", via: "socket", retry_ms: null, code: null },
  heard_ms: null,
  outbox: [],
  refused: [],
  presence: {},
  typing: {},
  editing: {},
  rooms: {},
  progress: null,
  knocks: [],
  skew: UNKNOWN,
  outdated: false,
  fault: null,
};

export function createTable(outside: Outside): Table {
  let state: TableState = { ...EMPTY, outbox: restore(outside) };
  const watchers = new Set<(state: TableState) => void>();
  const waiting = new Map<string, (answer: Answer) => void>();
  let asked: string | null = null; // the etag for which the whole has been asked: once is enough

  function set(part: Partial<TableState>) {
    state = { ...state, ...part };
    if (part.outbox) outside.keep.set(`outbox:${outside.key}`, JSON.stringify(part.outbox));
    for (const run of watchers) run(state);
  }

  function askWhole() {
    const name = state.etag ?? "";
    if (asked === name) return;
    asked = name;
    outside.send({ type: "view" });
  }

  function update(from: string | null, to: string, patch: View | PatchOperation[]) {
    if (from === null) {
      asked = null;
      seen({ ...(patch as View) }, to);
      return;
    }
    if (from !== state.etag || !state.view) {
      if (to !== state.etag) askWhole();
      return;
    }
    try {
      seen(applyPatch(state.view, patch as PatchOperation[]), to);
    } catch (problem) {
      if (!(problem instanceof PatchError)) throw problem;
      askWhole();
    }
  }

  function seen(view: View, etag: string) {
    set({ view, etag });
    // A room that is open and has grown: fetch what is new.
    for (const [room, log] of Object.entries(state.rooms)) {
      const last = log.items.at(-1)?.n ?? 0;
      if (!log.loading && (view.rooms[room]?.count ?? 0) > last) fetchRoom(room, log.items.length ? { after: last } : {});
    }
  }

  function fetchRoom(room: string, cursor: { after?: number; before?: number }) {
    const log = state.rooms[room] ?? { items: [], more: false, loading: false };
    set({ rooms: { ...state.rooms, [room]: { ...log, loading: true } } });
    outside.send({ type: "page", id: `page-${outside.id()}`, collection: `room:${room}`, limit: PAGE, ...cursor });
  }

  function paged(collection: string, items: RoomItem[], more: boolean) {
    const room = collection.replace(/^room:/, "");
    const log = state.rooms[room] ?? { items: [], more: false, loading: false };
    const known = new Map(log.items.map((item) => [item.n, item]));
    for (const item of items) known.set(item.n, item);
    const all = [...known.values()].sort((a, b) => a.n - b.n);
    const first = all[0]?.n ?? 1;
    const newer = items.length > 0 && log.items.length > 0 && items[0]!.n > log.items[0]!.n;
    set({ rooms: { ...state.rooms, [room]: { items: all, more: first > 1, loading: false } } });
    const last = all.at(-1)?.n ?? 0;
    if (more && newer && (state.view?.rooms[room]?.count ?? 0) > last) fetchRoom(room, { after: last });
  }

  function settle(id: string, answer: Answer) {
    const pending = state.outbox.find((one) => one.id === id);
    const outbox = state.outbox.filter((one) => one.id !== id);
    const refused =
      !answer.ok && pending ? [...state.refused.slice(-4), { id, name: pending.name, code: answer.code, message: answer.message, field: answer.field }] : state.refused;
    set({ outbox, refused });
    waiting.get(id)?.(answer);
    waiting.delete(id);
  }

  function hear(message: ServerMessage) {
    const now = outside.now();
    state = { ...state, heard_ms: now };
    switch (message.type) {
      case "welcome":
        asked = null;
        set({ skew: byMessage(state.skew, now, message.server_ms), outdated: message.protocol !== PROTOCOL, fault: null });
        break;
      case "update":
        update(message.from, message.to, message.patch);
        break;
      case "heartbeat":
        set({ skew: byMessage(state.skew, now, message.server_ms) });
        if (message.etag !== state.etag) askWhole();
        break;
      case "ack":
        settle(message.id, { ok: true, receipt: message.receipt });
        break;
      case "tried":
        outside.tried?.(message);
        break;
      case "refused":
        if (message.id.startsWith(TRY)) outside.tried?.(message);
        else settle(message.id, { ok: false, code: message.code, message: message.message, field: message.field });
        break;
      case "page":
        paged(message.collection, message.items, message.more);
        break;
      case "presence":
        set({ presence: message.seats, typing: message.typing, editing: message.editing });
        break;
      case "pong":
        set({ skew: bySample(state.skew, message.t, now, message.server_ms) });
        break;
      case "knock":
        set({ knocks: [...state.knocks.filter((one) => one.id !== message.id), { id: message.id, device: message.device }] });
        break;
      case "progress": {
        const { type: _type, ...progress } = message;
        set({ progress });
        break;
      }
      case "error":
        if (message.id?.startsWith(TRY)) outside.tried?.(message);
        else if (message.id && state.outbox.some((one) => one.id === message.id))
          settle(message.id, { ok: false, code: message.code, message: message.message, field: null });
        else set({ fault: message.message });
        break;
    }
  }

  /** A new line knows nothing of what the old one carried: everything unanswered goes again, with its own id. */
  function resend() {
    set({ outbox: state.outbox.map((one) => ({ ...one, sent: true })) });
    for (const { id, name, args } of state.outbox) outside.send({ type: "command", id, name, args });
    for (const [room, log] of Object.entries(state.rooms)) fetchRoom(room, log.items.length ? { after: log.items.at(-1)!.n } : {});
  }

  return {
    state: () => state,
    subscribe(run) {
      watchers.add(run);
      run(state);
      return () => watchers.delete(run);
    },
    hear,
    link(link) {
      const before = state.link;
      const live = link.state === "live";
      const cut = !live && before.state === "live" && link.retry_ms !== null;
      set({ link, outbox: cut ? state.outbox.map((one) => ({ ...one, sent: false })) : state.outbox });
      if (live && (before.state !== "live" || before.via !== link.via)) resend();
    },
    command(name, args = {}) {
      const live = state.link.state === "live";
      const pending: Pending = { id: outside.id(), name, args, at_ms: outside.now(), sent: live };
      set({ outbox: [...state.outbox, pending] });
      const answer = new Promise<Answer>((resolve) => waiting.set(pending.id, resolve));
      if (live) outside.send({ type: "command", id: pending.id, name, args });
      return answer;
    },
    openRoom(room) {
      const log = state.rooms[room];
      const last = log?.items.at(-1)?.n ?? 0;
      if (log?.loading) return;
      if (!log || (state.view?.rooms[room]?.count ?? 0) > last) fetchRoom(room, last ? { after: last } : {});
    },
    earlier(room) {
      const log = state.rooms[room];
      if (log && !log.loading && log.items[0]) fetchRoom(room, { before: log.items[0].n });
    },
    typingIn(room) {
      if (state.link.state === "live") outside.send({ type: "typing", room });
    },
    editing(thing) {
      if (state.link.state === "live") outside.send({ type: "editing", thing });
    },
    forget(refused) {
      set({ refused: state.refused.filter((one) => one.id !== refused) });
    },
    settled(knock) {
      set({ knocks: state.knocks.filter((one) => one.id !== knock) });
    },
  };
}

function restore(outside: Outside): Pending[] {
  const text = outside.keep.get(`outbox:${outside.key}`);
  if (!text) return [];
  try {
    return (JSON.parse(text) as Pending[]).map((one) => ({ ...one, sent: false }));
  } catch {
    return []; // written by another version of the page; nothing readable is lost silently: the server never saw an id
  }
}

/** 128 random bits; `randomUUID` is missing on a page without TLS. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
