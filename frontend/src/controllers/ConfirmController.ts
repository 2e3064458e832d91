/**
 * Asks before what cannot be undone, naming the thing.
 *
 *     <form data-controller="confirm" data-action="submit->confirm#ask" data-confirm-text-value="关闭事件“…”？">
 *     <button type="submit" data-controller="confirm" data-action="confirm#ask" data-confirm-text-value="…">
 *
 * Uses the shared `#confirm-dialog`; without it the browser's own question.
 */
import { Controller } from "@hotwired/stimulus";

export default class ConfirmController extends Controller<HTMLElement> {
  static override values = { text: String };
  declare readonly textValue: string;
  private agreed = false;

  ask(event: Event): void {
    if (this.agreed) {
      this.agreed = false;
      return;
    }
    const dialog = document.getElementById("confirm-dialog");
    if (!(dialog instanceof HTMLDialogElement)) {
      if (!window.confirm(this.textValue)) event.preventDefault();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event instanceof SubmitEvent ? event.submitter : null;
    const text = dialog.querySelector("[data-confirm-text]");
    if (text) text.textContent = this.textValue;
    dialog.returnValue = "cancel";
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue !== "ok") return;
        this.agreed = true;
        if (this.element instanceof HTMLFormElement) this.element.requestSubmit(submitter as HTMLElement | null);
        else this.element.click();
      },
      { once: true },
    );
    dialog.showModal();
  }
}
