import { expect, test } from "vitest";
import { HINTS } from "./surroundings";

const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1";

test("everybody hears what concerns his browser", () => {
  expect(HINTS("Mozilla/5.0 (Linux; Android 14) Chrome/120", true, false)).toEqual([]);
  expect(HINTS("Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0", true, false)).toEqual(["field.install_wechat"]);
  expect(HINTS(IPHONE, true, false)).toEqual(["field.install_ios"]);
  expect(HINTS(IPHONE, true, true)).toEqual([]);
  expect(HINTS("Chrome", false, false)).toEqual(["field.not_secure"]);
});
