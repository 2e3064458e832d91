/**
 * A map of a scene drawn by the page itself: zones, roads, teams, sketch, oneself. It needs no tiles, no network and
 * no graphics card; fingers move it, pinch it and draw on it.
 *
 *     const map = new SceneMap({ tapped: (feature) => …, drawn: (geometry) => … });
 *     box.append(map.element); map.show(state, sketch); map.fit(); map.use("area");
 */
import type { Geometry, Position } from "geojson";
import { say } from "../lib/messages";
import { Plane, thin } from "./geo";
import { type SceneState, SIGNS, type SketchFeature, type Tool } from "./types";

export type Drawn = { type: "Point"; coordinates: Position } | { type: "LineString"; coordinates: Position[] } | { type: "Polygon"; coordinates: Position[][] };

export interface MapEvents {
  /** Somebody tapped an element of the sketch (undefined: beside all). */
  tapped(feature: SketchFeature | undefined): void;
  /** A drawing is finished. */
  drawn(shape: Drawn): void;
  /** Corners were set or taken back. */
  corners?(count: number): void;
}

type Spot = [number, number];

const NS = "http://www.w3.org/2000/svg";
/** A finger that moves less than this has tapped. [px] */
const TAP_PX = 10;
/** An element this near to a tap is meant. [px] */
const NEAR_PX = 26;
/** Left free for the buttons on the right and for captions. [px] */
const SIDE_PX = 64;
const CLOSEST = 4;
const FARTHEST = 0.01;

export class SceneMap {
  readonly element = draw("svg", { class: "scene-map", role: "application", tabindex: "0" });
  private state?: SceneState;
  private sketch: SketchFeature[] = [];
  private plane = new Plane(0, 0);
  private centre: Spot = [0, 0];
  /** Pixels for a metre. */
  private scale = 0.2;
  private tool?: Tool;
  private line: Spot[] = [];
  private isStroke = false;
  private me?: { longitude: number; latitude: number; accuracy_m: number };
  private chosen = "";
  private readonly fingers = new Map<number, Spot>();
  private began?: Spot;
  private moved = 0;
  private wasFitted = false;
  private readonly watcher?: ResizeObserver;

  constructor(private readonly events: MapEvents) {
    this.element.addEventListener("pointerdown", (event) => this.down(event));
    this.element.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"] as const) this.element.addEventListener(name, (event) => this.up(event));
    this.element.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.25 : 0.8, this.at(event));
    }, { passive: false });
    if (typeof ResizeObserver === "function") {
      this.watcher = new ResizeObserver(() => (this.wasFitted ? this.render() : this.fit()));
      this.watcher.observe(this.element);
    }
  }

  close(): void {
    this.watcher?.disconnect();
  }

  get corners(): number {
    return this.line.length;
  }

  show(state: SceneState, sketch: SketchFeature[]): void {
    const { longitude, latitude } = state.incident;
    const first = sketch[0]?.geometry;
    const [x, y] = longitude !== null && latitude !== null ? [longitude, latitude] : (first ? (spots(first)[0] ?? [0, 0]) : [0, 0]);
    if (!this.state) this.plane = new Plane(x ?? 0, y ?? 0);
    this.state = state;
    this.sketch = sketch;
    if (!this.wasFitted) this.fit();
    else this.render();
  }

  /** Show all: zones, sketch, the incident; at least some hundred metres. */
  fit(): void {
    const { state } = this;
    if (!state) return;
    const all = [...this.sketch, ...state.zones].flatMap((feature) => spots(feature.geometry)).map((spot) => this.plane.metres(spot));
    all.push([-250, -250], [250, 250]);
    const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
    const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const { width, height } = this.size();
    this.scale = Math.min((width - 2 * SIDE_PX) / (east - west), (height - SIDE_PX) / (north - south));
    this.centre = [(west + east) / 2 + SIDE_PX / 2 / this.scale, (south + north) / 2];
    this.wasFitted = this.element.clientWidth > 0;
    this.render();
  }

  zoom(factor: number, around?: Spot): void {
    const { width, height } = this.size();
    const fixed = around ?? [width / 2, height / 2];
    const before = this.metresAt(fixed);
    this.scale = Math.max(FARTHEST, Math.min(CLOSEST, this.scale * factor));
    const after = this.metresAt(fixed);
    this.centre = [this.centre[0] + before[0] - after[0], this.centre[1] + before[1] - after[1]];
    this.render();
  }

  /** Where the device is; `goThere` moves the map. */
  place(me: { longitude: number; latitude: number; accuracy_m: number } | undefined, goThere = false): void {
    this.me = me;
    if (me && goThere) this.centre = this.plane.metres([me.longitude, me.latitude]);
    this.render();
  }

  /** Draw with a tool; undefined: look. */
  use(tool: Tool | undefined): void {
    this.tool = tool;
    this.line = [];
    this.element.classList.toggle("scene-map--draws", tool !== undefined);
    this.render();
  }

  choose(id: string): void {
    this.chosen = id;
    this.render();
  }

  /** Take the last corner back. */
  undo(): void {
    this.line.pop();
    this.events.corners?.(this.line.length);
    this.render();
  }

  /** The corners tapped so far are the drawing; false when they are too few. */
  finish(): boolean {
    const shape = this.shape();
    if (!shape) return false;
    this.line = [];
    this.events.drawn(shape);
    return true;
  }

  private shape(): Drawn | undefined {
    const line = thin(this.line, 2 / this.scale).map((spot) => this.plane.degrees(spot));
    if (this.tool === "area") return line.length > 2 ? { type: "Polygon", coordinates: [[...line, line[0] as Position]] } : undefined;
    return line.length > 1 ? { type: "LineString", coordinates: line } : undefined;
  }

  // Fingers ------------------------------------------------------------------------------------------

  private at(event: MouseEvent): Spot {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private down(event: PointerEvent): void {
    this.element.setPointerCapture?.(event.pointerId);
    const at = this.at(event);
    this.fingers.set(event.pointerId, at);
    if (this.fingers.size === 1) {
      this.began = at;
      this.moved = 0;
      this.isStroke = false;
    } else if (this.isStroke) {
      this.line = []; // a second finger: it was no drawing
      this.isStroke = false;
    }
  }

  private move(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const at = this.at(event);
    this.moved = Math.max(this.moved, this.began ? Math.hypot(at[0] - this.began[0], at[1] - this.began[1]) : 0);
    if (this.fingers.size === 2) {
      const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1] as Spot;
      const [was, is] = [Math.hypot(before[0] - other[0], before[1] - other[1]), Math.hypot(at[0] - other[0], at[1] - other[1])];
      this.fingers.set(event.pointerId, at);
      this.pan((at[0] - before[0]) / 2, (at[1] - before[1]) / 2);
      if (was > 0) this.zoom(is / was, [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2]);
      return;
    }
    this.fingers.set(event.pointerId, at);
    if (this.moved < TAP_PX) return;
    if (this.tool === "line" || this.tool === "arrow" || this.tool === "area") {
      if (!this.isStroke && this.line.length === 0 && this.began) {
        this.isStroke = true;
        this.line = [this.metresAt(this.began)];
      }
      if (this.isStroke) {
        this.line.push(this.metresAt(at));
        this.render();
        return;
      }
    }
    this.pan(at[0] - before[0], at[1] - before[1]);
  }

  private up(event: PointerEvent): void {
    const at = this.fingers.get(event.pointerId);
    this.fingers.delete(event.pointerId);
    if (!at || this.fingers.size) return;
    if (this.isStroke) {
      this.isStroke = false;
      if (!this.finish()) this.line = [];
      this.render();
    } else if (this.moved < TAP_PX && event.type === "pointerup") {
      this.tap(at);
    }
  }

  private tap(at: Spot): void {
    const there = this.metresAt(at);
    if (this.tool === "symbol" || this.tool === "text") {
      this.events.drawn({ type: "Point", coordinates: this.plane.degrees(there) });
    } else if (this.tool) {
      this.line.push(there);
      this.events.corners?.(this.line.length);
      this.render();
    } else {
      this.events.tapped(this.find(at));
    }
  }

  private find(at: Spot): SketchFeature | undefined {
    let nearest: SketchFeature | undefined;
    let least = NEAR_PX;
    for (const feature of this.sketch) {
      const line = spots(feature.geometry).map((spot) => this.screen(spot));
      const away = Math.min(...line.map((spot, index) => toSegment(at, spot, line[index + 1] ?? spot)));
      if (away < least) [nearest, least] = [feature, away];
    }
    return nearest;
  }

  private pan(dx: number, dy: number): void {
    this.centre = [this.centre[0] - dx / this.scale, this.centre[1] + dy / this.scale];
    this.render();
  }

  // Drawing ------------------------------------------------------------------------------------------

  private size(): { width: number; height: number } {
    return { width: this.element.clientWidth || 360, height: this.element.clientHeight || 360 };
  }

  private metresAt([x, y]: Spot): Spot {
    const { width, height } = this.size();
    return [this.centre[0] + (x - width / 2) / this.scale, this.centre[1] - (y - height / 2) / this.scale];
  }

  private toScreen([x, y]: Spot): Spot {
    const { width, height } = this.size();
    const round = (value: number): number => Math.round(value * 10) / 10;
    return [round(width / 2 + (x - this.centre[0]) * this.scale), round(height / 2 - (y - this.centre[1]) * this.scale)];
  }

  private screen(position: Position): Spot {
    return this.toScreen(this.plane.metres(position));
  }

  private render(): void {
    const { state } = this;
    if (!state) return;
    const { width, height } = this.size();
    this.element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const parts: Element[] = [];
    for (const { geometry, properties } of state.surroundings) parts.push(draw("path", { class: `scene-map__${properties.kind}`, d: this.path(geometry) }));
    for (const { geometry, properties } of state.zones) {
      parts.push(draw("path", { class: `scene-map__zone scene-map--${properties.level ?? 0}`, d: this.path(geometry) }));
      const top = spots(geometry).map((spot) => this.screen(spot)).sort((one, other) => one[1] - other[1])[0];
      if (top && properties.label) parts.push(text(top, properties.label, "scene-map__label", -4));
    }
    const { longitude, latitude } = state.incident;
    if (longitude !== null && latitude !== null) {
      const [x, y] = this.screen([longitude, latitude]);
      parts.push(draw("path", { class: "scene-map__incident", d: `M${x - 9} ${y - 9}l18 18m0 -18l-18 18` }));
    }
    for (const feature of this.sketch) parts.push(...this.drawing(feature));
    for (const { team, longitude: x, latitude: y, is_on_scene } of state.teams) {
      if (x === null || y === null) continue;
      const at = this.screen([x, y]);
      parts.push(draw("circle", { class: `scene-map__team${is_on_scene ? "" : " scene-map__team--coming"}`, cx: at[0], cy: at[1], r: 8 }), text(at, team, "scene-map__label", 22));
    }
    if (this.me) {
      const [x, y] = this.screen([this.me.longitude, this.me.latitude]);
      parts.push(draw("circle", { class: "scene-map__around", cx: x, cy: y, r: Math.max(12, this.me.accuracy_m * this.scale) }), draw("circle", { class: "scene-map__me", cx: x, cy: y, r: 9 }));
    }
    if (this.line.length) {
      const corners = this.line.map((spot) => this.toScreen(spot));
      parts.push(draw("polyline", { class: "scene-map__pen", points: corners.map((spot) => spot.join(",")).join(" ") }));
      if (!this.isStroke) for (const [cx, cy] of corners) parts.push(draw("circle", { class: "scene-map__corner", cx, cy, r: 6 }));
    }
    parts.push(...this.measure(height));
    this.element.replaceChildren(...parts);
  }

  private drawing({ id, geometry, properties }: SketchFeature): Element[] {
    const { tool, symbol, label, waits } = properties;
    const tone = `scene-map--${properties.level ?? 0}${waits ? " scene-map--waits" : ""}${id === this.chosen ? " scene-map--chosen" : ""}`;
    const line = spots(geometry).map((spot) => this.screen(spot));
    const first = line[0];
    if (!first) return [];
    const found: Element[] = [];
    if (geometry.type === "Point") {
      if (tool === "text") return [text(first, label, `scene-map__text ${tone}`, 5)];
      const group = draw("g", { class: `scene-map__symbol ${tone}` });
      group.append(draw("rect", { x: first[0] - 14, y: first[1] - 14, width: 28, height: 28, rx: 5 }), text(first, SIGNS[symbol] ?? "●", "scene-map__sign", 6));
      found.push(group, text(first, label, "scene-map__label", 30));
    } else {
      const style = geometry.type === "Polygon" ? "scene-map__area" : "scene-map__line";
      const path = draw("path", { class: `${style} ${tone}`, d: this.path(geometry) });
      found.push(path);
      if (tool === "arrow") found.push(draw("path", { class: `scene-map__head ${tone}`, d: head(line) }));
      const middle = geometry.type === "Polygon" ? [...line].sort((one, other) => one[1] - other[1])[0] : line[Math.floor(line.length / 2)];
      if (label && middle) found.push(text(middle, label, "scene-map__label", -8));
    }
    found[0]?.setAttribute("data-element", id);
    return found;
  }

  private path(geometry: Geometry): string {
    return lines(geometry)
      .map(({ line, isClosed }) => `M${line.map((spot) => this.screen(spot).join(" ")).join("L")}${isClosed ? "Z" : ""}`)
      .join("");
  }

  /** A bar of a round length, and north. */
  private measure(height: number): Element[] {
    const wanted = 90 / this.scale;
    const power = 10 ** Math.floor(Math.log10(wanted));
    const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= wanted) ?? power;
    const right = 12 + metres * this.scale;
    const words = metres < 1000 ? `${metres} m` : `${metres / 1000} km`;
    return [
      draw("path", { class: "scene-map__bar", d: `M12 ${height - 18}v6h${right - 12}v-6` }),
      text([(12 + right) / 2, height - 18], words, "scene-map__measure", -2),
      text([22, 24], say("scene.north"), "scene-map__measure", 0),
    ];
  }
}

function lines(geometry: Geometry): { line: Position[]; isClosed: boolean }[] {
  switch (geometry.type) {
    case "Point":
      return [{ line: [geometry.coordinates], isClosed: false }];
    case "LineString":
      return [{ line: geometry.coordinates, isClosed: false }];
    case "MultiLineString":
      return geometry.coordinates.map((line) => ({ line, isClosed: false }));
    case "Polygon":
      return geometry.coordinates.map((line) => ({ line, isClosed: true }));
    case "MultiPolygon":
      return geometry.coordinates.flatMap((rings) => rings.map((line) => ({ line, isClosed: true })));
    default:
      return [];
  }
}

function spots(geometry: Geometry): Position[] {
  return lines(geometry).flatMap(({ line }) => line);
}

function toSegment([x, y]: Spot, [ax, ay]: Spot, [bx, by]: Spot): number {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = length ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
}

function draw<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string | number>): SVGElementTagNameMap[K] {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

function text([x, y]: Spot, words: string, style: string, below: number): SVGTextElement {
  const element = draw("text", { class: style, x, y: y + below });
  element.textContent = words;
  return element;
}

/** The head of an arrow: a triangle at the last corner, pointing as the line's end does. */
function head(line: Spot[]): string {
  const tip = line[line.length - 1] as Spot;
  const before = [...line].reverse().find(([x, y]) => Math.hypot(x - tip[0], y - tip[1]) > 12) ?? (line[0] as Spot);
  const angle = Math.atan2(tip[1] - before[1], tip[0] - before[0]);
  const corner = (turn: number, length: number): string => `${(tip[0] + Math.cos(angle + turn) * length).toFixed(1)} ${(tip[1] + Math.sin(angle + turn) * length).toFixed(1)}`;
  return `M${corner(0, 8)}L${corner(2.55, 18)}L${corner(-2.55, 18)}Z`;
}
