/**
 * Devices on a plant plan: a mark is dragged to its place, or chosen and put by a touch; off the picture it goes back to the tray.
 *
 *     <div data-controller="device-plan" data-device-plan-width-value="2000" data-device-plan-height-value="1200" data-device-plan-url-value="/devices/plans/3/place/" data-device-plan-may-value="true">
 *       <div data-device-plan-target="stage"><img …><a data-device-plan-target="mark" data-id="7" data-x="120" data-y="80">…</a></div>
 *       <div data-device-plan-target="tray"><a data-device-plan-target="mark" data-id="8">…</a></div>
 *     </div>
 *
 * The server checks and keeps the place; when it refuses, the mark goes back. Values are brought up to date every ten seconds.
 */
import { Controller } from "@hotwired/stimulus";
import { csrfToken } from "../lib/page";

/** A pointer that moved less is a click on the link. [px] */
const MOVED_PX = 5;
const RENEW_MS = 10_000;

export default class DevicePlanController extends Controller<HTMLElement> {
  static override targets = ["stage", "tray", "mark"];
  static override values = { width: Number, height: Number, url: String, may: Boolean };

  declare readonly stageTarget: HTMLElement;
  declare readonly trayTarget: HTMLElement;
  declare readonly markTargets: HTMLElement[];
  declare readonly widthValue: number;
  declare readonly heightValue: number;
  declare readonly urlValue: string;
  declare readonly mayValue: boolean;
  private dragged?: HTMLElement;
  private chosen?: HTMLElement;
  private renewing?: number;
  private readonly heard = new WeakSet<HTMLElement>();

  override connect(): void {
    this.stageTarget.addEventListener("click", this.touched);
    this.renewing = window.setInterval(() => void this.renew(), RENEW_MS);
  }

  override disconnect(): void {
    this.stageTarget.removeEventListener("click", this.touched);
    window.clearInterval(this.renewing);
  }

  markTargetConnected(mark: HTMLElement): void {
    if (mark.dataset.x) this.put(mark, Number(mark.dataset.x), Number(mark.dataset.y));
    if (!this.mayValue) return;
    mark.classList.add("is-movable");
    if (this.heard.has(mark)) return; // moved between tray and picture
    this.heard.add(mark);
    mark.addEventListener("pointerdown", (event) => this.grab(event, mark));
    mark.addEventListener("click", (event) => this.choose(event, mark));
  }

  private grab(event: PointerEvent, mark: HTMLElement): void {
    const from = { x: event.clientX, y: event.clientY };
    const move = (moved: PointerEvent): void => {
      if (!this.dragged && Math.hypot(moved.clientX - from.x, moved.clientY - from.y) < MOVED_PX) return;
      this.dragged = mark;
      mark.classList.add("is-dragging");
      const place = this.pixel(moved);
      if (place) this.lay(mark, ...place);
    };
    const drop = (dropped: PointerEvent): void => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", drop);
      mark.classList.remove("is-dragging");
      if (!this.dragged) return;
      void this.keep(mark, this.pixel(dropped));
      window.setTimeout(() => (this.dragged = undefined), 0);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop);
  }

  /** A mark in the tray is chosen by a click; a click after a drag opens nothing. */
  private choose(event: MouseEvent, mark: HTMLElement): void {
    if (this.dragged) {
      event.preventDefault();
      return;
    }
    if (mark.parentElement !== this.trayTarget) return;
    event.preventDefault();
    this.chosen?.classList.remove("is-chosen");
    this.chosen = this.chosen === mark ? undefined : mark;
    this.chosen?.classList.add("is-chosen");
  }

  private readonly touched = (event: MouseEvent): void => {
    const mark = this.chosen;
    const place = this.pixel(event);
    if (!mark || !place || (event.target as Element).closest(".device-mark")) return;
    this.chosen = undefined;
    mark.classList.remove("is-chosen");
    this.lay(mark, ...place);
    void this.keep(mark, place);
  };

  private lay(mark: HTMLElement, x: number, y: number): void {
    if (mark.parentElement !== this.stageTarget) this.stageTarget.append(mark);
    this.put(mark, x, y);
  }

  private put(mark: HTMLElement, x: number, y: number): void {
    mark.style.left = `${(x / this.widthValue) * 100}%`;
    mark.style.top = `${(y / this.heightValue) * 100}%`;
  }

  private pixel(event: { clientX: number; clientY: number }): [number, number] | undefined {
    const box = this.stageTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / (box.width || 1)) * this.widthValue;
    const y = ((event.clientY - box.top) / (box.height || 1)) * this.heightValue;
    return x >= 0 && y >= 0 && x <= this.widthValue && y <= this.heightValue ? [x, y] : undefined;
  }

  private async keep(mark: HTMLElement, place: [number, number] | undefined): Promise<void> {
    const body = new FormData();
    body.set("device", mark.dataset.id ?? "");
    if (place) {
      body.set("x", place[0].toFixed(1));
      body.set("y", place[1].toFixed(1));
    }
    const response = await fetch(this.urlValue, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" } }).catch(() => undefined);
    if (response?.ok) {
      if (place) [mark.dataset.x, mark.dataset.y] = [place[0].toFixed(1), place[1].toFixed(1)];
      else {
        delete mark.dataset.x;
        delete mark.dataset.y;
        this.trayTarget.append(mark);
      }
    } else if (mark.dataset.x) this.lay(mark, Number(mark.dataset.x), Number(mark.dataset.y));
    else this.trayTarget.append(mark);
  }

  /** Fetch the page anew and take over values and colours; places stay as they are. */
  private async renew(): Promise<void> {
    if (document.hidden || this.dragged) return;
    const response = await fetch(window.location.href, { credentials: "same-origin" }).catch(() => undefined);
    if (!response?.ok || response.redirected) return;
    const copy = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const mark of this.markTargets) {
      const fresh = copy.getElementById(mark.id);
      if (!fresh) continue;
      const kept = [...mark.classList].filter((name) => name.startsWith("is-"));
      mark.className = [fresh.className, ...kept].join(" ");
      mark.replaceChildren(...fresh.childNodes);
      mark.title = fresh.title;
    }
  }
}
