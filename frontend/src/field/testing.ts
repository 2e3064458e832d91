/** A phone's record, photo and platform for tests. */
import { SignInNeeded, Unreachable, type Reply, type Transport } from "./transport";
import type { OutRecord, Pack, Photo, Session } from "./types";

export function someRecord(changes: Partial<OutRecord> = {}): OutRecord {
  return {
    client_id: "r1",
    state: "waiting",
    command: "field.note",
    title: "记事",
    subtitle: "",
    item: "",
    list: "",
    questions: [],
    values: { text: "河堤有渗水" },
    photos: [],
    base_version: "",
    made_at: "2026-11-20T02:00:00.000Z",
    device_at: "2026-11-20T02:00:00.000Z",
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
    ...changes,
  };
}

export function somePhoto(id: string, size = 10): Photo {
  return {
    id,
    sha256: id.padEnd(64, "0"),
    blob: { size } as Blob,
    nonce: `n-${id}`,
    captured_at: "2026-11-20T02:00:00.000Z",
    longitude: null,
    latitude: null,
    is_staged: false,
  };
}

/** A platform that keeps what arrives, once, and can be told to fail. */
export class TestPlatform implements Transport {
  account = "user:1";
  isSignedIn = true;
  isReached = true;
  /** The next answers are lost after the record was carried out. */
  lostAnswers = 0;
  expired = 0;
  replies: Reply[] = [];
  readonly done = new Map<string, OutRecord>();
  readonly staged = new Set<string>();
  readonly withdrawn: string[] = [];
  readonly log: string[] = [];

  session(): Promise<Session> {
    this.log.push("session");
    if (!this.isReached) return Promise.reject(new Unreachable());
    if (!this.isSignedIn) return Promise.reject(new SignInNeeded());
    return Promise.resolve({ me: { id: this.account, name: "", organisation: "", area: "" }, server_time: "2026-11-20T02:00:10.000Z", csrf: `t${this.log.length}` });
  }

  pack(): Promise<Pack> {
    return Promise.reject(new Unreachable());
  }

  sendPhoto(photo: Photo): Promise<Reply> {
    this.log.push(`photo ${photo.id}`);
    if (!this.isReached) return Promise.reject(new Unreachable());
    this.staged.add(photo.sha256);
    return Promise.resolve({ status: 201, body: {}, isOurs: true });
  }

  sendRecord(record: OutRecord, photos: Photo[], withContent: boolean): Promise<Reply> {
    this.log.push(`record ${record.client_id}${withContent && photos.length ? " with photos" : ""}`);
    if (!this.isReached) return Promise.reject(new Unreachable());
    if (!this.isSignedIn) return Promise.resolve({ status: 401, body: { code: "sign_in_required" }, isOurs: true });
    if (this.expired) {
      this.expired -= 1;
      return Promise.resolve({ status: 403, body: {}, isOurs: false });
    }
    const told = this.replies.shift();
    if (told) return Promise.resolve(told);
    if (record.withdraw) {
      this.withdrawn.push(record.client_id);
      return Promise.resolve({ status: 201, body: { outcome: "withdrawn" }, isOurs: true });
    }
    const missing = withContent ? [] : photos.filter((photo) => !this.staged.has(photo.sha256)).map((photo) => photo.sha256);
    if (missing.length) return Promise.resolve({ status: 424, body: { code: "photos_missing", missing }, isOurs: true });
    const isRepeated = this.done.has(record.client_id);
    if (!isRepeated) this.done.set(record.client_id, record);
    if (this.lostAnswers) {
      this.lostAnswers -= 1;
      return Promise.reject(new Unreachable());
    }
    return Promise.resolve({ status: isRepeated ? 200 : 201, body: { outcome: "done", message: "已收到", url: "/x/1/" }, isOurs: true });
  }
}
