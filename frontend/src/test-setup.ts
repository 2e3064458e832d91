/** jsdom has no dialogs, media queries or object addresses; small stand-ins for tests. */
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.setAttribute("open", "");
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement, value?: string) {
  this.removeAttribute("open");
  if (value !== undefined) this.returnValue = value;
  this.dispatchEvent(new Event("close"));
};
window.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
})) as unknown as typeof window.matchMedia;
URL.createObjectURL ??= () => "blob:test";
URL.revokeObjectURL ??= () => undefined;
