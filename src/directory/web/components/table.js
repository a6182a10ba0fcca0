// The result as a table: everything the map shows and what it cannot show, a page at a time from the server.
import { component, el, icon, mark, number } from "./dom.js";

const COLUMNS = [
  { key: "name", title: "Initiative" },
  { key: "sector", title: "Sector" },
  { key: "place", title: "Place" },
  { key: "year", title: "Years" },
  { key: "status", title: "Status" },
  { key: "", title: "Roles" },
  { key: "linked", title: "Links", right: true },
];

class Table {
  constructor(parent) {
    this.body = el("tbody");
    this.heads = new Map();
    const head = el("tr", {}, COLUMNS.map((column) => this.head(column)));
    this.frame = el("div", { class: "frame", tabindex: 0, role: "region", "aria-label": "Result table" }, el("table", {}, el("caption", {}, "Initiatives that match the filters"), el("thead", {}, head), this.body));
    this.pages = el("nav", { "aria-label": "Pages of the result" });
    this.nothing = el("div", { class: "nothing", hidden: true }, el("h2", {}, "Nothing here"), el("p", {}, "Remove a filter above, or clear all of them."));
    parent.append(this.frame, this.pages, this.nothing);
  }

  head(column) {
    const attributes = { scope: "col", class: column.right ? "right" : null };
    if (!column.key) return el("th", attributes, el("span", { class: "plain" }, column.title));
    const th = el("th", attributes, el("button", { type: "button", onclick: () => this.sort(column.key) }, column.title, icon("down")));
    this.heads.set(column.key, th);
    return th;
  }

  sort(key) {
    const descendsFirst = key === "year" || key === "linked";
    const now = this.data.sort;
    const turned = now === key ? `-${key}` : now === `-${key}` ? key : descendsFirst ? `-${key}` : key;
    this.send("change", { set: { sort: [turned] } });
  }

  draw(data) {
    this.data = data;
    for (const [key, th] of this.heads) {
      const direction = data.sort === key ? "ascending" : data.sort === `-${key}` ? "descending" : null;
      if (direction) th.setAttribute("aria-sort", direction);
      else th.removeAttribute("aria-sort");
      th.querySelector(".icon").replaceWith(icon(direction === "ascending" ? "up" : "down"));
    }
    this.body.replaceChildren(...data.rows.map((row) => this.row(row)));
    this.frame.hidden = !data.rows.length;
    this.nothing.hidden = Boolean(data.rows.length);
    this.drawPages(data);
  }

  row(row) {
    const sector = row.sector ? el("span", { class: "sector" }, mark(row.sector), row.sector.label) : "Not stated";
    return el("tr", {},
      el("td", { class: "name" }, el("a", { href: `?${row.query}`, onclick: (event) => this.open(event, row.id) }, row.name), el("span", { class: "small" }, row.organisation)),
      el("td", {}, sector),
      el("td", { class: "place" }, row.place || "No place", el("span", { class: "small" }, row.precision)),
      el("td", { class: "years" }, row.years),
      el("td", {}, row.status),
      el("td", {}, el("span", { class: "roles" }, row.roles.map((role) => icon(role.value, role.label)))),
      el("td", { class: "right number" }, row.links ? number(row.links) : ""));
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
    this.send("change", { set: { page: page === 1 ? [] : [String(page)] } });
    this.frame.scrollIntoView({ block: "nearest" });
  }
}

export default component((parent) => new Table(parent));
