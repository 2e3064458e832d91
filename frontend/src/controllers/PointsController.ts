/**
 * Sums the points of a scoring scheme while a clerk types: by part, and all together.
 *
 *     <form data-controller="points" data-points-full-value="100" data-points-left-value="{n} left" data-points-over-value="{n} too many">
 *       <strong data-points-target="total"></strong><span data-points-target="note"></span>
 *       <section data-points-target="part" data-full="60"><span data-points-target="sum"></span>
 *         <input data-points-target="input" data-action="input->points#count">
 *       </section>
 *     </form>
 */
import { Controller } from "@hotwired/stimulus";

const WRONG = "score-part__sum--wrong";

export default class PointsController extends Controller<HTMLElement> {
  static override targets = ["part", "sum", "total", "note", "input"];
  static override values = { full: Number, left: String, over: String };

  declare readonly partTargets: HTMLElement[];
  declare readonly totalTarget: HTMLElement;
  declare readonly noteTarget: HTMLElement;
  declare readonly inputTargets: HTMLInputElement[];
  declare readonly fullValue: number;
  declare readonly leftValue: string;
  declare readonly overValue: string;

  override connect(): void {
    if (this.inputTargets.length > 0) this.count();
  }

  count(): void {
    let total = 0;
    for (const part of this.partTargets) {
      const inputs = part.querySelectorAll<HTMLInputElement>("[data-points-target=input]");
      const sum = round([...inputs].reduce((all, input) => all + (Number(input.value) || 0), 0));
      total = round(total + sum);
      const shown = part.querySelector<HTMLElement>("[data-points-target=sum]");
      if (!shown) continue;
      shown.textContent = String(sum);
      shown.parentElement?.classList.toggle(WRONG, sum !== Number(part.dataset.full));
    }
    this.totalTarget.textContent = String(total);
    const rest = round(this.fullValue - total);
    const words = rest > 0 ? this.leftValue : rest < 0 ? this.overValue : "";
    this.noteTarget.textContent = words.replace("{n}", String(Math.abs(rest)));
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
