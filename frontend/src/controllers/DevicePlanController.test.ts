import { Application } from "@hotwired/stimulus";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import DevicePlanController from "./DevicePlanController";

let application: Application;
const asked = vi.fn();

beforeEach(async () => {
  asked.mockReset().mockResolvedValue({ ok: true });
  vi.stubGlobal("fetch", asked);
  document.body.innerHTML = `<div data-controller="device-plan" data-device-plan-width-value="1000" data-device-plan-height-value="500" data-device-plan-url-value="/devices/plans/3/place/" data-device-plan-may-value="true">
    <div data-device-plan-target="stage"><a class="device-mark" id="mark-7" data-device-plan-target="mark" data-id="7" data-x="100" data-y="250" href="/devices/7/"></a></div>
    <div data-device-plan-target="tray"><a class="device-mark" id="mark-8" data-device-plan-target="mark" data-id="8" href="/devices/8/"></a></div></div>`;
  application = Application.start();
  application.register("device-plan", DevicePlanController);
  await new Promise((done) => setTimeout(done, 0));
  const stage = document.querySelector<HTMLElement>("[data-device-plan-target=stage]");
  if (stage) stage.getBoundingClientRect = () => ({ left: 0, top: 0, width: 500, height: 250 }) as DOMRect;
});

afterEach(() => {
  application.stop();
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const sent = (): FormData => (asked.mock.calls.at(-1)?.[1] as { body: FormData }).body;

it("stands at its pixel and is dragged to another", async () => {
  const mark = document.getElementById("mark-7") as HTMLElement;
  expect(mark.style.left).toBe("10%");
  mark.dispatchEvent(new MouseEvent("pointerdown", { clientX: 50, clientY: 125 }));
  window.dispatchEvent(new MouseEvent("pointermove", { clientX: 200, clientY: 100 }));
  window.dispatchEvent(new MouseEvent("pointerup", { clientX: 200, clientY: 100 }));
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
  expect([sent().get("device"), sent().get("x"), sent().get("y")]).toEqual(["7", "400.0", "200.0"]);
  expect(mark.style.left).toBe("40%");
});

it("goes back to the tray when it is dragged off the picture", async () => {
  const mark = document.getElementById("mark-7") as HTMLElement;
  mark.dispatchEvent(new MouseEvent("pointerdown", { clientX: 50, clientY: 125 }));
  window.dispatchEvent(new MouseEvent("pointermove", { clientX: 900, clientY: 900 }));
  window.dispatchEvent(new MouseEvent("pointerup", { clientX: 900, clientY: 900 }));
  await vi.waitFor(() => expect(mark.parentElement?.dataset.devicePlanTarget).toBe("tray"));
  expect(sent().get("x")).toBeNull();
});

it("is chosen in the tray and put by a touch; a refusal takes it back", async () => {
  const mark = document.getElementById("mark-8") as HTMLElement;
  mark.click();
  expect(mark.classList.contains("is-chosen")).toBe(true);
  asked.mockResolvedValue({ ok: false });
  document.querySelector("[data-device-plan-target=stage]")?.dispatchEvent(new MouseEvent("click", { clientX: 10, clientY: 10, bubbles: true }));
  await vi.waitFor(() => expect(mark.parentElement?.dataset.devicePlanTarget).toBe("tray"));
});
