/**
 * The scene on the phone: who I am and where I am to go, one button at a time, everybody out, who is safe, the map. Every
 * act goes into the outbox; what is shown is what the platform said last, with its time, and what waits to be sent.
 */
import { say } from "../lib/messages";
import { icon, make, meta } from "../lib/page";
import { clockTime, dateTime, spellDuration } from "../lib/time";
import { direction, distance, spellMetres } from "../sketch/geo";
import { SketchBoard } from "../sketch/SketchBoard";
import type { Order, SceneEntry, SceneState, ScenesAnswer, SketchAct } from "../sketch/types";
import type { App, Task } from "./app";
import { taskForm, type Page, type Shell } from "./pages";
import { button, confirm, empty, tellUser } from "./parts";
import { findPlace } from "./place";
import { format, type Route } from "./router";
import type { OutRecord, Part, Place, Value } from "./types";

type SceneRoute = Extract<Route, { page: "scene" }>;

/** The state is asked for this often, also without a message. */
const ROUND_MS = 20_000;
const GATHER_MS = 300;
/** The position of a team on its way or at work is told this often. */
const POSITION_MS = 60_000;
/** Where this phone was is kept for the review; without a link it waits here. */
const TRACK_MAX = 300;
/** A state older than this is marked. */
const STALE_MS = 90_000;
const FACTS = ["fire_out", "leak_stopped", "trapped", "rescued", "fire_spreads", "leak_grows", "road_blocked", "calm"];
const COUNTED = ["trapped", "rescued"];
const SHOWN_ENTRIES = 12;

export async function scenePage(shell: Shell, route: SceneRoute): Promise<Page> {
  const { app } = shell;
  const query = route.scene ? `?incident=${encodeURIComponent(route.scene)}` : "";
  let part = await app.part<ScenesAnswer>("scene");
  const isKept = part?.data.scenes.some(({ incident }) => String(incident.id) === route.scene || !route.scene);
  if (!isKept) part = await app.loadPart<ScenesAnswer>("scene", query);
  const scenes = part?.data.scenes ?? [];
  const scene = scenes.find(({ incident }) => String(incident.id) === route.scene) ?? (!route.scene && scenes.length === 1 ? scenes[0] : undefined);
  if (!scene || !part) return listPage(scenes);
  if (route.part === "draw") return drawPage(shell, part, scene);
  if (route.part) return formPage(shell, scene, route);
  const found = new ScenePage(shell, part, scene.incident.id);
  return found.page();
}

function listPage(scenes: SceneState[]): Page {
  const rows = scenes.map(({ incident, orders }) =>
    make("li", {}, make("a", { class: "field-item", href: format({ page: "scene", scene: String(incident.id), part: "" }) }, make("span", { class: "field-item__text" }, make("strong", {}, incident.title), make("span", {}, orders[0]?.team ?? incident.address)), icon("chevron-right"))),
  );
  const content = make("div", { class: "field-page" }, rows.length ? make("ul", { class: "field-list" }, ...rows) : empty(say("scene.none")));
  return { title: say("scene.scenes"), content };
}

/** What waits to be sent of one scene, oldest first. */
export function waitingOf(app: Pick<App, "records">, incident: number): OutRecord[] {
  return app.records.filter(({ state, values, command }) => state !== "sent" && command.startsWith("scene.") && values.scene === incident).reverse();
}

/** Acts on the sketch that wait, or that were sent after the state shown was made. */
export function sketchActs(app: Pick<App, "records">, incident: number, asOf: string): SketchAct[] {
  return app.records
    .filter(({ command, values, state, finished_at }) => command === "scene.sketch" && values.scene === incident && state !== "refused" && state !== "conflict" && (state !== "sent" || finished_at > asOf))
    .reverse()
    .map(({ values }) => ({
      act: values.act as SketchAct["act"],
      element: String(values.element),
      ...(values.tool ? { tool: values.tool as SketchAct["tool"] } : {}),
      symbol: String(values.symbol ?? ""),
      ...(values.label === undefined ? {} : { label: String(values.label).trim() }),
      ...(values.geometry ? { geometry: JSON.parse(String(values.geometry)) as SketchAct["geometry"] } : {}),
    }));
}

/** Put an act into the outbox and try to send it. */
async function act(shell: Shell, scene: SceneState, command: string, title: string, values: { [key: string]: Value }, isUrgent = false): Promise<void> {
  const task: Task = { command, title, subtitle: scene.incident.title, list: "scene", item: "", version: "", questions: [], isUrgent };
  await shell.app.keep(task, { scene: scene.incident.id, incident: scene.incident.id, ...values }, []);
  void shell.app.send();
}

function formPage(shell: Shell, scene: SceneState, route: SceneRoute): Promise<Page> {
  const isTask = route.part.startsWith("task-");
  const [, task = "", step = "report"] = route.part.split("-");
  const name = isTask ? "scene.task" : route.part === "out" ? "scene.order" : route.part.startsWith("call-") ? "scene.roll_call" : "scene.note";
  const command = shell.app.command(name);
  const own = scene.tasks.find(({ id }) => String(id) === task);
  const title = own?.title ?? command?.title ?? say("scene.title");
  const content = make("div", { class: "field-page" });
  if (own?.evidence) content.append(make("p", { class: "field-note" }, own.evidence));
  const described: Task = { command: name, title: command?.title ?? "", subtitle: scene.incident.title, list: "scene", item: "", version: "", questions: command?.questions ?? [], isUrgent: name !== "scene.note" && !isTask };
  const fixed: { [key: string]: Value } = { scene: scene.incident.id, incident: scene.incident.id };
  if (own) Object.assign(fixed, { task: own.id, step });
  if (route.part.startsWith("call-")) fixed.answer = Number(task);
  return taskForm(shell, described, `scene/${scene.incident.id}/${route.part}`, content, { ...route, part: "" }, fixed).then((form) => {
    content.append(form.element);
    return { title, content, isStill: true, close: () => form.close() };
  });
}

/** The drawing board on the whole screen. */
function drawPage(shell: Shell, part: Part<ScenesAnswer>, scene: SceneState): Page {
  const { app } = shell;
  const board = new SketchBoard(
    {
      save: async (given) => {
        const values: { [key: string]: Value } = { act: given.act, element: given.element };
        if (given.tool) values.tool = given.tool;
        if (given.symbol) values.symbol = given.symbol;
        if (given.label !== undefined) values.label = given.label || " "; // an emptied caption is an answer, too
        if (given.geometry) values.geometry = JSON.stringify(given.geometry);
        await act(shell, scene, "scene.sketch", say("scene.draw"), values);
        if (navigator.onLine === false || app.connection !== "online") tellUser(say("scene.sent_later"));
      },
      told: tellUser,
      locate: findPlace,
    },
    scene.may.take_part && scene.incident.is_open,
  );
  const content = make("div", { class: "scene-drawing" }, board.element);
  const follower = new Follower(shell, part, scene.incident.id, (state, asOf) => board.show(state, sketchActs(app, scene.incident.id, asOf)));
  return {
    title: say("scene.draw"),
    content,
    isStill: true,
    refresh: () => follower.tell(),
    close: () => {
      follower.close();
      board.close();
    },
  };
}

/** Keeps one scene true: messages of the stream, rounds, and after something was sent. */
class Follower {
  private readonly source?: EventSource;
  private readonly rounds: ReturnType<typeof setInterval>;
  private gather?: ReturnType<typeof setTimeout>;
  private outgoing: number;
  private isClosed = false;

  constructor(
    private readonly shell: Shell,
    private part: Part<ScenesAnswer>,
    private readonly incident: number,
    private readonly changed: (state: SceneState, asOf: string) => void,
  ) {
    this.outgoing = this.waits();
    if (typeof EventSource === "function") {
      const topics = new URLSearchParams([["topic", `scene:${incident}`], ["topic", `incident:${incident}`]]);
      this.source = new EventSource(`${meta("anlan-live") || "/live/"}?${topics.toString()}`);
      this.source.onmessage = () => this.soon();
      this.source.addEventListener("reload", () => this.soon());
    }
    this.rounds = setInterval(() => void this.load(), ROUND_MS);
    queueMicrotask(() => this.tell());
    void this.load();
  }

  close(): void {
    this.isClosed = true;
    this.source?.close();
    clearInterval(this.rounds);
    clearTimeout(this.gather);
  }

  private waits(): number {
    return waitingOf(this.shell.app, this.incident).length;
  }

  private soon(): void {
    this.gather ??= setTimeout(() => {
      this.gather = undefined;
      void this.load();
    }, GATHER_MS);
  }

  async load(): Promise<void> {
    if (this.isClosed) return;
    const part = await this.shell.app.loadPart<ScenesAnswer>("scene", `?incident=${this.incident}`);
    if (this.isClosed) return;
    if (part) this.part = part;
    this.tell();
  }

  /** The outbox changed, or somebody wants the page as it is now. */
  tell(): void {
    if (this.isClosed) return;
    const left = this.waits();
    if (left < this.outgoing) this.soon();
    this.outgoing = left;
    const state = this.part.data.scenes.find(({ incident }) => incident.id === this.incident);
    if (state) this.changed(state, this.part.at);
  }
}

class ScenePage {
  private readonly follower: Follower;
  private readonly board: SketchBoard;
  private readonly parts: Record<string, HTMLElement> = {};
  private readonly ticking: ReturnType<typeof setInterval>;
  private watch?: number;
  private me?: Place;
  private told = 0;
  private kept = 0;
  private asOf = "";
  private state: SceneState;

  constructor(
    private readonly shell: Shell,
    part: Part<ScenesAnswer>,
    private readonly incident: number,
  ) {
    this.state = part.data.scenes.find((scene) => scene.incident.id === incident) as SceneState;
    this.board = new SketchBoard({ save: () => Promise.resolve(), told: tellUser }, false);
    for (const name of ["alarm", "head", "calls", "map", "facts", "tasks", "clocks", "entries"]) this.parts[name] = make("section", { class: `scene-part scene-part--${name}` });
    const draw = make("a", { class: "field-button", href: this.way("draw") }, icon("pencil"), say("scene.draw"));
    this.part("map").append(this.board.element, draw, make("p", { class: "scene-entry__times" }, say("scene.track")));
    this.ticking = setInterval(() => this.tick(), 1000);
    this.follower = new Follower(shell, part, incident, (state, asOf) => this.show(state, asOf));
    this.findMe();
  }

  page(): Page {
    const content = make("div", { class: "scene" }, ...Object.values(this.parts));
    return {
      title: this.state.incident.title,
      content,
      isStill: true,
      refresh: () => this.follower.tell(),
      close: () => {
        this.follower.close();
        this.board.close();
        clearInterval(this.ticking);
        if (this.watch !== undefined) navigator.geolocation.clearWatch(this.watch);
      },
    };
  }

  private part(name: string): HTMLElement {
    return this.parts[name] as HTMLElement;
  }

  private way(part: string): string {
    return format({ page: "scene", scene: String(this.incident), part });
  }

  private act(command: string, title: string, values: { [key: string]: Value }, isUrgent = false): void {
    void act(this.shell, this.state, command, title, values, isUrgent).catch(() => tellUser(say("field.storage_failed")));
  }

  private show(state: SceneState, asOf: string): void {
    this.state = state;
    this.asOf = asOf;
    const waiting = waitingOf(this.shell.app, this.incident);
    this.part("alarm").replaceChildren(...this.alarm(waiting));
    this.part("head").replaceChildren(...this.head(waiting));
    this.part("calls").replaceChildren(...this.calls(waiting));
    this.part("facts").replaceChildren(...this.facts());
    this.part("tasks").replaceChildren(...this.tasks(waiting));
    this.part("clocks").replaceChildren(...this.clocks());
    this.part("entries").replaceChildren(...this.entries(waiting));
    this.board.show(state, sketchActs(this.shell.app, this.incident, asOf));
    this.tick();
  }

  // Everybody out --------------------------------------------------------------------------------------

  private alarm(waiting: OutRecord[]): Node[] {
    const { withdrawal: order, may } = this.state;
    if (!order) return waiting.some(({ command }) => command === "scene.order") ? [make("p", { class: "scene-alarm__waits" }, icon("hourglass"), say("scene.withdraw_all"), " · ", say("scene.waits"))] : [];
    const box = make("div", { class: "scene-alarm", role: "alert" }, make("h2", {}, icon("urgent"), say("scene.withdraw_all")), make("p", { class: "scene-alarm__why" }, order.reason));
    if (order.assembly_point) box.append(make("p", {}, say("scene.assembly", { place: order.assembly_point })));
    for (const team of order.teams.filter(({ is_own }) => is_own)) {
      const sent = waiting.find(({ command, values }) => command === "scene.confirm" && values.answer === team.id);
      if (sent) box.append(make("p", { class: "scene-alarm__done" }, icon("hourglass"), `${team.team}：${String(sent.values.people)}/${team.expected} · ${say("scene.waits")}`));
      else if (team.confirmed_at) box.append(make("p", { class: "scene-alarm__done" }, icon("check"), `${team.team}：${say("scene.is_out", { count: team.people ?? 0, all: team.expected })}`));
      if (!sent && (!team.confirmed_at || (team.people ?? 0) < team.expected)) {
        box.append(
          big(say("scene.out", { count: team.expected }), "check", () => this.act("scene.confirm", say("scene.withdraw_all"), { answer: team.id, people: team.expected }, true), "safe"),
          big(say("scene.out_fewer"), "users", () => askNumber(say("scene.out_fewer"), team.expected - 1, (people) => this.act("scene.confirm", say("scene.withdraw_all"), { answer: team.id, people }, true))),
        );
      }
    }
    if (may.command) {
      box.append(make("p", {}, say("scene.confirmed", { done: order.counts.confirmed, all: order.counts.teams })));
      const rows = order.teams.map((team) => make("li", { class: team.confirmed_at ? ((team.people ?? 0) < team.expected ? "scene-team scene-team--short" : "scene-team scene-team--out") : "scene-team scene-team--open" }, make("strong", {}, team.team), make("span", {}, team.confirmed_at ? say("scene.is_out", { count: team.people ?? 0, all: team.expected }) : say("scene.unconfirmed"))));
      box.append(make("ul", { class: "scene-teams" }, ...rows));
      box.append(big(say("scene.lift"), "arrow-back-up", () => confirm(say("scene.lift_sure"), () => this.act("scene.order", say("scene.lift"), { act: "lift", withdrawal: order.id }))));
    }
    return [box];
  }

  // Who am I, where to, what next ----------------------------------------------------------------------

  private head(waiting: OutRecord[]): Node[] {
    const { incident, orders, commander, may } = this.state;
    const isOff = navigator.onLine === false || this.shell.app.connection === "unreachable";
    const isStale = isOff || Date.now() + (this.shell.app.offset?.ms ?? 0) - Date.parse(this.asOf) > STALE_MS;
    const time = clockTime(new Date(this.asOf));
    const marks = [...(incident.level ? [make("span", { class: `field-level field-level--${incident.level}` }, say(`level.${incident.level}`))] : []), ...(incident.is_drill ? [make("span", { class: "scene-drill" }, say("scene.drill"))] : [])];
    const found: Node[] = [
      make("p", { class: `scene-as-of${isStale ? " scene-as-of--stale" : ""}`, role: "status" }, icon(isStale ? "wifi-off" : "wifi"), say(isStale ? "scene.stale" : "scene.as_of", { time })),
      make("h2", { class: "scene-title" }, ...marks, incident.title),
    ];
    for (const order of orders) found.push(this.order(order, waiting));
    if (!orders.length) found.push(make("p", {}, say("scene.where", { place: incident.address })));
    if (commander) found.push(make("p", { class: "field-note" }, say("scene.commander", { name: commander })));
    if (may.command && !this.state.withdrawal) found.push(make("a", { class: "scene-big scene-big--danger", href: this.way("out") }, icon("urgent"), say("scene.withdraw_all")));
    return found;
  }

  private order(order: Order, waiting: OutRecord[]): HTMLElement {
    const { incident } = this.state;
    const box = make("div", { class: "scene-order" }, make("p", { class: "scene-order__team" }, make("strong", {}, order.team), ` · ${say("scene.people", { count: order.people })} · ${order.state_label}`), make("p", { class: "scene-order__where" }, icon("map-pin"), say("scene.where", { place: incident.address })), make("p", {}, order.text));
    const target: [number, number] | undefined = order.longitude !== null && order.latitude !== null ? [order.longitude, order.latitude] : undefined;
    if (target && this.me) {
      const here: [number, number] = [this.me.longitude, this.me.latitude];
      box.append(make("p", { class: "scene-order__far" }, say("scene.distance", { distance: spellMetres(distance(here, target)), direction: direction(here, target) })));
    }
    if (order.eta_at) box.append(due(order.eta_at));
    const sent = waiting.find(({ command, values }) => command === "scene.step" && values.dispatch === order.dispatch);
    if (sent) box.append(make("p", { class: "scene-waits" }, icon("hourglass"), `${sent.title} · ${say("scene.waits")}`));
    else if (order.step) box.append(big(order.step_label, "arrow-right", () => this.act("scene.step", order.step_label, { dispatch: order.dispatch, step: order.step }), "main"));
    return box;
  }

  // Roll call, help ------------------------------------------------------------------------------------

  private calls(waiting: OutRecord[]): Node[] {
    const { may, roll_calls: calls } = this.state;
    const found: Node[] = [];
    for (const call of calls) {
      const sent = waiting.find(({ command, values }) => command === "scene.roll_call" && values.answer === call.id);
      const box = make("div", { class: "scene-call" }, make("h3", {}, say("scene.roll_call", { reason: call.reason })), due(call.due_at));
      if (sent) box.append(make("p", { class: "scene-waits" }, icon("hourglass"), say("scene.waits")));
      else if (call.safe !== null) box.append(make("p", { class: "scene-waits" }, icon("check"), say("scene.all_safe", { count: call.safe })));
      else box.append(big(say("scene.all_safe", { count: call.expected }), "check", () => this.act("scene.roll_call", say("scene.roll_call", { reason: call.reason }), { answer: call.id, safe: call.expected, missing: 0 }, true), "safe"), make("a", { class: "scene-big", href: this.way(`call-${call.id}`) }, icon("alert-triangle"), say("scene.some_missing")));
      found.push(box);
    }
    if (!may.take_part) return found;
    const call = (kind: string, words: string, sure: string): (() => void) => () =>
      confirm(sure, () => {
        this.act("scene.note", words, { kind, ...(this.me ? { place: { ...this.me } } : {}) }, true);
        tellUser(say("scene.call_sent"));
      });
    const help = big(say("scene.need_help"), "lifebuoy", call("help", say("scene.need_help"), say("scene.need_help_sure")), "warning");
    const back = big(say("scene.we_withdraw"), "logout", call("withdraw", say("scene.we_withdraw"), say("scene.we_withdraw_sure")), "danger");
    const waits = waiting.filter(({ values }) => values.kind === "help" || values.kind === "withdraw").map((record) => make("p", { class: "scene-waits" }, icon("hourglass"), `${record.title} · ${say("scene.waits")}`));
    found.push(...waits, make("div", { class: "scene-pair" }, help, back));
    return found;
  }

  private facts(): Node[] {
    if (!this.state.may.take_part || !this.state.incident.is_open) return [];
    const tell = (fact: string, count?: number): void => {
      this.act("scene.note", say(`scene.fact.${fact}`), { kind: "fact", fact, ...(count === undefined ? {} : { count }), ...(this.me ? { place: { ...this.me } } : {}) });
      tellUser(say("field.saved_sending"));
    };
    const buttons = FACTS.map((fact) => {
      const words = say(`scene.fact.${fact}`);
      const found = make("button", { type: "button", class: "scene-fact", "data-fact": fact }, words);
      found.addEventListener("click", () => (COUNTED.includes(fact) ? askNumber(words, 1, (count) => tell(fact, count)) : tell(fact)));
      return found;
    });
    return [make("h3", {}, say("scene.facts")), make("div", { class: "scene-facts" }, ...buttons)];
  }

  private tasks(waiting: OutRecord[]): Node[] {
    const { tasks } = this.state;
    const rows = tasks.map((task) => {
      const sent = waiting.filter(({ command, values }) => command === "scene.task" && values.task === task.id);
      const row = make("li", { class: "scene-task" }, make("strong", {}, task.title), make("span", {}, `${task.group} · ${task.state_label}`));
      if (task.instruction && task.instruction !== task.title) row.append(make("p", {}, task.instruction));
      if (task.due_at) row.append(due(task.due_at));
      for (const record of sent) row.append(make("p", { class: "scene-waits" }, icon("hourglass"), `${record.title} · ${say("scene.waits")}`));
      const verbs = make("div", { class: "scene-pair" });
      for (const step of sent.length ? [] : task.steps) {
        if (step.name === "submit") verbs.append(make("a", { class: "scene-big", href: this.way(`task-${task.id}-submit`) }, icon("checks"), step.label));
        else verbs.append(big(step.label, "check", () => this.act("scene.task", step.label, { task: task.id, step: step.name }), "main"));
      }
      if (task.steps.length) verbs.append(make("a", { class: "scene-big", href: this.way(`task-${task.id}-report`) }, icon("camera"), say("scene.report")));
      row.append(verbs);
      return row;
    });
    return [make("h3", {}, say("scene.tasks")), rows.length ? make("ul", { class: "scene-tasks" }, ...rows) : empty(say("scene.no_tasks"))];
  }

  private clocks(): Node[] {
    const { objectives, visible, meeting } = this.state;
    const found: Node[] = [];
    if (visible.at === null) found.push(make("p", { class: "scene-visible" }, icon("eye"), make("span", {}, say("scene.visible_due")), due(visible.due_at)));
    else found.push(make("p", { class: "field-note" }, icon("eye"), " ", say("scene.visible", { time: spellDuration(visible.after_s ?? 0) })));
    if (meeting) found.push(make("a", { class: "scene-big", href: meeting }, icon("video"), say("scene.meeting")));
    if (objectives.length) {
      const rows = objectives.map((objective) => make("li", { class: "scene-clock-row" }, make("span", {}, objective.title), ...(objective.due_at ? [due(objective.due_at)] : [])));
      found.push(make("h3", {}, say("scene.clocks")), make("ul", {}, ...rows));
    }
    return found;
  }

  private entries(waiting: OutRecord[]): Node[] {
    const { entries, may, incident } = this.state;
    const found: Node[] = [make("h3", {}, say("scene.entries"))];
    if (may.take_part && incident.is_open) found.push(make("a", { class: "scene-big scene-big--main", href: this.way("note") }, icon("camera"), say("scene.note")));
    const own = waiting.filter(({ command }) => command === "scene.note").map((record) => make("li", { class: "scene-entry scene-entry--waits" }, make("p", {}, String(record.values.text ?? record.title)), make("p", { class: "scene-entry__times" }, icon("hourglass"), `${say("field.made", { time: dateTime(new Date(record.made_at)) })} · ${record.state === "refused" ? say("scene.refused", { reason: record.message }) : say("scene.waits")}`)));
    const rows = entries.slice(0, SHOWN_ENTRIES).map((entry) => entryRow(entry));
    found.push(own.length || rows.length ? make("ol", { class: "scene-list" }, ...own.reverse(), ...rows) : empty(say("scene.no_entries")));
    found.push(make("div", { class: "scene-pair" }, big(say("scene.day"), "sun", () => paint("light")), big(say("scene.night"), "moon", () => paint("dark"))));
    return found;
  }

  // Time and place -------------------------------------------------------------------------------------

  private tick(): void {
    const now = Date.now() + (this.shell.app.offset?.ms ?? 0);
    for (const element of document.querySelectorAll<HTMLElement>(".scene [data-due]")) {
      const left = (Date.parse(element.dataset.due ?? "") - now) / 1000;
      element.classList.toggle("scene-due--late", left < 0);
      element.textContent = left < 0 ? say("clock.overdue", { time: spellDuration(left) }) : say("clock.left", { time: spellDuration(left) });
    }
  }

  private findMe(): void {
    if (!("geolocation" in navigator)) return;
    this.watch = navigator.geolocation.watchPosition(
      ({ coords }) => {
        this.me = { longitude: coords.longitude, latitude: coords.latitude, accuracy_m: Math.round(coords.accuracy) };
        this.board.map.place(this.me);
        this.tellPosition();
        this.keepPosition();
      },
      () => undefined,
      { enableHighAccuracy: true, maximumAge: 15_000 },
    );
  }

  /** What the review draws: one position a minute, sent with those that wait. */
  private keepPosition(): void {
    const { me, state } = this;
    if (!me || !state.may.take_part || !state.incident.is_open || Date.now() - this.kept < POSITION_MS) return;
    this.kept = Date.now();
    const at = new Date(this.kept + (this.shell.app.offset?.ms ?? 0)).toISOString();
    void sendTrack(this.shell.app, this.incident, state.me.id, [at, me.longitude, me.latitude, me.accuracy_m]);
  }

  /** A live position is of use only now: it is not kept for later. */
  private tellPosition(): void {
    const { me } = this;
    const order = this.state.orders.find(({ state }) => state !== "assigned");
    if (!me || !order || Date.now() - this.told < POSITION_MS || this.shell.app.connection !== "online") return;
    this.told = Date.now();
    const body = new URLSearchParams({ longitude: String(me.longitude), latitude: String(me.latitude), accuracy_m: String(me.accuracy_m) });
    void fetch(order.position_url, { method: "POST", body, headers: { "X-CSRFToken": this.shell.app.token, Accept: "application/json" } }).catch(() => undefined);
  }
}

type Spot = [at: string, longitude: number, latitude: number, accuracy_m: number];

/** Keeps a position and sends all that wait; what was not taken waits on. */
export async function sendTrack(app: Pick<App, "connection" | "token">, incident: number, who: string, spot: Spot): Promise<void> {
  const name = `anlan.scene.track.${who}.${incident}`;
  let waiting: Spot[] = [];
  try {
    waiting = JSON.parse(localStorage.getItem(name) ?? "[]") as Spot[];
  } catch {
    // What cannot be read is begun anew.
  }
  waiting = [...waiting, spot].slice(-TRACK_MAX);
  const keep = (rest: Spot[]): void => {
    try {
      if (rest.length) localStorage.setItem(name, JSON.stringify(rest));
      else localStorage.removeItem(name);
    } catch {
      // A phone without room keeps none.
    }
  };
  keep(waiting);
  if (app.connection !== "online") return;
  const answer = await fetch(`/scene/${incident}/positions/`, { method: "POST", body: JSON.stringify({ positions: waiting }), headers: { "X-CSRFToken": app.token, "Content-Type": "application/json", Accept: "application/json" } }).catch(() => null);
  if (answer && (answer.ok || answer.status === 404 || answer.status === 422)) keep([]);
}

function entryRow(entry: SceneEntry): HTMLElement {
  const files = entry.files.map(({ url, mime }) => {
    if (mime.startsWith("image/")) return make("a", { href: url }, make("img", { src: url, alt: entry.text, loading: "lazy" }));
    return make("audio", { controls: "", preload: "none", src: url });
  });
  const times = say("scene.made_arrived", { made: clockTime(new Date(entry.made_at)), arrived: clockTime(new Date(entry.arrived_at)) });
  return make("li", { class: `scene-entry${entry.is_grave ? " scene-entry--grave" : ""}` }, make("p", {}, make("strong", {}, entry.team || entry.author), ` ${entry.text}`), ...(files.length ? [make("p", { class: "scene-entry__files" }, ...files)] : []), make("p", { class: "scene-entry__times" }, times));
}

function big(label: string, symbol: string, action: () => void, tone = ""): HTMLButtonElement {
  const element = button(label, symbol, action);
  element.className = `scene-big${tone ? ` scene-big--${tone}` : ""}`;
  return element;
}

function due(at: string): HTMLElement {
  return make("span", { class: "scene-due", "data-due": at });
}

/** Ask for a number with two large buttons; gloves type badly. */
function askNumber(title: string, start: number, then: (count: number) => void): void {
  let count = Math.max(0, start);
  const shown = make("output", { class: "scene-number" }, String(count));
  const step = (by: number) => (): void => {
    count = Math.max(0, count + by);
    shown.textContent = String(count);
  };
  const less = big("", "minus", step(-1));
  const more = big("", "plus", step(1));
  less.setAttribute("aria-label", "-1");
  more.setAttribute("aria-label", "+1");
  const dialog = make("dialog", { class: "field-dialog" }, make("h3", {}, title), make("p", {}, say("scene.how_many")), make("div", { class: "scene-stepper" }, less, shown, more));
  const close = (): void => dialog.close();
  dialog.append(make("div", { class: "field-dialog__verbs" }, button(say("scene.cancel"), "x", close), button(say("scene.send"), "check", () => {
    close();
    then(count);
  }, "main")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/** Day for the sun, night for the dark; kept like the platform's own choice. */
function paint(theme: "light" | "dark"): void {
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.bsTheme = theme;
  document.cookie = `anlan_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
}
