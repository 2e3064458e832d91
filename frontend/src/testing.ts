/** Starts one controller on a piece of HTML for a test. */
import { Application, type ControllerConstructor } from "@hotwired/stimulus";
import { afterEach } from "vitest";
import { forgetMessages } from "./lib/messages";

let running: Application | undefined;

afterEach(() => {
  running?.stop();
  running = undefined;
});

export async function mount(html: string, controllers: Record<string, ControllerConstructor>): Promise<Application> {
  running?.stop();
  forgetMessages();
  document.body.innerHTML = html;
  running = Application.start(document.documentElement);
  for (const [name, controller] of Object.entries(controllers)) running.register(name, controller);
  await settle();
  return running;
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

export function messages(catalogue: Record<string, string>): string {
  return `<script type="application/json" id="anlan-messages">${JSON.stringify(catalogue)}</script>`;
}
