/** The pages of the app: today, a list, a form, the outbox, a record, me. Drawn from what the phone keeps. */
import { say } from "../lib/messages";
import { icon, make } from "../lib/page";
import { dateTime, spellDuration } from "../lib/time";
import type { App, Settings, Task } from "./app";
import { compare, corrected, keepMine, takeTheirs } from "./conflict";
import { Form } from "./form";
import { button, confirm, dueText, empty, facts, isOverdue, stateBadge, tellUser } from "./parts";
import { isOpen } from "./queue";
import { format, type Route } from "./router";
import { scenePage } from "./scene";
import { HINTS } from "./surroundings";
import type { Item, List, OutRecord, Photo, Place, Question, Value } from "./types";

export interface Page {
  title: string;
  content: HTMLElement;
  /** A form is not drawn again while somebody types. */
  isStill?: boolean;
  /** A page that keeps itself true: called instead of drawing it again. */
  refresh?: () => void;
  close?: () => void;
}

export interface Shell {
  app: App;
  settings: Settings;
  go(route: Route): void;
  install?: () => void;
}

const SHOWN_ITEMS = 3;

export async function draw(route: Route, shell: Shell): Promise<Page> {
  const { app } = shell;
  if (!app.account && route.page !== "me") return signedOut(shell);
  switch (route.page) {
    case "today":
      return today(shell);
    case "list":
      return listPage(shell, route.list);
    case "item":
      return itemPage(shell, route.list, route.item);
    case "command":
      return commandPage(shell, route.command);
    case "outbox":
      return outbox(shell);
    case "sent":
      return sentPage(shell);
    case "record":
      return recordPage(shell, route.record);
    case "correct":
      return correctPage(shell, route.record);
    case "me":
      return mePage(shell);
    case "scene":
      return scenePage(shell, route);
  }
}

function signedOut({ settings, app }: Shell): Page {
  const link = make("a", { class: "field-button field-button--main", href: `${settings.login}?next=${encodeURIComponent(settings.app)}` }, icon("login"), say("field.sign_in"));
  const content = make("div", { class: "field-page" }, app.connection === "unreachable" ? empty(say("field.no_pack")) : link);
  if (app.othersWaiting) content.append(empty(say("field.other_account", { count: app.othersWaiting })));
  return { title: say("field.title"), content };
}

// Today ------------------------------------------------------------------------------------------------

function today(shell: Shell): Page {
  const { app } = shell;
  const { pack } = app;
  const content = make("div", { class: "field-page" });
  if (!pack) {
    content.append(empty(say(app.isBusy ? "field.loading" : "field.no_pack")));
    return { title: say("field.today"), content };
  }
  const verbs = pack.commands.filter((command) => command.is_standalone);
  if (verbs.length) {
    content.append(
      make(
        "div",
        { class: "field-verbs" },
        ...verbs.map((command) => make("a", { class: "field-verb", href: format({ page: "command", command: command.name }) }, icon(command.icon), make("strong", {}, command.title), ...(command.help ? [make("span", {}, command.help)] : []))),
      ),
    );
  }
  for (const list of pack.lists) content.append(listPart(shell, list, SHOWN_ITEMS));
  const isOld = Date.now() + (app.offset?.ms ?? 0) > Date.parse(pack.valid_until);
  const time = dateTime(new Date(pack.server_time));
  content.append(
    make("p", { class: isOld ? "field-note field-note--warning" : "field-note" }, say(isOld ? "field.pack_old" : "field.pack_at", { time })),
    button(say(app.isBusy ? "field.loading" : "field.refresh"), "refresh", () => void app.load(true)),
  );
  return { title: say("field.today"), content };
}

function listPart(shell: Shell, list: List, limit: number): HTMLElement {
  const now = Date.now() + (shell.app.offset?.ms ?? 0);
  const late = list.items.filter((item) => isOverdue(item, now)).length;
  const part = make(
    "section",
    { class: "field-list" },
    make(
      "h2",
      { class: "field-list__title" },
      list.title,
      make("span", { class: "field-count" }, String(list.items.length)),
      ...(late ? [make("span", { class: "field-due field-due--over" }, icon("alarm"), say("field.overdue_count", { count: late }))] : []),
    ),
  );
  if (!list.items.length) part.append(empty(list.empty));
  else part.append(make("ul", {}, ...list.items.slice(0, limit).map((item) => itemRow(shell, list, item, now))));
  if (list.items.length > limit) part.append(make("a", { class: "field-more", href: format({ page: "list", list: list.name }) }, say("field.items", { count: list.items.length }), icon("chevron-right")));
  if (list.is_cut && limit > SHOWN_ITEMS) part.append(make("p", { class: "field-note" }, say("field.cut", { count: list.items.length })));
  return part;
}

function itemRow({ app }: Shell, list: List, item: Item, now: number): HTMLElement {
  const record = app.recordOf(list.name, item.key);
  const level = item.level ? [make("span", { class: `field-level field-level--${item.level}` }, say(`level.${item.level}`))] : [];
  const state = record ? [make("span", { class: "field-done" }, icon(record.state === "sent" ? "circle-check" : "hourglass"), say(record.state === "sent" ? "field.done_here" : "field.waits_here"))] : [];
  return make(
    "li",
    {},
    make(
      "a",
      { class: `field-item${record ? " field-item--done" : ""}`, href: format({ page: "item", list: list.name, item: item.key }) },
      make("span", { class: "field-item__text" }, make("strong", {}, item.title), ...(item.subtitle ? [make("span", {}, item.subtitle)] : []), make("span", { class: "field-item__marks" }, ...level, dueText(item, now), ...state)),
      icon("chevron-right"),
    ),
  );
}

function listPage(shell: Shell, name: string): Page {
  const list = shell.app.pack?.lists.find((one) => one.name === name);
  if (!list) return gone();
  return { title: list.title, content: make("div", { class: "field-page" }, listPart(shell, list, list.items.length)) };
}

function gone(): Page {
  return { title: say("field.title"), content: make("div", { class: "field-page" }, empty(say("field.gone"))) };
}

// Forms ------------------------------------------------------------------------------------------------

async function itemPage(shell: Shell, listName: string, key: string): Promise<Page> {
  const { app } = shell;
  const item = app.item(listName, key);
  if (!item) return gone();
  const content = make("div", { class: "field-page" });
  const now = Date.now() + (app.offset?.ms ?? 0);
  const marks = make("p", { class: "field-item__marks" }, dueText(item, now));
  if (item.level) marks.prepend(make("span", { class: `field-level field-level--${item.level}` }, say(`level.${item.level}`)));
  content.append(make("h2", { class: "field-page__title" }, item.title));
  if (item.subtitle) content.append(make("p", { class: "field-note" }, item.subtitle));
  if (marks.textContent) content.append(marks);
  if (item.facts.length) content.append(facts(item.facts));
  if (item.url) content.append(make("a", { class: "field-more", href: item.url }, say("field.open_page"), icon("external-link")));
  const done = app.recordOf(listName, key);
  if (done) {
    content.append(make("a", { class: "field-item field-item--done", href: format({ page: "record", record: done.client_id }) }, make("span", { class: "field-item__text" }, make("strong", {}, say("field.done_here")), make("span", {}, stateBadge(done))), icon("chevron-right")));
    return { title: item.title, content };
  }
  const command = item.command ? app.command(item.command) : undefined;
  if (!command) return { title: item.title, content };
  const questions = item.questions.length ? item.questions : command.questions;
  const task: Task = { command: command.name, title: command.title, subtitle: item.title, list: listName, item: item.key, version: item.version, questions };
  const form = await taskForm(shell, task, `${listName}/${key}/${command.name}`, content);
  content.append(make("h3", { class: "field-page__verb" }, command.title), form.element);
  return { title: item.title, content, isStill: true, close: () => form.close() };
}

async function commandPage(shell: Shell, name: string): Promise<Page> {
  const command = shell.app.command(name);
  if (!command) return gone();
  const content = make("div", { class: "field-page" });
  if (command.help) content.append(make("p", { class: "field-note" }, command.help));
  const task: Task = { command: name, title: command.title, subtitle: "", list: "", item: "", version: "", questions: command.questions };
  const form = await taskForm(shell, task, name, content);
  content.append(form.element);
  return { title: command.title, content, isStill: true, close: () => form.close() };
}

/** A form whose draft is kept while typing and which becomes a record when it is saved. */
export async function taskForm(shell: Shell, task: Task, key: string, content: HTMLElement, after: Route = { page: "today" }, fixed: { [key: string]: Value } = {}): Promise<Form> {
  const { app } = shell;
  const draft = await app.draft(key);
  const values: { [key: string]: Value } = { ...draft?.values };
  const photos = await app.photosOf(draft?.photos ?? []);
  const told = make("p", { class: "field-note field-draft", role: "status" });
  if (draft) {
    const drop = button(say("field.draft_drop"), "arrow-back-up", () => {
      void app.dropDraft(key).then(() => window.dispatchEvent(new HashChangeEvent("hashchange")));
    });
    content.append(make("div", { class: "field-draft__back" }, make("p", {}, say("field.draft_back")), drop));
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSaved = false;
  const saveDraft = async (): Promise<void> => {
    if (isSaved) return;
    await app.saveDraft(key, values, photos);
    told.textContent = say("field.draft", { time: dateTime(new Date()).slice(11) });
  };
  const form = makeForm(shell, task.questions, values, photos, say("field.save"), () => {
    if (isSaved) return;
    isSaved = true;
    clearTimeout(timer);
    app
      .keep(task, { ...values, ...fixed }, photos, key)
      .then(() => {
        tellUser(say(app.connection === "online" && navigator.onLine ? "field.saved_sending" : "field.saved"));
        shell.go(after);
        void app.send();
      })
      .catch(() => {
        isSaved = false;
        tellUser(say("field.storage_failed"));
      });
  }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void saveDraft().catch(() => tellUser(say("field.storage_failed"))), 400);
  });
  form.element.append(told);
  return form;
}

function makeForm(shell: Shell, questions: Question[], values: { [key: string]: Value }, photos: Photo[], label: string, submitted: () => void, changed: () => void, isDraft = true): Form {
  const { app } = shell;
  return new Form(
    questions,
    values,
    photos,
    {
      choices: app.pack?.choices ?? {},
      limits: app.limits,
      keepPhoto: (blob: Blob, isFromPage: boolean, place?: Place) => app.keepPhoto(blob, isFromPage, place),
      dropPhoto: (id: string) => (isDraft ? app.dropPhoto(id) : Promise.resolve()),
      changed,
      failed: () => tellUser(say("field.storage_failed")),
    },
    label,
    submitted,
  );
}

async function correctPage(shell: Shell, id: string): Promise<Page> {
  const { app } = shell;
  const record = app.record(id);
  if (!record || !isOpen(record)) return gone();
  const values = { ...record.values };
  const photos = await app.photosOf(record.photos);
  const form = makeForm(
    shell,
    record.questions,
    values,
    photos,
    say("field.save"),
    () => {
      void app.alter(id, (found) => corrected(found, values, photos.map((photo) => photo.id))).then(() => {
        shell.go({ page: "outbox" });
        void app.send(true);
      });
    },
    () => undefined,
    false,
  );
  const content = make("div", { class: "field-page" }, ...(record.message ? [make("p", { class: "field-note field-note--warning" }, record.message)] : []), form.element);
  form.show(record.fields);
  return { title: record.title, content, isStill: true, close: () => form.close() };
}

// Outbox -----------------------------------------------------------------------------------------------

function recordRow(record: OutRecord): HTMLElement {
  const times = say("field.made", { time: dateTime(new Date(record.made_at)) });
  const text = record.subtitle || String(record.values.text ?? record.values.title ?? "");
  return make(
    "li",
    {},
    make(
      "a",
      { class: "field-item", href: format({ page: "record", record: record.client_id }) },
      make("span", { class: "field-item__text" }, make("strong", {}, record.title), ...(text ? [make("span", { class: "field-item__line" }, text)] : []), make("span", { class: "field-item__marks" }, stateBadge(record), make("span", {}, times))),
      icon("chevron-right"),
    ),
  );
}

function outbox(shell: Shell): Page {
  const { app } = shell;
  const order = { conflict: 0, refused: 1, sending: 2, waiting: 3, sent: 4 };
  const records = [...app.waiting].sort((one, other) => order[one.state] - order[other.state]);
  const content = make("div", { class: "field-page" });
  if (!records.length) content.append(empty(say("field.outbox_empty")));
  if (records.some((record) => record.state === "waiting" || record.state === "sending")) {
    content.append(make("p", { class: "field-note" }, say("field.waiting_help")), button(say("field.send_now"), "send", () => void app.send(true), "main"));
  }
  if (records.length) content.append(make("ul", { class: "field-list" }, ...records.map((record) => recordRow(record))));
  return { title: say("field.outbox"), content };
}

function sentPage({ app }: Shell): Page {
  const records = app.records.filter((record) => record.state === "sent").sort((one, other) => other.finished_at.localeCompare(one.finished_at));
  const content = make("div", { class: "field-page" }, records.length ? make("ul", { class: "field-list" }, ...records.map((record) => recordRow(record))) : empty(say("field.sent_empty")));
  return { title: say("field.sent_today"), content };
}

async function recordPage(shell: Shell, id: string): Promise<Page> {
  const { app } = shell;
  const record = app.record(id);
  if (!record) return gone();
  const content = make("div", { class: "field-page" }, make("p", {}, stateBadge(record)));
  if (record.subtitle) content.append(make("h2", { class: "field-page__title" }, record.subtitle));
  if (record.state === "conflict") content.append(...conflictPart(shell, record));
  if (record.state === "refused") content.append(make("p", { class: "field-note field-note--warning" }, say("field.refused_help"), " ", make("strong", {}, record.message)));
  if (record.state === "sent") content.append(make("p", { class: "field-note" }, record.message));
  if (record.is_other) content.append(make("p", { class: "field-note field-note--warning" }, say("field.other_arrived")));
  const photos = await app.photosOf(record.photos);
  if (record.state === "waiting" || record.state === "sending") {
    content.append(make("p", { class: "field-note" }, say("field.waiting_help")));
    const wait = (record.next_try - Date.now()) / 1000;
    if (wait > 1) content.append(make("p", { class: "field-note" }, say("field.next_try", { time: spellDuration(wait) })));
    if (photos.length) content.append(make("p", { class: "field-note" }, say("field.photos_sent", { done: photos.filter((photo) => photo.is_staged).length, count: photos.length })));
  }
  content.append(facts([[say("field.made", { time: "" }).trim(), dateTime(new Date(record.made_at))], ...answersOf(app, record)]));
  const addresses = photos.map((photo) => URL.createObjectURL(photo.blob));
  if (photos.length) {
    content.append(make("ol", { class: "field-photos__list" }, ...photos.map((photo, index) => make("li", { class: "field-photos__item" }, make("img", { src: addresses[index], alt: say("field.photo_of", { number: index + 1 }) }), make("span", {}, say("field.photo_taken", { time: dateTime(new Date(photo.captured_at)) }))))));
  }
  if (record.state === "waiting") content.append(button(say("field.send_now"), "send", () => void app.send(true), "main"));
  if (isOpen(record)) {
    if (record.state !== "conflict") content.append(button(say(record.state === "refused" ? "field.correct" : "field.edit"), "edit", () => shell.go({ page: "correct", record: id }), record.state === "refused" ? "main" : ""));
    content.append(
      button(say("field.throw_away"), "trash", () =>
        confirm(say("field.throw_away_sure"), () => {
          void app.throwAway(record).then(() => {
            shell.go({ page: "outbox" });
            void app.send(true);
          });
        }),
      ),
    );
  }
  if (record.url) content.append(make("a", { class: "field-more", href: record.url }, say("field.open_page"), icon("external-link")));
  return { title: record.title, content, close: () => addresses.forEach((address) => URL.revokeObjectURL(address)) };
}

function conflictPart(shell: Shell, record: OutRecord): HTMLElement[] {
  const { app } = shell;
  const choose = (change: (found: OutRecord) => OutRecord): void => {
    void app.alter(record.client_id, change).then(() => {
      shell.go({ page: "outbox" });
      void app.send(true);
    });
  };
  const table = make(
    "table",
    { class: "field-versions" },
    make("thead", {}, make("tr", {}, make("td", {}), make("th", { scope: "col" }, say("field.theirs")), make("th", { scope: "col" }, say("field.mine")))),
    make("tbody", {}, ...compare(record).map((row) => make("tr", row.differs ? { class: "field-versions__differs" } : {}, make("th", { scope: "row" }, row.label), make("td", {}, row.theirs || "—"), make("td", {}, row.mine || "—")))),
  );
  return [
    make("p", { class: "field-note field-note--warning" }, make("strong", {}, record.message)),
    make("p", { class: "field-note" }, say("field.conflict_help")),
    table,
    make(
      "div",
      { class: "field-choices" },
      button(say("field.keep_mine"), "arrow-right", () => choose(keepMine), "main"),
      button(say("field.take_theirs"), "arrow-left", () => choose(takeTheirs)),
      button(say("field.edit"), "edit", () => shell.go({ page: "correct", record: record.client_id })),
    ),
  ];
}

function answersOf(app: App, record: OutRecord): [string, string][] {
  return record.questions
    .filter(({ key, kind }) => kind !== "photo" && kind !== "voice" && record.values[key] !== undefined)
    .map((question) => [question.label, spell(app, question, record.values[question.key])]);
}

function spell(app: App, question: Question, value: Value): string {
  if (value === true) return say("field.yes");
  if (value === false) return say("field.no");
  if (question.kind === "level") return say(`level.${String(value)}`);
  if (question.kind === "place" && value && typeof value === "object") return say("field.place_found", { metres: value.accuracy_m });
  const answers = question.choices_of ? app.pack?.choices[question.choices_of]?.rows : question.choices;
  return answers?.find(([key]) => key === String(value))?.[1] ?? String(value);
}

// Me ---------------------------------------------------------------------------------------------------

function mePage(shell: Shell): Page {
  const { app, settings } = shell;
  const me = app.pack?.me;
  const content = make("div", { class: "field-page" });
  if (me) content.append(make("h2", { class: "field-page__title" }, me.name), make("p", { class: "field-note" }, [me.organisation, me.area].filter(Boolean).join(" · ")));
  const notes: HTMLElement[] = [];
  const note = (text: string, isWarning = false): void => void notes.push(make("p", { class: isWarning ? "field-note field-note--warning" : "field-note" }, text));
  if (app.storage) note(say("field.storage", { used: megabytes(app.storage.used), all: megabytes(app.storage.all) }), app.isNearlyFull);
  if (app.isNearlyFull) note(say("field.storage_low"), true);
  if (app.isPersistent !== undefined) note(say(app.isPersistent ? "field.storage_kept" : "field.storage_not_kept"));
  if (app.account) note(say("field.numbers_left", { count: app.numbers }));
  const off = Math.abs(app.offset?.ms ?? 0) / 1000;
  if (off > 60) note(say("field.clock_off", { time: spellDuration(off) }));
  if (app.othersWaiting) note(say("field.other_account", { count: app.othersWaiting }), true);
  for (const hint of HINTS()) note(say(hint));
  content.append(...notes);
  if (shell.install) content.append(button(say("field.install"), "download", shell.install));
  content.append(languagePart(shell), make("a", { class: "field-button", href: "/" }, icon("external-link"), say("field.desk")));
  if (app.account) {
    const count = app.waiting.length;
    content.append(button(say("field.sign_out"), "logout", () => confirm(say(count ? "field.sign_out_unsent" : "field.sign_out_sure", { count }), () => void app.signOut())));
  } else {
    content.append(make("a", { class: "field-button field-button--main", href: `${settings.login}?next=${encodeURIComponent(settings.app)}` }, icon("login"), say("field.sign_in")));
  }
  return { title: say("field.me"), content };
}

function languagePart({ app, settings }: Shell): HTMLElement {
  const form = make("form", { method: "post", action: settings.language, class: "field-answers", "aria-label": say("field.language") });
  form.append(make("input", { type: "hidden", name: "csrfmiddlewaretoken", value: app.token }), make("input", { type: "hidden", name: "next", value: settings.app }));
  for (const [code, name] of [["zh-hans", "简体中文"], ["en", "English"]]) {
    form.append(make("button", { type: "submit", name: "language", value: code, lang: code, class: "field-answer", "aria-pressed": String(document.documentElement.lang.toLowerCase() === code) }, name));
  }
  form.addEventListener("submit", (event) => {
    if (app.connection === "online") return;
    event.preventDefault();
    tellUser(say("field.network_first"));
  });
  return form;
}

function megabytes(bytes: number): string {
  const found = bytes / 2 ** 20;
  return found < 10 ? found.toFixed(1) : String(Math.round(found));
}
