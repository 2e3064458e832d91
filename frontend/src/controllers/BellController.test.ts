import { expect, it, vi } from "vitest";
import { mount, settle } from "../testing";
import BellController from "./BellController";

it("asks for the unread count when a notice arrives", async () => {
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue({ ok: true, json: async () => ({ count: 4 }) }));
  await mount('<a data-controller="bell" data-bell-url-value="/u/" data-action="live:message@window->bell#message"><span data-bell-target="count" hidden>0</span></a>', { bell: BellController });
  window.dispatchEvent(new CustomEvent("live:message", { detail: { topic: "alarms", name: "x" } }));
  await settle();
  expect(document.querySelector("span")?.hidden).toBe(true);
  window.dispatchEvent(new CustomEvent("live:message", { detail: { topic: "notifications:3", name: "x" } }));
  await settle();
  await settle();
  expect(document.querySelector("span")?.textContent).toBe("4");
  expect(document.querySelector("span")?.hidden).toBe(false);
});
