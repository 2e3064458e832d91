/**
 * Prints the page, with every “where does this come from” opened.
 *
 *     <button data-controller="print" data-action="print#now">…</button>
 */
import { Controller } from "@hotwired/stimulus";

export default class PrintController extends Controller<HTMLElement> {
  now(): void {
    const closed = [...document.querySelectorAll<HTMLDetailsElement>("details.provenance:not([open])")];
    for (const details of closed) details.open = true;
    window.print();
    for (const details of closed) details.open = false;
  }
}
