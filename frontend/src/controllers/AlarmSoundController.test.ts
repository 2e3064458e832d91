import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { messages, mount } from "../testing";
import AlarmSoundController from "./AlarmSoundController";

const started: number[] = [];

class FakeAudio {
  state = "suspended";
  currentTime = 0;
  destination = {};
  async resume(): Promise<void> {
    this.state = "running";
  }
  async close(): Promise<void> {}
  createOscillator(): object {
    const oscillator = { frequency: { value: 0 }, type: "", connect: (next: unknown) => next, start: () => started.push(oscillator.frequency.value), stop: () => undefined };
    return oscillator;
  }
  createGain(): object {
    return { gain: { setValueAtTime: () => undefined, linearRampToValueAtTime: () => undefined }, connect: (next: unknown) => next };
  }
}

const page = `${messages({ "sound.enable": "开启" })}<div data-controller="alarm-sound">
  <button data-alarm-sound-target="button" data-action="alarm-sound#enable" hidden><span data-alarm-sound-target="text"></span></button></div>`;

function send(name: string, level?: number, id = 7): void {
  window.dispatchEvent(new CustomEvent("live:message", { detail: { topic: "alarms", name, level, alarm_id: id } }));
}

const button = (): HTMLButtonElement => document.querySelector("button") as HTMLButtonElement;

beforeEach(() => {
  vi.useFakeTimers();
  started.length = 0;
  vi.stubGlobal("AudioContext", FakeAudio);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("offers a button while the browser forbids sound, and sounds after it is pressed", async () => {
  await mount(page, { "alarm-sound": AlarmSoundController });
  expect(button().hidden).toBe(true);
  send("alarms.alarm.opened", 1);
  expect(button().hidden).toBe(false);
  expect(started).toEqual([]);
  button().click();
  await vi.advanceTimersByTimeAsync(3000);
  expect(button().hidden).toBe(true);
  expect(started).toContain(960);
});

it("never sounds two alarms at a time: red goes before orange", async () => {
  await mount(page, { "alarm-sound": AlarmSoundController });
  send("alarms.alarm.opened", 2, 1);
  send("alarms.alarm.opened", 1, 2);
  button().click();
  await vi.advanceTimersByTimeAsync(2600);
  expect(started).not.toContain(520);
  send("alarms.alarm.acknowledged", undefined, 2);
  started.length = 0;
  await vi.advanceTimersByTimeAsync(2600);
  expect(new Set(started)).toEqual(new Set([520]));
});

it("is silent once the alarm is acknowledged, and never sounds for yellow or blue", async () => {
  await mount(page, { "alarm-sound": AlarmSoundController });
  send("alarms.alarm.opened", 3);
  expect(button().hidden).toBe(true);
  send("alarms.alarm.raised", 1);
  button().click();
  await vi.advanceTimersByTimeAsync(100);
  send("alarms.alarm.acknowledged");
  started.length = 0;
  await vi.advanceTimersByTimeAsync(6000);
  expect(started).toEqual([]);
});

it("sounds for an unacknowledged alarm that the page shows", async () => {
  await mount(`${page}<ul><li data-sound-id="3" data-sound-level="1"></li></ul>`, { "alarm-sound": AlarmSoundController });
  expect(button().hidden).toBe(false);
});
