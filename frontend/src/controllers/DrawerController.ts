/**
 * Slides a side panel in and out on narrow screens; without scripts the link's `:target` does it.
 *
 *     <a href="#navigation" data-controller="drawer" data-action="drawer#toggle" data-drawer-target-value="navigation">
 */
import { Controller } from "@hotwired/stimulus";

export default class DrawerController extends Controller<HTMLElement> {
  static override values = { target: String };
  declare readonly targetValue: string;

  override disconnect(): void {
    document.removeEventListener("click", this.elsewhere);
    document.removeEventListener("keydown", this.escape);
  }

  toggle(event: Event): void {
    event.preventDefault();
    event.stopPropagation();
    if (this.panel?.classList.contains("is-open")) this.close();
    else this.open();
  }

  private get panel(): HTMLElement | null {
    return document.getElementById(this.targetValue);
  }

  private open(): void {
    this.panel?.classList.add("is-open");
    this.element.setAttribute("aria-expanded", "true");
    this.panel?.querySelector<HTMLElement>("a, button")?.focus();
    document.addEventListener("click", this.elsewhere);
    document.addEventListener("keydown", this.escape);
  }

  private close(): void {
    this.panel?.classList.remove("is-open");
    this.element.setAttribute("aria-expanded", "false");
    this.disconnect();
  }

  private readonly elsewhere = (event: Event): void => {
    const inside = event.target instanceof Element && this.panel?.contains(event.target) && !event.target.closest(".app-nav__close");
    if (!inside) this.close();
  };

  private readonly escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    this.close();
    this.element.focus();
  };
}
