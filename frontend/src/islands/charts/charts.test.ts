import { expect, it } from "vitest";
import { normalise, range, spellNumber } from "./contract";
import { barOption, type Colours, seriesOption } from "./option";
import { pathOf } from "./sparkline";

const each = { 1: "red", 2: "orange", 3: "yellow", 4: "blue" };
const paint: Colours = { ink: "k", soft: "s", line: "l", curve: "c", surface: "w", levels: each, tints: each, inks: each };

it("reads one curve or several, times as numbers or text", () => {
  expect(normalise([["1970-01-01T00:00:01Z", 2]], "甲醇")).toEqual([{ name: "甲醇", data: [[1000, 2]] }]);
  expect(normalise([{ name: "a", data: [[5, null]] }])).toEqual([{ name: "a", data: [[5, null]] }]);
  expect(normalise([])).toEqual([]);
});

it("always shows the rule, and starts at zero where nothing is negative", () => {
  const [low, high] = range([1, 2, null], [{ level: 1, value: 50, label: "高高报" }]);
  expect(low).toBe(0);
  expect(high).toBeGreaterThan(50);
});

it("draws the rule with its shape and words, and the alarm as a span", () => {
  const option = seriesOption(
    { unit: "%LEL", series: [[0, 1], [1000, 60]], thresholds: [{ level: 1, value: 50, label: "高高报", direction: "high" }], spans: [{ from: 500, level: 1 }] },
    { id: "x" },
    paint,
  );
  const [curve] = option["series"] as { markLine: { data: { label: { formatter: string } }[] }; markArea: { data: { xAxis: number }[][] }; lineStyle: { color: string } }[];
  expect(curve?.markLine.data[0]?.label.formatter).toBe("● 高高报 ≥ 50");
  expect(curve?.markArea.data[0]?.map((end) => end.xAxis)).toEqual([500, 1000]);
  expect(curve?.lineStyle.color).toBe("c");
});

it("draws bars grey unless they carry a level", () => {
  const option = barOption({ id: "x", bars: [{ label: "湖镇镇", value: 12, level: 1 }, { label: "溪口镇", value: 0 }] }, paint);
  const [series] = option["series"] as { data: { value: number; itemStyle: { color: string } }[] }[];
  expect(series?.data.map((bar) => bar.itemStyle.color)).toEqual(["s", "red"]);
});

it("breaks a sparkline where nothing was measured", () => {
  expect(pathOf([[0, 1], [1, null], [2, 1]]).match(/M/g)).toHaveLength(2);
});

it("keeps zero and absence apart", () => {
  expect(spellNumber(0)).toBe("0");
  expect(spellNumber(null)).toBe("—");
});
