/** What the platform says of a scene; the only place where its fields are named. */
import type { Feature, Geometry, LineString, Point, Polygon } from "geojson";

export type Tool = "line" | "arrow" | "area" | "symbol" | "text";

export interface SketchProperties {
  tool: Tool;
  symbol: string;
  text: string;
  label: string;
  level: number | null;
  author: string;
  author_id: string;
  at: string;
  /** Drawn on this device and not sent yet. */
  waits?: boolean;
}

export type SketchFeature = Feature<LineString | Point | Polygon, SketchProperties> & { id: string };

/** One act on the sketch, as it is sent. */
export interface SketchAct {
  act: "draw" | "change" | "remove";
  element: string;
  tool?: Tool;
  symbol?: string;
  label?: string;
  geometry?: LineString | Point | Polygon;
}

export interface Order {
  dispatch: number;
  team: string;
  people: number;
  text: string;
  state: string;
  state_label: string;
  step: string;
  step_label: string;
  eta_at: string | null;
  longitude: number | null;
  latitude: number | null;
  position_url: string;
}

export interface SceneTask {
  id: number;
  title: string;
  instruction: string;
  group: string;
  state: string;
  state_label: string;
  due_at: string | null;
  evidence: string;
  steps: { name: string; label: string }[];
}

export interface RollCall {
  id: number;
  team: string;
  reason: string;
  expected: number;
  due_at: string;
  safe: number | null;
  missing: number | null;
}

export interface Withdrawal {
  id: number;
  reason: string;
  assembly_point: string;
  ordered_at: string;
  ordered_by: string;
  counts: { teams: number; confirmed: number; people: number };
  teams: { id: number; team: string; expected: number; people: number | null; confirmed_at: string | null; is_own: boolean }[];
}

export interface SceneEntry {
  key: string;
  kind: string;
  kind_label: string;
  text: string;
  is_grave: boolean;
  author: string;
  team: string;
  made_at: string;
  arrived_at: string;
  files: { url: string; mime: string }[];
}

export interface SceneState {
  incident: {
    id: number;
    number: string;
    title: string;
    kind: string;
    level: number | null;
    address: string;
    longitude: number | null;
    latitude: number | null;
    is_open: boolean;
    is_drill: boolean;
    url: string;
  };
  me: { id: string; name: string };
  may: { take_part: boolean; command: boolean };
  commander: string;
  headquarters: string;
  orders: Order[];
  tasks: SceneTask[];
  roll_calls: RollCall[];
  withdrawal: Withdrawal | null;
  objectives: { id: number; title: string; due_at: string | null; repeat_minutes: number | null }[];
  zones: Feature<Geometry, { label?: string; level?: number | null }>[];
  surroundings: Feature<Geometry, { kind: string; name?: string }>[];
  teams: { team: string; state_label: string; is_on_scene: boolean; longitude: number | null; latitude: number | null }[];
  sketch: SketchFeature[];
  entries: SceneEntry[];
  meeting: string;
  visible: { due_at: string; at: string | null; kind: string; by: string; after_s: number | null; is_late: boolean; source: string };
}

export interface ScenesAnswer {
  server_time: string;
  scenes: SceneState[];
}

/** Which meanings each tool may carry; the server holds the same table. */
export const MEANINGS: Record<Tool, string[]> = {
  symbol: ["command_post", "assembly", "staging", "casualties", "decontamination", "water"],
  line: ["hot", "warm", "cold", ""],
  arrow: ["route", "wind", ""],
  area: ["hot", "warm", "cold", ""],
  text: [""],
};

/** The level a meaning is coloured by; none: ink. */
export const LEVELS: Record<string, number> = { hot: 1, warm: 2, cold: 4, casualties: 1, water: 4 };

/** The sign inside a symbol, the same on paper. */
export const SIGNS: Record<string, string> = { command_post: "指", assembly: "集", staging: "待", casualties: "伤", decontamination: "洗", water: "水" };
