import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { cesium } from "./build/cesium";
import { compressed } from "./build/compressed";

// The page is served by Django under /static/; in development the fixture pages stand at the same address.
export default defineConfig({
  base: "/static/",
  plugins: [svelte(), cesium(), compressed()],
  build: {
    outDir: "dist",
    target: "es2022",
    // The content policy forbids data: fonts and inline modules; everything is a hashed file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 6000,
    manifest: true,
    // The pages before the table are Django's; their sheet is built here, so that both wear the same tokens and fonts.
    rolldownOptions: { input: { index: "index.html", lobby: "src/styles/lobby.css" } },
  },
  server: { port: 5199, strictPort: true },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
