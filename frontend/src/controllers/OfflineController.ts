/**
 * Says at once when the device has no network.
 *
 *     <body data-controller="offline"><div data-offline-target="banner" role="status" hidden></div>
 */
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/messages";
import { toast } from "../lib/page";

/** A platform on the same machine is reached without any network. */
const ON_THIS_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export default class OfflineController extends Controller<HTMLElement> {
  static override targets = ["banner"];
  declare readonly hasBannerTarget: boolean;
  declare readonly bannerTarget: HTMLElement;

  override connect(): void {
    window.addEventListener("offline", this.off);
    window.addEventListener("online", this.on);
    if (navigator.onLine === false && !ON_THIS_MACHINE.test(location.hostname)) this.off();
  }

  override disconnect(): void {
    window.removeEventListener("offline", this.off);
    window.removeEventListener("online", this.on);
  }

  private readonly off = (): void => {
    if (!this.hasBannerTarget) return;
    this.bannerTarget.textContent = say("offline.off");
    this.bannerTarget.hidden = false;
  };

  private readonly on = (): void => {
    if (this.hasBannerTarget) this.bannerTarget.hidden = true;
    toast(say("offline.on"), "success");
  };
}
