/** What the server tells every page: where the icons and the live stream are, and the token for writing. */
export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

export function cookie(name: string): string {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export function csrfToken(): string {
  const field = document.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]');
  return field?.value || cookie("anlan_csrf") || cookie("csrftoken");
}

/** Draw an icon of the sprite, as the server's `icon` tag does. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${meta("anlan-icons")}#${name}`);
  svg.append(use);
  return svg;
}

/** Make an element with text and attributes; text is never read as HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Ask for a notice at the edge of the page. */
export function toast(text: string, tone: "info" | "success" | "warning" | "error" = "info"): void {
  window.dispatchEvent(new CustomEvent("toast:show", { detail: { text, tone } }));
}
