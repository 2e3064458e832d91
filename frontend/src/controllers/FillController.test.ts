import { expect, it } from "vitest";
import { mount } from "../testing";
import FillController from "./FillController";

it("fills the form and leads to the button", async () => {
  await mount('<main><input name="username"><input name="password"><button type="submit"></button></main><button type="button" id="b" data-controller="fill" data-action="fill#now" data-fill-username-value="u" data-fill-password-value="p"></button>', { fill: FillController });
  document.getElementById("b")?.click();
  expect([...document.querySelectorAll("input")].map((input) => input.value)).toEqual(["u", "p"]);
  expect(document.activeElement?.getAttribute("type")).toBe("submit");
});
