import { expect, it } from "vitest";
import { mount } from "../testing";
import FormCheckController from "./FormCheckController";

it("says early what will be refused, and takes it back when put right", async () => {
  await mount('<form data-controller="form-check" novalidate><div class="field"><input type="email" value="x"></div></form>', { "form-check": FormCheckController });
  const input = document.querySelector("input") as HTMLInputElement;
  input.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  expect(document.querySelector("[data-early]")).not.toBeNull();
  input.value = "";
  input.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  expect(document.querySelector("[data-early]")).toBeNull();
});

it("leaves the page as it is while a button is pressed", async () => {
  await mount('<form data-controller="form-check" novalidate><div class="field"><input type="email" value="x"></div><button>Save</button></form>', { "form-check": FormCheckController });
  const input = document.querySelector("input") as HTMLInputElement;
  input.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget: document.querySelector("button") }));
  expect(document.querySelector("[data-early]")).toBeNull();
});
