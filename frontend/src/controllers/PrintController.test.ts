import { expect, it, vi } from "vitest";
import { mount } from "../testing";
import PrintController from "./PrintController";

it("opens the sources of figures for the printed page", async () => {
  let open = false;
  const details = (): HTMLDetailsElement => document.querySelector("details") as HTMLDetailsElement;
  vi.stubGlobal("print", () => {
    open = details().open;
  });
  await mount('<details class="provenance"><summary>s</summary></details><button data-controller="print" data-action="print#now"></button>', { print: PrintController });
  document.querySelector("button")?.click();
  expect(open).toBe(true);
  expect(details().open).toBe(false);
});
