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
  heard: Record<string, (event: { data: string }) => void> = {};
  constructor(readonly url: string) {
    FakeSource.all.push(this);
  }
  addEventListener(name: string, listener: (event: { data: string }) => void): void {
    this.heard[name] = listener;
  }
  close(): void {
    this.closed = true;
  }
  static get last(): FakeSource {
    return FakeSource.all.at(-1) as FakeSource;
  }
}

const page = `<meta name="anlan-drawn" content="1790000000000">${messages({ "live.lost": "断开，{time}", "live.lost_short": "断开", "live.connected": "实时" })}
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
  expect(FakeSource.last.url).toBe("/live/?topic=alarms&topic=incident%3A12&topic=map&drawn=1790000000000");
});

it("asks what happened since the page was drawn only until it has listened once", async () => {
  await mount(page, { live: LiveController });
  FakeSource.last.onerror?.();
  vi.advanceTimersByTime(1000);
  expect(FakeSource.last.url).toContain("drawn=");
  FakeSource.last.onopen?.();
  FakeSource.last.onerror?.();
  vi.advanceTimersByTime(1000);
  expect(FakeSource.last.url).not.toContain("drawn=");
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

it("takes the elements of a shared view from the stream and asks for nothing", async () => {
  const ask = vi.fn();
  vi.stubGlobal("fetch", ask);
  await mount(
    `${page}<div data-live-view="board:12"><section id="teams">one</section><section id="tasks">two</section></div>`,
    { live: LiveController },
  );
  expect(FakeSource.last.url).toContain("&view=board%3A12");
  FakeSource.last.onopen?.();
  const blocks = { view: "board:12", blocks: { teams: '<section id="teams">three</section>' } };
  FakeSource.last.heard.blocks?.({ data: JSON.stringify(blocks) });
  expect(document.getElementById("teams")?.textContent).toBe("three");
  expect(document.getElementById("tasks")?.textContent).toBe("two");
  expect(ask).not.toHaveBeenCalled();
  const streams = FakeSource.all.length;
  FakeSource.last.heard.reload?.({ data: "" });
  expect(FakeSource.all).toHaveLength(streams + 1);
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

it("never shows an answer that was asked for before another", async () => {
  const answers: ((text: string) => void)[] = [];
  const ask = vi.fn(
    () =>
      new Promise((resolve) => {
        answers.push((text) => resolve({ ok: true, redirected: false, text: () => Promise.resolve(text) }));
      }),
  );
  vi.stubGlobal("fetch", ask);
  await mount(page, { live: LiveController });
  const message = { data: JSON.stringify({ topic: "incident:12", name: "incidents.timeline.added" }), lastEventId: "" };
  FakeSource.last.onmessage?.(message);
  await vi.advanceTimersByTimeAsync(200);
  expect(ask).toHaveBeenCalledTimes(1);
  FakeSource.last.onmessage?.(message); // while the first answer is on its way
  await vi.advanceTimersByTimeAsync(2000);
  expect(ask).toHaveBeenCalledTimes(1);
  answers[0]?.('<section id="list" data-live-topic="incident:12">first</section>');
  await vi.advanceTimersByTimeAsync(200);
  expect(ask).toHaveBeenCalledTimes(2);
  answers[1]?.('<section id="list" data-live-topic="incident:12">second</section>');
  await vi.advanceTimersByTimeAsync(10);
  expect(document.getElementById("list")?.textContent).toBe("second");
});

it("asks anew for everything after its stream was opened for other topics", async () => {
  const ask = vi.fn(() =>
    Promise.resolve({
      ok: true,
      redirected: false,
      text: () => Promise.resolve('<section id="list" data-live-topic="incident:12 teams">new</section>'),
    }),
  );
  vi.stubGlobal("fetch", ask);
  await mount(page, { live: LiveController });
  FakeSource.last.onopen?.();
  FakeSource.last.onmessage?.({ data: JSON.stringify({ topic: "incident:12", name: "x" }), lastEventId: "" });
  await vi.advanceTimersByTimeAsync(200);
  expect(FakeSource.all).toHaveLength(2);
  FakeSource.last.onopen?.();
  await vi.advanceTimersByTimeAsync(200);
  expect(ask).toHaveBeenCalledTimes(2);
});

it("asks again when nobody answered while the stream is up", async () => {
  const ask = vi
    .fn()
    .mockRejectedValueOnce(new DOMException("too slow", "TimeoutError"))
    .mockResolvedValueOnce({ ok: false, status: 503 })
    .mockResolvedValue({ ok: true, status: 200, redirected: false, text: async () => '<section id="list" data-live-topic="incident:12">new</section>' });
  vi.stubGlobal("fetch", ask);
  await mount(page, { live: LiveController });
  FakeSource.last.onopen?.();
  FakeSource.last.onmessage?.({ data: '{"topic": "incident:12", "name": "x.y.z"}', lastEventId: "" });
  await vi.advanceTimersByTimeAsync(5000);
  expect(ask).toHaveBeenCalledTimes(3);
  expect(document.getElementById("list")?.textContent).toBe("new");
});
