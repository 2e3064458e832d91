import { expect, it } from "vitest";
import { mount } from "../testing";
import DrawerController from "./DrawerController";

it("slides the panel in and out", async () => {
  await mount('<a href="#nav" data-controller="drawer" data-action="drawer#toggle" data-drawer-target-value="nav">m</a><nav id="nav"><a href="#x">x</a></nav><p>y</p>', { drawer: DrawerController });
  const opener = document.querySelector("a") as HTMLElement;
  const nav = document.getElementById("nav") as HTMLElement;
  opener.click();
  expect(nav.classList.contains("is-open")).toBe(true);
  expect(opener.getAttribute("aria-expanded")).toBe("true");
  document.querySelector<HTMLElement>("p")?.click();
  expect(nav.classList.contains("is-open")).toBe(false);
});
