import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { messages, mount } from "../testing";
import ClockController from "./ClockController";

const sentences = messages({ "clock.left": "还剩 {time}", "clock.overdue": "已超 {time}", "clock.minutes": "{count} 分", "clock.seconds": "{count} 秒", "clock.hours": "{count} 小时" });

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-21T06:00:00Z") });
});

afterEach(() => vi.useRealTimers());

it("counts down and turns red past the due time", async () => {
  await mount(`${sentences}<time class="clock" data-controller="clock" data-clock-due-value="2026-11-21T06:00:02Z"><span data-clock-target="text"></span></time>`, { clock: ClockController });
  const clock = document.querySelector("time");
  expect(clock?.textContent).toBe("还剩 2 秒");
  expect(clock?.className).toContain("clock--soon");
  vi.advanceTimersByTime(3000);
  expect(clock?.textContent).toBe("已超 1 秒");
  expect(clock?.className).toContain("clock--overdue");
});
