/* A source without a server: a view made beforehand by the real rules, and a line that takes every command at once and keeps
   nothing. For the tour, and for designing. */

import type { FindingsDocument } from "../../globe/types";
import { PROTOCOL, type ClientMessage, type RoomItem, type View } from "../../net/wire";
import type { Source } from "../page.svelte";

export interface Fixture {
  now_ms: number;
  seat: string;
  view: View;
  catalogue: string; // names catalogue-<cell>.json
  rooms: Record<string, RoomItem[]>;
  presence: Record<string, { online: boolean; name: string | null }>;
  progress?: { turn: number; state: "running"; done: number; total: number; words: string | null };
}

export interface Shelf {
  catalogue(): Promise<unknown>;
  document(digest: string): Promise<unknown>;
}

export function practiceSource(fixture: Fixture, game: string, shelf: Shelf): Source {
  return {
    place: { game, seat: fixture.seat, socket_url: "", csrf: "" },
    fixed_ms: fixture.now_ms,
    open(table) {
      const answer = (message: ClientMessage) => {
        if (message.type === "command") table.hear({ type: "ack", id: message.id, receipt: { at_ms: fixture.now_ms, ref: "c0ffee12" } });
        if (message.type === "page")
          table.hear({ type: "page", id: message.id, collection: message.collection, items: fixture.rooms[message.collection.replace("room:", "")] ?? [], more: false });
      };
      queueMicrotask(() => {
        table.link({ state: "live", via: "socket", retry_ms: null, code: null });
        table.hear({ type: "welcome", protocol: PROTOCOL, seat: fixture.seat, server_ms: Date.now(), heartbeat_s: 5 });
        table.hear({ type: "update", from: null, to: "fixture", patch: fixture.view });
        table.hear({ type: "presence", seats: fixture.presence, typing: {}, editing: {} });
        if (fixture.progress) table.hear({ type: "progress", ...fixture.progress });
      });
      return { send: (message) => queueMicrotask(() => answer(message)), retry: () => undefined, close: () => undefined };
    },
    catalogue: shelf.catalogue,
    document: shelf.document as (digest: string) => Promise<FindingsDocument>,
  };
}

/** The table that the tour walks through: the American side in a second turn. */
export async function tourSource(): Promise<Source> {
  const [fixture, catalogue, findings] = await Promise.all([import("../../fixtures/tour.json"), import("../../fixtures/catalogue-us.json"), import("../../fixtures/findings.json")]);
  const documents = findings.default as Record<string, unknown>;
  return practiceSource(fixture.default as unknown as Fixture, "tour", {
    catalogue: () => Promise.resolve(catalogue.default),
    document: (digest) => {
      const found = documents[digest.split("-")[1] ?? ""];
      return found ? Promise.resolve(found) : Promise.reject(new Error("There is no such document."));
    },
  });
}
