/** Makes one SVG sprite of the icons listed in src/icons.json, from @tabler/icons (outline). "team=users-group" gives an icon our own name. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(dirname(fileURLToPath(import.meta.url)));

/** @returns {string} the sprite as SVG text */
export function sprite() {
  const names = [...new Set(JSON.parse(readFileSync(join(here, "src/icons.json"), "utf8")))].sort();
  const symbols = names.map((entry) => {
    const [name, drawing = name] = entry.split("=");
    const svg = readFileSync(join(here, "node_modules/@tabler/icons/icons/outline", `${drawing}.svg`), "utf8");
    const body = svg
      .replace(/<!--[\s\S]*?-->/g, "")
      .replace(/^[\s\S]*?<svg[^>]*>/, "")
      .replace(/<\/svg>\s*$/, "")
      .replace(/<path stroke="none"[^>]*\/>/g, "")
      .replace(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}
