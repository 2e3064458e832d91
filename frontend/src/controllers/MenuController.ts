/**
 * Closes a `<details class="menu">` on a click elsewhere, on Escape, and when another one opens.
 * In a table or board that scrolls its panel is laid over the page, where nothing cuts it off.
 *
 *     <details class="menu" data-controller="menu"><summary>…</summary><div class="menu__panel">…</div></details>
 */
import { Controller } from "@hotwired/stimulus";

/** Places that cut off what hangs out of them. */
const CUTTING = ".table-wrap, .board";
const GAP_PX = 4;

export default class MenuController extends Controller<HTMLDetailsElement> {
  override connect(): void {
    document.addEventListener("click", this.elsewhere);
    this.element.addEventListener("keydown", this.escape);
    this.element.addEventListener("toggle", this.opened);
  }

  override disconnect(): void {
    document.removeEventListener("click", this.elsewhere);
    this.element.removeEventListener("keydown", this.escape);
    this.element.removeEventListener("toggle", this.opened);
    window.removeEventListener("scroll", this.away, true);
  }

  private readonly elsewhere = (event: Event): void => {
    if (this.element.open && event.target instanceof Node && !this.element.contains(event.target)) this.element.open = false;
  };

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.element.open) return;
    event.stopPropagation();
    this.element.open = false;
    this.element.querySelector("summary")?.focus();
  };

  private readonly opened = (): void => {
    window.removeEventListener("scroll", this.away, true);
    if (!this.element.open) return;
    if (this.element.closest(CUTTING)) this.lift();
    this.element.querySelector<HTMLElement>("textarea, input:not([type=hidden])")?.focus({ preventScroll: true });
  };

  private readonly away = (event: Event): void => {
    if (event.target instanceof Node && this.element.contains(event.target)) return;
    this.lift();
  };

  /** Puts the panel below its button, above it where the window ends. */
  private lift(): void {
    const panel = this.element.querySelector<HTMLElement>(".menu__panel");
    const button = this.element.querySelector("summary");
    if (!panel || !button) return;
    const { top, bottom, right } = button.getBoundingClientRect();
    panel.classList.add("menu__panel--lifted");
    const above = bottom + GAP_PX + panel.offsetHeight > window.innerHeight;
    panel.style.top = `${Math.max(GAP_PX, above ? top - GAP_PX - panel.offsetHeight : bottom + GAP_PX)}px`;
    panel.style.left = `${Math.max(GAP_PX, right - panel.offsetWidth)}px`;
    window.addEventListener("scroll", this.away, true);
  }
}
