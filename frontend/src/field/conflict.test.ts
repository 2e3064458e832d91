import { expect, test } from "vitest";
import { compare, corrected, keepMine, takeTheirs } from "./conflict";
import { someRecord } from "./testing";

const conflict = someRecord({
  state: "conflict",
  base_version: "1",
  their_version: "3",
  tries: 2,
  next_try: 99,
  message: "已被修改",
  theirs: [["文字", "他的"], ["级别", "一般"]],
  mine: [["级别", "一般 "], ["文字", "我的"], ["照片", "2"]],
});

test("both versions stand side by side in the platform's order", () => {
  expect(compare(conflict)).toEqual([
    { label: "文字", theirs: "他的", mine: "我的", differs: true },
    { label: "级别", theirs: "一般", mine: "一般 ", differs: false },
    { label: "照片", theirs: "", mine: "2", differs: true },
  ]);
});

test("keeping mine sends it at once on their version", () => {
  expect(keepMine(conflict)).toMatchObject({ state: "waiting", base_version: "3", withdraw: false, tries: 0, next_try: 0, theirs: [], message: "" });
});

test("taking theirs withdraws mine under the same number", () => {
  expect(takeTheirs(conflict)).toMatchObject({ client_id: "r1", state: "waiting", withdraw: true });
});

test("editing mine sends the new answers on their version; a refused record keeps its own", () => {
  expect(corrected(conflict, { text: "合并" }, ["p"])).toMatchObject({ state: "waiting", base_version: "3", values: { text: "合并" }, photos: ["p"] });
  const refused = someRecord({ state: "refused", base_version: "7", fields: { text: "太短" } });
  expect(corrected(refused, { text: "写长一些" }, [])).toMatchObject({ state: "waiting", base_version: "7", fields: {} });
});
