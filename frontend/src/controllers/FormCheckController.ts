/**
 * Checks a field as one leaves it, with the browser's own sentence under it.
 *
 *     <form data-controller="form-check" novalidate><div class="field"><input required></div></form>
 *
 * Nothing is refused here: the server decides; this only says early what will be refused. When a button
 * takes the focus nothing is said: a sentence that comes or goes would move the button away under the finger.
 */
import { Controller } from "@hotwired/stimulus";
import { make } from "../lib/page";

export default class FormCheckController extends Controller<HTMLFormElement> {
  override connect(): void {
    this.element.addEventListener("focusout", this.left);
  }

  override disconnect(): void {
    this.element.removeEventListener("focusout", this.left);
  }

  private readonly left = (event: FocusEvent): void => {
    const input = event.target;
    if (event.relatedTarget instanceof HTMLButtonElement) return;
    if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement || input instanceof HTMLTextAreaElement)) return;
    const field = input.closest(".field");
    if (!field) return;
    field.querySelector("[data-early]")?.remove();
    const wrong = input.value !== "" && !input.checkValidity();
    input.classList.toggle("is-invalid", wrong);
    if (wrong) field.append(make("p", { class: "field__error", "data-early": "" }, input.validationMessage));
  };
}
