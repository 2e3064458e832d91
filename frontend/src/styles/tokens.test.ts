import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/styles/tokens.css", "utf8");
const blocks = {
  light: css.slice(css.indexOf(":root"), css.indexOf('[data-bs-theme="dark"] {')),
  dark: css.slice(css.indexOf('[data-bs-theme="dark"] {'), css.indexOf("--font:")),
};

function token(theme: keyof typeof blocks, name: string): string {
  const found = new RegExp(`${name}: (#[0-9a-f]{6});`).exec(blocks[theme]);
  if (!found?.[1]) throw new Error(`${name} is not a colour of the ${theme} theme`);
  return found[1];
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  it.each(["level-1", "level-2", "level-3", "level-4", "done", "overdue", "unknown", "primary", "drill"])("can be read on --%s (4.5:1)", (name) => {
    expect(contrast(token(theme, `--${name}`), token(theme, `--${name}-on`))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["level-1", "level-2", "level-3", "level-4", "done", "overdue", "unknown", "drill"])("can be read on the tint of --%s (4.5:1)", (name) => {
    const ink = token(theme, `--${name}-ink`);
    expect(contrast(token(theme, `--${name}-tint`), ink)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token(theme, "--surface"), ink)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["--ink", "--ink-soft", "--ink-faint", "--primary-ink"])("has text %s that can be read everywhere (4.5:1)", (name) => {
    for (const ground of ["--ground", "--surface", "--surface-soft", "--surface-hover", "--shell"]) {
      expect(contrast(token(theme, name), token(theme, ground))).toBeGreaterThanOrEqual(4.5);
    }
  });
});
