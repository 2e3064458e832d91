/**
 * Ticks before rows, and the bar of verbs for what is ticked.
 *
 *     <div data-controller="table-select">
 *       <form data-table-select-target="bar" hidden>
 *         <strong data-table-select-target="count"></strong><span data-table-select-target="ids"></span> …
 *       </form>
 *       <table><thead>…</thead><tbody><tr data-id="7">…
 *
 * The form posts repeated `ids`. Shift ticks a range. A refresh of the list keeps what was ticked.
 */
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/messages";
import { make } from "../lib/page";

/** What is ticked per page address, so that a live refresh of the list does not lose it. */
const remembered = new Map<string, Set<string>>();

export default class TableSelectController extends Controller<HTMLElement> {
  static override targets = ["bar", "count", "ids"];

  declare readonly hasBarTarget: boolean;
  declare readonly barTarget: HTMLElement;
  declare readonly countTarget: HTMLElement;
  declare readonly idsTarget: HTMLElement;

  private selected = new Set<string>();
  private last = -1;

  override connect(): void {
    if (!this.hasBarTarget) return;
    const key = window.location.pathname + window.location.search;
    this.selected = remembered.get(key) ?? new Set();
    remembered.set(key, this.selected);
    const head = this.element.querySelector("thead tr");
    if (head && !head.querySelector("[data-select-all]")) {
      const all = make("input", { type: "checkbox", class: "form-check-input", "data-select-all": "", "aria-label": say("select.count", { count: "*" }) });
      all.addEventListener("change", () => this.setAll(all.checked));
      head.prepend(make("th", { scope: "col", class: "select-cell" }, all));
    }
    this.rows().forEach((row, index) => {
      if (row.querySelector("[data-select-row]")) return;
      const box = make("input", { type: "checkbox", class: "form-check-input", "data-select-row": "", "aria-label": row.dataset.id ?? "" });
      box.addEventListener("click", (event) => this.toggle(index, box.checked, event.shiftKey));
      row.prepend(make("td", { class: "select-cell" }, box));
    });
    this.show();
  }

  clear(): void {
    this.setAll(false);
    this.selected.clear();
    this.show();
  }

  private rows(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>("tbody tr[data-id]")];
  }

  private toggle(index: number, on: boolean, range: boolean): void {
    const rows = this.rows();
    const from = range && this.last >= 0 ? Math.min(this.last, index) : index;
    const to = range && this.last >= 0 ? Math.max(this.last, index) : index;
    for (const row of rows.slice(from, to + 1)) this.set(row, on);
    this.last = index;
    this.show();
  }

  private setAll(on: boolean): void {
    for (const row of this.rows()) this.set(row, on);
    this.show();
  }

  private set(row: HTMLElement, on: boolean): void {
    const id = row.dataset.id ?? "";
    if (on) this.selected.add(id);
    else this.selected.delete(id);
  }

  private show(): void {
    for (const row of this.rows()) {
      const on = this.selected.has(row.dataset.id ?? "");
      row.classList.toggle("is-selected", on);
      const box = row.querySelector<HTMLInputElement>("[data-select-row]");
      if (box) box.checked = on;
    }
    const all = this.element.querySelector<HTMLInputElement>("[data-select-all]");
    if (all) {
      const shown = this.rows().filter((row) => this.selected.has(row.dataset.id ?? "")).length;
      all.checked = shown > 0 && shown === this.rows().length;
      all.indeterminate = shown > 0 && !all.checked;
    }
    this.barTarget.hidden = this.selected.size === 0;
    this.countTarget.textContent = say("select.count", { count: this.selected.size });
    this.idsTarget.replaceChildren(...[...this.selected].map((id) => make("input", { type: "hidden", name: "ids", value: id })));
  }
}
