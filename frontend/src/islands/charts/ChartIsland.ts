/**
 * A curve with the rule drawn in, a bar chart or a sparkline.
 *
 *     <figure class="chart-island" data-island="chart" id="curve" data-props="curve-props" data-height="280"
 *             data-live-listen="alarm:31"><div class="chart-island__canvas"></div></figure>
 *     <script type="application/json" id="curve-props">{"url": "/telemetry/points/3/series.json", "hours": 6}</script>
 *
 * With `url` it asks for ?from=ISO&to=ISO and gets contract.ts' SeriesAnswer. On a live message of its
 * topic it asks again (at most once a second). Under the curve the figures stand as a table on demand.
 */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, DataZoomComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { LiveMessage } from "../../lib/live";
import { say } from "../../lib/messages";
import { make } from "../../lib/page";
import { readProps } from "../../lib/props";
import { clockTime, dateTime } from "../../lib/time";
import { type ChartProps, normalise, type Point, type SeriesAnswer, spellNumber } from "./contract";
import { barOption, colours, seriesOption } from "./option";
import { sparkline } from "./sparkline";

use([LineChart, BarChart, GridComponent, TooltipComponent, MarkLineComponent, MarkAreaComponent, DataZoomComponent, AriaComponent, CanvasRenderer]);

const PERIODS_H = [1, 6, 24, 168];
const REFRESH_MS = 1000;
const TABLE_ROWS = 100;

export class ChartIsland {
  readonly props: ChartProps;
  private chart?: EChartsType;
  private hours: number;
  private answer?: SeriesAnswer;
  private timer?: number;
  private readonly canvas: HTMLElement;
  private readonly bar = make("div", { class: "chart-island__bar" });
  private readonly note = make("p", { class: "chart-island__note", role: "status" });
  private readonly latest = make("span", { class: "chart-island__latest" });
  private readonly table = make("div", { class: "chart-island__table" });

  constructor(readonly element: HTMLElement) {
    this.props = readProps<ChartProps>(element);
    this.hours = this.props.hours ?? 6;
    this.canvas = element.querySelector<HTMLElement>(".chart-island__canvas") ?? element;
  }

  async start(): Promise<void> {
    if (this.props.kind === "sparkline") {
      this.canvas.append(sparkline((this.props.series ?? []) as Point[]));
      return;
    }
    const wanted = this.props.kind === "bar" ? Math.max(48, (this.props.bars?.length ?? 1) * 30 + 16) : Number(this.element.dataset.height ?? 280);
    this.canvas.style.height = `${wanted}px`;
    this.chart = init(this.canvas);
    new ResizeObserver(() => this.chart?.resize()).observe(this.canvas);
    window.addEventListener("theme:changed", () => window.setTimeout(() => this.draw(), 0));
    if (this.props.kind === "bar") {
      this.chart.on("click", ({ dataIndex }) => {
        const url = [...(this.props.bars ?? [])].reverse()[dataIndex]?.url;
        if (url) window.location.assign(url);
      });
      this.draw();
      return;
    }
    this.controls();
    window.addEventListener("live:message", (event) => this.message((event as CustomEvent<LiveMessage>).detail));
    window.addEventListener("live:restored", () => void this.load());
    if (this.props.series) this.answer = this.props as SeriesAnswer;
    if (this.props.url) await this.load();
    else this.draw();
  }

  private controls(): void {
    if (this.props.url) {
      for (const hours of this.props.periods ?? PERIODS_H) {
        const button = make("button", { type: "button", "aria-pressed": String(hours === this.hours) }, spellHours(hours));
        button.addEventListener("click", () => {
          this.hours = hours;
          for (const other of this.bar.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button));
          void this.load();
        });
        this.bar.append(button);
      }
    }
    this.bar.append(this.latest);
    const figures = make("details", { class: "chart-island__figures" }, make("summary", {}, say("chart.table")), this.table);
    figures.addEventListener("toggle", () => this.tabulate(figures.open));
    this.element.prepend(this.bar);
    this.element.append(this.note, figures);
    this.note.hidden = true;
  }

  async load(): Promise<void> {
    if (!this.props.url) return;
    const to = new Date();
    const from = new Date(to.getTime() - this.hours * 3_600_000);
    const query = `from=${encodeURIComponent(from.toISOString())}&to=${encodeURIComponent(to.toISOString())}`;
    if (!this.answer) this.say(say("chart.loading"));
    const response = await fetch(`${this.props.url}${this.props.url.includes("?") ? "&" : "?"}${query}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!response?.ok) {
      this.say(say("chart.failed"));
      return;
    }
    this.answer = (await response.json()) as SeriesAnswer;
    this.draw([from.getTime(), to.getTime()]);
  }

  private draw(period?: [number, number]): void {
    const paint = colours();
    if (this.props.kind === "bar") {
      this.chart?.setOption(barOption(this.props, paint), true);
      return;
    }
    if (!this.answer) return;
    const points = normalise(this.answer.series)[0]?.data ?? [];
    this.say(points.length ? "" : say("chart.no_data"));
    this.chart?.setOption(seriesOption(this.answer, this.props, paint, period), { replaceMerge: ["series"] });
    const last = points.findLast(([, value]) => value !== null);
    this.latest.textContent = last
      ? say("chart.latest", { value: `${spellNumber(last[1], this.props.decimals)} ${this.answer.unit ?? this.props.unit ?? ""}`, time: clockTime(new Date(last[0])) })
      : "";
    this.element.dataset.ready = "";
    this.tabulate(this.element.querySelector<HTMLDetailsElement>(".chart-island__figures")?.open ?? false);
  }

  private tabulate(open: boolean): void {
    if (!open || !this.answer) return;
    const unit = this.answer.unit ?? this.props.unit ?? "";
    const rows = (normalise(this.answer.series)[0]?.data ?? []).slice(-TABLE_ROWS).reverse();
    this.table.replaceChildren(
      make("table", { class: "data-table" },
        make("thead", {}, make("tr", {}, make("th", {}, say("chart.time")), make("th", { class: "number" }, `${say("chart.value")} ${unit}`))),
        make("tbody", {}, ...rows.map(([at, value]) => make("tr", {}, make("td", {}, `${dateTime(new Date(at)).slice(0, 10)} ${clockTime(new Date(at))}`), make("td", { class: "number" }, spellNumber(value, this.props.decimals))))),
      ),
    );
  }

  private message(message: LiveMessage): void {
    const topics = (this.element.dataset.liveListen ?? "").split(/\s+/);
    if (!topics.includes(message.topic) || this.timer !== undefined) return;
    this.timer = window.setTimeout(() => {
      this.timer = undefined;
      void this.load();
    }, REFRESH_MS);
  }

  private say(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === "";
  }
}

function spellHours(hours: number): string {
  if (hours === 1) return say("chart.hour");
  return hours % 24 === 0 && hours > 24 ? say("chart.days", { count: hours / 24 }) : say("chart.hours", { count: hours });
}
