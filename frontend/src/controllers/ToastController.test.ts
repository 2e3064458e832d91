import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { messages, mount, settle } from "../testing";
import ToastController from "./ToastController";

const page = `${messages({ "error.conflict": "已有他人先行修改" })}<div id="region" data-controller="toast" data-action="toast:show@window->toast#show htmx:responseError@window->toast#failed"></div>`;

const say = (detail: object): boolean => window.dispatchEvent(new CustomEvent("toast:show", { detail }));
const refuse = (status: number, responseText: string): boolean => window.dispatchEvent(new CustomEvent("htmx:responseError", { detail: { xhr: { status, responseText } } }));

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => vi.useRealTimers());

it("lets good news leave and keeps errors until closed", async () => {
  await mount(page, { toast: ToastController });
  say({ text: "已保存", tone: "success" });
  say({ text: "<b>出错</b>", tone: "error" });
  await vi.advanceTimersByTimeAsync(9000);
  expect(document.getElementById("region")?.textContent).toBe("<b>出错</b>");
  document.querySelector<HTMLElement>(".toast-note__close")?.click();
  expect(document.getElementById("region")?.textContent).toBe("");
});

it("speaks the server's words for a refusal, else a sentence by status", async () => {
  await mount(page, { toast: ToastController });
  refuse(409, '<div class="toast-note"><span class="toast-note__text">已是“已关闭”</span></div>');
  refuse(409, "");
  await settle();
  expect([...document.querySelectorAll(".toast-note__text")].map((note) => note.textContent)).toEqual(["已是“已关闭”", "已有他人先行修改"]);
});
