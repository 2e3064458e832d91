import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mount } from "../testing";
import PositionController from "./PositionController";

const HTML = '<div data-controller="position" data-position-url-value="/dispatch/7/position/"></div>';
let report: (longitude: number, latitude: number) => void;
let refuse: () => void;
const clearWatch = vi.fn();
const send = vi.fn(() => Promise.resolve(new Response()));

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ["Date"] });
  vi.stubGlobal("fetch", send);
  send.mockClear();
  clearWatch.mockClear();
  Object.defineProperty(navigator, "geolocation", {
    configurable: true,
    value: {
      watchPosition: (moved: PositionCallback, refused: () => void) => {
        report = (longitude, latitude) =>
          moved({ coords: { longitude, latitude, accuracy: 8 } } as GeolocationPosition);
        refuse = refused;
        return 5;
      },
      clearWatch,
    },
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the first place is sent, then no more than one in fifteen seconds", async () => {
  await mount(HTML, { position: PositionController });
  report(119.2, 29);
  report(119.21, 29);
  expect(send).toHaveBeenCalledTimes(1);
  vi.setSystemTime(1_016_000);
  report(119.21, 29);
  expect(send).toHaveBeenCalledTimes(2);
  const [url, options] = send.mock.calls[1] as unknown as [string, RequestInit];
  expect(url).toBe("/dispatch/7/position/");
  expect((options.body as FormData).get("longitude")).toBe("119.210000");
});

test("a phone that lies still reports half as often", async () => {
  await mount(HTML, { position: PositionController });
  report(119.2, 29);
  vi.setSystemTime(1_016_000);
  report(119.2, 29);
  expect(send).toHaveBeenCalledTimes(1);
  vi.setSystemTime(1_031_000);
  report(119.2, 29);
  expect(send).toHaveBeenCalledTimes(2);
});

test("a refusal ends it", async () => {
  await mount(HTML, { position: PositionController });
  refuse();
  expect(clearWatch).toHaveBeenCalledWith(5);
});
