import { Application } from "@hotwired/stimulus";
import { afterEach, expect, it, vi } from "vitest";
import HereController from "./HereController";

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

it("fills the fields with the phone's position, and says when it is refused", async () => {
  document.body.innerHTML = `<div data-controller="here" data-here-found-value="with place" data-here-refused-value="no place">
    <input data-here-target="longitude"><input data-here-target="latitude">
    <button data-action="here#ask"></button><span data-here-target="said"></span></div>`;
  const application = Application.start();
  application.register("here", HereController);
  await new Promise((done) => setTimeout(done, 0));
  const coords = { longitude: 119.1234567, latitude: 29, accuracy: 12.4 };
  vi.stubGlobal("navigator", { geolocation: { getCurrentPosition: (found: (p: unknown) => void) => found({ coords }) } });
  document.querySelector("button")?.click();
  const [longitude, latitude] = [...document.querySelectorAll("input")];
  expect([longitude?.value, latitude?.value]).toEqual(["119.123457", "29.000000"]);
  expect(document.querySelector("span")?.textContent).toBe("with place ±12 m");
  vi.stubGlobal("navigator", { geolocation: { getCurrentPosition: (_found: unknown, refused: () => void) => refused() } });
  document.querySelector("button")?.click();
  expect(document.querySelector("span")?.textContent).toBe("no place");
  application.stop();
});
