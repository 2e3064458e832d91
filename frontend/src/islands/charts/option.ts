/** Drawing of curves and bars: grey is normal, the rule is drawn in, an alarm is a tinted span. */
import type { EChartsCoreOption } from "echarts/core";
import { say } from "../../lib/messages";
import { clockTime, dateTime } from "../../lib/time";
import { type ChartProps, type SeriesAnswer, moment, normalise, range, spellNumber } from "./contract";

export interface Colours {
  ink: string;
  soft: string;
  line: string;
  curve: string;
  surface: string;
  levels: Record<number, string>;
  tints: Record<number, string>;
  inks: Record<number, string>;
}

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const each = (suffix: string): Record<number, string> => Object.fromEntries([1, 2, 3, 4].map((level) => [level, read(`--level-${level}${suffix}`)]));
  return { ink: read("--ink"), soft: read("--ink-soft"), line: read("--line"), curve: read("--ink-soft"), surface: read("--surface"), levels: each(""), tints: each("-tint"), inks: each("-ink") };
}

const SHAPES: Record<number, string> = { 1: "●", 2: "◆", 3: "▲", 4: "■" };
const DASHES = ["solid", "dashed", "dotted"] as const;

export function seriesOption(answer: SeriesAnswer, props: ChartProps, paint: Colours, period?: [number, number]): EChartsCoreOption {
  const curves = normalise(answer.series, answer.title ?? props.title);
  const thresholds = answer.thresholds ?? [];
  const unit = answer.unit ?? props.unit ?? "";
  const [low, high] = range(curves.flatMap((curve) => curve.data.map(([, value]) => value)), thresholds);
  const last = period?.[1] ?? curves[0]?.data.at(-1)?.[0];
  const rules = thresholds.map((rule) => ({
    yAxis: rule.value,
    lineStyle: { color: paint.levels[rule.level], type: "solid", width: 1.2 },
    label: { formatter: `${SHAPES[rule.level] ?? ""} ${rule.label} ${rule.direction === "low" ? "≤" : "≥"} ${spellNumber(rule.value)}`, color: paint.inks[rule.level] ?? paint.ink, position: "insideStartTop", fontSize: 11, distance: [4, 2] },
  }));
  const alarms = (answer.spans ?? []).map((span) => [
    { xAxis: moment(span.from), name: span.label ?? say("chart.alarm"), itemStyle: { color: paint.tints[span.level ?? 0] ?? paint.line }, label: { color: paint.inks[span.level ?? 0] ?? paint.ink, fontSize: 11, position: "insideTop" } },
    { xAxis: span.to ? moment(span.to) : last },
  ]);
  return {
    animation: false,
    aria: { enabled: true, label: { description: `${answer.title ?? props.title ?? ""} ${unit}` } },
    textStyle: { fontFamily: "inherit", color: paint.soft },
    grid: { left: 8, right: 16, top: 28, bottom: 8, containLabel: true },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: paint.surface,
      borderColor: paint.line,
      textStyle: { color: paint.ink, fontSize: 12 },
      formatter: (items: unknown) => {
        const rows = items as { seriesName: string; value: [number, number | null] }[];
        const at = rows[0]?.value[0];
        if (at === undefined) return "";
        const words = rows.map(({ seriesName, value }) => `${curves.length > 1 ? `${seriesName} ` : ""}${spellNumber(value[1], props.decimals)} ${unit}`);
        return [`${dateTime(new Date(at)).slice(0, 10)} ${clockTime(new Date(at))}`, ...words].join("\n");
      },
    },
    xAxis: {
      type: "time",
      ...(period ? { min: period[0], max: period[1] } : {}),
      axisLine: { lineStyle: { color: paint.line } },
      axisLabel: { color: paint.soft, hideOverlap: true, formatter: (at: number) => timeLabel(at, period) },
      splitLine: { show: false },
    },
    yAxis: { type: "value", name: unit, nameTextStyle: { color: paint.soft, align: "left" }, min: low, max: high, axisLabel: { color: paint.soft, formatter: (value: number) => spellNumber(Number(value.toPrecision(6)), undefined), showMinLabel: low === 0, showMaxLabel: false }, splitLine: { lineStyle: { color: paint.line } } },
    dataZoom: [{ type: "inside", filterMode: "none" }],
    series: curves.map((curve, index) => ({
      name: curve.name,
      type: "line",
      data: curve.data,
      showSymbol: false,
      connectNulls: false,
      sampling: "minmax",
      lineStyle: { color: paint.curve, width: 1.6, type: DASHES[index % DASHES.length] },
      itemStyle: { color: paint.curve },
      ...(index === 0 ? { markLine: { silent: true, symbol: "none", data: rules }, markArea: { silent: true, data: alarms } } : {}),
    })),
  };
}

function timeLabel(at: number, period?: [number, number]): string {
  const long = period ? period[1] - period[0] > 2 * 86_400_000 : false;
  const text = dateTime(new Date(at));
  return long ? text.slice(5, 10) : text.slice(11);
}

export function barOption(props: ChartProps, paint: Colours): EChartsCoreOption {
  const bars = [...(props.bars ?? [])].reverse();
  return {
    animation: false,
    aria: { enabled: true, label: { description: props.title ?? "" } },
    textStyle: { fontFamily: "inherit" },
    grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", show: false, min: 0 },
    yAxis: { type: "category", data: bars.map((bar) => bar.label), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { color: paint.ink } },
    series: [
      {
        type: "bar",
        barMaxWidth: 18,
        data: bars.map((bar) => ({ value: bar.value, itemStyle: { color: bar.level ? paint.levels[bar.level] : paint.soft, opacity: bar.level ? 1 : 0.55 } })),
        label: { show: true, position: "right", color: paint.ink, formatter: ({ value, dataIndex }: { value: number; dataIndex: number }) => `${bars[dataIndex]?.level ? `${SHAPES[bars[dataIndex]?.level ?? 0] ?? ""} ` : ""}${spellNumber(value, props.decimals)} ${props.unit ?? ""}` },
      },
    ],
  };
}
