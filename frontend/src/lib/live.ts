/** A live message: its topic, the event's name and the event's plain values. */
export interface LiveMessage {
  topic: string;
  name: string;
  id?: number | string;
  level?: number;
  [key: string]: unknown;
}

/** The changed elements of a shared view by their ids. */
export interface LiveBlocks {
  view: string;
  blocks: Record<string, string>;
}

/** The key of what a message is about: `id`, or `<noun>_id` of `app.noun.verb`. */
export function subjectOf(message: LiveMessage): string | undefined {
  const noun = message.name.split(".")[1] ?? "";
  const found = message.id ?? message[`${noun}_id`];
  return typeof found === "string" || typeof found === "number" ? String(found) : undefined;
}
