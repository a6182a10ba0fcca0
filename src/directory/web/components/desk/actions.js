// The bar of decisions under a submission, and the form of the one that needs more than a click.
import { askForm, declineForm, mergeForm } from "./forms.js";
import { el } from "../dom.js";

const ACCEPT = { new: "Accept", correction: "Accept", removal: "Accept the removal", report: "Done" };
const FORMS = { decline: declineForm, ask: askForm, merge: mergeForm };

function action(key, label, onclick, attributes = {}) {
  return el("button", { type: "button", class: "button", "aria-keyshortcuts": key, onclick, ...attributes }, label, el("kbd", { "aria-hidden": "true" }, key));
}

export class Actions {
  constructor({ words, send, edit, check, draft, keep }) {
    Object.assign(this, { words, send, edit, check, draft, keep });
    this.place = el("div");
    this.bar = el("div", { class: "actions", role: "group", "aria-label": "Decide" });
    this.closed = el("p", { class: "small" });
    this.element = el("div", { class: "decide" }, this.place, this.bar, this.closed);
  }

  draw({ submission, editing, isOpen }) {
    Object.assign(this, { submission, isOpen });
    this.bar.hidden = !isOpen;
    this.closed.textContent = isOpen ? "" : "This is decided. Nothing can be done about it here but reading.";
    if (!isOpen) this.close();
    const accept = editing ? "Accept with edits" : ACCEPT[submission.kind];
    const { target } = submission.proposal;
    this.keys = {
      a: () => this.send("accept"),
      ...(submission.kind === "removal" ? {} : { e: () => this.edit() }),
      d: () => this.open("decline"),
      q: () => this.open("ask"),
      m: () => this.open("merge"),
      ...(target ? { c: () => this.check() } : {}),
    };
    const button = (key, label, attributes) => (this.keys[key] ? action(key, label, () => this.press(key), attributes) : null);
    this.bar.replaceChildren(...[
      button("a", accept, { class: "button primary" }),
      button("e", "Edit", { "aria-pressed": String(editing) }),
      button("d", "Decline"),
      button("q", "Ask"),
      button("m", "Merge"),
      button("c", "Checked today"),
    ].filter(Boolean));
  }

  /** Do what a key stands for; returns whether it stands for anything now. */
  press(key) {
    if (!this.isOpen || !this.keys[key]) return false;
    this.keys[key]();
    return true;
  }

  open(name) {
    const { words, submission, keep } = this;
    this.form = name;
    const { element, first } = FORMS[name]({ words, submission, draft: this.draft(), keep, reachable: submission.has_contact, close: () => this.cancel(), send: (values) => this.send(name, values) });
    this.place.replaceChildren(element);
    first.focus();
  }

  /** Say in the open form what must be mended. */
  say(text) {
    const problem = this.place.querySelector("[role=alert]") ?? this.closed;
    problem.textContent = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace(/\.\.$/, ".");
    this.place.querySelector("textarea, input")?.focus();
  }

  cancel() {
    const key = { decline: "d", ask: "q", merge: "m" }[this.form];
    this.close();
    this.bar.querySelector(`[aria-keyshortcuts="${key}"]`)?.focus();
  }

  /** Do nothing until a submission is drawn. */
  rest() {
    this.isOpen = false;
    this.close();
  }

  close() {
    this.form = null;
    this.place.replaceChildren();
  }
}
