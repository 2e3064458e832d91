import { expect, it, vi } from "vitest";
import { mount } from "../testing";
import CaptureController, { fit } from "./CaptureController";

it("makes large pictures smaller and leaves small ones", () => {
  expect(fit(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(fit(800, 600, 1600)).toEqual({ width: 800, height: 600 });
});

it("sends the number, the time and the subject with the photo", async () => {
  const application = await mount(
    `<div data-controller="capture" data-capture-url-value="/x/" data-capture-nonce-value="n1" data-capture-subject-type-value="task" data-capture-subject-id-value="3"></div>`,
    { capture: CaptureController },
  );
  const element = document.querySelector("[data-controller=capture]") as HTMLElement;
  const controller = application.getControllerForElementAndIdentifier(element, "capture") as CaptureController;
  const form = controller.form(new Blob(["x"], { type: "image/jpeg" }), new Date("2026-11-21T06:05:00Z"));
  expect(form.get("nonce")).toBe("n1");
  expect(form.get("captured_at")).toBe("2026-11-21T06:05:00.000Z");
  expect(form.get("subject_type")).toBe("task");
  expect(form.get("latitude")).toBeNull();
  expect((form.get("file") as File).name).toBe("2026-11-21T06-05-00-000Z.jpg");
});

const HOLD = `<div data-controller="capture" data-capture-nonce-value="n1"><video data-capture-target="video"></video><img data-capture-target="photo">
  <p data-capture-target="note"></p><button data-capture-target="start"></button><button data-capture-target="shoot"></button>
  <button data-capture-target="retake"></button><button data-capture-target="send"></button>
  <ul data-capture-target="held"></ul><input type="file" name="captured" multiple data-capture-target="hold"></div>`;

/** jsdom has no DataTransfer, and its file fields take no list made by hand. */
class Transfer {
  items = { add: () => undefined };
  files = undefined;
}

async function holding(html: string): Promise<CaptureController> {
  vi.stubGlobal("DataTransfer", Transfer);
  vi.spyOn(HTMLInputElement.prototype, "files", "set").mockImplementation(() => undefined);
  const application = await mount(html, { capture: CaptureController });
  const element = document.querySelector("[data-controller=capture]") as HTMLElement;
  return application.getControllerForElementAndIdentifier(element, "capture") as CaptureController;
}

const facts = (): { nonce: string; captured_at: string }[] => [...document.querySelectorAll<HTMLInputElement>("input[name=captured_facts]")].map((input) => JSON.parse(input.value) as { nonce: string; captured_at: string });

it("lets photos wait in the form, each with its number and time, until one is removed", async () => {
  sessionStorage.clear();
  const controller = await holding(HOLD);
  controller.keep(new Blob(["x"]), new Date("2026-11-21T06:05:00Z"));
  controller.nonceValue = "n2";
  controller.keep(new Blob(["y"]), new Date("2026-11-21T06:06:00Z"));
  expect(facts()).toEqual([
    { nonce: "n1", captured_at: "2026-11-21T06:05:00.000Z" },
    { nonce: "n2", captured_at: "2026-11-21T06:06:00.000Z" },
  ]);
  expect(controller.nonceValue).toBe("");
  document.querySelector<HTMLElement>(".capture__one button")?.click();
  expect(facts().map((one) => one.nonce)).toEqual(["n2"]);
});

it("puts the photos back when the form returns with something to put right, and only then", async () => {
  sessionStorage.clear();
  const controller = await holding(HOLD);
  controller.keep(new Blob(["x"]), new Date("2026-11-21T06:05:00Z"));
  await vi.waitFor(() => expect(sessionStorage.length).toBe(1));
  await holding(`<div class="problems"></div>${HOLD}`);
  expect(facts().map((one) => one.nonce)).toEqual(["n1"]);
  await holding(HOLD);
  expect(facts()).toEqual([]);
  expect(sessionStorage.length).toBe(0);
});
