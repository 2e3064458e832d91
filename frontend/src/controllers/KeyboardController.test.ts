import { expect, it, vi } from "vitest";
import { mount } from "../testing";
import KeyboardController from "./KeyboardController";

const page = `<div data-controller="keyboard">
  <input data-keyboard-target="search">
  <a href="#desk" data-keyboard-target="go" data-key="d"><span>值班台</span></a>
  <ul><li data-row><a href="#1">1</a></li><li data-row><a href="#2">2</a></li></ul>
  <dialog data-keyboard-target="dialog"><dl data-keyboard-target="list"></dl></dialog></div>`;

function press(key: string, target: EventTarget = document.body): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

it("goes to the search box with /", async () => {
  await mount(page, { keyboard: KeyboardController });
  press("/");
  expect(document.activeElement).toBe(document.querySelector("input"));
});

it("goes to a page with g and its letter", async () => {
  await mount(page, { keyboard: KeyboardController });
  const link = document.querySelector<HTMLAnchorElement>("[data-key=d]") as HTMLAnchorElement;
  const clicked = vi.fn((event: Event) => event.preventDefault());
  link.addEventListener("click", clicked);
  press("d");
  expect(clicked).not.toHaveBeenCalled();
  press("g");
  press("d");
  expect(clicked).toHaveBeenCalledOnce();
});

it("walks the rows with j and k", async () => {
  await mount(page, { keyboard: KeyboardController });
  press("j");
  press("j");
  expect(document.querySelector(".is-current")?.textContent).toBe("2");
  press("k");
  expect(document.querySelector(".is-current")?.textContent).toBe("1");
});

it("leaves keys alone in a field", async () => {
  await mount(page, { keyboard: KeyboardController });
  press("?", document.querySelector("input") as HTMLInputElement);
  expect(document.querySelector("dialog")?.hasAttribute("open")).toBe(false);
});

it("lists the keys of this page with ?", async () => {
  await mount(page, { keyboard: KeyboardController });
  press("?");
  expect(document.querySelector("dialog")?.hasAttribute("open")).toBe(true);
  expect(document.querySelector("dl")?.textContent).toContain("值班台");
});
