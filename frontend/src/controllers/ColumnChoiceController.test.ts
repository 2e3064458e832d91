import { expect, it } from "vitest";
import { mount } from "../testing";
import ColumnChoiceController from "./ColumnChoiceController";

it("keeps at least one column", async () => {
  await mount('<details data-controller="column-choice"><summary>s</summary><form><input type="checkbox" data-column-choice-target="box" checked><input type="checkbox" data-column-choice-target="box"></form></details>', { "column-choice": ColumnChoiceController });
  const [first, second] = [...document.querySelectorAll("input")] as [HTMLInputElement, HTMLInputElement];
  first.click();
  expect(first.checked).toBe(true);
  second.click();
  first.click();
  expect(first.checked).toBe(false);
});
