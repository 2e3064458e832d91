import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { mount, settle } from "../testing";
import ReviewController from "./ReviewController";

const item = (number: number, state: string, extra = ""): string =>
  `<li data-review-target="item" id="task-${number}" tabindex="-1" data-kind="task" data-item="${number}" data-revision="1" data-state="${state}" data-line="1" data-anchors='[[1,"建站12个",2,7]]' data-text="建站12个，修路" ${extra}><a href="/planning/tasks/${number}/" data-review-edit>更正</a></li>`;

const page = `<div data-controller="review" data-review-url-value="/step/" data-review-changed-value="/changed/" data-review-seq-value="3" data-review-topic-value="planning:1">
  <section data-review-target="text"><p id="line-1" data-item-id="task-2"><span>1</span><span data-line-text>年底建站12个，修路</span></p></section>
  <div data-review-target="progress"><progress></progress><b data-review-target="decided"></b><i data-review-target="all"></i><button data-review-target="filter" data-action="review#onlyOpen"></button></div>
  <template data-review-target="splitter"><div class="plan-edit"><textarea readonly></textarea><button data-action="review#splitHere"></button></div></template>
  <section data-review-target="section"><span class="panel__actions"><span data-clear-count></span></span><ul>${item(1, "confirmed")}${item(2, "read", "data-clear")}${item(3, "read")}</ul></section>
  <button data-review-target="add" hidden></button></div>`;

let asked: { url: string; body: string }[] = [];
let answer: { status: number; body: unknown };

function press(key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

const current = (): string => document.querySelector(".is-current[id^=task]")?.id ?? "";

async function answered(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await settle();
}

beforeEach(async () => {
  asked = [];
  answer = { status: 200, body: { seq: 4, items: [], gone: [], all: 3, open: 1, decided: 2, said: "", is_reading: true } };
  vi.stubGlobal("fetch", (url: string, init: RequestInit = {}) => {
    asked.push({ url, body: String(init.body ?? "") });
    return Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status, headers: { "Content-Type": "application/json" } }));
  });
  await mount(page, { review: ReviewController });
});

afterEach(async () => {
  document.body.replaceChildren();
  await settle();
  vi.unstubAllGlobals();
});

it("begins at the first open item and marks its words in the text", () => {
  expect(current()).toBe("task-2");
  expect(document.querySelector("mark")?.textContent).toBe("建站12个");
});

it("walks with j and k", () => {
  press("j");
  expect(current()).toBe("task-3");
  press("k");
  press("k");
  expect(current()).toBe("task-1");
});

it("confirms with Enter, puts in what the server draws and goes on to the next open item", async () => {
  answer.body = { ...(answer.body as object), items: [{ id: "task-2", html: item(2, "confirmed"), after: "task-1" }] };
  press("Enter");
  await answered();
  expect(asked[0]?.body).toContain("verb=confirmed&kind=task&item=2&revision=1&since=3");
  expect(document.getElementById("task-2")?.dataset.state).toBe("confirmed");
  expect(current()).toBe("task-3");
  expect(document.querySelector("[data-review-target=decided]")?.textContent).toBe("2");
  expect(document.querySelector<HTMLElement>(".panel__actions")?.hidden).toBe(true);
});

it("says who was faster and asks how it stands", async () => {
  const told: string[] = [];
  window.addEventListener("toast:show", (event) => told.push((event as CustomEvent<{ text: string }>).detail.text), { once: true });
  answer = { status: 409, body: { message: "王科员已处理" } };
  press("x");
  await answered();
  expect(told).toEqual(["王科员已处理"]);
  expect(asked[1]?.url).toBe("/changed/?since=3");
});

it("splits at the mark and leaves other keys to the text", async () => {
  press("s");
  const area = document.querySelector<HTMLTextAreaElement>(".plan-edit textarea");
  expect(area?.value).toBe("建站12个，修路");
  expect(area?.selectionStart).toBe(6);
  press("j", area as HTMLElement);
  expect(current()).toBe("task-2");
  press("Enter", area as HTMLElement);
  await answered();
  expect(asked[0]?.body).toContain("verb=split&at=6");
  expect(document.querySelector(".plan-edit")).toBeNull();
});

it("adds what was marked in the text", async () => {
  const words = document.querySelector("[data-line-text]");
  if (!words) throw new Error("no line");
  window.getSelection()?.selectAllChildren(words);
  document.dispatchEvent(new Event("selectionchange"));
  expect(document.querySelector<HTMLElement>("[data-review-target=add]")?.hidden).toBe(false);
  press("a");
  await answered();
  expect(asked[0]?.body).toContain("verb=add&kind=task&line=1&start=0&end=10");
});

it("asks for what others did when it hears of it", async () => {
  vi.useFakeTimers();
  window.dispatchEvent(new CustomEvent("live:message", { detail: { topic: "planning:1" } }));
  window.dispatchEvent(new CustomEvent("live:message", { detail: { topic: "other" } }));
  vi.advanceTimersByTime(500);
  vi.useRealTimers();
  await answered();
  expect(asked.map((one) => one.url)).toEqual(["/changed/?since=3"]);
});

it("hides what is decided on demand and leaves g and its letter alone", () => {
  press("o");
  expect(document.querySelector(".plan-review--open-only")).not.toBeNull();
  expect(document.querySelector("[data-review-target=filter]")?.getAttribute("aria-pressed")).toBe("true");
  press("g");
  press("j");
  expect(current()).toBe("task-2");
});
