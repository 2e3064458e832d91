import { Application } from "@hotwired/stimulus";
import { afterEach, expect, it, vi } from "vitest";
import ArrivalsController from "./ArrivalsController";

class Source {
  static last?: Source;
  onmessage?: (event: { data: string }) => void;
  onerror?: () => void;
  readyState = 1;
  close = vi.fn();
  constructor(readonly url: string) {
    Source.last = this;
  }
}

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

it("shows each message and the newest value of its points", async () => {
  vi.stubGlobal("EventSource", Source);
  document.body.innerHTML = `<div data-controller="arrivals" data-arrivals-url-value="/devices/7/arrivals/" data-arrivals-bytes-value="bytes" data-arrivals-lost-value="lost">
    <p data-arrivals-target="status"></p><span data-arrivals-target="heard">0</span>
    <ul><li data-arrivals-target="point" data-key="cl2"><strong data-value></strong><span data-text></span></li></ul>
    <ol data-arrivals-target="log"></ol><p data-arrivals-target="empty"></p></div>`;
  const application = Application.start();
  application.register("arrivals", ArrivalsController);
  await vi.waitFor(() => expect(Source.last?.url).toBe("/devices/7/arrivals/"));
  const line = { key: "cl2", name: "氯气", value: "0.5", unit: "ppm", tone: "done", text: "正常" };
  const frame = { at: 1_795_000_000_000, size: 40, text: "<b>{}</b>", lines: [line], heard: ["cl2"] };
  for (let n = 0; n < 40; n += 1) Source.last?.onmessage?.({ data: JSON.stringify(frame) });
  expect(document.querySelector("[data-value]")?.textContent).toBe("0.5");
  expect(document.querySelector("[data-arrivals-target=heard]")?.textContent).toBe("1");
  expect(document.querySelectorAll("ol > li").length).toBe(30);
  expect(document.querySelector("ol b")).toBeNull();
  if (Source.last) Source.last.readyState = 2;
  Source.last?.onerror?.();
  expect(document.querySelector("[data-arrivals-target=status]")?.textContent).toBe("lost");
  application.stop();
});
