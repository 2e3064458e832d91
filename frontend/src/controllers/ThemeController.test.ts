import { expect, it } from "vitest";
import { mount } from "../testing";
import ThemeController from "./ThemeController";

it("keeps the choice in a cookie and applies it at once", async () => {
  await mount(
    `<div data-controller="theme">
      <button data-action="theme#choose" data-theme-name-param="theme" data-theme-value-param="light" aria-pressed="true"></button>
      <button id="dark" data-action="theme#choose" data-theme-name-param="theme" data-theme-value-param="dark" aria-pressed="false"></button></div>`,
    { theme: ThemeController },
  );
  document.getElementById("dark")?.click();
  expect(document.documentElement.dataset.bsTheme).toBe("dark");
  expect(document.cookie).toContain("anlan_theme=dark");
  expect([...document.querySelectorAll("button")].map((button) => button.getAttribute("aria-pressed"))).toEqual(["false", "true"]);
});
