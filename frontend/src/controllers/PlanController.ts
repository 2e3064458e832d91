/**
 * A plant plan: points stand at their pixels, control points are set and dragged, a place is chosen.
 *
 *     <div data-controller="plan" data-plan-width-value="2000" data-plan-height-value="1200" data-plan-mode-value="tie">
 *       <div data-plan-target="stage" data-action="click->plan#click"><img …>
 *         <a data-plan-target="point" data-x="120" data-y="80">…</a></div>
 *       <template data-plan-target="row">…<input data-key="x"><input data-key="y">…</template>
 *       <tbody data-plan-target="rows"></tbody>
 *       <output data-plan-target="longitude"></output> …
 *     </div>
 *
 * mode look: only points. mode tie: a click adds a control point, rows and marks move together, a click
 * on the map beside (`plan:place`) fills the place of the row that was used last. mode place: a click
 * asks `locate` (GET ?x=&y= → {longitude, latitude}) and fills the form. Coordinates are computed by
 * the server only.
 */
import { Controller } from "@hotwired/stimulus";

const NUDGE = 1;

export default class PlanController extends Controller<HTMLElement> {
  static override targets = ["stage", "point", "row", "rows", "longitude", "latitude", "submit", "shown"];
  static override values = { width: Number, height: Number, mode: { type: String, default: "look" }, locate: String, zoom: { type: Number, default: 1 } };

  declare readonly stageTarget: HTMLElement;
  declare readonly pointTargets: HTMLElement[];
  declare readonly rowTarget: HTMLTemplateElement;
  declare readonly hasRowsTarget: boolean;
  declare readonly rowsTarget: HTMLElement;
  declare readonly longitudeTargets: HTMLInputElement[];
  declare readonly latitudeTargets: HTMLInputElement[];
  declare readonly submitTargets: HTMLButtonElement[];
  declare readonly shownTargets: HTMLElement[];
  declare readonly widthValue: number;
  declare readonly heightValue: number;
  declare readonly modeValue: string;
  declare readonly locateValue: string;
  declare zoomValue: number;
  private used?: HTMLElement;
  private dragged?: HTMLElement;
  private readonly placed = (event: Event): void => this.fromMap(event as CustomEvent<{ longitude: number; latitude: number }>);

  override connect(): void {
    document.addEventListener("plan:place", this.placed);
    for (const point of this.pointTargets) this.put(point, Number(point.dataset.x), Number(point.dataset.y));
    if (this.hasRowsTarget) for (const row of this.rows()) this.mark(row);
  }

  override disconnect(): void {
    document.removeEventListener("plan:place", this.placed);
  }

  click(event: MouseEvent): void {
    if (this.modeValue === "look" || (event.target as Element).closest("a")) return;
    const [x, y] = this.pixel(event);
    if (this.modeValue === "tie") this.add(x, y);
    else void this.choose(x, y);
  }

  /** Another row for a control point typed by hand. */
  more(): void {
    this.add(Math.round(this.widthValue / 2), Math.round(this.heightValue / 2));
  }

  remove(event: Event): void {
    const row = (event.target as Element).closest<HTMLElement>("[data-row]");
    if (!row) return;
    this.markOf(row)?.remove();
    row.remove();
    this.count();
  }

  /** A typed pixel moves its mark. */
  typed(event: Event): void {
    const row = (event.target as Element).closest<HTMLElement>("[data-row]");
    if (!row) return;
    this.used = row;
    this.mark(row);
  }

  use(event: Event): void {
    this.used = (event.target as Element).closest<HTMLElement>("[data-row]") ?? this.used;
  }

  larger(): void {
    this.scale(Math.min(6, this.zoomValue * 1.5));
  }

  smaller(): void {
    this.scale(Math.max(1, this.zoomValue / 1.5));
  }

  opacity(event: Event): void {
    document.dispatchEvent(new CustomEvent("plan:opacity", { detail: Number((event.target as HTMLInputElement).value) }));
  }

  private scale(zoom: number): void {
    this.zoomValue = zoom;
    this.stageTarget.style.width = `${Math.round(zoom * 100)}%`;
  }

  private rows(): HTMLElement[] {
    return [...this.rowsTarget.querySelectorAll<HTMLElement>("[data-row]")];
  }

  private field(row: HTMLElement, key: string): HTMLInputElement | null {
    return row.querySelector<HTMLInputElement>(`[data-key="${key}"]`);
  }

  private add(x: number, y: number): void {
    const row = (this.rowTarget.content.firstElementChild as HTMLElement).cloneNode(true) as HTMLElement;
    this.rowsTarget.append(row);
    this.write(row, x, y);
    this.used = row;
    this.mark(row);
    this.count();
  }

  private write(row: HTMLElement, x: number, y: number): void {
    for (const [key, value] of [["x", x], ["y", y]] as const) {
      const input = this.field(row, key);
      if (input) input.value = String(Math.round(value * 10) / 10);
    }
  }

  private count(): void {
    this.rows().forEach((row, index) => {
      const number = row.querySelector<HTMLElement>("[data-number]");
      if (number) number.textContent = String(index + 1);
      const mark = this.markOf(row);
      if (mark) mark.textContent = String(index + 1);
    });
  }

  private marks = new WeakMap<HTMLElement, HTMLElement>();

  private markOf(row: HTMLElement): HTMLElement | undefined {
    return this.marks.get(row);
  }

  private mark(row: HTMLElement): void {
    let mark = this.markOf(row);
    if (!mark) {
      mark = document.createElement("button");
      mark.setAttribute("type", "button");
      mark.className = "plan__mark";
      mark.addEventListener("pointerdown", (event) => this.grab(event, row));
      mark.addEventListener("keydown", (event) => this.nudge(event, row));
      mark.addEventListener("click", (event) => event.stopPropagation());
      this.marks.set(row, mark);
      this.stageTarget.append(mark);
      this.count();
    }
    this.put(mark, Number(this.field(row, "x")?.value), Number(this.field(row, "y")?.value));
  }

  private grab(event: PointerEvent, row: HTMLElement): void {
    event.preventDefault();
    this.dragged = this.used = row;
    const move = (moved: PointerEvent): void => {
      if (!this.dragged) return;
      const [x, y] = this.pixel(moved);
      this.write(row, x, y);
      this.mark(row);
    };
    const drop = (): void => {
      this.dragged = undefined;
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", drop);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop);
  }

  private nudge(event: KeyboardEvent, row: HTMLElement): void {
    const step = { ArrowLeft: [-NUDGE, 0], ArrowRight: [NUDGE, 0], ArrowUp: [0, -NUDGE], ArrowDown: [0, NUDGE] }[event.key];
    if (!step) return;
    event.preventDefault();
    this.write(row, Number(this.field(row, "x")?.value) + (step[0] ?? 0), Number(this.field(row, "y")?.value) + (step[1] ?? 0));
    this.mark(row);
  }

  private put(element: HTMLElement, x: number, y: number): void {
    element.style.left = `${(x / this.widthValue) * 100}%`;
    element.style.top = `${(y / this.heightValue) * 100}%`;
  }

  /** The pixel of the picture under the pointer, kept inside the picture. */
  private pixel(event: { clientX: number; clientY: number }): [number, number] {
    const box = this.stageTarget.getBoundingClientRect();
    const within = (value: number, most: number): number => Math.min(most, Math.max(0, value));
    return [
      within(((event.clientX - box.left) / (box.width || 1)) * this.widthValue, this.widthValue),
      within(((event.clientY - box.top) / (box.height || 1)) * this.heightValue, this.heightValue),
    ];
  }

  private async choose(x: number, y: number): Promise<void> {
    let mark = this.stageTarget.querySelector<HTMLElement>(".plan__mark");
    if (!mark) {
      mark = document.createElement("span");
      mark.className = "plan__mark";
      this.stageTarget.append(mark);
    }
    this.put(mark, x, y);
    const response = await fetch(`${this.locateValue}?x=${x}&y=${y}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!response?.ok) return;
    const place = (await response.json()) as { longitude: number; latitude: number };
    for (const input of this.longitudeTargets) input.value = place.longitude.toFixed(7);
    for (const input of this.latitudeTargets) input.value = place.latitude.toFixed(7);
    for (const output of this.shownTargets) output.textContent = `${place.longitude.toFixed(6)}, ${place.latitude.toFixed(6)}`;
    for (const button of this.submitTargets) button.disabled = false;
  }

  private fromMap(event: CustomEvent<{ longitude: number; latitude: number }>): void {
    if (this.modeValue !== "tie") return;
    const empty = this.rows().find((row) => !this.field(row, "longitude")?.value);
    const row = this.used ?? empty;
    if (!row) return;
    const longitude = this.field(row, "longitude");
    const latitude = this.field(row, "latitude");
    if (longitude) longitude.value = event.detail.longitude.toFixed(7);
    if (latitude) latitude.value = event.detail.latitude.toFixed(7);
  }
}
