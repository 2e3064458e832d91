/** Which page of the app an address means: `#/item/hazards.to_rectify/17`. */
export type Route =
  | { page: "today" | "outbox" | "sent" | "me" }
  | { page: "list"; list: string }
  | { page: "item"; list: string; item: string }
  | { page: "command"; command: string }
  | { page: "record"; record: string }
  | { page: "correct"; record: string }
  | { page: "scene"; scene: string; part: string };

const PLAIN = ["today", "outbox", "sent", "me"] as const;

/** Read an address; whatever is not one leads to today. */
export function parse(hash: string): Route {
  const [page = "", first = "", second = ""] = hash.replace(/^#?\/?/, "").split("/").map(decode);
  const plain = PLAIN.find((name) => name === page);
  if (plain) return { page: plain };
  if (page === "list" && first) return { page, list: first };
  if (page === "item" && first && second) return { page, list: first, item: second };
  if (page === "command" && first) return { page, command: first };
  if ((page === "record" || page === "correct") && first) return { page, record: first };
  if (page === "scene") return { page, scene: first, part: second };
  return { page: "today" };
}

/** Write an address. */
export function format(route: Route): string {
  const { page, ...rest } = route;
  return `#/${[page, ...Object.values(rest).filter(Boolean)].map(encodeURIComponent).join("/")}`;
}

/** Where “back” leads. */
export function above(route: Route): Route {
  if (route.page === "item") return { page: "list", list: route.list };
  if (route.page === "record") return { page: "outbox" };
  if (route.page === "correct") return { page: "record", record: route.record };
  if (route.page === "scene" && route.part) return { ...route, part: "" };
  return { page: "today" };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
