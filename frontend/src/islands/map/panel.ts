/** Left side of the map: layers in groups, each with its legend; base map; results with their stamps. */
import { icon, make } from "../../lib/page";
import { say } from "../../lib/messages";
import { type Layer, type Overlay, styleOf } from "./contract";

export interface PanelActions {
  show(id: string, on: boolean): void;
  online(on: boolean): void;
  /** What belongs below a layer's legend: the choice of its hours. */
  below?(layer: Layer): HTMLElement | undefined;
}

const SHAPES: Record<number, string> = { 1: "●", 2: "◆", 3: "▲", 4: "■" };

export function levelBadge(level: number | null | undefined): HTMLElement {
  const known = level && SHAPES[level];
  return make("span", { class: `badge-level badge-level--${known ? level : "unknown"}` }, known ? `${SHAPES[level]} ${say(`level.${level}`)}` : say("level.unknown"));
}

export function layerPanel(layers: Layer[], visible: Set<string>, overlays: Overlay[], online: string | undefined, actions: PanelActions): HTMLElement {
  const panel = make("div", { class: "map-panel__scroll" });
  if (overlays.length) {
    panel.append(make("section", { class: "map-panel__group" }, ...overlays.map(overlayRow)));
  }
  const groups = new Map<string, Layer[]>();
  for (const layer of layers) groups.set(layer.group, [...(groups.get(layer.group) ?? []), layer]);
  for (const [title, members] of groups) {
    panel.append(make("section", { class: "map-panel__group" }, make("h3", { class: "map-panel__title" }, title), ...members.map((layer) => row(layer, visible, actions))));
  }
  if (online) {
    const box = make("input", { type: "checkbox", class: "form-check-input" });
    box.addEventListener("change", () => actions.online(box.checked));
    panel.append(make("section", { class: "map-panel__group" }, make("h3", { class: "map-panel__title" }, say("map.base")), make("label", { class: "form-check" }, box, make("span", {}, online))));
  }
  return panel;
}

function overlayRow(overlay: Overlay): HTMLElement {
  const line = make("div", { class: "map-panel__overlay" }, ...(overlay.level ? [levelBadge(overlay.level), " "] : []), overlay.title);
  if (overlay.stamp) line.append(make("small", { class: "help" }, overlay.stamp));
  return line;
}

function row(layer: Layer, visible: Set<string>, actions: PanelActions): HTMLElement {
  const box = make("input", { type: "checkbox", class: "form-check-input", "data-layer": layer.id });
  box.checked = visible.has(layer.id);
  const legend = make("ul", { class: "map-panel__legend" }, ...legendOf(layer).map((entry) => make("li", {}, ...entry)));
  legend.hidden = !box.checked;
  box.addEventListener("change", () => {
    legend.hidden = !box.checked;
    actions.show(layer.id, box.checked);
  });
  const mark = styleOf(layer) === "icon" ? [icon(layer.icon || "point")] : [];
  const below = actions.below?.(layer);
  return make("div", {}, make("label", { class: "form-check" }, box, ...mark, make("span", {}, layer.title)), legend, ...(below ? [below] : []));
}

function legendOf(layer: Layer): (Node | string)[][] {
  if (styleOf(layer) === "graded") return (layer.legend ?? []).map((entry) => [swatch(entry.level), entry.label]);
  if (layer.legend?.length) return layer.legend.map((entry) => (entry.level !== undefined ? [levelBadge(entry.level), ` ${entry.label}`] : [entry.label]));
  if (styleOf(layer) !== "level") return [];
  return [[1, 2, 3, 4].map((level) => levelBadge(level))];
}

/** A grade by its colour, shape and word; 0 is quiet, no level is not known. */
function swatch(level: number | null | undefined): HTMLElement {
  return level ? levelBadge(level) : make("span", { class: `map-swatch map-swatch--${level === 0 ? "quiet" : "unknown"}`, "aria-hidden": "true" });
}
