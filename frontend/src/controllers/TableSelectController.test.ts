import { expect, it } from "vitest";
import { messages, mount } from "../testing";
import TableSelectController from "./TableSelectController";

const page = `${messages({ "select.count": "已选 {count} 条" })}<div data-controller="table-select">
  <form data-table-select-target="bar" hidden><strong data-table-select-target="count"></strong><span data-table-select-target="ids"></span></form>
  <table><thead><tr><th>x</th></tr></thead><tbody><tr data-id="1"><td></td></tr><tr data-id="2"><td></td></tr><tr data-id="3"><td></td></tr></tbody></table></div>`;

const boxes = (): HTMLInputElement[] => [...document.querySelectorAll<HTMLInputElement>("[data-select-row]")];
const ids = (): string[] => [...document.querySelectorAll<HTMLInputElement>("[name=ids]")].map((input) => input.value);

it("posts what is ticked, also a range, also after the list was refreshed", async () => {
  await mount(page, { "table-select": TableSelectController });
  boxes()[0]?.click();
  boxes()[2]?.dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey: true }));
  expect(ids()).toEqual(["1", "2", "3"]);
  expect(document.querySelector("form")?.hidden).toBe(false);
  expect(document.querySelector("strong")?.textContent).toBe("已选 3 条");
  boxes()[1]?.click();
  await mount(page, { "table-select": TableSelectController });
  expect(ids()).toEqual(["1", "3"]);
  expect(document.querySelector<HTMLInputElement>("[data-select-all]")?.indeterminate).toBe(true);
});
