/**
 * Nothing typed is lost: a form is kept on this device until it has been received.
 *
 *     <form data-controller="draft" data-draft-key-value="incident-report:12">
 *       <p data-draft-target="note" hidden></p> …
 *
 * Passwords, files and hidden fields are never kept. A draft goes away when the form was sent and the
 * next page is not the same form again, when it is thirty days old, and when the person signs out.
 */
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/messages";
import { make } from "../lib/page";
import { clockTime, dateTime } from "../lib/time";

const PREFIX = "anlan-draft:";
const KEEP_MS = 30 * 86_400_000;
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

interface Draft {
  at: number;
  sent: boolean;
  values: Record<string, (string | boolean)[]>;
}

export default class DraftController extends Controller<HTMLFormElement> {
  static override targets = ["note"];
  static override values = { key: String };

  declare readonly hasNoteTarget: boolean;
  declare readonly noteTarget: HTMLElement;
  declare readonly keyValue: string;
  private timer?: number;

  override connect(): void {
    if (!this.keyValue) return;
    const draft = load(PREFIX + this.keyValue);
    const answered = this.element.querySelector(".field--wrong") !== null;
    if (draft && !answered) this.restore(draft);
    this.element.addEventListener("input", this.changed);
    this.element.addEventListener("change", this.changed);
    this.element.addEventListener("submit", this.sent);
  }

  override disconnect(): void {
    window.clearTimeout(this.timer);
    this.element.removeEventListener("input", this.changed);
    this.element.removeEventListener("change", this.changed);
    this.element.removeEventListener("submit", this.sent);
  }

  discard(): void {
    localStorage.removeItem(PREFIX + this.keyValue);
    this.element.reset();
    if (this.hasNoteTarget) this.noteTarget.hidden = true;
  }

  private readonly changed = (): void => {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.save(false);
      this.note(say("draft.saved", { time: clockTime(new Date()) }));
    }, 400);
  };

  private readonly sent = (): void => {
    window.clearTimeout(this.timer);
    if (localStorage.getItem(PREFIX + this.keyValue)) this.save(true);
  };

  private save(sent: boolean): void {
    const values: Draft["values"] = {};
    for (const field of this.fields()) (values[field.name] ??= []).push(read(field));
    try {
      localStorage.setItem(PREFIX + this.keyValue, JSON.stringify({ at: Date.now(), sent, values } satisfies Draft));
    } catch {
      // storage is full or forbidden: the form still works, only without a draft
    }
  }

  private restore(draft: Draft): void {
    let changed = false;
    const position: Record<string, number> = {};
    for (const field of this.fields()) {
      const index = position[field.name] ?? 0;
      position[field.name] = index + 1;
      const value = draft.values[field.name]?.[index];
      if (value === undefined || value === read(field)) continue;
      changed = true;
      if (field instanceof HTMLInputElement && isTick(field)) field.checked = value === true;
      else if (field instanceof HTMLSelectElement && field.multiple) select(field, String(value));
      else field.value = String(value);
    }
    if (!changed) return;
    this.note(say("draft.restored", { time: dateTime(new Date(draft.at)) }), true);
  }

  private note(text: string, offerDiscard = false): void {
    if (!this.hasNoteTarget) return;
    this.noteTarget.replaceChildren(text);
    if (offerDiscard) {
      const button = make("button", { type: "button", class: "btn btn-sm btn-link" }, say("draft.discard"));
      button.addEventListener("click", () => this.discard());
      this.noteTarget.append(" ", button);
    }
    this.noteTarget.hidden = false;
  }

  private fields(): Field[] {
    return [...this.element.elements].filter(
      (element): element is Field =>
        (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement) &&
        element.name !== "" &&
        !(element instanceof HTMLInputElement && ["hidden", "password", "file", "submit"].includes(element.type)),
    );
  }
}

function isTick(field: HTMLInputElement): boolean {
  return field.type === "checkbox" || field.type === "radio";
}

function read(field: Field): string | boolean {
  if (field instanceof HTMLInputElement && isTick(field)) return field.checked;
  if (field instanceof HTMLSelectElement && field.multiple) {
    return [...field.selectedOptions].map((option) => option.value).join("\n");
  }
  return field.value;
}

function select(field: HTMLSelectElement, joined: string): void {
  const chosen = new Set(joined.split("\n"));
  for (const option of field.options) option.selected = chosen.has(option.value);
}

function load(key: string): Draft | undefined {
  const text = localStorage.getItem(key);
  if (!text) return undefined;
  try {
    return JSON.parse(text) as Draft;
  } catch {
    return undefined;
  }
}

/** On every page: forget drafts that were received or are old; all of them when signing out. */
export function tidyDrafts(): void {
  const here = new Set(
    [...document.querySelectorAll<HTMLElement>("[data-draft-key-value]")].map((form) => PREFIX + (form.dataset.draftKeyValue ?? "")),
  );
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const draft = load(key);
    if (!draft || Date.now() - draft.at > KEEP_MS || (draft.sent && !here.has(key))) localStorage.removeItem(key);
  }
  document.addEventListener("submit", (event) => {
    if (event.target instanceof HTMLFormElement && /logout/.test(event.target.action)) {
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) localStorage.removeItem(key);
    }
  });
}
