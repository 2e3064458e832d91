/**
 * One tone for red, one for orange, never two at a time, until the alarm is acknowledged.
 *
 *     <div data-controller="alarm-sound">
 *       <button data-alarm-sound-target="button" data-action="alarm-sound#enable" hidden>
 *         <span data-alarm-sound-target="text"></span></button>
 *     </div>
 *     <li data-sound-id="7" data-sound-level="1">…</li>   an alarm that nobody has acknowledged
 *
 * What sounds: the elements with `data-sound-id` on the page, and live messages of the topic
 * `alarms` named …opened, …raised or …escalated with level 1 or 2. A message …acknowledged, …closed,
 * …dismissed or …resolved of the same id silences it. A browser lets a page sound only after a
 * press: until then the button is shown.
 */
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/messages";
import { type LiveMessage, subjectOf } from "../lib/live";

/** Two pitches for red, one lower for orange: told apart without looking. [Hz, start s, length s] */
const TONES: Record<number, [number, number, number][]> = {
  1: [
    [960, 0, 0.18],
    [760, 0.22, 0.18],
    [960, 0.44, 0.18],
  ],
  2: [[520, 0, 0.45]],
};
const REPEAT_MS = 2500;

export default class AlarmSoundController extends Controller<HTMLElement> {
  static override targets = ["button", "text"];

  declare readonly hasButtonTarget: boolean;
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly hasTextTarget: boolean;
  declare readonly textTarget: HTMLElement;

  private audio?: AudioContext;
  private readonly sounding = new Map<string, number>();
  private timer?: number;

  override connect(): void {
    window.addEventListener("live:message", this.message);
    window.addEventListener("live:refreshed", this.read);
    document.addEventListener("htmx:afterSettle", this.read);
    document.addEventListener("pointerdown", this.unlock, { once: true });
    document.addEventListener("keydown", this.unlock, { once: true });
    this.read();
  }

  override disconnect(): void {
    window.removeEventListener("live:message", this.message);
    window.removeEventListener("live:refreshed", this.read);
    document.removeEventListener("htmx:afterSettle", this.read);
    document.removeEventListener("pointerdown", this.unlock);
    document.removeEventListener("keydown", this.unlock);
    window.clearTimeout(this.timer);
    void this.audio?.close();
  }

  /** The level that sounds now: the worst that nobody has acknowledged. */
  get level(): number | undefined {
    const levels = [...this.sounding.values()];
    return levels.length ? Math.min(...levels) : undefined;
  }

  async enable(): Promise<void> {
    this.audio ??= new AudioContext();
    await this.audio.resume();
    this.showButton();
    this.schedule();
  }

  private readonly unlock = (): void => {
    if (this.level !== undefined) void this.enable();
  };

  private readonly read = (): void => {
    const shown = document.querySelectorAll<HTMLElement>("[data-sound-id]");
    if (shown.length || document.querySelector("[data-sound-list]")) this.sounding.clear();
    for (const element of shown) {
      const level = Number(element.dataset.soundLevel);
      if (level in TONES) this.sounding.set(element.dataset.soundId ?? "", level);
    }
    this.schedule();
  };

  private readonly message = (event: Event): void => {
    const { detail } = event as CustomEvent<LiveMessage>;
    const { topic, name, level } = detail;
    const id = subjectOf(detail);
    if (topic !== "alarms" || id === undefined) return;
    if (/(opened|escalated|raised)$/.test(name) && level !== undefined && level in TONES) {
      this.sounding.set(id, level);
    } else if (/(acknowledged|verified|confirmed|closed|dismissed|resolved|cancelled|merged)$/.test(name)) {
      this.sounding.delete(id);
    }
    this.schedule();
  };

  private schedule(): void {
    this.showButton();
    if (this.level === undefined) {
      window.clearTimeout(this.timer);
      this.timer = undefined;
    } else if (this.timer === undefined) {
      this.play();
    }
  }

  private play(): void {
    const level = this.level;
    if (level === undefined) {
      this.timer = undefined;
      return;
    }
    this.audio ??= typeof AudioContext === "undefined" ? undefined : new AudioContext();
    if (this.audio?.state === "running") {
      for (const [pitch, start, length] of TONES[level] ?? []) this.tone(this.audio, pitch, start, length);
    }
    this.showButton();
    this.timer = window.setTimeout(() => this.play(), REPEAT_MS);
  }

  private tone(context: AudioContext, pitch: number, start: number, length: number): void {
    const from = context.currentTime + start;
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.frequency.value = pitch;
    oscillator.type = "triangle";
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.35, from + 0.02);
    volume.gain.linearRampToValueAtTime(0, from + length);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(from);
    oscillator.stop(from + length);
  }

  private showButton(): void {
    if (!this.hasButtonTarget) return;
    const blocked = this.level !== undefined && this.audio?.state !== "running";
    this.buttonTarget.hidden = !blocked;
    this.buttonTarget.title = say("sound.blocked");
    if (this.hasTextTarget) this.textTarget.textContent = say("sound.enable");
  }
}
