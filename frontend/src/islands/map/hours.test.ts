import { afterEach, expect, it, vi } from "vitest";
import { settle } from "../../testing";
import type { Layer } from "./contract";
import { HourChoice, type Hours } from "./hours";

const layer: Layer = { id: "danger_fire", title: "Fire danger", group: "G", hours_url: "/hours.json" };
const answer: Hours = {
  hours: [
    { filter: "hour=7200", label: "11-22 10:00", level: 2 },
    { filter: "hour=3600", label: "11-22 09:00", level: null },
  ],
  newest: "Newest hour",
  choose: "Hour",
  note: "10:00, 12 min old",
  is_drawn: true,
  about: { label: "How it was made", url: "/danger/2/" },
};

function answers(found: Hours): ReturnType<typeof vi.fn> {
  const asked = vi.fn(() => Promise.resolve(new Response(JSON.stringify(found))));
  vi.stubGlobal("fetch", asked);
  return asked;
}

async function shown(chosen: string, choose = vi.fn()): Promise<HourChoice> {
  const choice = new HourChoice(layer, chosen, choose);
  choice.show(true);
  await vi.waitFor(() => expect(choice.element.childElementCount).toBeGreaterThan(0));
  return choice;
}

afterEach(() => vi.unstubAllGlobals());

it("shows the newest hour by default, and how old it is", async () => {
  const asked = answers(answer);
  const choose = vi.fn();
  const { element } = await shown("", choose);
  const select = element.querySelector("select") as HTMLSelectElement;
  expect([...select.options].map((option) => option.textContent)).toEqual(["Newest hour", "11-22 10:00 ◆", "11-22 09:00"]);
  expect(select.value).toBe("");
  expect(element.textContent).toContain("12 min old");
  expect(element.querySelector("a")?.getAttribute("href")).toBe("/danger/2/");
  select.value = "hour=3600";
  select.dispatchEvent(new Event("change"));
  expect(choose).toHaveBeenCalledWith("hour=3600");
  expect(asked).toHaveBeenLastCalledWith("/hours.json?hour=3600", expect.anything());
});

it("keeps an hour that is older than the choice", async () => {
  answers(answer);
  const { element } = await shown("hour=60");
  expect(element.querySelector("select")?.value).toBe("hour=60");
});

it("says what to do when there is no map, and offers no hour", async () => {
  answers({ ...answer, hours: [], note: "No map yet", is_drawn: false });
  const { element } = await shown("");
  expect(element.querySelector("select")).toBeNull();
  expect(element.querySelector(".map-panel__stale")?.textContent).toBe("No map yet");
});

it("asks nothing while the layer is hidden", async () => {
  const asked = answers(answer);
  const choice = new HourChoice(layer, "", vi.fn());
  choice.show(false);
  await choice.tell();
  await settle();
  expect(asked).not.toHaveBeenCalled();
});
