/* A source that stands still: a view that control has been shown in another seat's stead. It takes no command. */

import { PROTOCOL, type RoomItem, type SeenAs, type View } from "../net/wire";
import type { Catalogue } from "./catalogue";
import type { Page, Source } from "./page.svelte";

/** The view as that seat has it; only its rooms are mute, so that looking does not mark them as read. */
export function muted(view: View): View {
  const rooms = Object.fromEntries(Object.entries(view.rooms).map(([id, room]) => [id, { ...room, may_speak: false }]));
  return { ...view, rooms };
}

/** Control's catalogue cut down to what that seat may read. */
export function catalogueFor(catalogue: Catalogue, cell: string): Catalogue {
  const briefs = (catalogue.briefs ?? {}) as Record<string, string>;
  const goals = (catalogue.all_goals ?? {}) as Record<string, Catalogue["goals"]>;
  const assessments = Object.fromEntries(Object.entries(catalogue.assessments).filter(([, entry]) => entry.published || entry.cell === cell));
  const own = Object.entries(assessments).find(([, entry]) => entry.cell === cell)?.[0] ?? null;
  return { ...catalogue, brief: briefs[cell] ?? null, goals: goals[cell] ?? [], assessment: own, assessments };
}

export function stillSource(control: Page, seen: SeenAs, catalogue: Catalogue, room: (id: string) => Promise<{ items: RoomItem[]; more: boolean }>): Source {
  const view = muted(seen.view);
  return {
    place: { ...control.place, seat: `still:${seen.seat}` },
    fixed_ms: control.server_ms,
    open(table) {
      queueMicrotask(() => {
        table.link({ state: "live", via: "socket", retry_ms: null, code: null });
        table.hear({ type: "welcome", protocol: PROTOCOL, seat: seen.seat, server_ms: Date.now(), heartbeat_s: 5 });
        table.hear({ type: "update", from: null, to: "still", patch: view });
        table.hear({ type: "presence", seats: control.state.presence, typing: {}, editing: {} });
      });
      return {
        send(message) {
          if (message.type === "command") queueMicrotask(() => table.hear({ type: "refused", id: message.id, code: "read-only", message: "This is a picture of another seat; it takes no command.", field: null }));
          if (message.type === "page")
            void room(message.collection.replace(/^room:/, "")).then(
              (found) => table.hear({ type: "page", id: message.id, collection: message.collection, ...found }),
              () => table.hear({ type: "page", id: message.id, collection: message.collection, items: [], more: false }),
            );
        },
        retry: () => undefined,
        close: () => undefined,
      };
    },
    catalogue: () => Promise.resolve(catalogueFor(catalogue, view.you.cell)),
    document: control.fetch,
  };
}
