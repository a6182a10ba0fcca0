// A submission field by field: what the directory says now beside what is proposed, and the same fields to be edited.
import { el } from "../dom.js";
import { compared, differs, parts, said } from "./words.js";

const ROW = { out: "del", in: "ins" };

function value(field, cell) {
  const text = said(field, cell);
  return text ? el("span", { class: "value" }, text) : el("span", { class: "none" }, "not stated");
}

/** The proposed cell, with what goes struck out and what comes underlined. */
function marked(field, before, after) {
  if (!after || before === after) return value(field, after);
  if (!before) return el("ins", { class: "value" }, said(field, after));
  const pieces = compared(said(field, before), said(field, after));
  // When nothing stays, the old value beside it says enough.
  if (!pieces.some(([kind, text]) => kind === "same" && text.trim())) return el("ins", { class: "value" }, said(field, after));
  return el("span", { class: "value" }, pieces.map(([kind, text]) => (ROW[kind] ? el(ROW[kind], {}, text) : text)));
}

function issueLines(issues, column) {
  return issues.filter((issue) => issue.key.split(".").at(-1) === column).map((issue) => el("p", { class: "issue" }, issue.severity === "warning" ? "Doubt: " : "Must be mended: ", issue.hint));
}

function tag(word) {
  return word ? el("span", { class: "tag" }, word) : null;
}

/** Lay a proposal beside the record as it is; without a record, or without a proposal, the other one alone. */
export function comparison(fields, { current, proposed, issues, conflicts }) {
  const cell = (row, { column }) => row?.[column] ?? "";
  const line = (field) => {
    const [before, after] = [cell(current, field), cell(proposed, field)];
    const word = conflicts.includes(field.column) ? "changed by two" : current && proposed ? differs(before, after) : "";
    const cells = [current ? el("td", { "data-head": "Now" }, value(field, before)) : null, proposed ? el("td", { "data-head": "Proposed" }, current ? marked(field, before, after) : value(field, after), issueLines(issues, field.column), conflicts.includes(field.column) ? el("p", { class: "issue" }, "Somebody else changed this as well. Edit, and say which it is.") : null) : null];
    return el("tr", { class: word ? "differs" : null }, el("th", { scope: "row" }, field.label, tag(word)), cells);
  };
  const head = el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Field"), current ? el("th", { scope: "col" }, "Now in the directory") : null, proposed ? el("th", { scope: "col" }, "Proposed") : null));
  const table = (shown, caption) => el("table", { class: current && proposed ? "fields sides" : "fields" }, el("caption", { class: "hidden-visually" }, caption), head.cloneNode(true), el("tbody", {}, shown.map(line)));
  if (!current || !proposed) return [table(fields.filter((field) => cell(current ?? proposed, field) || issueLines(issues, field.column).length), "The record")];
  const [changed, same] = [[], []];
  for (const field of fields) (differs(cell(current, field), cell(proposed, field)) || issueLines(issues, field.column).length ? changed : same).push(field);
  const stated = same.filter((field) => cell(current, field));
  return [
    changed.length ? table(changed, "What differs") : el("p", { class: "none" }, "No field differs from the directory."),
    stated.length ? el("details", {}, el("summary", {}, `${stated.length} ${stated.length === 1 ? "field stays" : "fields stay"} as now`), table(stated, "What stays")) : null,
  ];
}

/** The fields of a record as inputs. `changed(edits)` is called with the cells that are edited, whenever one is. */
export class Editor {
  constructor(fields, { current, start, proposed, edits, changed }) {
    Object.assign(this, { start, changed, edits: { ...edits } });
    this.inputs = new Map();
    this.errors = new Map();
    this.element = el("div", { class: "editor" }, fields.map((field) => this.field(field, current, proposed)));
  }

  field(field, current, proposed) {
    const id = `edit-${field.column}`;
    const hint = el("p", { class: "small", id: `${id}-now` }, ...this.hint(field, current, proposed));
    const error = el("p", { class: "issue", id: `${id}-error`, hidden: true });
    const described = `${id}-now ${id}-error`;
    const input = this.input(field, id, described);
    this.inputs.set(field.column, input);
    this.errors.set(field.column, error);
    if (field.many) return el("fieldset", { class: "edit", "aria-describedby": described }, el("legend", {}, field.label), input, hint, error);
    return el("div", { class: "edit" }, el("label", { for: id }, field.label), input, hint, error);
  }

  /** How to write it, and what it is now and was proposed as, where these differ from what stands in the field. */
  hint(field, current, proposed) {
    const lines = field.separator ? ["One to a line."] : [];
    const start = this.start[field.column] ?? "";
    for (const [word, row] of [["Now", current], ["Proposed", proposed]]) {
      const cell = row?.[field.column] ?? "";
      if (row && cell !== start) lines.push(`${word}: ${said(field, cell).replaceAll("\n", "; ") || "not stated"}.`);
    }
    return [lines.join(" ")];
  }

  input(field, id, described) {
    const start = this.start[field.column] ?? "";
    const cell = this.edits[field.column] ?? start;
    const put = (text) => {
      this.edits[field.column] = text;
      if (text === start) delete this.edits[field.column];
      this.changed({ ...this.edits });
    };
    if (field.many) {
      const chosen = new Set(parts(field, cell));
      const box = ([value, label]) => el("label", { class: "check" }, el("input", { type: "checkbox", value, checked: chosen.has(value), onchange: ({ target }) => {
        chosen[target.checked ? "add" : "delete"](value);
        put(field.choices.map(([each]) => each).filter((each) => chosen.has(each)).join(";"));
      } }), label);
      return el("div", { class: "checks", tabindex: -1 }, field.choices.map(box));
    }
    const common = { id, "aria-describedby": described };
    if (field.choices.length) {
      const known = field.choices.some(([value]) => value === cell) || !cell ? [] : [[cell, cell]];
      const select = el("select", { ...common, onchange: () => put(select.value) }, el("option", { value: "" }, "Not stated"), [...known, ...field.choices].map(([value, label]) => el("option", { value }, label)));
      select.value = cell;
      return select;
    }
    if (field.separator) return el("textarea", { ...common, rows: 2, value: parts(field, cell).join("\n"), oninput: ({ target }) => put(target.value.split("\n").map((part) => part.trim()).filter(Boolean).join(field.separator)) });
    if (field.long) return el("textarea", { ...common, rows: 5, value: cell, oninput: ({ target }) => put(target.value) });
    return el("input", { ...common, type: "text", value: cell, autocomplete: "off", oninput: ({ target }) => put(target.value) });
  }

  /** Put the issues at their fields and the focus on the first; returns those that belong to none. */
  blame(issues) {
    for (const error of this.errors.values()) error.hidden = true;
    for (const input of this.inputs.values()) input.removeAttribute("aria-invalid");
    const homeless = [];
    let first = null;
    for (const issue of issues) {
      const column = issue.key.split(".").at(-1);
      const error = this.errors.get(column);
      if (!error) {
        homeless.push(issue);
        continue;
      }
      error.textContent = issue.hint;
      error.hidden = false;
      this.inputs.get(column).setAttribute("aria-invalid", "true");
      first ??= this.inputs.get(column);
    }
    first?.focus();
    return homeless;
  }
}
