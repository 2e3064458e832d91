import { expect, it } from "vitest";
import { mount } from "../testing";
import FocusController from "./FocusController";

it("takes the focus when the page opens", async () => {
  await mount('<div id="problems" tabindex="-1" data-controller="focus"></div>', { focus: FocusController });
  expect(document.activeElement?.id).toBe("problems");
});
