/** Degrees to metres on the flat piece of earth around a scene, and back; thinning of drawn lines. */
import type { Position } from "geojson";

const METRES_PER_DEGREE = 111_320;

/** A plane that touches the earth at the scene: x east, y north, in metres. */
export class Plane {
  private readonly cosine: number;

  constructor(
    readonly longitude: number,
    readonly latitude: number,
  ) {
    this.cosine = Math.cos((latitude * Math.PI) / 180);
  }

  metres([longitude = 0, latitude = 0]: Position): [number, number] {
    return [(longitude - this.longitude) * METRES_PER_DEGREE * this.cosine, (latitude - this.latitude) * METRES_PER_DEGREE];
  }

  /** Six digits are a tenth of a metre. */
  degrees([x, y]: [number, number]): [number, number] {
    const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
    return [round(this.longitude + x / METRES_PER_DEGREE / this.cosine), round(this.latitude + y / METRES_PER_DEGREE)];
  }
}

export function distance(one: Position, other: Position): number {
  const [x, y] = new Plane(one[0] ?? 0, one[1] ?? 0).metres(other);
  return Math.hypot(x, y);
}

const ARROWS = ["↑", "↗", "→", "↘", "↓", "↙", "←", "↖"];

/** An arrow that points from one place to another on a map with north up. */
export function direction(from: Position, to: Position): string {
  const [x, y] = new Plane(from[0] ?? 0, from[1] ?? 0).metres(to);
  return ARROWS[(Math.round((Math.atan2(x, y) * 4) / Math.PI) + 8) % 8] ?? "";
}

/** Fewer corners within a tolerance (Douglas and Peucker 1973); a finger draws hundreds. */
export function thin(line: [number, number][], tolerance: number): [number, number][] {
  if (line.length < 3) return line;
  const [first, last] = [line[0] as [number, number], line[line.length - 1] as [number, number]];
  let farthest = 0;
  let most = 0;
  for (let index = 1; index < line.length - 1; index += 1) {
    const away = fromLine(line[index] as [number, number], first, last);
    if (away > most) [farthest, most] = [index, away];
  }
  if (most <= tolerance) return [first, last];
  return [...thin(line.slice(0, farthest + 1), tolerance).slice(0, -1), ...thin(line.slice(farthest), tolerance)];
}

function fromLine([x, y]: [number, number], [ax, ay]: [number, number], [bx, by]: [number, number]): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (!length) return Math.hypot(x - ax, y - ay);
  const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length ** 2));
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
}

export function spellMetres(metres: number): string {
  return metres < 1000 ? `${Math.round(metres / 10) * 10} m` : `${(metres / 1000).toFixed(1)} km`;
}
