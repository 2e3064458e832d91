/** What the server wrote for an island: the JSON of the element named by `data-props`. */
export function readProps<T>(element: HTMLElement): T {
  const holder = document.getElementById(element.dataset.props ?? "");
  return JSON.parse(holder?.textContent || "{}") as T;
}

/** Mount every island of a kind, now and after a part of the page was replaced. */
export function mountIslands(kind: string, mount: (element: HTMLElement) => void): void {
  const scan = (): void => {
    for (const element of document.querySelectorAll<HTMLElement>(`[data-island="${kind}"]:not([data-mounted])`)) {
      element.dataset.mounted = "";
      mount(element);
    }
  };
  scan();
  document.addEventListener("htmx:afterSettle", scan);
  window.addEventListener("live:refreshed", scan);
}
