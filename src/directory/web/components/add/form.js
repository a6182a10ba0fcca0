// The form: its steps, its fields with what is wrong with them, and the way from one to the next.
import { el } from "../dom.js";
import { Checking } from "./checking.js";
import { idOf, sentence } from "./fields.js";
import { LastStep } from "./last.js";
import { proposalOf } from "./proposal.js";
import { ENTRY_STEPS, contact } from "./steps.js";

const PATIENCE_MS = 1500; // for a check before the next step; then it goes on without

const ASKED = {
  removal: { label: "Why should it go?", help: "And where others can see that, if anywhere.", required: true },
  report: { label: "What is wrong?", help: "The clearer you say it, the sooner it can be mended.", required: true },
};
const PLACE_KINDS = { area: "It runs across a place", seat: "Its organisation sits at a place", online: "Online only, or worldwide" };

export class Form {
  /** `draft` has its state; `present` are links that are published already; `deliver(trap)` resolves to an outcome. */
  constructor({ words, draft, present = [], asksContact = true, sendWords, deliver, instead, status }) {
    Object.assign(this, { draft, present, asksContact, deliver, instead, status, words: words.words, limits: words.limits, map: words.map, api: words.api, about: words, placeKinds: PLACE_KINDS });
    this.state = draft.state;
    this.countries = words.countries.map(([value, label]) => ({ value, label }));
    this.fields = new Map();
    this.seen = new Set();
    this.checking = new Checking({ api: this.api, read: () => proposalOf(this.state), told: (answer) => this.told(answer) });
    this.summary = el("div", { class: "summary", role: "alert", tabindex: -1, hidden: true });
    this.last = new LastStep(this, sendWords);
    this.element = el("form", { novalidate: true, class: this.describes ? "steps" : "steps single", onsubmit: (event) => { event.preventDefault(); this.next(); } }, this.summary);
    this.build();
    // Streamlit listens for single letters on the page.
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
  }

  get describes() {
    return this.state.kind === "new" || this.state.kind === "correction";
  }

  build() {
    const single = { title: "Why", lead: "", build: (form) => contact(form, { message: ASKED[this.state.kind] }) };
    const steps = this.describes ? [...ENTRY_STEPS] : [single];
    if (!this.asksContact && this.describes) steps[3] = { ...steps[3], title: "Note", lead: "" };
    this.sections = steps.map((step, index) => {
      this.building = index;
      return this.section(step.title, step.lead, step.build(this));
    });
    if (this.describes) this.sections.push(this.section("Preview", "As it will look once a curator has accepted it.", [this.last.element]));
    this.back = el("button", { type: "button", class: "button", onclick: () => this.go(this.state.step - 1) }, "Back");
    this.forward = el("button", { type: "submit", class: "button primary" }, "Next");
    this.progress = el("ol", { class: "progress", hidden: this.sections.length === 1 }, this.sections.map((section, index) => this.mark(section, index)));
    this.below = el("div");
    this.trap = el("input", { type: "text", name: "homepage", tabindex: -1, autocomplete: "off" });
    this.element.append(el("nav", { "aria-label": "Steps" }, this.progress), el("div", { class: "pages" }, this.sections.map(({ element }) => element),
      el("div", { class: "trap", "aria-hidden": "true" }, el("label", {}, "Leave this blank", this.trap)),
      this.below, this.describes ? null : this.last.sender, el("div", { class: "walk" }, this.back, this.forward)));
    this.show();
  }

  section(title, lead, nodes) {
    const heading = el("h2", { tabindex: -1 }, title);
    return { title, heading, element: el("section", { "aria-label": title, hidden: true }, this.describes ? heading : null, lead ? el("p", { class: "help lead" }, lead) : null, ...nodes) };
  }

  mark({ title }, index) {
    const state = el("span", { class: "hidden-visually" });
    const sign = el("span", { class: "sign", "aria-hidden": "true" }, String(index + 1));
    const button = el("button", { type: "button", onclick: () => this.go(index) }, sign, el("span", {}, title), state);
    return el("li", {}, button);
  }

  // Fields: each belongs to the step that is being built.

  make(Kind, column, about) {
    const key = `initiative.${column}`;
    const many = Kind.name === "ListField" || about.type === "checkbox";
    const field = new Kind({ key, value: this.state.values[column] ?? (many ? [] : ""), changed: (value) => this.set(column, value), left: (each) => this.left(each), ...about });
    return this.register(field);
  }

  cell(Kind, column, about) {
    return this.make(Kind, column, about).element;
  }

  register(field) {
    this.fields.set(field.key, { field, step: this.building });
    return field;
  }

  /** A new entry belongs to no collection and is of unknown status until somebody says otherwise. */
  programmes() {
    this.state.values.programme ||= "Independent";
    return this.words.programme;
  }

  statuses() {
    this.state.values.status ||= "unknown";
    return this.words.status;
  }

  set(column, value) {
    this.state.values[column] = value;
    if (column === "place_kind") this.placed();
    this.changed(`initiative.${column}`);
  }

  changed(key) {
    // What was refused there may be mended now.
    this.refused = this.refused?.filter((issue) => issue.key !== key);
    this.draft.changed();
    this.checking.soon();
  }

  left(key) {
    this.seen.add(key);
    this.problems();
    this.checking.soon(0);
  }

  // What the server thinks of it.

  told(answer) {
    this.answer = answer;
    if (this.state.kind === "new") this.doubles?.draw(answer.doubles);
    this.picker?.show(answer.position);
    this.problems();
    this.last.told(answer);
  }

  /** Where an issue belongs: the field it names, or the one whose part it names. */
  placeOf(key) {
    if (this.fields.has(key)) return this.fields.get(key);
    const whole = [...this.fields.keys()].find((each) => key.startsWith(`${each}.`));
    return whole ? this.fields.get(whole) : null;
  }

  issues() {
    return [...(this.answer?.issues ?? []), ...(this.refused ?? [])];
  }

  problems() {
    const issues = this.issues();
    for (const [key, { field }] of this.fields) {
      if (!this.seen.has(key)) continue;
      const own = issues.filter((issue) => issue.key === key || issue.key.startsWith(`${key}.`));
      if (field.showAll) field.showAll(own);
      else field.show(own.find(({ severity }) => severity !== "warning") ?? own[0] ?? null);
    }
    const wrong = new Set(this.errors().filter(({ key }) => this.seen.has(key) || this.asked).map(({ key }) => this.placeOf(key)?.step));
    [...this.progress.children].forEach((item, index) => {
      item.classList.toggle("wrong", wrong.has(index));
      item.querySelector(".hidden-visually").textContent = wrong.has(index) ? " (something to mend)" : "";
    });
    if (this.asked) this.summarise();
  }

  errors() {
    return this.issues().filter(({ severity }) => severity !== "warning");
  }

  see(step) {
    for (const [key, { step: own }] of this.fields) if (step === undefined || own === step) this.seen.add(key);
  }

  /** Name everything that must be mended before sending, with a way to each. */
  summarise() {
    const errors = this.errors();
    const said = JSON.stringify(errors);
    // Drawn anew under the pointer, a link would lose the click.
    if (said === this.said) return;
    this.said = said;
    this.summary.hidden = !errors.length;
    const row = (issue) => {
      const place = this.placeOf(issue.key);
      const words = place && !place.field.label.endsWith("?") ? `${place.field.label}: ${issue.hint}` : sentence(issue.hint);
      return el("li", {}, place ? el("a", { href: `#${idOf(issue.key)}`, onclick: (event) => { event.preventDefault(); this.visit(issue); } }, words) : words);
    };
    const count = errors.length;
    this.summary.replaceChildren(el("h2", {}, count === 1 ? "One thing to mend before sending" : `${count} things to mend before sending`), el("ul", {}, errors.map(row)));
  }

  /** Go to the field of an issue. */
  visit(issue) {
    const place = this.placeOf(issue.key);
    if (!place) return this.summary.focus();
    this.go(place.step, { quietly: true });
    return place.field.focus(issue.key);
  }

  // The way.

  async next() {
    const { step } = this.state;
    if (step === this.sections.length - 1) return this.send();
    this.see(step);
    await this.checked();
    this.problems();
    const wrong = this.errors().find(({ key }) => this.placeOf(key)?.step === step);
    return wrong ? this.visit(wrong) : this.go(step + 1);
  }

  /** The answer about what is there now; null when the server takes too long. */
  checked() {
    return Promise.race([this.checking.now(), new Promise((resolve) => { setTimeout(resolve, PATIENCE_MS, null); })]);
  }

  go(step, { quietly = false } = {}) {
    if (step !== this.state.step) this.see(this.state.step);
    this.state.step = step;
    this.draft.keep();
    this.show();
    this.problems();
    if (quietly || !this.describes) return;
    this.sections[step].heading.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "start" });
  }

  show() {
    const { step } = this.state;
    const end = this.sections.length - 1;
    this.sections.forEach(({ element }, index) => { element.hidden = index !== step; });
    // Likely doubles stay in sight: with the names at first, then at the end of each step.
    if (this.describes) (step === 0 ? this.doublesPlace : this.below).append(this.doubles.element);
    [...this.progress.children].forEach((item, index) => {
      item.classList.toggle("past", index < step);
      const button = item.querySelector("button");
      if (index === step) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    this.back.hidden = step === 0;
    this.forward.textContent = step === end ? this.last.words : end - 1 === step ? "Preview" : "Next";
    if (this.sections[step].title === "Where") requestAnimationFrame(() => this.picker.appeared());
    if (step === end && this.describes) {
      this.asked = true;
      this.see();
      this.last.appeared();
    }
  }

  async send() {
    this.asked = true;
    // What was refused before may be right by now: the server says so again, or takes it.
    this.refused = [];
    this.see();
    await this.checked();
    this.problems();
    if (this.errors().length) {
      this.last.refused();
      this.visit(this.errors()[0]);
      return;
    }
    const refused = await this.last.send(() => this.deliver(this.trap.value));
    if (!refused) return;
    this.refused = refused;
    this.problems();
    if (this.errors().length) this.visit(this.errors()[0]);
  }

  end() {
    this.checking.end();
    this.picker?.end();
    this.last.end();
    this.draft.keep();
  }
}
