// The fields of the form. Each has a key as the API names it in its issues, and shows a problem where it stands.
import { el, icon } from "../dom.js";

/** The id of a key's element; keys are dotted. */
export const idOf = (key) => key.replaceAll(".", "-");

/** What all fields share: the words round a control, and the place for what is wrong with it. */
class Field {
  constructor({ key, label, help = "", required = false, changed, left }) {
    Object.assign(this, { key, label, required, changed, left });
    this.id = idOf(key);
    this.help = help ? el("p", { class: "help", id: `${this.id}-help` }, help) : null;
    this.problem = el("p", { class: "problem", id: `${this.id}-problem`, hidden: true });
    this.described = [help ? `${this.id}-help` : "", `${this.id}-problem`].filter(Boolean).join(" ");
  }

  /** Show an issue, or none. */
  show(issue) {
    const wrong = Boolean(issue) && issue.severity !== "warning";
    this.problem.textContent = issue ? sentence(issue.hint) : "";
    this.problem.hidden = !issue;
    this.problem.classList.toggle("doubt", !wrong);
    for (const control of this.controls()) {
      if (wrong) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  focus() {
    this.controls()[0]?.focus();
  }

  /** A label for one control. */
  one(control, extra = null) {
    control.setAttribute("aria-describedby", this.described);
    control.addEventListener("blur", () => this.left(this.key));
    const required = this.required ? el("span", { class: "mark-required" }, "required") : null;
    return el("div", { class: "field" }, el("label", { for: this.id, class: "title" }, this.label, " ", required), this.help, control, extra, this.problem);
  }

  /** A legend for many. */
  many(...controls) {
    return el("fieldset", { class: "field", "aria-describedby": this.described }, el("legend", { class: "title" }, this.label), this.help, ...controls, this.problem);
  }
}

/** The model's hints are words for a list; here they stand alone. */
export function sentence(hint) {
  const text = hint.charAt(0).toUpperCase() + hint.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export class TextField extends Field {
  constructor({ value, attributes = {}, limit, ...about }) {
    super(about);
    this.input = el("input", { type: "text", id: this.id, name: this.id, value, maxlength: limit, autocomplete: "off", "aria-required": this.required ? "true" : null, oninput: () => this.changed(this.input.value), ...attributes });
    this.element = this.one(this.input);
  }

  controls() {
    return [this.input];
  }

  set(value) {
    this.input.value = value;
  }
}

/** A text of several lines that says how much room is left. */
export class LongField extends Field {
  constructor({ value, limit, rows = 4, ...about }) {
    super(about);
    this.limit = limit;
    this.count = el("p", { class: "help count number", id: `${this.id}-count` });
    this.input = el("textarea", { id: this.id, name: this.id, rows, value, oninput: () => { this.tell(); this.changed(this.input.value); } });
    this.described += ` ${this.id}-count`;
    this.element = this.one(this.input, this.count);
    this.tell();
  }

  tell() {
    const left = this.limit - [...this.input.value.trim()].length;
    this.count.textContent = left >= 0 ? `${left.toLocaleString("en")} characters left` : `${(-left).toLocaleString("en")} too many`;
    this.count.classList.toggle("over", left < 0);
  }

  controls() {
    return [this.input];
  }

  set(value) {
    this.input.value = value;
    this.tell();
  }
}

/** A choice of one from many; the chosen one is explained below. */
export class SelectField extends Field {
  constructor({ value, options, none, ...about }) {
    super(about);
    this.notes = new Map(options.map((option) => [option.value, option.description ?? ""]));
    this.note = el("p", { class: "help note" });
    const shown = none === undefined ? options : [{ value: "", label: none }, ...options];
    const pick = () => { this.tell(); this.changed(this.input.value); };
    this.input = el("select", { id: this.id, name: this.id, autocomplete: "off", onchange: pick }, shown.map((option) => el("option", { value: option.value }, option.label)));
    this.element = this.one(this.input, this.note);
    this.set(value);
  }

  tell() {
    this.note.textContent = this.notes.get(this.input.value) ?? "";
    this.note.hidden = !this.note.textContent;
  }

  controls() {
    return [this.input];
  }

  set(value) {
    this.input.value = value;
    this.tell();
  }
}

/** Boxes or buttons with a word and a description each; `type` is checkbox (the value is a list) or radio. */
export class ChoiceField extends Field {
  constructor({ type, value, options, icons = false, ...about }) {
    super(about);
    this.type = type;
    this.inputs = options.map((option) => el("input", { type, name: this.id, value: option.value, id: `${this.id}-${option.value || "none"}`, onchange: () => this.changed(this.read()) }));
    const rows = options.map((option, index) => el("label", { class: "choice" }, this.inputs[index], icons ? icon(option.value) : null, el("span", {}, el("strong", {}, option.label), option.description ? el("span", { class: "help" }, option.description) : null)));
    this.element = this.many(el("div", { class: icons ? "choices two" : "choices" }, rows));
    this.element.addEventListener("focusout", (event) => { if (!this.element.contains(event.relatedTarget)) this.left(this.key); });
    this.set(value);
  }

  read() {
    const chosen = this.inputs.filter((input) => input.checked).map((input) => input.value);
    return this.type === "radio" ? (chosen[0] ?? "") : chosen;
  }

  controls() {
    return this.inputs;
  }

  focus() {
    (this.inputs.find((input) => input.checked) ?? this.inputs[0]).focus();
  }

  set(value) {
    for (const input of this.inputs) input.checked = this.type === "radio" ? input.value === value : value.includes(input.value);
  }
}

/** Any number of short texts, one to a line, each with its own "remove". */
export class ListField extends Field {
  constructor({ value, limit, parts, another, attributes = {}, ...about }) {
    super(about);
    Object.assign(this, { limit, parts, attributes });
    this.rows = el("ul", { class: "rows" });
    this.more = el("button", { type: "button", class: "button small-button", onclick: () => this.add("").focus() }, another);
    this.element = this.many(this.rows, this.more);
    this.set(value);
  }

  controls() {
    return [...this.rows.querySelectorAll("input")];
  }

  read() {
    return this.controls().map((input) => input.value);
  }

  add(value) {
    const input = el("input", { type: "text", value, maxlength: this.limit, autocomplete: "off", "aria-describedby": this.described, oninput: () => this.changed(this.read()), onblur: () => this.left(this.key), ...this.attributes });
    const row = el("li", {}, input, el("button", { type: "button", class: "square", title: "Remove", onclick: () => this.remove(row) }, icon("close")));
    this.rows.append(row);
    this.name();
    return input;
  }

  remove(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    if (!this.rows.children.length) this.add("");
    this.name();
    (next?.querySelector("input") ?? this.controls()[0]).focus();
    this.changed(this.read());
  }

  /** Number what the eye tells apart by place. */
  name() {
    const rows = [...this.rows.children];
    rows.forEach((row, index) => {
      row.querySelector("input").setAttribute("aria-label", rows.length > 1 ? `${this.label}, ${index + 1} of ${rows.length}` : this.label);
      row.querySelector("button").setAttribute("aria-label", `Remove ${index + 1} of ${this.label.toLowerCase()}`);
      row.querySelector("button").hidden = rows.length === 1;
    });
    this.more.hidden = rows.length >= this.parts;
  }

  set(value) {
    this.rows.replaceChildren();
    for (const part of value.length ? value : [""]) this.add(part);
  }
}
