import { afterEach, expect, it, vi } from "vitest";
import { askTogether, split } from "./together";

/** A vector tile with layers of these names, each with its version behind. */
function tileOf(...names: string[]): Uint8Array {
  const text = new TextEncoder();
  return Uint8Array.from(
    names.flatMap((name) => {
      const letters = [...text.encode(name)];
      const body = [0x78, 2, 0x0a, letters.length, ...letters, 0x28, 0x80, 0x20];
      return [0x1a, body.length, ...body];
    }),
  );
}

afterEach(() => vi.unstubAllGlobals());

function answers(of: (url: string) => Response | Promise<Response>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string, options: { signal: AbortSignal }) => {
    asked.push(url);
    return new Promise((resolve, reject) => {
      options.signal.addEventListener("abort", () => reject(options.signal.reason as Error));
      void Promise.resolve(of(url)).then(resolve);
    });
  });
  return asked;
}

const ask = (layer: string, tile = "9/424/212", controller = new AbortController()): Promise<{ data: ArrayBuffer }> =>
  askTogether({ url: `layers://${layer}/${tile}?v=0` }, controller);

it("takes a tile apart by layers", () => {
  const parts = split(tileOf("alarms", "teams"));
  expect([...parts.keys()]).toEqual(["alarms", "teams"]);
  expect(new Uint8Array(parts.get("teams") as ArrayBuffer)).toEqual(tileOf("teams"));
  expect(split(new Uint8Array())).toEqual(new Map());
  expect(() => split(Uint8Array.from([0x1b]))).toThrow("no vector tile");
});

it("asks once for what is wanted of a tile at the same moment", async () => {
  const asked = answers(() => new Response(tileOf("alarms", "teams").slice().buffer));
  const [alarms, teams, none, elsewhere] = await Promise.all([ask("alarms"), ask("teams"), ask("parks"), ask("alarms", "9/424/213")]);
  expect(asked).toEqual(["/map/tiles/9/424/212.mvt?layers=alarms,teams,parks", "/map/tiles/9/424/213.mvt?layers=alarms"]);
  expect(new Uint8Array(alarms.data)).toEqual(tileOf("alarms"));
  expect(new Uint8Array(teams.data)).toEqual(tileOf("teams"));
  expect(none.data.byteLength).toBe(0);
  expect(elsewhere.data.byteLength).toBeGreaterThan(0);
});

it("loses only the layer that is gone", async () => {
  const asked = answers((url) => (url.includes("?layers=") || url.includes("gone") ? new Response("", { status: 404 }) : new Response(tileOf("teams").slice().buffer)));
  const [teams, gone] = await Promise.allSettled([ask("teams"), ask("gone")]);
  expect(teams.status).toBe("fulfilled");
  expect(gone).toMatchObject({ status: "rejected", reason: new Error("gone: 404") });
  expect(asked).toHaveLength(3);
});

it("stops asking when nobody waits any more", async () => {
  const signals: AbortSignal[] = [];
  vi.stubGlobal("fetch", (_url: string, options: { signal: AbortSignal }) => {
    signals.push(options.signal);
    return new Promise((_resolve, reject) => options.signal.addEventListener("abort", () => reject(options.signal.reason as Error)));
  });
  const [one, other] = [new AbortController(), new AbortController()];
  const waiting = Promise.allSettled([ask("alarms", undefined, one), ask("teams", undefined, other)]);
  await vi.waitFor(() => expect(signals).toHaveLength(1));
  one.abort();
  expect(signals[0]?.aborted).toBe(false);
  other.abort();
  expect(signals[0]?.aborted).toBe(true);
  expect((await waiting).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

it("refuses what is no address of a tile", async () => {
  await expect(askTogether({ url: "layers://x" }, new AbortController())).rejects.toThrow("no tile");
});
