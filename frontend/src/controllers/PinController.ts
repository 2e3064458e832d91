/**
 * The place of one thing: a click on the map beside, the phone's own position, or typed coordinates.
 *
 *     <div data-controller="pin" data-pin-label-value="…" data-pin-refused-value="…">
 *       <button data-action="pin#here"></button> <p data-pin-target="note" hidden></p>
 *       <div data-island="plan-map" …></div>
 *       <input data-pin-target="longitude"><input data-pin-target="latitude">
 *     </div>
 *
 * The map sends `plan:place`; the mark is drawn by `plan:sketch` (GeoJSON).
 */
import { Controller } from "@hotwired/stimulus";

const DIGITS = 6;

export default class PinController extends Controller<HTMLElement> {
  static override targets = ["longitude", "latitude", "note"];
  static override values = { label: String, refused: String };

  declare readonly longitudeTarget: HTMLInputElement;
  declare readonly latitudeTarget: HTMLInputElement;
  declare readonly hasNoteTarget: boolean;
  declare readonly noteTarget: HTMLElement;
  declare readonly labelValue: string;
  declare readonly refusedValue: string;
  private readonly placed = (event: Event): void => {
    const { longitude, latitude } = (event as CustomEvent<{ longitude: number; latitude: number }>).detail;
    this.put(longitude, latitude);
  };

  override connect(): void {
    this.element.addEventListener("plan:place", this.placed);
  }

  override disconnect(): void {
    this.element.removeEventListener("plan:place", this.placed);
  }

  here(): void {
    if (!("geolocation" in navigator)) {
      this.refuse();
      return;
    }
    navigator.geolocation.getCurrentPosition(
      (position) => this.put(position.coords.longitude, position.coords.latitude),
      () => this.refuse(),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  }

  private put(longitude: number, latitude: number): void {
    this.longitudeTarget.value = longitude.toFixed(DIGITS);
    this.latitudeTarget.value = latitude.toFixed(DIGITS);
    if (this.hasNoteTarget) this.noteTarget.hidden = true;
    const place = { type: "Feature", properties: { label: this.labelValue }, geometry: { type: "Point", coordinates: [longitude, latitude] } };
    document.dispatchEvent(new CustomEvent("plan:sketch", { detail: { type: "FeatureCollection", features: [place] } }));
  }

  private refuse(): void {
    if (!this.hasNoteTarget) return;
    this.noteTarget.textContent = this.refusedValue;
    this.noteTarget.hidden = false;
  }
}
