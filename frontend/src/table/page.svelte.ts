/* The live page: the headless table made reactive, with the catalogue, the documents and what the person has open.
   The only module that ties line, store and browser together; components reach it by `page()`. */

import { getContext, setContext, tick } from "svelte";

import { answerKnock, fetchCatalogue, fetchDocument, fetchGrid, Problem } from "../net/http";
import { openLine, type Line, type Place } from "../net/line";
import type { EstimateView, GridBody, View } from "../net/wire";
import type { FindingsDocument, Trial, TrialHand } from "../globe/types";
import { w } from "../strings/words";
import { action, type Desk, type Pane, type Tab } from "./actions";
import { readCatalogue, viewerName, type Catalogue } from "./catalogue";
import type { Draft } from "./diplomacy/compose";
import { reference } from "./format";
import type { Missed } from "./device/missed";
import { openDrawer, type Drawer } from "./device/drafts";
import { sideNumber } from "./sides";
import { createWhatIf } from "./whatif";
import { createTable, EMPTY, freshId, type Answer, type Keep, type Table, type TableState } from "./store";

export type Dialog = null | "help" | "press" | "hand" | "menu" | "meetings" | "room" | "vote" | "survey";
export type Theme = "dark" | "light" | "projector";
export type MapView = "globe" | "flat" | "table";

export interface Ui {
  tab: Tab;
  /** what a phone shows; larger screens show all panes at once */
  pane: Pane;
  room: string | null;
  map: MapView;
  site: string | null;
  dialog: Dialog;
  /** which survey's sheet is open; null: the one that opened last */
  survey: string | null;
  draft: Draft | null;
  theme: Theme;
  /** on a tablet the right pane is a drawer */
  drawer: boolean;
  said: string; // for the screen reader's live region
  receipt: { words: string; at_ms: number } | null;
  /** the browser may call while the page is out of sight */
  notices: boolean;
  tour: boolean;
  /** for somebody who has come back, until it is read */
  missed: { lines: Missed[]; ago: string } | null;
}

/** Where messages come from: the real server, or a fixture while designing. */
export interface Source {
  place: Place;
  open(table: Table): Line;
  catalogue(): Promise<unknown>;
  document(digest: string): Promise<unknown>;
  /** the cells of a grid; a page without a server has none, and nothing can be tried on it */
  grid?(name: string): Promise<GridBody>;
  fixed_ms?: number;
}

export function realSource(place: Place): Source {
  return {
    place,
    open: (table) =>
      openLine(place, { message: (message) => table.hear(message), link: (link) => table.link(link), etag: () => table.state().etag }),
    catalogue: () => fetchCatalogue(place),
    document: (digest) => fetchDocument(place, digest),
    grid: (name) => fetchGrid(place, name),
  };
}

const sessionKeep: Keep = {
  get(key) {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      sessionStorage.setItem(key, value);
    } catch {
      // forbidden or full: the outbox then lives as long as the page
    }
  },
};

export interface Page {
  readonly place: Place;
  readonly table: Table;
  readonly state: TableState;
  readonly view: View | null;
  readonly catalogue: Catalogue | null;
  readonly trouble: string | null;
  readonly server_ms: number;
  readonly ui: Ui;
  readonly drawer: Drawer;
  /** answers to what was asked, by the question: they outlive a pane that is drawn anew */
  readonly answers: Map<string, EstimateView>;
  name(id: string): string;
  /** by which number a cell, or a seat's cell, is drawn; 0 for control */
  side(id: string): number;
  run(id: string): void;
  command(name: string, args?: Record<string, unknown>): Promise<Answer>;
  say(words: string): void;
  receipt(words: string, answer: Answer): void;
  documents(view: View): Record<string, FindingsDocument>;
  wanting(view: View): boolean;
  retry(): void;
  /** the keyboard goes to a pane, once it is drawn */
  focus(pane: Pane): void;
  /** a findings document by its digest, from wherever this page has it */
  fetch(digest: string): Promise<unknown>;
  knock(id: string, approve: boolean): Promise<void>;
  submitter(run: (() => void) | null): void;
  /** what is tried on the map, and the hand that tries it */
  readonly trial: Trial | null;
  readonly hand: TrialHand | null;
  notices(on: boolean): void;
}

export function createPage(source: Source): Page {
  const place = source.place;
  let state = $state.raw<TableState>(EMPTY);
  let catalogue = $state.raw<Catalogue | null>(null);
  let trouble = $state<string | null>(null);
  let now_ms = $state(source.fixed_ms ?? Date.now());
  let documents = $state.raw<Record<string, FindingsDocument>>({});
  const asked = new Map<string, number>();
  const drawer = openDrawer(typeof localStorage === "undefined" ? null : localStorage, place.game, place.seat);
  const looks = drawer.read<{ theme?: Theme; map?: MapView }>("looks") ?? {};

  const ui = $state<Ui>({
    tab: "offers",
    pane: "offers",
    room: null,
    map: looks.map ?? "globe",
    site: null,
    dialog: null,
    survey: null,
    draft: drawer.read<Draft>("offer"),
    theme: looks.theme ?? "dark",
    drawer: false,
    said: "",
    receipt: null,
    notices: drawer.read<boolean>("notices") ?? false,
    tour: false,
    missed: null,
  });

  let line: Line | null = null;
  const table = createTable({
    send: (message) => line?.send(message),
    keep: sessionKeep,
    key: `${place.game}:${place.seat}`,
    now: () => Date.now(),
    id: freshId,
    tried: (message) => whatIf.hear(message),
  });
  let trial = $state.raw<Trial | null>(null);
  const whatIf = createWhatIf({
    send: (message) => line?.send(message),
    id: freshId,
    now: () => performance.now(),
    grid: (name) => source.grid?.(name) ?? Promise.reject(new Error(name)),
    after: (ms, run) => setTimeout(run, ms),
    cancel: (timer) => clearTimeout(timer as number),
    measured(start, end, computed_ms) {
      performance.measure("what-if: pointer to patch", { start, end, detail: { computed_ms } });
      // The frame after the next has been painted with it.
      requestAnimationFrame(() => requestAnimationFrame(() => performance.measure("what-if: pointer to paint", { start, end: performance.now() })));
    },
  });
  whatIf.subscribe((next) => (trial = next));
  const hand: TrialHand = {
    begin(subject, at) {
      const site = state.view?.sites[subject.site];
      const grid = catalogue?.threats[subject.axis]?.grid;
      if (!site || !grid) return;
      performance.clearMeasures("what-if: pointer to patch");
      performance.clearMeasures("what-if: pointer to paint");
      const number = subject.configuration === "planned" ? Math.max(site.number, site.coming_number ?? 0) : site.number;
      whatIf.begin(subject, grid, { lat_deg: site.lat_deg, lon_deg: site.lon_deg, number: Math.max(1, number) }, at);
    },
    move: (to, held, at_ms) => whatIf.move(to, held, at_ms),
    release: () => whatIf.release(),
    reset: () => whatIf.reset(),
    end: () => whatIf.end(),
  };
  let pack = "";
  table.subscribe((next) => {
    state = next;
    const digest = next.view?.game.pack ?? "";
    if (next.view && (catalogue === null || pack !== digest)) void loadCatalogue(digest);
  });

  let loading = false;
  async function loadCatalogue(digest: string) {
    if (loading) return;
    loading = true;
    try {
      catalogue = readCatalogue(await source.catalogue());
      pack = digest;
      trouble = null;
    } catch (problem) {
      trouble = problem instanceof Problem ? problem.message : w.trouble;
      setTimeout(() => state.view && void loadCatalogue(digest), 3000);
    } finally {
      loading = false;
    }
  }

  async function loadDocument(digest: string) {
    asked.set(digest, Date.now());
    try {
      const document = (await source.document(digest)) as FindingsDocument;
      documents = { ...documents, [digest]: document };
    } catch {
      setTimeout(() => asked.delete(digest), 5000);
    }
  }

  function wanted(view: View): [string, string][] {
    const turns = Object.keys(view.findings).map(Number);
    if (turns.length === 0) return [];
    return Object.entries(view.findings[String(Math.max(...turns))] ?? {}).map(([assessment, finding]) => [assessment, finding.document]);
  }

  line = source.open(table);
  if (source.fixed_ms === undefined && typeof window !== "undefined") {
    setInterval(() => (now_ms = Date.now()), 250);
    window.addEventListener("online", () => line?.retry());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && line?.retry());
  }

  let submit: (() => void) | null = null;
  const desk: Desk = {
    show(pane) {
      ui.dialog = null;
      ui.pane = pane;
      if (pane !== "map" && pane !== "talks") {
        ui.tab = pane;
        ui.drawer = true;
      }
      self.focus(pane);
    },
    help: () => (ui.dialog = ui.dialog === "help" ? null : "help"),
    compose() {
      desk.show("offers");
      ui.draft = ui.draft ?? blank();
    },
    toggleMap() {
      ui.pane = "map";
      ui.map = ui.map === "table" ? "globe" : "table";
      drawer.write("looks", { theme: ui.theme, map: ui.map });
      self.say(ui.map === "table" ? w.map.table : w.map.globe);
    },
    press: () => (ui.dialog = ui.dialog === "press" ? null : "press"),
    ready() {
      const ready = state.view?.cells[state.view.you.cell]?.ready ?? false;
      void self.command("cell.ready", { ready: !ready }).then((answer) => answer.ok && self.say(ready ? w.ready.off : w.ready.on));
    },
    meetings: () => (ui.dialog = ui.dialog === "meetings" ? null : "meetings"),
    newRoom: () => (ui.dialog = "room"),
    vote: () => (ui.dialog = "vote"),
    survey() {
      ui.survey = null;
      ui.dialog = ui.dialog === "survey" ? null : "survey";
    },
    hand: () => (ui.dialog = ui.dialog === "hand" ? null : "hand"),
    submit: () => submit?.(),
    back() {
      if (ui.dialog) ui.dialog = null;
      else if (whatIf.state()) whatIf.end();
      else if (ui.draft) ui.draft = null;
      else if (ui.drawer) ui.drawer = false;
    },
    tour: () => (ui.tour = true),
    theme() {
      ui.theme = ui.theme === "dark" ? "light" : ui.theme === "light" ? "projector" : "dark";
      drawer.write("looks", { theme: ui.theme, map: ui.map });
    },
  };

  function blank(): Draft | null {
    if (!state.view) return null;
    return { offer: null, version: null, title: "", to: [], open: false, expires_turn: Math.max(1, state.view.turn.number), note: "", clauses: [] };
  }

  const self: Page = {
    place,
    table,
    get state() {
      return state;
    },
    get view() {
      return state.view;
    },
    get catalogue() {
      return catalogue;
    },
    get trouble() {
      return trouble;
    },
    get server_ms() {
      return now_ms + state.skew.skew_ms;
    },
    ui,
    drawer,
    answers: new Map(),
    name: (id) => viewerName(state.view, catalogue, id),
    side: (id) => sideNumber(state.view?.cells ?? catalogue?.cells ?? {}, id),
    run(id) {
      const which = action(id);
      const view = state.view;
      if (!view) return;
      const why = which.barred(view);
      if (why) self.say(why);
      else which.perform(desk);
    },
    command: (name, args = {}) => table.command(name, args),
    say(words) {
      ui.said = "";
      queueMicrotask(() => (ui.said = words));
    },
    receipt(words, answer) {
      if (!answer.ok) return;
      ui.receipt = { words: answer.receipt.ref ? w.receipt(words, reference(String(answer.receipt.ref))) : words, at_ms: answer.receipt.at_ms ?? Date.now() };
      self.say(words);
    },
    documents(view) {
      const found: Record<string, FindingsDocument> = {};
      for (const [assessment, digest] of wanted(view)) {
        const document = documents[digest];
        if (document) found[assessment] = document;
        else if (digest && !asked.has(digest)) void loadDocument(digest);
      }
      return found;
    },
    wanting: (view) => wanted(view).some(([, digest]) => digest && !documents[digest]),
    retry: () => line?.retry(),
    focus: (pane) => void tick().then(() => focusPane(pane)),
    fetch: (digest) => (documents[digest] ? Promise.resolve(documents[digest]) : source.document(digest)),
    async knock(id, approve) {
      await answerKnock(place, id, approve);
      table.settled(id);
    },
    submitter: (run) => (submit = run),
    get trial() {
      return trial;
    },
    hand: source.grid ? hand : null,
    notices(on) {
      ui.notices = on;
      drawer.write("notices", on);
    },
  };
  return self;
}

function focusPane(pane: Pane): void {
  if (typeof document === "undefined") return;
  const target = document.querySelector<HTMLElement>(`[data-pane="${pane}"]`);
  const first = target?.querySelector<HTMLElement>("[data-first]") ?? target?.querySelector<HTMLElement>("button, input, select, textarea, [tabindex]");
  first?.focus();
}

const KEY = Symbol("page");
export const providePage = (one: Page): Page => setContext(KEY, one);
export const page = (): Page => getContext<Page>(KEY);
