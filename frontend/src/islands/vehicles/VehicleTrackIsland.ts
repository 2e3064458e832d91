/**
 * A vehicle's track with playback: lines coloured by speed, stays, violations, a slider over time.
 *
 *     <div class="map-island map-island--panel" data-island="vehicle-track" id="track-map" data-props="track-map-props"></div>
 *     <script type="application/json" id="track-map-props">{"track": {"url": "…", "periods": [{"label": "…", "hours": 24}], "words": {…}}}</script>
 *
 * GET url?from=&to= → `TrackAnswer`. It owns no state but the stretch of time shown.
 */
import type { FeatureCollection } from "geojson";
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { icon, make } from "../../lib/page";
import { readProps } from "../../lib/props";
import type { MapProps } from "../map/contract";
import { palette } from "../map/images";
import { MapIsland } from "../map/MapIsland";
import { bounds, lines, placeAt, type Point, points, type TrackAnswer } from "./track";

export interface TrackProps extends MapProps {
  track: { url: string; periods: { label: string; hours: number }[]; words: Record<string, string> };
}

const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
/** Colours of the bands of speed, calm to fast; the words stand beside them. */
const BANDS = ["#5b8def", "#2f9e63", "#d9a514", "#c2412d"];
/** A playback of any length lasts about this long. [ms] */
const PLAY_MS = 30_000;

export class VehicleTrackIsland {
  readonly props: TrackProps;
  private readonly island: MapIsland;
  private track: Point[] = [];
  private answer?: TrackAnswer;
  private timer?: number;
  private readonly slider = make("input", { type: "range", class: "form-range", min: "0", max: "1000", value: "1000" });
  private readonly when = make("output", { class: "vehicle-track__when number" });
  private readonly sums = make("p", { class: "vehicle-track__sums" });
  private readonly play: HTMLButtonElement;

  constructor(readonly element: HTMLElement) {
    this.props = readProps<TrackProps>(element);
    this.island = new MapIsland(element);
    this.play = make("button", { type: "button", class: "btn btn-sm" });
  }

  async start(): Promise<void> {
    this.element.addEventListener("map:ready", () => this.drawn());
    this.element.after(this.controls());
    await this.island.start();
  }

  private words(name: string): string {
    return this.props.track.words[name] ?? name;
  }

  private controls(): HTMLElement {
    const periods = this.props.track.periods.map(({ label, hours }) => {
      const button = make("button", { type: "button", class: "btn btn-sm", "data-hours": String(hours) }, label);
      button.addEventListener("click", () => void this.load(hours));
      return button;
    });
    this.setPlaying(false);
    this.play.addEventListener("click", () => (this.timer === undefined ? this.begin() : this.stop()));
    this.slider.setAttribute("aria-label", this.words("play"));
    this.slider.addEventListener("input", () => this.show());
    const legend = ["slow", "middle", "quick", "fast"].map((name, row) => {
      const swatch = make("i", { class: "vehicle-track__swatch" });
      swatch.style.background = BANDS[row] ?? "";
      return make("span", {}, swatch, this.words(name));
    });
    return make("div", { class: "vehicle-track__controls" },
      make("div", { class: "vehicle-track__row" }, make("div", { class: "btn-group" }, ...periods), this.play, this.slider, this.when),
      this.sums,
      make("div", { class: "vehicle-track__legend" }, ...legend));
  }

  private setPlaying(isPlaying: boolean): void {
    this.play.replaceChildren(icon(isPlaying ? "player-pause" : "player-play"), this.words(isPlaying ? "pause" : "play"));
  }

  private drawn(): void {
    const { map } = this.island;
    if (!map) return;
    const colours = palette(document.documentElement.dataset.bsTheme === "dark");
    for (const name of ["track", "stops", "marks", "vehicle"]) map.addSource(name, { type: "geojson", data: EMPTY });
    map.addLayer({ id: "track", type: "line", source: "track", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-width": 4, "line-color": ["match", ["get", "band"], 0, BANDS[0] as string, 1, BANDS[1] as string, 2, BANDS[2] as string, BANDS[3] as string] } });
    map.addLayer({ id: "stops", type: "circle", source: "stops", paint: { "circle-radius": 6, "circle-color": colours.halo, "circle-stroke-width": 2, "circle-stroke-color": colours.icon } });
    map.addLayer({ id: "stops-name", type: "symbol", source: "stops", minzoom: 11, layout: { "text-field": ["get", "label"], "text-font": ["Local Regular"], "text-size": 11, "text-offset": [0, 1.2], "text-anchor": "top", "text-optional": true }, paint: { "text-color": colours.text, "text-halo-color": colours.halo, "text-halo-width": 1.5 } });
    map.addLayer({ id: "marks", type: "symbol", source: "marks", layout: { "icon-image": ["match", ["get", "level"], 1, "level-1", 2, "level-2", 3, "level-3", "level-4"], "icon-size": 0.7, "icon-allow-overlap": true } });
    map.addLayer({ id: "vehicle", type: "circle", source: "vehicle", paint: { "circle-radius": 8, "circle-color": colours.primary, "circle-stroke-width": 3, "circle-stroke-color": colours.halo } });
    map.on("click", "marks", (event) => {
      const url = event.features?.[0]?.properties["url"] as string | undefined;
      if (url) window.location.assign(url);
    });
    const first = this.props.track.periods[1] ?? this.props.track.periods[0];
    if (first) void this.load(first.hours);
  }

  private async load(hours: number): Promise<void> {
    this.stop();
    for (const button of document.querySelectorAll<HTMLElement>(".vehicle-track__row [data-hours]")) button.setAttribute("aria-pressed", String(button.dataset.hours === String(hours)));
    const from = new Date(Date.now() - hours * 3_600_000).toISOString();
    const response = await fetch(`${this.props.track.url}?from=${encodeURIComponent(from)}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!response?.ok) return;
    this.answer = (await response.json()) as TrackAnswer;
    this.track = points(this.answer);
    this.draw();
    this.element.dataset.trackReady = String(this.answer.count);
  }

  private draw(): void {
    const { map } = this.island;
    const answer = this.answer;
    if (!map || !answer) return;
    const set = (name: string, features: FeatureCollection["features"]): void => {
      (map.getSource(name) as GeoJSONSource).setData({ type: "FeatureCollection", features });
    };
    set("track", lines(this.track));
    set("stops", answer.stops.map((stop) => ({ type: "Feature", properties: { label: this.words("stop").replace("{time}", this.spell(stop.to - stop.from)) }, geometry: { type: "Point", coordinates: [stop.lon, stop.lat] } })));
    set("marks", answer.violations.map((mark) => ({ type: "Feature", properties: { level: mark.level, url: mark.url }, geometry: { type: "Point", coordinates: [mark.lon, mark.lat] } })));
    this.sums.textContent = this.track.length
      ? this.words("sums").replace("{distance}", answer.distance_km.toFixed(1)).replace("{driving}", this.spell(answer.driving_s)).replace("{speed}", String(answer.highest_km_h))
      : this.words("none");
    this.slider.value = "1000";
    this.show();
    this.fit(map);
  }

  private fit(map: MapLibre): void {
    const found = bounds(this.track);
    if (found) map.fitBounds(found, { padding: 40, maxZoom: 15, animate: false });
  }

  private spell(seconds: number): string {
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.round((seconds % 3600) / 60);
    const parts = [hours ? this.words("hours").replace("{n}", String(hours)) : "", this.words("minutes").replace("{n}", String(minutes))];
    return parts.filter(Boolean).join(" ");
  }

  // Playback ---------------------------------------------------------------------------------------

  private moment(): number {
    const first = this.track[0]?.at ?? 0;
    const last = this.track[this.track.length - 1]?.at ?? 0;
    return first + ((last - first) * Number(this.slider.value)) / 1000;
  }

  private show(): void {
    const { map } = this.island;
    const place = placeAt(this.track, this.moment());
    const source = map?.getSource("vehicle") as GeoJSONSource | undefined;
    if (!place) {
      this.when.textContent = "";
      source?.setData(EMPTY);
      return;
    }
    source?.setData({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [place.lon, place.lat] } });
    const at = new Date(place.at * 1000);
    const two = (n: number): string => String(n).padStart(2, "0");
    this.when.textContent = `${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())} · ${Math.round(place.speed)} km/h`;
  }

  private begin(): void {
    if (!this.track.length) return;
    if (Number(this.slider.value) >= 1000) this.slider.value = "0";
    const from = Number(this.slider.value);
    const began = performance.now();
    this.setPlaying(true);
    const step = (now: number): void => {
      const value = from + ((now - began) / PLAY_MS) * 1000;
      this.slider.value = String(Math.min(value, 1000));
      this.show();
      if (value >= 1000) this.stop();
      else this.timer = requestAnimationFrame(step);
    };
    this.timer = requestAnimationFrame(step);
  }

  private stop(): void {
    if (this.timer !== undefined) cancelAnimationFrame(this.timer);
    this.timer = undefined;
    this.setPlaying(false);
  }
}
