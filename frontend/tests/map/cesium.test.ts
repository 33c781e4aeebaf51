import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cesium, withImports } from "../../build/cesium";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "workers-"))));
afterEach(() => rmSync(folder, { recursive: true }));

describe("Cesium's workers", () => {
  it("come with everything that they import, also in circles", () => {
    writeFileSync(join(folder, "a.js"), 'import{x}from"./b.js";import "./c.js";');
    writeFileSync(join(folder, "b.js"), 'import("./d.js")');
    writeFileSync(join(folder, "c.js"), 'export * from "./a.js"');
    writeFileSync(join(folder, "d.js"), "");
    writeFileSync(join(folder, "not-asked-for.js"), "");
    expect(withImports(folder, ["a.js"])).toEqual(["a.js", "b.js", "c.js", "d.js"]);
  });

  it("say which one is missing", () => {
    expect(() => withImports(folder, ["gone.js"])).toThrow(/no worker gone\.js/);
  });

  it("are all there in the version that is installed, under the page's address", () => {
    const emitted: string[] = [];
    const generate = cesium().generateBundle as unknown as (this: unknown) => void;
    generate.call({ emitFile: (file: { fileName: string }) => emitted.push(file.fileName) });
    expect(emitted).toContain("cesium/Workers/createVerticesFromHeightmap.js");
    expect(emitted).toContain("cesium/Workers/transferTypedArrayTest.js");
  });
});

describe("what the content policy forbids", () => {
  const engine = dirname(createRequire(import.meta.url).resolve("@cesium/engine/package.json"));
  const plugin = cesium();
  const resolveId = plugin.resolveId as unknown as (id: string) => string | null;
  const load = plugin.load as unknown as (id: string) => string | null;

  it("is left out: decoders that compile WebAssembly, the credit line that writes a style", () => {
    for (const name of ["meshoptimizer", "@spz-loader/core", "@cesium/wasm-splats", "draco3d"]) expect(load(resolveId(name) ?? ""), name).toContain("undefined");
    const credits = join(engine, "Source/Scene/CreditDisplay.js");
    expect(existsSync(credits)).toBe(true);
    expect(load(credits)).toContain("QuietCredits");
  });

  it("and nothing else is touched", () => {
    expect(resolveId("d3-geo")).toBeNull();
    expect(load(join(engine, "Source/Scene/Scene.js"))).toBeNull();
  });
});
