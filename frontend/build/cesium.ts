// The vite plugin that fits Cesium to this page: puts the workers that it loads by address at run time beside the page, and
// leaves out the parts that the content policy forbids and the globe never uses. Nothing else of Cesium is copied: the
// globe's pictures are painted by the page itself, so that no imagery, no terrain files and no wasm are needed.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { Plugin } from "vite";

/** The workers that this page's globe starts: the mesh of a terrain tile, and Cesium's own test of buffer passing. */
const WORKERS = ["createVerticesFromHeightmap.js", "transferTypedArrayTest.js"];

/**
 * Decoders of 3D models and point clouds. They compile WebAssembly when they are imported, wanted or not, which
 * `script-src 'self'` forbids; the globe draws no models.
 */
const DECODERS = /^(meshoptimizer|@spz-loader\/core|@cesium\/wasm-splats|draco3d)(\/|$)/;
const NO_DECODER = "\0no-decoder";

/** Cesium's line of credits writes a <style> element, which `style-src 'self'` forbids; the map shows its own. */
const CREDITS = /@cesium\/engine\/Source\/Scene\/CreditDisplay\.js$/;
const QUIET_CREDITS = `
export default class QuietCredits {
  constructor(container) { this.container = container; }
  beginFrame() {}
  endFrame() {}
  update() {}
  addCreditToNextFrame() {}
  addStaticCredit() {}
  removeStaticCredit() {}
  destroy() {}
  isDestroyed() { return false; }
}`;

/** A worker and all that it imports, relative to the folder of workers. */
export function withImports(folder: string, entries: readonly string[]): string[] {
  const found = new Set<string>();
  const waiting = [...entries];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    const path = join(folder, name);
    if (!existsSync(path)) throw new Error(`Cesium has no worker ${name} in ${folder}: was @cesium/engine changed?`);
    found.add(name);
    for (const [, imported] of readFileSync(path, "utf8").matchAll(/(?:from|import)\s*\(?\s*"\.\/([\w-]+\.js)"/g))
      if (imported !== undefined) waiting.push(imported);
  }
  return [...found].sort();
}

/** Workers under `cesium/Workers/` of the build, and at the same address in development. */
export function cesium(): Plugin {
  const require = createRequire(import.meta.url);
  const folder = resolve(dirname(require.resolve("@cesium/engine/package.json")), "Build/Workers");
  let base = "/";
  return {
    name: "cesium",
    enforce: "pre",
    resolveId: (id) => (DECODERS.test(id) ? NO_DECODER : null),
    load(id) {
      if (id === NO_DECODER)
        return "export const MeshoptDecoder = undefined; export const loadSpz = undefined; export default undefined;";
      return CREDITS.test(id.split("?")[0] ?? "") ? QUIET_CREDITS : null;
    },
    configResolved(config) {
      base = config.base;
    },
    configureServer(server) {
      const names = new Set(withImports(folder, WORKERS));
      server.middlewares.use((request, response, next) => {
        const name = request.url?.split("?")[0]?.replace(`${base}cesium/Workers/`, "") ?? "";
        if (!names.has(name)) return next();
        response.setHeader("Content-Type", "text/javascript");
        response.end(readFileSync(join(folder, name)));
      });
    },
    generateBundle() {
      for (const name of withImports(folder, WORKERS))
        this.emitFile({
          type: "asset",
          fileName: `cesium/Workers/${name}`,
          source: readFileSync(join(folder, name)),
        });
    },
  };
}
