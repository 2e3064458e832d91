/**
 * The service worker of /field/: opens the app without signal, and sends what waits when the browser
 * finds signal again (Background Sync, where there is one).
 *
 * The platform heads this script with `ANLAN_FIELD`: version, address of the frame, addresses of the
 * files with their hashes. A new build is another script; its files are kept together before it takes
 * over, so that frame and files always fit. Records are in IndexedDB and no version touches them.
 */
import { openStore, storeName, DEVICE } from "./store";
import { Sender } from "./queue";
import { HttpTransport, type Addresses } from "./transport";

interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
  readonly lastChance: boolean;
}

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response> | Response): void;
}

interface WorkerScope {
  readonly ANLAN_FIELD: { version: string; shell: string; manifest: string; assets: string[] };
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(name: string, listener: (event: never) => void): void;
}

const scope = self as unknown as WorkerScope;
const { version, shell, manifest, assets } = scope.ANLAN_FIELD;
const PREFIX = "anlan-field-";
const CACHE = `${PREFIX}${version}`;
/** Without an answer in this time the kept frame is shown. */
const PATIENCE_MS = 3_000;

scope.addEventListener("install", (event: ExtendableEvent) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll([shell, manifest, ...assets].map((url) => new Request(url, { cache: "no-cache" })));
      await scope.skipWaiting();
    })(),
  );
});

scope.addEventListener("activate", (event: ExtendableEvent) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
      await scope.clients.claim();
    })(),
  );
});

scope.addEventListener("fetch", (event: FetchEvent) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.location.origin) return;
  if (request.mode === "navigate" && url.pathname === shell) event.respondWith(frame(request));
  else if (url.pathname === manifest || assets.includes(url.pathname)) event.respondWith(kept(request, url.pathname));
});

/** The frame from the platform when it answers soon, else the kept one. */
async function frame(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const old = await cache.match(shell);
  try {
    const fresh = await withPatience(fetch(request), old ? PATIENCE_MS : 60_000);
    if (fresh.ok) {
      const text = await fresh.clone().text();
      // Another language or theme of the same build replaces the kept frame; another build does not.
      if (assets.filter((url) => /\.(js|css)$/.test(url)).every((url) => text.includes(url))) await cache.put(shell, fresh.clone());
      return fresh;
    }
    return fresh.status >= 500 && old ? old : fresh;
  } catch (error) {
    if (old) return old;
    throw error;
  }
}

async function kept(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}

function withPatience<T>(work: Promise<T>, patience: number): Promise<T> {
  return Promise.race([work, new Promise<T>((_resolve, reject) => setTimeout(() => reject(new Error("no answer")), patience))]);
}

scope.addEventListener("sync", (event: SyncEvent) => {
  if (event.tag === "anlan-field") event.waitUntil(send());
});

/** Send what waits of whoever works on this phone; without success the browser asks again. */
async function send(): Promise<void> {
  const device = await openStore(DEVICE);
  const current = await device.get<{ account: string; addresses: Addresses }>("meta", "current");
  device.close();
  if (!current?.account) return;
  const store = await openStore(storeName(current.account));
  const pages = new BroadcastChannel("anlan-field");
  const events = { changed: () => pages.postMessage("changed") };
  try {
    const round = await new Sender(current.account, store, new HttpTransport(current.addresses), undefined, events).run(true);
    if (round?.stop === "unreachable") throw new Error("unreachable");
  } finally {
    pages.close();
    store.close();
  }
}
