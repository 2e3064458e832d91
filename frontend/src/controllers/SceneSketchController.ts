/**
 * The shared sketch of a scene at the desk: everybody's strokes appear as they are drawn, one's own are sent at once and
 * again when the link is back.
 *
 *     <div data-controller="scene-sketch" data-scene-sketch-topic-value="scene:12" data-live-listen="scene:12"></div>
 *     <script type="application/json" id="scene-sketch-props">{"state": …, "state_url": …, "draw_url": …}</script>
 *     <script type="application/json" id="scene-sketch-words">{"scene.draw": …}</script>
 */
import { Controller } from "@hotwired/stimulus";
import type { LiveMessage } from "../lib/live";
import { learn, say } from "../lib/messages";
import { csrfToken, toast } from "../lib/page";
import { SketchBoard } from "../sketch/SketchBoard";
import type { ScenesAnswer, SketchAct } from "../sketch/types";

interface Props {
  state: ScenesAnswer;
  state_url: string;
  draw_url: string;
}

const GATHER_MS = 150;
const AGAIN_MS = 5000;

export default class SceneSketchController extends Controller<HTMLElement> {
  static override values = { topic: String };

  declare readonly topicValue: string;

  private props!: Props;
  private board!: SketchBoard;
  private waiting: SketchAct[] = [];
  private isSending = false;
  private gather?: number;

  override connect(): void {
    this.props = read("scene-sketch-props") as Props;
    learn(read("scene-sketch-words") as Record<string, string>);
    const scene = this.props.state.scenes[0];
    if (!scene) return;
    this.board = new SketchBoard({ save: (act) => this.keep(act), told: (words) => toast(words) }, scene.may.take_part && scene.incident.is_open);
    this.element.replaceChildren(this.board.element);
    this.show();
    window.addEventListener("live:message", this.heard);
    window.addEventListener("live:restored", this.soon);
    window.addEventListener("online", this.again);
  }

  override disconnect(): void {
    this.board?.close();
    window.clearTimeout(this.gather);
    window.removeEventListener("live:message", this.heard);
    window.removeEventListener("live:restored", this.soon);
    window.removeEventListener("online", this.again);
  }

  private show(): void {
    const scene = this.props.state.scenes[0];
    if (scene) this.board.show(scene, this.waiting);
  }

  private readonly heard = (event: Event): void => {
    if ((event as CustomEvent<LiveMessage>).detail.topic === this.topicValue) this.soon();
  };

  private readonly soon = (): void => {
    this.gather ??= window.setTimeout(() => {
      this.gather = undefined;
      void this.load();
    }, GATHER_MS);
  };

  private readonly again = (): void => void this.send();

  private async load(): Promise<void> {
    const answer = await fetch(this.props.state_url, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!answer?.ok) return;
    this.props.state = (await answer.json()) as ScenesAnswer;
    this.show();
  }

  private async keep(act: SketchAct): Promise<void> {
    this.waiting.push(act);
    this.show();
    await this.send();
  }

  /** Send what waits, in its order; what the platform refuses is told and dropped. */
  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (let act = this.waiting[0]; act; act = this.waiting[0]) {
        const answer = await fetch(this.props.draw_url, { method: "POST", body: JSON.stringify(act), headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() } }).catch(() => undefined);
        if (!answer || answer.status >= 500) {
          toast(say("scene.sent_later"), "warning");
          window.setTimeout(this.again, AGAIN_MS);
          return;
        }
        if (!answer.ok) {
          const told = (await answer.json().catch(() => ({}))) as { message?: string; detail?: string };
          toast(say("scene.refused", { reason: told.message ?? told.detail ?? String(answer.status) }), "error");
        }
        await this.load();
        this.waiting.shift();
      }
    } finally {
      this.isSending = false;
      this.show();
    }
  }
}

function read(id: string): unknown {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}");
}
