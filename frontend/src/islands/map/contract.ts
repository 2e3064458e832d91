/** What the server says about the map; the only place where its fields are named. */
import type { GeoJSON } from "geojson";

export type Shape = "point" | "line" | "polygon";

/** One entry of the layer registry: the server lists only what this person may see. */
export interface Layer {
  id: string;
  title: string;
  group: string;
  /** Vector tiles (layer name inside the tile = id) or GeoJSON. */
  source?: "mvt" | "geojson";
  url?: string;
  /** What is drawn; `kind` of the server's description. */
  kind?: Shape;
  /** "level": drawn by official level (alarms, incidents); otherwise a quiet icon, line or area. */
  /** "graded": areas filled by level, 0 quiet, those without level hatched. */
  style?: "level" | "icon" | "line" | "area" | "ring" | "graded";
  icon?: string;
  min_zoom?: number;
  /** Tiles exist up to here; closer in they are enlarged. */
  max_zoom?: number;
  legend?: { label: string; level?: number | null; icon?: string }[];
  /** Where the hours to choose from are told, see `hours.ts`. */
  hours_url?: string;
  /** Apps whose live messages change what is drawn. */
  changed_by?: string[];
  visible?: boolean;
}

export interface MapConfig {
  center?: [number, number];
  zoom?: number;
  bounds?: [number, number, number, number];
  /** Where the person is on duty; the map opens there. */
  home?: [number, number, number, number];
  base_url?: string;
  base?: string[];
  layers: Layer[];
  online_base?: { title: string; tiles: string[]; attribution?: string } | null;
  radii_m?: number[];
  as_of?: string;
}

/** A result drawn over the layers, stamped with its state, wind and time. */
export interface Overlay {
  id: string;
  title: string;
  data?: GeoJSON;
  url?: string;
  kind?: "ring" | "zone" | "route" | "point";
  level?: number | null;
  label?: string;
  stamp?: string;
}

export interface MapProps {
  id?: string;
  mode?: "page" | "wall" | "panel";
  config_url?: string;
  query_url?: string;
  feature_url?: string;
  search_url?: string;
  topic?: string;
  overlays?: Overlay[];
  visible?: string[];
  layer_filters?: Record<string, string>;
  focus?: { lon?: number; lat?: number; zoom?: number; label?: string; bounds?: [number, number, number, number] };
  rings_m?: number[];
}

/** Answer of the question “what lies around”: GET query_url?lon&lat&radius. */
export interface Nearby {
  radius_m: number;
  people?: number;
  layers: {
    id: string;
    title: string;
    count: number;
    people?: number;
    list_url?: string;
    items: NearbyItem[];
  }[];
}

export interface NearbyItem {
  id: number | string;
  name: string;
  distance_m: number;
  level?: number | null;
  lon: number;
  lat: number;
  people?: number;
  url?: string;
}

/** One answer of the box on the map: GET search_url?q= → {results}. */
export interface Place {
  name: string;
  kind?: string;
  lon: number;
  lat: number;
  layer?: string;
  id?: number | string;
  level?: number | null;
}

/** Protocol of tiles that are asked for together (`together.ts`). */
export const TOGETHER = "layers";

/** Layers whose objects are drawn by their level when the registry does not say. */
const LEVEL_LAYERS = new Set(["alarms", "incidents", "warnings", "responses"]);

export function styleOf(layer: Layer): NonNullable<Layer["style"]> {
  if (layer.style) return layer.style;
  if (LEVEL_LAYERS.has(layer.id)) return "level";
  return layer.kind === "line" ? "line" : layer.kind === "polygon" ? "area" : "icon";
}

/** Address of a layer's tiles or data; tiles without a filter are asked for together with those of others. */
export function tileUrl(layer: Layer, filter = "", version = 0): string {
  const own = `/map/tiles/${layer.id}/{z}/{x}/{y}.mvt`;
  const path = layer.url ?? own;
  if (path === own && !filter) return `${TOGETHER}://${layer.id}/{z}/{x}/{y}?v=${version}`;
  const query = [filter, version ? `v=${version}` : ""].filter(Boolean).join("&");
  const address = query ? `${path}${path.includes("?") ? "&" : "?"}${query}` : path;
  return address.startsWith("/") ? window.location.origin + address : address;
}

/** The layers a live message changes: those of its app, and those that follow it. */
export function concerned(layers: Layer[], message: { name: string }): Layer[] {
  const app = message.name.split(".")[0] ?? "";
  return layers.filter((layer) => layer.id === app || (layer.changed_by ?? []).includes(app));
}
