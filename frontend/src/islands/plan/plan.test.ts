import { expect, it } from "vitest";
import { planLayer } from "./PlanMapIsland";

const corners: [number, number][] = [[119, 29], [119.01, 29], [119.01, 28.99], [119, 28.99]];

it("lays the picture between its four corners with its opacity", () => {
  const found = planLayer({ url: "/files/1/", corners, opacity: 60 }, "https://anlan.example");
  expect(found?.source).toEqual({ type: "image", url: "https://anlan.example/files/1/", coordinates: corners });
  expect(found?.layer).toMatchObject({ id: "plan", paint: { "raster-opacity": 0.6 } });
});

it("draws nothing for a plan that is not tied to the ground", () => {
  expect(planLayer(null, "https://anlan.example")).toBeUndefined();
  expect(planLayer({ url: "/files/1/", corners: [], opacity: 60 }, "https://anlan.example")).toBeUndefined();
});
