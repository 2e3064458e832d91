/**
 * Takes the focus when the page opens: the list of errors above a form.
 *
 *     <div tabindex="-1" data-controller="focus">…</div>
 */
import { Controller } from "@hotwired/stimulus";

export default class FocusController extends Controller<HTMLElement> {
  override connect(): void {
    this.element.focus();
  }
}
