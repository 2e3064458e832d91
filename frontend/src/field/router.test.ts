import { expect, test } from "vitest";
import { above, format, parse, type Route } from "./router";

const ROUTES: Route[] = [
  { page: "today" },
  { page: "outbox" },
  { page: "sent" },
  { page: "me" },
  { page: "list", list: "hazards.to_rectify" },
  { page: "item", list: "hazards.to_rectify", item: "17/甲 &乙" },
  { page: "command", command: "field.note" },
  { page: "record", record: "6f2c" },
  { page: "correct", record: "6f2c" },
];

test.each(ROUTES)("an address leads to the page it was written for: %o", (route) => {
  expect(parse(format(route))).toEqual(route);
});

test.each(["", "#", "#/", "#/nothing", "#/item/only", "#/record/", "#/%E0%A4%A"])("%s leads to today", (hash) => {
  expect(parse(hash)).toEqual({ page: "today" });
});

test("back leads one step up", () => {
  expect(above({ page: "item", list: "a", item: "1" })).toEqual({ page: "list", list: "a" });
  expect(above({ page: "list", list: "a" })).toEqual({ page: "today" });
  expect(above({ page: "record", record: "r" })).toEqual({ page: "outbox" });
  expect(above({ page: "correct", record: "r" })).toEqual({ page: "record", record: "r" });
});
