/**
 * The drawing board: the map of a scene with its tools, the same on the phone and at the desk. Whoever uses it gives
 * `save`, which sends an act now or keeps it until there is a link.
 *
 *     const board = new SketchBoard({ save: (act) => …, told: (words) => … });
 *     box.append(board.element); board.show(state, acts that wait);
 */
import { say } from "../lib/messages";
import { icon, make } from "../lib/page";
import { dateTime } from "../lib/time";
import { newId } from "../field/hash";
import { type Drawn, SceneMap } from "./SceneMap";
import type { Place } from "../field/types";
import { LEVELS, MEANINGS, type SceneState, SIGNS, type SketchAct, type SketchFeature, type Tool } from "./types";

export interface BoardPort {
  save(act: SketchAct): Promise<void>;
  told(words: string): void;
  /** Find the device, where that helps. */
  locate?(): Promise<Place>;
}

const TOOLS: [Tool, string][] = [
  ["symbol", "map-pin"],
  ["line", "wave-sine"],
  ["arrow", "arrow-up"],
  ["area", "focus-centered"],
  ["text", "pencil"],
];

/** The sketch with the acts that have not been sent yet. */
export function withWaiting(sketch: SketchFeature[], acts: SketchAct[], me: { id: string; name: string }): SketchFeature[] {
  const found = new Map(sketch.map((feature) => [feature.id, feature]));
  for (const act of acts) {
    const known = found.get(act.element);
    if (act.act === "remove") {
      found.delete(act.element);
    } else if (act.act === "draw" && act.geometry && act.tool && !known) {
      found.set(act.element, featureOf(act, me));
    } else if (act.act === "change" && known) {
      const label = act.label === undefined ? known.properties.text : act.label;
      const properties = { ...known.properties, text: label, label: label || captionOf(known.properties.symbol), waits: true };
      found.set(act.element, { ...known, geometry: act.geometry ?? known.geometry, properties });
    }
  }
  return [...found.values()];
}

function captionOf(symbol: string): string {
  return symbol ? say(`scene.symbol.${symbol}`) : "";
}

function featureOf(act: SketchAct, me: { id: string; name: string }): SketchFeature {
  const symbol = act.symbol ?? "";
  return {
    type: "Feature",
    id: act.element,
    geometry: act.geometry as SketchFeature["geometry"],
    properties: {
      tool: act.tool as Tool,
      symbol,
      text: act.label ?? "",
      label: act.label || captionOf(symbol),
      level: LEVELS[symbol] ?? null,
      author: me.name,
      author_id: me.id,
      at: new Date().toISOString(),
      waits: true,
    },
  };
}

export class SketchBoard {
  readonly element = make("div", { class: "sketch-board" });
  readonly map: SceneMap;
  private state?: SceneState;
  private sketch: SketchFeature[] = [];
  private tool?: Tool;
  private symbol = "";
  private chosen?: SketchFeature;
  private isMoving = false;
  private readonly tools = make("div", { class: "sketch-board__tools", role: "toolbar", "aria-label": say("scene.draw") });
  private readonly choices = make("div", { class: "sketch-board__choices" });
  private readonly below = make("div", { class: "sketch-board__below", role: "status" });

  constructor(
    private readonly port: BoardPort,
    private readonly mayDraw = true,
  ) {
    this.map = new SceneMap({
      tapped: (feature) => this.tapped(feature),
      drawn: (shape) => this.drawn(shape),
      corners: () => this.hint(),
    });
    const stage = make("div", { class: "sketch-board__stage" }, this.map.element, this.zooms());
    this.element.append(this.tools, this.choices, this.below, stage);
    this.furnish();
  }

  close(): void {
    this.map.close();
  }

  show(state: SceneState, waiting: SketchAct[] = []): void {
    this.state = state;
    this.sketch = withWaiting(state.sketch, waiting, state.me);
    if (this.chosen && !this.sketch.some(({ id }) => id === this.chosen?.id)) this.choose(undefined);
    this.map.show(state, this.sketch);
  }

  private zooms(): HTMLElement {
    const button = (name: string, words: string, act: () => void): HTMLElement => {
      const found = make("button", { type: "button", class: "sketch-board__zoom", title: words, "aria-label": words }, icon(name));
      found.addEventListener("click", act);
      return found;
    };
    return make(
      "div",
      { class: "sketch-board__zooms" },
      button("plus", say("scene.zoom_in"), () => this.map.zoom(1.5)),
      button("minus", say("scene.zoom_out"), () => this.map.zoom(1 / 1.5)),
      button("focus-2", say("scene.fit"), () => this.map.fit()),
      ...(this.port.locate ? [button("current-location", say("scene.me_here"), () => this.locate())] : []),
    );
  }

  private locate(): void {
    this.port
      .locate?.()
      .then((me) => this.map.place(me, true))
      .catch(() => this.port.told(say("field.place_failed")));
  }

  private furnish(): void {
    if (!this.mayDraw) return;
    const look = this.button(say("scene.look"), "hand-stop", () => this.use(undefined));
    look.setAttribute("aria-pressed", String(!this.tool));
    this.tools.replaceChildren(
      look,
      ...TOOLS.map(([tool, symbol]) => {
        const button = this.button(say(`scene.tool.${tool}`), symbol, () => this.use(tool));
        button.setAttribute("aria-pressed", String(this.tool === tool));
        button.dataset.tool = tool;
        return button;
      }),
    );
    this.choices.replaceChildren(
      ...(this.tool && this.tool !== "text" ? MEANINGS[this.tool] : []).map((symbol) => {
        const sign = SIGNS[symbol] ? [make("span", { class: `sketch-board__sign scene-map--${LEVELS[symbol] ?? 0}`, "aria-hidden": "true" }, SIGNS[symbol] as string)] : [make("span", { class: `sketch-board__swatch scene-map--${LEVELS[symbol] ?? 0}`, "aria-hidden": "true" })];
        const button = make("button", { type: "button", class: "sketch-board__choice", "aria-pressed": String(this.symbol === symbol), "data-symbol": symbol }, ...sign, symbol ? say(`scene.symbol.${symbol}`) : say("scene.plain"));
        button.addEventListener("click", () => {
          this.symbol = symbol;
          this.furnish();
        });
        return button;
      }),
    );
  }

  private button(words: string, symbol: string, act: () => void, style = ""): HTMLButtonElement {
    const button = make("button", { type: "button", class: `sketch-board__button${style ? ` sketch-board__button--${style}` : ""}` }, icon(symbol), make("span", {}, words));
    button.addEventListener("click", act);
    return button;
  }

  use(tool: Tool | undefined): void {
    this.tool = tool;
    this.symbol = tool ? (MEANINGS[tool][0] ?? "") : "";
    this.isMoving = false;
    this.choose(undefined);
    this.map.use(tool);
    this.furnish();
    this.hint();
  }

  private hint(): void {
    if (!this.tool) {
      this.below.replaceChildren();
    } else if (this.tool === "symbol" || this.tool === "text") {
      this.below.replaceChildren(make("p", {}, say("scene.hint_point")));
    } else if (!this.map.corners) {
      this.below.replaceChildren(make("p", {}, say("scene.hint_line")));
    } else {
      this.below.replaceChildren(
        this.button(say("scene.undo"), "arrow-back-up", () => this.map.undo()),
        this.button(say("scene.finish"), "check", () => void this.map.finish(), "main"),
      );
    }
  }

  private drawn(shape: Drawn): void {
    if (this.isMoving && this.chosen) {
      const { id } = this.chosen;
      this.use(undefined);
      this.send({ act: "change", element: id, geometry: shape });
      return;
    }
    const { tool, symbol } = this;
    if (!tool) return;
    const act: SketchAct = { act: "draw", element: newId(), tool, symbol, geometry: shape };
    if (tool === "text") {
      this.ask("", (label) => label && this.send({ ...act, label }));
      return;
    }
    this.send(act);
    this.hint();
  }

  private tapped(feature: SketchFeature | undefined): void {
    this.choose(feature);
  }

  private choose(feature: SketchFeature | undefined): void {
    this.chosen = feature;
    this.map.choose(feature?.id ?? "");
    if (!feature || !this.state) {
      if (!this.tool) this.below.replaceChildren();
      return;
    }
    const { label, author, author_id, at, tool, text, waits } = feature.properties;
    const by = waits ? say("scene.waits") : say("scene.by", { name: author, time: dateTime(new Date(at)) });
    const about = make("p", { class: "sketch-board__about" }, make("strong", {}, label || say(`scene.tool.${tool}`)), make("span", {}, by));
    const isMine = author_id === this.state.me.id || this.state.may.command;
    if (!this.mayDraw || !isMine) {
      this.below.replaceChildren(about, make("p", {}, say("scene.not_yours")));
      return;
    }
    const { id } = feature;
    const verbs: Node[] = [this.button(say("scene.caption"), "pencil", () => this.ask(text, (words) => this.send({ act: "change", element: id, label: words })))];
    if (tool === "symbol" || tool === "text") {
      verbs.push(this.button(say("scene.move"), "arrows-maximize", () => {
        this.isMoving = true;
        this.map.use(tool);
        this.below.replaceChildren(make("p", {}, say("scene.move")));
      }));
    }
    verbs.push(this.button(say("scene.remove"), "trash", () => this.send({ act: "remove", element: id }), "danger"));
    this.below.replaceChildren(about, ...verbs);
  }

  /** Ask for a caption below the map. */
  private ask(words: string, then: (words: string) => unknown): void {
    const input = make("input", { type: "text", class: "sketch-board__input", maxlength: "60", "aria-label": say("scene.caption") });
    input.value = words;
    const keep = (): void => {
      this.below.replaceChildren();
      then(input.value.trim());
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") keep();
    });
    this.below.replaceChildren(input, this.button(say("scene.save"), "check", keep, "main"));
    input.focus();
  }

  private send(act: SketchAct): void {
    if (act.act === "remove") this.choose(undefined);
    this.port.save(act).catch(() => this.port.told(say("scene.failed")));
  }
}
