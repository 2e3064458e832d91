/**
 * Closes a `<details class="menu">` on a click elsewhere, on Escape, and when another one opens.
 *
 *     <details class="menu" data-controller="menu"><summary>…</summary><div class="menu__panel">…</div></details>
 */
import { Controller } from "@hotwired/stimulus";

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
    if (this.element.open) this.element.querySelector<HTMLElement>("textarea, input:not([type=hidden])")?.focus();
  };
}
