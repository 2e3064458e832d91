/**
 * A photo taken in the page: camera, small copy made on the device, place, the server's one-time number.
 *
 *     <div data-controller="capture" data-capture-url-value="/files/capture/" data-capture-nonce-value="…">
 *       <video data-capture-target="video" hidden></video> <img data-capture-target="photo" hidden>
 *       <button data-capture-target="start" data-action="capture#start"> … shoot, retake, send, note, attachment
 *
 * Posts multipart: file, nonce, captured_at, latitude, longitude, accuracy_m, subject_type, subject_id.
 * Without a number in the page one is asked for: POST data-capture-nonce-url-value → {"nonce": "…"}.
 * A failed upload keeps the photo in the page. The place is asked for but not required.
 * With a file field as target `hold` nothing is posted: the photos wait in the form and go with it, each with
 * its facts as JSON in `<name>_facts`. When the form comes back with something to put right, they are still there.
 * Dispatches `capture:done` with the server's answer {id, url, thumbnail_url}.
 */
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/messages";
import { csrfToken, make } from "../lib/page";

const PLACE_WAIT_MS = 8000;
const QUALITY = 0.85;
const PREFIX = "anlan-held:";

interface Facts {
  nonce: string;
  captured_at: string;
  longitude?: number;
  latitude?: number;
}

export default class CaptureController extends Controller<HTMLElement> {
  static override targets = ["video", "photo", "note", "start", "shoot", "retake", "send", "attachment", "hold", "held"];
  static override values = { url: String, nonce: String, nonceUrl: { type: String, default: "/files/nonce/" }, maxEdge: { type: Number, default: 1600 }, subjectType: String, subjectId: String };

  declare readonly videoTarget: HTMLVideoElement;
  declare readonly photoTarget: HTMLImageElement;
  declare readonly noteTarget: HTMLElement;
  declare readonly startTarget: HTMLElement;
  declare readonly shootTarget: HTMLElement;
  declare readonly retakeTarget: HTMLElement;
  declare readonly sendTarget: HTMLButtonElement;
  declare readonly hasAttachmentTarget: boolean;
  declare readonly attachmentTarget: HTMLInputElement;
  declare readonly hasHoldTarget: boolean;
  declare readonly holdTarget: HTMLInputElement;
  declare readonly heldTarget: HTMLElement;
  declare readonly urlValue: string;
  declare nonceValue: string;
  declare readonly nonceUrlValue: string;
  declare readonly maxEdgeValue: number;
  declare readonly subjectTypeValue: string;
  declare readonly subjectIdValue: string;

  private stream?: MediaStream;
  private picture?: Blob;
  private takenAt?: Date;
  private place?: GeolocationPosition;
  private held: { file: File; facts: Facts }[] = [];

  override connect(): void {
    if (this.hasHoldTarget) this.restore();
  }

  override disconnect(): void {
    this.stopCamera();
  }

  async start(): Promise<void> {
    this.findPlace();
    await this.takeNumber();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } }, audio: false });
    } catch {
      this.say("capture.no_camera");
      return;
    }
    this.videoTarget.srcObject = this.stream;
    await this.videoTarget.play();
    this.show("video");
  }

  async shoot(): Promise<void> {
    const { videoWidth, videoHeight } = this.videoTarget;
    this.takenAt = new Date();
    const size = fit(videoWidth, videoHeight, this.maxEdgeValue);
    const canvas = document.createElement("canvas");
    canvas.width = size.width;
    canvas.height = size.height;
    canvas.getContext("2d")?.drawImage(this.videoTarget, 0, 0, size.width, size.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob) return;
    this.picture = blob;
    this.photoTarget.src = URL.createObjectURL(blob);
    this.stopCamera();
    this.show("photo");
    if (this.place) this.say("capture.place", { metres: Math.round(this.place.coords.accuracy) });
  }

  async retake(): Promise<void> {
    await this.start();
  }

  send(): void {
    if (!this.picture || !this.takenAt) return;
    if (this.hasHoldTarget) {
      this.keep(this.picture, this.takenAt);
      return;
    }
    const request = new XMLHttpRequest();
    request.open("POST", this.urlValue);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) this.say("capture.uploading", { percent: Math.round((100 * event.loaded) / event.total) });
    });
    request.addEventListener("load", () => this.answered(request));
    request.addEventListener("error", () => this.failed());
    this.sendTarget.disabled = true;
    this.say("capture.uploading", { percent: 0 });
    request.send(this.form(this.picture, this.takenAt));
  }

  /** The fields the server expects. */
  form(picture: Blob, takenAt: Date): FormData {
    const form = new FormData();
    form.set("file", picture, photoName(takenAt));
    form.set("nonce", this.nonceValue);
    form.set("captured_at", takenAt.toISOString());
    if (this.place) {
      form.set("latitude", String(this.place.coords.latitude));
      form.set("longitude", String(this.place.coords.longitude));
      form.set("accuracy_m", String(Math.round(this.place.coords.accuracy)));
    }
    if (this.subjectTypeValue) form.set("subject_type", this.subjectTypeValue);
    if (this.subjectIdValue) form.set("subject_id", this.subjectIdValue);
    return form;
  }

  /** A one-time number of the server proves that the photo was taken in this page, now. */
  private async takeNumber(): Promise<void> {
    if (this.nonceValue) return;
    const response = await fetch(this.nonceUrlValue, { method: "POST", headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" } }).catch(() => undefined);
    if (response?.ok) this.nonceValue = ((await response.json()) as { nonce: string }).nonce;
  }

  /** Let a photo wait in the form; the next one gets its own number. */
  keep(picture: Blob, takenAt: Date): void {
    const file = new File([picture], photoName(takenAt), { type: "image/jpeg" });
    const facts: Facts = { nonce: this.nonceValue, captured_at: takenAt.toISOString() };
    if (this.place) {
      facts.longitude = this.place.coords.longitude;
      facts.latitude = this.place.coords.latitude;
    }
    this.held.push({ file, facts });
    this.nonceValue = "";
    this.picture = undefined;
    this.show("start");
    this.say("capture.kept");
    this.drawHeld();
    void this.remember();
  }

  private drawHeld(): void {
    const files = new DataTransfer();
    this.heldTarget.replaceChildren();
    for (const one of this.held) {
      files.items.add(one.file);
      const remove = make("button", { type: "button", class: "btn btn-sm" }, say("capture.remove"));
      remove.addEventListener("click", () => {
        this.held = this.held.filter((other) => other !== one);
        this.drawHeld();
        void this.remember();
      });
      this.heldTarget.append(
        make(
          "li",
          { class: "capture__one" },
          make("img", { src: URL.createObjectURL(one.file), alt: one.file.name }),
          make("input", { type: "hidden", name: `${this.holdTarget.name}_facts`, value: JSON.stringify(one.facts) }),
          remove,
        ),
      );
    }
    this.holdTarget.files = files.files;
  }

  /** A file field is empty when the form comes back; the photos are kept for that until the tab is closed. */
  private async remember(): Promise<void> {
    const kept = await Promise.all(this.held.map(async ({ file, facts }) => ({ data: await dataUrl(file), name: file.name, facts })));
    try {
      sessionStorage.setItem(PREFIX + location.pathname, JSON.stringify(kept));
    } catch {
      sessionStorage.removeItem(PREFIX + location.pathname); // no room: the photos are in the form only
    }
  }

  private restore(): void {
    const key = PREFIX + location.pathname;
    const text = sessionStorage.getItem(key);
    if (!text) return;
    if (!document.querySelector(".problems")) {
      sessionStorage.removeItem(key);
      return;
    }
    for (const one of JSON.parse(text) as { data: string; name: string; facts: Facts }[]) {
      this.held.push({ file: fileOf(one.data, one.name), facts: one.facts });
    }
    this.drawHeld();
  }

  private answered(request: XMLHttpRequest): void {
    this.sendTarget.disabled = false;
    if (request.status < 200 || request.status >= 300) {
      this.failed(readDetail(request.responseText));
      return;
    }
    const answer = JSON.parse(request.responseText) as { id: number | string };
    if (this.hasAttachmentTarget) this.attachmentTarget.value = String(answer.id);
    this.sendTarget.hidden = true;
    this.retakeTarget.hidden = true;
    this.say("capture.done");
    this.dispatch("done", { detail: answer, prefix: "capture" });
  }

  private failed(detail = ""): void {
    this.sendTarget.disabled = false;
    this.noteTarget.textContent = detail || say("capture.failed");
  }

  private findPlace(): void {
    if (!("geolocation" in navigator)) return;
    navigator.geolocation.getCurrentPosition(
      (place) => {
        this.place = place;
        this.say("capture.place", { metres: Math.round(place.coords.accuracy) });
      },
      () => this.say("capture.no_place"),
      { enableHighAccuracy: true, timeout: PLACE_WAIT_MS, maximumAge: 30_000 },
    );
  }

  private stopCamera(): void {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
  }

  private show(what: "start" | "video" | "photo"): void {
    this.videoTarget.hidden = what !== "video";
    this.photoTarget.hidden = what !== "photo";
    this.startTarget.hidden = what !== "start";
    this.shootTarget.hidden = what !== "video";
    this.retakeTarget.hidden = what !== "photo";
    this.sendTarget.hidden = what !== "photo";
  }

  private say(key: string, values: Record<string, string | number> = {}): void {
    this.noteTarget.textContent = say(key, values);
  }
}

/** The size of a picture made to fit a longest edge, never enlarged. */
export function fit(width: number, height: number, edge: number): { width: number; height: number } {
  const scale = Math.min(1, edge / Math.max(width, height, 1));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

function photoName(takenAt: Date): string {
  return `${takenAt.toISOString().replace(/[:.]/g, "-")}.jpg`;
}

function dataUrl(file: Blob): Promise<string> {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(String(reader.result)));
    reader.readAsDataURL(file);
  });
}

/** The photo of a data address; fetching such an address would need a wider content policy. */
function fileOf(data: string, name: string): File {
  const bytes = Uint8Array.from(atob(data.slice(data.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
  return new File([bytes], name, { type: "image/jpeg" });
}

function readDetail(text: string): string {
  try {
    const answer = JSON.parse(text) as { detail?: string; message?: string };
    return answer.message ?? answer.detail ?? "";
  } catch {
    return "";
  }
}
