/**
 * Going through what was read in a text with keys, mouse or touch: one item is current, its words are marked in the text.
 *
 *     <div data-controller="review" data-review-url-value="/planning/3/step/" data-review-changed-value="/planning/3/changed/"
 *          data-review-seq-value="17" data-review-topic-value="planning:3" data-live-listen="planning:3">
 *       <section data-review-target="text"><p id="line-4"><span>4</span><span data-line-text>…</span></p></section>
 *       <section data-review-target="section"><ul><li data-review-target="item" id="task-5" data-kind="task" data-item="5"
 *          data-revision="1" data-state="read" data-line="4" data-anchors='[[4,"…",0,12]]' data-text="…">…</li></ul></section>
 *       <button data-action="review#confirm" data-key="Enter">…</button>
 *     </div>
 *
 * A step posts verb, item and the revision that was shown; the answer brings every item touched since `seq`, those of
 * other people too. When somebody was faster the server refuses, says who, and the item is shown as it stands.
 */
import { Controller } from "@hotwired/stimulus";
import type { LiveMessage } from "../lib/live";
import { say } from "../lib/messages";
import { csrfToken, toast } from "../lib/page";

interface Answer {
  seq: number;
  items: { id: string; html: string; after: string }[];
  gone: string[];
  all: number;
  open: number;
  decided: number;
  said: string;
  is_reading: boolean;
}

type Anchor = [number, string, number, number];

const KEYS: Record<string, string> = {
  j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous", Enter: "confirm", e: "edit", x: "leaveOut", m: "merge",
  s: "split", u: "undo", o: "onlyOpen", a: "addTask", i: "addIndicator",
};
const GATHER_MS = 400;
/** After `g` a letter goes to a page; it is no key of ours. */
const GO_WAIT_MS = 1500;

export default class ReviewController extends Controller<HTMLElement> {
  static override targets = ["item", "section", "text", "progress", "decided", "all", "filter", "add", "splitter"];
  static override values = { url: String, changed: String, seq: Number, topic: String };

  declare readonly itemTargets: HTMLElement[];
  declare readonly sectionTargets: HTMLElement[];
  declare readonly addTargets: HTMLElement[];
  declare readonly textTarget: HTMLElement;
  declare readonly progressTarget: HTMLElement;
  declare readonly decidedTarget: HTMLElement;
  declare readonly allTarget: HTMLElement;
  declare readonly filterTarget: HTMLElement;
  declare readonly splitterTarget: HTMLTemplateElement;
  declare readonly urlValue: string;
  declare readonly changedValue: string;
  declare seqValue: number;
  declare readonly topicValue: string;

  private current?: HTMLElement;
  private busy = false;
  private wentAt = 0;
  private gather?: number;

  override connect(): void {
    document.addEventListener("keydown", this.press, true);
    document.addEventListener("selectionchange", this.selected);
    window.addEventListener("live:message", this.heard);
    this.element.addEventListener("click", this.clicked);
    this.element.addEventListener("submit", this.submitted);
    const named = this.itemTargets.find((item) => item.id === window.location.hash.slice(1));
    const first = named ?? this.itemTargets.find((item) => item.dataset.state === "read");
    if (first) this.show(first, Boolean(named));
  }

  override disconnect(): void {
    document.removeEventListener("keydown", this.press, true);
    document.removeEventListener("selectionchange", this.selected);
    window.removeEventListener("live:message", this.heard);
    this.element.removeEventListener("click", this.clicked);
    this.element.removeEventListener("submit", this.submitted);
    window.clearTimeout(this.gather);
  }

  next(): void {
    this.walk(1);
  }

  previous(): void {
    this.walk(-1);
  }

  async confirm(): Promise<void> {
    await this.decide("confirmed");
  }

  async leaveOut(): Promise<void> {
    await this.decide(this.current?.dataset.state === "left_out" ? "read" : "left_out");
  }

  async merge(): Promise<void> {
    await this.step({ verb: "merge", ...this.place() });
  }

  async undo(): Promise<void> {
    const answer = await this.step({ verb: "undo" });
    const back = answer?.items[0];
    const item = back && document.getElementById(back.id);
    if (item) this.show(item);
  }

  async addTask(): Promise<void> {
    await this.add("task");
  }

  async addIndicator(): Promise<void> {
    await this.add("indicator");
  }

  /** Show the fields of the current item in its place. */
  async edit(): Promise<void> {
    const item = this.current;
    const link = item?.querySelector<HTMLAnchorElement>("[data-review-edit]");
    if (!item || !link || this.isEditing()) return;
    const response = await this.ask(link.href, { headers: { "X-Part": "fields" } });
    if (!response?.ok) return;
    item.insertAdjacentHTML("beforeend", await response.text());
    item.querySelector<HTMLElement>(".plan-edit textarea, .plan-edit input:not([type=hidden])")?.focus();
  }

  /** Show the text of the current task, to put the mark where it is split. */
  split(): void {
    const item = this.current;
    const text = item?.dataset.text;
    if (!item || !text || this.isEditing()) return;
    item.append(this.splitterTarget.content.cloneNode(true));
    const area = item.querySelector<HTMLTextAreaElement>(".plan-edit textarea");
    if (!area) return;
    area.value = text;
    const middle = [...text.matchAll(/[；;。，,]/g)].map((found) => found.index + 1).filter((at) => at < text.length - 1);
    const at = middle.sort((one, other) => Math.abs(one - text.length / 2) - Math.abs(other - text.length / 2))[0] ?? 0;
    area.focus();
    area.setSelectionRange(at, at);
  }

  async splitHere(): Promise<void> {
    const area = this.current?.querySelector<HTMLTextAreaElement>(".plan-edit textarea");
    if (!area) return;
    const at = area.selectionStart;
    if (await this.step({ verb: "split", at: String(at), ...this.place() })) this.closeForm();
  }

  closeForm(): void {
    for (const form of this.element.querySelectorAll(".plan-edit")) form.remove();
    this.current?.focus({ preventScroll: true });
  }

  onlyOpen(): void {
    const isOn = this.element.classList.toggle("plan-review--open-only");
    this.filterTarget.setAttribute("aria-pressed", String(isOn));
    if (isOn && this.current && !this.isShown(this.current)) this.walk(1);
  }

  /** Confirm all without doubts of a section. */
  async section(event: Event): Promise<void> {
    event.preventDefault();
    const form = (event.currentTarget as HTMLElement).closest("form");
    if (!form) return;
    await this.step(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])));
    if (this.current?.dataset.state !== "read") this.nextOpen();
  }

  // Keys, mouse, touch -----------------------------------------------------------------------------------

  private readonly press = (event: KeyboardEvent): void => {
    if (event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    const form = target.closest<HTMLElement>(".plan-edit");
    if (form) {
      if (event.key === "Escape") this.take(event, () => this.closeForm());
      else if (event.key === "Enter" && target.matches("textarea[readonly]")) this.take(event, () => void this.splitHere());
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.take(event, () => form.closest("form")?.requestSubmit());
      return;
    }
    if (event.ctrlKey || event.metaKey || target.isContentEditable || target.matches("input, textarea, select")) return;
    if (event.key === "g") this.wentAt = Date.now();
    if (Date.now() - this.wentAt < GO_WAIT_MS) return;
    if (event.key === "Enter" && target.closest("a, button, summary")) return;
    const verb = KEYS[event.key];
    if (!verb || ((verb === "addTask" || verb === "addIndicator") && !this.marked())) return;
    this.take(event, () => void (this as unknown as Record<string, () => unknown>)[verb]?.());
  };

  private take(event: Event, act: () => void): void {
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  private readonly clicked = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest<HTMLElement>("[data-review-edit]");
    const item = event.target.closest<HTMLElement>("[data-review-target~=item]");
    if (item && item !== this.current) this.show(item, false);
    if (link) {
      event.preventDefault();
      void this.edit();
      return;
    }
    const line = event.target.closest<HTMLElement>("[data-item-id]");
    if (line && !window.getSelection()?.toString()) {
      const found = document.getElementById(line.dataset.itemId ?? "");
      if (found) this.show(found);
    }
  };

  private readonly submitted = (event: SubmitEvent): void => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-review-form]")) return;
    event.preventDefault();
    void this.save(form);
  };

  private readonly selected = (): void => {
    const isMarked = this.marked() !== undefined;
    for (const button of this.addTargets) button.hidden = !isMarked;
  };

  /** The words marked in one line of the text: the line, the first and the last character. */
  private marked(): { line: string; start: string; end: string } | undefined {
    const selection = window.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return undefined;
    const range = selection.getRangeAt(0);
    const words = (range.startContainer.nodeType === Node.ELEMENT_NODE ? (range.startContainer as Element) : range.startContainer.parentElement)?.closest("[data-line-text]");
    if (!words || !this.textTarget.contains(words)) return undefined;
    const before = document.createRange();
    before.selectNodeContents(words);
    before.setEnd(range.startContainer, range.startOffset);
    const start = before.toString().length;
    const length = words.contains(range.endContainer) ? range.toString().length : (words.textContent ?? "").length - start;
    if (length < 2) return undefined;
    return { line: words.parentElement?.id.replace("line-", "") ?? "", start: String(start), end: String(start + length) };
  }

  // The current item -------------------------------------------------------------------------------------

  private isShown(item: HTMLElement): boolean {
    return !this.element.classList.contains("plan-review--open-only") || item.dataset.state === "read";
  }

  private walk(step: number): void {
    const items = this.itemTargets.filter((item) => item === this.current || this.isShown(item));
    const here = this.current ? items.indexOf(this.current) : -1;
    const next = items[Math.max(0, Math.min(items.length - 1, here + step))];
    if (next) this.show(next);
  }

  private nextOpen(): void {
    const items = this.itemTargets;
    const here = this.current ? items.indexOf(this.current) : -1;
    const open = (item: HTMLElement): boolean => item.dataset.state === "read";
    const next = items.slice(here + 1).find(open) ?? items.find(open);
    if (next) this.show(next);
  }

  private show(item: HTMLElement, scrolls = true): void {
    if (this.isEditing() && item !== this.current) this.closeForm();
    this.current?.classList.remove("is-current");
    this.current = item;
    item.classList.add("is-current");
    item.focus({ preventScroll: true });
    if (scrolls) item.scrollIntoView?.({ block: "center" });
    const isGone = item.querySelector(".badge-state--overdue") !== null;
    for (const word of this.element.querySelectorAll<HTMLElement>("[data-when]")) word.hidden = (word.dataset.when === "gone") !== isGone;
    this.mark(item);
  }

  /** Mark the words of an item in the text and bring them into sight. */
  private mark(item: HTMLElement): void {
    for (const marked of this.textTarget.querySelectorAll("mark")) {
      const parent = marked.parentElement;
      marked.replaceWith(...marked.childNodes);
      parent?.normalize();
    }
    for (const line of this.textTarget.querySelectorAll(".is-current")) line.classList.remove("is-current");
    const anchors = JSON.parse(item.dataset.anchors || "[]") as Anchor[];
    const first = document.getElementById(`line-${anchors[0]?.[0] ?? ""}`);
    // The last words of a line first: what stands before them keeps its places.
    for (const [number, , start, end] of anchors.sort((one, other) => other[2] - one[2])) {
      const line = document.getElementById(`line-${number}`);
      const node = [...(line?.querySelector("[data-line-text]")?.childNodes ?? [])].find((child) => child.nodeType === Node.TEXT_NODE);
      if (!line || !node?.textContent) continue;
      line.classList.add("is-current");
      const range = document.createRange();
      range.setStart(node, Math.min(start, node.textContent.length));
      range.setEnd(node, Math.min(end, node.textContent.length));
      if (!range.collapsed) range.surroundContents(document.createElement("mark"));
    }
    if (first) this.textTarget.scrollTop += first.getBoundingClientRect().top - this.textTarget.getBoundingClientRect().top - 80;
  }

  private place(): Record<string, string> {
    const { kind = "", item = "", revision = "" } = this.current?.dataset ?? {};
    return { kind, item, revision };
  }

  private isEditing(): boolean {
    return this.element.querySelector(".plan-edit") !== null;
  }

  // Steps ------------------------------------------------------------------------------------------------

  private async decide(decision: string): Promise<void> {
    if (!this.current) return;
    if (await this.step({ verb: decision, ...this.place() })) this.nextOpen();
  }

  private async add(kind: string): Promise<void> {
    const marked = this.marked();
    if (!marked) return;
    const before = new Set(this.itemTargets.map((item) => item.id));
    if (!(await this.step({ verb: "add", kind, ...marked }))) return;
    window.getSelection()?.removeAllRanges();
    const added = this.itemTargets.find((item) => !before.has(item.id));
    if (!added) return;
    this.show(added);
    await this.edit();
  }

  private async step(values: Record<string, string>): Promise<Answer | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    try {
      const body = new URLSearchParams({ ...values, since: String(this.seqValue) });
      const response = await this.ask(this.urlValue, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!response) return undefined;
      if (!response.ok) {
        const problem = (await response.json().catch(() => ({}))) as { message?: string; fields?: Record<string, string> };
        toast(Object.values(problem.fields ?? {}).join(" ") || problem.message || say("error.server"), "error");
        await this.catchUp();
        return undefined;
      }
      const answer = (await response.json()) as Answer;
      this.takeIn(answer);
      return answer;
    } finally {
      this.busy = false;
    }
  }

  private async save(form: HTMLFormElement): Promise<void> {
    const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    body.set("since", String(this.seqValue));
    const response = await this.ask(form.action, { method: "POST", body, headers: { "X-Part": "fields", Accept: "application/json" } });
    if (!response) return;
    if (response.ok && response.headers.get("Content-Type")?.includes("json")) {
      this.closeForm();
      this.takeIn((await response.json()) as Answer);
      this.nextOpen();
    } else if (response.status === 422) {
      form.outerHTML = await response.text();
    } else {
      const problem = (await response.json().catch(() => ({}))) as { message?: string };
      toast(problem.message || say("error.server"), "error");
      this.closeForm();
      await this.catchUp();
    }
  }

  private async ask(url: string, init: RequestInit): Promise<Response | undefined> {
    const headers = { "X-CSRFToken": csrfToken(), ...init.headers };
    try {
      return await fetch(url, { ...init, headers, credentials: "same-origin" });
    } catch {
      toast(say("error.network"), "error");
      return undefined;
    }
  }

  /** Put what was touched into its place. */
  private takeIn(answer: Answer): void {
    this.seqValue = answer.seq;
    for (const id of answer.gone) document.getElementById(id)?.remove();
    for (const { id, html, after } of answer.items) {
      const holder = document.createElement("template");
      holder.innerHTML = html.trim();
      const item = holder.content.firstElementChild as HTMLElement | null;
      const old = document.getElementById(id);
      if (!item) continue;
      if (old) {
        const form = old.querySelector(".plan-edit");
        if (form && old === this.current) item.append(form); // somebody is typing there
        old.replaceWith(item);
      } else {
        const place = after ? document.getElementById(after) : null;
        if (place) place.after(item);
        else this.sectionTargets[0]?.querySelector("ul")?.prepend(item);
      }
      if (!this.current?.isConnected && this.current?.id === id) this.show(item, false);
    }
    if (this.current && !this.current.isConnected) {
      const same = document.getElementById(this.current.id);
      if (same) this.show(same, false);
      else this.nextOpen();
    }
    this.count(answer);
  }

  private count(answer: Answer): void {
    this.decidedTarget.textContent = String(answer.decided);
    this.allTarget.textContent = String(answer.all);
    const bar = this.progressTarget.querySelector("progress");
    if (bar) Object.assign(bar, { max: answer.all, value: answer.decided });
    for (const section of this.sectionTargets) {
      const clear = section.querySelectorAll("[data-clear]").length;
      const number = section.querySelector<HTMLElement>("[data-clear-count]");
      if (number) number.textContent = String(clear);
      const actions = section.querySelector<HTMLElement>(".panel__actions");
      if (actions) actions.hidden = clear === 0;
    }
    if (answer.said) toast(answer.said, "success");
    if (!answer.is_reading) window.location.reload();
  }

  // Other people -----------------------------------------------------------------------------------------

  private readonly heard = (event: Event): void => {
    const message = (event as CustomEvent<LiveMessage>).detail;
    if (message.topic !== this.topicValue) return;
    window.clearTimeout(this.gather);
    this.gather = window.setTimeout(() => {
      if (!this.busy) void this.catchUp();
    }, GATHER_MS);
  };

  private async catchUp(): Promise<void> {
    const response = await this.ask(`${this.changedValue}?since=${this.seqValue}`, { headers: { Accept: "application/json" } });
    if (response?.ok) this.takeIn((await response.json()) as Answer);
  }
}
