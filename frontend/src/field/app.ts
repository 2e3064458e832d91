/**
 * The app's memory and its verbs: who works here, the day pack, the outbox, drafts; loading, keeping,
 * sending. The pages (`pages.ts`) read it and call its verbs; it tells them when something changed.
 */
import { cookie } from "../lib/page";
import { corrected, measure, type Offset } from "./clock";
import { newId } from "./hash";
import { isGoodLink, makePhoto } from "./photo";
import { due, isOpen, Sender, type Stop } from "./queue";
import { DEVICE, openStore, storeName, type Change, type Store } from "./store";
import { HttpTransport, NotForThisAccount, SignInNeeded, type Addresses } from "./transport";
import type { Command, Draft, Item, Nonce, OutRecord, Pack, Part, Photo, Place, Question, Value } from "./types";

export interface Settings extends Addresses {
  app: string;
  worker: string;
  login: string;
  /** Name of the cookie that every signing in renews. */
  seal: string;
  logout: string;
  language: string;
  /** Addresses of the parts of other apps by name. */
  parts: Record<string, string>;
}

export type Connection = "unknown" | "online" | "unreachable" | "sign_in" | "not_allowed";

/** What is being filled in: an item's form, a standalone command, or a record to be corrected. */
export interface Task {
  command: string;
  title: string;
  subtitle: string;
  list: string;
  item: string;
  version: string;
  questions: Question[];
  isUrgent?: boolean;
}

const PACK_FORM = 1;
/** A pack older than this is loaded anew when there is signal. [ms] */
const PACK_FRESH_MS = 300_000;
/** Sent records are listed this long. [ms] */
const HISTORY_MS = 36 * 3_600_000;
/** With fewer capture numbers left the reserve is filled up. */
const FEW_NUMBERS = 50;
/** With a good link photos are kept as the camera made them, up to this edge. */
const FULL_PHOTO = { photo_edge: 4096, photo_quality: 0.92 };
const RELOAD_PAUSE_MS = 150;
const DEFAULT_LIMITS = { photos: 20, photo_bytes: 10_485_760, photo_edge: 1600, photo_quality: 0.8 };

interface Current {
  key: "current";
  account: string;
  addresses: Addresses;
  /** Signed out here without signal: to be done on the platform, too. */
  must_sign_out: boolean;
  /** The cookie renewed by signing in, as it was when the platform last said who works here. */
  seal: string;
}

export class App {
  account = "";
  pack?: Pack;
  offset?: Offset;
  records: OutRecord[] = [];
  connection: Connection = "unknown";
  isBusy = false;
  isPersistent?: boolean;
  storage?: { used: number; all: number };
  numbers = 0;
  /** Records of other accounts that wait on this phone. */
  othersWaiting = 0;
  store?: Store;
  private device!: Store;
  private readonly transport: HttpTransport;
  private readonly listeners: (() => void)[] = [];
  private readonly channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("anlan-field") : undefined;
  private csrf = "";
  private reloading?: ReturnType<typeof setTimeout>;

  constructor(
    readonly settings: Settings,
    private readonly outdated: () => void = () => location.reload(),
  ) {
    this.transport = new HttpTransport(settings);
    this.channel?.addEventListener("message", () => this.reloadSoon());
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  // Beginning and ending -----------------------------------------------------------------------------

  /**
   * Open what the phone keeps; shows the last person's work at once, with or without signal. When
   * somebody has signed in since, nothing is shown before the platform has said who it is.
   */
  async start(): Promise<void> {
    this.device = await openStore(DEVICE, this.outdated);
    const current = await this.device.get<Current>("meta", "current");
    const seal = cookie(this.settings.seal);
    const isSame = !seal || !current?.seal || seal === current.seal;
    if (current?.account && !current.must_sign_out && isSame) await this.enter(current.account, current.seal);
    this.tell();
  }

  private async enter(account: string, seal: string): Promise<void> {
    this.store?.close();
    this.account = account;
    this.store = await openStore(storeName(account), this.outdated);
    this.pack = (await this.store.get<{ pack: Pack }>("meta", "pack"))?.pack;
    if (this.pack?.form !== PACK_FORM) this.pack = undefined;
    this.offset = (await this.store.get<{ offset: Offset }>("meta", "clock"))?.offset;
    const known = (await this.device.get<{ accounts: string[] }>("meta", "accounts"))?.accounts ?? [];
    await this.device.write([
      { store: "meta", put: { key: "current", account, addresses: addressesOf(this.settings), must_sign_out: false, seal } satisfies Current },
      { store: "meta", put: { key: "accounts", accounts: [...new Set([...known, account])] } },
    ]);
    await this.tidy();
    await this.countOthers(known.filter((other) => other !== account));
    await this.reload();
  }

  /** Remove everything of an account but what it has not sent. */
  private async wipe(store: Store): Promise<void> {
    const records = await store.all<OutRecord>("records");
    const kept = records.filter((record) => record.state !== "sent");
    const photos = new Set(kept.flatMap((record) => record.photos));
    const changes: Change[] = (await store.keys("meta")).filter((key) => key === "pack" || key.startsWith("part:")).map((key): Change => ({ store: "meta", remove: key }));
    for (const record of records) if (record.state === "sent") changes.push({ store: "records", remove: record.client_id });
    for (const id of await store.keys("photos")) if (!photos.has(id)) changes.push({ store: "photos", remove: id });
    for (const name of ["drafts", "nonces"] as const) for (const key of await store.keys(name)) changes.push({ store: name, remove: key });
    await store.write(changes);
  }

  /** Somebody else signed in: what the last person had loaded leaves the phone. */
  private async wipeOther(account: string, left: Current | undefined): Promise<void> {
    if (!left?.account || left.account === account) return;
    const store = await openStore(storeName(left.account));
    await this.wipe(store);
    store.close();
  }

  /** Sign out: the tasks leave the phone, unsent records wait for this account. */
  async signOut(): Promise<void> {
    if (this.store) {
      await this.wipe(this.store);
      this.store.close();
    }
    this.store = undefined;
    this.account = "";
    this.pack = undefined;
    this.records = [];
    const left: Current = { key: "current", account: "", addresses: addressesOf(this.settings), must_sign_out: true, seal: "" };
    await this.device.write([{ store: "meta", put: left }]);
    await this.signOutThere(left);
    this.connection = "sign_in";
    this.channel?.postMessage("changed");
    this.tell();
  }

  private async signOutThere(left: Current): Promise<boolean> {
    const form = new FormData();
    try {
      const session = await this.transport.session();
      form.set("csrfmiddlewaretoken", session.csrf);
      const answer = await fetch(this.settings.logout, { method: "POST", body: form, headers: { "X-CSRFToken": session.csrf } });
      if (!answer.ok) return false;
    } catch (error) {
      if (!(error instanceof SignInNeeded)) return false;
    }
    await this.device.write([{ store: "meta", put: { ...left, must_sign_out: false } }]);
    return true;
  }

  private async countOthers(accounts: string[]): Promise<void> {
    this.othersWaiting = 0;
    for (const account of accounts) {
      const store = await openStore(storeName(account));
      this.othersWaiting += (await store.all<OutRecord>("records")).filter((record) => record.state !== "sent").length;
      store.close();
    }
  }

  // Reading --------------------------------------------------------------------------------------------

  /** Read the outbox again and tell the pages. */
  async reload(): Promise<void> {
    if (this.store) {
      this.records = (await this.store.all<OutRecord>("records")).sort((one, other) => other.device_at.localeCompare(one.device_at));
      this.numbers = (await this.store.keys("nonces")).length;
    }
    await this.measureStorage();
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** Something was written: this page and other tabs read again, a few times a second at most. */
  private changed(): void {
    this.channel?.postMessage("changed");
    this.reloadSoon();
  }

  private reloadSoon(): void {
    this.reloading ??= setTimeout(() => {
      this.reloading = undefined;
      void this.reload();
    }, RELOAD_PAUSE_MS);
  }

  /** Forget what was sent long ago, photos that belong to nothing, numbers out of date. */
  private async tidy(): Promise<void> {
    if (!this.store) return;
    const old = new Date(Date.now() - HISTORY_MS).toISOString();
    const records = await this.store.all<OutRecord>("records");
    const drafts = await this.store.all<Draft>("drafts");
    const wanted = new Set([...records, ...drafts].flatMap((entry) => entry.photos));
    const changes: Change[] = [];
    for (const record of records) if (record.state === "sent" && record.finished_at < old) changes.push({ store: "records", remove: record.client_id });
    for (const id of await this.store.keys("photos")) if (!wanted.has(id)) changes.push({ store: "photos", remove: id });
    const now = corrected(Date.now(), this.offset);
    for (const nonce of await this.store.all<Nonce>("nonces")) if (nonce.until <= now) changes.push({ store: "nonces", remove: nonce.value });
    await this.store.write(changes);
  }

  private async measureStorage(): Promise<void> {
    const manager = navigator.storage as StorageManager | undefined;
    if (!manager?.estimate) return;
    const { usage = 0, quota = 0 } = await manager.estimate().catch((): StorageEstimate => ({}));
    this.storage = quota ? { used: usage, all: quota } : undefined;
    if (this.isPersistent === undefined && manager.persisted) this.isPersistent = await manager.persisted().catch(() => false);
  }

  /** Ask the browser not to clear the records when its storage runs out. */
  async persist(): Promise<void> {
    const manager = navigator.storage as StorageManager | undefined;
    if (manager?.persist) this.isPersistent = await manager.persist().catch(() => false);
  }

  command(name: string): Command | undefined {
    return this.pack?.commands.find((command) => command.name === name);
  }

  item(list: string, key: string): Item | undefined {
    return this.pack?.lists.find((one) => one.name === list)?.items.find((item) => item.key === key);
  }

  record(id: string): OutRecord | undefined {
    return this.records.find((record) => record.client_id === id);
  }

  /** What was already done with an item on this phone since the tasks were loaded. */
  recordOf(list: string, key: string): OutRecord | undefined {
    return this.records.find((record) => record.list === list && record.item === key && (record.state !== "sent" || record.finished_at > (this.pack?.server_time ?? "")));
  }

  get waiting(): OutRecord[] {
    return this.records.filter((record) => record.state !== "sent");
  }

  get isNearlyFull(): boolean {
    return this.storage !== undefined && this.storage.used > 0.85 * this.storage.all;
  }

  get limits(): Pack["limits"] {
    const limits = this.pack?.limits ?? DEFAULT_LIMITS;
    return isGoodLink() && this.connection === "online" ? { ...limits, ...FULL_PHOTO } : limits;
  }

  // Loading --------------------------------------------------------------------------------------------

  /** Ask the platform who is signed in and load the tasks. Never throws; the connection says how it went. */
  async load(force = false): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.tell();
    try {
      const left = await this.device.get<Current>("meta", "current");
      if (left?.must_sign_out && !(await this.signOutThere(left))) throw new Error("signing out");
      const asked = Date.now();
      const session = await this.transport.session();
      this.csrf = session.csrf;
      const seal = cookie(this.settings.seal);
      if (session.me.id !== this.account) {
        await this.wipeOther(session.me.id, left);
        await this.enter(session.me.id, seal);
      } else if (seal !== left?.seal) {
        await this.enter(session.me.id, seal);
      }
      await this.remember(measure(session.server_time, asked, Date.now()));
      const age = this.pack ? Date.parse(session.server_time) - Date.parse(this.pack.server_time) : Infinity;
      if (force || age > PACK_FRESH_MS || this.numbers < FEW_NUMBERS) await this.loadPack();
      this.connection = "online";
    } catch (error) {
      if (error instanceof SignInNeeded) this.connection = "sign_in";
      else if (error instanceof NotForThisAccount) this.connection = "not_allowed";
      else this.connection = "unreachable";
    } finally {
      this.isBusy = false;
      await this.reload();
    }
  }

  private async loadPack(): Promise<void> {
    if (!this.store) return;
    const account = this.account;
    const pack = await this.transport.pack((await this.store.keys("nonces")).length);
    if (pack.me.id !== account || pack.form !== PACK_FORM) return;
    const nonces = pack.nonces;
    pack.nonces = [];
    this.csrf = pack.csrf;
    await this.store.write([
      { store: "meta", put: { key: "pack", pack } },
      ...nonces.map((nonce): Change => ({ store: "nonces", put: nonce })),
    ]);
    this.pack = pack;
    this.channel?.postMessage("changed");
  }

  /** What is kept of a part of another app. */
  async part<T>(name: string): Promise<Part<T> | undefined> {
    return this.store?.get<Part<T>>("meta", `part:${name}`);
  }

  /** Load a part of another app and keep it with its time; what was kept when there is no link. */
  async loadPart<T extends { server_time: string }>(name: string, query = ""): Promise<Part<T> | undefined> {
    const { account, store } = this;
    const url = this.settings.parts[name];
    if (!store || !url) return undefined;
    try {
      const data = (await this.transport.part(`${url}${query}`)) as T;
      if (account !== this.account) return undefined;
      const part: Part<T> = { key: `part:${name}`, at: data.server_time, data };
      await store.write([{ store: "meta", put: part }]);
      this.connection = "online";
      return part;
    } catch (error) {
      if (error instanceof SignInNeeded) this.connection = "sign_in";
      else if (!(error instanceof NotForThisAccount)) this.connection = "unreachable";
      return this.part<T>(name);
    }
  }

  private async remember(offset: Offset): Promise<void> {
    this.offset = offset;
    await this.store?.write([{ store: "meta", put: { key: "clock", offset } }]);
  }

  get token(): string {
    return this.csrf || (this.pack?.csrf ?? "");
  }

  // Writing --------------------------------------------------------------------------------------------

  async draft(key: string): Promise<Draft | undefined> {
    return this.store?.get<Draft>("drafts", key);
  }

  async saveDraft(key: string, values: { [key: string]: Value }, photos: Photo[]): Promise<void> {
    const draft: Draft = { key, values: { ...values }, photos: photos.map((photo) => photo.id), saved_at: new Date().toISOString() };
    await this.store?.write([{ store: "drafts", put: draft }]);
  }

  async dropDraft(key: string): Promise<void> {
    const draft = await this.draft(key);
    await this.store?.write([{ store: "drafts", remove: key }, ...(draft?.photos ?? []).map((id): Change => ({ store: "photos", remove: id }))]);
  }

  async photosOf(ids: string[]): Promise<Photo[]> {
    const found = await Promise.all(ids.map((id) => this.store?.get<Photo>("photos", id)));
    return found.filter((photo) => photo !== undefined);
  }

  async keepPhoto(blob: Blob, isFromPage: boolean, place?: Place): Promise<Photo> {
    if (!this.store) throw new Error("nobody works here");
    const photo = await makePhoto(this.store, blob, { isFromPage, offset: this.offset, place });
    await this.store.write([{ store: "photos", put: photo }]);
    return photo;
  }

  async dropPhoto(id: string): Promise<void> {
    await this.store?.write([{ store: "photos", remove: id }]);
  }

  /** Keep a finished record; from here on it is the outbox that looks after it. */
  async keep(task: Task, values: { [key: string]: Value }, photos: Photo[], draftKey = ""): Promise<OutRecord> {
    if (!this.store) throw new Error("nobody works here");
    const now = Date.now();
    const record: OutRecord = {
      client_id: newId(),
      state: "waiting",
      command: task.command,
      title: task.title,
      subtitle: task.subtitle,
      item: task.item,
      list: task.list,
      questions: task.questions,
      values: filled(values),
      photos: photos.map((photo) => photo.id),
      base_version: task.version,
      made_at: corrected(now, this.offset),
      device_at: new Date(now).toISOString(),
      withdraw: false,
      tries: 0,
      is_uncertain: false,
      next_try: 0,
      message: "",
      fields: {},
      theirs: [],
      mine: [],
      their_version: "",
      url: "",
      finished_at: "",
      is_other: false,
      is_urgent: task.isUrgent ?? false,
    };
    const changes: Change[] = [{ store: "records", put: record }];
    if (draftKey) changes.push({ store: "drafts", remove: draftKey });
    await this.store.write(changes);
    this.channel?.postMessage("changed");
    await this.reload();
    void this.askForSync();
    return record;
  }

  /** Change a record that has certainly not arrived; false when it is too late. */
  async alter(id: string, change: (record: OutRecord) => OutRecord): Promise<boolean> {
    const altered = await this.store?.change<OutRecord>("records", id, (record) => (isOpen(record) ? change(record) : undefined));
    this.channel?.postMessage("changed");
    await this.reload();
    return altered !== undefined;
  }

  /** Throw a record away with its photos; what the platform has seen of it is withdrawn there. */
  async throwAway(record: OutRecord): Promise<void> {
    if (record.state !== "waiting") {
      await this.alter(record.client_id, (found) => ({ ...found, state: "waiting", withdraw: true, tries: 0, next_try: 0 }));
    } else if (isOpen(record)) {
      await this.store?.write([{ store: "records", remove: record.client_id }, ...record.photos.map((id): Change => ({ store: "photos", remove: id }))]);
      this.changed();
    }
  }

  // Sending --------------------------------------------------------------------------------------------

  /** Send what waits. Never throws; the connection says how it went. */
  async send(force = false): Promise<Stop | "busy"> {
    const outgoing = this.store ? due(this.records, force ? Infinity : Date.now()) : [];
    if (!this.store || !outgoing.length) return "";
    const sender = new Sender(this.account, this.store, this.transport, undefined, {
      changed: () => this.changed(),
      measured: (offset) => void this.remember(offset),
    });
    try {
      const round = await sender.run(force);
      if (!round) return "busy";
      if (round.stop === "other_account") void this.load();
      else this.connection = round.stop || "online";
      // A part of another app looks after itself; the whole pack is heavy on a bad link.
      if (round.sent && !round.stop && outgoing.some(({ list }) => !(list in this.settings.parts))) await this.load(true);
      this.tell();
      return round.stop;
    } catch {
      return "unreachable";
    }
  }

  /** Let the browser send when there is signal, also when the app is closed (where it can). */
  private async askForSync(): Promise<void> {
    try {
      const registration = (await navigator.serviceWorker?.getRegistration(this.settings.app)) as
        | (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } })
        | undefined;
      await registration?.sync?.register("anlan-field");
    } catch {
      // Without it the page sends by itself.
    }
  }
}

function addressesOf({ session, pack, photos, records }: Settings): Addresses {
  return { session, pack, photos, records };
}

/** Answers without those left open. */
export function filled(values: { [key: string]: Value }): { [key: string]: Value } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "" && value !== null && value !== undefined));
}
