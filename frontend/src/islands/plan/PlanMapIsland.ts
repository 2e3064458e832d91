/**
 * A plant plan laid over the map, with the points of the apps; a click tells the place.
 *
 *     <div class="map-island map-island--panel" data-island="plan-map" id="plan-map" data-props="plan-map-props"></div>
 *     <script type="application/json" id="plan-map-props">{"mode": "panel", "plan": {"url": "…", "corners": [[lon, lat], …], "opacity": 70}}</script>
 *
 * It is the one map (`MapIsland`) with a picture under its overlays. A click sends `plan:place`
 * ({longitude, latitude}) up from its element; `plan:opacity` (a number of percent) sets the opacity,
 * `plan:sketch` (GeoJSON) the overlay named `outline`.
 */
import type { GeoJSON } from "geojson";
import type { GeoJSONSource, ImageSource, Map as MapLibre } from "maplibre-gl";
import { readProps } from "../../lib/props";
import type { MapProps } from "../map/contract";
import { MapIsland } from "../map/MapIsland";

export interface PlanProps extends MapProps {
  plan?: { url: string; corners: [number, number][]; opacity: number } | null;
}

type Corners = Parameters<ImageSource["setCoordinates"]>[0];

/** The picture as a source and a layer of the map; nothing when it is not tied to the ground. */
export function planLayer(plan: PlanProps["plan"], origin: string): { source: object; layer: object } | undefined {
  if (!plan || plan.corners.length !== 4) return undefined;
  return {
    source: { type: "image", url: new URL(plan.url, origin).href, coordinates: plan.corners as unknown as Corners },
    layer: { id: "plan", type: "raster", source: "plan", paint: { "raster-opacity": plan.opacity / 100, "raster-fade-duration": 0 } },
  };
}

export class PlanMapIsland {
  readonly props: PlanProps;
  private readonly island: MapIsland;

  constructor(readonly element: HTMLElement) {
    this.props = readProps<PlanProps>(element);
    this.island = new MapIsland(element);
  }

  async start(): Promise<void> {
    this.element.addEventListener("map:ready", () => this.drawn());
    await this.island.start();
  }

  private drawn(): void {
    const { map } = this.island;
    if (!map) return;
    const found = planLayer(this.props.plan, window.location.origin);
    if (found) {
      map.addSource("plan", found.source as Parameters<MapLibre["addSource"]>[1]);
      const above = map.getStyle().layers.find((layer) => layer.id.startsWith("overlay-"))?.id;
      map.addLayer(found.layer as Parameters<MapLibre["addLayer"]>[0], above);
      document.addEventListener("plan:opacity", (event) => map.setPaintProperty("plan", "raster-opacity", (event as CustomEvent<number>).detail / 100));
    }
    document.addEventListener("plan:sketch", (event) => {
      const source = map.getSource("overlay-outline") as GeoJSONSource | undefined;
      source?.setData((event as CustomEvent<GeoJSON>).detail);
    });
    map.on("click", (event) => {
      const detail = { longitude: event.lngLat.lng, latitude: event.lngLat.lat };
      this.element.dispatchEvent(new CustomEvent("plan:place", { bubbles: true, detail }));
    });
    this.element.dataset.planReady = "";
  }
}
