import { expect, it } from "vitest";
import { mount } from "../testing";
import PointsController from "./PointsController";

it("sums by part and all together, and says what is left", async () => {
  await mount(
    `<form data-controller="points" data-points-full-value="100" data-points-left-value="{n} left" data-points-over-value="{n} too many">
      <b data-points-target="total"></b><i data-points-target="note"></i>
      <section data-points-target="part" data-full="60"><p><span data-points-target="sum"></span></p>
        <input id="a" value="40" data-points-target="input" data-action="input->points#count">
        <input value="20.5" data-points-target="input" data-action="input->points#count"></section>
      <section data-points-target="part" data-full="40"><p><span data-points-target="sum"></span></p>
        <input value="30" data-points-target="input" data-action="input->points#count"></section></form>`,
    { points: PointsController },
  );
  const text = (selector: string): string | null | undefined => document.querySelector(selector)?.textContent;
  expect([text("b"), text("i")]).toEqual(["90.5", "9.5 left"]);
  expect(document.querySelectorAll(".score-part__sum--wrong").length).toBe(2);
  const input = document.querySelector<HTMLInputElement>("#a");
  if (!input) throw new Error("no input");
  input.value = "59.5";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  expect([text("b"), text("i")]).toEqual(["110", "10 too many"]);
});
