/**
 * Puts the phone's own position into the two fields of a form, and says so.
 *
 *     <div data-controller="here" data-here-found-value="…" data-here-refused-value="…">
 *       <input type="hidden" data-here-target="longitude"><input type="hidden" data-here-target="latitude">
 *       <button type="button" data-action="here#ask"></button> <span role="status" data-here-target="said"></span>
 *     </div>
 */
import { Controller } from "@hotwired/stimulus";

const DIGITS = 6;

export default class HereController extends Controller<HTMLElement> {
  static override targets = ["longitude", "latitude", "said"];
  static override values = { found: String, refused: String };

  declare readonly longitudeTarget: HTMLInputElement;
  declare readonly latitudeTarget: HTMLInputElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly foundValue: string;
  declare readonly refusedValue: string;

  ask(): void {
    if (!("geolocation" in navigator)) {
      this.saidTarget.textContent = this.refusedValue;
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.longitudeTarget.value = coords.longitude.toFixed(DIGITS);
        this.latitudeTarget.value = coords.latitude.toFixed(DIGITS);
        this.saidTarget.textContent = `${this.foundValue} ±${Math.round(coords.accuracy)} m`;
      },
      () => (this.saidTarget.textContent = this.refusedValue),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  }
}
