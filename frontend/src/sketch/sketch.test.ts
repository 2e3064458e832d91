import { beforeEach, describe, expect, it, vi } from "vitest";
import { direction, distance, Plane, thin } from "./geo";
import { SceneMap } from "./SceneMap";
import { SketchBoard, withWaiting } from "./SketchBoard";
import { HERE, state } from "./testing";
import type { SceneState, SketchAct, SketchFeature } from "./types";

function point(id: string, author = "user:1"): SketchFeature {
  return { type: "Feature", id, geometry: { type: "Point", coordinates: HERE }, properties: { tool: "symbol", symbol: "assembly", text: "", label: "集合点", level: null, author: "演示队长", author_id: author, at: "2026-11-22T08:00:00Z" } };
}

function touch(target: Element, type: string, x: number, y: number, pointerId = 1): void {
  const event = new MouseEvent(type, { clientX: x, clientY: y, bubbles: true });
  Object.defineProperty(event, "pointerId", { value: pointerId });
  target.dispatchEvent(event);
}

describe("the plane of a scene", () => {
  it("gives metres and the degrees they came from", () => {
    const plane = new Plane(...HERE);
    const [x, y] = plane.metres([119.19, 29.04]);
    expect(Math.hypot(x, y)).toBeCloseTo(1479, -1);
    expect(plane.degrees([x, y])).toEqual([119.19, 29.04]);
    expect(distance(HERE, [119.18, 29.04])).toBeCloseTo(1113, 0);
    expect([direction(HERE, [119.2, 29.03]), direction(HERE, [119.18, 29]), direction(HERE, [119.17, 29.0388])]).toEqual(["→", "↓", "↖"]);
  });

  it("thins a shaky line but keeps its corners", () => {
    const line: [number, number][] = [[0, 0], [5, 0.4], [10, 0], [10, 10], [10.2, 15], [10, 20]];
    expect(thin(line, 1)).toEqual([[0, 0], [10, 0], [10, 20]]);
  });
});

describe("the map under fingers", () => {
  const drawn = vi.fn();
  const tapped = vi.fn();
  let map: SceneMap;

  beforeEach(() => {
    drawn.mockClear();
    tapped.mockClear();
    map = new SceneMap({ drawn, tapped });
    map.show(state(), [point("a")]);
    map.fit();
  });

  it("draws a line with one stroke of the finger", () => {
    map.use("line");
    touch(map.element, "pointerdown", 100, 100);
    for (let x = 110; x <= 200; x += 10) touch(map.element, "pointermove", x, 100 + (x % 20) / 10);
    touch(map.element, "pointerup", 200, 100);
    const [shape] = drawn.mock.calls[0] as [{ type: string; coordinates: number[][] }];
    expect(shape.type).toBe("LineString");
    expect(shape.coordinates).toHaveLength(2);
    expect(shape.coordinates[1]?.[0]).toBeGreaterThan(shape.coordinates[0]?.[0] ?? 999);
  });

  it("draws an area corner by corner, closed, and needs three", () => {
    map.use("area");
    for (const [x, y] of [[100, 100], [200, 100]] as const) {
      touch(map.element, "pointerdown", x, y);
      touch(map.element, "pointerup", x, y);
    }
    expect(map.finish()).toBe(false);
    touch(map.element, "pointerdown", 150, 220);
    touch(map.element, "pointerup", 150, 220);
    expect(map.finish()).toBe(true);
    const [shape] = drawn.mock.calls[0] as [{ coordinates: number[][][] }];
    expect(shape.coordinates[0]).toHaveLength(4);
    expect(shape.coordinates[0]?.[3]).toEqual(shape.coordinates[0]?.[0]);
  });

  it("takes two fingers for moving the map, not for drawing", () => {
    map.use("line");
    touch(map.element, "pointerdown", 100, 100, 1);
    touch(map.element, "pointermove", 130, 100, 1);
    touch(map.element, "pointerdown", 200, 200, 2);
    touch(map.element, "pointermove", 240, 240, 2);
    touch(map.element, "pointerup", 240, 240, 2);
    touch(map.element, "pointerup", 130, 100, 1);
    expect(drawn).not.toHaveBeenCalled();
  });

  it("finds the element under a tap", () => {
    touch(map.element, "pointerdown", 148, 180);
    touch(map.element, "pointerup", 148, 180);
    expect((tapped.mock.calls[0] as [SketchFeature])[0].id).toBe("a");
    touch(map.element, "pointerdown", 20, 20);
    touch(map.element, "pointerup", 20, 20);
    expect((tapped.mock.calls[1] as [undefined])[0]).toBeUndefined();
  });
});

describe("the drawing board", () => {
  it("lays what waits over what the platform knows", () => {
    const acts: SketchAct[] = [
      { act: "draw", element: "b", tool: "text", label: "有烟", geometry: { type: "Point", coordinates: HERE } },
      { act: "change", element: "a", label: "东门" },
      { act: "remove", element: "c" },
    ];
    const found = withWaiting([point("a"), point("c")], acts, { id: "user:1", name: "演示队长" });
    expect(found.map(({ id, properties }) => [id, properties.label, properties.waits])).toEqual([["a", "东门", true], ["b", "有烟", true]]);
    expect(withWaiting([point("b")], acts.slice(0, 1), { id: "", name: "" })).toHaveLength(1);
  });

  it("offers changes of one's own elements only, all to who commands", () => {
    const save = vi.fn().mockResolvedValue(undefined);
    const tap = (more: Partial<SceneState>): SketchBoard => {
      const board = new SketchBoard({ save, told: vi.fn() });
      board.show(state({ sketch: [point("a", "user:2")], ...more }));
      board.map.fit();
      touch(board.map.element, "pointerdown", 148, 180);
      touch(board.map.element, "pointerup", 148, 180);
      return board;
    };
    expect(tap({}).element.querySelector(".sketch-board__button--danger")).toBeNull();
    const board = tap({ may: { take_part: true, command: true } });
    board.element.querySelector<HTMLButtonElement>(".sketch-board__button--danger")?.click();
    expect(save).toHaveBeenCalledWith({ act: "remove", element: "a" });
  });

  it("sends a symbol where it is tapped, with its meaning", () => {
    const save = vi.fn().mockResolvedValue(undefined);
    const board = new SketchBoard({ save, told: vi.fn() });
    board.show(state());
    board.element.querySelector<HTMLButtonElement>("[data-tool=symbol]")?.click();
    board.element.querySelector<HTMLButtonElement>("[data-symbol=water]")?.click();
    touch(board.map.element, "pointerdown", 148, 180);
    touch(board.map.element, "pointerup", 148, 180);
    expect(save.mock.calls[0]?.[0]).toMatchObject({ act: "draw", tool: "symbol", symbol: "water", geometry: { type: "Point", coordinates: HERE } });
  });
});
