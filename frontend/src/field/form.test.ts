import { beforeEach, expect, test, vi } from "vitest";
import { forgetMessages } from "../lib/messages";
import { messages } from "../testing";
import { filled } from "./app";
import { Form, type Surroundings } from "./form";
import { somePhoto } from "./testing";
import type { Question, Value } from "./types";

const around: Surroundings = {
  choices: { enterprises: { rows: Array.from({ length: 40 }, (_value, at) => [String(at), `演示企业${at}`]), is_cut: false } },
  limits: { photos: 2, photo_edge: 1600, photo_quality: 0.8 },
  keepPhoto: vi.fn(),
  dropPhoto: vi.fn(() => Promise.resolve()),
  changed: vi.fn(),
  failed: vi.fn(),
};

function form(questions: Question[], values: { [key: string]: Value } = {}, submitted = vi.fn()): Form {
  const made = new Form(questions, values, [], around, "保存", submitted);
  document.body.append(made.element);
  return made;
}

beforeEach(() => {
  document.body.innerHTML = messages({ "field.required": "请填写此项。", "field.not_number": "请填写数字。", "field.yes": "是", "field.no": "否" });
  forgetMessages();
});

test("a required question left open is told beside it and nothing is sent", () => {
  const submitted = vi.fn();
  const { element, values } = form([{ key: "text", label: "看到了什么？", kind: "long", required: true }], {}, submitted);
  element.requestSubmit();
  expect(element.querySelector("[role=alert]")?.textContent).toBe("请填写此项。");
  expect(element.querySelector("textarea")?.getAttribute("aria-invalid")).toBe("true");
  expect(submitted).not.toHaveBeenCalled();
  const area = element.querySelector("textarea")!;
  area.value = "渗水";
  area.dispatchEvent(new Event("input"));
  element.requestSubmit();
  expect(submitted).toHaveBeenCalledOnce();
  expect(values.text).toBe("渗水");
  expect(around.changed).toHaveBeenCalled();
});

test("yes and no, level and few choices are large buttons", () => {
  const { element, values } = form([
    { key: "ok", label: "正常", kind: "yes_no" },
    { key: "level", label: "级别", kind: "level" },
    { key: "kind", label: "类别", kind: "choice", choices: [["a", "甲"], ["b", "乙"]] },
  ]);
  const press = (at: number): void => element.querySelectorAll<HTMLButtonElement>(".field-answer")[at].click();
  press(1);
  press(3);
  press(7);
  expect(values).toEqual({ ok: false, level: 2, kind: "b" });
  expect(element.querySelectorAll('[aria-pressed="true"]')).toHaveLength(3);
});

test("many choices are searched", () => {
  const { element, values } = form([{ key: "who", label: "企业", kind: "choice", choices_of: "enterprises" }]);
  expect(element.querySelectorAll(".field-answer")).toHaveLength(12);
  const input = element.querySelector<HTMLInputElement>("input[type=search]")!;
  input.value = "企业37";
  input.dispatchEvent(new Event("input"));
  element.querySelector<HTMLButtonElement>(".field-answer")!.click();
  expect(values.who).toBe("37");
  expect(element.querySelector(".field-search__chosen")?.textContent).toBe("演示企业37");
});

test("a number may be written with a comma, and must be one", () => {
  const submitted = vi.fn();
  const { element, values } = form([{ key: "count", label: "数量", kind: "number" }], {}, submitted);
  const input = element.querySelector<HTMLInputElement>("input")!;
  for (const [text, kept] of [["2，5", "2.5"], ["x", "x"]]) {
    input.value = text;
    input.dispatchEvent(new Event("input"));
    expect(values.count).toBe(kept);
  }
  element.requestSubmit();
  expect(submitted).not.toHaveBeenCalled();
});

test("an initial answer is there and a draft comes first", () => {
  const question: Question = { key: "text", label: "文字", kind: "long", initial: "原文" };
  expect(form([question]).element.querySelector("textarea")?.value).toBe("原文");
  expect(form([question], { text: "草稿" }).element.querySelector("textarea")?.value).toBe("草稿");
});

test("without a camera in the page the phone's own is offered", async () => {
  const { element } = form([{ key: "photos", label: "照片", kind: "photo" }]);
  element.querySelector<HTMLButtonElement>("[data-camera]")!.click();
  await vi.waitFor(() => expect(element.querySelector<HTMLElement>("label.field-button")!.hidden).toBe(false));
  expect(element.querySelector("input[type=file]")?.getAttribute("capture")).toBe("environment");
});

test("a photo can be removed again", () => {
  const photos = [somePhoto("a"), somePhoto("b")];
  const made = new Form([{ key: "photos", label: "照片", kind: "photo" }], {}, photos, around, "保存", vi.fn());
  made.element.querySelector<HTMLButtonElement>(".field-photos__remove")!.click();
  expect(photos.map((photo) => photo.id)).toEqual(["b"]);
  expect(around.dropPhoto).toHaveBeenCalledWith("a");
});

test("answers left open are not sent", () => {
  expect(filled({ a: "", b: null, c: 0, d: false, e: "x" })).toEqual({ c: 0, d: false, e: "x" });
});
