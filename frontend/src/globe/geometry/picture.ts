// From what the server says to what stands on the map: marks with their words, ground shapes, arcs. Pure, headless and
// the same for globe, flat map and table, so that none of them can say something different.

import type { MultiLineString, MultiPolygon as Shape, Polygon } from "geojson";
import type { Theme } from "../paint/ground";
import {
  ALL_LAYERS,
  type AxisDocument,
  type Configuration,
  type ConfigurationDocument,
  type Fan,
  type FindingsDocument,
  type Layers,
  type MapObjects,
  type Path,
  type PathEvent,
  type Site,
  type Whose,
} from "../types";
import { EVENT_WORDS, readable, W } from "../words";
import { whole, type Fix } from "./flight";
import type { FramePoint } from "./frame";
import { countsIn, marksOf, type Mark } from "./marks";
import { fanRing, cellOf, horizonKm, rounded, withoutLongSides, woundForD3, type LonLat } from "./sphere";

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
export interface PictureInput {
  sites: Record<string, Site>;
  map?: MapObjects | undefined;
  /** Documents by assessment. */
  findings?: Record<string, FindingsDocument>;
  assessment?: string | null;
  configuration?: Configuration;
  /** The other one of a difference. */
  compare?: Whose | null;
  /** Axis whose footprint is shown; without one, the first of the document. */
  axis?: string | null;
  layers?: Partial<Layers>;
  playedAxis?: string | null;
}

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
  props: Pick<PictureInput, "findings">,
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

/** Where a radar sees something of that height, in kilometres along the ground. */
export const fanReachKm = (fan: { range_km: number; mask_deg?: number | null }): number =>
  Math.min(fan.range_km, horizonKm(FAN_ALTITUDE_KM, fan.mask_deg ?? 0));

/** A site's fan: a radar that was turned looks where it was turned, and no wider. */
export function fanOf(site: Site, map: MapObjects | undefined): Fan | null {
  const fan = map?.fans?.[site.id] ?? map?.fans?.[site.system];
  if (!fan || site.kind !== "radar" || site.status === "cancelled") return null;
  return { ...fan, bearing_deg: site.facing_deg ?? fan.bearing_deg ?? null, sector_deg: site.sector_deg ?? fan.sector_deg ?? null };
}

/** Radars whose fan is drawn; faint are those that do not count in this configuration. */
function fansOf(props: PictureInput, configuration: Configuration): { ring: LonLat[]; faint: boolean }[] {
  return Object.values(props.sites).flatMap((site) => {
    const fan = fanOf(site, props.map);
    if (!fan) return [];
    const ring = fanRing([site.lon_deg, site.lat_deg], { ...fan, range_km: fanReachKm(fan) });
    return [{ ring, faint: !countsIn(configuration, site, props.map?.defenders) }];
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

/** The events with their few words. What arrives is a leak: all of it without a shot, else what got past the shot. */
function told(events: readonly PathEvent[], sites: Record<string, Site>): Engagement["events"] {
  const met = events.some(({ kind }) => kind === "intercept");
  return events.map((event) => ({ ...event, short: event.kind === "impact" ? (met ? W.leaks.some : W.leaks.all) : eventWords(event, sites) }));
}

export function pictureOf(props: PictureInput): Picture {
  const layers: Layers = { ...ALL_LAYERS, ...props.layers };
  const configuration = props.configuration ?? "in_force";
  const { compare } = props;
  const shown = configurationOf(props, props.assessment, configuration);
  const compared = compare ? configurationOf(props, compare.assessment, compare.configuration) : null;
  const wanted = props.axis ?? props.playedAxis ?? null;
  const axis = wanted && shown?.axes[wanted] ? wanted : defaultAxis(shown);
  const finding = (axis && shown?.axes[axis]) || null;
  const otherFinding = (axis && compared?.axes[axis]) || null;

  const range = axis === null ? undefined : props.map?.reach?.[axis];
  const reach = range && layers.corridors ? fanRing([range.lon_deg, range.lat_deg], range) : null;
  const fans = layers.fans ? fansOf(props, configuration) : [];
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
    marks: marksOf({ sites: props.sites, map: props.map, configuration, areas: layers.areas, shown }),
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
            events: told(playing.events, props.sites),
          }
        : null,
    axis,
    finding,
    otherFinding,
    layers,
  };
}
