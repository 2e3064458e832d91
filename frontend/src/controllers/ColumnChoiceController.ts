/**
 * The choice of columns: at least one stays; a change is applied when the menu closes.
 *
 *     <details data-controller="menu column-choice"><form method="get">
 *       <input type="checkbox" name="columns" value="name" data-column-choice-target="box"> …
 */
import { Controller } from "@hotwired/stimulus";

export default class ColumnChoiceController extends Controller<HTMLDetailsElement> {
  static override targets = ["box"];
  declare readonly boxTargets: HTMLInputElement[];
  private changed = false;

  override connect(): void {
    this.element.addEventListener("change", this.check);
    this.element.addEventListener("toggle", this.toggled);
  }

  override disconnect(): void {
    this.element.removeEventListener("change", this.check);
    this.element.removeEventListener("toggle", this.toggled);
  }

  private readonly check = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    if (!this.boxTargets.some((other) => other.checked)) box.checked = true;
    else this.changed = true;
  };

  private readonly toggled = (): void => {
    if (this.element.open || !this.changed) return;
    this.changed = false;
    this.element.querySelector("form")?.requestSubmit();
  };
}
