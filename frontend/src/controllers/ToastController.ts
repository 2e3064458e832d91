/**
 * Short notices at the edge of the page, spoken by screen readers.
 *
 *     <div data-controller="toast" data-action="toast:show@window->toast#show" aria-live="polite"></div>
 *     window.dispatchEvent(new CustomEvent("toast:show", {detail: {text: "…", tone: "success"}}))
 *
 * Good news leaves by itself after eight seconds; warnings and errors stay until closed.
 */
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/messages";
import { icon, make } from "../lib/page";

const STAY_MS = 8000;

interface Notice {
  text: string;
  tone?: string;
  url?: string;
}

export default class ToastController extends Controller<HTMLElement> {
  static override targets = ["note"];

  noteTargetConnected(note: HTMLElement): void {
    if (note.matches(".toast-note--error, .toast-note--warning")) return;
    window.setTimeout(() => note.remove(), STAY_MS);
  }

  show(event: CustomEvent<Notice>): void {
    const { text, tone = "info", url } = event.detail;
    const close = make("button", { type: "button", class: "toast-note__close", "data-action": "toast#close", "aria-label": say("toast.close") }, icon("x"));
    const body = make("span", { class: "toast-note__text" }, url ? make("a", { href: url }, text) : text);
    this.element.append(make("div", { class: `toast-note toast-note--${tone}`, "data-toast-target": "note" }, body, close));
  }

  close(event: Event): void {
    (event.currentTarget as HTMLElement).closest(".toast-note")?.remove();
  }

  /** An HTMX request was refused: the server's own words if it sent some, else by status. */
  failed(event: CustomEvent<{ xhr: XMLHttpRequest }>): void {
    const { status, responseText } = event.detail.xhr;
    const note = new DOMParser().parseFromString(responseText, "text/html").querySelector(".toast-note__text");
    const byStatus: Record<number, string> = { 403: "error.forbidden", 404: "error.gone", 409: "error.conflict" };
    this.show(new CustomEvent("toast:show", { detail: { text: note?.textContent || say(byStatus[status] ?? "error.server"), tone: "error" } }));
  }

  unreachable(): void {
    this.show(new CustomEvent("toast:show", { detail: { text: say("error.network"), tone: "error" } }));
  }
}
