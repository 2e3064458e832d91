/**
 * The live map: every vehicle of one's area, moving. It is the one map (`MapIsland`) with a layer of its own.
 *
 *     <div class="map-island map-island--page" data-island="vehicle-map" id="vehicle-map" data-props="vehicle-map-props"></div>
 *     <script type="application/json" id="vehicle-map-props">{"vehicles": {"snapshot_url": "…", "stream_url": "…", "kinds": ["…"], "words": {…}}}</script>
 *
 * GET snapshot_url → records of all vehicles; stream_url → server-sent events with records of those that moved
 * (`records.ts`). After a break the snapshot is read again. A click shows the vehicle beside the map.
 */
import { make } from "../../lib/page";
import { readProps } from "../../lib/props";
import { clockTime } from "../../lib/time";
import type { MapProps } from "../map/contract";
import { palette } from "../map/images";
import { MapIsland } from "../map/MapIsland";
import { type Colour, FleetLayer, rgb } from "./fleet";
import { bytesOf, decodeRecords, look, type Moving } from "./records";

export interface VehicleProps extends MapProps {
  vehicles: { snapshot_url: string; stream_url: string; feature_layer: string; kinds: string[]; words: Record<string, string> };
}

/** Counts and colours of age are looked at again this often. [ms] */
const REFRESH_MS = 5000;

export class VehicleMapIsland {
  readonly props: VehicleProps;
  readonly fleet: FleetLayer;
  private readonly island: MapIsland;
  private readonly hidden = new Set<number>();
  private readonly counts = make("div", { class: "vehicle-counts", role: "status" });
  private source?: EventSource;
  private heardAt = 0;
  private isLost = false;

  constructor(readonly element: HTMLElement) {
    this.props = readProps<VehicleProps>(element);
    this.island = new MapIsland(element);
    const [colours, halo] = this.colours();
    this.fleet = new FleetLayer(colours, halo, (vehicle) => !this.hidden.has(vehicle.kind));
  }

  async start(): Promise<void> {
    this.element.addEventListener("map:ready", () => this.drawn());
    await this.island.start();
    await this.load();
    this.listen();
    window.setInterval(() => this.refresh(), REFRESH_MS);
    window.addEventListener("theme:changed", () => window.setTimeout(() => this.fleet.recolour(...this.colours()), 0));
  }

  private colours(): [Colour[], Colour] {
    const found = palette(document.documentElement.dataset.bsTheme === "dark");
    const levels = [1, 2, 3, 4].map((level) => rgb(found.levels[level] ?? ""));
    return [[rgb(found.icon), rgb(found.primary), rgb(found.line), ...levels], rgb(found.halo)];
  }

  private drawn(): void {
    const { map } = this.island;
    if (!map) return;
    map.addLayer(this.fleet);
    map.on("click", (event) => {
      const found = this.fleet.find(map, event.point.x, event.point.y);
      if (found) void this.island.detail(this.props.vehicles.feature_layer, found.id);
    });
    map.on("mousemove", (event) => {
      if (this.fleet.find(map, event.point.x, event.point.y, 9)) map.getCanvas().style.cursor = "pointer";
    });
    this.element.querySelector(".map-island__stage")?.append(this.legend());
    this.refresh();
    this.element.dataset.fleetReady = "";
  }

  /** Which kinds are shown, and how many of each state. */
  private legend(): HTMLElement {
    const { kinds, words } = this.props.vehicles;
    const boxes = kinds.map((label, kind) => {
      const input = make("input", { type: "checkbox", checked: "" });
      input.addEventListener("change", () => {
        if (input.checked) this.hidden.delete(kind);
        else this.hidden.add(kind);
        this.refresh();
      });
      return make("label", {}, input, label);
    });
    return make("section", { class: "vehicle-legend", "aria-label": words["shown"] ?? "" }, ...boxes, this.counts);
  }

  private async load(): Promise<void> {
    const response = await fetch(this.props.vehicles.snapshot_url).catch(() => undefined);
    if (!response?.ok) return;
    this.take(decodeRecords(await response.arrayBuffer()));
  }

  private listen(): void {
    this.source = new EventSource(this.props.vehicles.stream_url);
    this.source.onmessage = (event: MessageEvent<string>) => this.take(decodeRecords(bytesOf(event.data)));
    this.source.onerror = () => {
      this.isLost = true;
      this.refresh();
    };
    this.source.onopen = () => {
      if (this.isLost) void this.load();
      this.isLost = false;
      this.refresh();
    };
  }

  private take(moving: Moving[]): void {
    this.heardAt = Date.now();
    this.fleet.take(moving, this.heardAt / 1000);
  }

  private refresh(): void {
    const now = Date.now() / 1000;
    this.fleet.refresh(now);
    const { words } = this.props.vehicles;
    const counts = [0, 0, 0, 0];
    for (const vehicle of this.fleet.vehicles.values()) {
      if (this.hidden.has(vehicle.kind)) continue;
      const state = look(vehicle, now);
      const slot = Math.min(state, 3);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    const labels = [words["standing"], words["moving"], words["silent"], words["violating"]];
    const rows = [1, 0, 3, 2].map((slot) => make("span", { class: `vehicle-counts__item vehicle-counts__item--${slot}` }, `${labels[slot] ?? ""} ${counts[slot] ?? 0}`));
    if (!this.fleet.vehicles.size) rows.push(make("span", { class: "text-absent" }, words["empty"] ?? ""));
    if (this.isLost) rows.push(make("span", { class: "vehicle-counts__lost" }, (words["lost"] ?? "").replace("{time}", clockTime(new Date(this.heardAt)))));
    this.counts.replaceChildren(...rows);
  }
}
