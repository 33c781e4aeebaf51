// The vite plugin that puts what Cesium loads by address at run time (its workers) beside the page. Nothing else of
// Cesium is copied: the globe's pictures are painted by the page itself, so no imagery, no terrain and no wasm is needed.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { Plugin } from "vite";

/** The workers that this page's globe starts: the mesh of a terrain tile, and Cesium's own test of buffer passing. */
const WORKERS = ["createVerticesFromHeightmap.js", "transferTypedArrayTest.js"];

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
    name: "cesium-workers",
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
