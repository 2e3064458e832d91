import { expect, it, vi } from "vitest";
import { mount, settle } from "../testing";
import ConfirmController from "./ConfirmController";

const page = `<dialog id="confirm-dialog"><p data-confirm-text></p></dialog>
  <form data-controller="confirm" data-action="submit->confirm#ask" data-confirm-text-value="关闭“演示事件”？"><button>关闭</button></form>`;

it.each([
  ["ok", 1],
  ["cancel", 0],
])("asks, naming the thing, and %s sends the form %d times", async (answer, times) => {
  await mount(page, { confirm: ConfirmController });
  const sent = vi.fn((event: Event) => event.preventDefault());
  document.querySelector("form")?.addEventListener("submit", sent);
  document.querySelector("button")?.click();
  const dialog = document.querySelector("dialog") as HTMLDialogElement;
  expect(dialog.textContent).toContain("关闭“演示事件”？");
  expect(sent).not.toHaveBeenCalled();
  dialog.close(answer);
  dialog.returnValue = answer;
  dialog.dispatchEvent(new Event("close"));
  await settle();
  expect(sent).toHaveBeenCalledTimes(times);
});
