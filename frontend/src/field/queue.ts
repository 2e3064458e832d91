/**
 * The outbox: what may happen to a record, and sending what waits, one record after another.
 *
 * A record leaves the phone only when the platform has said what became of it. Whatever else happens
 * (no signal, no answer, browser killed) it stays and is sent again under the same number, which the
 * platform carries out once. One tab or the service worker sends at a time (Web Locks).
 */
import { measure, type Offset } from "./clock";
import type { Change, Store } from "./store";
import { SignInNeeded, NotForThisAccount, Unreachable, type Reply, type Transport } from "./transport";
import type { OutRecord, Photo } from "./types";

export type Stop = "" | "sign_in" | "not_allowed" | "unreachable" | "other_account";

export interface Round {
  sent: number;
  refused: number;
  stop: Stop;
}

export type Lock = <T>(name: string, work: () => Promise<T>) => Promise<T | undefined>;

/** Photos up to this size go along with their record when it is sent for the first time. */
const ALONG_BYTES = 1_500_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 600_000;

/** How long to wait before the next try. [ms] */
export function pause(tries: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, tries - 1));
}

/** The lock that lets one sender work; without Web Locks (old WebViews) the platform alone sees to once. */
export const webLock: Lock = async (name, work) => {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return work();
  return locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : Promise.resolve(undefined)));
};

/** What waits, calls for help first, then the oldest; one that was being sent when the browser died waits as well. */
export function due(records: OutRecord[], now: number): OutRecord[] {
  return records
    .filter((record) => (record.state === "waiting" || record.state === "sending") && record.next_try <= now)
    .sort((one, other) => Number(other.is_urgent ?? false) - Number(one.is_urgent ?? false) || one.device_at.localeCompare(other.device_at) || one.client_id.localeCompare(other.client_id));
}

/** A record after the platform's answer; undefined: nothing is known, send again later. */
export function settle(record: OutRecord, reply: Reply, now: number): OutRecord | undefined {
  const { status, body, isOurs } = reply;
  const answered = { ...record, is_uncertain: false, message: body.message ?? "", finished_at: new Date(now).toISOString() };
  if (isOurs && (status === 200 || status === 201)) {
    return { ...answered, state: "sent", url: body.url ?? "", is_other: body.is_other === true, fields: {} };
  }
  if (isOurs && status === 409) {
    return { ...answered, state: "conflict", theirs: body.theirs ?? [], mine: body.mine ?? [], their_version: body.version ?? "" };
  }
  if (isOurs && body.code && [400, 403, 404, 422].includes(status)) {
    return { ...answered, state: "refused", fields: body.fields ?? {} };
  }
  if (status === 413) return { ...answered, state: "refused", message: body.message ?? "413", fields: {} };
  return undefined;
}

/** A record that could not be sent now: it waits, longer each time. */
export function postpone(record: OutRecord, now: number, wasSent: boolean): OutRecord {
  const tries = record.tries + 1;
  return { ...record, state: "waiting", tries, next_try: now + pause(tries), is_uncertain: record.is_uncertain || wasSent };
}

/** Whether the person may still change or drop a record: never one that may have arrived. */
export function isOpen(record: OutRecord): boolean {
  if (record.state === "refused" || record.state === "conflict") return true;
  return record.state === "waiting" && !record.is_uncertain;
}

export interface Events {
  /** Something in the outbox changed. */
  changed?(): void;
  /** The platform was reached and says it is this person at this time. */
  measured?(offset: Offset): void;
}

export class Sender {
  constructor(
    private readonly account: string,
    private readonly store: Store,
    private readonly transport: Transport,
    private readonly lock: Lock = webLock,
    private readonly events: Events = {},
    private readonly now: () => number = Date.now,
  ) {}

  /** Send what waits. Undefined: somebody else is sending. `force` does not wait for the next try. */
  run(force = false): Promise<Round | undefined> {
    return this.lock(`anlan-field-send:${this.account}`, () => this.round(force));
  }

  private async round(force: boolean): Promise<Round> {
    const round: Round = { sent: 0, refused: 0, stop: "" };
    const all = await this.store.all<OutRecord>("records");
    const waiting = due(all, force ? Infinity : this.now());
    if (!waiting.length) return round;
    try {
      let csrf = await this.begin();
      if (csrf === undefined) return { ...round, stop: "other_account" };
      for (const record of waiting) {
        let state = await this.send(record.client_id, csrf);
        if (state === "expired") {
          csrf = await this.begin();
          if (csrf === undefined) return { ...round, stop: "other_account" };
          state = await this.send(record.client_id, csrf);
        }
        if (state === "sent") round.sent += 1;
        if (state === "refused" || state === "conflict") round.refused += 1;
      }
    } catch (error) {
      if (error instanceof SignInNeeded) round.stop = "sign_in";
      else if (error instanceof NotForThisAccount) round.stop = "not_allowed";
      else if (error instanceof Unreachable) round.stop = "unreachable";
      else throw error;
    } finally {
      this.events.changed?.();
    }
    return round;
  }

  /** Ask who is signed in; records of one account never go out under another. */
  private async begin(): Promise<string | undefined> {
    const asked = this.now();
    const session = await this.transport.session();
    if (session.me.id !== this.account) return undefined;
    this.events.measured?.(measure(session.server_time, asked, this.now()));
    return session.csrf;
  }

  /** Send one record with its photos; what came of it is written before anything else is sent. */
  private async send(id: string, csrf: string): Promise<string> {
    // Whoever edited or dropped it meanwhile goes first.
    const record = await this.store.change<OutRecord>("records", id, (found) =>
      found.state === "waiting" || found.state === "sending" ? { ...found, state: "sending" } : undefined,
    );
    if (!record) return "";
    this.events.changed?.();
    const photos = await this.photosOf(record);
    let wasSent = false;
    try {
      const size = photos.reduce((sum, photo) => sum + photo.blob.size, 0);
      const isAlong = record.tries === 0 && size <= ALONG_BYTES;
      const early = isAlong || record.withdraw ? undefined : await this.sendAhead(photos, csrf);
      let reply = early;
      if (!reply) {
        wasSent = true;
        reply = await this.transport.sendRecord(record, photos, isAlong, csrf);
      }
      if (reply.status === 424) {
        await this.forgetStaged(photos, reply.body.missing ?? []);
        reply = (await this.sendAhead(await this.photosOf(record), csrf)) ?? (await this.transport.sendRecord(record, photos, false, csrf));
      }
      if (reply.status === 401) throw new SignInNeeded();
      const settled = settle(record, reply, this.now());
      if (settled) {
        await this.keep(settled);
        return settled.state;
      }
      if (reply.status === 403) {
        await this.keep({ ...record, state: "waiting" });
        return "expired";
      }
      if ([502, 503, 504, 429].includes(reply.status)) throw new Unreachable(String(reply.status));
      await this.keep(postpone(record, this.now(), wasSent));
      return "waiting";
    } catch (error) {
      const isReached = error instanceof SignInNeeded;
      await this.keep(isReached ? { ...record, state: "waiting" } : postpone(record, this.now(), wasSent));
      throw error;
    }
  }

  private async photosOf(record: OutRecord): Promise<Photo[]> {
    const found = await Promise.all(record.photos.map((id) => this.store.get<Photo>("photos", id)));
    return found.filter((photo) => photo !== undefined);
  }

  /** Send photos one by one ahead of their record; a refusal of one is the record's answer. */
  private async sendAhead(photos: Photo[], csrf: string): Promise<Reply | undefined> {
    for (const photo of photos) {
      if (photo.is_staged) continue;
      const reply = await this.transport.sendPhoto(photo, csrf);
      if (reply.status !== 201) return reply;
      await this.store.change<Photo>("photos", photo.id, (found) => ({ ...found, is_staged: true }));
      this.events.changed?.();
    }
    return undefined;
  }

  private async forgetStaged(photos: Photo[], missing: string[]): Promise<void> {
    for (const photo of photos) {
      if (missing.includes(photo.sha256)) await this.store.change<Photo>("photos", photo.id, (found) => ({ ...found, is_staged: false }));
    }
  }

  /** Write what became of a record; with a sent one its photos go, a withdrawn one goes itself. */
  private async keep(record: OutRecord): Promise<void> {
    const changes: Change[] = [{ store: "records", put: record }];
    if (record.state === "sent") {
      changes.push(...record.photos.map((id): Change => ({ store: "photos", remove: id })));
      if (record.withdraw) changes[0] = { store: "records", remove: record.client_id };
    }
    await this.store.write(changes);
    this.events.changed?.();
  }
}
