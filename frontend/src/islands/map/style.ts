/** How the map is drawn: an offline base, then the registry's layers, then results. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { type Layer, type Overlay, styleOf } from "./contract";
import type { Palette } from "./images";

export const BASE = ["county", "townships", "rivers", "roads", "villages", "places"];
/** One name, drawn by the device's own Chinese font: no glyph server exists. */
const FONT = ["Local Regular"];

/** The base works without any network but the platform's own. */
export function baseStyle(colours: Palette, baseUrl: string, names: string[], online?: { tiles: string[]; attribution?: string } | null): StyleSpecification {
  const sources: StyleSpecification["sources"] = {};
  for (const name of names) sources[`base-${name}`] = { type: "geojson", data: `${baseUrl}${name}.geojson`, tolerance: 0.4 };
  const has = (name: string): boolean => names.includes(name);
  const layers: LayerSpecification[] = [{ id: "ground", type: "background", paint: { "background-color": colours.ground } }];
  if (online) {
    sources["online"] = { type: "raster", tiles: online.tiles, tileSize: 256, attribution: online.attribution ?? "" };
  }
  if (has("county")) layers.push({ id: "county-fill", type: "fill", source: "base-county", paint: { "fill-color": colours.land } });
  if (online) layers.push({ id: "online", type: "raster", source: "online", layout: { visibility: "none" } });
  if (has("townships")) {
    layers.push({ id: "townships-line", type: "line", source: "base-townships", paint: { "line-color": colours.line, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 13, 1.5], "line-dasharray": [4, 2] } });
  }
  if (has("rivers")) {
    layers.push({ id: "rivers", type: "line", source: "base-rivers", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": colours.water, "line-width": ["interpolate", ["exponential", 1.4], ["zoom"], 8, ["case", ["<=", ["coalesce", ["get", "order"], 9], 1], 2, 0.8], 14, ["case", ["<=", ["coalesce", ["get", "order"], 9], 1], 14, 5]] } });
  }
  if (has("roads")) {
    const major = ["match", ["coalesce", ["get", "class"], ""], ["national", "provincial"], true, false];
    const width = (scale: number): LayerSpecification["paint"] => ({ "line-width": ["interpolate", ["exponential", 1.4], ["zoom"], 8, ["case", major, 1.2 * scale, 0.5 * scale], 14, ["case", major, 6 * scale, 3.2 * scale]] }) as LayerSpecification["paint"];
    layers.push(
      { id: "roads-case", type: "line", source: "base-roads", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": colours.roadCase, ...width(1.45) } } as LayerSpecification,
      { id: "roads", type: "line", source: "base-roads", minzoom: 9, layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": colours.road, ...width(1) } } as LayerSpecification,
    );
  }
  if (has("county")) layers.push({ id: "county-line", type: "line", source: "base-county", paint: { "line-color": colours.boundary, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 1.5, 13, 3] } });
  return { version: 8, sources, layers, transition: { duration: 150, delay: 0 } };
}

/** Names come above everything but the abnormal. */
export function labelLayers(colours: Palette, names: string[]): LayerSpecification[] {
  const text = (id: string, source: string, minzoom: number, size: number, extra: Record<string, unknown> = {}): LayerSpecification =>
    ({
      id,
      type: "symbol",
      source,
      minzoom,
      layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": size, "text-padding": 4, "text-max-width": 12, ...extra },
      paint: { "text-color": colours.text, "text-halo-color": colours.halo, "text-halo-width": 1.4 },
    }) as LayerSpecification;
  const layers: LayerSpecification[] = [];
  if (names.includes("rivers")) layers.push(text("rivers-name", "base-rivers", 10, 11, { "symbol-placement": "line", "symbol-spacing": 400 }));
  if (names.includes("roads")) layers.push(text("roads-name", "base-roads", 12, 10, { "symbol-placement": "line", "symbol-spacing": 350 }));
  if (names.includes("villages")) layers.push(text("villages-name", "base-villages", 12, 11));
  if (names.includes("places")) layers.push(text("places-name", "base-places", 8, 13, { "text-letter-spacing": 0.08, "symbol-sort-key": 0 }));
  else if (names.includes("townships")) layers.push(text("townships-name", "base-townships", 8, 13, { "text-letter-spacing": 0.08 }));
  return layers;
}

const LEVEL: ExpressionSpecification = ["to-number", ["coalesce", ["get", "level"], 0], 0];
const STALE: ExpressionSpecification = ["in", ["coalesce", ["get", "state"], ""], ["literal", ["offline", "stale", "unknown", "unavailable"]]];

export function levelColour(colours: Palette, otherwise: string): unknown {
  return ["match", LEVEL, 1, colours.levels[1], 2, colours.levels[2], 3, colours.levels[3], 4, colours.levels[4], otherwise];
}

/** The drawing layers of one registry entry. */
export function drawingLayers(layer: Layer, colours: Palette): LayerSpecification[] {
  const source = `layer-${layer.id}`;
  const common: Record<string, unknown> = { source, minzoom: layer.min_zoom ?? 0 };
  if ((layer.source ?? "mvt") === "mvt") common["source-layer"] = layer.id;
  const name: Record<string, unknown> = {
    "text-field": ["coalesce", ["get", "name"], ""],
    "text-font": FONT,
    "text-size": 11,
    "text-anchor": "top",
    "text-offset": [0, 1.2],
    "text-optional": true,
    "text-max-width": 10,
  };
  const ink = { "text-color": colours.text, "text-halo-color": colours.halo, "text-halo-width": 1.4 };
  switch (styleOf(layer)) {
    case "level":
      if (layer.kind === "polygon") return area(layer, common, levelColour(colours, colours.unknown));
      return [
        { id: `${layer.id}-halo`, type: "circle", ...common, filter: ["<=", LEVEL, 2], paint: { "circle-color": levelColour(colours, colours.unknown), "circle-opacity": 0.22, "circle-radius": ["match", LEVEL, 1, 24, 18] } },
        {
          id: layer.id,
          type: "symbol",
          ...common,
          layout: { "icon-image": ["match", LEVEL, 1, "level-1", 2, "level-2", 3, "level-3", 4, "level-4", "level-unknown"], "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ["-", 9, LEVEL], ...name, "text-size": 12 },
          paint: { ...ink, "text-color": colours.text },
        },
      ] as unknown as LayerSpecification[];
    case "line":
      return [{ id: layer.id, type: "line", ...common, layout: { "line-cap": "round" }, paint: { "line-color": levelColour(colours, colours.icon), "line-width": 2.5 } }] as unknown as LayerSpecification[];
    case "graded":
      return [
        { id: layer.id, type: "fill", ...common, paint: { "fill-color": levelColour(colours, colours.land), "fill-opacity": ["case", [">", LEVEL, 0], 0.4, 0] } },
        { id: `${layer.id}-unknown`, type: "fill", ...common, filter: ["!", ["has", "level"]], paint: { "fill-pattern": "hatch" } },
        { id: `${layer.id}-line`, type: "line", ...common, paint: { "line-color": levelColour(colours, colours.unknown), "line-width": 1 } },
      ] as unknown as LayerSpecification[];
    case "area":
    case "ring":
      return area(layer, common, levelColour(colours, colours.icon));
    default: {
      const icon = `icon-${layer.icon || "point"}`;
      return [
        { id: layer.id, type: "symbol", ...common, layout: { "icon-image": ["case", STALE, `${icon}-stale`, icon], "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.6, 13, 0.95], "icon-padding": 0, "icon-allow-overlap": ["step", ["zoom"], false, 12, true], "symbol-sort-key": ["case", [">", LEVEL, 0], LEVEL, 9], ...name, "text-field": ["step", ["zoom"], "", 12.5, ["coalesce", ["get", "name"], ""]] }, paint: ink },
      ] as unknown as LayerSpecification[];
    }
  }
}

function area(layer: Layer, common: Record<string, unknown>, colour: unknown): LayerSpecification[] {
  return [
    { id: layer.id, type: "fill", ...common, paint: { "fill-color": colour, "fill-opacity": 0.12 } },
    { id: `${layer.id}-line`, type: "line", ...common, paint: { "line-color": colour, "line-width": 1.5 } },
  ] as unknown as LayerSpecification[];
}

/** A result: zone, ring, route or point; its stamp stands beside it in the legend. */
export function overlayLayers(overlay: Overlay, colours: Palette): LayerSpecification[] {
  const source = `overlay-${overlay.id}`;
  const fixed = overlay.level ? colours.levels[overlay.level] : undefined;
  const colour = fixed ?? levelColour(colours, colours.primary);
  const layers: unknown[] = [];
  if (overlay.kind === "route") {
    layers.push({ id: `${source}-line`, type: "line", source, layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": colour, "line-width": 4 } });
  } else {
    if (overlay.kind !== "ring") layers.push({ id: `${source}-fill`, type: "fill", source, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.16 } });
    layers.push(
      { id: `${source}-line`, type: "line", source, filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": colour, "line-width": 1.8, "line-dasharray": overlay.kind === "ring" ? [3, 2] : [1, 0] } },
      { id: `${source}-point`, type: "circle", source, filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": colour, "circle-radius": 6, "circle-stroke-width": 2, "circle-stroke-color": colours.halo } },
    );
  }
  layers.push({
    id: `${source}-label`,
    type: "symbol",
    source,
    layout: { "text-field": ["coalesce", ["get", "label"], ["get", "name"], ""], "text-font": FONT, "text-size": 12, "text-anchor": "bottom", "text-offset": [0, -0.6] },
    paint: { "text-color": colours.text, "text-halo-color": colours.halo, "text-halo-width": 1.6 },
  });
  return layers as LayerSpecification[];
}
