/**
 * Drawing a geofence or a route: clicks on the map become the corners of the polygon or line in a field of the form.
 *
 *     <div class="map-island map-island--panel" data-island="fence-map" id="fence-map" data-props="fence-map-props"></div>
 *     <script type="application/json" id="fence-map-props">{"fence": {"field": "area", "area": "", "words": {…}}}</script>
 *
 * The field holds GeoJSON; what is pasted there is drawn. Without scripts the field alone does. `"line": true` draws a route.
 */
import type { Feature, LineString, Polygon, Position } from "geojson";
import type { GeoJSONSource } from "maplibre-gl";
import { make } from "../../lib/page";
import { readProps } from "../../lib/props";
import type { MapProps } from "../map/contract";
import { palette } from "../map/images";
import { MapIsland } from "../map/MapIsland";

export interface FenceProps extends MapProps {
  fence: { field: string; area: string; line?: boolean; words: Record<string, string> };
}

/** The corners of a polygon (without the closing one) or a line in a text; none for what is neither. */
export function corners(text: string): Position[] {
  try {
    const shape = JSON.parse(text) as Polygon | LineString;
    if (shape.type === "LineString") return shape.coordinates;
    const ring = shape.type === "Polygon" ? (shape.coordinates[0] ?? []) : [];
    return ring.slice(0, -1);
  } catch {
    return [];
  }
}

/** The text of a polygon or line; empty until there are three corners, for a line two. */
export function shapeText(found: Position[], isLine = false): string {
  if (found.length < (isLine ? 2 : 3)) return "";
  const round = (position: Position): Position => position.map((degrees) => Math.round(degrees * 1e6) / 1e6);
  if (isLine) return JSON.stringify({ type: "LineString", coordinates: found.map(round) });
  return JSON.stringify({ type: "Polygon", coordinates: [[...found, found[0] as Position].map(round)] });
}

export class FenceMapIsland {
  readonly props: FenceProps;
  private readonly island: MapIsland;
  private found: Position[] = [];

  constructor(readonly element: HTMLElement) {
    this.props = readProps<FenceProps>(element);
    this.island = new MapIsland(element);
  }

  async start(): Promise<void> {
    this.element.addEventListener("map:ready", () => this.drawn());
    await this.island.start();
  }

  private field(): HTMLTextAreaElement | null {
    return document.querySelector<HTMLTextAreaElement>(`[name="${this.props.fence.field}"]`);
  }

  private drawn(): void {
    const { map } = this.island;
    if (!map) return;
    const { primary, halo } = palette(document.documentElement.dataset.bsTheme === "dark");
    map.addSource("fence", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    map.addLayer({ id: "fence-fill", type: "fill", source: "fence", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": primary, "fill-opacity": 0.15 } });
    map.addLayer({ id: "fence-line", type: "line", source: "fence", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": primary, "line-width": 2 } });
    map.addLayer({ id: "fence-corner", type: "circle", source: "fence", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": primary, "circle-stroke-width": 2, "circle-stroke-color": halo } });
    this.found = corners(this.field()?.value || this.props.fence.area);
    this.draw();
    map.on("click", (event) => this.set([...this.found, [event.lngLat.lng, event.lngLat.lat]]));
    this.field()?.addEventListener("change", () => {
      this.found = corners(this.field()?.value ?? "");
      this.draw();
    });
    const { words } = this.props.fence;
    const undo = make("button", { type: "button", class: "btn btn-sm" }, words["undo"] ?? "");
    undo.addEventListener("click", () => this.set(this.found.slice(0, -1)));
    const clear = make("button", { type: "button", class: "btn btn-sm" }, words["clear"] ?? "");
    clear.addEventListener("click", () => this.set([]));
    this.element.after(make("p", { class: "fence-map__tools" }, make("span", { class: "help" }, words["hint"] ?? ""), undo, clear));
    this.element.dataset.fenceReady = "";
  }

  private set(found: Position[]): void {
    this.found = found;
    const field = this.field();
    if (field) {
      field.value = shapeText(found, this.props.fence.line);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.draw();
  }

  private draw(): void {
    const features: Feature[] = this.found.map((position) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: position } }));
    if (this.found.length > 1) features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: this.found } });
    if (this.found.length > 2 && !this.props.fence.line) features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[...this.found, this.found[0] as Position]] } });
    (this.island.map?.getSource("fence") as GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features });
  }
}
