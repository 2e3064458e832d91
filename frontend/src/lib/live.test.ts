import { expect, it } from "vitest";
import { subjectOf } from "./live";

it("finds what a message is about by the noun of its name", () => {
  expect(subjectOf({ topic: "alarms", name: "alarms.alarm.opened", alarm_id: 7, point_id: 3 })).toBe("7");
  expect(subjectOf({ topic: "alarms", name: "alarms.alarm.opened", id: 9 })).toBe("9");
  expect(subjectOf({ topic: "map", name: "reload" })).toBeUndefined();
});
