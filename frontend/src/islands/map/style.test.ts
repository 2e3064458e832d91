import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { expect, it } from "vitest";
import { concerned, type Layer, styleOf, tileUrl } from "./contract";
import { palette } from "./images";
import { BASE, baseStyle, drawingLayers, labelLayers, overlayLayers } from "./style";

const colours = palette(false, () => "#123456");
const layer = (values: Partial<Layer>): Layer => ({ id: "x", title: "X", group: "G", ...values });

it.each<Partial<Layer>>([
  { id: "alarms", kind: "point" },
  { id: "teams", kind: "point", icon: "users-group" },
  { id: "lines", kind: "line" },
  { id: "zones", kind: "polygon" },
  { id: "danger", kind: "polygon", style: "graded" },
])("makes a valid style without glyphs and with $id", (values) => {
  const style = baseStyle(colours, "https://example.test/base/", BASE, null);
  style.sources[`layer-${values.id}`] = { type: "vector", tiles: ["https://example.test/{z}/{x}/{y}"] };
  style.sources["overlay-o"] = { type: "geojson", data: { type: "FeatureCollection", features: [] } };
  style.layers.push(...labelLayers(colours, BASE), ...drawingLayers(layer(values), colours), ...overlayLayers({ id: "o", title: "O", kind: "zone" }, colours));
  expect(style.glyphs).toBeUndefined();
  const problems = validateStyleMin(style).map(({ message }) => message);
  expect(problems.filter((message) => !message.includes('requires a style "glyphs" property'))).toEqual([]);
});

it("spends colour on alarms and incidents only", () => {
  expect(styleOf(layer({ id: "alarms" }))).toBe("level");
  expect(styleOf(layer({ id: "enterprises", kind: "point" }))).toBe("icon");
});

it("asks for changed tiles anew, those of a filtered list alone", () => {
  expect(tileUrl(layer({}), "", 5)).toBe("layers://x/{z}/{x}/{y}?v=5");
  expect(tileUrl(layer({}), "state=open", 5)).toBe("http://localhost:3000/map/tiles/x/{z}/{x}/{y}.mvt?state=open&v=5");
  expect(tileUrl(layer({ url: "/elsewhere.geojson" }), "", 5)).toBe("http://localhost:3000/elsewhere.geojson?v=5");
});

it("refreshes only the layers that follow what a message tells", () => {
  const layers = [layer({ id: "alarms", changed_by: ["alarms"] }), layer({ id: "teams", changed_by: ["dispatch", "teams"] })];
  const of = (name: string): string[] => concerned(layers, { name }).map(({ id }) => id);
  expect(of("alarms.alarm.opened")).toEqual(["alarms"]);
  expect(of("dispatch.dispatch.arrived")).toEqual(["teams"]);
  expect(of("responses.task.done")).toEqual([]);
});
