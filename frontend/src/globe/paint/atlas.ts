// Land, coasts and borders: Natural Earth at 1:50 million (public domain), from the world-atlas package, redrawn to the
// borders of April 2007, when the game begins. Loads and prepares; draws nothing.

import countriesUrl from "world-atlas/countries-50m.json?url";
import { feature, merge, mesh } from "topojson-client";
import type {
  GeometryCollection,
  MultiPolygon as TopoMultiPolygon,
  Polygon as TopoPolygon,
  Topology,
} from "topojson-specification";
import type { Geometry, MultiLineString, MultiPolygon } from "geojson";

/** A country's name in the middle of its largest part. */
export interface LandName {
  name: string;
  lon_deg: number;
  lat_deg: number;
  /** From its westernmost to its easternmost point. */
  width_deg: number;
}

export interface Atlas {
  land: MultiPolygon;
  coast: MultiLineString;
  borders: MultiLineString;
  /** European territory of the alliance's members of April 2007, Turkey with it. */
  allied: MultiPolygon;
  names: LandName[];
  /** The same members one by one, with the outlines of their parts. */
  members: { name: string; rings: number[][][] }[];
}

/** Where no coastlines are to be had: the marks, fans and footprint still stand on a bare grid. */
export const NO_ATLAS: Atlas = {
  land: { type: "MultiPolygon", coordinates: [] },
  coast: { type: "MultiLineString", coordinates: [] },
  borders: { type: "MultiLineString", coordinates: [] },
  allied: { type: "MultiPolygon", coordinates: [] },
  names: [],
  members: [],
};

type Countries = GeometryCollection<{ name: string }>;
type WorldTopology = Topology<{ countries: Countries; land: GeometryCollection }>;

/** ISO 3166 numbers of the European members in April 2007 (Albania and Croatia joined in 2009). */
const ALLIED_2007 = new Set([
  "056",
  "100",
  "203",
  "208",
  "233",
  "250",
  "276",
  "300",
  "348",
  "352",
  "380",
  "428",
  "440",
  "442",
  "528",
  "578",
  "616",
  "620",
  "642",
  "703",
  "705",
  "724",
  "792",
  "826",
]);

/** Pairs with no border between them in April 2007. */
const ONE_IN_2007: readonly [string, string][] = [
  ["Serbia", "Kosovo"],
  ["Sudan", "S. Sudan"],
];

/** What the data call otherwise than people did in 2007; null: no state of its own then, or none that all would name. */
const NAMES_2007: Record<string, string | null> = {
  Czechia: "Czech Republic",
  "Bosnia and Herz.": "Bosnia",
  Kosovo: null,
  "S. Sudan": null,
  "N. Cyprus": null,
  Somaliland: null,
  Palestine: null,
  Taiwan: null,
  "W. Sahara": null,
  Antarctica: null,
};

/** The data draw a border across the isthmus of Perekop; in 2007 there was none. West, south, east, north. */
const PEREKOP = [32.9, 45.6, 35.3, 46.4] as const;

function isOneIn2007(a: string, b: string): boolean {
  return ONE_IN_2007.some(([p, q]) => (a === p && b === q) || (a === q && b === p));
}

function inPerekop([lon = 0, lat = 0]: number[]): boolean {
  return lon > PEREKOP[0] && lat > PEREKOP[1] && lon < PEREKOP[2] && lat < PEREKOP[3];
}

function onTheCut([lon = 0, lat = 0]: number[]): boolean {
  return Math.abs(lon) > 179.99 || lat < -89.9;
}

/** The lines without the segments whose two ends both satisfy `leaveOut`. */
export function withoutSegments(lines: number[][][], leaveOut: (at: number[]) => boolean): number[][][] {
  const kept: number[][][] = [];
  for (const line of lines) {
    let run: number[][] = [];
    line.forEach((at, n) => {
      const before = line[n - 1];
      if (before && leaveOut(before) && leaveOut(at)) {
        if (run.length > 1) kept.push(run);
        run = [];
      }
      run.push(at);
    });
    if (run.length > 1) kept.push(run);
  }
  return kept;
}

/** Twice the signed area of a ring, and its middle, on the plane of degrees. */
function middleOf(ring: readonly number[][]): { area: number; lon_deg: number; lat_deg: number } {
  let [area, x, y] = [0, 0, 0];
  ring.forEach(([x1 = 0, y1 = 0], n) => {
    const [x0 = 0, y0 = 0] = ring[n - 1] ?? ring.at(-1) ?? [];
    const cross = x0 * y1 - x1 * y0;
    area += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  });
  return { area: Math.abs(area), lon_deg: x / (3 * area), lat_deg: y / (3 * area) };
}

/** Where the name of a country stands: in the middle of its largest part. null where it has none in 2007. */
export function landName(name: string, rings: readonly number[][][]): LandName | null {
  const called = NAMES_2007[name] === undefined ? name : NAMES_2007[name];
  const largest = rings.map((ring) => ({ ring, ...middleOf(ring) })).sort((a, b) => b.area - a.area)[0];
  if (!called || !largest || !Number.isFinite(largest.lon_deg)) return null;
  const lons = largest.ring.map(([lon = 0]) => lon);
  return { name: called, lon_deg: largest.lon_deg, lat_deg: largest.lat_deg, width_deg: Math.max(...lons) - Math.min(...lons) };
}

/** The outer rings of a country's parts. */
function outersOf(geometry: Geometry): number[][][] {
  if (geometry.type === "Polygon") return geometry.coordinates.slice(0, 1);
  return geometry.type === "MultiPolygon" ? geometry.coordinates.flatMap(([outer]) => (outer ? [outer] : [])) : [];
}

/** Not the members' lands overseas: nobody asks whether Guiana is defended. */
function inEurope([lon = 0, lat = 0]: number[]): boolean {
  return lon > -26 && lon < 46 && lat > 34 && lat < 72;
}

export function prepare(world: WorldTopology): Atlas {
  const { countries, land } = world.objects;
  const nameOf = (g: unknown) => (g as { properties?: { name?: string } }).properties?.name ?? "";
  const borders = mesh(world, countries, (a, b) => a !== b && !isOneIn2007(nameOf(a), nameOf(b)));
  const coast = mesh(world, countries, (a, b) => a === b);
  const allied = countries.geometries.filter((g) => ALLIED_2007.has(String(g.id))) as (TopoPolygon | TopoMultiPolygon)[];
  const lands = feature(world, countries).features.map(({ id, properties: { name }, geometry }) => ({ id: String(id), name, rings: outersOf(geometry) }));
  const shape = feature(world, land).features[0]?.geometry;
  if (shape?.type !== "MultiPolygon") throw new Error("The atlas holds no land: is world-atlas another version?");
  return {
    land: shape,
    borders: { ...borders, coordinates: withoutSegments(borders.coordinates, inPerekop) },
    coast: { ...coast, coordinates: withoutSegments(coast.coordinates, onTheCut) },
    allied: merge(world, allied),
    names: lands.map(({ name, rings }) => landName(name, rings)).filter((one) => one !== null),
    members: lands
      .filter(({ id }) => ALLIED_2007.has(id))
      .map(({ name, rings }) => ({ name: NAMES_2007[name] ?? name, rings: rings.filter((ring) => ring.every(inEurope)) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
  };
}

function thinned(points: readonly number[][], every: number): number[][] {
  const last = points.length - 1;
  return points.filter((_, n) => n === 0 || n === last || n % every === 0);
}

/** The same with few points: for a map that is being moved. */
export function lighter(atlas: Atlas, every = 6): Atlas {
  const rings = (polygons: number[][][][]) =>
    polygons.map((polygon) => polygon.map((ring) => thinned(ring, every)).filter((ring) => ring.length > 3));
  const lines = (all: number[][][]) => all.map((line) => thinned(line, every));
  const kept = (polygons: number[][][][]) => rings(polygons).filter((polygon) => polygon.length > 0);
  return {
    names: atlas.names,
    members: atlas.members,
    land: { ...atlas.land, coordinates: kept(atlas.land.coordinates) },
    allied: { ...atlas.allied, coordinates: kept(atlas.allied.coordinates) },
    coast: { ...atlas.coast, coordinates: lines(atlas.coast.coordinates) },
    borders: { ...atlas.borders, coordinates: lines(atlas.borders.coordinates) },
  };
}

let loading: Promise<Atlas> | null = null;

/** One download for all maps of the page; a failed one is tried again at the next call. */
export function loadAtlas(): Promise<Atlas> {
  loading ??= fetch(countriesUrl)
    .then(async (answer) => {
      if (!answer.ok) throw new Error(`The coastlines did not load (${answer.status}).`);
      return prepare((await answer.json()) as WorldTopology);
    })
    .catch((problem: unknown) => {
      loading = null;
      throw problem;
    });
  return loading;
}
