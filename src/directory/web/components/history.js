// What became of one entry: each change with its date, whose kind of hand made it, and what differed.
import { wasHere } from "./curator.js";
import { Problem, ask } from "./asking.js";
import { el } from "./dom.js";

const AUTHORS = { curator: "a curator", admin: "an admin", contributor: "a contributor", file: "the data files" };
const STYLES = new URL("./history.css", import.meta.url).href;

function differences(list) {
  if (!list.length) return null;
  return el("dl", { class: "changes" }, list.map(({ label, before, after }) => el("div", {}, el("dt", {}, label),
    el("dd", {}, el("span", { class: "was" }, el("span", { class: "hidden-visually" }, "before: "), el("del", {}, before || "not stated")), el("span", { "aria-hidden": "true" }, " → "), el("span", {}, el("span", { class: "hidden-visually" }, "after: "), el("ins", {}, after || "not stated"))))));
}

/** The section of a profile; asks only once it comes into sight. */
export class History {
  constructor({ api, id }) {
    Object.assign(this, { api, id, done: "" });
    this.address = `${api}/initiatives/${encodeURIComponent(id)}/history`;
    this.list = el("ol", { class: "history" });
    this.said = el("p", { class: "small", role: "status" });
    this.element = el("section", {}, el("link", { rel: "stylesheet", href: STYLES }), el("h2", {}, "History"), this.list, this.said);
    this.watcher = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && this.load(), { rootMargin: "200px" });
    this.watcher.observe(this.element);
  }

  end() {
    this.watcher.disconnect();
  }

  /** Ask again, if it was asked for at all. */
  renew() {
    // What was done brings about the next drawing itself; from the one after that on it is old.
    if (!this.isNew) this.done = "";
    this.isNew = false;
    if (this.asked) this.load();
  }

  async load() {
    this.asked = true;
    this.watcher.disconnect();
    try {
      const [{ items }, isAdmin] = await Promise.all([ask(this.address), this.rolls()]);
      const now = items.find((item) => item.is_state);
      this.list.replaceChildren(...items.map((item) => this.item(item, isAdmin && item.is_state && item !== now)));
      this.said.textContent = items.length ? this.done : "Nothing is recorded yet.";
    } catch (problem) {
      const again = el("button", { type: "button", class: "button", onclick: () => this.load() }, "Try again");
      this.said.replaceChildren("The history could not be read. ", problem instanceof Problem ? again : "");
    }
  }

  /** Whether to offer the way back to an earlier state; whether it is allowed the server decides each time. */
  async rolls() {
    try {
      return wasHere() && (await ask(`${this.api}/desk/me`)).role === "admin";
    } catch {
      return false;
    }
  }

  item({ position, at, author, words, difference }, canRoll) {
    const roll = canRoll ? el("button", { type: "button", class: "button", "aria-label": `Go back to the state of ${at.slice(0, 10)}`, onclick: () => this.roll(position, at) }, "Go back to this") : null;
    return el("li", {}, el("time", { datetime: at, class: "small" }, at.slice(0, 10)), el("div", {}, el("p", {}, words, el("span", { class: "small" }, ` by ${AUTHORS[author] ?? author}`)), differences(difference), roll));
  }

  async roll(position, at) {
    if (!confirm(`Put the entry back to its state of ${at.slice(0, 10)}? The history keeps what is there now.`)) return;
    try {
      await ask(`${this.api}/desk/entries/${encodeURIComponent(this.id)}/rollback`, { body: { position } });
      this.done = "Put back.";
      this.isNew = true;
      await this.load();
    } catch (problem) {
      this.said.textContent = problem.message;
    }
  }
}
