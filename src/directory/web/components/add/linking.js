// Links to entries of the directory: found by their names, with the relation in words, seen from the proposed entry.
import { Combobox } from "../combobox.js";
import { el, icon } from "../dom.js";
import { idOf, sentence } from "./fields.js";

const MOST = 8;
const YEARS = [["since", "Since"], ["until", "Until"]];

/** Every relation both ways, as "<this initiative> … <the other>" reads. */
function readings(relations) {
  return relations.flatMap(({ value, label, inverse_label: inverse, description }) => {
    const out = { value: `${value}:out`, label, description };
    return inverse && inverse !== label ? [out, { value: `${value}:in`, label: inverse, description }] : [out];
  });
}

export class Linking {
  /** `links` is the list of the draft, which is changed in place. */
  constructor({ api, relations, links, present, limit, changed, own }) {
    Object.assign(this, { api, links, limit, changed, own });
    this.key = "links";
    this.label = "Linked initiatives";
    this.readings = readings(relations);
    this.said = el("p", { class: "problem", role: "status", hidden: true });
    this.rows = el("ul", { class: "links" });
    this.search = new Combobox({
      id: "links-search", label: "Entries of the directory", none: "No entry of that name is in the directory.",
      ask: (text, signal) => this.ask(text, signal), choose: (entry) => this.add(entry), say: (text) => this.say(text),
      attributes: { "aria-describedby": "links-help", placeholder: "Name of an entry" },
    });
    this.full = el("p", { class: "help", hidden: true }, `A proposal may hold ${limit} links.`);
    this.element = el("fieldset", { class: "field" }, el("legend", { class: "title" }, "Linked initiatives"),
      el("p", { class: "help", id: "links-help" }, "Entries of this directory that it belongs to, works with, runs on or continues."),
      present.length ? el("ul", { class: "present" }, present.map((each) => el("li", {}, `${each.label}: `, el("strong", {}, each.name)))) : null,
      this.rows, el("label", { for: "links-search", class: "hidden-visually" }, "Find an entry to link to"), el("div", { class: "combo" }, this.search.input, this.search.list), this.full, this.said);
    this.draw();
  }

  say(text) {
    this.said.textContent = text;
    this.said.hidden = !text;
  }

  async ask(text, signal) {
    const response = await fetch(`${this.api}/initiatives?${new URLSearchParams({ q: text })}`, { signal });
    if (!response.ok) throw new Error(String(response.status));
    const { items } = await response.json();
    const known = new Set(this.links.map((link) => link.other_id).concat(this.own));
    return items.filter(({ id }) => !known.has(id)).slice(0, MOST).map((item) => ({ id: item.id, label: item.name, note: [item.organisation.join("; "), item.place].filter(Boolean).join(" · ") }));
  }

  add({ id, label }) {
    this.search.input.value = "";
    this.links.push({ relation: this.readings[0].value.split(":")[0], direction: "out", other_id: id, name: label, since: "", until: "", evidence: "" });
    this.draw();
    this.changed();
    this.rows.lastElementChild.querySelector("select").focus();
  }

  draw() {
    this.rows.replaceChildren(...this.links.map((link, index) => this.row(link, index)));
    this.search.input.disabled = this.links.length >= this.limit;
    this.full.hidden = this.links.length < this.limit;
  }

  row(link, index) {
    const set = (name) => (event) => { link[name] = event.target.value; this.changed(); };
    const key = (name) => idOf(`links.${index}.${name}`);
    const relate = (event) => { [link.relation, link.direction] = event.target.value.split(":"); this.changed(); };
    const relation = el("select", { id: key("relation"), "aria-label": `How it relates to ${link.name}`, autocomplete: "off", onchange: relate }, this.readings.map(({ value, label }) => el("option", { value }, label)));
    relation.value = `${link.relation}:${link.direction}`;
    // A relation that reads the same both ways stands once.
    if (!relation.value) relation.value = `${link.relation}:out`;
    const year = ([name, label]) => el("label", {}, label, el("input", { type: "text", id: key(name), inputmode: "numeric", maxlength: 4, size: 4, value: link[name], autocomplete: "off", placeholder: "Year", oninput: set(name) }));
    const remove = () => {
      this.links.splice(index, 1);
      this.draw();
      this.changed();
      this.search.input.focus();
    };
    return el("li", {},
      el("div", { class: "related" }, relation, el("strong", { id: key("other_id") }, link.name), el("button", { type: "button", class: "square", title: "Remove", "aria-label": `Remove the link to ${link.name}`, onclick: remove }, icon("close"))),
      el("div", { class: "years" }, YEARS.map(year), el("label", { class: "wide" }, "Source of the link", el("input", { type: "text", id: key("evidence"), inputmode: "url", value: link.evidence, autocomplete: "off", placeholder: "https://", oninput: set("evidence") }))),
      el("p", { class: "problem", hidden: true }));
  }

  /** Show the issues of single links at their rows, and those of all below. */
  showAll(issues) {
    this.say("");
    [...this.rows.children].forEach((row, index) => {
      const own = issues.filter(({ key }) => key.startsWith(`links.${index}.`) || key === `links.${index}`);
      const problem = row.querySelector(".problem");
      problem.textContent = own.map(({ hint }) => sentence(hint)).join(" ");
      problem.hidden = !own.length;
    });
    const rest = issues.filter(({ key }) => key === "links");
    if (rest.length) this.say(rest.map(({ hint }) => sentence(hint)).join(" "));
  }

  controls() {
    return [this.search.input];
  }

  focus(key = "") {
    const exact = key && this.element.querySelector(`#${CSS.escape(idOf(key))}`);
    (exact?.matches("input, select") ? exact : exact?.closest("li")?.querySelector("select") ?? this.search.input).focus();
  }
}
