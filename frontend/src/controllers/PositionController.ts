/**
 * Sends the phone's position while a team is on its way, so that the map and the time of arrival are true.
 * Nothing is sent while the page is hidden or the phone has hardly moved; a refusal by the person ends it.
 *
 *     <div data-controller="position" data-position-url-value="/dispatch/7/position/"></div>
 */
import { Controller } from "@hotwired/stimulus";
import { csrfToken } from "../lib/page";

/** At most one report in this time [ms]; at least one in twice of it while the page is open. */
const INTERVAL_MS = 15_000;
/** A smaller move than this [m] waits for the next regular report. */
const MOVED_M = 30;
const METRES_PER_DEGREE = 111_320;

export default class PositionController extends Controller<HTMLElement> {
  static override values = { url: String };
  declare readonly urlValue: string;
  private watch?: number;
  private sentAt = 0;
  private sent?: GeolocationCoordinates;

  override connect(): void {
    if (!this.urlValue || !("geolocation" in navigator)) return;
    this.watch = navigator.geolocation.watchPosition(this.moved, this.refused, {
      enableHighAccuracy: true,
      maximumAge: 10_000,
    });
  }

  override disconnect(): void {
    if (this.watch !== undefined) navigator.geolocation.clearWatch(this.watch);
  }

  private readonly moved = (position: GeolocationPosition): void => {
    const now = Date.now();
    const waited = now - this.sentAt;
    if (document.hidden || waited < INTERVAL_MS) return;
    if (this.sent && distance(this.sent, position.coords) < MOVED_M && waited < 2 * INTERVAL_MS) return;
    this.sentAt = now;
    this.sent = position.coords;
    const body = new FormData();
    body.set("longitude", position.coords.longitude.toFixed(6));
    body.set("latitude", position.coords.latitude.toFixed(6));
    body.set("accuracy_m", position.coords.accuracy.toFixed(0));
    void fetch(this.urlValue, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } }).catch(() => {
      this.sentAt = 0; // no signal: the next fix is sent at once
    });
  };

  private readonly refused = (): void => this.disconnect();
}

/** Metres between two places that are near each other. */
function distance(a: GeolocationCoordinates, b: GeolocationCoordinates): number {
  const east = (b.longitude - a.longitude) * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(east, b.latitude - a.latitude) * METRES_PER_DEGREE;
}
