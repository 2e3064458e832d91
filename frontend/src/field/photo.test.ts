import { expect, test } from "vitest";
import { corrected, measure } from "./clock";
import { MemoryStore } from "./memory-store";
import { fit, makePhoto } from "./photo";
import { describe } from "./transport";
import { someRecord } from "./testing";
import type { Nonce } from "./types";

const NOW = Date.parse("2026-11-20T02:00:00.000Z");
const jpeg = { size: 3, arrayBuffer: () => Promise.resolve(new Uint8Array([1, 2, 3]).buffer) } as unknown as Blob;

async function withNumbers(...numbers: Nonce[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.write(numbers.map((put) => ({ store: "nonces", put })));
  return store;
}

test("a photo is made small, never large", () => {
  expect(fit(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(fit(640, 480, 1600)).toEqual({ width: 640, height: 480 });
  expect(fit(10_000, 1, 1600)).toEqual({ width: 1600, height: 1 });
});

test("a photo carries the corrected time, its hash and one number that is still good", async () => {
  const store = await withNumbers({ value: "old", until: "2026-11-20T01:00:00.000Z" }, { value: "good", until: "2026-11-21T01:00:00.000Z" });
  const photo = await makePhoto(store, jpeg, { isFromPage: true, offset: { ms: 60_000, measured_at: 0 }, now: NOW });
  expect(photo).toMatchObject({ nonce: "good", captured_at: "2026-11-20T02:01:00.000Z", is_staged: false });
  expect(photo.sha256).toMatch(/^039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81$/);
  expect(await store.keys("nonces")).toEqual(["old"]);
  expect((await makePhoto(store, jpeg, { isFromPage: true, offset: undefined, now: NOW })).nonce).toBe("");
});

test("a picture file takes no number: it may be an old one", async () => {
  const store = await withNumbers({ value: "good", until: "2026-11-21T01:00:00.000Z" });
  expect((await makePhoto(store, jpeg, { isFromPage: false, offset: undefined, now: NOW })).nonce).toBe("");
  expect(await store.keys("nonces")).toEqual(["good"]);
});

test("two tabs never take the same number", async () => {
  const store = await withNumbers(...["a", "b", "c"].map((value) => ({ value, until: "2026-11-21T01:00:00.000Z" })));
  const photos = await Promise.all([1, 2, 3, 4].map(() => makePhoto(store, jpeg, { isFromPage: true, offset: undefined, now: NOW })));
  expect(photos.map((photo) => photo.nonce).sort()).toEqual(["", "a", "b", "c"]);
});

test("the clock's difference is measured at the middle of the question", () => {
  const offset = measure("2026-11-20T02:10:00.000Z", NOW, NOW + 2_000);
  expect(offset.ms).toBe(599_000);
  expect(corrected(NOW, offset)).toBe("2026-11-20T02:09:59.000Z");
  expect(corrected(NOW, undefined)).toBe("2026-11-20T02:00:00.000Z");
});

test("a record tells its item, its times and when it was sent", () => {
  const told = describe(someRecord({ item: "17", base_version: "2" }), [], NOW) as Record<string, unknown>;
  expect(told).toMatchObject({ client_id: "r1", values: { text: "河堤有渗水", item: "17" }, base_version: "2", sent_at: "2026-11-20T02:00:00.000Z", withdraw: false });
  expect(describe(someRecord(), [], NOW)).not.toHaveProperty("values.item");
});
