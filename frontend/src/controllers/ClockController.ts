/**
 * Counts down to a due time; past it, the clock turns red and counts up.
 *
 *     <time class="clock clock--running" data-controller="clock" data-clock-due-value="2026-11-21T14:05:00+08:00">
 *       <span data-clock-target="text">还剩 1 小时 20 分</span></time>
 */
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/messages";
import { spellDuration } from "../lib/time";

const ALMOST_S = 3600;

export default class ClockController extends Controller<HTMLElement> {
  static override targets = ["text"];
  static override values = { due: String };

  declare readonly textTarget: HTMLElement;
  declare readonly dueValue: string;
  private timer?: number;

  override connect(): void {
    this.tick();
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
  }

  private tick(): void {
    const left = (Date.parse(this.dueValue) - Date.now()) / 1000;
    const tone = left < 0 ? "overdue" : left < ALMOST_S ? "soon" : "running";
    const text = say(left < 0 ? "clock.overdue" : "clock.left", { time: spellDuration(left) });
    if (this.textTarget.textContent !== text) this.textTarget.textContent = text;
    this.element.classList.remove("clock--running", "clock--soon", "clock--overdue");
    this.element.classList.add(`clock--${tone}`);
    this.timer = window.setTimeout(() => this.tick(), Math.abs(left) < 300 ? 1000 : 10_000);
  }
}
