/* Sides are numbered, whatever a pack calls them. */

import { describe, expect, it } from "vitest";

import { areaOwner, mapSides, sideIds, sideNumber } from "../src/table/sides";

const SHIELD = { nato: {}, control: {}, russia: {}, us: {} };
const MARN = { guild: { name: "Guild", letter: "G" }, harl: { name: "Harl", letter: "H" }, ost: { name: "Ost", letter: "O" } };

describe("sides", () => {
  it("have the same number in whatever order a map of cells arrives", () => {
    expect(sideIds(SHIELD)).toEqual(["us", "russia", "nato"]);
    expect(sideIds({ us: {}, nato: {}, russia: {}, control: {} })).toEqual(["us", "russia", "nato"]);
    expect(Object.keys(MARN).map((id) => sideNumber(MARN, id))).toEqual([3, 2, 1]);
  });
  it("lend it to their seats; control and strangers have none", () => {
    expect(sideNumber(SHIELD, "russia.president")).toBe(2);
    for (const id of ["control", "control.facilitator", "all", "system", "harl"]) expect(sideNumber(SHIELD, id)).toBe(0);
  });
  it("are drawn again from the first when there are more than shapes", () => {
    const many = Object.fromEntries("abcdefgh".split("").map((id) => [id, {}]));
    expect(sideIds(many).map((id) => sideNumber(many, id))).toEqual([1, 2, 3, 4, 5, 6, 1, 2]);
  });
  it("reach the map with the pack's letter and name", () => {
    expect(mapSides({ ...MARN, control: { name: "Control", letter: "C" } })).toEqual({
      ost: { number: 1, letter: "O", name: "Ost" },
      harl: { number: 2, letter: "H", name: "Harl" },
      guild: { number: 3, letter: "G", name: "Guild" },
    });
  });
});

describe("the missile areas", () => {
  it("belong to the one side that defends nobody against the raids, and to nobody if that is not one side", () => {
    expect(areaOwner(SHIELD, ["us", "nato"])).toBe("russia");
    expect(areaOwner(SHIELD, ["us"])).toBeNull();
    expect(areaOwner(MARN, [])).toBeNull();
  });
});
