/** What goes between the phone and the platform, and what the phone keeps. */

export type Value = string | number | boolean | null | Place;

export interface Place {
  longitude: number;
  latitude: number;
  accuracy_m: number;
}

export interface Question {
  key: string;
  label: string;
  kind: "text" | "long" | "choice" | "yes_no" | "number" | "level" | "date" | "photo" | "voice" | "place";
  required?: boolean;
  help?: string;
  initial?: Value;
  choices?: [string, string][];
  /** Name of a list of choices shared in the pack. */
  choices_of?: string;
}

export interface Item {
  key: string;
  title: string;
  subtitle: string;
  due_at: string | null;
  level: number | null;
  version: string;
  command: string;
  questions: Question[];
  facts: [string, string][];
  url: string;
}

export interface List {
  name: string;
  title: string;
  empty: string;
  items: Item[];
  is_cut: boolean;
}

export interface Command {
  name: string;
  title: string;
  icon: string;
  help: string;
  is_standalone: boolean;
  questions: Question[];
}

export interface Me {
  id: string;
  name: string;
  organisation: string;
  area: string;
}

export interface Nonce {
  value: string;
  until: string;
}

export interface Pack {
  form: number;
  server_time: string;
  valid_until: string;
  language: string;
  me: Me;
  lists: List[];
  commands: Command[];
  choices: Record<string, { rows: [string, string][]; is_cut: boolean }>;
  nonces: Nonce[];
  /** Names of the parts of other apps this person may load. */
  parts?: string[];
  limits: { photos: number; photo_bytes: number; photo_edge: number; photo_quality: number };
  csrf: string;
}

export interface Session {
  me: Me;
  server_time: string;
  csrf: string;
}

/** One photo on the phone, kept until its record has arrived. */
export interface Photo {
  id: string;
  sha256: string;
  blob: Blob;
  nonce: string;
  captured_at: string;
  longitude: number | null;
  latitude: number | null;
  /** It arrived ahead of its record. */
  is_staged: boolean;
}

export type RecordState = "waiting" | "sending" | "sent" | "refused" | "conflict";

/** One record in the outbox. `client_id` makes it arrive once however often it is sent. */
export interface OutRecord {
  client_id: string;
  state: RecordState;
  command: string;
  title: string;
  subtitle: string;
  /** Key of the list's item, and its list; empty for a standalone command. */
  item: string;
  list: string;
  questions: Question[];
  values: { [key: string]: Value };
  photos: string[];
  base_version: string;
  /** Corrected by the clock's offset, and as the phone showed it. */
  made_at: string;
  device_at: string;
  withdraw: boolean;
  tries: number;
  /** Sent at least once without an answer: it may have arrived and must not be changed. */
  is_uncertain: boolean;
  next_try: number;
  message: string;
  fields: Record<string, string>;
  theirs: [string, string][];
  mine: [string, string][];
  their_version: string;
  url: string;
  finished_at: string;
  is_other: boolean;
  /** A call for help: it goes out before everything else. */
  is_urgent?: boolean;
}

/** What another app gave this one, as of a time of the platform. */
export interface Part<T> {
  key: string;
  at: string;
  data: T;
}

export interface Draft {
  key: string;
  values: { [key: string]: Value };
  photos: string[];
  saved_at: string;
}

export interface Answer {
  outcome?: string;
  code?: string;
  message?: string;
  fields?: Record<string, string>;
  theirs?: [string, string][];
  mine?: [string, string][];
  version?: string;
  url?: string;
  missing?: string[];
  is_other?: boolean;
}
