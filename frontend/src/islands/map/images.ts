/** Pictures of points: the four level shapes and quiet icons from the sprite; drawn here, never downloaded. */
import type { Map as MapLibre } from "maplibre-gl";
import { meta } from "../../lib/page";

export interface Palette {
  ground: string;
  land: string;
  line: string;
  boundary: string;
  water: string;
  road: string;
  roadCase: string;
  text: string;
  halo: string;
  icon: string;
  primary: string;
  levels: Record<number, string>;
  levelsOn: Record<number, string>;
  unknown: string;
}

export function palette(dark: boolean, read: (name: string) => string = token): Palette {
  const levels = { 1: read("--level-1"), 2: read("--level-2"), 3: read("--level-3"), 4: read("--level-4") };
  const levelsOn = { 1: read("--level-1-on"), 2: read("--level-2-on"), 3: read("--level-3-on"), 4: read("--level-4-on") };
  const shared = { levels, levelsOn, unknown: read("--unknown"), primary: read("--primary") };
  return dark
    ? { ...shared, ground: "#12161b", land: "#1a2028", line: "#39434f", boundary: "#77828f", water: "#22405a", road: "#3b4652", roadCase: "#12161b", text: "#b4bdc8", halo: "#12161b", icon: "#aab4c1" }
    : { ...shared, ground: "#e9ecef", land: "#fafaf8", line: "#c5ccd4", boundary: "#7d8895", water: "#bfd6e6", road: "#ffffff", roadCase: "#b7bfc9", text: "#4d5866", halo: "#ffffff", icon: "#4a5563" };
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const SIZE = 26;
const RATIO = 2;

/** Path of a level's shape in a square of 26: ● ◆ ▲ ■. */
function shape(context: CanvasRenderingContext2D, level: number): void {
  const c = SIZE / 2;
  context.beginPath();
  if (level === 1) context.arc(c, c, 9.5, 0, 2 * Math.PI);
  else if (level === 2) for (const [x, y] of [[c, 2], [24, c], [c, 24], [2, c]] as const) context.lineTo(x, y);
  else if (level === 3) for (const [x, y] of [[c, 3], [24, 22.5], [2, 22.5]] as const) context.lineTo(x, y);
  else context.rect(4.5, 4.5, 17, 17);
  context.closePath();
}

function canvas(): CanvasRenderingContext2D {
  const element = document.createElement("canvas");
  element.width = element.height = SIZE * RATIO;
  const context = element.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.scale(RATIO, RATIO);
  return context;
}

function add(map: MapLibre, name: string, context: CanvasRenderingContext2D): void {
  const pixels = context.getImageData(0, 0, SIZE * RATIO, SIZE * RATIO);
  if (map.hasImage(name)) map.updateImage(name, pixels);
  else map.addImage(name, pixels, { pixelRatio: RATIO });
}

const NUMERALS: Record<number, string> = { 1: "I", 2: "II", 3: "III", 4: "IV" };

export function addLevelImages(map: MapLibre, colours: Palette): void {
  for (const level of [1, 2, 3, 4]) {
    const context = canvas();
    shape(context, level);
    context.lineWidth = 3;
    context.strokeStyle = colours.halo;
    context.lineJoin = "round";
    context.stroke();
    context.fillStyle = colours.levels[level] ?? colours.unknown;
    context.fill();
    context.fillStyle = colours.levelsOn[level] ?? "#fff";
    context.font = "bold 9px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(NUMERALS[level] ?? "", SIZE / 2, level === 3 ? 16.5 : SIZE / 2 + 0.5);
    add(map, `level-${level}`, context);
  }
  const context = canvas();
  context.beginPath();
  context.arc(SIZE / 2, SIZE / 2, 9, 0, 2 * Math.PI);
  context.setLineDash([3, 2]);
  context.lineWidth = 2;
  context.fillStyle = colours.land;
  context.fill();
  context.strokeStyle = colours.unknown;
  context.stroke();
  context.fillStyle = colours.text;
  context.font = "bold 11px sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText("?", SIZE / 2, SIZE / 2 + 0.5);
  add(map, "level-unknown", context);
}

/** Grey hatching of what is not known. */
export function addHatchImage(map: MapLibre, colours: Palette): void {
  const element = document.createElement("canvas");
  element.width = element.height = 16;
  const context = element.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  context.strokeStyle = colours.unknown;
  context.globalAlpha = 0.6;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const x of [-16, 0, 16]) {
    context.moveTo(x, 16);
    context.lineTo(x + 16, 0);
  }
  context.stroke();
  const pixels = context.getImageData(0, 0, 16, 16);
  if (map.hasImage("hatch")) map.updateImage("hatch", pixels);
  else map.addImage("hatch", pixels, { pixelRatio: RATIO });
}

let sprite: Promise<Document> | undefined;

/** Draw a sprite icon in a white disc (`icon-<name>`, `icon-<name>-stale`). */
export async function addIconImage(map: MapLibre, name: string, colours: Palette): Promise<void> {
  sprite ??= fetch(meta("anlan-icons"))
    .then((response) => response.text())
    .then((text) => new DOMParser().parseFromString(text, "image/svg+xml"));
  const stale = name.endsWith("-stale");
  const wanted = name.replace(/^icon-/, "").replace(/-stale$/, "");
  const symbol = (await sprite).getElementById(wanted);
  const context = canvas();
  context.beginPath();
  context.arc(SIZE / 2, SIZE / 2, 10.5, 0, 2 * Math.PI);
  context.fillStyle = colours.land;
  context.fill();
  context.lineWidth = 1.25;
  if (stale) context.setLineDash([3, 2]);
  context.strokeStyle = stale ? colours.unknown : colours.icon;
  context.stroke();
  if (symbol) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="64" height="64" fill="none" stroke="${colours.icon}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" opacity="${stale ? 0.5 : 1}">${symbol.innerHTML}</svg>`;
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode().catch(() => undefined);
    context.drawImage(image, 6, 6, 14, 14);
  }
  add(map, name, context);
}
