import { beforeEach, expect, it } from "vitest";
import { messages } from "../testing";
import { forgetMessages } from "./messages";
import { clockTime, dateTime, spellDuration } from "./time";

beforeEach(() => {
  forgetMessages();
  document.head.innerHTML = '<meta name="anlan-zone" content="Asia/Shanghai">';
  document.body.innerHTML = messages({ "clock.day": "{count} 天", "clock.days": "{count} 天", "clock.hour": "{count} 小时", "clock.hours": "{count} 小时", "clock.minutes": "{count} 分", "clock.seconds": "{count} 秒" });
});

it.each([
  [4800, "1 小时 20 分"],
  [150, "2 分 30 秒"],
  [45, "45 秒"],
  [1200, "20 分"],
  [90_000, "1 天 1 小时"],
  [0, "0 秒"],
])("spells %d seconds as %s", (seconds, text) => {
  expect(spellDuration(seconds)).toBe(text);
});

it("speaks of one day and one hour in the singular", () => {
  forgetMessages();
  document.body.innerHTML = messages({ "clock.day": "{count} day", "clock.days": "{count} days", "clock.hour": "{count} hour", "clock.hours": "{count} hours" });
  expect(spellDuration(90_000)).toBe("1 day 1 hour");
  expect(spellDuration(2 * 90_000)).toBe("2 days 2 hours");
});

it("shows the county's time whatever the device is set to", () => {
  const at = new Date("2026-11-21T06:05:09Z");
  expect(dateTime(at)).toBe("2026-11-21 14:05");
  expect(clockTime(at)).toBe("14:05:09");
});
