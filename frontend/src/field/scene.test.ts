import { describe, expect, it, vi } from "vitest";
import { isGoodLink } from "./photo";
import { due } from "./queue";
import { above, format, parse } from "./router";
import { sendTrack, sketchActs, waitingOf } from "./scene";
import { someRecord } from "./testing";
import { isPicture } from "./voice";

const stroke = (id: string, changes: object): ReturnType<typeof someRecord> =>
  someRecord({ client_id: id, command: "scene.sketch", list: "scene", values: { scene: 7, act: "draw", element: id, tool: "line", geometry: '{"type":"LineString","coordinates":[[119.18,29.03],[119.19,29.03]]}' }, ...changes });

describe("the scene on the phone", () => {
  it("shows strokes that wait and those sent after the state it knows, oldest first", () => {
    const records = [
      stroke("c", { values: { scene: 7, act: "change", element: "a", label: " " } }),
      stroke("b", { state: "sent", finished_at: "2026-11-22T08:00:05Z" }),
      stroke("old", { state: "sent", finished_at: "2026-11-22T07:59:00Z" }),
      stroke("no", { state: "refused" }),
      stroke("other", { values: { scene: 8, act: "remove", element: "x" } }),
      stroke("a", {}),
    ];
    const acts = sketchActs({ records }, 7, "2026-11-22T08:00:00Z");
    expect(acts.map(({ act, element }) => [act, element])).toEqual([["draw", "a"], ["draw", "b"], ["change", "a"]]);
    expect(acts[0]?.geometry?.type).toBe("LineString");
    expect(acts[2]?.label).toBe("");
    expect(waitingOf({ records }, 7).map(({ client_id }) => client_id)).toEqual(["a", "no", "c"]);
  });

  it("lets a call for help go before photos that waited longer", () => {
    const records = [someRecord({ client_id: "photo", device_at: "2026-11-20T01:00:00Z" }), someRecord({ client_id: "help", device_at: "2026-11-20T02:00:00Z", is_urgent: true })];
    expect(due(records, Date.now()).map(({ client_id }) => client_id)).toEqual(["help", "photo"]);
  });

  it("keeps positions without a link and sends them all when it is back", async () => {
    const send = vi.fn().mockResolvedValue({ ok: true, status: 201 });
    vi.stubGlobal("fetch", send);
    await sendTrack({ connection: "unreachable", token: "t" }, 7, "user:1", ["2026-11-22T08:00:00Z", 119.18, 29.03, 8]);
    expect(send).not.toHaveBeenCalled();
    await sendTrack({ connection: "online", token: "t" }, 7, "user:1", ["2026-11-22T08:01:00Z", 119.19, 29.03, 8]);
    const sent = JSON.parse(String((send.mock.calls[0] as [string, RequestInit])[1].body)) as { positions: unknown[] };
    expect(sent.positions).toHaveLength(2);
    expect(localStorage.getItem("anlan.scene.track.user:1.7")).toBeNull();
    vi.unstubAllGlobals();
  });

  it("has addresses for the list, a scene and its parts", () => {
    expect(parse("#/scene/12/task-3-submit")).toEqual({ page: "scene", scene: "12", part: "task-3-submit" });
    expect(format({ page: "scene", scene: "12", part: "" })).toBe("#/scene/12");
    expect(format(parse("#/scene"))).toBe("#/scene");
    expect(above(parse("#/scene/12/draw"))).toEqual({ page: "scene", scene: "12", part: "" });
  });

  it("keeps full photos only with a link that is known to be good", () => {
    expect(isGoodLink({ effectiveType: "4g", downlink: 8 })).toBe(true);
    expect(isGoodLink({ effectiveType: "4g", downlink: 1 })).toBe(false);
    expect(isGoodLink({ effectiveType: "4g", downlink: 8, saveData: true })).toBe(false);
    expect(isGoodLink(undefined)).toBe(false);
  });

  it("tells photos from voice notes", () => {
    const photo = (type: string): Parameters<typeof isPicture>[0] => ({ blob: { type } }) as Parameters<typeof isPicture>[0];
    expect([isPicture(photo("image/jpeg")), isPicture(photo("audio/webm;codecs=opus")), isPicture(photo("video/mp4"))]).toEqual([true, false, false]);
  });
});
