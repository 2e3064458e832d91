import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { messages } from "../testing";
import { forgetMessages, say } from "./messages";

beforeEach(() => {
  forgetMessages();
  document.body.innerHTML = messages({ "clock.left": "还剩 {time}" });
});

it("fills in the values of a sentence", () => {
  expect(say("clock.left", { time: "5 分" })).toBe("还剩 5 分");
});

it("speaks an unknown key as itself", () => {
  expect(say("no.such")).toBe("no.such");
});

it("finds every sentence that the scripts speak in the server's catalogue", () => {
  const parts = ["kernel/templatetags/messages_catalogue", "base/field/catalogue", "command/scene/catalogue"];
  const catalogue = parts
    .map((name) => `${name}.py`)
    .map((name) => readFileSync(join("../src/anlan", name), "utf8"))
    .join("\n");
  const known = new Set([...catalogue.matchAll(/^\s+"([\w.]+)":/gm)].map((match) => match[1]));
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes(".test."))
    .map((name) => readFileSync(join("src", name), "utf8"));
  const used = new Set(sources.flatMap((text) => [...text.matchAll(/say\(\s*"([\w.]+)"/g)].map((match) => match[1])));
  expect([...used].filter((key) => !known.has(key))).toEqual([]);
  expect(used.size).toBeGreaterThan(30);
});
