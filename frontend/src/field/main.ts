/** The app for field work: frame, addresses, when to load and to send. The rest is in `app.ts` and `pages.ts`. */
import { say } from "../lib/messages";
import { icon, make } from "../lib/page";
import { App, type Settings } from "./app";
import { tellUser } from "./parts";
import { draw, type Page, type Shell } from "./pages";
import { above, format, parse, type Route } from "./router";
import "./field.css";
import "../styles/scene.css";

declare global {
  interface Window {
    /** The running app, for whoever looks from the console of the browser. */
    anlanField?: App;
  }
}

interface InstallEvent extends Event {
  prompt(): Promise<void>;
}

const TABS = [
  ["today", "clipboard-list"],
  ["scene", "map-pin"],
  ["outbox", "upload"],
  ["sent", "checks"],
  ["me", "user"],
] as const;
const TAB_WORDS = { today: "field.today", scene: "scene.title", outbox: "field.outbox", sent: "field.sent_today", me: "field.me" };
const ROUND_MS = 30_000;

class Frame implements Shell {
  install?: () => void;
  private page?: Page;
  private drawn = "";
  private turn = 0;
  private readonly title = make("h1", { class: "field__title" });
  private readonly back = make("a", { class: "field__back", href: "#/today", "aria-label": say("field.back") }, icon("chevron-left"));
  private readonly signal = make("span", { class: "field__signal", role: "status" });
  private readonly banner = make("div", { class: "field__banner", role: "status" });
  private readonly main = make("main", { class: "field__main", id: "content", tabindex: "-1" });
  private readonly tabs = make("nav", { class: "field__tabs", "aria-label": say("field.title") });

  constructor(
    readonly app: App,
    readonly settings: Settings,
    root: HTMLElement,
  ) {
    const toast = make("p", { class: "field__toast", id: "field-toast", role: "status" });
    toast.hidden = true;
    root.replaceChildren(make("header", { class: "field__head" }, this.back, this.title, this.signal), this.banner, this.main, this.tabs, toast);
    app.onChange(() => void this.show());
    window.addEventListener("hashchange", () => {
      this.drawn = "";
      void this.show();
    });
  }

  get route(): Route {
    return parse(location.hash);
  }

  go(route: Route): void {
    const address = format(route);
    if (location.hash === address) {
      this.drawn = "";
      void this.show();
    } else {
      location.hash = address;
    }
  }

  /** Draw what is around the page, and the page unless somebody types in it. */
  async show(): Promise<void> {
    this.showAround();
    const { route } = this;
    const address = format(route);
    const isNew = address !== this.drawn;
    if (!isNew && this.page?.isStill) {
      this.page.refresh?.();
      return;
    }
    this.turn += 1;
    const turn = this.turn;
    const page = await draw(route, this);
    if (turn !== this.turn) {
      page.close?.();
      return;
    }
    this.page?.close?.();
    this.page = page;
    this.drawn = address;
    const isTab = TABS.some(([name]) => name === route.page) && !(route.page === "scene" && route.part);
    this.main.classList.toggle("field__main--wide", route.page === "scene");
    this.back.hidden = isTab;
    this.back.href = format(above(route));
    this.title.textContent = page.title;
    document.title = `${page.title} · ${say("field.title")}`;
    this.main.replaceChildren(page.content);
    if (isNew) {
      this.main.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  }

  private showAround(): void {
    const { app, route } = this;
    const isOffline = navigator.onLine === false || app.connection === "unreachable";
    this.signal.replaceChildren(icon(isOffline ? "wifi-off" : "wifi"), make("span", { class: "visually-hidden" }, say(isOffline ? "field.offline" : "field.online")));
    this.signal.classList.toggle("field__signal--off", isOffline);
    const lines: Node[] = [];
    const line = (text: string, tone = "", ...more: Node[]): void => void lines.push(make("p", { class: `field__line${tone ? ` field__line--${tone}` : ""}` }, text, ...more));
    if (app.connection === "sign_in" && app.account) {
      const link = make("a", { class: "field-button", href: `${this.settings.login}?next=${encodeURIComponent(this.settings.app)}` }, icon("login"), say("field.sign_in"));
      line(say("field.sign_in_again"), "warning", link);
    } else if (app.connection === "not_allowed") line(say("field.not_allowed"), "warning");
    else if (isOffline && app.account) line(say(navigator.onLine === false ? "field.offline" : "field.unreachable"));
    if (app.isNearlyFull) line(say("field.storage_low"), "warning");
    this.banner.replaceChildren(...lines);
    const troubled = app.waiting.some((record) => record.state === "refused" || record.state === "conflict");
    this.tabs.replaceChildren(
      ...TABS.filter(([name]) => name !== "scene" || app.pack?.parts?.includes("scene")).map(([name, symbol]) => {
        const count = name === "outbox" ? app.waiting.length : 0;
        const badge = count ? [make("span", { class: `field-count field-count--tab${troubled ? " field-count--alert" : ""}` }, String(count))] : [];
        const isHere = route.page === name || (name === "outbox" && (route.page === "record" || route.page === "correct"));
        return make("a", { class: "field__tab", href: name === "scene" ? "#/scene" : format({ page: name }), ...(isHere ? { "aria-current": "page" } : {}) }, icon(symbol), make("span", {}, say(TAB_WORDS[name])), ...badge);
      }),
    );
  }
}

function read(id: string): Settings {
  return JSON.parse(document.getElementById(id)?.textContent ?? "{}") as Settings;
}

async function start(): Promise<void> {
  const settings = read("field-settings");
  const root = document.getElementById("field-app");
  if (!root) return;
  const app = new App(settings);
  window.anlanField = app;
  const frame = new Frame(app, settings, root);
  try {
    await app.start();
  } catch {
    root.replaceChildren(make("p", { class: "field__wait" }, say("field.storage_blocked")));
    return;
  }
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    frame.install = () => void (event as InstallEvent).prompt();
  });
  const work = async (force = false): Promise<void> => {
    if (force || app.connection !== "online") await app.load();
    await app.send(force);
    void frame.show();
  };
  window.addEventListener("online", () => void work(true));
  window.addEventListener("offline", () => void frame.show());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void work(true);
  });
  setInterval(() => void work(), ROUND_MS);
  await frame.show();
  void app.persist();
  await work(true);
  if ("serviceWorker" in navigator) await register(settings);
}

async function register({ worker, app: scope }: Settings): Promise<void> {
  let hadWorker = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (hadWorker) tellUser(say("field.updated"));
    hadWorker = true;
  });
  await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" }).catch(() => undefined);
}

void start();
