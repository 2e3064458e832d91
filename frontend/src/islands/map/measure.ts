/** Lengths, areas and circles for showing on screen; the platform's own figures come from the server. */
export type Position = [number, number];

const EARTH_M = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export function distance(from: Position, to: Position): number {
  const dLat = radians(to[1] - from[1]);
  const dLon = radians(to[0] - from[0]);
  const a = Math.sin(dLat / 2) ** 2 + Math.cos(radians(from[1])) * Math.cos(radians(to[1])) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(a));
}

export function length(line: Position[]): number {
  return line.slice(1).reduce((sum, point, index) => sum + distance(line[index] as Position, point), 0);
}

/** Area of a ring on the sphere [m²]. */
export function area(ring: Position[]): number {
  if (ring.length < 3) return 0;
  let sum = 0;
  ring.forEach(([lon, lat], index) => {
    const [nextLon, nextLat] = ring[(index + 1) % ring.length] as Position;
    sum += radians(nextLon - lon) * (2 + Math.sin(radians(lat)) + Math.sin(radians(nextLat)));
  });
  return Math.abs((sum * EARTH_M * EARTH_M) / 2);
}

export function circle([lon, lat]: Position, radius: number, steps = 72): Position[] {
  const dLat = (radius / EARTH_M) * (180 / Math.PI);
  const dLon = dLat / Math.cos(radians(lat));
  return Array.from({ length: steps + 1 }, (_, index) => {
    const angle = (2 * Math.PI * index) / steps;
    return [lon + dLon * Math.cos(angle), lat + dLat * Math.sin(angle)];
  });
}

export function spellDistance(metres: number): string {
  return metres < 1000 ? `${Math.round(metres)} m` : `${Number((metres / 1000).toFixed(metres < 10_000 ? 2 : 1))} km`;
}

export function spellArea(squareMetres: number): string {
  return squareMetres < 1e6 ? `${Math.round(squareMetres).toLocaleString("en")} m²` : `${(squareMetres / 1e6).toFixed(2)} km²`;
}
