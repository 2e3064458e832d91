/**
 * What the phone keeps, in IndexedDB: one database for each account, so that nobody ever sees what
 * belongs to another, and one small database of the device itself (who works here now).
 *
 * Changes are given as a list and written in one transaction: a record never appears without its
 * photos, a draft never disappears before its record is there.
 */
export type StoreName = "meta" | "records" | "photos" | "drafts" | "nonces";

export type Change =
  | { store: StoreName; put: object }
  | { store: StoreName; remove: string };

export interface Store {
  get<T>(store: StoreName, key: string): Promise<T | undefined>;
  all<T>(store: StoreName): Promise<T[]>;
  keys(store: StoreName): Promise<string[]>;
  write(changes: Change[]): Promise<void>;
  /** Take one entry out, for this caller alone. */
  take<T>(store: StoreName, fits: (entry: T) => boolean): Promise<T | undefined>;
  /** Read, change and write one entry in one transaction; undefined leaves it as it is. */
  change<T extends object>(store: StoreName, key: string, alter: (entry: T) => T | undefined): Promise<T | undefined>;
  close(): void;
}

/** Key path of each store. */
export const KEYS: Record<StoreName, string> = {
  meta: "key",
  records: "client_id",
  photos: "id",
  drafts: "key",
  nonces: "value",
};

/** Form of the databases; each step brings one older form to the next and keeps every record. */
export const STEPS: ((database: IDBDatabase, transaction: IDBTransaction) => void)[] = [
  (database) => {
    for (const name of ["meta", "records", "photos", "drafts"] as const) {
      database.createObjectStore(name, { keyPath: KEYS[name] });
    }
  },
  // Capture numbers moved out of the pack, so that two tabs never take the same.
  (database) => database.createObjectStore("nonces", { keyPath: KEYS.nonces }),
];

/** Bring a database from an older form to the present one. */
export function upgrade(database: IDBDatabase, transaction: IDBTransaction, from: number): void {
  for (const step of STEPS.slice(from)) step(database, transaction);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

function finish(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB"));
    transaction.onerror = () => reject(transaction.error ?? new Error("IndexedDB"));
  });
}

class KeptStore implements Store {
  constructor(private readonly database: IDBDatabase) {}

  get<T>(store: StoreName, key: string): Promise<T | undefined> {
    return answer(this.database.transaction(store).objectStore(store).get(key)) as Promise<T | undefined>;
  }

  all<T>(store: StoreName): Promise<T[]> {
    return answer(this.database.transaction(store).objectStore(store).getAll()) as Promise<T[]>;
  }

  keys(store: StoreName): Promise<string[]> {
    return answer(this.database.transaction(store).objectStore(store).getAllKeys()) as Promise<string[]>;
  }

  async write(changes: Change[]): Promise<void> {
    if (!changes.length) return;
    const transaction = this.begin([...new Set(changes.map((change) => change.store))]);
    for (const change of changes) {
      const store = transaction.objectStore(change.store);
      if ("put" in change) store.put(change.put);
      else store.delete(change.remove);
    }
    await finish(transaction);
  }

  async take<T>(store: StoreName, fits: (entry: T) => boolean): Promise<T | undefined> {
    const transaction = this.begin([store]);
    let taken: T | undefined;
    const cursors = transaction.objectStore(store).openCursor();
    cursors.onsuccess = () => {
      const cursor = cursors.result;
      if (!cursor) return;
      if (fits(cursor.value as T)) {
        taken = cursor.value as T;
        cursor.delete();
      } else {
        cursor.continue();
      }
    };
    await finish(transaction);
    return taken;
  }

  async change<T extends object>(store: StoreName, key: string, alter: (entry: T) => T | undefined): Promise<T | undefined> {
    const transaction = this.begin([store]);
    const objects = transaction.objectStore(store);
    let altered: T | undefined;
    const found = objects.get(key);
    found.onsuccess = () => {
      if (found.result === undefined) return;
      altered = alter(found.result as T);
      if (altered !== undefined) objects.put(altered);
    };
    await finish(transaction);
    return altered;
  }

  close(): void {
    this.database.close();
  }

  /** What is written must survive that the browser is killed: not only handed to the system. */
  private begin(stores: StoreName[]): IDBTransaction {
    return this.database.transaction(stores, "readwrite", { durability: "strict" });
  }
}

/** Open a database; `outdated` is called when a newer app wants to change its form. */
export function openStore(name: string, outdated: () => void = () => undefined): Promise<Store> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, STEPS.length);
    request.onupgradeneeded = (event) => {
      if (request.transaction) upgrade(request.result, request.transaction, event.oldVersion);
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => {
        request.result.close();
        outdated();
      };
      resolve(new KeptStore(request.result));
    };
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

/** The database of one account. */
export function storeName(account: string): string {
  return `anlan-field:${account}`;
}

/** The database of the device: who works here now. */
export const DEVICE = "anlan-field-device";
