/* What a person can do anywhere on the page, as values: the menu, the keyboard and the buttons are all made from these.
   An action says why it cannot be done now, or null; performing it asks the desk. */

import type { View } from "../net/wire";
import { can, isControl, onlyLooks } from "./select";

export type Tab = "offers" | "orders" | "commitments" | "brief" | "results";
export type Pane = "map" | "talks" | Tab;

/** The part of the desk that actions move; the page gives the real one, tests a plain object. */
export interface Desk {
  show(pane: Pane): void;
  help(): void;
  compose(): void;
  toggleMap(): void;
  press(): void;
  ready(): void;
  hand(): void;
  submit(): void;
  back(): void;
  theme(): void;
}

export interface Action {
  id: string;
  name: string;
  key: string | null;
  hint: string;
  /** null: it can be done; otherwise why not */
  barred(view: View): string | null;
  perform(desk: Desk): void;
}

const always = (): null => null;
const player = (view: View): string | null => (onlyLooks(view) ? "This seat only looks on." : isControl(view) ? "Control does not play." : null);

export const ACTIONS: readonly Action[] = [
  { id: "help", name: "Help and keys", key: "?", hint: "Everything you can do, with its key", barred: always, perform: (desk) => desk.help() },
  { id: "brief", name: "Brief and score sheet", key: "B", hint: "What your country wants", barred: (view) => (isControl(view) ? "Control has no brief." : null), perform: (desk) => desk.show("brief") },
  { id: "orders", name: "Orders", key: "O", hint: "What your cell does on its own authority", barred: player, perform: (desk) => desk.show("orders") },
  { id: "offers", name: "Offers", key: "F", hint: "Papers on the table", barred: always, perform: (desk) => desk.show("offers") },
  { id: "commitments", name: "Commitments", key: "C", hint: "What has been agreed, and whether it is kept", barred: always, perform: (desk) => desk.show("commitments") },
  {
    id: "compose",
    name: "New offer",
    key: "N",
    hint: "Draft an offer, clause by clause",
    barred: (view) => player(view) ?? (!can(view, "draft") ? "Your seat cannot draft offers." : !view.phase.may_negotiate ? "Offers can be made while the phase allows negotiation." : null),
    perform: (desk) => desk.compose(),
  },
  { id: "rooms", name: "Rooms", key: "R", hint: "Talk with a cell, a pair or everybody", barred: always, perform: (desk) => desk.show("talks") },
  { id: "map", name: "Map or table", key: "M", hint: "The same things as a globe or as a table", barred: always, perform: (desk) => desk.toggleMap() },
  { id: "showmap", name: "Map", key: null, hint: "The map, on a narrow screen", barred: always, perform: (desk) => desk.show("map") },
  { id: "press", name: "Press and timeline", key: "T", hint: "Everything that has been published, with the hour", barred: always, perform: (desk) => desk.press() },
  { id: "results", name: "Results", key: "V", hint: "What the turn came to, and because of what", barred: (view) => (view.turn.number < 1 ? "There are no results yet." : null), perform: (desk) => desk.show("results") },
  {
    id: "ready",
    name: "Ready, or not yet",
    key: null,
    hint: "Tell control that your cell is done with this phase",
    barred: (view) => player(view) ?? (["briefing", "negotiation", "orders", "results"].includes(view.phase.name) ? null : "There is nothing to be ready for now."),
    perform: (desk) => desk.ready(),
  },
  { id: "hand", name: "Ask control", key: "H", hint: "Raise your hand, with a word about what", barred: (view) => (isControl(view) ? "You are control." : null), perform: (desk) => desk.hand() },
  { id: "submit", name: "Send what I am writing", key: "Ctrl+Enter", hint: "The message, the offer or the order that you are in", barred: always, perform: (desk) => desk.submit() },
  { id: "theme", name: "Dark, light or projector", key: "D", hint: "How the page looks", barred: always, perform: (desk) => desk.theme() },
  { id: "back", name: "Back", key: "Esc", hint: "Close what is open", barred: always, perform: (desk) => desk.back() },
];

export const action = (id: string): Action => {
  const found = ACTIONS.find((one) => one.id === id);
  if (!found) throw new Error(`No action is called ${id}.`);
  return found;
};

export interface Press {
  key: string;
  ctrl: boolean;
  alt: boolean;
  typing: boolean; // in a field where letters are text
}

/** The action that a key stroke means here, if any. While typing only Ctrl+Enter and Esc mean something. */
export function byKey(press: Press): Action | null {
  if (press.key === "Escape") return action("back");
  if (press.key === "Enter" && press.ctrl) return action("submit");
  if (press.typing || press.ctrl || press.alt) return null;
  return ACTIONS.find((one) => one.key?.length === 1 && one.key.toLowerCase() === press.key.toLowerCase()) ?? null;
}
