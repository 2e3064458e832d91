import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { mount, settle } from "../testing";
import SuggestController from "./SuggestController";

const HTML = `<form><div data-controller="suggest" data-suggest-url-value="/firms/">
  <input name="firm" data-suggest-target="input" data-action="input->suggest#typed keydown->suggest#key blur->suggest#left">
  <ul id="firm_list" role="listbox" data-suggest-target="list" hidden></ul></div></form>`;
const ROWS = [
  { value: "演示化工（1）", label: "演示化工", note: "演示镇", level: 1 },
  { value: "演示<b>印染（2）", label: "演示<b>印染", note: "", level: null },
];

const asked = vi.fn();
const input = (): HTMLInputElement => document.querySelector("input") as HTMLInputElement;
const list = (): HTMLElement => document.querySelector("ul") as HTMLElement;

async function type(text: string): Promise<void> {
  input().value = text;
  input().dispatchEvent(new Event("input", { bubbles: true }));
  await vi.advanceTimersByTimeAsync(300);
  await settle();
}

function press(key: string): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  input().dispatchEvent(event);
  return event;
}

beforeEach(async () => {
  vi.useFakeTimers();
  asked.mockResolvedValue({ ok: true, json: () => Promise.resolve({ rows: ROWS }) });
  vi.stubGlobal("fetch", asked);
  await mount(HTML, { suggest: SuggestController });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  asked.mockReset();
});

it("asks once for what was typed and shows the proposals as text", async () => {
  input().value = "演";
  input().dispatchEvent(new Event("input", { bubbles: true }));
  await type("演示");
  expect(asked).toHaveBeenCalledTimes(1);
  expect(asked.mock.calls[0]?.[0]).toBe(`/firms/?q=${encodeURIComponent("演示")}`);
  expect(list().hidden).toBe(false);
  expect(list().querySelectorAll("[role=option]")).toHaveLength(2);
  expect(list().querySelector("b")).toBeNull();
});

it("writes what is chosen with the keys into the field and tells of the change", async () => {
  const changed = vi.fn();
  document.querySelector("form")?.addEventListener("change", changed);
  await type("演示");
  press("ArrowDown");
  press("ArrowDown");
  expect(input().getAttribute("aria-activedescendant")).toBe("firm_list_1");
  expect(press("Enter").defaultPrevented).toBe(true);
  expect(input().value).toBe("演示<b>印染（2）");
  expect(changed).toHaveBeenCalledTimes(1);
  expect(list().hidden).toBe(true);
});

it("chooses with the finger and leaves Enter alone while nothing is marked", async () => {
  await type("演示");
  expect(press("Enter").defaultPrevented).toBe(false);
  (list().querySelector("[role=option]") as HTMLElement).click();
  expect(input().value).toBe("演示化工（1）");
});

it("says when nothing fits, and closes on Escape, on leaving and without connection", async () => {
  asked.mockResolvedValueOnce({ ok: true, json: () => Promise.resolve({ rows: [] }) });
  await type("xyz");
  expect(list().querySelectorAll("[role=option]")).toHaveLength(0);
  expect(list().hidden).toBe(false);
  press("Escape");
  expect(list().hidden).toBe(true);
  await type("演示");
  input().dispatchEvent(new Event("blur"));
  expect(list().hidden).toBe(true);
  asked.mockRejectedValueOnce(new Error("offline"));
  await type("演示化");
  expect(list().hidden).toBe(true);
});
