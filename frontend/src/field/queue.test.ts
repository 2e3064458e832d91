import { expect, test } from "vitest";
import { MemoryStore } from "./memory-store";
import { due, isOpen, pause, Sender, settle, type Lock } from "./queue";
import { somePhoto, someRecord, TestPlatform } from "./testing";
import type { OutRecord, Photo } from "./types";

const NOW = Date.parse("2026-11-20T02:00:00.000Z");

function lock(): Lock {
  const held = new Set<string>();
  return async (name, work) => {
    if (held.has(name)) return undefined;
    held.add(name);
    try {
      return await work();
    } finally {
      held.delete(name);
    }
  };
}

async function phone(records: OutRecord[], photos: Photo[] = []): Promise<{ store: MemoryStore; platform: TestPlatform; sender: Sender; clock: { now: number }; read: (id?: string) => OutRecord }> {
  const store = new MemoryStore();
  await store.write([...records.map((put) => ({ store: "records" as const, put })), ...photos.map((put) => ({ store: "photos" as const, put }))]);
  const platform = new TestPlatform();
  const clock = { now: NOW };
  const sender = new Sender("user:1", store, platform, lock(), {}, () => clock.now);
  return { store, platform, sender, clock, read: (id = "r1") => store.entries.records.get(id) as OutRecord };
}

test("what waits is sent in the order it was made, and its photos leave the phone", async () => {
  const records = [
    someRecord({ client_id: "late", device_at: "2026-11-20T03:00:00.000Z" }),
    someRecord({ client_id: "early", device_at: "2026-11-20T01:00:00.000Z", photos: ["a"] }),
  ];
  const { store, platform, sender, read } = await phone(records, [somePhoto("a")]);
  expect(await sender.run()).toEqual({ sent: 2, refused: 0, stop: "" });
  expect(platform.log).toEqual(["session", "record early with photos", "record late"]);
  expect(read("early").state).toBe("sent");
  expect(read("early").message).toBe("已收到");
  expect(store.entries.photos.size).toBe(0);
});

test("an answer that was lost sends the record again and it arrives once", async () => {
  const { platform, sender, clock, read } = await phone([someRecord()]);
  platform.lostAnswers = 1;
  expect((await sender.run())?.stop).toBe("unreachable");
  expect(read().state).toBe("waiting");
  expect(read().is_uncertain).toBe(true);
  expect(isOpen(read())).toBe(false);
  expect(await sender.run()).toMatchObject({ sent: 0 }); // not yet
  clock.now += pause(1);
  expect(await sender.run()).toMatchObject({ sent: 1 });
  expect(platform.done.size).toBe(1);
});

test("a record that was being sent when the browser died is sent again", async () => {
  const { platform, sender, read } = await phone([someRecord({ state: "sending" })]);
  await sender.run();
  expect(read().state).toBe("sent");
  expect(platform.done.size).toBe(1);
});

test("two tabs do not send at the same time", async () => {
  const { store, platform } = await phone([someRecord(), someRecord({ client_id: "r2" })]);
  const shared = lock();
  const tabs = [1, 2, 3].map(() => new Sender("user:1", store, platform, shared, {}, () => NOW));
  const rounds = await Promise.all(tabs.map((tab) => tab.run()));
  expect(rounds.filter((round) => round === undefined)).toHaveLength(2);
  expect(platform.log.filter((line) => line.startsWith("record"))).toHaveLength(2);
});

test("records of one account never go out under another", async () => {
  const { platform, sender, read } = await phone([someRecord()]);
  platform.account = "user:2";
  expect((await sender.run())?.stop).toBe("other_account");
  expect(platform.done.size).toBe(0);
  expect(read().state).toBe("waiting");
});

test("without a session everything stays and nothing counts as tried", async () => {
  const { platform, sender, read } = await phone([someRecord()]);
  platform.isSignedIn = false;
  expect((await sender.run())?.stop).toBe("sign_in");
  expect(read()).toMatchObject({ state: "waiting", tries: 0, is_uncertain: false });
  platform.isSignedIn = true;
  expect(await sender.run()).toMatchObject({ sent: 1 });
});

test("a session that ends in the middle loses nothing", async () => {
  const { platform, sender, read } = await phone([someRecord(), someRecord({ client_id: "r2" })]);
  const real = platform.sendRecord.bind(platform);
  platform.sendRecord = (record, photos, withContent) => {
    if (record.client_id === "r2") platform.isSignedIn = false;
    return real(record, photos, withContent);
  };
  expect(await sender.run()).toEqual({ sent: 1, refused: 0, stop: "sign_in" });
  expect(read("r2").state).toBe("waiting");
});

test("a token that expired is fetched anew once", async () => {
  const { platform, sender } = await phone([someRecord()]);
  platform.expired = 1;
  expect(await sender.run()).toMatchObject({ sent: 1 });
  expect(platform.log).toEqual(["session", "record r1", "session", "record r1"]);
});

test("after a failure photos go ahead one by one and keep what has arrived", async () => {
  const { store, platform, sender, clock, read } = await phone([someRecord({ photos: ["a", "b"] })], [somePhoto("a"), somePhoto("b")]);
  platform.isReached = false;
  await sender.run();
  expect(read().is_uncertain).toBe(false); // nobody answered who we are: nothing left the phone
  platform.isReached = true;
  platform.lostAnswers = 1;
  await sender.run(true);
  platform.log.length = 0;
  clock.now += pause(2);
  await sender.run(true);
  expect(platform.log).toEqual(["session", "photo a", "photo b", "record r1"]);
  expect(store.entries.photos.size).toBe(0);
});

test("photos that the platform no longer has are sent again", async () => {
  const staged = { ...somePhoto("a"), is_staged: true };
  const { platform, sender } = await phone([someRecord({ photos: ["a"], tries: 1 })], [staged]);
  expect(await sender.run()).toMatchObject({ sent: 1 });
  expect(platform.log).toEqual(["session", "record r1", "photo a", "record r1"]);
});

test("large photos never go along with the record", async () => {
  const { platform, sender } = await phone([someRecord({ photos: ["a"] })], [somePhoto("a", 3_000_000)]);
  await sender.run();
  expect(platform.log).toEqual(["session", "photo a", "record r1"]);
});

test("a refusal stays with its reason and the others go on", async () => {
  const { platform, sender, read } = await phone([someRecord(), someRecord({ client_id: "r2" })]);
  platform.replies = [{ status: 422, body: { code: "invalid_input", message: "请写明", fields: { text: "请写明" } }, isOurs: true }];
  expect(await sender.run()).toEqual({ sent: 1, refused: 1, stop: "" });
  expect(read()).toMatchObject({ state: "refused", message: "请写明", fields: { text: "请写明" } });
  expect(isOpen(read())).toBe(true);
  expect(await sender.run()).toMatchObject({ sent: 0 });
});

test("a failure of the server holds back its record, not the others", async () => {
  const { platform, sender, read } = await phone([someRecord(), someRecord({ client_id: "r2" })]);
  platform.replies = [{ status: 500, body: {}, isOurs: false }];
  expect(await sender.run()).toEqual({ sent: 1, refused: 0, stop: "" });
  expect(read()).toMatchObject({ state: "waiting", tries: 1 });
  expect(read().next_try).toBe(NOW + pause(1));
});

test("an overloaded or restarting server ends the round", async () => {
  const { platform, sender, read } = await phone([someRecord(), someRecord({ client_id: "r2" })]);
  platform.replies = [{ status: 502, body: {}, isOurs: false }];
  expect((await sender.run())?.stop).toBe("unreachable");
  expect(read("r2")).toMatchObject({ state: "waiting", tries: 0 });
});

test("a withdrawn record leaves the phone when the platform knows", async () => {
  const { store, platform, sender } = await phone([someRecord({ withdraw: true, photos: ["a"] })], [somePhoto("a")]);
  await sender.run();
  expect(platform.withdrawn).toEqual(["r1"]);
  expect(store.entries.records.size + store.entries.photos.size).toBe(0);
});

test("who edits a record while others are sent is not overrun", async () => {
  const { store, platform, sender, read } = await phone([someRecord(), someRecord({ client_id: "r2" })]);
  const real = platform.sendRecord.bind(platform);
  platform.sendRecord = async (record, photos, withContent) => {
    if (record.client_id === "r1") await store.write([{ store: "records", remove: "r2" }]);
    return real(record, photos, withContent);
  };
  expect(await sender.run()).toMatchObject({ sent: 1 });
  expect(read("r2")).toBeUndefined();
});

test("the pause between tries doubles and has an end", () => {
  expect([1, 2, 3].map(pause)).toEqual([5_000, 10_000, 20_000]);
  expect(pause(50)).toBe(600_000);
});

test("only what is due goes out", () => {
  const records = [someRecord({ next_try: NOW + 1 }), someRecord({ state: "sent" }), someRecord({ state: "refused" }), someRecord({ state: "conflict" })];
  expect(due(records, NOW)).toEqual([]);
  expect(due(records, NOW + 1)).toHaveLength(1);
});

test("what a proxy or a page says is no answer about a record", () => {
  const record = someRecord();
  for (const status of [200, 201, 403, 404, 409, 422, 500, 503, 0]) expect(settle(record, { status, body: {}, isOurs: false }, NOW)).toBeUndefined();
  expect(settle(record, { status: 403, body: { code: "record_of_another" }, isOurs: true }, NOW)?.state).toBe("refused");
  expect(settle(record, { status: 413, body: {}, isOurs: false }, NOW)?.state).toBe("refused");
});
