/**
 * Moves cards between lanes by dragging or with the arrow keys; only along moves the server offered.
 *
 *     <div data-controller="board">
 *       <section data-board-target="lane" data-lane="done" aria-label="已完成">…</section>
 *       <li data-board-target="card" data-label="…" data-moves='{"done": {"url": "/tasks/3/complete/"}}' tabindex="0">
 *       <form method="post" data-board-target="form" hidden>(csrf)</form>
 */
import { Controller } from "@hotwired/stimulus";
import { say } from "../lib/messages";
import { toast } from "../lib/page";

interface Move {
  url: string;
  blocked_reason?: string | null;
}

export default class BoardController extends Controller<HTMLElement> {
  static override targets = ["lane", "card", "form"];
  declare readonly laneTargets: HTMLElement[];
  declare readonly formTarget: HTMLFormElement;
  private dragged?: HTMLElement;

  cardTargetConnected(card: HTMLElement): void {
    card.addEventListener("dragstart", () => this.lift(card));
    card.addEventListener("dragend", () => this.letGo());
    card.addEventListener("keydown", (event) => this.press(card, event));
  }

  laneTargetConnected(lane: HTMLElement): void {
    lane.addEventListener("dragover", (event) => {
      if (this.dragged && this.moveTo(this.dragged, lane)) event.preventDefault();
    });
    lane.addEventListener("drop", (event) => {
      event.preventDefault();
      if (this.dragged) this.drop(this.dragged, lane);
    });
  }

  private lift(card: HTMLElement): void {
    this.dragged = card;
    card.classList.add("is-dragging");
    for (const lane of this.laneTargets) {
      const move = this.moveTo(card, lane);
      lane.classList.toggle("is-target", move !== undefined && !move.blocked_reason);
      lane.classList.toggle("is-refused", move === undefined && !lane.contains(card));
    }
  }

  private letGo(): void {
    this.dragged?.classList.remove("is-dragging");
    this.dragged = undefined;
    for (const lane of this.laneTargets) lane.classList.remove("is-target", "is-refused");
  }

  private press(card: HTMLElement, event: KeyboardEvent): void {
    if (event.target !== card || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    const step = event.key === "ArrowRight" ? 1 : -1;
    const here = this.laneTargets.findIndex((lane) => lane.contains(card));
    for (let index = here + step; index >= 0 && index < this.laneTargets.length; index += step) {
      const lane = this.laneTargets[index];
      if (lane && this.moveTo(card, lane)) {
        this.drop(card, lane);
        return;
      }
    }
  }

  private moveTo(card: HTMLElement, lane: HTMLElement): Move | undefined {
    const moves = JSON.parse(card.dataset.moves || "{}") as Record<string, Move> | string;
    return typeof moves === "string" ? undefined : moves[lane.dataset.lane ?? ""];
  }

  private drop(card: HTMLElement, lane: HTMLElement): void {
    const move = this.moveTo(card, lane);
    if (!move) return;
    if (move.blocked_reason) {
      toast(say("board.refused", { card: card.dataset.label ?? "", reason: move.blocked_reason }), "warning");
      return;
    }
    this.formTarget.action = move.url;
    this.formTarget.requestSubmit();
  }
}
