import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { mount } from "../testing";
import WallClockController from "./WallClockController";

beforeEach(() => {
  document.head.innerHTML = '<meta name="anlan-zone" content="Asia/Shanghai">';
  vi.useFakeTimers({ now: new Date("2026-11-21T06:00:00Z") });
});

afterEach(() => vi.useRealTimers());

it("shows the county's time and goes on", async () => {
  await mount('<span data-controller="wall-clock"></span>', { "wall-clock": WallClockController });
  expect(document.querySelector("span")?.textContent).toBe("2026-11-21 14:00:00");
  vi.advanceTimersByTime(1000);
  expect(document.querySelector("span")?.textContent).toBe("2026-11-21 14:00:01");
});
