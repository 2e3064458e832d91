/** A store in memory, for tests: the same promises as IndexedDB, without a browser. */
import { KEYS, type Change, type Store, type StoreName } from "./store";

export class MemoryStore implements Store {
  readonly entries: Record<StoreName, Map<string, object>> = {
    meta: new Map(),
    records: new Map(),
    photos: new Map(),
    drafts: new Map(),
    nonces: new Map(),
  };

  get<T>(store: StoreName, key: string): Promise<T | undefined> {
    return Promise.resolve(copy(this.entries[store].get(key)) as T | undefined);
  }

  all<T>(store: StoreName): Promise<T[]> {
    return Promise.resolve([...this.entries[store].values()].map((entry) => copy(entry) as T));
  }

  keys(store: StoreName): Promise<string[]> {
    return Promise.resolve([...this.entries[store].keys()]);
  }

  write(changes: Change[]): Promise<void> {
    for (const change of changes) {
      if ("put" in change) this.put(change.store, change.put);
      else this.entries[change.store].delete(change.remove);
    }
    return Promise.resolve();
  }

  take<T>(store: StoreName, fits: (entry: T) => boolean): Promise<T | undefined> {
    for (const [key, entry] of this.entries[store]) {
      if (fits(entry as T)) {
        this.entries[store].delete(key);
        return Promise.resolve(entry as T);
      }
    }
    return Promise.resolve(undefined);
  }

  change<T extends object>(store: StoreName, key: string, alter: (entry: T) => T | undefined): Promise<T | undefined> {
    const found = this.entries[store].get(key);
    const altered = found && alter(copy(found) as T);
    if (altered) this.put(store, altered);
    return Promise.resolve(altered);
  }

  close(): void {
    return undefined;
  }

  private put(store: StoreName, entry: object): void {
    this.entries[store].set(String((entry as Record<string, unknown>)[KEYS[store]]), copy(entry) as object);
  }
}

function copy(entry: object | undefined): object | undefined {
  return entry && { ...entry };
}
