import { expect, test } from "vitest";
import { KEYS, STEPS, storeName, upgrade } from "./store";

function fakeDatabase(existing: string[]): { database: IDBDatabase; made: string[] } {
  const made = [...existing];
  const createObjectStore = (name: string, { keyPath }: IDBObjectStoreParameters): void => {
    if (made.includes(name)) throw new Error(`${name} is there already`);
    expect(keyPath).toBe(KEYS[name as keyof typeof KEYS]);
    made.push(name);
  };
  return { database: { createObjectStore } as unknown as IDBDatabase, made };
}

test("a new phone gets every store", () => {
  const { database, made } = fakeDatabase([]);
  upgrade(database, {} as IDBTransaction, 0);
  expect(made.sort()).toEqual(Object.keys(KEYS).sort());
});

test("an older form is brought up to date without touching what is there", () => {
  const { database, made } = fakeDatabase(["meta", "records", "photos", "drafts"]);
  upgrade(database, {} as IDBTransaction, 1);
  expect(made).toEqual(["meta", "records", "photos", "drafts", "nonces"]);
  upgrade(database, {} as IDBTransaction, STEPS.length);
  expect(made).toHaveLength(5);
});

test("every account has a database of its own", () => {
  expect(storeName("user:1")).not.toBe(storeName("user:2"));
});
