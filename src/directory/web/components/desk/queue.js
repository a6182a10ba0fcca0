// The queue: what waits for a decision, to be filtered, walked by keyboard, and declined many at once.
import { ask, query } from "../asking.js";
import { el, icon, number } from "../dom.js";
import { STATES } from "./words.js";
import { pager } from "../pager.js";

const PAUSE_MS = 250;
const START = { state: "received", kind: "", q: "", page: "" };
const USUAL_REASON = "spam";
const PORTION = 200; // how many are declined by one request
const AT_ONCE = 3; // how many pages are asked for at the same time

/** What an answer says, but for how long ago that was: every minute would be another. */
function lasting(told) {
  return JSON.stringify(told, (key, value) => (key === "age_words" ? undefined : value));
}

export class Queue {
  constructor({ words, open, decided, told }) {
    Object.assign(this, { words, open, decided, told });
    this.filters = { ...START };
    this.items = [];
    this.chosen = new Map();
    this.lost = 0;
    this.search = el("input", { type: "search", "aria-label": "Search the queue", placeholder: "Search the queue", maxlength: 200, autocomplete: "off", oninput: () => this.typed() });
    this.states = el("select", { "aria-label": "State", onchange: () => this.filter({ state: this.states.value }) });
    this.kinds = el("select", { "aria-label": "Kind", onchange: () => this.filter({ kind: this.kinds.value }) }, el("option", { value: "" }, "Every kind"), Object.entries(words.kinds).map(([value, text]) => el("option", { value }, text)));
    this.all = el("input", { type: "checkbox", onchange: () => this.choosePage() });
    this.count = el("span", { role: "status" });
    this.list = el("ol", { "aria-label": "Submissions", tabindex: -1 });
    this.state = el("div", { class: "nothing", hidden: true });
    this.bulk = el("form", { class: "bulk", hidden: true, onsubmit: (event) => this.decline(event) });
    this.pages = el("nav", { "aria-label": "Pages of the queue" });
    this.element = el("section", { class: "queue", "aria-label": "Queue" },
      el("div", { class: "filters" }, el("label", { class: "search" }, icon("search"), this.search), this.states, this.kinds),
      el("div", { class: "counted" }, el("label", { class: "check" }, this.all, el("span", { class: "hidden-visually" }, "Select this page")), this.count),
      this.bulk, this.list, this.state, this.pages);
    this.drawStates({});
    this.drawBulk();
  }

  drawStates(counts) {
    this.states.replaceChildren(...Object.entries(STATES).map(([value, text]) => el("option", { value }, value in counts ? `${text} (${number(counts[value])})` : text)));
    this.states.value = this.filters.state;
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.filter({ q: this.search.value.trim() }), PAUSE_MS);
  }

  filter(values) {
    this.filters = { ...this.filters, page: "", ...values };
    this.take();
    return this.load();
  }

  address(filters) {
    return `${this.words.api}/desk/queue?${query(filters)}`;
  }

  async load() {
    this.abort?.abort();
    this.abort = new AbortController();
    if (!this.items.length) this.list.replaceChildren(...[1, 2, 3].map(() => el("li", { class: "shape", "aria-hidden": "true" })));
    try {
      this.show(await ask(this.address(this.filters), { signal: this.abort.signal }));
    } catch (problem) {
      if (problem.name === "AbortError") return;
      if (!this.items.length) this.list.replaceChildren();
      this.told(problem);
    }
  }

  /** Read it anew for what others did meanwhile; what is the same stays, and a failure waits for the next time. */
  async refresh() {
    const { abort } = this;
    try {
      const told = await ask(this.address(this.filters));
      if (abort !== this.abort) return;
      if (lasting(told) !== this.shown) this.show(told);
      else for (const { number: each, age_words: age } of told.items) this.button(each).querySelector(".age").textContent = age;
    } catch {
      // The next click tells.
    }
  }

  show(told) {
    this.shown = lasting(told);
    const active = this.list.getRootNode().activeElement;
    const focused = active?.closest?.("li.item")?.dataset.number;
    this.items = told.items;
    this.total = told.total;
    this.drawStates(told.counts);
    // What is another now than what was selected has to be looked at again.
    const changed = told.items.filter(({ number: each, version }) => this.chosen.has(each) && this.chosen.get(each) !== version);
    for (const item of changed) this.chosen.delete(item.number);
    this.lost += changed.length;
    this.list.replaceChildren(...told.items.map((item) => this.item(item)));
    this.list.hidden = !told.items.length;
    this.state.hidden = Boolean(told.items.length);
    if (!told.items.length) this.state.replaceChildren(...this.empty());
    const paged = `${told.page} ${told.pages}`;
    if (paged !== this.paged) this.pages.replaceChildren(...pager(told, (page) => this.filter({ page }).then(() => this.list.focus())));
    this.paged = paged;
    if (focused) (this.list.querySelector(`li[data-number="${focused}"] ${active.matches("input") ? "input" : ".open"}`) ?? this.list).focus();
    this.drawChosen();
  }

  empty() {
    const narrowed = this.filters.q || this.filters.kind;
    if (narrowed) return [el("h2", {}, "Nothing matches"), el("button", { type: "button", class: "button", onclick: () => { this.search.value = this.kinds.value = ""; this.filter(START); } }, "Show the whole queue")];
    return this.filters.state === "received" ? [el("h2", {}, "The queue is empty"), el("p", {}, "Everything that was sent has been decided. Gaps and Doubles list what else the directory needs.")] : [el("h2", {}, "Nothing here"), el("p", {}, "No submission is in this state.")];
  }

  item(item) {
    const box = el("input", { type: "checkbox", checked: this.chosen.has(item.number), "aria-label": `Select number ${item.number}`, onchange: () => this.choose(item, box.checked) });
    const doubles = item.doubles ? el("span", { class: "sign" }, `${item.doubles} likely ${item.doubles === 1 ? "double" : "doubles"}`) : null;
    const waiting = item.state === "waiting" ? el("span", { class: "sign" }, "asked") : null;
    const button = el("button", { type: "button", class: "open", onclick: () => this.open(item.number) },
      el("span", { class: "title" }, item.title || "Without a name"),
      el("span", { class: "small" }, [this.words.kinds[item.kind], item.place].filter(Boolean).join(", ")),
      el("span", { class: "foot" }, el("span", { class: "number" }, `No. ${item.number}`), el("span", { class: "age" }, item.age_words), doubles, waiting));
    if (item.number === this.current) button.setAttribute("aria-current", "true");
    return el("li", { class: "item", "data-number": item.number }, el("label", { class: "check" }, box), button);
  }

  button(wanted) {
    return this.list.querySelector(`li[data-number="${wanted}"] .open`);
  }

  /** Show which submission is open; none when null. */
  mark(current) {
    this.current = current;
    for (const button of this.list.querySelectorAll(".open")) button.removeAttribute("aria-current");
    const button = this.button(current);
    button?.setAttribute("aria-current", "true");
    button?.scrollIntoView({ block: "nearest" });
  }

  /** Give the focus to the next item, or the one before; from the one that has it, or that is open. */
  walk(step) {
    const buttons = [...this.list.querySelectorAll(".open")];
    const focused = this.list.getRootNode().activeElement?.closest?.("li.item")?.querySelector(".open");
    const from = buttons.indexOf(focused ?? this.button(this.current));
    const to = from < 0 ? 0 : Math.min(buttons.length - 1, Math.max(0, from + step));
    buttons[to]?.focus();
  }

  /** Have these selected, and no others: what is selected by an older request counts no more. */
  take(chosen = new Map()) {
    this.chosen = chosen;
    this.lost = 0;
  }

  choose(item, is) {
    this.lost = 0;
    if (is) this.chosen.set(item.number, item.version);
    else this.chosen.delete(item.number);
    this.drawChosen();
  }

  choosePage() {
    const is = this.all.checked;
    for (const item of this.items) this.choose(item, is);
    for (const box of this.list.querySelectorAll("input")) box.checked = is;
  }

  /** Select all that match, on every page. */
  async chooseAll() {
    const { filters, chosen } = this;
    this.every.disabled = true;
    try {
      const take = (told) => told.items.forEach((item) => chosen.set(item.number, item.version));
      const first = await ask(this.address({ ...filters, page: 1 }));
      take(first);
      const rest = Array.from({ length: first.pages - 1 }, (_, place) => place + 2);
      while (rest.length && chosen === this.chosen) (await Promise.all(rest.splice(0, AT_ONCE).map((page) => ask(this.address({ ...filters, page }))))).forEach(take);
    } catch (problem) {
      this.told(problem);
    }
    this.every.disabled = false;
    if (chosen === this.chosen) this.tick();
  }

  tick() {
    for (const { number: each } of this.items) this.list.querySelector(`li[data-number="${each}"] input`).checked = this.chosen.has(each);
    this.drawChosen();
  }

  drawBulk() {
    this.reason = el("select", { "aria-label": "Reason" }, this.words.reasons.map(([value, text]) => el("option", { value }, text)));
    this.reason.value = USUAL_REASON;
    this.every = el("button", { type: "button", class: "button", onclick: () => this.chooseAll() });
    this.go = el("button", { type: "submit", class: "button primary" });
    const none = el("button", { type: "button", class: "button", onclick: () => this.unchoose() }, "Select none");
    this.bulk.append(this.every, this.reason, el("div", { class: "two" }, this.go, none));
  }

  drawChosen() {
    const many = this.chosen.size;
    const count = many ? `${number(many)} selected of ${number(this.total)}` : `${number(this.total)} ${this.total === 1 ? "submission" : "submissions"}`;
    const lost = this.lost ? `; ${number(this.lost)} changed meanwhile, not selected any more` : "";
    this.count.textContent = count + lost;
    this.all.checked = Boolean(this.items.length) && this.items.every(({ number: each }) => this.chosen.has(each));
    this.all.disabled = !this.items.length || !["received", "waiting"].includes(this.filters.state);
    this.every.textContent = `Select all ${number(this.total)}`;
    this.every.hidden = many >= this.total;
    this.go.textContent = `Decline ${number(many)}`;
    this.bulk.hidden = !many;
  }

  unchoose() {
    this.take();
    this.tick();
    this.list.focus();
  }

  async decline(event) {
    event.preventDefault();
    const items = [...this.chosen].map(([each, version]) => ({ number: each, version }));
    const [done, conflicts, decisions] = [[], [], []];
    let stopped = "";
    this.go.disabled = true;
    try {
      while (items.length) {
        const told = await ask(`${this.words.api}/desk/decline`, { body: { items: items.slice(0, PORTION), reason: this.reason.value, words: "" } });
        done.push(...told.done);
        conflicts.push(...told.conflicts);
        decisions.push(...(told.decisions ?? []));
        items.splice(0, PORTION);
      }
    } catch (problem) {
      stopped = ` ${problem.message}`;
    }
    this.go.disabled = false;
    const left = conflicts.length ? ` ${number(conflicts.length)} changed meanwhile and stay.` : "";
    if (done.length) this.decided({ words: `Declined ${number(done.length)}.${left}${stopped}`, decisions });
    else if (left || stopped) this.told(new Error((left + stopped).trim()));
    this.filters = { ...this.filters, page: "" };
    // What was not sent stays selected.
    this.take(new Map(items.map(({ number: each, version }) => [each, version])));
    await this.load();
    this.list.focus();
  }
}
