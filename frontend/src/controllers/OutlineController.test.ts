import { beforeEach, describe, expect, it } from "vitest";
import { mount } from "../testing";
import OutlineController, { corners, sketch, written } from "./OutlineController";

const SQUARE = [[119, 29], [119.1, 29], [119.1, 29.1]];

describe("a polygon as text", () => {
  it("is read and written without losing a corner", () => {
    expect(corners(written(SQUARE))).toEqual(SQUARE);
  });

  it("is empty with fewer than three corners, and nothing else is read as one", () => {
    expect(written(SQUARE.slice(0, 2))).toBe("");
    expect(corners("POLYGON((1 2,3 4,5 6,1 2))")).toEqual([]);
    expect(corners("null")).toEqual([]);
  });

  it("is sketched as points, a line, then an area", () => {
    const kinds = (count: number): string[] => sketch(SQUARE.slice(0, count)).features.map((f) => f.geometry.type);
    expect(kinds(1)).toEqual(["Point"]);
    expect(kinds(2)[0]).toBe("LineString");
    expect(kinds(3)[0]).toBe("Polygon");
  });
});

describe("drawing on the map", () => {
  beforeEach(async () => {
    await mount(`<div data-controller="outline"><button data-action="outline#undo"></button><output data-outline-target="count"></output><div id="map"></div><textarea data-outline-target="text"></textarea></div>`, { outline: OutlineController });
  });

  it("adds a corner with every click and takes the last one back", () => {
    let shown = 0;
    document.addEventListener("plan:sketch", (event) => {
      shown = (event as CustomEvent<{ features: unknown[] }>).detail.features.length;
    });
    const map = document.getElementById("map") as HTMLElement;
    for (const [longitude, latitude] of [...SQUARE, [119, 29.1]]) map.dispatchEvent(new CustomEvent("plan:place", { bubbles: true, detail: { longitude, latitude } }));
    const text = document.querySelector("textarea") as HTMLTextAreaElement;
    expect(corners(text.value)).toHaveLength(4);
    expect(shown).toBe(5);
    (document.querySelector("button") as HTMLButtonElement).click();
    expect(corners(text.value)).toEqual(SQUARE);
    expect(document.querySelector("output")?.textContent).toBe("3");
  });
});
