/** Voice notes: recorded in the page, kept beside the photos of a record. */
import { say } from "../lib/messages";
import { icon, make } from "../lib/page";
import type { Photo, Place } from "./types";

/** A voice note ends by itself after this time. */
const LONGEST_MS = 120_000;

export interface VoiceSurroundings {
  limits: { photos: number };
  keepPhoto(blob: Blob, isFromPage: boolean, place: Place | undefined): Promise<Photo>;
  dropPhoto(id: string): Promise<void>;
  changed(): void;
}

export function isPicture(photo: Photo): boolean {
  return !/^(audio|video)\//.test(photo.blob.type);
}

/** The button that records, and what was recorded, to be heard and removed. */
export function voicePart(photos: Photo[], around: VoiceSurroundings, place: () => Place | undefined): HTMLElement {
  const shown = make("ol", { class: "field-voice__list" });
  const note = make("p", { class: "field-form__help", role: "status" });
  const button = make("button", { type: "button", class: "field-button", "data-voice": "" });
  let recorder: MediaRecorder | undefined;

  const label = (): void => button.replaceChildren(icon(recorder ? "player-stop" : "microphone"), say(recorder ? "scene.voice_stop" : "scene.voice"));
  const draw = (): void => {
    shown.replaceChildren(
      ...photos.filter((photo) => !isPicture(photo)).map((photo, index) => {
        const remove = make("button", { type: "button", class: "field-button field-voice__remove", "aria-label": say("field.photo_remove") }, icon("x"));
        remove.addEventListener("click", () => {
          photos.splice(photos.indexOf(photo), 1);
          draw();
          around.changed();
          void around.dropPhoto(photo.id);
        });
        const sound = make("audio", { controls: "", "aria-label": say("scene.voice_of", { number: index + 1 }) });
        sound.src = URL.createObjectURL(photo.blob);
        return make("li", { class: "field-voice__item" }, sound, remove);
      }),
    );
    button.disabled = photos.length >= around.limits.photos;
    label();
  };
  const record = async (): Promise<void> => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const parts: Blob[] = [];
    const own = new MediaRecorder(stream);
    recorder = own;
    own.addEventListener("dataavailable", (event) => void parts.push(event.data));
    own.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      recorder = undefined;
      around
        .keepPhoto(new Blob(parts, { type: own.mimeType || "audio/webm" }), true, place())
        .then((kept) => {
          photos.push(kept);
          around.changed();
        })
        .catch(() => (note.textContent = say("field.storage_failed")))
        .finally(draw);
    });
    own.start();
    setTimeout(() => own.state === "recording" && own.stop(), LONGEST_MS);
    label();
  };
  button.addEventListener("click", () => {
    if (recorder) recorder.stop();
    else record().catch(() => (note.textContent = say("scene.voice_failed")));
  });
  draw();
  return make("div", { class: "field-voice" }, shown, button, note);
}
