/** Two versions of one thing, and the three ways out: keep mine, take theirs, edit mine. */
import type { OutRecord } from "./types";

export interface Row {
  label: string;
  theirs: string;
  mine: string;
  differs: boolean;
}

/** Both versions side by side, label by label, in the platform's order. */
export function compare(record: Pick<OutRecord, "theirs" | "mine">): Row[] {
  const mine = new Map(record.mine);
  const rows = record.theirs.map(([label, theirs]) => row(label, theirs, mine.get(label) ?? ""));
  const known = new Set(record.theirs.map(([label]) => label));
  return [...rows, ...record.mine.filter(([label]) => !known.has(label)).map(([label, value]) => row(label, "", value))];
}

function row(label: string, theirs: string, mine: string): Row {
  return { label, theirs, mine, differs: theirs.trim() !== mine.trim() };
}

function again(record: OutRecord): OutRecord {
  return { ...record, state: "waiting", tries: 0, next_try: 0, message: "", fields: {}, theirs: [], mine: [] };
}

/** Send mine on their version. */
export function keepMine(record: OutRecord): OutRecord {
  return { ...again(record), base_version: record.their_version || record.base_version };
}

/** Leave theirs; the platform is told, so that its list of conflicts becomes empty. */
export function takeTheirs(record: OutRecord): OutRecord {
  return { ...again(record), withdraw: true };
}

/** Send what was corrected; on their version when it was in conflict. */
export function corrected(record: OutRecord, values: OutRecord["values"], photos: string[]): OutRecord {
  const kept = record.state === "conflict" ? keepMine(record) : again(record);
  return { ...kept, values, photos };
}
