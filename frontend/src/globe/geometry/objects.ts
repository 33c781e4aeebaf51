// From a game's catalogue to the objects of the map: radar fans as an assessment believes them, where reference raids
// start, Russia's missile areas, names of systems. Pure, and tolerant of parts that a catalogue leaves out.

import type { Fan, MapObjects, Place } from "../types";

/** The parts of the catalogue that the map reads. */
export interface MapCatalogue {
  sites?: Record<string, { system: string; facing_deg?: number | null }>;
  systems?: Record<string, { name: string; kind?: string; sector_deg?: number; mask_deg?: number }>;
  threats?: Record<string, { name: string; launch_deg: number[]; class_id?: string; grid?: string }>;
  russian_areas?: Record<string, Place>;
  reference?: { defenders?: string[] };
  assessments?: Record<string, { parameters?: Record<string, { value: number }> }>;
}

function fansBy(catalogue: MapCatalogue, assessment: string | null): Record<string, Fan> {
  const parameters = (assessment ? catalogue.assessments?.[assessment]?.parameters : null) ?? {};
  const fans: Record<string, Fan> = {};
  for (const [id, site] of Object.entries(catalogue.sites ?? {})) {
    const system = catalogue.systems?.[site.system];
    const range = parameters[`radar.${site.system}.reference_range_km`];
    if (!system || !range) continue;
    const sector_deg = system.sector_deg ?? 360;
    // A sector that faces nowhere in particular cannot be drawn; it is shown all round.
    const bearing_deg = site.facing_deg ?? null;
    fans[id] = {
      range_km: range.value,
      sector_deg: bearing_deg === null ? 360 : sector_deg,
      bearing_deg,
      mask_deg: system.mask_deg ?? 0,
    };
  }
  return fans;
}

/** Several raids may start at one place: it is drawn once, under all their names. */
function launchAreas(catalogue: MapCatalogue): Record<string, Place> {
  const places: Record<string, Place> = {};
  for (const [id, { name, launch_deg }] of Object.entries(catalogue.threats ?? {})) {
    const [lat_deg, lon_deg] = launch_deg;
    if (lat_deg === undefined || lon_deg === undefined) continue;
    const same = Object.values(places).find((at) => at.lat_deg === lat_deg && at.lon_deg === lon_deg);
    if (same) continue;
    places[id] = { name, lat_deg, lon_deg };
  }
  return places;
}

/** How far each raid's missile flies, as the assessment believes it. */
function reaches(catalogue: MapCatalogue, assessment: string | null): NonNullable<MapObjects["reach"]> {
  const parameters = (assessment ? catalogue.assessments?.[assessment]?.parameters : null) ?? {};
  const reach: NonNullable<MapObjects["reach"]> = {};
  for (const [id, { launch_deg, class_id }] of Object.entries(catalogue.threats ?? {})) {
    const range = parameters[`threat.${class_id}.range_km`];
    const [lat_deg, lon_deg] = launch_deg;
    if (range && lat_deg !== undefined && lon_deg !== undefined) reach[id] = { lat_deg, lon_deg, range_km: range.value };
  }
  return reach;
}

export function mapObjects(catalogue: MapCatalogue, assessment: string | null): MapObjects {
  const objects: MapObjects = {
    fans: fansBy(catalogue, assessment),
    launch_areas: launchAreas(catalogue),
    reach: reaches(catalogue, assessment),
  };
  if (catalogue.reference?.defenders) objects.defenders = catalogue.reference.defenders;
  if (catalogue.russian_areas) objects.russian_areas = catalogue.russian_areas;
  if (catalogue.systems) objects.systems = catalogue.systems;
  return objects;
}
