/** Where the phone is, and within how many metres; without signal its satellites still tell. */
import type { Place } from "./types";

const PATIENCE_MS = 20_000;

export function findPlace(): Promise<Place> {
  return new Promise((resolve, reject) => {
    if (!("geolocation" in navigator)) {
      reject(new Error("no geolocation"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          longitude: round(coords.longitude),
          latitude: round(coords.latitude),
          accuracy_m: Math.round(coords.accuracy),
        }),
      reject,
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 15_000 },
    );
  });
}

/** Six digits are a tenth of a metre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
