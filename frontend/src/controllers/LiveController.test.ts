import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { messages, mount, settle } from "../testing";
import LiveController from "./LiveController";

vi.mock("htmx.org", () => ({ default: { process: vi.fn(), trigger: vi.fn() } }));

class FakeSource {
  static all: FakeSource[] = [];
  onopen?: () => void;
  onerror?: () => void;
  onmessage?: (event: { data: string; lastEventId: string }) => void;
  closed = false;
  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }
  addEventListener(): void {}
  close(): void {
    this.closed = true;
  }
  static get last(): FakeSource {
    return FakeSource.all.at(-1) as FakeSource;
  }
}

const page = `${messages({ "live.lost": "断开，{time}", "live.lost_short": "断开", "live.connected": "实时" })}
  <div data-controller="live" data-live-topics-value='["alarms"]'>
    <span data-live-target="indicator"><span data-live-target="indicatorText"></span></span>
    <div data-live-target="lost" hidden></div>
    <section id="list" data-live-topic="incident:12">old</section>
    <div data-live-listen="map"></div>
  </div>`;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.all = [];
  vi.stubGlobal("EventSource", FakeSource);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("opens one stream for all topics of the page", async () => {
  await mount(page, { live: LiveController });
  expect(FakeSource.all).toHaveLength(1);
  expect(FakeSource.last.url).toBe("/live/?topic=alarms&topic=incident%3A12&topic=map");
});

it("says at once that the connection is lost, tries again later and later, and says when it is back", async () => {
  await mount(page, { live: LiveController });
  FakeSource.last.onopen?.();
  FakeSource.last.onerror?.();
  const lost = document.querySelector<HTMLElement>("[data-live-target=lost]");
  expect(lost?.hidden).toBe(false);
  expect(lost?.textContent).toMatch(/^断开，\d\d:\d\d:\d\d$/);
  vi.advanceTimersByTime(1000);
  expect(FakeSource.all).toHaveLength(2);
  FakeSource.last.onerror?.();
  vi.advanceTimersByTime(1000);
  expect(FakeSource.all).toHaveLength(2);
  vi.advanceTimersByTime(1000);
  expect(FakeSource.all).toHaveLength(3);
  FakeSource.last.onopen?.();
  expect(lost?.hidden).toBe(true);
});

it("brings the elements of a topic up to date with one request", async () => {
  const ask = vi.fn().mockResolvedValue({ ok: true, redirected: false, text: async () => '<section id="list" data-live-topic="incident:12">new</section>' });
  vi.stubGlobal("fetch", ask);
  const heard = vi.fn();
  window.addEventListener("live:message", heard, { once: true });
  await mount(page, { live: LiveController });
  FakeSource.last.onopen?.();
  for (let times = 0; times < 3; times += 1) {
    FakeSource.last.onmessage?.({ data: '{"topic": "incident:12", "name": "x.y.z"}', lastEventId: "" });
  }
  expect(heard).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(200);
  expect(ask).toHaveBeenCalledOnce();
  expect(document.getElementById("list")?.textContent).toBe("new");
});

it("leaves alone what somebody is typing in", async () => {
  const ask = vi.fn();
  vi.stubGlobal("fetch", ask);
  await mount(page.replace(">old<", '><textarea id="reason"></textarea><'), { live: LiveController });
  document.getElementById("reason")?.focus();
  FakeSource.last.onmessage?.({ data: '{"topic": "incident:12", "name": "x.y.z"}', lastEventId: "" });
  await vi.advanceTimersByTimeAsync(200);
  await settle();
  expect(ask).not.toHaveBeenCalled();
});
