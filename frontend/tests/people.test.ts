/* Who sits where, as the page tells it: a bot is never taken for a person, a person never for a bot. */

import { describe, expect, it } from "vitest";

import negotiation from "../src/fixtures/us-negotiation.json";
import type { SeatView, View } from "../src/net/wire";
import { botsOnly, inRoom, isBot } from "../src/table/cell/people";

const BASE = negotiation.view as unknown as View;
/** The picture with these parts of seats changed. */
function seated(parts: Record<string, Partial<SeatView>>): View {
  const cells = structuredClone(BASE.cells);
  for (const cell of Object.values(cells)) for (const seat of Object.values(cell.seats)) Object.assign(seat, { taken: false, bot: null }, parts[seat.id] ?? {});
  return { ...BASE, cells };
}
const you = BASE.you.seat;

describe("seats", () => {
  it("are a bot's only while it plays", () => {
    const view = seated({ "russia.president": { bot: "plays" }, "nato.secgen": { bot: "waits", taken: true } });
    expect(isBot(view, "russia.president")).toBe(true);
    expect(isBot(view, "nato.secgen")).toBe(false);
    expect(isBot(view, "control.facilitator")).toBe(false);
    expect(isBot(view, "nobody")).toBe(false);
  });

  it("make a side one of bots only if no person sits there", () => {
    expect(botsOnly(seated({ "russia.president": { bot: "plays", taken: true } }), "russia")).toBe(true);
    expect(botsOnly(seated({ "russia.president": { bot: "plays", taken: true }, "russia.foreign": { taken: true } }), "russia")).toBe(false);
    expect(botsOnly(seated({}), "russia")).toBe(false);
  });

  it("of a room are those of its sides and its members, oneself first, each once", () => {
    const view = seated({ "russia.president": { bot: "plays", taken: true }, "russia.foreign": { taken: true }, "nato.poland": { taken: true } });
    const room = { ...Object.values(view.rooms)[0]!, members: ["us", "russia", "russia.foreign", "nato.poland", "control"] };
    const people = inRoom(room, view, { "russia.foreign": { online: true, name: "Lev" }, "nato.poland": { online: false, name: "Kasia" } });
    expect(people[0]).toMatchObject({ seat: you, sits: "here", you: true });
    expect(people.filter((each) => each.seat === "russia.foreign")).toEqual([expect.objectContaining({ sits: "here", name: "Lev" })]);
    expect(people.find((each) => each.seat === "russia.president")).toMatchObject({ sits: "bot" });
    expect(people.find((each) => each.seat === "nato.poland")).toMatchObject({ sits: "away", name: "Kasia" });
    expect(people.find((each) => each.seat === "russia.defence")).toMatchObject({ sits: "free", name: null });
    expect(people.some((each) => each.seat.startsWith("control."))).toBe(false);
    expect(people.some((each) => each.seat === "nato.secgen")).toBe(false);
  });
});
