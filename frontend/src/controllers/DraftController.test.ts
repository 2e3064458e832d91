import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { messages, mount } from "../testing";
import DraftController, { tidyDrafts } from "./DraftController";

const form = (inner = ""): string => `${messages({ "draft.restored": "已恢复 {time}", "draft.discard": "重填" })}
  <form data-controller="draft" data-draft-key-value="report:1"><p data-draft-target="note" hidden></p>
  <input name="title"><input type="password" name="secret"><input type="checkbox" name="spill">${inner}</form>`;

const field = (name: string): HTMLInputElement => document.querySelector(`[name=${name}]`) as HTMLInputElement;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});

afterEach(() => vi.useRealTimers());

async function type(): Promise<void> {
  await mount(form(), { draft: DraftController });
  field("title").value = "湖镇镇泄漏";
  field("secret").value = "geheim";
  field("spill").checked = true;
  field("title").dispatchEvent(new Event("input", { bubbles: true }));
  vi.advanceTimersByTime(500);
}

it("puts back what was typed, but never a password", async () => {
  await type();
  expect(localStorage.getItem("anlan-draft:report:1")).not.toContain("geheim");
  await mount(form(), { draft: DraftController });
  expect(field("title").value).toBe("湖镇镇泄漏");
  expect(field("spill").checked).toBe(true);
  expect(field("secret").value).toBe("");
  expect(document.querySelector<HTMLElement>("[data-draft-target=note]")?.hidden).toBe(false);
});

it("does not overwrite a form that the server answered", async () => {
  await type();
  await mount(form('<div class="field--wrong"></div>'), { draft: DraftController });
  expect(field("title").value).toBe("");
});

it("forgets a draft that was received", async () => {
  await type();
  document.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  document.body.innerHTML = "<p>Next page</p>";
  tidyDrafts();
  expect(localStorage).toHaveLength(0);
});

it("starts afresh on demand", async () => {
  await type();
  await mount(form(), { draft: DraftController });
  document.querySelector<HTMLElement>("[data-draft-target=note] button")?.click();
  expect(field("title").value).toBe("");
  expect(localStorage).toHaveLength(0);
});
