/**
 * Dials a number that the server has just given: the one press was the button that asked for it.
 *
 *     <a href="tel:000" data-controller="dial">000</a>
 */
import { Controller } from "@hotwired/stimulus";

export default class DialController extends Controller<HTMLAnchorElement> {
  override connect(): void {
    this.element.click();
  }
}
