// From what the server says to what stands on the map: marks with their words, ground shapes, arcs. Pure, headless and
// the same for globe, flat map and table, so that none of them can say something different.

import type { MultiLineString, MultiPolygon as Shape, Polygon } from "geojson";
import type { Theme } from "../paint/ground";
import { signOf, type CellSign } from "../paint/palette";
import {
  ALL_LAYERS,
  type AxisDocument,
  type Configuration,
  type ConfigurationDocument,
  type Layers,
  type MapProps,
  type MapSide,
  type Path,
  type PathEvent,
  type Site,
  type SiteKind,
  type SiteStatus,
} from "../types";
import { CONSENT_WORDS, EVENT_WORDS, KIND_WORDS, readable, STATUS_WORDS, W } from "../words";
import { whole, type Fix } from "./flight";
import type { FramePoint } from "./frame";
import { fanRing, cellOf, horizonKm, rounded, withoutLongSides, woundForD3, type LonLat } from "./sphere";

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
  title: string;
  note: string;
  /** What a screen reader says: title, kind, owner and note in one sentence. */
  spoken: string;
  priority: number;
  /** Sites can be selected; reference places cannot. */
  selectable: boolean;
}

export interface Arc {
  axis: string;
  name: string;
  fixes: Fix[];
}

export interface Engagement {
  axis: string;
  threat: Path;
  interceptor: Path | null;
  /** With a few words each for the map; the whole sentences stand in the document. */
  events: (PathEvent & { short: string })[];
}

/** What a picture is made from. Of the playback only its axis, so that the picture stays the same while time passes. */
export type PictureInput = Pick<
  MapProps,
  "sites" | "map" | "findings" | "assessment" | "configuration" | "compare" | "axis" | "layers"
> & { playedAxis?: string | null };

export interface Picture {
  marks: Mark[];
  /** Where its sites are: what home shows. */
  places: FramePoint[];
  theme: Theme;
  /** Changes exactly when the theme has to be painted anew. */
  themeKey: string;
  /** Edges of radar fans, drawn above the ground: closed rings of longitude and latitude. */
  outlines: { ring: LonLat[]; faint: boolean }[];
  /** How far the raid's missile flies. */
  reach: LonLat[] | null;
  arcs: Arc[];
  engagement: Engagement | null;
  /** The axis whose footprint and figures are shown. */
  axis: string | null;
  finding: AxisDocument | null;
  otherFinding: AxisDocument | null;
  layers: Layers;
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

/** A site's status in words: "building · in force turn 3". */
export function standingWords(site: Site): string {
  const words = STATUS_WORDS[site.status];
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

function siteMark(site: Site, sides: Record<string, MapSide> | undefined): Mark {
  const sign = signOf(site.owner, sides);
  const [title, note] = [siteTitle(site), statusWords(site)];
  const standing = STANDING[site.status];
  return {
    id: site.id,
    kind: site.kind,
    lon_deg: site.lon_deg,
    lat_deg: site.lat_deg,
    sign,
    standing,
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
    title: at.name,
    note,
    spoken: `${at.name}, ${KIND_WORDS[kind]}${note ? `, ${note}` : ""}`,
    priority: 15,
    selectable: false,
  };
}

function shapeOf(finding: AxisDocument | null): Shape | null {
  if (!finding || finding.footprint.coordinates.length === 0) return null;
  const coordinates = finding.footprint.coordinates.map((polygon) => polygon.map((ring) => rounded(ring)));
  return { type: "MultiPolygon", coordinates: woundForD3(coordinates) };
}

/** A straight side of this many cells is taken for the end of the grid. */
const LONG_SIDE_CELLS = 5;

function edgeOf(shape: Shape | null, finding: AxisDocument | null): MultiLineString | null {
  const [first] = finding?.footprint.coordinates ?? [];
  if (!shape || !first?.[0]) return null;
  const longest = cellOf(first[0]) * LONG_SIDE_CELLS;
  return { type: "MultiLineString", coordinates: ringsOf(shape).flatMap((ring) => withoutLongSides(ring, longest)) };
}

function ringsOf(shape: Shape | null): LonLat[][] {
  return (shape?.coordinates ?? []).flatMap((polygon) => polygon.map((ring) => ring as LonLat[]));
}

/** Two shapes with the same traits are the same for painting: counts of rings and points and the sum of their places. */
function traits(shape: Shape | null): number[] | null {
  const rings = ringsOf(shape);
  if (!shape) return null;
  const sum = rings.reduce((all, ring) => ring.reduce((part, [lon, lat], n) => part + lon * (1 + (n % 7)) + lat, all), 0);
  return [rings.length, rings.reduce((all, ring) => all + ring.length, 0), Math.round(sum * 1e4)];
}

export function configurationOf(
  props: Pick<MapProps, "findings">,
  assessment: string | null | undefined,
  configuration: Configuration,
): ConfigurationDocument | null {
  return (assessment ? props.findings?.[assessment]?.configurations[configuration] : null) ?? null;
}

/**
 * A fan shows where the radar sees something this high: its range in space goes far beyond what the Earth's bend lets it
 * see low down, and 300 km is where a warhead is soon after burnout.
 */
export const FAN_ALTITUDE_KM = 300;

/** Radars whose fan is drawn: with a range, and not given up. */
function fansOf(props: PictureInput, standing: Map<string, Standing>): { site: Site; ring: LonLat[]; faint: boolean }[] {
  return Object.values(props.sites).flatMap((site) => {
    const fan = props.map?.fans?.[site.id] ?? props.map?.fans?.[site.system];
    const how = standing.get(site.id);
    if (!fan || site.kind !== "radar" || how === "gone") return [];
    const range_km = Math.min(fan.range_km, horizonKm(FAN_ALTITUDE_KM, fan.mask_deg ?? 0));
    return [{ site, ring: fanRing([site.lon_deg, site.lat_deg], { ...fan, range_km }), faint: how !== "firm" }];
  });
}

/** The axis that is shown when nobody has chosen: the one with the most people inside a footprint, else the first. */
export function defaultAxis(shown: ConfigurationDocument | null): string | null {
  const axes = Object.entries(shown?.axes ?? {});
  const drawn = axes.filter(([, axis]) => axis.footprint.coordinates.length > 0);
  drawn.sort(([, a], [, b]) => b.summary.people_pct - a.summary.people_pct);
  return (drawn[0] ?? axes[0])?.[0] ?? null;
}

/** "Tracked · Kürecik": what an event is, and whose it is when its sentence begins with the name of a site. */
export function eventWords(event: PathEvent, sites: Record<string, Site>): string {
  const words = EVENT_WORDS[event.kind] ?? readable(event.kind);
  const whose = Object.values(sites).find((site) => event.words.startsWith(`${site.name} `));
  return whose ? `${words} · ${whose.name}` : words;
}

export function pictureOf(props: PictureInput): Picture {
  const layers: Layers = { ...ALL_LAYERS, ...props.layers };
  const configuration = props.configuration ?? "in_force";
  const shown = configurationOf(props, props.assessment, configuration);
  const compared = configurationOf(props, props.compare, configuration);
  const wanted = props.axis ?? props.playedAxis ?? null;
  const axis = wanted && shown?.axes[wanted] ? wanted : defaultAxis(shown);
  const finding = (axis && shown?.axes[axis]) || null;
  const otherFinding = (axis && compared?.axes[axis]) || null;

  const marks = Object.values(props.sites).map((site) => siteMark(site, props.map?.sides));
  const standing = new Map(marks.map((mark) => [mark.id, mark.standing]));
  if (layers.areas) {
    for (const [id, at] of Object.entries(props.map?.launch_areas ?? {}))
      if (!props.sites[id]) marks.push(place(`origin:${id}`, "origin", at, "reference case", NOBODY));
    for (const [id, at] of Object.entries(props.map?.aim_regions ?? {})) marks.push(place(`aim:${id}`, "aim", at, "", NOBODY));
    const areas = shown?.russia?.areas;
    const owner = props.map?.area_owner ? signOf(props.map.area_owner, props.map.sides) : NOBODY;
    for (const [id, at] of Object.entries(areas ?? props.map?.russian_areas ?? {})) {
      const area = areas?.[id];
      const mark = place(
        `area:${id}`,
        "missile_area",
        at,
        area ? (area.in_reach ? "in reach" : "out of reach") : "",
        owner,
      );
      marks.push({ ...mark, standing: area?.in_reach ? "firm" : "wish", priority: area?.in_reach ? 25 : 8 });
    }
  }

  const range = axis === null ? undefined : props.map?.reach?.[axis];
  const reach = range && layers.corridors ? fanRing([range.lon_deg, range.lat_deg], range) : null;
  const fans = layers.fans ? fansOf(props, standing) : [];
  const footprint = layers.footprint ? shapeOf(finding) : null;
  const other =
    layers.footprint && props.compare ? (shapeOf(otherFinding) ?? { type: "MultiPolygon" as const, coordinates: [] }) : null;
  const polygonOf = (ring: LonLat[]): Polygon => ({ type: "Polygon", coordinates: [[...ring].reverse()] });

  const arcs: Arc[] = layers.corridors
    ? Object.entries(shown?.axes ?? {}).flatMap(([id, doc]) =>
        doc.playback ? [{ axis: id, name: doc.name, fixes: whole(doc.playback.threat) }] : [],
      )
    : [];
  const playing = props.playedAxis ? (shown?.axes[props.playedAxis]?.playback ?? null) : null;

  return {
    marks,
    places: Object.values(props.sites).map(({ lon_deg, lat_deg }) => [lon_deg, lat_deg]),
    themeKey: JSON.stringify([
      traits(footprint),
      other && traits(other),
      fans.map(({ ring, faint }) => [ring[0], ring.length, ring[ring.length >> 1], faint]),
      reach?.[0],
    ]),
    theme: {
      footprint,
      other,
      within: reach && polygonOf(reach),
      edge: edgeOf(footprint, finding),
      otherEdge: edgeOf(other, otherFinding),
      fans: fans.map(({ ring, faint }) => ({ shape: polygonOf(ring), faint })),
    },
    outlines: fans.map(({ ring, faint }) => ({ ring, faint })),
    reach,
    arcs,
    engagement:
      playing && props.playedAxis
        ? {
            axis: props.playedAxis,
            threat: playing.threat,
            interceptor: playing.interceptor,
            events: playing.events.map((event) => ({ ...event, short: eventWords(event, props.sites) })),
          }
        : null,
    axis,
    finding,
    otherFinding,
    layers,
  };
}
