/** Speaking with the platform; the same from the page and from the service worker. */
import type { Answer, OutRecord, Pack, Photo, Session } from "./types";

export interface Addresses {
  session: string;
  pack: string;
  photos: string;
  records: string;
}

/** Nobody is signed in (any more). */
export class SignInNeeded extends Error {}
/** Signed in, but not for field work. */
export class NotForThisAccount extends Error {}
/** No signal, or the platform does not answer: to be tried again later. */
export class Unreachable extends Error {}

export interface Reply {
  status: number;
  body: Answer;
  /** Whether our platform spoke, not a proxy or a page of refusal. */
  isOurs: boolean;
}

export interface Transport {
  session(): Promise<Session>;
  pack(held: number): Promise<Pack>;
  sendPhoto(photo: Photo, csrf: string): Promise<Reply>;
  sendRecord(record: OutRecord, photos: Photo[], withContent: boolean, csrf: string): Promise<Reply>;
}

/** At most this long for a small question, and for a kilobyte of a photo on a weak signal. [ms] */
const PATIENCE_MS = 20_000;
const PATIENCE_PER_KB_MS = 150;

export class HttpTransport implements Transport {
  constructor(private readonly addresses: Addresses) {}

  async session(): Promise<Session> {
    return (await this.read(this.addresses.session)) as Session;
  }

  async pack(held: number): Promise<Pack> {
    return (await this.read(`${this.addresses.pack}?held=${held}`)) as Pack;
  }

  /** What another app has for this person. */
  part(url: string): Promise<unknown> {
    return this.read(url);
  }

  sendPhoto(photo: Photo, csrf: string): Promise<Reply> {
    const form = new FormData();
    form.set("sha256", photo.sha256);
    form.set("photo", photo.blob, "photo.jpg");
    return this.write(this.addresses.photos, form, csrf, photo.blob.size);
  }

  sendRecord(record: OutRecord, photos: Photo[], withContent: boolean, csrf: string): Promise<Reply> {
    const form = new FormData();
    form.set("record", JSON.stringify(describe(record, photos, Date.now())));
    let size = 0;
    for (const photo of withContent ? photos : []) {
      form.set(photo.sha256, photo.blob, "photo.jpg");
      size += photo.blob.size;
    }
    return this.write(this.addresses.records, form, csrf, size);
  }

  private async read(url: string): Promise<unknown> {
    const response = await this.ask(url, { headers: { Accept: "application/json" } }, PATIENCE_MS);
    if (response.status === 401) throw new SignInNeeded();
    if (response.status === 403) throw new NotForThisAccount();
    if (!response.ok || !isJson(response)) throw new Unreachable(String(response.status));
    return response.json().catch(() => {
      throw new Unreachable("cut off");
    });
  }

  private async write(url: string, form: FormData, csrf: string, size: number): Promise<Reply> {
    const init = { method: "POST", body: form, headers: { Accept: "application/json", "X-CSRFToken": csrf } };
    const response = await this.ask(url, init, PATIENCE_MS + (size / 1024) * PATIENCE_PER_KB_MS);
    const body = isJson(response) ? ((await response.json().catch(() => undefined)) as Answer | undefined) : undefined;
    if (response.ok && !body) throw new Unreachable("cut off");
    return { status: response.status, body: body ?? {}, isOurs: body !== undefined };
  }

  private async ask(url: string, init: RequestInit, patience: number): Promise<Response> {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      return await fetch(url, { ...init, credentials: "same-origin", cache: "no-store", redirect: "manual", signal: stop.signal });
    } catch (error) {
      throw new Unreachable(String(error));
    } finally {
      clearTimeout(timer);
    }
  }
}

function isJson(response: Response): boolean {
  return (response.headers.get("Content-Type") ?? "").includes("json");
}

/** A record as the platform reads it. */
export function describe(record: OutRecord, photos: Photo[], now: number): object {
  return {
    client_id: record.client_id,
    command: record.command,
    title: record.title,
    values: record.item ? { ...record.values, item: record.item } : record.values,
    photos: photos.map(({ sha256, nonce, captured_at, longitude, latitude }) => ({ sha256, nonce, captured_at, longitude, latitude })),
    made_at: record.made_at,
    device_at: record.device_at,
    sent_at: new Date(now).toISOString(),
    base_version: record.base_version,
    withdraw: record.withdraw,
  };
}
