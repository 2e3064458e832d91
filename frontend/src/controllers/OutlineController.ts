/**
 * A polygon drawn by clicks on a small map (`plan-map` island); the same polygon stands in a text field.
 *
 *     <div data-controller="outline">
 *       <button data-action="outline#undo">…</button> <button data-action="outline#clear">…</button>
 *       <output data-outline-target="count"></output>
 *       <div data-island="plan-map" …></div>
 *       <textarea data-outline-target="text"></textarea>
 *     </div>
 *
 * A click on the map (`plan:place`) adds a corner, `plan:sketch` (GeoJSON) goes back to the map, whose
 * overlay `outline` shows it. What was typed as WKT is left to the server; the map shows GeoJSON only.
 */
import { Controller } from "@hotwired/stimulus";
import type { FeatureCollection, Polygon, Position } from "geojson";

const DIGITS = 6;

/** The corners of a polygon written as GeoJSON, without the closing one; none for anything else. */
export function corners(text: string): Position[] {
  try {
    const found = JSON.parse(text) as Partial<Polygon> | null;
    const ring = found?.type === "Polygon" ? found.coordinates?.[0] : undefined;
    return ring ? ring.slice(0, -1) : [];
  } catch {
    return [];
  }
}

/** The polygon as text; empty with fewer than three corners, since it would be none. */
export function written(points: Position[]): string {
  const [first] = points;
  return first && points.length > 2 ? JSON.stringify({ type: "Polygon", coordinates: [[...points, first]] }) : "";
}

/** What the map shows of the corners so far. */
export function sketch(points: Position[]): FeatureCollection {
  const [first] = points;
  const features: FeatureCollection["features"] = points.map((at) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } }));
  if (first && points.length > 2) features.unshift({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[...points, first]] } });
  else if (points.length === 2) features.unshift({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: points } });
  return { type: "FeatureCollection", features };
}

export default class OutlineController extends Controller<HTMLElement> {
  static override targets = ["text", "count"];
  declare readonly textTarget: HTMLTextAreaElement;
  declare readonly hasTextTarget: boolean;
  declare readonly countTargets: HTMLElement[];
  private points: Position[] = [];
  private readonly placed = (event: Event): void => {
    const { longitude, latitude } = (event as CustomEvent<{ longitude: number; latitude: number }>).detail;
    this.points.push([Number(longitude.toFixed(DIGITS)), Number(latitude.toFixed(DIGITS))]);
    this.changed();
  };
  private readonly typed = (): void => {
    this.points = corners(this.textTarget.value);
    this.show();
  };
  private readonly drawn = (): void => this.show();

  override connect(): void {
    if (!this.hasTextTarget) return;
    this.points = corners(this.textTarget.value);
    this.textTarget.addEventListener("input", this.typed);
    this.element.addEventListener("plan:place", this.placed);
    this.element.addEventListener("map:ready", this.drawn);
    this.show();
  }

  override disconnect(): void {
    this.element.removeEventListener("plan:place", this.placed);
    this.element.removeEventListener("map:ready", this.drawn);
    if (this.hasTextTarget) this.textTarget.removeEventListener("input", this.typed);
  }

  undo(): void {
    this.points.pop();
    this.changed();
  }

  clear(): void {
    this.points = [];
    this.changed();
  }

  private changed(): void {
    this.textTarget.value = written(this.points);
    this.textTarget.dispatchEvent(new Event("change", { bubbles: true }));
    this.show();
  }

  private show(): void {
    for (const target of this.countTargets) target.textContent = this.points.length ? String(this.points.length) : "";
    document.dispatchEvent(new CustomEvent("plan:sketch", { detail: sketch(this.points) }));
  }
}
