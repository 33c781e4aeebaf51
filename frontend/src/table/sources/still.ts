/* A source that stands still: a view that control has been shown in another seat's stead. It takes no command. */

import { PROTOCOL, type RoomItem, type SeenAs, type View } from "../../net/wire";
import { b } from "../../strings/board";
import type { Catalogue } from "../catalogue";
import type { Page, Source } from "../page.svelte";

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

/** What a seat sees, with its commands given by control in its place; after each the picture is fetched anew. */
export function actingSource(control: Page, seen: SeenAs, catalogue: Catalogue, hand: { reason(): string; look(): Promise<SeenAs> }): Source {
  // Alone at its side, so that what is written stays in this browser and no shared draft is begun in the seat's name.
  const alone = (found: SeenAs): View => {
    const own = found.view.cells[found.view.you.cell];
    if (!own) return found.view;
    const seats = Object.fromEntries(Object.entries(own.seats).map(([id, seat]) => [id, { ...seat, taken: id === found.seat }]));
    return { ...found.view, drafts: {}, cells: { ...found.view.cells, [own.id]: { ...own, seats } } };
  };
  return {
    place: { ...control.place, seat: `acting:${seen.seat}` },
    fixed_ms: control.server_ms,
    open(table) {
      const show = (found: SeenAs, to: string) => table.hear({ type: "update", from: null, to, patch: alone(found) });
      let looks = 0;
      queueMicrotask(() => {
        table.link({ state: "live", via: "socket", retry_ms: null, code: null });
        table.hear({ type: "welcome", protocol: PROTOCOL, seat: seen.seat, server_ms: Date.now(), heartbeat_s: 5 });
        show(seen, "acting-0");
      });
      return {
        send(message) {
          if (message.type !== "command") return;
          const { id, name, args } = message;
          const refuse = (code: string, words: string, field: string | null) => table.hear({ type: "refused", id, code, message: words, field });
          if (!hand.reason()) {
            queueMicrotask(() => refuse("missing-field", b.act.reasonNeeded, "reason"));
            return;
          }
          void control.command("act.for", { seat: seen.seat, command: name, args, reason: hand.reason() }).then((answer) => {
            if (!answer.ok) refuse(answer.code, answer.message, answer.field);
            else {
              table.hear({ type: "ack", id, receipt: answer.receipt });
              hand.look().then(
                (found) => show(found, `acting-${(looks += 1)}`),
                () => undefined, // what was given stands; the next look shows it
              );
            }
          });
        },
        retry: () => undefined,
        close: () => undefined,
      };
    },
    catalogue: () => Promise.resolve(catalogueFor(catalogue, seen.view.you.cell)),
    document: control.fetch,
  };
}
