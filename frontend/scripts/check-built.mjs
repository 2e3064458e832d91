/** Builds again into a temporary folder and compares with what is committed; for CI. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const committed = join(here, "../src/anlan/kernel/static/anlan");
const folder = mkdtempSync(join(tmpdir(), "anlan-check-"));
execFileSync(process.execPath, [join(here, "scripts/build.mjs")], {
  env: { ...process.env, ANLAN_STATIC: folder },
  stdio: "inherit",
});
const names = new Set([...readdirSync(folder), ...readdirSync(committed)]);
const different = [...names].filter((name) => {
  try {
    return !readFileSync(join(folder, name)).equals(readFileSync(join(committed, name)));
  } catch {
    return true;
  }
});
rmSync(folder, { recursive: true });
if (different.length) {
  console.error(`The committed build is not what the sources give: ${different.join(", ")}. Run “npm run build”.`);
  process.exit(1);
}
console.log(`${names.size} built files are as committed.`);
