/**
 * The number of unread notices, kept true by live messages of the topic `notifications`.
 *
 *     <a data-controller="bell" data-bell-url-value="/notifications/unread/"
 *        data-action="live:message@window->bell#message"><span data-bell-target="count" hidden>0</span></a>
 *
 * The address answers {"count": 3}.
 */
import { Controller } from "@hotwired/stimulus";
import type { LiveMessage } from "../lib/live";

export default class BellController extends Controller<HTMLElement> {
  static override targets = ["count"];
  static override values = { url: String };
  declare readonly countTarget: HTMLElement;
  declare readonly urlValue: string;

  async message(event: CustomEvent<LiveMessage>): Promise<void> {
    if (!event.detail.topic.startsWith("notification")) return;
    const response = await fetch(this.urlValue, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!response?.ok) return;
    const { count } = (await response.json()) as { count: number };
    this.countTarget.textContent = String(count);
    this.countTarget.hidden = count === 0;
  }
}
