import { expect, it, vi } from "vitest";
import { mount, settle } from "../testing";
import PlanController from "./PlanController";

const page = (mode: string, rest = ""): string => `<div data-controller="plan" data-plan-width-value="200" data-plan-height-value="100" data-plan-mode-value="${mode}" data-plan-locate-value="/locate/">
  <div id="stage" data-plan-target="stage" data-action="click->plan#click"><a data-plan-target="point" data-x="50" data-y="25">p</a></div>
  <template data-plan-target="row"><div data-row><i data-number></i><input data-key="x" data-action="input->plan#typed"><input data-key="y" data-action="input->plan#typed"><input data-key="longitude"><input data-key="latitude"><button data-action="plan#remove"></button></div></template>
  <div id="rows" data-plan-target="rows"></div>${rest}</div>`;

function clickAt(x: number, y: number): void {
  const stage = document.getElementById("stage") as HTMLElement;
  stage.getBoundingClientRect = () => ({ left: 0, top: 0, width: 400, height: 200 }) as DOMRect;
  stage.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: x, clientY: y }));
}

it("puts the points of the apps at their pixels", async () => {
  await mount(page("look"), { plan: PlanController });
  const point = document.querySelector<HTMLElement>("a") as HTMLElement;
  expect([point.style.left, point.style.top]).toEqual(["25%", "25%"]);
  clickAt(10, 10);
  expect(document.querySelectorAll("[data-row]")).toHaveLength(0);
});

it("adds a control point where the plan is clicked, and takes its place from the map", async () => {
  await mount(page("tie"), { plan: PlanController });
  clickAt(100, 100);
  clickAt(200, 100);
  const rows = [...document.querySelectorAll("[data-row]")];
  expect(rows.map((row) => [...row.querySelectorAll("input")].slice(0, 2).map((input) => input.value))).toEqual([["50", "50"], ["100", "50"]]);
  document.dispatchEvent(new CustomEvent("plan:place", { detail: { longitude: 119.1, latitude: 29 } }));
  expect((rows[1]?.querySelector('[data-key="longitude"]') as HTMLInputElement).value).toBe("119.1000000");
  expect([...document.querySelectorAll(".plan__mark")].map((mark) => mark.textContent)).toEqual(["1", "2"]);
});

it("moves the mark with the typed pixel, and takes it away with its row", async () => {
  await mount(page("tie"), { plan: PlanController });
  clickAt(100, 100);
  await settle();
  const input = document.querySelector<HTMLInputElement>('[data-key="x"]') as HTMLInputElement;
  input.value = "150";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  expect(document.querySelector<HTMLElement>(".plan__mark")?.style.left).toBe("75%");
  document.querySelector<HTMLElement>("[data-row] button")?.click();
  expect(document.querySelectorAll(".plan__mark")).toHaveLength(0);
});

it("asks the server for the place of a clicked pixel and lets the form be sent", async () => {
  const asked = vi.fn(async () => new Response(JSON.stringify({ longitude: 119.17, latitude: 29.03 })));
  vi.stubGlobal("fetch", asked);
  await mount(page("place", '<input data-plan-target="longitude"><input data-plan-target="latitude"><button data-plan-target="submit" disabled></button>'), { plan: PlanController });
  clickAt(100, 100);
  await settle();
  await new Promise((resolve) => setTimeout(resolve));
  expect(asked).toHaveBeenCalledWith("/locate/?x=50&y=50", expect.anything());
  expect(document.querySelector<HTMLInputElement>('[data-plan-target="longitude"]')?.value).toBe("119.1700000");
  expect(document.querySelector<HTMLButtonElement>('[data-plan-target="submit"]')?.disabled).toBe(false);
  vi.unstubAllGlobals();
});
