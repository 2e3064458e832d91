import { expect, it } from "vitest";
import { mount } from "../testing";
import MenuController from "./MenuController";

it("closes on a click elsewhere and on Escape", async () => {
  await mount('<p>x</p><details class="menu" data-controller="menu"><summary>s</summary><a href="#">a</a></details>', { menu: MenuController });
  const menu = document.querySelector("details") as HTMLDetailsElement;
  menu.open = true;
  document.querySelector<HTMLElement>("p")?.click();
  expect(menu.open).toBe(false);
  menu.open = true;
  menu.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(menu.open).toBe(false);
});

it("lifts its panel out of a table that would cut it off", async () => {
  await mount('<div class="table-wrap"><details class="menu" data-controller="menu"><summary>s</summary><div class="menu__panel">a</div></details></div>', { menu: MenuController });
  const menu = document.querySelector("details") as HTMLDetailsElement;
  menu.open = true;
  menu.dispatchEvent(new Event("toggle"));
  expect(menu.querySelector(".menu__panel--lifted")).not.toBeNull();
});
