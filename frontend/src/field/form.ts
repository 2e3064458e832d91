/**
 * A form of the app, made from questions: large fields, errors beside them, photos and place taken in
 * the page. Every change is told, so that the draft is kept.
 */
import { say } from "../lib/messages";
import { icon, make } from "../lib/page";
import { dateTime } from "../lib/time";
import { closeCamera, openCamera, readFile, shrink, type Limits } from "./photo";
import { findPlace } from "./place";
import { isPicture, voicePart } from "./voice";
import type { Pack, Photo, Place, Question, Value } from "./types";

/** Answers shown before one has to type. */
const SHOWN_CHOICES = 12;
/** Up to this many answers are buttons; more are searched. */
const BUTTON_CHOICES = 6;

export interface Surroundings {
  choices: Pack["choices"];
  limits: Limits & { photos: number };
  /** Make a photo ready and keep it; `isFromPage`: it came from the camera in the page. */
  keepPhoto(blob: Blob, isFromPage: boolean, place: Place | undefined): Promise<Photo>;
  dropPhoto(id: string): Promise<void>;
  changed(): void;
  failed(error: unknown): void;
}

type Values = { [key: string]: Value };

export class Form {
  readonly element: HTMLFormElement;
  private readonly errors = new Map<string, HTMLElement>();
  private readonly controls = new Map<string, HTMLElement>();
  private stream?: MediaStream;
  private addresses: string[] = [];

  constructor(
    private readonly questions: Question[],
    readonly values: Values,
    readonly photos: Photo[],
    private readonly around: Surroundings,
    submitLabel: string,
    private readonly submitted: () => void,
  ) {
    for (const question of questions) if (!(question.key in values) && question.initial !== undefined) values[question.key] = question.initial;
    const submit = make("button", { type: "submit", class: "field-button field-button--main" }, icon("check"), submitLabel);
    this.element = make("form", { class: "field-form", novalidate: "" }, ...questions.map((question) => this.row(question)), submit);
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.check()) this.submitted();
    });
  }

  /** Let go of the camera and of pictures shown. */
  close(): void {
    closeCamera(this.stream);
    this.stream = undefined;
    for (const address of this.addresses) URL.revokeObjectURL(address);
    this.addresses = [];
  }

  /** Show what is wrong; true when nothing is. */
  check(): boolean {
    const problems: Record<string, string> = {};
    for (const question of this.questions) {
      const value = this.values[question.key];
      const isEmpty = question.kind === "photo" ? !this.photos.length : value === undefined || value === null || value === "";
      if (question.required && isEmpty) problems[question.key] = say("field.required");
      else if (question.kind === "number" && !isEmpty && !Number.isFinite(Number(value))) problems[question.key] = say("field.not_number");
    }
    this.show(problems);
    return !Object.keys(problems).length;
  }

  /** Put errors beside their fields and go to the first. */
  show(problems: Record<string, string>): void {
    let first: HTMLElement | undefined;
    for (const [key, place] of this.errors) {
      place.textContent = problems[key] ?? "";
      place.hidden = !problems[key];
      const control = this.controls.get(key);
      control?.setAttribute("aria-invalid", String(Boolean(problems[key])));
      if (problems[key]) first ??= control;
    }
    first?.focus();
    first?.scrollIntoView?.({ block: "center" });
  }

  private set(key: string, value: Value): void {
    this.values[key] = value;
    this.around.changed();
  }

  private row(question: Question): HTMLElement {
    const id = `q-${question.key}`;
    const isGroup = !["text", "long", "number", "date"].includes(question.kind);
    const error = make("p", { class: "field-form__error", id: `${id}-error`, role: "alert" });
    error.hidden = true;
    const star = question.required ? [make("span", { class: "field-form__star", "aria-hidden": "true" }, " *")] : [];
    const label = isGroup
      ? make("h3", { class: "field-form__label", id: `${id}-label` }, question.label, ...star)
      : make("label", { class: "field-form__label", for: id }, question.label, ...star);
    const help = question.help ? [make("p", { class: "field-form__help", id: `${id}-help` }, question.help)] : [];
    const control = this.control(question, id);
    if (isGroup) {
      control.setAttribute("role", "group");
      control.setAttribute("aria-labelledby", `${id}-label`);
      control.tabIndex = -1;
    }
    control.setAttribute("aria-describedby", `${question.help ? `${id}-help ` : ""}${id}-error`);
    this.errors.set(question.key, error);
    this.controls.set(question.key, control);
    return make("div", { class: "field-form__row" }, label, ...help, control, error);
  }

  private control(question: Question, id: string): HTMLElement {
    const { key, kind } = question;
    const value = this.values[key];
    if (kind === "long") {
      const area = make("textarea", { id, rows: "4", class: "field-input" });
      area.value = value === undefined || value === null ? "" : String(value);
      area.addEventListener("input", () => this.set(key, area.value));
      return area;
    }
    if (kind === "yes_no") return this.buttons(key, [[true, say("field.yes")], [false, say("field.no")]]);
    if (kind === "level") return this.buttons(key, [1, 2, 3, 4].map((level) => [level, say(`level.${level}`)]));
    if (kind === "choice") return this.choice(question);
    if (kind === "photo") return this.photoPart();
    if (kind === "voice") return voicePart(this.photos, this.around, () => this.placeAnswer());
    if (kind === "place") return this.placePart(key);
    const input = make("input", { id, type: kind === "date" ? "date" : "text", class: "field-input", autocomplete: "off" });
    if (kind === "number") input.inputMode = "decimal";
    input.value = value === undefined || value === null ? "" : String(value);
    input.addEventListener("input", () => this.set(key, kind === "number" ? input.value.trim().replace("，", ".").replace(",", ".") : input.value));
    return input;
  }

  private buttons(key: string, answers: [Value, string][]): HTMLElement {
    const group = make("div", { class: "field-answers" });
    const all = answers.map(([value, label]) => {
      const isLevel = typeof value === "number";
      const button = make("button", { type: "button", class: `field-answer${isLevel ? ` field-answer--level-${value}` : ""}` }, label);
      button.addEventListener("click", () => {
        this.set(key, value);
        mark();
      });
      group.append(button);
      return { button, value };
    });
    const mark = (): void => all.forEach(({ button, value }) => button.setAttribute("aria-pressed", String(this.values[key] === value)));
    mark();
    return group;
  }

  private choice(question: Question): HTMLElement {
    const answers = question.choices_of ? (this.around.choices[question.choices_of]?.rows ?? []) : (question.choices ?? []);
    if (answers.length <= BUTTON_CHOICES && !question.choices_of) return this.buttons(question.key, answers);
    return this.searched(question.key, answers);
  }

  /** Many answers: what was chosen on top, a search below it. */
  private searched(key: string, answers: [string, string][]): HTMLElement {
    const box = make("div", { class: "field-search" });
    const chosen = make("p", { class: "field-search__chosen", "aria-live": "polite" });
    const input = make("input", { type: "search", class: "field-input", placeholder: say("field.search_choice"), "aria-label": say("field.search_choice"), autocomplete: "off" });
    const found = make("div", { class: "field-answers field-answers--column" });
    const draw = (): void => {
      const words = input.value.trim().toLowerCase();
      const fitting = words ? answers.filter(([value, label]) => label.toLowerCase().includes(words) || value === words) : answers;
      found.replaceChildren(
        ...fitting.slice(0, SHOWN_CHOICES).map(([value, label]) => {
          const button = make("button", { type: "button", class: "field-answer", "aria-pressed": String(this.values[key] === value) }, label);
          button.addEventListener("click", () => {
            this.set(key, value);
            input.value = "";
            tell();
          });
          return button;
        }),
      );
      if (fitting.length > SHOWN_CHOICES) found.append(make("p", { class: "field-form__help" }, say("field.more_choices", { count: fitting.length - SHOWN_CHOICES })));
      if (!fitting.length) found.append(make("p", { class: "field-form__help" }, say("field.no_choice")));
    };
    const tell = (): void => {
      const label = answers.find(([value]) => value === this.values[key])?.[1];
      chosen.textContent = label ?? say("field.choose");
      chosen.classList.toggle("field-search__chosen--none", label === undefined);
      found.hidden = label !== undefined && !input.value;
      if (!found.hidden) draw();
    };
    input.addEventListener("input", () => {
      found.hidden = false;
      draw();
    });
    input.addEventListener("focus", () => {
      found.hidden = false;
      draw();
    });
    tell();
    box.append(chosen, input, found);
    return box;
  }

  private placePart(key: string): HTMLElement {
    const box = make("div", { class: "field-place" });
    const text = make("p", { class: "field-place__text", role: "status" });
    const button = make("button", { type: "button", class: "field-button" }, icon("current-location"), say("field.place_find"));
    const tell = (): void => {
      const place = this.values[key] as Place | undefined;
      text.textContent = place ? say("field.place_found", { metres: place.accuracy_m }) : "";
    };
    const find = async (): Promise<void> => {
      text.textContent = say("field.place_finding");
      button.disabled = true;
      try {
        this.set(key, { ...(await findPlace()) });
        tell();
      } catch {
        text.textContent = say("field.place_failed");
      } finally {
        button.disabled = false;
      }
    };
    button.addEventListener("click", () => void find());
    tell();
    box.append(button, text);
    if (!this.values[key]) void find();
    return box;
  }

  private photoPart(): HTMLElement {
    const box = make("div", { class: "field-photos" });
    const shown = make("ol", { class: "field-photos__list" });
    const video = make("video", { class: "field-photos__video", playsinline: "", muted: "" });
    const shoot = make("button", { type: "button", class: "field-button field-button--main", "data-shoot": "" }, icon("camera"), say("field.shoot"));
    const stop = make("button", { type: "button", class: "field-button" }, say("field.close_camera"));
    const start = make("button", { type: "button", class: "field-button", "data-camera": "" }, icon("camera"), say("field.take_photo"));
    const file = make("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden", tabindex: "-1" });
    const other = make("label", { class: "field-button" }, icon("device-mobile"), say("field.from_camera"), file);
    const note = make("p", { class: "field-form__help", role: "status" });
    const finder = make("div", { class: "field-photos__finder" }, video, shoot, stop);
    finder.hidden = true;
    other.hidden = true;

    const draw = (): void => {
      shown.replaceChildren(...this.photos.filter(isPicture).map((photo, index) => this.picture(photo, index, draw)));
      const isFull = this.photos.length >= this.around.limits.photos;
      start.disabled = isFull;
      if (isFull) note.textContent = say("field.photo_limit", { count: this.around.limits.photos });
    };
    const add = async (blob: Blob, isFromPage: boolean): Promise<void> => {
      const photo = await this.around.keepPhoto(blob, isFromPage, this.placeAnswer());
      this.photos.push(photo);
      note.textContent = isFromPage && !photo.nonce ? say("field.photo_no_number") : "";
      draw();
      this.around.changed();
    };
    const guard = (work: () => Promise<void>) => (): void => {
      work().catch((error: unknown) => {
        note.textContent = say("field.photo_failed");
        this.around.failed(error);
      });
    };
    start.addEventListener("click", () => {
      openCamera(video)
        .then((stream) => {
          this.stream = stream;
          finder.hidden = false;
          start.hidden = true;
        })
        .catch(() => {
          note.textContent = say("field.camera_failed");
          other.hidden = false;
        });
    });
    shoot.addEventListener(
      "click",
      guard(async () => {
        if (this.photos.length >= this.around.limits.photos) return;
        shoot.disabled = true;
        try {
          await add(await shrink(video, video.videoWidth, video.videoHeight, this.around.limits), true);
        } finally {
          shoot.disabled = false;
        }
      }),
    );
    stop.addEventListener("click", () => {
      closeCamera(this.stream);
      this.stream = undefined;
      finder.hidden = true;
      start.hidden = false;
    });
    file.addEventListener(
      "change",
      guard(async () => {
        const chosen = file.files?.[0];
        if (chosen) await add(await readFile(chosen, this.around.limits), false);
        file.value = "";
      }),
    );
    draw();
    box.append(shown, finder, start, other, note);
    return box;
  }

  private placeAnswer(): Place | undefined {
    return this.questions.map(({ key, kind }) => (kind === "place" ? (this.values[key] as Place | undefined) : undefined)).find(Boolean);
  }

  private picture(photo: Photo, index: number, draw: () => void): HTMLElement {
    const address = URL.createObjectURL(photo.blob);
    this.addresses.push(address);
    const remove = make("button", { type: "button", class: "field-photos__remove", "aria-label": `${say("field.photo_remove")} ${say("field.photo_of", { number: index + 1 })}` }, icon("x"));
    remove.addEventListener("click", () => {
      this.photos.splice(this.photos.indexOf(photo), 1);
      draw();
      this.around.changed();
      void this.around.dropPhoto(photo.id);
    });
    return make(
      "li",
      { class: "field-photos__item" },
      make("img", { src: address, alt: say("field.photo_of", { number: index + 1 }) }),
      make("span", {}, say("field.photo_taken", { time: dateTime(new Date(photo.captured_at)) })),
      remove,
    );
  }
}
