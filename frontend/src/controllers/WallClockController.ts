/**
 * The time of day on a wall screen.
 *
 *     <span data-controller="wall-clock"></span>
 */
import { Controller } from "@hotwired/stimulus";
import { clockTime, dateTime } from "../lib/time";

export default class WallClockController extends Controller<HTMLElement> {
  private timer?: number;

  override connect(): void {
    this.tick();
    this.timer = window.setInterval(() => this.tick(), 1000);
  }

  override disconnect(): void {
    window.clearInterval(this.timer);
  }

  private tick(): void {
    const now = new Date();
    this.element.textContent = `${dateTime(now).slice(0, 10)} ${clockTime(now)}`;
  }
}
