/** Builds every entry on its own (no shared chunks), with fixed names, into the kernel's static folder. */
import { build } from "vite";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { sprite } from "./sprite.mjs";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const out = resolve(process.env.ANLAN_STATIC ?? join(here, "../src/anlan/kernel/static/anlan"));

const entries = {
  theme: "src/theme.ts",
  anlan: "src/anlan.ts",
  map: "src/map.ts",
  charts: "src/charts.ts",
  field: "src/field/main.ts",
  "field-worker": "src/field/worker.ts",
};

mkdirSync(out, { recursive: true });
const only = process.argv.slice(2);
if (!only.length) for (const name of readdirSync(out)) rmSync(join(out, name), { recursive: true });
for (const [name, entry] of Object.entries(entries)) {
  if (only.length && !only.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), "anlan-build-"));
  await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: ["chrome109", "firefox115", "safari16"],
      cssTarget: ["chrome109"],
      sourcemap: false,
      minify: "esbuild",
      reportCompressedSize: false,
      chunkSizeWarningLimit: 3000,
      assetsInlineLimit: 100_000,
      lib: { entry: join(here, entry), name: `anlan_${name.replace("-", "_")}`, formats: ["iife"], fileName: () => `${name}.js`, cssFileName: name },
    },
  });
  for (const file of [`${name}.js`, `${name}.css`]) {
    if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(out, file));
  }
  rmSync(folder, { recursive: true });
}
// Without the comment that names its source map: that file is not delivered.
const worker = readFileSync(join(here, "node_modules/maplibre-gl/dist/maplibre-gl-csp-worker.js"), "utf8");
writeFileSync(join(out, "map-worker.js"), worker.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));
copyFileSync(join(here, "src/favicon.svg"), join(out, "favicon.svg"));
for (const size of [192, 512]) copyFileSync(join(here, `src/field/icon-${size}.png`), join(out, `field-${size}.png`));
writeFileSync(join(out, "icons.svg"), sprite());
