/**
 * The hours of a layer: a choice below its legend, how old its data is, where it says how it was made.
 *
 * GET hours_url?<filter of the chosen hour> → Hours. Choosing an hour appends its `filter` to the layer's address; no
 * choice is the newest.
 */
import { make } from "../../lib/page";
import { dateTime } from "../../lib/time";
import type { Layer } from "./contract";

export interface Hours {
  hours: { filter: string; label: string; level?: number | null }[];
  /** Words of the server: the choice of the newest, the name of the choice, its age or what to do. */
  newest: string;
  choose: string;
  note: string;
  /** False: nothing is shown, as the newest is too old or there is none. */
  is_drawn: boolean;
  about?: { label: string; url: string };
}

/** The age shown is told anew as often. */
const TOLD_MS = 300_000;
const SHAPES: Record<number, string> = { 1: "●", 2: "◆", 3: "▲", 4: "■" };

export class HourChoice {
  readonly element = make("div", { class: "map-panel__hours" });
  private timer?: number;

  constructor(
    readonly layer: Layer,
    private chosen: string,
    private readonly choose: (filter: string) => void,
  ) {}

  /** Ask only while the layer is shown. */
  show(on: boolean): void {
    this.element.hidden = !on;
    window.clearInterval(this.timer);
    this.timer = undefined;
    if (!on) return;
    this.timer = window.setInterval(() => void this.tell(), TOLD_MS);
    void this.tell();
  }

  async tell(): Promise<void> {
    if (this.element.hidden) return;
    const response = await fetch(`${this.layer.hours_url ?? ""}${this.chosen ? `?${this.chosen}` : ""}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (response?.ok) this.draw((await response.json()) as Hours);
  }

  private draw(found: Hours): void {
    const select = make("select", { class: "form-select form-select-sm", "aria-label": `${this.layer.title}: ${found.choose}` });
    const entries = [{ filter: "", label: found.newest, level: null }, ...found.hours];
    // An hour that is older than the day of the choice stays chosen.
    if (!entries.some((entry) => entry.filter === this.chosen)) entries.push({ filter: this.chosen, label: spell(this.chosen), level: null });
    for (const entry of entries) {
      const mark = entry.level ? ` ${SHAPES[entry.level] ?? ""}` : "";
      select.append(make("option", { value: entry.filter, ...(entry.filter === this.chosen ? { selected: "" } : {}) }, entry.label + mark));
    }
    select.addEventListener("change", () => {
      this.chosen = select.value;
      this.choose(this.chosen);
      void this.tell();
    });
    const note = make("small", { class: found.is_drawn ? "help" : "help map-panel__stale" }, found.note);
    const about = found.about ? [make("a", { href: found.about.url }, found.about.label)] : [];
    this.element.replaceChildren(...(found.hours.length || this.chosen ? [select] : []), note, ...about);
  }
}

function spell(filter: string): string {
  const seconds = Number(new URLSearchParams(filter).get("hour"));
  return Number.isFinite(seconds) && seconds > 0 ? dateTime(new Date(seconds * 1000)).slice(5) : filter;
}
