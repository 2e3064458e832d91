/**
 * What a device sends while it is being connected: each message as it comes, each point with its newest value.
 *
 *     <div data-controller="arrivals" data-arrivals-url-value="/devices/7/arrivals/">
 *       <p data-arrivals-target="status"></p> <span data-arrivals-target="heard"></span>
 *       <li data-arrivals-target="point" data-key="cl2"><strong data-value></strong><span data-text></span></li>
 *       <ol data-arrivals-target="log"></ol> <p data-arrivals-target="empty"></p>
 *     </div>
 *
 * The server judges every reading and sends its words; here they are only shown.
 */
import { Controller } from "@hotwired/stimulus";
import { make } from "../lib/page";
import { clockTime } from "../lib/time";

interface Line {
  key: string;
  name: string;
  value: string;
  unit: string;
  tone: string;
  text: string;
}

interface Frame {
  at: number;
  size: number;
  text: string;
  lines: Line[];
  heard: string[];
}

const MOST_SHOWN = 30;
const TICK_MS = 1000;

export default class ArrivalsController extends Controller<HTMLElement> {
  static override targets = ["status", "heard", "point", "log", "empty"];
  static override values = { url: String, quiet: String, lost: String, bytes: String };

  declare readonly statusTarget: HTMLElement;
  declare readonly heardTarget: HTMLElement;
  declare readonly pointTargets: HTMLElement[];
  declare readonly logTarget: HTMLElement;
  declare readonly hasEmptyTarget: boolean;
  declare readonly emptyTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly quietValue: string;
  declare readonly lostValue: string;
  declare readonly bytesValue: string;
  private source?: EventSource;
  private ticking?: number;
  private last = 0;
  private readonly known = new Set<string>();

  override connect(): void {
    if (typeof EventSource === "undefined") return;
    this.source = new EventSource(this.urlValue);
    this.source.onmessage = (event: MessageEvent<string>) => this.show(JSON.parse(event.data) as Frame);
    this.source.onerror = () => {
      if (this.source?.readyState === 2) this.statusTarget.textContent = this.lostValue;
    };
    this.ticking = window.setInterval(() => this.tick(), TICK_MS);
  }

  override disconnect(): void {
    this.source?.close();
    window.clearInterval(this.ticking);
  }

  /** Show one message: its lines, the newest values of its points. */
  show(frame: Frame): void {
    this.last = Date.now();
    this.statusTarget.classList.add("arrivals__status--live");
    this.statusTarget.textContent = `${clockTime(new Date(frame.at))} · ${frame.size} ${this.bytesValue}`;
    if (this.hasEmptyTarget) this.emptyTarget.hidden = true;
    for (const key of frame.heard) this.known.add(key);
    this.heardTarget.textContent = String(this.known.size);
    for (const line of frame.lines) this.update(line);
    const item = make("li", {}, make("span", { class: "arrivals__head" }, clockTime(new Date(frame.at))));
    for (const line of frame.lines.slice(0, 12)) {
      const words = [line.name || line.key, line.value, line.unit, line.text].filter(Boolean).join(" ");
      item.append(make("span", { class: "arrivals__line", "data-tone": line.tone }, words));
    }
    item.append(make("code", { class: "arrivals__raw" }, frame.text));
    this.logTarget.prepend(item);
    while (this.logTarget.children.length > MOST_SHOWN) this.logTarget.lastElementChild?.remove();
  }

  private update(line: Line): void {
    const row = this.pointTargets.find((point) => point.dataset.key === line.key);
    if (!row) return;
    row.dataset.tone = line.tone;
    const value = row.querySelector("[data-value]");
    const text = row.querySelector("[data-text]");
    if (value) value.textContent = line.value;
    if (text) text.textContent = line.text;
  }

  private tick(): void {
    const quiet = Math.round((Date.now() - this.last) / 1000);
    if (!this.last || quiet < 15) return;
    this.statusTarget.classList.remove("arrivals__status--live");
    this.statusTarget.textContent = this.quietValue.replace("{n}", String(quiet));
  }
}
