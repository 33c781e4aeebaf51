// The shapes that the map draws: a structural copy of what the server sends (wargame/rules/view.py and the findings
// documents), so that this folder imports nothing of the rest of the page. Only types and plain constants live here.

export type SiteStatus = "idea" | "offered" | "ordered" | "building" | "in_force" | "paused" | "cancelled" | "threatened";
export type SiteKind = "interceptors" | "radar" | "missiles" | "ship" | "launch_area" | "works";

/** A site as `sight` shows it. */
export interface Site {
  id: string;
  name: string;
  kind: SiteKind;
  owner: string;
  lat_deg: number;
  lon_deg: number;
  system: string;
  status: SiteStatus;
  number: number;
  in_force_turn: number | null;
  host: string | null;
  consent: "none" | "asked" | "yes" | "no" | "conditions" | null;
  shared_with: string[];
  visitors: string[];
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

export interface AxisSummary {
  axis: string;
  name: string;
  covered_pct: number;
  people_pct: number;
  shots_median: number;
  raid_size: number;
  no_leak: number;
  no_leak_low: number;
  no_leak_high: number;
  expected_leakers: number;
  tracked: boolean;
}

export interface MultiPolygon {
  type: "MultiPolygon";
  coordinates: number[][][][];
}

export interface AxisDocument {
  name: string;
  summary: AxisSummary;
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

export type Configuration = "in_force" | "planned";

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

export interface TrialFigures {
  area_pct: number;
  people_pct: number;
  no_leak: number | null;
  expected_leakers: number | null;
  raid_size: number;
}

export interface TrialPlace {
  lat_deg: number;
  lon_deg: number;
  number: number;
}

/** Which site is tried, and by whose figures for which raid. */
export interface TrialSubject {
  site: string;
  assessment: string;
  configuration: Configuration;
  axis: string;
}

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
  now: TrialFigures | null;
  /** As things stand, by the server's own reckoning. */
  before: TrialFigures | null;
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

/** Everything that one picture of the map depends on: what Globe, FlatMap and MapTable take. */
export interface MapProps {
  sites: Record<string, Site>;
  map?: MapObjects;
  findings?: Record<string, FindingsDocument>;
  assessment?: string | null;
  configuration?: Configuration;
  compare?: string | null;
  layers?: Partial<Layers>;
  /** Axis whose footprint is shown; without one, the first of the document. */
  axis?: string | null;
  playback?: Playback | null;
  onPlayback?: (next: Playback | null) => void;
  selected?: string | null;
  onSelect?: (id: string | null) => void;
  reducedMotion?: boolean;
  trial?: Trial | null;
  hand?: TrialHand | null;
}
