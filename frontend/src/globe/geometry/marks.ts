// What stands on the map at a place: sites with their words and signs, launch areas, aim regions, missile areas. Pure, and the
// same for globe, flat map and table.

import { signOf, type CellSign } from "../paint/palette";
import type { Configuration, ConfigurationDocument, MapObjects, Site, SiteKind, SiteStatus } from "../types";
import { CONSENT_WORDS, KIND_WORDS, STATUS_WORDS, W } from "../words";

export type MarkKind = SiteKind | "origin" | "aim" | "missile_area";

/** How sure a thing stands on the ground: filled, half filled, outlined, struck out. */
export type Standing = "firm" | "coming" | "wish" | "gone";

export interface Mark {
  id: string;
  kind: MarkKind;
  lon_deg: number;
  lat_deg: number;
  sign: CellSign;
  standing: Standing;
  /** Whether it is among the sites that count: those in force, or those planned too. */
  counts: boolean;
  title: string;
  note: string;
  /** What a screen reader says: title, kind, owner and note in one sentence. */
  spoken: string;
  priority: number;
  /** Sites can be selected; reference places cannot. */
  selectable: boolean;
}

export const STANDING: Record<SiteStatus, Standing> = {
  idea: "wish",
  offered: "wish",
  threatened: "wish",
  ordered: "coming",
  building: "coming",
  paused: "coming",
  in_force: "firm",
  cancelled: "gone",
};

/** What the engine counts (wargame/umpire/inquiry/muster.py): what has been asked for is the plan. */
const COUNTING: Record<Configuration, readonly SiteStatus[]> = {
  in_force: ["in_force"],
  planned: ["in_force", "building", "ordered", "offered"],
};
const FIGHTING: readonly SiteKind[] = ["interceptors", "radar", "ship"];

/**
 * Whether a site counts in the figures of that configuration: it stands, or is planned, and is the defenders' own; another's
 * radar counts where it gives them its data. Without a word about defenders only its status is asked.
 */
export function countsIn(configuration: Configuration, site: Site, defenders: readonly string[] | undefined): boolean {
  if (!COUNTING[configuration].includes(site.status)) return false;
  if (!defenders || !FIGHTING.includes(site.kind) || defenders.includes(site.owner)) return true;
  return site.kind === "radar" && site.shared_with.some((cell) => defenders.includes(cell));
}

/** A site's status in words: "building · in force turn 3"; what is being enlarged: "in force · 20 from turn 5". */
export function standingWords(site: Site): string {
  const words = STATUS_WORDS[site.status];
  if (site.coming_number !== undefined && site.coming_turn !== undefined) return `${words} · ${W.grows(site.coming_number, site.coming_turn)}`;
  const comes = site.in_force_turn !== null && site.status !== "in_force" && site.status !== "cancelled";
  return comes ? `${words} · ${W.from_turn(site.in_force_turn ?? 0)}` : words;
}

/** The same with what its host says: "offered · consent pending". */
export function statusWords(site: Site): string {
  const parts = [standingWords(site)];
  if (site.consent === "asked" || site.consent === "no" || site.consent === "conditions") parts.push(CONSENT_WORDS[site.consent]);
  return parts.join(" · ");
}

/** "Redzikowo · 10 interceptors"; a single radar or ship needs no number. */
export function siteTitle(site: Site): string {
  if (site.kind === "interceptors" && site.number > 0) return `${site.name} · ${W.tables.interceptors(site.number)}`;
  if (site.number > 1) return `${site.name} · ${site.number}`;
  return site.name;
}

const KIND_PRIORITY: Record<SiteKind, number> = { interceptors: 60, radar: 50, missiles: 45, ship: 40, works: 30, launch_area: 20 };

function siteMark(site: Site, map: MapObjects | undefined, configuration: Configuration): Mark {
  const sign = signOf(site.owner, map?.sides);
  const [title, note] = [siteTitle(site), statusWords(site)];
  const standing = STANDING[site.status];
  return {
    id: site.id,
    kind: site.kind,
    lon_deg: site.lon_deg,
    lat_deg: site.lat_deg,
    sign,
    standing,
    counts: countsIn(configuration, site, map?.defenders),
    title,
    note,
    spoken: `${title}, ${KIND_WORDS[site.kind]}, ${sign.name}, ${note}`,
    priority: KIND_PRIORITY[site.kind] + (standing === "firm" ? 6 : standing === "coming" ? 4 : standing === "gone" ? -20 : 0),
    selectable: true,
  };
}

const NOBODY: CellSign = { letter: "", shape: "hexagon", fill: "#5b6b80", ink: "#fff", light: "#b7c3d1", name: "reference case" };

function place(
  id: string,
  kind: MarkKind,
  at: { name: string; lat_deg: number; lon_deg: number },
  note: string,
  sign: CellSign,
): Mark {
  return {
    id,
    kind,
    lon_deg: at.lon_deg,
    lat_deg: at.lat_deg,
    sign,
    standing: "firm",
    counts: true,
    title: at.name,
    note,
    spoken: `${at.name}, ${KIND_WORDS[kind]}${note ? `, ${note}` : ""}`,
    priority: 15,
    selectable: false,
  };
}

export interface MarksOf {
  sites: Record<string, Site>;
  map: MapObjects | undefined;
  configuration: Configuration;
  /** Launch areas, aim regions and missile areas too. */
  areas: boolean;
  shown: ConfigurationDocument | null;
}

export function marksOf({ sites, map, configuration, areas, shown }: MarksOf): Mark[] {
  const marks = Object.values(sites).map((site) => siteMark(site, map, configuration));
  if (!areas) return marks;
  for (const [id, at] of Object.entries(map?.launch_areas ?? {}))
    if (!sites[id]) marks.push(place(`origin:${id}`, "origin", at, W.reference, NOBODY));
  for (const [id, at] of Object.entries(map?.aim_regions ?? {})) marks.push(place(`aim:${id}`, "aim", at, "", NOBODY));
  const found = shown?.russia?.areas;
  const owner = map?.area_owner ? signOf(map.area_owner, map.sides) : NOBODY;
  for (const [id, at] of Object.entries(found ?? map?.russian_areas ?? {})) {
    const area = found?.[id];
    const mark = place(`area:${id}`, "missile_area", at, area ? (area.in_reach ? W.reached : W.unreached) : "", owner);
    marks.push({ ...mark, standing: area?.in_reach ? "firm" : "wish", priority: area?.in_reach ? 25 : 8 });
  }
  return marks;
}
