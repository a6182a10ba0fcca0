// The curators' desk: who is at it, its tabs, its keys, and the way back from each decision.
import { note } from "./curator.js";
import { ask, query } from "./asking.js";
import { BulkEdit } from "./desk/bulk.js";
import { Doubles } from "./desk/doubles.js";
import { Gaps } from "./desk/gaps.js";
import { KeysHelp, letter } from "./desk/keys.js";
import { Queue } from "./desk/queue.js";
import { Submission } from "./desk/submission.js";
import { UndoBar } from "./desk/undo.js";
import { component, el } from "./dom.js";

const TABS = { review: "Review", gaps: "Gaps", doubles: "Doubles", bulk: "Bulk edit" };
const DONE = { accept: "Accepted", decline: "Declined", ask: "Asked", merge: "Merged", check: "Checked today" };

const AGAIN_MS = 30_000; // how often the queue is looked at anew, while it is seen
const UNUSED_MS = 15 * 60_000; // then nobody is at it: looking on would keep the session alive for ever
const USES = ["keydown", "pointerdown", "pointermove"];

class Desk {
  constructor(parent) {
    this.parent = parent;
    this.body = el("div", { class: "desk" });
    parent.append(this.body);
    this.pressed = (event) => this.key(event);
    this.went = () => this.read();
    document.addEventListener("keydown", this.pressed);
    addEventListener("popstate", this.went);
    this.looking = () => this.look();
    this.coming = () => this.come();
    document.addEventListener("visibilitychange", this.coming);
    this.timer = setInterval(this.looking, AGAIN_MS);
    this.using = () => this.use();
    this.used = Date.now();
    for (const use of USES) addEventListener(use, this.using, { passive: true });
  }

  end() {
    document.removeEventListener("keydown", this.pressed);
    removeEventListener("popstate", this.went);
    document.removeEventListener("visibilitychange", this.coming);
    clearInterval(this.timer);
    for (const use of USES) removeEventListener(use, this.using);
    this.submission?.end();
  }

  draw(words) {
    if (this.words) return;
    this.words = words;
    this.start();
  }

  async start() {
    try {
      this.me = await ask(`${this.words.api}/desk/me`);
      note(true);
    } catch (problem) {
      if (problem.status === 401) note(false);
      this.body.replaceChildren(problem.status === 401 ? this.stranger() : this.failed(problem));
      return;
    }
    this.build();
    this.read();
  }

  stranger() {
    return el("div", { class: "stranger" }, el("h1", {}, "The curators’ desk"),
      el("p", {}, "Here curators review what others propose: new entries, corrections, removals and reports. You are not signed in."),
      el("p", {}, el("a", { class: "button primary", href: "./signin" }, "Sign in")),
      el("p", { class: "small" }, "To propose something you need no account. What was decided stands on ", el("a", { href: "./decisions" }, "Decisions"), " for everyone."));
  }

  failed(problem) {
    return el("div", { class: "stranger" }, el("h1", {}, "The desk cannot be opened now"), el("p", {}, problem.message), el("button", { type: "button", class: "button", onclick: () => this.start() }, "Try again"));
  }

  build() {
    const { words } = this;
    const told = (problem) => this.undo.say(problem.message);
    const decided = (done) => this.decided(done);
    this.undo = new UndoBar({ words, undone: (number) => this.undone(number) });
    this.queue = new Queue({ words, told, open: (number) => this.open(number), decided });
    this.submission = new Submission({ words, back: () => this.close(), decided, gone: (problem) => this.gone(problem), failed: told });
    this.help = new KeysHelp();
    this.nobody = el("div", { class: "nobody" }, el("p", {}, "Choose a submission from the queue."), el("p", { class: "small" }, "Press ", el("kbd", {}, "?"), " for the keys."));
    const review = el("div", { class: "review" }, this.queue.element, this.submission.element, this.nobody);
    const view = (element, load) => ({ element, load });
    const [gaps, doubles, bulk] = [new Gaps({ words, decided, told }), new Doubles({ words, decided, told }), new BulkEdit({ words, decided, told })];
    this.views = { review: view(review, () => this.queue.load()), gaps: view(gaps.element, () => gaps.load()), doubles: view(doubles.element, () => doubles.load()), bulk: view(bulk.element, () => {}) };
    this.tabs = Object.fromEntries(Object.entries(TABS).map(([tab, title]) => [tab, el("button", { type: "button", onclick: () => this.go({ tab: tab === "review" ? "" : tab }) }, title)]));
    const keys = el("button", { type: "button", class: "button keys-button", "aria-label": "Keys", title: "Keys (?)", onclick: () => this.help.open() }, "?");
    const out = el("button", { type: "button", class: "button", onclick: () => this.leave() }, "Sign out");
    this.heading = el("h1", { class: "hidden-visually" }, "The curators’ desk");
    this.body.replaceChildren(this.heading, el("div", { class: "head" }, el("nav", { "aria-label": "Parts of the desk" }, Object.values(this.tabs)), this.undo.element, el("div", { class: "me" }, el("span", {}, this.me.name), keys, out)),
      ...Object.values(this.views).map(({ element }) => element), this.help.element);
  }

  /** The address says which part of the desk is open, and which submission. */
  read() {
    if (!this.views) return;
    const said = new URLSearchParams(location.search);
    const tab = said.get("tab") in TABS ? said.get("tab") : "review";
    const number = Number(said.get("n")) || null;
    if (tab !== this.tab) this.turn(tab);
    if (tab === "review" && number !== this.submission.number) this.show(number);
  }

  /** See what was sent or decided meanwhile. */
  look() {
    if (this.tab === "review" && document.visibilityState === "visible" && !this.isUnused) this.queue.refresh();
  }

  /** Somebody else may have signed in meanwhile, in another tab: what is done here would be done in their name. */
  async come() {
    if (!this.me || document.visibilityState !== "visible" || this.isUnused) return;
    const { name } = await ask(`${this.words.api}/desk/me`).catch(() => this.me);
    if (name !== this.me.name) location.reload();
    this.look();
  }

  get isUnused() {
    return Date.now() - this.used > UNUSED_MS;
  }

  use() {
    const { isUnused } = this;
    this.used = Date.now();
    if (isUnused) this.come();
  }

  turn(tab) {
    this.tab = tab;
    for (const [each, { element }] of Object.entries(this.views)) element.hidden = each !== tab;
    for (const [each, button] of Object.entries(this.tabs)) button.setAttribute("aria-current", each === tab ? "page" : "false");
    this.views[tab].load();
  }

  go(asked) {
    const text = query(asked);
    history.pushState(history.state, "", `${location.pathname}${text && `?${text}`}`);
    this.read();
  }

  open(number) {
    if (number === this.submission.number) this.submission.title?.focus();
    else this.go({ n: number });
  }

  /** Show a submission in the place beside the queue; null shows the queue alone. */
  show(number) {
    this.body.classList.toggle("reading", Boolean(number));
    this.nobody.hidden = Boolean(number);
    this.queue.mark(number);
    if (number) this.submission.open(number);
    else this.submission.close();
  }

  close() {
    const number = this.submission.number;
    this.go({});
    this.queue.button(number)?.focus();
  }

  gone(problem) {
    this.undo.say(problem.message);
    this.go({});
  }

  /** A decision is made: say so with the way back, and go on with the next submission. */
  async decided({ verb, number, title, told, words, decisions, check }) {
    const said = words ?? `${DONE[verb]}: ${title}.`;
    this.undo.offer({ words: said, decisions: decisions ?? [told?.decision].filter(Boolean), check });
    if (!verb || verb === "check") return;
    await this.queue.load();
    if (this.submission.number !== number) return;
    if (this.tab !== "review") {
      this.show(null);
      return;
    }
    const next = told.next ?? null;
    if (next === null) {
      this.go({});
      (this.queue.list.querySelector(".open") ?? this.queue.list).focus();
    } else this.go({ n: next });
  }

  async undone(number) {
    await this.views[this.tab].load();
    if (number && this.tab === "review") {
      this.submission.number = null;
      this.go({ n: number });
    }
  }

  async leave() {
    try {
      await ask("./signout", { body: {} });
      location.assign("./signin");
    } catch (problem) {
      this.undo.say(problem.message);
    }
  }

  key(event) {
    if (!this.views || !this.body.isConnected) return;
    if (this.help.element.open) return;
    const key = letter(event, this.parent);
    if (!key) return;
    if (key === "?") this.help.open();
    else if (key === "z") this.undo.press();
    else if (this.tab !== "review" || !this.review(key)) return;
    event.preventDefault();
  }

  review(key) {
    const inList = Boolean(this.queue.list.getRootNode().activeElement?.closest?.("ol"));
    if (key === "j" || (key === "ArrowDown" && inList)) this.queue.walk(1);
    else if (key === "k" || (key === "ArrowUp" && inList)) this.queue.walk(-1);
    else return this.submission.number !== null && this.submission.actions.press(key);
    return true;
  }
}

export default component((parent) => new Desk(parent));
