/* The tokens themselves: text has contrast on every ground of every look, and the sides can be told apart without full colour.
   Contrast as WCAG 2.2 reckons it; deficiencies by the matrices of Machado, Oliveira and Fernandes (2009), severity 1.0. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const CSS = readFileSync(fileURLToPath(new URL("../src/styles/tokens.css", import.meta.url)), "utf8");

import { ALPHA, INK, SIDE_SIGNS } from "../src/globe/paint/palette";
import { DRAWN_SIDES } from "../src/table/sides";

const SIDES = Array.from({ length: DRAWN_SIDES }, (_, n) => `side-${n + 1}`);

type Colour = [number, number, number];
type Look = Record<string, Colour>;

function look(selector: string): Look {
  const at = CSS.indexOf(`${selector} {`);
  const block = CSS.slice(at, CSS.indexOf("}", at));
  const found: Look = {};
  for (const [, name, hex] of block.matchAll(/--([a-z0-9-]+):\s*#([0-9a-f]{6})\b/g)) found[name!] = [0, 2, 4].map((n) => parseInt(hex!.slice(n, n + 2), 16) / 255) as Colour;
  return found;
}

const DARK = look(":root");
const LOOKS: Record<string, Look> = { dark: DARK, light: { ...DARK, ...look(':root[data-theme="light"]') }, projector: { ...DARK, ...look(':root[data-theme="projector"]') } };

const hexOf = (colour: Colour) => `#${colour.map((part) => Math.round(part * 255).toString(16).padStart(2, "0")).join("")}`;

const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const luminance = (colour: Colour) => 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
const contrast = (a: Colour, b: Colour) => (Math.max(luminance(a), luminance(b)) + 0.05) / (Math.min(luminance(a), luminance(b)) + 0.05);

const SEEN: Record<string, number[][]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  grey: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
};

/** Distance in CIELAB (1976) of two colours as somebody with this deficiency sees them. About 2.3 can just be told apart. */
function apart(a: Colour, b: Colour, matrix: number[][]): number {
  const [one, two] = [a, b].map((colour) => {
    const rgb = colour.map(linear);
    const seen = matrix.map((row) => Math.min(1, Math.max(0, row.reduce((sum, part, n) => sum + part * rgb[n]!, 0))));
    const [r, g, bl] = seen as Colour;
    const xyz = [0.4124 * r + 0.3576 * g + 0.1805 * bl, 0.2126 * r + 0.7152 * g + 0.0722 * bl, 0.0193 * r + 0.1192 * g + 0.9505 * bl];
    const f = [0.95047, 1, 1.08883].map((white, n) => (xyz[n]! / white > 0.008856 ? Math.cbrt(xyz[n]! / white) : 7.787 * (xyz[n]! / white) + 16 / 116));
    return [116 * f[1]! - 16, 500 * (f[0]! - f[1]!), 200 * (f[1]! - f[2]!)];
  });
  return Math.hypot(...one!.map((part, n) => part - two![n]!));
}

describe.each(Object.entries(LOOKS))("the %s look", (_name, tokens) => {
  const grounds = ["ground", "panel", "raised"];
  it.each(["ink", "ink-2", "ink-3", ...SIDES.map((side) => `${side}-text`), "control-text", "good", "warn", "bad"])("has text in --%s that can be read on every ground", (ink) => {
    for (const ground of grounds) expect(contrast(tokens[ink]!, tokens[ground]!), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
  it("has papers that can be read, changed or not", () => {
    for (const ground of ["paper", "paper-mark", "paper-new"]) expect(contrast(tokens["paper-ink"]!, tokens[ground]!), ground).toBeGreaterThanOrEqual(7);
    expect(contrast(tokens["paper-ink-2"]!, tokens.paper!)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(tokens["accent-ink"]!, tokens.accent!)).toBeGreaterThanOrEqual(4.5);
  });
  it("shows where the keyboard is", () => {
    for (const ground of grounds) expect(contrast(tokens.focus!, tokens[ground]!), ground).toBeGreaterThanOrEqual(3);
  });
});

describe("the sides", () => {
  it.each(Object.keys(SEEN).filter((kind) => kind !== "grey"))("differ in colour with %s", (kind) => {
    for (const one of SIDES)
      for (const other of SIDES)
        if (one < other)
          for (const of of ["", "-badge"]) expect(apart(DARK[one + of]!, DARK[other + of]!, SEEN[kind]!), `${one}${of} and ${other}${of}`).toBeGreaterThan(11);
  });
  it("are told apart in grey by letter and shape, for their greys alone would not do", () => {
    // If this ever fails, grey alone has become enough and the sentence above is out of date.
    expect(apart(DARK["side-2"]!, DARK["side-3"]!, SEEN.grey!)).toBeLessThan(11);
    const badge = readFileSync(fileURLToPath(new URL("../src/desk/parts/Shape.svelte", import.meta.url)), "utf8");
    for (const shape of ["<circle", "rotate(45", 'rx="6.5"']) expect(badge).toContain(shape);
    for (const side of SIDES) expect(badge).toContain(`var(--${side}-badge)`);
    expect(new Set(SIDE_SIGNS.map((sign) => sign.shape)).size).toBe(SIDE_SIGNS.length);
  });
  it("have the fills of the map, and letters on them that can be read", () => {
    expect(SIDE_SIGNS.map((sign) => hexOf(DARK[`side-${SIDE_SIGNS.indexOf(sign) + 1}`]!))).toEqual(SIDE_SIGNS.map((sign) => sign.fill));
    for (const [n, side] of SIDES.entries()) expect(contrast(n < 3 ? [1, 1, 1] : DARK["side-ink"]!, DARK[`${side}-badge`]!), side).toBeGreaterThanOrEqual(4.5);
  });
});

describe("the map", () => {
  const hex = (name: keyof typeof INK) => [1, 3, 5].map((n) => parseInt(INK[name].slice(n, n + 2), 16) / 255) as Colour;
  /** What is seen where so much of a colour lies on another. */
  const over = (colour: Colour, alpha: number, ground: Colour) => colour.map((part, n) => part * alpha + ground[n]! * (1 - alpha)) as Colour;
  const [land, sea, defended, gap, fan] = [hex("land"), hex("sea"), hex("defended"), hex("gap"), hex("fan")];
  const SEEN_ON: Record<string, Colour> = {
    "bare land": land,
    "defended in both": over(defended, ALPHA.both, land),
    defended: over(defended, ALPHA.defended, land),
    "defended in one only": over(defended, ALPHA.only, land),
    "hatch of the gap": over(gap, ALPHA.outside, land),
    "hatch of the other": over(gap, ALPHA.rest, land),
    "edge of the footprint": over(hex("edge"), ALPHA.edge, land),
    "under a fan": over(fan, ALPHA.fan, sea),
    sea,
  };
  /** What has to be told from what, where they meet: with each deficiency and in grey. */
  const NEIGHBOURS: [string, string][] = [
    ["bare land", "sea"],
    ["bare land", "defended"],
    ["bare land", "defended in both"],
    ["defended", "hatch of the gap"],
    ["defended", "edge of the footprint"],
    ["defended in both", "defended in one only"],
    ["defended in both", "hatch of the other"],
    ["defended in one only", "hatch of the other"],
    ["bare land", "hatch of the gap"],
    ["bare land", "hatch of the other"],
    ["under a fan", "sea"],
  ];
  it("paints with the values of the tokens", () => {
    for (const name of ["space", "sea", "land", "defended", "edge", "gap", "fan", "threat", "interceptor", "try"] as const) expect(INK[name], name).toBe(hexOf(DARK[`map-${name}`]!));
  });
  it.each(Object.keys(SEEN).flatMap((kind) => NEIGHBOURS.map(([one, other]) => [kind, one, other] as const)))("%s: %s and %s are told apart", (kind, one, other) => {
    // Hatches and dashes are told by their form too; that they are lines of another lightness is what grey needs.
    expect(apart(SEEN_ON[one]!, SEEN_ON[other]!, SEEN[kind]!)).toBeGreaterThan(6);
  });
  it.each(Object.keys(SEEN))("%s: what would be kept, gained and lost is told apart under the hand", (kind) => {
    // As paint/trial.ts draws them: filled, filled white, and hollow.
    const [kept, gained, lost] = [over(defended, 0.8, land), [1, 1, 1] as Colour, gap];
    for (const [one, other] of [
      [kept, gained],
      [gained, lost],
      [kept, land],
      [lost, land],
    ] as const)
      expect(apart(one, other, SEEN[kind]!)).toBeGreaterThan(11);
  });
  it.each(["fan", "threat", "interceptor", "edge", "try"] as const)("has lines in %s that stand out from sea, land and footprint", (name) => {
    for (const ground of [sea, land]) expect(contrast(hex(name), ground), name).toBeGreaterThanOrEqual(3);
  });
  it("has words over it that can be read on every panel, on sea, land and footprint", () => {
    for (const ink of ["map-ink", "map-ink-2", "map-ink-3"]) for (const ground of ["map-field", "map-raised", "map-space"]) expect(contrast(DARK[ink]!, DARK[ground]!), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    // On the ground every letter has an outline in the colour of space, 82 % of it.
    for (const ground of Object.values(SEEN_ON)) expect(contrast(DARK["map-ink-2"]!, over(DARK["map-space"]!, 0.82, ground))).toBeGreaterThanOrEqual(4.5);
  });
  it("tells in force, coming and offered by fill and dash, not by colour", () => {
    const sign = readFileSync(fileURLToPath(new URL("../src/globe/parts/Sign.svelte", import.meta.url)), "utf8");
    for (const way of ['standing === "firm" ? "none" : standing === "coming" ? "4 2.2" : "2 2.4"', 'fill-opacity={standing === "coming" ? 0.55 : 1}', 'standing === "gone"']) expect(sign).toContain(way);
  });
});
