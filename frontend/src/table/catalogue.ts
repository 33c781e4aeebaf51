/* What the pack lets this seat read: the kinds of orders and clauses with their forms, the map's objects, the briefs.
   Names and choices for the forms are worked out here; no drawing. */

import type { Args, Value, View } from "../net/wire";
import { w } from "../strings/words";
import type { Clash } from "./diplomacy/clashes";

export type FieldType = "number" | "choice" | "site" | "cell" | "cells" | "turn" | "text" | "bool" | "sensor" | "region";

export interface Choice {
  value: string;
  label: string;
}

export interface Field {
  name: string;
  label: string;
  type: FieldType;
  choices?: Choice[];
  min?: number;
  max?: number;
  step?: number;
  unit?: string;
  default?: Value;
  help?: string;
  optional?: boolean;
}

export interface OrderKind {
  cells: string[];
  title: string;
  power: string;
  money_bn: number;
  capital: number;
  lead_turns: number;
  secret: boolean;
  fields: Field[];
  sentence: string;
  needs?: string[];
  /** bodies outside the table among them, ids of `consents` */
  needs_consents?: string[];
  per?: string;
  help?: string;
}

export interface ClauseKind {
  title: string;
  parties: string[];
  fields: Field[];
  sentence: string;
  conditions?: string[];
  /** by what others could tell a breach, in words; empty: everybody can */
  verify?: string[];
  /** second consents that it needs, ids of `approvals` */
  approvals?: string[];
  notice_turns?: number;
  if_broken?: string;
  clashes?: Clash[];
  help?: string;
}

export interface Goal {
  indicator: string;
  weight: number;
  direction: "up" | "down";
  words: string;
}

export interface CatalogueCell {
  name: string;
  letter: string;
  voice?: string;
}

export interface CatalogueTurn {
  number: number;
  title: string;
  from_date: string;
  to_date: string;
  situation?: string;
}

export interface CatalogueAssessment {
  name: string;
  short: string;
  published: boolean;
  cell: string | null;
  source?: string;
  parameters?: Record<string, { value: number; low: number; high: number; unit: string; source: string; mark: string }>;
}

export interface Catalogue {
  id?: string;
  title?: string;
  turns: CatalogueTurn[];
  cells: Record<string, CatalogueCell>;
  seats: Record<string, { cell: string; title: string }>;
  regions: Record<string, string>;
  sites: Record<string, { name: string; kind?: string; host?: string | null; region?: string | null; owner?: string }>;
  systems: Record<string, { name: string; kind?: string; words?: string }>;
  assessments: Record<string, CatalogueAssessment>;
  threats: Record<string, { name: string; launch_deg?: number[]; aim?: string; grid?: string }>;
  russian_areas: Record<string, unknown>;
  order_kinds: Record<string, OrderKind>;
  clause_kinds: Record<string, ClauseKind>;
  /** what a clause may wait for: id -> words */
  conditions: Record<string, string>;
  indicators: Record<string, { name: string; words?: string; initial?: number }>;
  treaty_names: Record<string, string>;
  reference: { defenders?: string[] };
  /** bodies outside the table whose agreement orders may need */
  consents: Record<string, { who: string; title: string; words: string }>;
  forecasts: Record<string, { question: string; turn: number; about?: string }>;
  /** second consents that clauses may need */
  approvals: Record<string, { name: string; after_turns: number; power?: string | null }>;
  /** of the seat's own cell; null and empty for control */
  brief: string | null;
  goals: Goal[];
  assessment: string | null;
  income_bn?: number;
  income_capital?: number;
  [more: string]: unknown;
}

const PARTS = [
  "cells", "seats", "regions", "sites", "systems", "assessments", "threats", "russian_areas",
  "order_kinds", "clause_kinds", "conditions", "indicators", "treaty_names", "reference", "consents", "forecasts", "approvals",
] as const;

/** The catalogue as the server sent it, with every part there; a part that an older server leaves out is empty. */
export function readCatalogue(raw: unknown): Catalogue {
  const given = (typeof raw === "object" && raw !== null ? raw : {}) as Record<string, unknown>;
  const parts = Object.fromEntries(PARTS.map((part) => [part, given[part] ?? {}]));
  const turns = given.turns ?? [];
  const own = { brief: given.brief ?? null, goals: given.goals ?? [], assessment: given.assessment ?? null };
  return { ...given, ...parts, ...own, turns: Array.isArray(turns) ? turns : Object.values(turns as object) } as Catalogue;
}

/** The name that people read for an id of a viewer: a cell, a seat, or everybody. */
export function viewerName(view: View | null, catalogue: Catalogue | null, id: string): string {
  if (id === "all") return w.everybody;
  if (id === "control") return view?.cells.control?.name ?? w.control;
  if (id === "system") return w.house;
  const cell = view?.cells[id]?.name ?? catalogue?.cells[id]?.name;
  if (cell) return cell;
  const [of = ""] = id.split(".");
  const colleague = view?.control?.people?.[id];
  if (colleague?.name) return colleague.name;
  const seat = view?.cells[of]?.seats[id]?.title ?? colleague?.title ?? catalogue?.seats[id]?.title;
  return seat ?? id;
}

export const cellName = (view: View | null, catalogue: Catalogue | null, id: string): string => viewerName(view, catalogue, id);

export function choicesOf(field: Field, view: View, catalogue: Catalogue): Choice[] {
  if (field.choices?.length) return field.choices;
  const sites = Object.values(view.sites);
  switch (field.type) {
    case "site":
      return sites.map((site) => ({ value: site.id, label: site.name }));
    case "sensor":
      return sites.filter((site) => site.kind === "radar").map((site) => ({ value: site.id, label: site.name }));
    case "region":
      return Object.entries(catalogue.regions).map(([value, label]) => ({ value, label }));
    case "cell":
    case "cells":
      return Object.values(view.cells)
        .filter((cell) => cell.id !== "control")
        .map((cell) => ({ value: cell.id, label: cell.name }));
    case "turn":
      return catalogue.turns
        .filter((turn) => turn.number >= view.turn.number)
        .map((turn) => ({ value: String(turn.number), label: w.turnTitled(turn.number, turn.title) }));
    default:
      return [];
  }
}

/** The words that stand for a value in a sentence. */
export function valueWords(field: Field | undefined, value: Value | undefined, view: View, catalogue: Catalogue): string {
  if (value === undefined || value === null || value === "") return "…";
  if (Array.isArray(value)) {
    const words = value.map((one) => valueWords(field && { ...field, type: field.type === "cells" ? "cell" : field.type }, one, view, catalogue));
    return words.length > 1 ? words.slice(0, -1).join(", ") + w.and + words.at(-1) : (words[0] ?? "…");
  }
  if (field) {
    const choice = choicesOf(field, view, catalogue).find((one) => one.value === String(value));
    if (choice) return field.type === "turn" ? w.turn(String(value)) : choice.label;
  }
  if (typeof value === "boolean") return value ? w.yes : w.no;
  if (field?.type === "text") return w.wordsBelow;
  if (typeof value === "number") return field?.unit ? `${value} ${field.unit}` : String(value);
  if (typeof value === "string") return view.sites[value]?.name ?? catalogue.regions[value] ?? view.cells[value]?.name ?? value;
  return String(value);
}

/** A sentence template filled with the words that people read; what is still missing shows as “…”. */
export function fill(template: string, args: Args, fields: Field[], view: View, catalogue: Catalogue, party?: string): string {
  return template.replace(/\{(\w+)\}/g, (_all, name: string) => {
    if (name === "party" || name === "cell") {
      const id = args[name] ?? party;
      if (typeof id === "string") return viewerName(view, catalogue, id);
    }
    return valueWords(
      fields.find((field) => field.name === name),
      args[name],
      view,
      catalogue,
    );
  });
}

/** What is wrong with one field's value, as a sentence; null if nothing is. */
export function fault(field: Field, value: Value | undefined, view: View, catalogue: Catalogue): string | null {
  const empty = value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
  if (empty) return field.optional || field.type === "bool" ? null : w.fault.missing(field.label);
  const unit = field.unit ? ` ${field.unit}` : "";
  if (field.type === "number") {
    const number = Number(value);
    if (!Number.isFinite(number)) return w.fault.number(field.label);
    if (field.min !== undefined && number < field.min) return w.fault.least(field.label, field.min, unit, number);
    if (field.max !== undefined && number > field.max) return w.fault.most(field.label, field.max, unit, number);
    if (field.step && Math.abs((number - (field.min ?? 0)) / field.step - Math.round((number - (field.min ?? 0)) / field.step)) > 1e-6)
      return w.fault.step(field.label, field.step, unit);
    return null;
  }
  if (field.type === "text") {
    const length = String(value).length;
    if (field.max !== undefined && length > field.max) return w.fault.long(field.label, field.max, length);
    return null;
  }
  const choices = choicesOf(field, view, catalogue);
  if (choices.length === 0 || field.type === "bool") return null;
  for (const one of Array.isArray(value) ? value : [value])
    if (!choices.some((choice) => choice.value === String(one))) return w.fault.choice(field.label, String(one));
  return null;
}

/** The values a fresh form begins with. */
export function defaults(fields: Field[], view: View, catalogue: Catalogue): Args {
  const args: Args = {};
  for (const field of fields) {
    if (field.default !== undefined) args[field.name] = field.default;
    else if (field.type === "bool") args[field.name] = false;
    else if (field.type === "number" && field.min !== undefined) args[field.name] = field.min;
    else if (!field.optional && field.type !== "text" && field.type !== "cells") {
      const choices = choicesOf(field, view, catalogue);
      if (choices.length === 1) args[field.name] = typed(field, choices[0]!.value);
    }
  }
  return args;
}

/** A choice's value in the type that the server expects. */
export const typed = (field: Field, value: string): Value => (field.type === "turn" || field.type === "number" ? (value === "" ? null : Number(value)) : value);

/** Only what the form really holds: empty optional fields are left out. */
export function cleaned(fields: Field[], args: Args): Args {
  return Object.fromEntries(
    fields
      .map((field) => [field.name, args[field.name]] as const)
      .filter(([, value]) => value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0)),
  ) as Args;
}
