import { Application } from "@hotwired/stimulus";
import { afterEach, expect, it, vi } from "vitest";
import PinController from "./PinController";

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

it("takes the place of a click on the map or of the phone", async () => {
  document.body.innerHTML = `<div data-controller="pin" data-pin-refused-value="no position">
    <button data-action="pin#here"></button><p data-pin-target="note" hidden></p><div id="map"></div>
    <input data-pin-target="longitude"><input data-pin-target="latitude"></div>`;
  const application = Application.start();
  application.register("pin", PinController);
  await new Promise((done) => setTimeout(done, 0));
  const [longitude, latitude] = [...document.querySelectorAll("input")];
  const sketched = vi.fn();
  document.addEventListener("plan:sketch", sketched, { once: true });
  document.getElementById("map")?.dispatchEvent(new CustomEvent("plan:place", { bubbles: true, detail: { longitude: 119.1234567, latitude: 29 } }));
  expect([longitude?.value, latitude?.value]).toEqual(["119.123457", "29.000000"]);
  expect(sketched).toHaveBeenCalledOnce();
  vi.stubGlobal("navigator", { geolocation: { getCurrentPosition: (_found: unknown, refused: () => void) => refused() } });
  document.querySelector("button")?.click();
  expect(document.querySelector("p")?.textContent).toBe("no position");
  application.stop();
});
