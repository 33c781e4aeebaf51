import { geoArea, geoContains } from "d3-geo";
import { describe, expect, it } from "vitest";
import findingsFixture from "../../src/fixtures/findings.json";
import mapFixture from "../../src/fixtures/map.json";
import { mapObjects } from "../../src/globe/geometry/objects";
import { countsIn, siteTitle, statusWords } from "../../src/globe/geometry/marks";
import { pictureOf, type PictureInput } from "../../src/globe/geometry/picture";
import type { FindingsDocument, Site } from "../../src/globe/types";
import { mapSides } from "../../src/table/sides";

const findings = findingsFixture as unknown as Record<string, FindingsDocument>;
const sites = mapFixture.sites as unknown as Record<string, Site>;
const SIDES = mapSides({ us: { name: "United States", letter: "U" }, russia: { name: "Russia", letter: "R" }, nato: { name: "NATO", letter: "N" } });
const GIVEN: PictureInput = { sites, map: { ...mapFixture.map, sides: SIDES, area_owner: "russia" }, findings, assessment: "us_own", configuration: "planned" };
const site = (id: string) => {
  const found = sites[id];
  if (!found) throw new Error(id);
  return found;
};

describe("words of a site", () => {
  it("say number, status and what the host says", () => {
    expect(siteTitle(site("redzikowo"))).toBe("Redzikowo · 10 interceptors");
    expect(siteTitle({ ...site("redzikowo"), number: 1 })).toBe("Redzikowo · 1 interceptor");
    expect(siteTitle(site("brdy"))).toBe("Brdy");
    expect(statusWords(site("brdy"))).toBe("offered · consent pending");
    expect(statusWords(site("armavir"))).toBe("building · in force turn 4");
    expect(statusWords(site("gabala"))).toBe("in force");
    expect(statusWords({ ...site("gabala"), coming_number: 20, coming_turn: 5 })).toBe("in force · 20 from turn 5");
  });
});

describe("the picture", () => {
  it("has every site once, with its owner's sign", () => {
    const picture = pictureOf(GIVEN);
    for (const id of Object.keys(sites)) expect(picture.marks.filter((mark) => mark.id === id)).toHaveLength(1);
    const gabala = picture.marks.find((mark) => mark.id === "gabala");
    expect(gabala?.sign).toMatchObject({ letter: "R", shape: "diamond" });
    expect(gabala?.spoken).toBe("Gabala, radar, Russia, in force");
    const areas = picture.marks.filter((mark) => mark.kind === "missile_area");
    expect(areas.length).toBeGreaterThan(0);
    for (const area of areas) expect(area.sign.name).toBe("Russia");
  });

  it("knows no side that it is not told of, and lends missile areas to nobody then", () => {
    const { marks } = pictureOf({ ...GIVEN, map: mapFixture.map });
    expect(marks.find((mark) => mark.id === "gabala")?.sign).toMatchObject({ letter: "R", shape: "hexagon", name: "russia" });
    expect(marks.find((mark) => mark.kind === "missile_area")?.sign.letter).toBe("");
  });

  it("paints the footprint of the assessment and not the rest of the world", () => {
    const { theme } = pictureOf(GIVEN);
    if (!theme.footprint) throw new Error("no footprint");
    expect(geoArea(theme.footprint)).toBeLessThan(0.5);
    expect(geoContains(theme.footprint, [21, 52.2])).toBe(true); // Warsaw
    expect(geoContains(theme.footprint, [-70, 40])).toBe(false);
  });

  it("shows nothing defended where nothing stands", () => {
    expect(pictureOf({ ...GIVEN, configuration: "in_force" }).theme.footprint).toBeNull();
  });

  it("compares two assessments only when asked", () => {
    expect(pictureOf(GIVEN).theme.other).toBeNull();
    const both = pictureOf({ ...GIVEN, compare: { assessment: "genshtab", configuration: "planned" } });
    expect(both.theme.other?.coordinates.length).toBeGreaterThan(0);
    expect(both.otherFinding?.summary.covered_pct).toBe(findings.genshtab?.configurations.planned?.axes.iran_europe?.summary.covered_pct);
  });

  it("compares what is planned with what is in force by the same figures", () => {
    const both = pictureOf({ ...GIVEN, compare: { assessment: "us_own", configuration: "in_force" } });
    expect(both.theme.footprint?.coordinates.length).toBeGreaterThan(0);
    expect(both.theme.other?.coordinates).toEqual([]);
  });

  it("says which sites count: what stands, what is planned, and another's radar only with its data", () => {
    const [brdy, gabala] = [site("brdy"), { ...site("gabala"), shared_with: [] }];
    expect([countsIn("in_force", brdy, ["us"]), countsIn("planned", brdy, ["us"])]).toEqual([false, true]);
    expect([countsIn("in_force", gabala, ["us"]), countsIn("in_force", { ...gabala, shared_with: ["us"] }, ["us"])]).toEqual([false, true]);
    expect(countsIn("planned", { ...brdy, status: "idea" }, undefined)).toBe(false);
    const map = { ...GIVEN.map, defenders: ["us", "nato"] };
    const counted = (configuration: "in_force" | "planned") => pictureOf({ ...GIVEN, map, configuration }).marks.filter((mark) => mark.selectable && mark.counts).map(({ id }) => id);
    expect(counted("planned")).toContain("brdy");
    expect(counted("in_force")).not.toContain("brdy");
  });

  it("turns the fan of a radar that was turned", () => {
    const map = { fans: { gabala: { range_km: 1000, bearing_deg: 160, sector_deg: 110 } } };
    const south = (turned: Partial<Site>) => pictureOf({ sites: { gabala: { ...site("gabala"), ...turned } }, map }).outlines[0]!.ring.some(([, lat]) => lat < site("gabala").lat_deg - 5);
    expect(south({})).toBe(true);
    expect(south({ facing_deg: 0, sector_deg: 60 })).toBe(false);
  });

  it("keeps its theme's key while only time passes, and changes it when what is painted changes", () => {
    const key = (more: Partial<PictureInput>) => pictureOf({ ...GIVEN, ...more }).themeKey;
    const moved = { ...sites, brdy: { ...site("brdy"), lat_deg: 50.5 } };
    expect(key({ sites: structuredClone(sites) })).toBe(key({}));
    expect(key({ playedAxis: "iran_europe" })).toBe(key({}));
    expect(key({ sites: moved })).not.toBe(key({}));
    expect(key({ assessment: "physicists" })).not.toBe(key({}));
    expect(key({ compare: { assessment: "physicists", configuration: "planned" } })).not.toBe(key({}));
    expect(key({ axis: "iran_se_europe" })).not.toBe(key({}));
    expect(key({ layers: { fans: false } })).not.toBe(key({}));
  });

  it("leaves out the layers that are switched off", () => {
    const bare = pictureOf({ ...GIVEN, layers: { footprint: false, fans: false, corridors: false, areas: false } });
    expect(bare.theme).toMatchObject({ footprint: null, fans: [], edge: null });
    expect(bare.arcs).toEqual([]);
    expect(bare.marks.every((mark) => mark.selectable)).toBe(true);
  });

  it("draws no fan farther than the Earth lets a radar see 300 km up, and none for what is given up", () => {
    const north = (id: string, more: Partial<Site> = {}) =>
      pictureOf({ ...GIVEN, sites: { [id]: { ...site(id), ...more } } }).outlines.map(({ ring }) => Math.max(...ring.map(([, lat]) => lat)));
    // 4,500 km would reach beyond the pole; the horizon is about 1,600 km away.
    expect(north("brdy")[0]).toBeGreaterThan(62);
    expect(north("brdy")[0]).toBeLessThan(66);
    expect(north("brdy", { status: "cancelled" })).toEqual([]);
  });

  it("plays back the axis that is asked for, and falls back to a known axis for the figures", () => {
    const picture = pictureOf({ ...GIVEN, playedAxis: "iran_europe" });
    expect(picture.engagement?.events.some((event) => event.kind === "intercept")).toBe(true);
    expect(pictureOf({ ...GIVEN, playedAxis: "no such axis" }).engagement).toBeNull();
    expect(pictureOf({ ...GIVEN, axis: "no such axis" }).axis).toBe("iran_europe");
  });

  it("calls what arrives a leak: all of it without a shot, else what got past", () => {
    const last = (kinds: string[]) => {
      const events = kinds.map((kind, n) => ({ t_s: n, kind, lat_deg: 0, lon_deg: 0, altitude_km: 0, words: "" }));
      const own = structuredClone(findings.us_own!);
      own.configurations.planned!.axes.iran_europe!.playback!.events = events;
      return pictureOf({ ...GIVEN, findings: { us_own: own }, playedAxis: "iran_europe" }).engagement?.events.at(-1)?.short;
    };
    expect(last(["launch", "intercept", "impact"])).toBe("What leaks arrives");
    expect(last(["launch", "no_shot", "impact"])).toBe("Leak: it arrives");
  });

  it("stands with sites alone, before there are any findings", () => {
    const early = pictureOf({ sites });
    expect(early).toMatchObject({ finding: null, arcs: [], engagement: null, axis: null });
    expect(early.marks).toHaveLength(Object.keys(sites).length);
  });
});

describe("the catalogue's map objects", () => {
  const catalogue = {
    sites: { gabala: { system: "daryal", facing_deg: 160 }, brdy: { system: "emr" }, ship: { system: "sm3" } },
    systems: { daryal: { name: "Daryal", sector_deg: 110, mask_deg: 2 }, emr: { name: "EMR", sector_deg: 120 }, sm3: { name: "SM-3" } },
    threats: { a: { name: "A", launch_deg: [35, 52] }, b: { name: "B", launch_deg: [35, 52] }, c: { name: "C", launch_deg: [34, 47] } },
    assessments: {
      one: { parameters: { "radar.daryal.reference_range_km": { value: 6000 }, "radar.emr.reference_range_km": { value: 4500 } } },
      two: { parameters: { "radar.emr.reference_range_km": { value: 2600 } } },
    },
  };

  it("take each radar's range from the assessment", () => {
    expect(mapObjects(catalogue, "one").fans).toEqual({
      gabala: { range_km: 6000, sector_deg: 110, bearing_deg: 160, mask_deg: 2 },
      brdy: { range_km: 4500, sector_deg: 360, bearing_deg: null, mask_deg: 0 },
    });
    expect(mapObjects(catalogue, "two").fans).toEqual({ brdy: { range_km: 2600, sector_deg: 360, bearing_deg: null, mask_deg: 0 } });
    expect(mapObjects(catalogue, null).fans).toEqual({});
  });

  it("draw a shared launch area once", () => {
    expect(Object.keys(mapObjects(catalogue, null).launch_areas ?? {})).toEqual(["a", "c"]);
  });
});
