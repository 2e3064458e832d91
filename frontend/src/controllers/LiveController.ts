/**
 * Keeps a page true while it is open: one server-sent stream for all its topics.
 *
 *     <body data-controller="live" data-live-enabled-value="true" data-live-topics-value='["alarms"]'>
 *       <span data-live-target="indicator"><span data-live-target="indicatorText"></span></span>
 *       <div data-live-target="lost" role="alert" hidden></div>
 *       <section id="panel-teams" data-live-topic="incident:12">…</section>
 *       <div data-live-topic="map" hx-get="/x/" hx-trigger="live:refresh"></div>
 *
 * Topics are those of the body and of every `data-live-topic` on the page (several by spaces). A
 * message {topic, name, level, …_id, …} is dispatched on window as `live:message`. Every element with
 * its topic is brought up to date: one with `hx-trigger="live:refresh"` by HTMX, any other by its id
 * from one new copy of the page (or of `data-live-url`); the header `X-Live-Blocks` names the ids, so that
 * the server may answer these blocks alone. An element somebody is typing in waits.
 * What is the same for everybody who may see it is not asked for at all: `data-live-view="board:12"` names a shared
 * view, whose changed elements arrive in the stream (event `blocks`) and take the place of those with their ids.
 * Islands that follow messages by themselves only subscribe: `data-live-listen="map"`.
 */
import { Controller } from "@hotwired/stimulus";
import htmx from "htmx.org";
import type { LiveBlocks, LiveMessage } from "../lib/live";
import { say } from "../lib/messages";
import { meta } from "../lib/page";
import { clockTime } from "../lib/time";

/** Messages that come within this time are answered by one refresh. */
const GATHER_MS = 120;
/** An element in use is tried again after this time. */
const BUSY_MS = 1500;
const LONGEST_WAIT_MS = 15_000;

export default class LiveController extends Controller<HTMLElement> {
  static override targets = ["indicator", "indicatorText", "lost"];
  static override values = { topics: { type: Array, default: [] }, enabled: { type: Boolean, default: true } };

  declare readonly hasIndicatorTarget: boolean;
  declare readonly indicatorTarget: HTMLElement;
  declare readonly hasIndicatorTextTarget: boolean;
  declare readonly indicatorTextTarget: HTMLElement;
  declare readonly hasLostTarget: boolean;
  declare readonly lostTarget: HTMLElement;
  declare readonly topicsValue: string[];
  declare readonly enabledValue: boolean;

  private source?: EventSource;
  private listening = "";
  private lastId = "";
  private lastTrue = new Date();
  private failures = 0;
  private wasLost = false;
  private wasOpen = false;
  private retry?: number;
  private gather?: number;
  private waiting = new Set<HTMLElement>();
  private isReopened = false;
  private leaving = false;

  override connect(): void {
    if (!this.enabledValue || typeof EventSource === "undefined") {
      if (this.hasIndicatorTarget) this.indicatorTarget.hidden = true;
      return;
    }
    this.open();
    window.addEventListener("pagehide", this.leave);
    window.addEventListener("pageshow", this.comeBack);
    window.addEventListener("offline", this.goOffline);
    window.addEventListener("online", this.tryNow);
    document.addEventListener("htmx:afterSettle", this.topicsChanged);
  }

  override disconnect(): void {
    this.close();
    window.removeEventListener("pagehide", this.leave);
    window.removeEventListener("pageshow", this.comeBack);
    window.removeEventListener("offline", this.goOffline);
    window.removeEventListener("online", this.tryNow);
    document.removeEventListener("htmx:afterSettle", this.topicsChanged);
  }

  /** The topics this page shows, sorted. */
  topics(): string[] {
    const found = new Set(this.topicsValue);
    for (const element of document.querySelectorAll<HTMLElement>("[data-live-topic], [data-live-listen]")) {
      const wanted = `${element.dataset.liveTopic ?? ""} ${element.dataset.liveListen ?? ""}`;
      for (const topic of wanted.split(/\s+/)) if (topic) found.add(topic);
    }
    return [...found].sort();
  }

  /** The shared views this page shows, sorted. */
  views(): string[] {
    const found = [...document.querySelectorAll<HTMLElement>("[data-live-view]")].map((element) => element.dataset.liveView ?? "");
    return [...new Set(found)].filter(Boolean).sort();
  }

  private wanted(): URLSearchParams {
    return new URLSearchParams([
      ...this.topics().map((topic) => ["topic", topic]),
      ...this.views().map((view) => ["view", view]),
    ]);
  }

  private open(): void {
    this.close();
    const query = this.wanted();
    this.listening = query.toString();
    if (this.lastId) query.set("last_event_id", this.lastId);
    // The first stream begins with what happened since the page was drawn.
    else if (!this.wasOpen) query.set("drawn", meta("anlan-drawn"));
    const source = new EventSource(`${meta("anlan-live") || "/live/"}?${query.toString()}`);
    this.source = source;
    source.onopen = () => this.opened();
    source.onerror = () => this.lost();
    source.onmessage = (event: MessageEvent<string>) => this.received(event);
    source.addEventListener("blocks", (event: MessageEvent<string>) => this.takeBlocks(event));
    source.addEventListener("reload", () => {
      this.refresh(this.liveElements());
      if (this.views().length) this.open(); // a new stream begins with what stands now
    });
  }

  private close(): void {
    window.clearTimeout(this.retry);
    this.source?.close();
    this.source = undefined;
  }

  private opened(): void {
    this.failures = 0;
    this.wasOpen = true;
    this.lastTrue = new Date();
    this.show("connected", say("live.connected"));
    if (this.hasLostTarget) this.lostTarget.hidden = true;
    document.documentElement.classList.remove("is-stale");
    // Between two streams nothing is heard.
    if (this.wasLost || this.isReopened) this.refresh(this.liveElements());
    this.isReopened = false;
    if (this.wasLost) {
      this.wasLost = false;
      window.dispatchEvent(new CustomEvent("live:restored"));
    }
  }

  private lost(): void {
    this.close();
    if (this.leaving) return;
    if (!this.wasLost) window.dispatchEvent(new CustomEvent("live:lost"));
    this.wasLost = true;
    this.show("lost", say("live.lost_short"));
    if (this.hasLostTarget) {
      this.lostTarget.textContent = say("live.lost", { time: clockTime(this.lastTrue) });
      this.lostTarget.hidden = false;
    }
    document.documentElement.classList.add("is-stale");
    const wait = Math.min(1000 * 2 ** this.failures, LONGEST_WAIT_MS);
    this.failures += 1;
    this.retry = window.setTimeout(() => this.open(), wait);
  }

  private received(event: MessageEvent<string>): void {
    if (event.lastEventId) this.lastId = event.lastEventId;
    this.lastTrue = new Date();
    const message = JSON.parse(event.data) as LiveMessage;
    window.dispatchEvent(new CustomEvent<LiveMessage>("live:message", { detail: message }));
    this.refresh(
      this.liveElements().filter((element) => (element.dataset.liveTopic ?? "").split(/\s+/).includes(message.topic)),
    );
  }

  private takeBlocks(event: MessageEvent<string>): void {
    this.lastTrue = new Date();
    const { blocks } = JSON.parse(event.data) as LiveBlocks;
    const ids = Object.keys(blocks);
    const copy = new DOMParser().parseFromString(Object.values(blocks).join(""), "text/html");
    for (const id of ids) this.put(id, copy);
    window.dispatchEvent(new CustomEvent("live:refreshed", { detail: { ids } }));
    this.topicsChanged();
  }

  private liveElements(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>("[data-live-topic]")];
  }

  private refresh(elements: HTMLElement[]): void {
    for (const element of elements) this.waiting.add(element);
    if (this.waiting.size && this.gather === undefined) {
      this.gather = window.setTimeout(() => void this.bringUpToDate(), GATHER_MS);
    }
  }

  /** One round at a time: an answer that was asked for before another must not be shown after it. */
  private async bringUpToDate(): Promise<void> {
    try {
      await this.fetchWaiting();
    } finally {
      this.gather = undefined;
      this.refresh([]); // what changed meanwhile
    }
  }

  private async fetchWaiting(): Promise<void> {
    const elements = [...new Set([...this.waiting].map(presentOf))].filter((element) => element !== null);
    this.waiting.clear();
    const busy = elements.filter(inUse);
    const byAddress = new Map<string, string[]>();
    for (const element of elements) {
      if (busy.includes(element)) continue;
      if (element.getAttribute("hx-trigger")?.includes("live:refresh")) htmx.trigger(element, "live:refresh", {});
      else if (element.id) {
        const address = element.dataset.liveUrl ?? window.location.href;
        byAddress.set(address, [...(byAddress.get(address) ?? []), element.id]);
      }
    }
    if (busy.length) {
      window.setTimeout(() => this.refresh(busy), BUSY_MS);
    }
    for (const [address, ids] of byAddress) await this.replace(address, ids);
  }

  private async replace(address: string, ids: string[]): Promise<void> {
    let text: string;
    try {
      const response = await fetch(address, {
        headers: { "X-Live-Blocks": ids.join(" ") },
        credentials: "same-origin",
        signal: AbortSignal.timeout(LONGEST_WAIT_MS),
      });
      if (response.status >= 500) return this.askAgain(ids);
      if (!response.ok || response.redirected) return;
      text = await response.text();
    } catch {
      return this.askAgain(ids);
    }
    const copy = new DOMParser().parseFromString(text, "text/html");
    for (const id of ids) {
      const left = this.put(id, copy);
      if (left) window.setTimeout(() => this.refresh([left]), BUSY_MS);
    }
    window.dispatchEvent(new CustomEvent("live:refreshed", { detail: { ids } }));
    this.topicsChanged();
  }

  /** No answer: what changed is still to be shown. A stream that was lost too asks for everything when it is back. */
  private askAgain(ids: string[]): void {
    const elements = ids.map((id) => document.getElementById(id)).filter((element) => element !== null);
    if (!this.wasLost) window.setTimeout(() => this.refresh(elements), BUSY_MS);
  }

  /** Put the copy's element in the place of the one with its id; one that is in use is left and returned. */
  private put(id: string, copy: Document): HTMLElement | undefined {
    const old = document.getElementById(id);
    const fresh = copy.getElementById(id);
    if (!old || !fresh || old.outerHTML === fresh.outerHTML) return undefined;
    if (inUse(old)) return old;
    const focused = document.activeElement instanceof HTMLElement && old.contains(document.activeElement);
    const link = focused ? (document.activeElement as HTMLElement).getAttribute("href") : null;
    old.replaceWith(document.adoptNode(fresh));
    htmx.process(fresh);
    if (link) fresh.querySelector<HTMLElement>(`[href="${CSS.escape(link)}"]`)?.focus();
    return undefined;
  }

  private readonly topicsChanged = (): void => {
    if (!this.source || this.wanted().toString() === this.listening) return;
    this.isReopened = true;
    this.open();
  };

  private readonly leave = (): void => {
    this.leaving = true;
    this.close();
  };

  private readonly comeBack = (event: PageTransitionEvent): void => {
    if (!event.persisted) return;
    this.leaving = false;
    this.wasLost = true;
    this.open();
  };

  private readonly goOffline = (): void => this.lost();

  private readonly tryNow = (): void => this.open();

  private show(state: "connected" | "lost", text: string): void {
    if (this.hasIndicatorTarget) this.indicatorTarget.className = `live-indicator live-indicator--${state}`;
    if (this.hasIndicatorTextTarget) this.indicatorTextTarget.textContent = text;
  }
}

/** The element itself, or what took its place meanwhile. */
function presentOf(element: HTMLElement): HTMLElement | null {
  if (element.isConnected) return element;
  return element.id ? document.getElementById(element.id) : null;
}

/** Somebody types in it, has a menu open in it or drags something of it. */
function inUse(element: Element): boolean {
  const active = document.activeElement;
  if (active instanceof HTMLElement && element.contains(active) && active.matches("input:not([type=checkbox]), textarea, select")) {
    return true;
  }
  return element.querySelector("details.menu[open], .is-dragging, [data-busy]") !== null;
}
