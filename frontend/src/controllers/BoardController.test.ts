import { expect, it, vi } from "vitest";
import { messages, mount } from "../testing";
import BoardController from "./BoardController";

const page = `${messages({ "board.refused": "“{card}”不能移：{reason}" })}<div data-controller="board">
  <section data-board-target="lane" data-lane="todo"><ul><li tabindex="0" data-board-target="card" data-label="疏散" data-moves='{"done": {"url": "/t/1/done/"}, "check": {"url": "", "blocked_reason": "还没有照片"}}'></li></ul></section>
  <section data-board-target="lane" data-lane="other"></section>
  <section data-board-target="lane" data-lane="MOVE"></section>
  <form data-board-target="form" method="post"></form></div>`;

async function arrow(lane: string): Promise<ReturnType<typeof vi.fn>> {
  await mount(page.replace("MOVE", lane), { board: BoardController });
  const sent = vi.fn((event: Event) => event.preventDefault());
  document.querySelector("form")?.addEventListener("submit", sent);
  document.querySelector("li")?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
  return sent;
}

it("moves a card to the next lane it may reach", async () => {
  const sent = await arrow("done");
  expect(sent).toHaveBeenCalledOnce();
  expect(document.querySelector("form")?.getAttribute("action")).toBe("/t/1/done/");
});

it("says why a card may not be moved there", async () => {
  const heard = vi.fn();
  window.addEventListener("toast:show", heard, { once: true });
  const sent = await arrow("check");
  expect(sent).not.toHaveBeenCalled();
  expect((heard.mock.calls[0]?.[0] as CustomEvent<{ text: string }>).detail.text).toBe("“疏散”不能移：还没有照片");
});
