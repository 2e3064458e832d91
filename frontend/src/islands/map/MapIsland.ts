/**
 * The one map: layers left, detail right, time below; works without an internet map.
 *
 *     <div class="map-island map-island--page" data-island="map" id="map" data-props="map-props"
 *          data-worker="/static/anlan/map-worker.js" data-live-listen="map"></div>
 *     <script type="application/json" id="map-props">{"config_url": "/map/config.json"}</script>
 *
 * Reads `contract.ts` shapes: GET config_url → MapConfig; GET query_url?lon&lat&radius →
 * Nearby; GET feature_url<layer>/<id>/ → HTML for the right side; GET search_url?q= → {results}.
 * Live messages of its topic refresh the layers that follow their app (`changed_by`);
 * in wall mode a message of level 1 or 2 turns the map there. It owns no state and no permission.
 */
import type { GeoJSON } from "geojson";
import maplibre from "maplibre-gl/dist/maplibre-gl-csp";
import type { GeoJSONSource, Map as MapLibre, MapMouseEvent, VectorTileSource } from "maplibre-gl";
import { type LiveMessage, subjectOf } from "../../lib/live";
import { say } from "../../lib/messages";
import { icon, make } from "../../lib/page";
import { readProps } from "../../lib/props";
import { clockTime } from "../../lib/time";
import { concerned, type Layer, type MapConfig, type MapProps, type Nearby, type Place, styleOf, tileUrl, TOGETHER } from "./contract";
import { HourChoice } from "./hours";
import { addHatchImage, addIconImage, addLevelImages, palette, type Palette } from "./images";
import { area, circle, length, type Position, spellArea, spellDistance } from "./measure";
import { layerPanel, levelBadge } from "./panel";
import { BASE, baseStyle, drawingLayers, labelLayers, overlayLayers } from "./style";
import { askTogether } from "./together";

const RADII_M = [500, 1000, 3000];
/** Messages in this time refresh a layer once. */
const GATHER_MS = 250;
const WALL_RETURN_MS = 60_000;
const EMPTY: GeoJSON = { type: "FeatureCollection", features: [] };

type Mode = "look" | "measure" | "query";

export class MapIsland {
  readonly props: MapProps;
  map?: MapLibre;
  private config: MapConfig = { layers: [] };
  private colours: Palette;
  private visible = new Set<string>();
  private mode: Mode = "look";
  private line: Position[] = [];
  private radius = 1000;
  private centre?: Position;
  private version = 0;
  private readonly stale = new Set<string>();
  /** What is appended to the address of a layer: the filter of a list, a chosen hour. */
  private readonly filters: Record<string, string>;
  private readonly hours = new Map<string, HourChoice>();
  private gather?: number;
  private home?: number;
  private isListening = false;
  private readonly stage = make("div", { class: "map-island__stage" });
  private readonly side = make("aside", { class: "map-detail", "aria-live": "polite" });
  private readonly time = make("div", { class: "map-time" });
  private readonly hint = make("div", { class: "map-hint", role: "status" });
  private readonly left = make("aside", { class: "map-panel" });

  constructor(readonly element: HTMLElement) {
    this.props = readProps<MapProps>(element);
    this.filters = { ...this.props.layer_filters };
    this.colours = palette(document.documentElement.dataset.bsTheme === "dark");
  }

  async start(): Promise<void> {
    this.element.replaceChildren(this.stage);
    this.say(say("map.loading"));
    this.stage.append(this.hint);
    const response = await fetch(this.props.config_url ?? "/map/config.json", { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!response?.ok) {
      this.say(say("error.network"));
      return;
    }
    this.config = (await response.json()) as MapConfig;
    this.visible = new Set(this.props.visible ?? this.config.layers.filter((layer) => layer.visible !== false).map((layer) => layer.id));
    try {
      this.draw();
    } catch (error) {
      console.error(error);
      this.say(say("map.no_webgl"));
    }
  }

  private draw(): void {
    maplibre.addProtocol(TOGETHER, askTogether);
    maplibre.setWorkerUrl(this.element.dataset.worker ?? "/static/anlan/map-worker.js");
    const base = this.config.base ?? BASE;
    const origin = window.location.origin;
    const baseUrl = new URL(this.config.base_url ?? "/map/base/", origin).href;
    const map = new maplibre.Map({
      container: this.stage,
      style: baseStyle(this.colours, baseUrl, base, this.config.online_base),
      localIdeographFontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif',
      ...this.opening(),
      attributionControl: this.config.online_base ? { compact: true } : false,
      canvasContextAttributes: { preserveDrawingBuffer: true },
      fadeDuration: 100,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 19,
      minZoom: 5,
      locale: { "Map.Title": say("map.layers"), "NavigationControl.ZoomIn": say("map.zoom_in"), "NavigationControl.ZoomOut": say("map.zoom_out") },
    });
    this.map = map;
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibre.ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-right");
    if (this.props.mode !== "wall") map.addControl(new maplibre.NavigationControl({ showCompass: false }), "bottom-right");
    map.on("load", () => void this.loaded(map));
    map.on("error", (event: { error: Error; sourceId?: string }) => this.failed(event));
    this.furniture();
    this.open(map);
    if (!this.isListening) this.listen();
  }

  /** Fit once more when the panels have taken their room: the first fit knew nothing of them. */
  private open(map: MapLibre): void {
    const bounds = this.openingBounds();
    map.resize();
    if (bounds) map.fitBounds(bounds, { padding: this.padding(), animate: false });
  }

  private openingBounds(): [number, number, number, number] | undefined {
    const { focus } = this.props;
    if (focus?.bounds) return focus.bounds;
    return focus?.lon === undefined ? (this.config.home ?? this.config.bounds) : undefined;
  }

  /** What must stay free around an area that is to be seen whole: the tools above, scale and time below. */
  private padding(): { top: number; bottom: number; left: number; right: number } {
    const bare = this.props.mode === "wall";
    return { top: bare ? 24 : 56, bottom: 40, left: 24, right: bare ? 24 : 56 };
  }

  private opening(): object {
    const { focus } = this.props;
    const bounds = this.openingBounds();
    if (bounds) return { bounds, fitBoundsOptions: { padding: 24 } };
    if (focus?.lon !== undefined && focus.lat !== undefined) return { center: [focus.lon, focus.lat], zoom: focus.zoom ?? 13.5 };
    return { center: this.config.center ?? [119.17, 29.03], zoom: this.config.zoom ?? 9.5 };
  }

  private async loaded(map: MapLibre): Promise<void> {
    addLevelImages(map, this.colours);
    addHatchImage(map, this.colours);
    const icons = new Set(this.config.layers.filter((layer) => styleOf(layer) === "icon").map((layer) => `icon-${layer.icon || "point"}`));
    await Promise.all([...icons].flatMap((name) => [name, `${name}-stale`]).map((name) => addIconImage(map, name, this.colours)));
    const quiet = this.config.layers.filter((layer) => styleOf(layer) !== "level");
    const abnormal = this.config.layers.filter((layer) => styleOf(layer) === "level");
    for (const layer of quiet.filter((item) => styleOf(item) !== "icon")) this.addLayer(map, layer);
    for (const layer of quiet.filter((item) => styleOf(item) === "icon")) this.addLayer(map, layer);
    for (const layer of labelLayers(this.colours, this.config.base ?? BASE)) map.addLayer(layer);
    for (const overlay of this.overlays()) {
      const address = overlay.url ? new URL(overlay.url, window.location.origin).href : undefined;
      map.addSource(`overlay-${overlay.id}`, { type: "geojson", data: overlay.data ?? address ?? EMPTY });
      for (const layer of overlayLayers(overlay, this.colours)) map.addLayer(layer);
    }
    for (const layer of abnormal) this.addLayer(map, layer);
    map.addSource("tool", { type: "geojson", data: EMPTY });
    map.addLayer({ id: "tool-fill", type: "fill", source: "tool", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": this.colours.primary, "fill-opacity": 0.08 } });
    map.addLayer({ id: "tool-line", type: "line", source: "tool", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": this.colours.primary, "line-width": 2 } });
    map.addLayer({ id: "tool-point", type: "circle", source: "tool", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-color": this.colours.primary, "circle-radius": 5, "circle-stroke-color": this.colours.halo, "circle-stroke-width": 2 } });
    map.on("click", (event: MapMouseEvent) => void this.clicked(event));
    map.on("mousemove", (event: MapMouseEvent) => this.pointer(event));
    map.on("dblclick", (event: MapMouseEvent) => {
      if (this.mode !== "measure") return;
      event.preventDefault();
      this.setMode("look", false);
    });
    this.say("");
    this.asOf();
    this.element.dataset.ready = "";
    this.element.dispatchEvent(new CustomEvent("map:ready", { bubbles: true }));
  }

  private overlays(): NonNullable<MapProps["overlays"]> {
    const overlays = [...(this.props.overlays ?? [])];
    const { focus, rings_m: rings } = this.props;
    if (focus?.lon !== undefined && focus.lat !== undefined) {
      const centre: Position = [focus.lon, focus.lat];
      for (const radius of rings ?? []) {
        const ring = circle(centre, radius);
        overlays.push({
          id: `ring-${radius}`,
          title: spellDistance(radius),
          kind: "ring",
          data: { type: "FeatureCollection", features: [
            { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: ring } },
            { type: "Feature", properties: { label: spellDistance(radius), ring: true }, geometry: { type: "Point", coordinates: ring[18] as Position } },
          ] },
        });
      }
    }
    return overlays;
  }

  private addLayer(map: MapLibre, layer: Layer): void {
    const filter = this.filters[layer.id] ?? "";
    if ((layer.source ?? "mvt") === "mvt") {
      map.addSource(`layer-${layer.id}`, { type: "vector", tiles: [tileUrl(layer, filter)], minzoom: 5, maxzoom: layer.max_zoom ?? 14, promoteId: "id" });
    } else {
      // Asked for when it is shown, not before.
      map.addSource(`layer-${layer.id}`, { type: "geojson", data: this.visible.has(layer.id) ? tileUrl(layer, filter) : EMPTY });
    }
    for (const drawing of drawingLayers(layer, this.colours)) {
      map.addLayer(drawing);
      if (!this.visible.has(layer.id)) map.setLayoutProperty(drawing.id, "visibility", "none");
    }
  }

  // What stands around the map ---------------------------------------------------------------------

  private furniture(): void {
    const mode = this.props.mode ?? "page";
    this.stage.append(this.time, this.hint);
    if (mode === "wall") return;
    this.element.append(this.side);
    this.side.hidden = true;
    const tools = make("div", { class: "map-tools", role: "toolbar", "aria-label": say("map.query") });
    if (mode === "page") {
      tools.append(this.searchBox());
      this.left.append(layerPanel(this.config.layers, this.visible, this.props.overlays ?? [], this.config.online_base?.title, {
        show: (id, on) => this.show(id, on),
        online: (on) => this.map?.setLayoutProperty("online", "visibility", on ? "visible" : "none"),
        below: (layer) => this.hourChoice(layer),
      }));
      this.element.prepend(this.left);
      tools.append(this.tool("stack-2", say("map.layers"), () => this.togglePanel()));
    }
    const measure = this.tool("ruler-measure", say("map.measure"), () => this.setMode(this.mode === "measure" ? "look" : "measure"));
    measure.dataset.mode = "measure";
    const query = this.tool("focus-2", say("map.query"), () => this.setMode(this.mode === "query" ? "look" : "query"));
    query.dataset.mode = "query";
    const radius = make("select", { class: "form-select map-tools__radius", "aria-label": say("map.radius") }, ...(this.config.radii_m ?? RADII_M).map((metres) => make("option", { value: String(metres), ...(metres === this.radius ? { selected: "" } : {}) }, spellDistance(metres))));
    radius.addEventListener("change", () => {
      this.radius = Number(radius.value);
      if (this.mode === "query" && this.centre) void this.query(this.centre);
    });
    tools.append(measure, query, radius, this.tool("home", say("map.home"), () => this.goHome()), this.tool("printer", say("map.print"), () => window.print()));
    this.stage.append(tools);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.mode !== "look") this.setMode("look");
    });
  }

  private hourChoice(layer: Layer): HTMLElement | undefined {
    if (!layer.hours_url) return undefined;
    const choice = new HourChoice(layer, this.filters[layer.id] ?? "", (filter) => {
      this.filters[layer.id] = filter;
      this.reload(layer.id);
    });
    this.hours.get(layer.id)?.show(false);
    this.hours.set(layer.id, choice);
    choice.show(this.visible.has(layer.id));
    return choice.element;
  }

  private tool(name: string, label: string, act: () => void): HTMLButtonElement {
    const button = make("button", { type: "button", class: "btn btn-icon", title: label, "aria-label": label }, icon(name));
    button.addEventListener("click", act);
    return button;
  }

  private togglePanel(): void {
    this.left.classList.toggle("is-open");
    this.left.classList.toggle("is-closed");
    this.map?.resize();
  }

  private searchBox(): HTMLElement {
    const input = make("input", { type: "search", class: "form-control", placeholder: say("map.search"), "aria-label": say("map.search") });
    const list = make("ul", { class: "map-search__list", hidden: "" });
    let timer: number | undefined;
    input.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void this.search(input.value.trim(), list), 250);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") list.querySelector<HTMLElement>("button")?.click();
      if (event.key === "Escape") list.hidden = true;
    });
    return make("div", { class: "map-search" }, input, list);
  }

  private async search(text: string, list: HTMLElement): Promise<void> {
    list.hidden = text === "";
    if (!text) return;
    const response = await fetch(`${this.props.search_url ?? "/map/search/"}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
    const { results } = response?.ok ? ((await response.json()) as { results: Place[] }) : { results: [] };
    const rows = results.map((place) => {
      const button = make("button", { type: "button" }, ...(place.level ? [levelBadge(place.level)] : []), make("span", {}, place.name), make("small", {}, place.kind ?? ""));
      button.addEventListener("click", () => {
        list.hidden = true;
        this.map?.flyTo({ center: [place.lon, place.lat], zoom: Math.max(this.map.getZoom(), 14) });
        this.mark([place.lon, place.lat]);
        if (place.id !== undefined && this.config.layers.some((layer) => layer.id === place.layer)) void this.detail(place.layer as string, place.id);
      });
      return make("li", {}, button);
    });
    list.replaceChildren(...(rows.length ? rows : [make("li", { class: "text-absent" }, say("map.nothing_found", { text }))]));
  }

  show(id: string, on: boolean): void {
    const layer = this.config.layers.find((candidate) => candidate.id === id);
    if (!layer || !this.map) return;
    if (on) this.visible.add(id);
    else this.visible.delete(id);
    for (const drawing of drawingLayers(layer, this.colours)) this.map.setLayoutProperty(drawing.id, "visibility", on ? "visible" : "none");
    this.hours.get(id)?.show(on);
    if (on && layer.source === "geojson") this.reload(id);
  }

  private goHome(): void {
    const bounds = this.props.focus?.bounds ?? this.config.home ?? this.config.bounds;
    if (bounds) this.map?.fitBounds(bounds, { padding: this.padding() });
  }

  // Clicking ---------------------------------------------------------------------------------------

  private setMode(mode: Mode, clear = true): void {
    this.mode = mode;
    if (clear) {
      this.line = [];
      this.sketch([]);
    }
    this.map?.getCanvas().style.setProperty("cursor", mode === "look" ? "" : "crosshair");
    if (mode === "measure") this.map?.doubleClickZoom.disable();
    else this.map?.doubleClickZoom.enable();
    for (const button of this.stage.querySelectorAll<HTMLElement>("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    if (clear) this.say(mode === "measure" ? say("map.measure_hint") : mode === "query" ? say("map.query_hint") : "");
    if (mode === "measure") this.line = [];
  }

  private async clicked(event: MapMouseEvent): Promise<void> {
    const at: Position = [event.lngLat.lng, event.lngLat.lat];
    if (this.mode === "measure") {
      this.line.push(at);
      this.showMeasure();
      return;
    }
    if (this.mode === "query") {
      await this.query(at);
      return;
    }
    const found = this.found(event);
    if (found.length === 1) {
      const [only] = found;
      if (only) await this.detail(only.layer.id, only.id, only);
    } else if (found.length > 1) {
      this.openSide(say("map.selected"), ...found.map((each) => {
        const button = make("button", { type: "button", class: "map-detail__choice" }, make("span", {}, each.name), make("small", {}, each.layer.title));
        button.addEventListener("click", () => void this.detail(each.layer.id, each.id, each));
        return button;
      }));
    }
  }

  private found(event: MapMouseEvent): { layer: Layer; id: number | string; name: string; note: string }[] {
    const map = this.map as MapLibre;
    const ids = this.config.layers.filter((layer) => this.visible.has(layer.id) && map.getLayer(layer.id)).map((layer) => layer.id);
    const box: [[number, number], [number, number]] = [[event.point.x - 5, event.point.y - 5], [event.point.x + 5, event.point.y + 5]];
    const seen = new Set<string>();
    return map.queryRenderedFeatures(box, { layers: ids }).flatMap((feature) => {
      const layer = this.config.layers.find((candidate) => candidate.id === feature.layer.id);
      const id = feature.properties["id"] as number | string | undefined;
      if (!layer || id === undefined || seen.has(`${layer.id}/${id}`)) return [];
      seen.add(`${layer.id}/${id}`);
      return [{ layer, id, name: String(feature.properties["name"] ?? id), note: String(feature.properties["note"] ?? "") }];
    });
  }

  private pointer(event: MapMouseEvent): void {
    if (this.mode !== "look" || !this.map) return;
    this.map.getCanvas().style.cursor = this.found(event).length ? "pointer" : "";
  }

  private showMeasure(): void {
    const features: GeoJSON[] = this.line.map((point) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: point } }));
    if (this.line.length > 1) features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: this.line } });
    if (this.line.length > 2) features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[...this.line, this.line[0] as Position]] } });
    this.sketch(features);
    const words = [say("map.distance", { value: spellDistance(length(this.line)) })];
    if (this.line.length > 2) words.push(say("map.area", { value: spellArea(area(this.line)) }));
    this.say(words.join(" · "));
  }

  private sketch(features: GeoJSON[]): void {
    const source = this.map?.getSource("tool") as GeoJSONSource | undefined;
    source?.setData({ type: "FeatureCollection", features } as GeoJSON);
  }

  private mark(at: Position): void {
    this.sketch([{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } }]);
  }

  async query(at: Position): Promise<void> {
    this.centre = at;
    this.say("");
    this.sketch([
      { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [circle(at, this.radius)] } },
      { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: at } },
    ]);
    const title = say("map.query_title", { radius: spellDistance(this.radius) });
    this.openSide(title, make("p", { class: "text-absent" }, say("loading")));
    const query = new URLSearchParams({ lon: at[0].toFixed(6), lat: at[1].toFixed(6), radius: String(this.radius) });
    const response = await fetch(`${this.props.query_url ?? "/map/query/"}?${query.toString()}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!response?.ok) {
      this.openSide(title, make("p", {}, say(response ? "error.server" : "error.network")));
      return;
    }
    this.showNearby(title, (await response.json()) as Nearby);
  }

  private showNearby(title: string, nearby: Nearby): void {
    const shown = nearby.layers.filter((layer) => layer.count);
    if (!shown.length) {
      this.openSide(title, make("p", { class: "text-absent" }, say("map.query_empty", { radius: spellDistance(this.radius) })));
      return;
    }
    const people = nearby.people ? [make("p", { class: "map-detail__people" }, say("map.people", { count: nearby.people.toLocaleString("en") }))] : [];
    const sections = shown.map((layer) => {
      const head = make("h3", { class: "map-detail__group" }, layer.title, make("span", { class: "count" }, String(layer.count)));
      if (layer.list_url) head.append(make("a", { href: layer.list_url, class: "panel__more" }, say("map.list")));
      const rows = layer.items.map((item) => {
        const count = item.people ? ` · ${say("map.people_short", { count: item.people })}` : "";
        const button = make("button", { type: "button", class: "map-detail__choice" }, ...(item.level ? [levelBadge(item.level)] : []), make("span", {}, item.name), make("small", {}, spellDistance(item.distance_m) + count));
        button.addEventListener("click", () => {
          this.map?.easeTo({ center: [item.lon, item.lat] });
          void this.detail(layer.id, item.id);
        });
        return button;
      });
      return make("section", {}, head, ...rows);
    });
    this.openSide(title, ...people, ...sections);
  }

  /** `area` is what was clicked of an object of many areas: its name and what holds there. */
  async detail(layer: string, id: number | string, area?: { name: string; note: string }): Promise<void> {
    const response = await fetch(`${this.props.feature_url ?? "/map/feature/"}${layer}/${encodeURIComponent(String(id))}/`, { headers: { "HX-Request": "true" } }).catch(() => undefined);
    const note = area?.note ? [make("p", { class: "map-detail__note" }, make("strong", {}, area.name), "\n", area.note)] : [];
    if (response?.ok) this.openHtml("", await response.text(), ...note);
    else this.openSide("", make("p", {}, say(response?.status === 404 ? "error.gone" : "error.network")));
  }

  private openHtml(title: string, html: string, ...notes: HTMLElement[]): void {
    const body = make("div");
    body.innerHTML = html; // the platform's own fragment, escaped by the server's templates
    body.querySelector("h2")?.after(...notes);
    this.openSide(title, body);
    window.htmx?.process(body);
  }

  private openSide(title: string, ...content: (Node | string)[]): void {
    const close = make("button", { type: "button", class: "map-detail__close", "aria-label": say("map.close") }, icon("x"));
    close.addEventListener("click", () => {
      this.side.hidden = true;
      this.map?.resize();
      if (this.mode === "look") this.sketch([]);
    });
    this.side.replaceChildren(make("div", { class: "map-detail__head" }, make("h2", {}, title), close), ...content);
    const was = this.side.hidden;
    this.side.hidden = false;
    if (was) this.map?.resize();
  }

  // Live -------------------------------------------------------------------------------------------

  private listen(): void {
    this.isListening = true;
    window.addEventListener("live:message", (event) => this.message((event as CustomEvent<LiveMessage>).detail));
    window.addEventListener("live:restored", () => this.refresh(this.config.layers.map((layer) => layer.id)));
    window.addEventListener("live:lost", () => this.time.classList.add("map-time--lost"));
    window.addEventListener("theme:changed", () => window.setTimeout(() => this.repaint(), 0));
  }

  private message(message: LiveMessage): void {
    const changed = concerned(this.config.layers, message);
    if (message.topic !== (this.props.topic ?? "map") || !changed.length) return;
    this.refresh(changed.map((layer) => layer.id));
    const worth = message.level !== undefined && message.level <= 2 && /(opened|raised|escalated|activated|created)$/.test(message.name);
    const id = subjectOf(message);
    if (this.props.mode === "wall" && worth && id !== undefined) void this.turnToFeature((changed[0] as Layer).id, id);
  }

  /** Wait until the changed tiles hold the object, then turn to it. */
  private async turnToFeature(layer: string, id: string): Promise<void> {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await new Promise((done) => window.setTimeout(done, 400));
      const drawn = this.map?.querySourceFeatures(`layer-${layer}`, { sourceLayer: layer }).find((feature) => String(feature.properties["id"]) === id);
      if (drawn?.geometry.type === "Point") {
        this.turnTo(drawn.geometry.coordinates as Position);
        return;
      }
    }
  }

  refresh(ids: string[]): void {
    for (const id of ids) this.stale.add(id);
    this.gather ??= window.setTimeout(() => {
      this.gather = undefined;
      this.version = Date.now();
      for (const id of this.stale) {
        this.reload(id);
        void this.hours.get(id)?.tell();
      }
      this.stale.clear();
      this.asOf();
    }, GATHER_MS);
  }

  private reload(id: string): void {
    const layer = this.config.layers.find((candidate) => candidate.id === id);
    const source = this.map?.getSource(`layer-${id}`);
    if (!layer || !source) return;
    const address = tileUrl(layer, this.filters[id] ?? "", this.version);
    if ((layer.source ?? "mvt") === "mvt") (source as VectorTileSource).setTiles([address]);
    else if (this.visible.has(id)) (source as GeoJSONSource).setData(address);
  }

  /** The wall turns itself to what just happened, and back after a minute of quiet. */
  turnTo(at: Position): void {
    window.clearTimeout(this.home);
    this.map?.flyTo({ center: at, zoom: 13.5, duration: 2500 });
    this.mark(at);
    this.home = window.setTimeout(() => {
      this.sketch([]);
      this.goHome();
    }, WALL_RETURN_MS);
  }

  private repaint(): void {
    this.colours = palette(document.documentElement.dataset.bsTheme === "dark");
    const map = this.map;
    if (!map) return;
    const view = { center: map.getCenter(), zoom: map.getZoom() };
    map.remove();
    delete this.element.dataset.ready;
    this.element.replaceChildren(this.stage);
    this.stage.replaceChildren();
    this.left.replaceChildren();
    this.draw();
    this.map?.jumpTo(view);
  }

  private failed(event: { error: Error; sourceId?: string }): void {
    const id = event.sourceId?.replace(/^layer-/, "") ?? "";
    const layer = this.config.layers.find((candidate) => candidate.id === id);
    if (!layer) return;
    this.say(say("map.failed", { layer: layer.title }));
    window.setTimeout(() => this.refresh([id]), 10_000);
  }

  private asOf(): void {
    this.time.classList.remove("map-time--lost");
    this.time.textContent = say("map.as_of", { time: clockTime(new Date()) });
  }

  private say(text: string): void {
    this.hint.textContent = text;
    this.hint.hidden = text === "";
  }
}
