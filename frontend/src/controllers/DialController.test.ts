import { expect, it } from "vitest";
import { mount } from "../testing";
import DialController from "./DialController";

it("presses the link as it comes into the page", async () => {
  const dialled: string[] = [];
  const listen = (event: Event): void => {
    event.preventDefault();
    dialled.push((event.target as HTMLAnchorElement).href);
  };
  document.addEventListener("click", listen);
  await mount('<a href="tel:000" data-controller="dial">000</a>', { dial: DialController });
  document.removeEventListener("click", listen);
  expect(dialled).toEqual(["tel:000"]);
});
