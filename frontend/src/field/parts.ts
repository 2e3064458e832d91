/** Small parts that several pages of the app show: states, due times, buttons, lists of facts. */
import { say } from "../lib/messages";
import { icon, make } from "../lib/page";
import { dateTime } from "../lib/time";
import type { Item, OutRecord } from "./types";

/** Icon of each state; the word stands beside it. */
const STATE_ICONS: Record<OutRecord["state"], string> = {
  waiting: "hourglass",
  sending: "send",
  sent: "circle-check",
  refused: "alert-triangle",
  conflict: "switch-horizontal",
};

export function stateBadge(record: OutRecord): HTMLElement {
  return make("span", { class: `field-state field-state--${record.state}` }, icon(STATE_ICONS[record.state]), say(`field.${record.state}`));
}

export function button(label: string, symbol: string, action: () => void, tone = ""): HTMLButtonElement {
  const element = make("button", { type: "button", class: `field-button${tone ? ` field-button--${tone}` : ""}` }, icon(symbol), label);
  element.addEventListener("click", action);
  return element;
}

export function facts(pairs: [string, string][]): HTMLElement {
  return make("dl", { class: "field-facts" }, ...pairs.flatMap(([label, value]) => [make("dt", {}, label), make("dd", {}, value || "—")]));
}

export function isOverdue(item: Item, now: number): boolean {
  return item.due_at !== null && Date.parse(item.due_at) < now;
}

export function dueText(item: Item, now: number): HTMLElement | string {
  if (!item.due_at) return "";
  const time = dateTime(new Date(item.due_at));
  if (!isOverdue(item, now)) return make("span", { class: "field-due" }, icon("clock"), say("field.due", { time }));
  return make("span", { class: "field-due field-due--over" }, icon("alarm"), `${say("field.overdue")} · ${say("field.due", { time })}`);
}

export function empty(text: string): HTMLElement {
  return make("p", { class: "field-empty" }, text);
}

/** Ask before something that cannot be undone. */
export function confirm(text: string, action: () => void): void {
  const yes = make("button", { type: "button", class: "field-button field-button--main" }, say("field.confirm"));
  const no = make("button", { type: "button", class: "field-button" }, say("field.cancel"));
  const dialog = make("dialog", { class: "field-dialog" }, make("p", {}, text), make("div", { class: "field-dialog__verbs" }, no, yes));
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    dialog.close();
    action();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}

/** A sentence that goes by itself, read out by screen readers. */
export function tellUser(text: string): void {
  const place = document.querySelector<HTMLElement>("#field-toast");
  if (!place) return;
  place.textContent = text;
  place.hidden = false;
  setTimeout(() => {
    if (place.textContent === text) place.hidden = true;
  }, 4000);
}
