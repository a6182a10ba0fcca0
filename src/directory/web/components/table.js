// The result as a table: everything the map shows and what it cannot show, a page at a time from the server.
import { component, el, icon, mark, number } from "./dom.js";
import { comeBack } from "./focus.js";

const RIGHT = new Set(["linked", "reach"]);
const NEWEST_FIRST = new Set(["year", "linked", "updated"]);

function website(link) {
  if (!link) return "";
  if (link.kind !== "live") return link.text;
  return el("a", { class: "plain", href: link.href, target: "_blank", rel: "noopener noreferrer nofollow ugc" }, link.host);
}

/** What stands in a cell, by the key of its column. */
const CELLS = {
  sector: (row) => (row.sector ? el("span", { class: "sector" }, mark(row.sector), row.sector.label) : "Not stated"),
  programme: (row) => row.programme,
  place: (row) => [row.place || "No place", el("span", { class: "small" }, row.precision)],
  year: (row) => row.year,
  status: (row) => row.status,
  role: (row) => el("span", { class: "roles" }, row.role.map((role) => icon(role.value, role.label))),
  linked: (row) => (row.linked ? number(row.linked) : ""),
  reach: (row) => (row.reach === null ? "" : number(row.reach)),
  website: (row) => website(row.website),
  updated: (row) => row.updated,
  checked: (row) => row.checked,
};

class Table {
  constructor(parent) {
    this.body = el("tbody");
    this.head = el("tr");
    this.choices = el("ul");
    this.chooser = el("details", { class: "chooser" }, el("summary", { class: "button" }, "Columns"), this.choices);
    this.chooser.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.chooser.open) return;
      this.chooser.open = false;
      this.chooser.firstElementChild.focus();
    });
    this.frame = el("div", { class: "frame", tabindex: 0, role: "region", "aria-label": "Result table" }, el("table", {}, el("caption", {}, "Initiatives that match the filters"), el("thead", {}, this.head), this.body));
    this.pages = el("nav", { "aria-label": "Pages of the result" });
    this.nothing = el("div", { class: "nothing", hidden: true }, el("h2", {}, "Nothing here"), el("p", {}, "Remove a filter above, or clear all of them."));
    parent.append(this.chooser, this.frame, this.pages, this.nothing);
  }

  heading({ key, title, sorts }, sort) {
    const attributes = { scope: "col", class: RIGHT.has(key) ? "right" : null };
    if (!sorts) return el("th", attributes, el("span", { class: "plain" }, title));
    const direction = sort === key ? "ascending" : sort === `-${key}` ? "descending" : null;
    const button = el("button", { type: "button", "data-key": key, onclick: () => this.sort(key) }, title, icon(direction === "ascending" ? "up" : "down"));
    return el("th", { ...attributes, "aria-sort": direction }, button);
  }

  sort(key) {
    const now = this.data.sort;
    const turned = now === key ? `-${key}` : now === `-${key}` ? key : NEWEST_FIRST.has(key) ? `-${key}` : key;
    this.send("change", { set: { sort: [turned] } });
  }

  draw(data) {
    this.data = data;
    const focused = this.head.getRootNode().activeElement?.dataset.key;
    this.head.replaceChildren(this.heading({ key: "name", title: "Initiative", sorts: true }, data.sort), ...data.columns.map((column) => this.heading(column, data.sort)));
    if (focused) this.head.querySelector(`[data-key="${focused}"]`)?.focus();
    this.drawChoices(data.choices);
    this.names = new Map();
    this.body.replaceChildren(...data.rows.map((row) => this.row(row)));
    this.frame.hidden = !data.rows.length;
    this.nothing.hidden = Boolean(data.rows.length);
    this.drawPages(data);
    this.settle(data);
    comeBack(this.names, this.frame);
  }

  /** Another page or order starts at its top, and the button that was pressed to turn the page is another one now. */
  settle({ page, sort, rows }) {
    if (this.at && (this.at.page !== page || this.at.sort !== sort)) this.frame.scrollTop = 0;
    if (this.at && this.at.page !== page && this.turning && rows.length) this.frame.focus({ preventScroll: true });
    this.turning = false;
    this.at = { page, sort };
  }

  row(row) {
    const link = el("a", { href: `?${row.query}`, onclick: (event) => this.open(event, row.id) }, row.name);
    this.names.set(row.id, link);
    const name = el("td", { class: "name" }, link, el("span", { class: "small" }, row.organisation));
    return el("tr", {}, name, this.data.columns.map(({ key }) => el("td", { class: RIGHT.has(key) ? `right number ${key}` : key }, CELLS[key](row))));
  }

  /** The boxes keep their place, so that one can be ticked after the other. */
  drawChoices(choices) {
    if (this.boxes) {
      choices.forEach(({ chosen }, place) => (this.boxes[place].checked = chosen));
      return;
    }
    this.boxes = choices.map(({ key, chosen }) => el("input", { type: "checkbox", value: key, checked: chosen, onchange: () => this.choose() }));
    this.choices.append(...choices.map(({ title }, place) => el("li", {}, el("label", {}, this.boxes[place], title))));
  }

  choose() {
    const chosen = this.boxes.filter((box) => box.checked).map((box) => box.value);
    this.send("change", { set: { cols: chosen } });
  }

  open(event, id) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.send("change", { set: { id: [id] } });
  }

  drawPages({ page, pages, first, last, total }) {
    this.pages.hidden = pages <= 1;
    const to = (target, label, attributes = {}) => el("li", {}, el("button", { type: "button", class: "button number", onclick: () => this.turn(target), ...attributes }, label));
    const near = new Set([1, pages, page - 1, page, page + 1].filter((each) => each >= 1 && each <= pages));
    const items = [];
    let before = 0;
    for (const each of [...near].sort((one, other) => one - other)) {
      if (each > before + 1) items.push(el("li", { "aria-hidden": "true" }, "…"));
      items.push(to(each, number(each), { "aria-label": `Page ${each}`, "aria-current": each === page ? "page" : null }));
      before = each;
    }
    this.pages.replaceChildren(
      el("span", { class: "number" }, `${number(first)}-${number(last)} of ${number(total)}`),
      el("ul", {}, to(page - 1, "Previous", { disabled: page === 1 }), items, to(page + 1, "Next", { disabled: page === pages })));
  }

  turn(page) {
    this.turning = true;
    this.send("change", { set: { page: page === 1 ? [] : [String(page)] } });
    this.frame.scrollIntoView({ block: "nearest" });
  }
}

export default component((parent) => new Table(parent));
