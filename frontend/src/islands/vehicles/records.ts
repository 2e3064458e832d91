/**
 * Positions as the server sends them: twenty bytes a vehicle, little-endian (`vehicles.selectors.live.RECORD`):
 * id u32, longitude and latitude i32 in millionths of a degree, unix seconds u32, then one byte each for speed in
 * km/h, heading in 256ths of a turn, kind, gravest open level (0 none).
 */
export const RECORD_BYTES = 20;

export interface Moving {
  id: number;
  lon: number;
  lat: number;
  at: number;
  speed: number;
  /** Degrees from north. */
  heading: number;
  kind: number;
  level: number;
}

export function decodeRecords(buffer: ArrayBuffer): Moving[] {
  const view = new DataView(buffer);
  const found: Moving[] = [];
  for (let place = 0; place + RECORD_BYTES <= view.byteLength; place += RECORD_BYTES) {
    found.push({
      id: view.getUint32(place, true),
      lon: view.getInt32(place + 4, true) / 1e6,
      lat: view.getInt32(place + 8, true) / 1e6,
      at: view.getUint32(place + 12, true),
      speed: view.getUint8(place + 16),
      heading: (view.getUint8(place + 17) / 256) * 360,
      kind: view.getUint8(place + 18),
      level: view.getUint8(place + 19),
    });
  }
  return found;
}

/** The bytes of a server-sent event. */
export function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) bytes[place] = text.charCodeAt(place);
  return bytes.buffer;
}

/** Web Mercator as MapLibre has it: the world is 0 … 1 in both directions, north at 0. */
export function mercator(lon: number, lat: number): [number, number] {
  const y = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
  return [(lon + 180) / 360, (1 - y / Math.PI) / 2];
}

/** Silence after which a vehicle is drawn as offline. [s] */
export const OFFLINE_S = 600;

/** What a vehicle is drawn as: 0 standing, 1 moving, 2 offline, 3 … 6 with a violation of level 1 … 4. */
export function look(vehicle: Moving, nowS: number): number {
  if (nowS - vehicle.at > OFFLINE_S) return 2;
  if (vehicle.level > 0) return 2 + vehicle.level;
  return vehicle.speed >= 5 ? 1 : 0;
}
