import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { versioned } from "./build/versioned.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react(), versioned()],
  resolve: { alias: { "@locales": here("../src/trephine/web/locales") } },
  server: { proxy: { "/api": "http://127.0.0.1:8765" }, fs: { allow: [here("..")] } },
  build: {
    outDir: here("../src/trephine/web/dist"),
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
        entryFileNames: "assets/[name].js",
        chunkFileNames: "assets/[name].js",
        assetFileNames: "assets/[name][extname]",
        // the words of one language are one file
        codeSplitting: { groups: [{ test: /locales[\\/]zh[\\/]/, name: "words-zh" }, { test: /locales[\\/]en[\\/]/, name: "words-en" }] },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["./src/test-setup.ts"],
    restoreMocks: true,
    isolate: false,
    maxWorkers: 1,
  },
});
