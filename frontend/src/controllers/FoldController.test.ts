import { expect, it, vi } from "vitest";
import { mount } from "../testing";
import FoldController from "./FoldController";

it.each([true, false])("is folded where the window is narrow: %s", async (matches) => {
  vi.stubGlobal("matchMedia", () => ({ matches, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  await mount('<details data-controller="fold" open><summary>f</summary></details>', { fold: FoldController });
  expect(document.querySelector("details")?.open).toBe(!matches);
});
