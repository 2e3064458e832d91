/**
 * Folds something long away where room is scarce; on a desktop, and without scripts, it stays open.
 *
 *     <details data-controller="fold" open><summary>Filters</summary>…</details>
 */
import { Controller } from "@hotwired/stimulus";

const NARROW = "(max-width: 991.98px)";

export default class FoldController extends Controller<HTMLDetailsElement> {
  private readonly narrow = window.matchMedia(NARROW);

  override connect(): void {
    this.narrow.addEventListener("change", this.fit);
    this.fit();
  }

  override disconnect(): void {
    this.narrow.removeEventListener("change", this.fit);
  }

  private readonly fit = (): void => {
    this.element.open = !this.narrow.matches;
  };
}
