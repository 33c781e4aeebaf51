// The shapes that the map draws. What crosses the wire comes from its generated types; what no type there says stands here:
// the findings' documents, what the map makes of the catalogue, and what only concerns looking. Types and plain constants.

import type { MultiPolygon } from "geojson";
import type { AxisFinding, SiteView, TriedFigures, TryMessage } from "../net/wire";

/** A site as `sight` shows it. */
export type Site = SiteView;
export type SiteStatus = SiteView["status"];
export type SiteKind = SiteView["kind"];
export type Configuration = NonNullable<TryMessage["configuration"]>;
export type { MultiPolygon };

/** Whose figures of which sites: two of these are what a difference is between. */
export interface Whose {
  assessment: string;
  configuration: Configuration;
}

/** A radar's view: how far, centred on which bearing, how wide, from which elevation up. No sector: all round. */
export interface Fan {
  range_km: number;
  bearing_deg?: number | null;
  sector_deg?: number | null;
  mask_deg?: number | null;
}

export interface Place {
  name: string;
  lat_deg: number;
  lon_deg: number;
}

/** A side of the game: by its number it has a shape and a colour, see paint/palette.ts. */
export interface MapSide {
  number: number;
  letter: string;
  name: string;
}

/** What the catalogue adds to the sites; every part may be missing. */
export interface MapObjects {
  /** The sides by cell id; owners that are none get a grey hexagon. */
  sides?: Record<string, MapSide>;
  /** Cells whose sites the engine counts among the defence; another's radars where their data are shared. */
  defenders?: readonly string[];
  /** Whose the missile areas are, a cell id. */
  area_owner?: string | null;
  /** Fans by site id, or by system id where the site has none of its own. */
  fans?: Record<string, Fan>;
  /** Where hypothetical reference raids start, by axis id. */
  launch_areas?: Record<string, Place>;
  /** How far the missile of a reference raid flies, by axis id. */
  reach?: Record<string, { lat_deg: number; lon_deg: number; range_km: number }>;
  /** Where they are aimed, by region id. */
  aim_regions?: Record<string, Place>;
  /** Missile areas whose warheads a shield might meet, by area id; `russian_areas` in the pack. */
  russian_areas?: Record<string, Place>;
  /** Names of systems by id, for the table. */
  systems?: Record<string, { name: string }>;
}

export interface Path {
  time_s: number[];
  lat_deg: number[];
  lon_deg: number[];
  altitude_km: number[];
}

export interface PathEvent {
  t_s: number;
  kind: string;
  lat_deg: number;
  lon_deg: number;
  altitude_km: number;
  words: string;
}

export interface AxisDocument {
  name: string;
  summary: AxisFinding;
  footprint: MultiPolygon;
  timeline: { t_s: number; kind: string; words: string }[];
  playback: { threat: Path; interceptor: Path | null; events: PathEvent[] } | null;
  /** By these figures no such missile exists yet at the date of the turn. */
  hypothetical?: boolean;
  exists_from_year?: number;
  pmf?: number[];
  sensitivities?: { parameter: string; low: number; high: number; delta: number }[];
}

export interface RussianArea extends Place {
  in_reach: boolean;
  words: string;
}

export interface ConfigurationDocument {
  axes: Record<string, AxisDocument>;
  russia?: {
    areas: Record<string, RussianArea>;
    interceptors: number;
    retaliation_left_pct: number;
  };
}

/** One assessment's findings of one turn, with their geometry. It never changes once it is stored. */
export interface FindingsDocument {
  turn: number;
  assessment: string;
  configurations: Partial<Record<Configuration, ConfigurationDocument>>;
  manifest?: unknown;
}

export interface AssessmentName {
  name: string;
  short: string;
}

export interface Layers {
  footprint: boolean;
  fans: boolean;
  corridors: boolean;
  areas: boolean;
  labels: boolean;
}

export const ALL_LAYERS: Layers = { footprint: true, fans: true, corridors: true, areas: true, labels: true };

/** Where the playback of an engagement stands. The map moves `time_s` while `playing`, in game seconds × speed. */
export interface Playback {
  axis: string;
  playing: boolean;
  speed: number;
  time_s: number;
}

/** The cells of a footprint's grid, in the order of its masks. */
export interface GridCells {
  name: string;
  lat: Float32Array;
  lon: Float32Array;
  step_deg: number;
}

export type TrialPlace = Pick<TryMessage, "lat_deg" | "lon_deg" | "number">;

/** Which site is tried, and by whose figures for which raid. */
export type TrialSubject = Pick<TryMessage, "site" | "assessment" | "axis"> & { configuration: Configuration };

/** A site tried elsewhere or with another number: only this page knows of it. */
export interface Trial extends TrialSubject {
  from: TrialPlace;
  at: TrialPlace;
  /** A hand is on it. */
  held: boolean;
  grid: GridCells | null;
  /** One byte a cell: what would be defended; null until the first answer, and after a refusal. */
  mask: Uint8Array | null;
  /** The same as things stand. */
  first: Uint8Array | null;
  now: TriedFigures | null;
  /** As things stand, by the server's own reckoning. */
  before: TriedFigures | null;
  /** Follows when the hand lets go. */
  outline: MultiPolygon | null;
  refusal: string | null;
}

/** What a hand can do with a trial. */
export interface TrialHand {
  /** `at`: tried already, by other figures. */
  begin(subject: TrialSubject, at?: TrialPlace): void;
  move(to: Partial<TrialPlace>, held: boolean, at_ms?: number): void;
  release(): void;
  reset(): void;
  end(): void;
}
