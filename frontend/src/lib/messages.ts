/**
 * Sentences in the page's language. The server renders them:
 *
 *     <script type="application/json" id="anlan-messages">{"clock.left": "还剩 {time}"}</script>
 *
 * say("clock.left", { time: "5 分" }) → "还剩 5 分". An unknown key is spoken as itself, so that a
 * missing sentence is seen in tests (a test compares every key used with the server's catalogue).
 */
let catalogue: Record<string, string> | undefined;

export function say(key: string, values: Record<string, string | number> = {}): string {
  catalogue ??= read();
  const sentence = catalogue[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** Sentences of a part of the page that brings its own. */
export function learn(more: Record<string, string>): void {
  catalogue = { ...(catalogue ?? read()), ...more };
}

export function forgetMessages(): void {
  catalogue = undefined;
}

function read(): Record<string, string> {
  const element = document.getElementById("anlan-messages");
  return element?.textContent ? (JSON.parse(element.textContent) as Record<string, string>) : {};
}
