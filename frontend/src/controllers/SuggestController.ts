/**
 * Proposes what one may mean while one types; choosing writes it into the field.
 *
 *     <div data-controller="suggest" data-suggest-url-value="/enterprises/suggest/">
 *       <input data-suggest-target="input" data-action="input->suggest#typed keydown->suggest#key blur->suggest#left">
 *       <ul role="listbox" data-suggest-target="list" hidden></ul></div>
 *
 * The address answers ?q= with {"rows": [{value, label, note, level}]}. Without scripts the field is a plain text
 * field. After choosing the field dispatches `change`, as if one had typed and left it.
 */
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/messages";
import { make } from "../lib/page";

const WAIT_MS = 200;

interface Row {
  value: string;
  label: string;
  note: string;
  level: number | null;
}

export default class SuggestController extends Controller<HTMLElement> {
  static override targets = ["input", "list"];
  static override values = { url: String };

  declare readonly inputTarget: HTMLInputElement;
  declare readonly listTarget: HTMLElement;
  declare readonly urlValue: string;
  private timer?: number;
  private running?: AbortController;
  private active = -1;

  override disconnect(): void {
    window.clearTimeout(this.timer);
    this.running?.abort();
  }

  typed(): void {
    window.clearTimeout(this.timer);
    this.running?.abort();
    const text = this.inputTarget.value.trim();
    if (!text) {
      this.close();
      return;
    }
    this.timer = window.setTimeout(() => void this.ask(text), WAIT_MS);
  }

  key(event: KeyboardEvent): void {
    if (this.listTarget.hidden) return;
    const rows = this.rows();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.mark((this.active + (event.key === "ArrowDown" ? 1 : -1) + rows.length) % rows.length);
    } else if (event.key === "Enter" && rows[this.active]) {
      event.preventDefault();
      this.choose(rows[this.active]?.dataset.value ?? "");
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  }

  left(): void {
    window.clearTimeout(this.timer);
    this.running?.abort();
    this.close();
  }

  async ask(text: string): Promise<void> {
    const running = new AbortController();
    this.running = running;
    try {
      const response = await fetch(`${this.urlValue}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" }, signal: running.signal });
      if (response.ok) this.show(((await response.json()) as { rows: Row[] }).rows);
    } catch {
      this.close(); // no connection or typed on: what is written counts
    }
  }

  private show(rows: Row[]): void {
    this.active = -1;
    this.listTarget.replaceChildren(...(rows.length ? rows.map((row, index) => this.draw(row, index)) : [make("li", { class: "suggest__none" }, say("suggest.none"))]));
    this.listTarget.hidden = false;
    this.inputTarget.setAttribute("aria-expanded", "true");
  }

  private draw(row: Row, index: number): HTMLElement {
    const line = make("li", { class: "suggest__row", role: "option", id: `${this.listTarget.id}_${index}`, "data-value": row.value, "aria-selected": "false" });
    if (row.level) line.append(make("span", { class: `suggest__level suggest__level--${row.level}`, "aria-hidden": "true" }));
    line.append(make("span", { class: "suggest__label" }, row.label), make("span", { class: "suggest__note" }, row.note));
    // pointerdown comes before blur, which would close the list under the finger
    line.addEventListener("pointerdown", (event) => event.preventDefault());
    line.addEventListener("click", () => this.choose(row.value));
    return line;
  }

  private choose(value: string): void {
    this.inputTarget.value = value;
    this.close();
    this.inputTarget.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private mark(index: number): void {
    this.active = index;
    this.rows().forEach((row, place) => row.setAttribute("aria-selected", String(place === index)));
    const row = this.rows()[index];
    row?.scrollIntoView?.({ block: "nearest" });
    if (row) this.inputTarget.setAttribute("aria-activedescendant", row.id);
  }

  private rows(): HTMLElement[] {
    return [...this.listTarget.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private close(): void {
    this.listTarget.hidden = true;
    this.inputTarget.setAttribute("aria-expanded", "false");
    this.inputTarget.removeAttribute("aria-activedescendant");
  }
}
