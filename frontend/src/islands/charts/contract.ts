/** What the server says about a chart; the only place where its fields are named. */
export type Moment = number | string;
export type Point = [Moment, number | null];

export interface Threshold {
  level: number;
  value: number;
  label: string;
  direction?: "high" | "low";
}

export interface Span {
  from: Moment;
  to?: Moment | null;
  level?: number | null;
  label?: string;
}

export interface Series {
  name: string;
  data: Point[];
}

export interface SeriesAnswer {
  unit?: string;
  title?: string;
  series: Point[] | Series[];
  thresholds?: Threshold[];
  spans?: Span[];
  as_of?: string;
}

export interface ChartProps extends Partial<SeriesAnswer> {
  id: string;
  kind?: "series" | "bar" | "sparkline";
  url?: string;
  hours?: number;
  periods?: number[];
  decimals?: number;
  bars?: { label: string; value: number; level?: number | null; url?: string }[];
}

/** One curve or several, always as named series with numbers for times. */
export function normalise(series: Point[] | Series[] | undefined, title = ""): { name: string; data: [number, number | null][] }[] {
  if (!series?.length) return [];
  const many = Array.isArray(series[0]) ? [{ name: title, data: series as Point[] }] : (series as Series[]);
  return many.map(({ name, data }) => ({ name, data: data.map(([at, value]): [number, number | null] => [moment(at), value]) }));
}

export function moment(at: Moment): number {
  return typeof at === "number" ? at : Date.parse(at);
}

/** Lowest and highest of curves and thresholds near them, with some room. */
export function range(values: (number | null)[], thresholds: Threshold[]): [number, number] {
  const known = values.filter((value): value is number => value !== null);
  const all = [...known, ...thresholds.map((threshold) => threshold.value)];
  if (!all.length) return [0, 1];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  return [low >= 0 && low - room < 0 ? 0 : low - room, high + room];
}

export function spellNumber(value: number | null | undefined, decimals?: number): string {
  if (value === null || value === undefined) return "—";
  return value.toLocaleString("en", { minimumFractionDigits: decimals ?? 0, maximumFractionDigits: decimals ?? 3 });
}
