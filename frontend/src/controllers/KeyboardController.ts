/**
 * Keys for everything a desk does: `/` search, `g` then a letter goes to a page, `j` `k` walk rows,
 * Enter opens, `n` makes a new one, `?` lists the keys.
 *
 *     <body data-controller="keyboard">
 *       <input data-keyboard-target="search">
 *       <a href="/desk/" data-keyboard-target="go" data-key="d">…</a>
 *       <dialog data-keyboard-target="dialog"><dl data-keyboard-target="list"></dl></dialog>
 */
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/messages";
import { make } from "../lib/page";

const GO_WAIT_MS = 1500;
const ROWS = "tr[data-url], [data-row]";

export default class KeyboardController extends Controller<HTMLElement> {
  static override targets = ["search", "go", "create", "dialog", "list"];

  declare readonly hasSearchTarget: boolean;
  declare readonly searchTarget: HTMLInputElement;
  declare readonly goTargets: HTMLAnchorElement[];
  declare readonly hasCreateTarget: boolean;
  declare readonly createTarget: HTMLAnchorElement;
  declare readonly hasDialogTarget: boolean;
  declare readonly dialogTarget: HTMLDialogElement;
  declare readonly listTarget: HTMLElement;

  private going = false;
  private timer?: number;

  override connect(): void {
    document.addEventListener("keydown", this.press);
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.press);
  }

  help(): void {
    if (!this.hasDialogTarget) return;
    const rows: [string, string][] = [
      ["/", say("keyboard.search")],
      ["j k", say("keyboard.list")],
      ["?", say("keyboard.help")],
      ["Esc", say("keyboard.close")],
    ];
    for (const link of this.goTargets) rows.push([`g ${link.dataset.key ?? ""}`, link.querySelector("span")?.textContent ?? ""]);
    this.listTarget.replaceChildren(
      ...rows.flatMap(([key, text]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, text)]),
    );
    this.dialogTarget.showModal();
  }

  private readonly press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target;
    if (target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"))) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (this.going) {
      this.stopGoing();
      const link = this.goTargets.find((candidate) => candidate.dataset.key === event.key.toLowerCase());
      if (link) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    switch (event.key) {
      case "/":
        if (!this.hasSearchTarget) return;
        event.preventDefault();
        this.searchTarget.focus();
        this.searchTarget.select();
        return;
      case "?":
        event.preventDefault();
        this.help();
        return;
      case "g":
        this.going = true;
        this.timer = window.setTimeout(() => this.stopGoing(), GO_WAIT_MS);
        return;
      case "n":
        if (this.hasCreateTarget) this.createTarget.click();
        return;
      case "j":
        this.walk(1);
        return;
      case "k":
        this.walk(-1);
        return;
      case "Enter":
        this.openCurrent(event);
    }
  };

  private stopGoing(): void {
    this.going = false;
    window.clearTimeout(this.timer);
  }

  private walk(step: number): void {
    const rows = [...document.querySelectorAll<HTMLElement>(ROWS)];
    if (!rows.length) return;
    const now = rows.findIndex((row) => row.classList.contains("is-current"));
    const next = rows[Math.max(0, Math.min(rows.length - 1, now === -1 ? (step > 0 ? 0 : rows.length - 1) : now + step))];
    for (const row of rows) row.classList.toggle("is-current", row === next);
    next?.scrollIntoView?.({ block: "nearest" });
    next?.querySelector<HTMLElement>("a[href]")?.focus({ preventScroll: true });
  }

  private openCurrent(event: KeyboardEvent): void {
    if (event.target instanceof HTMLElement && event.target.closest("a, button, summary")) return;
    const row = document.querySelector<HTMLElement>(`.is-current:is(${ROWS})`);
    row?.querySelector<HTMLElement>("a[href]")?.click();
  }
}
