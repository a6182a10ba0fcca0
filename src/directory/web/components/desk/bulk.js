// One field of many entries at once: which entries by the filters of Explore, what changes shown before it is done.
import { ask } from "../asking.js";
import { profileOf } from "./entries.js";
import { said } from "./words.js";
import { el, number } from "../dom.js";

/** Take the filters out of what was pasted: a whole address of Explore, or its query alone. */
function filtersOf(text) {
  const pasted = text.trim();
  const mark = pasted.indexOf("?");
  return mark >= 0 ? pasted.slice(mark + 1).split("#")[0] : pasted.includes("=") ? pasted : "";
}

export class BulkEdit {
  constructor({ words, decided, told }) {
    Object.assign(this, { words, decided, told });
    const stale = () => this.forget();
    this.query = el("textarea", { id: "bulk-query", rows: 2, spellcheck: "false", oninput: stale, "aria-describedby": "bulk-query-hint bulk-said" });
    this.column = el("select", { id: "bulk-column", onchange: () => { this.drawValue(); stale(); } }, words.fields.filter(({ column }) => words.bulk.includes(column)).map(({ column, label }) => el("option", { value: column }, label)));
    this.place = el("div", { class: "edit" });
    this.problem = el("p", { id: "bulk-said", class: "issue", role: "alert" });
    this.preview = el("div");
    const form = el("form", { class: "bulk-edit", onsubmit: (event) => { event.preventDefault(); this.look(); } },
      el("div", { class: "edit wide" }, el("label", { for: "bulk-query" }, "Entries"), this.query, el("p", { class: "small", id: "bulk-query-hint" }, "Filter on Explore, then paste its address here.")),
      el("div", { class: "edit" }, el("label", { for: "bulk-column" }, "Field"), this.column), this.place,
      el("button", { type: "submit", class: "button" }, "Show what would change"));
    this.element = el("section", { class: "work", "aria-label": "Bulk edit" }, el("h2", {}, "Bulk edit"), el("p", {}, "One field, the same value, many entries. Each change stands in the history of its entry."), form, this.problem, this.preview);
    this.drawValue();
  }

  field() {
    return this.words.fields.find(({ column }) => column === this.column.value);
  }

  drawValue() {
    const field = this.field();
    const id = "bulk-value";
    const stale = () => this.forget();
    this.value = field.choices.length && !field.many
      ? el("select", { id, onchange: stale }, el("option", { value: "" }, "Not stated"), field.choices.map(([value, label]) => el("option", { value }, label)))
      : el("input", { id, type: "text", autocomplete: "off", oninput: stale, "aria-describedby": "bulk-said" });
    const hint = field.many ? `Separate them by semicolons: ${field.choices.map(([value]) => value).join("; ")}` : field.separator ? "Separate them by semicolons." : "";
    this.place.replaceChildren(...[el("label", { for: id }, "New value"), this.value, hint ? el("p", { class: "small" }, hint) : null].filter(Boolean));
  }

  forget() {
    this.asked = null;
    this.preview.replaceChildren();
    this.problem.textContent = "";
  }

  send(body) {
    return ask(`${this.words.api}/desk/bulk`, { body });
  }

  async look() {
    this.forget();
    if (!filtersOf(this.query.value)) {
      this.problem.textContent = "Paste the address of a filtered result of Explore. Without a filter it would change every entry.";
      this.query.focus();
      return;
    }
    const asked = (this.asked = { query: filtersOf(this.query.value), column: this.column.value, value: this.value.value });
    try {
      const told = await this.send({ ...asked, apply: false });
      // A field that has changed since has forgotten what was asked.
      if (asked === this.asked) this.show(told);
    } catch (problem) {
      if (asked === this.asked) this.fail(problem);
    }
  }

  show({ total, changes, version }) {
    const previewed = { ...this.asked, version };
    const field = this.field();
    const line = ({ id, name, before, after }) => el("tr", {}, el("td", {}, el("a", { href: profileOf(id), target: "_blank" }, name || id)), el("td", {}, el("del", {}, said(field, before) || "not stated")), el("td", {}, el("ins", {}, said(field, after) || "not stated")));
    const apply = el("button", { type: "button", class: "button primary", onclick: () => this.apply(total, previewed, apply) }, `Change ${number(total)} ${total === 1 ? "entry" : "entries"}`);
    const shown = total > changes.length ? `The first ${number(changes.length)} of ${number(total)}.` : "";
    const table = el("table", {}, el("thead", {}, el("tr", {}, ["Entry", "Now", "Then"].map((head) => el("th", { scope: "col" }, head)))), el("tbody", {}, changes.map(line)));
    this.preview.replaceChildren(...(total
      ? [el("h3", {}, "What would change"), apply, el("p", { class: "small" }, shown), el("div", { class: "frame", tabindex: 0, role: "region", "aria-label": "What would change" }, table)]
      : [el("p", { role: "status" }, "Nothing would change: no entry matches, or all have this value already.")]));
    (total ? apply : this.value).focus();
  }

  /** Apply what was shown, whatever stands in the fields by then. */
  async apply(total, previewed, button) {
    button.disabled = true;
    const { label } = this.words.fields.find(({ column }) => column === previewed.column);
    try {
      const told = await this.send({ ...previewed, apply: true });
      this.forget();
      this.decided({ words: `Changed ${label} of ${number(told.total ?? total)}.`, decisions: told.decisions ?? [told.decision].filter(Boolean) });
      this.query.focus();
    } catch (problem) {
      button.disabled = false;
      this.fail(problem);
    }
  }

  fail(problem) {
    if (problem.status === 409) {
      this.forget();
      this.problem.textContent = "The directory changed meanwhile. Look at the changes again before you apply them.";
    } else this.problem.textContent = problem.message;
  }
}
