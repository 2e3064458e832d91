/** A track as the server sends it, and how it is drawn: lines by speed, stays, the place at a moment. */
import type { Feature } from "geojson";

export interface TrackAnswer {
  /** Differences of unix seconds and of millionths of a degree; speeds in km/h, headings in degrees as they are. */
  t: number[];
  x: number[];
  y: number[];
  v: number[];
  h: number[];
  count: number;
  distance_km: number;
  driving_s: number;
  highest_km_h: number;
  stops: { from: number; to: number; lon: number; lat: number }[];
  violations: { at: number; lon: number; lat: number; level: number; label: string; url: string }[];
}

export interface Point {
  at: number;
  lon: number;
  lat: number;
  speed: number;
  heading: number;
}

/** Speeds from which the line is drawn in the next colour. [km/h] */
export const STEPS = [40, 60, 80];
/** Longer silences are no line. [s] */
const GAP_S = 900;

export function points(answer: TrackAnswer): Point[] {
  let [at, lon, lat] = [0, 0, 0];
  return answer.t.map((step, row) => {
    at += step;
    lon += answer.x[row] ?? 0;
    lat += answer.y[row] ?? 0;
    return { at, lon: lon / 1e6, lat: lat / 1e6, speed: answer.v[row] ?? 0, heading: answer.h[row] ?? 0 };
  });
}

export function band(speed: number): number {
  return STEPS.filter((step) => speed >= step).length;
}

/** Stretches of one colour; neighbours share their end, a silence parts them. */
export function lines(track: Point[]): Feature[] {
  const found: Feature[] = [];
  let line: [number, number][] = [];
  let colour = -1;
  const close = (): void => {
    if (line.length > 1) found.push({ type: "Feature", properties: { band: colour }, geometry: { type: "LineString", coordinates: line } });
  };
  track.forEach((point, row) => {
    const before = track[row - 1];
    if (!before) return;
    const next = band(point.speed);
    const isGap = point.at - before.at > GAP_S;
    if (next !== colour || isGap || !line.length) {
      close();
      line = isGap ? [] : [[before.lon, before.lat]];
      colour = next;
    }
    if (isGap) line = [];
    line.push([point.lon, point.lat]);
  });
  close();
  return found;
}

/** Where the vehicle was at a moment: between its neighbours, by time. */
export function placeAt(track: Point[], at: number): Point | undefined {
  if (!track.length) return undefined;
  let [low, high] = [0, track.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((track[middle] as Point).at <= at) low = middle;
    else high = middle - 1;
  }
  const a = track[low] as Point;
  const b = track[low + 1];
  if (!b || at <= a.at) return a;
  const share = Math.min((at - a.at) / (b.at - a.at), 1);
  return { at, lon: a.lon + (b.lon - a.lon) * share, lat: a.lat + (b.lat - a.lat) * share, speed: a.speed, heading: a.heading };
}

export function bounds(track: Point[]): [number, number, number, number] | undefined {
  if (!track.length) return undefined;
  const lons = track.map((point) => point.lon);
  const lats = track.map((point) => point.lat);
  const least = (values: number[]): number => values.reduce((a, b) => Math.min(a, b));
  const most = (values: number[]): number => values.reduce((a, b) => Math.max(a, b));
  return [least(lons), least(lats), most(lons), most(lats)];
}
