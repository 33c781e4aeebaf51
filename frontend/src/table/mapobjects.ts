/* What the map draws beside the sites, made from the catalogue: fans of radars as one assessment has them, where reference
   raids start, and the areas of Russia's question. Pure. */

import type { Fan, MapObjects, Place } from "../globe/types";
import type { Catalogue } from "./catalogue";

const number = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** Range by the assessment's own figure for the radar's system; bearing of the site; sector of the system. */
export function mapObjects(catalogue: Catalogue, assessment: string | null): MapObjects {
  const parameters = (assessment ? catalogue.assessments[assessment]?.parameters : undefined) ?? Object.values(catalogue.assessments)[0]?.parameters ?? {};
  const fans: Record<string, Fan> = {};
  for (const [id, site] of Object.entries(catalogue.sites)) {
    const more = site as Record<string, unknown>;
    const system = catalogue.systems[String(more.system)] as Record<string, unknown> | undefined;
    const range_km = parameters[`radar.${String(more.system)}.reference_range_km`]?.value;
    if (more.kind !== "radar" || range_km === undefined) continue;
    const sector = number(system?.sector_deg);
    const facing = number(more.facing_deg);
    fans[id] = facing === null || sector === null || sector >= 360 ? { range_km } : { range_km, bearing_deg: facing, sector_deg: sector };
  }
  const launch_areas: Record<string, Place> = {};
  for (const [id, threat] of Object.entries(catalogue.threats)) {
    const [lat_deg, lon_deg] = threat.launch_deg ?? [];
    if (lat_deg !== undefined && lon_deg !== undefined) launch_areas[id] = { name: threat.name, lat_deg, lon_deg };
  }
  return { fans, launch_areas, russian_areas: catalogue.russian_areas as Record<string, Place>, systems: catalogue.systems };
}
