/* What a person can do anywhere on the page, as values: the menu, the keyboard and the buttons are all made from these.
   An action says why it cannot be done now, or null; performing it asks the desk. */

import type { View } from "../net/wire";
import { w } from "../strings/words";
import { openSurveys } from "./cell/surveys";
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
  meetings(): void;
  newRoom(): void;
  vote(): void;
  survey(): void;
  submit(): void;
  back(): void;
  theme(): void;
  tour(): void;
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
const player = (view: View): string | null => (onlyLooks(view) ? w.barred.looks : isControl(view) ? w.barred.control : null);

const said = (id: keyof typeof w.actions) => ({ name: w.actions[id][0], hint: w.actions[id][1] });

export const ACTIONS: readonly Action[] = [
  { id: "help", ...said("help"), key: "?", barred: always, perform: (desk) => desk.help() },
  { id: "brief", ...said("brief"), key: "B", barred: (view) => (isControl(view) ? w.barred.noBrief : null), perform: (desk) => desk.show("brief") },
  { id: "orders", ...said("orders"), key: "O", barred: player, perform: (desk) => desk.show("orders") },
  { id: "offers", ...said("offers"), key: "F", barred: always, perform: (desk) => desk.show("offers") },
  { id: "commitments", ...said("commitments"), key: "C", barred: always, perform: (desk) => desk.show("commitments") },
  {
    id: "compose",
    ...said("compose"),
    key: "N",
    barred: (view) => player(view) ?? (!can(view, "draft") ? w.barred.draft : !view.phase.may_negotiate ? w.barred.negotiate : null),
    perform: (desk) => desk.compose(),
  },
  { id: "rooms", ...said("rooms"), key: "R", barred: always, perform: (desk) => desk.show("talks") },
  {
    id: "meetings",
    ...said("meetings"),
    key: "G",
    barred: (view) => player(view) ?? (Object.keys(view.meetings ?? {}).length === 0 && view.turn.number === 0 ? w.barred.meetings : null),
    perform: (desk) => desk.meetings(),
  },
  { id: "newroom", ...said("newroom"), key: null, barred: (view) => player(view) ?? (can(view, "speak") ? null : w.barred.speak), perform: (desk) => desk.newRoom() },
  { id: "vote", ...said("vote"), key: null, barred: (view) => player(view) ?? (Object.values(view.votes).some((one) => one.open) ? w.barred.vote : null), perform: (desk) => desk.vote() },
  { id: "survey", ...said("survey"), key: "S", barred: (view) => player(view) ?? (view.surveys?.refused || openSurveys(view).length > 0 ? null : w.barred.survey), perform: (desk) => desk.survey() },
  { id: "map", ...said("map"), key: "M", barred: always, perform: (desk) => desk.toggleMap() },
  { id: "showmap", ...said("showmap"), key: null, barred: always, perform: (desk) => desk.show("map") },
  { id: "press", ...said("press"), key: "T", barred: always, perform: (desk) => desk.press() },
  { id: "results", ...said("results"), key: "V", barred: (view) => (view.turn.number < 1 ? w.barred.results : null), perform: (desk) => desk.show("results") },
  {
    id: "ready",
    ...said("ready"),
    key: null,
    barred: (view) => player(view) ?? (["briefing", "negotiation", "orders", "results"].includes(view.phase.name) ? null : w.barred.ready),
    perform: (desk) => desk.ready(),
  },
  { id: "hand", ...said("hand"), key: "H", barred: (view) => (isControl(view) ? w.barred.hand : null), perform: (desk) => desk.hand() },
  { id: "submit", ...said("submit"), key: "Ctrl+Enter", barred: always, perform: (desk) => desk.submit() },
  { id: "theme", ...said("theme"), key: "D", barred: always, perform: (desk) => desk.theme() },
  { id: "tour", ...said("tour"), key: null, barred: always, perform: (desk) => desk.tour() },
  { id: "back", ...said("back"), key: "Esc", barred: always, perform: (desk) => desk.back() },
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
