import { expect, it } from "vitest";
import { messages, mount } from "../testing";
import OfflineController from "./OfflineController";

it("says when the device has no network and when it is back", async () => {
  await mount(`${messages({ "offline.off": "当前离线" })}<div data-controller="offline"><div data-offline-target="banner" hidden></div></div>`, { offline: OfflineController });
  const banner = document.querySelector<HTMLElement>("[data-offline-target]");
  window.dispatchEvent(new Event("offline"));
  expect(banner?.hidden).toBe(false);
  expect(banner?.textContent).toBe("当前离线");
  window.dispatchEvent(new Event("online"));
  expect(banner?.hidden).toBe(true);
});
