import { expect, it } from "vitest";
import { area, circle, distance, length, type Position, spellArea, spellDistance } from "./measure";

it("measures a degree of latitude", () => {
  expect(distance([119, 29], [119, 30])).toBeCloseTo(111_195, -1);
  expect(length([[119, 29], [119, 30], [119, 31]])).toBeCloseTo(222_390, -1);
});

it("measures the area of a circle", () => {
  expect(area(circle([119.17, 29.03], 1000)) / (Math.PI * 1e6)).toBeCloseTo(1, 2);
});

it("draws every point of a circle at its radius", () => {
  const centre: Position = [119.17, 29.03];
  for (const point of circle(centre, 3000)) expect(distance(centre, point)).toBeCloseTo(3000, -1);
});

it("spells distances and areas", () => {
  expect([spellDistance(500), spellDistance(1000), spellDistance(12_340)]).toEqual(["500 m", "1 km", "12.3 km"]);
  expect([spellArea(1500), spellArea(2.5e6)]).toEqual(["1,500 m²", "2.50 km²"]);
});
