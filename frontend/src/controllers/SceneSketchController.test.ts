import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { state } from "../sketch/testing";
import SceneSketchController from "./SceneSketchController";

const wait = (ms = 0): Promise<void> => new Promise((done) => setTimeout(done, ms));

describe("SceneSketchController", () => {
  let application: Application;
  const fetching = vi.fn();

  beforeEach(async () => {
    const props = { state: { server_time: "", scenes: [state()] }, state_url: "/scene/7/state/", draw_url: "/scene/7/sketch/" };
    document.body.innerHTML = `<div data-controller="scene-sketch" data-scene-sketch-topic-value="scene:7"></div><script type="application/json" id="scene-sketch-props">${JSON.stringify(props)}</script><script type="application/json" id="scene-sketch-words">{"scene.draw": "标绘"}</script>`;
    fetching.mockReset();
    vi.stubGlobal("fetch", fetching);
    application = Application.start();
    application.register("scene-sketch", SceneSketchController);
    await wait();
  });

  afterEach(async () => {
    document.body.innerHTML = "";
    await wait();
    application.stop();
    vi.unstubAllGlobals();
  });

  const tap = (): void => {
    document.querySelector<HTMLButtonElement>("[data-tool=symbol]")?.click();
    const map = document.querySelector(".scene-map") as Element;
    for (const type of ["pointerdown", "pointerup"]) map.dispatchEvent(Object.assign(new MouseEvent(type, { clientX: 180, clientY: 180 }), { pointerId: 1 }));
  };

  it("shows a stroke at once and keeps it while there is no link", async () => {
    fetching.mockRejectedValue(new Error("offline"));
    tap();
    await wait();
    expect(document.querySelectorAll(".scene-map--waits")).toHaveLength(1);
    fetching.mockImplementation((url: string) => Promise.resolve(new Response(url.endsWith("/state/") ? JSON.stringify({ server_time: "", scenes: [state()] }) : "{}", { status: url.endsWith("/state/") ? 200 : 201 })));
    window.dispatchEvent(new Event("online"));
    await wait(5);
    const sent = fetching.mock.calls.filter(([url]) => url === "/scene/7/sketch/");
    expect(sent).toHaveLength(2);
    expect(JSON.parse((sent[1]?.[1] as RequestInit).body as string)).toMatchObject({ act: "draw", tool: "symbol", symbol: "command_post" });
    expect(document.querySelectorAll(".scene-map--waits")).toHaveLength(0);
  });

  it("draws what others drew when the stream tells of it", async () => {
    const theirs = state({ sketch: [{ type: "Feature", id: "x", geometry: { type: "Point", coordinates: [119.18, 29.03] }, properties: { tool: "text", symbol: "", text: "有烟", label: "有烟", level: null, author: "他", author_id: "user:2", at: "2026-11-22T08:00:00Z" } }] });
    fetching.mockResolvedValue(new Response(JSON.stringify({ server_time: "", scenes: [theirs] })));
    window.dispatchEvent(new CustomEvent("live:message", { detail: { topic: "scene:8", name: "scene.sketch.changed" } }));
    await wait(200);
    expect(fetching).not.toHaveBeenCalled();
    window.dispatchEvent(new CustomEvent("live:message", { detail: { topic: "scene:7", name: "scene.sketch.changed" } }));
    await wait(200);
    expect(document.querySelector(".scene-map__text")?.textContent).toBe("有烟");
  });
});
