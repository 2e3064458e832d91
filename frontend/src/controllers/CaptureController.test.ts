import { expect, it } from "vitest";
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
