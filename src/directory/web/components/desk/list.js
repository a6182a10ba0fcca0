// A list of the desk that the API hands out page by page: its loading, its pages, its empty state.
import { ask, query } from "../asking.js";
import { el, number } from "../dom.js";
import { pager } from "../pager.js";

export class PagedList {
  /** `line(item)` draws one; `address` is asked with `filters` and the page. */
  constructor({ address, label, noun, line, empty, told }) {
    Object.assign(this, { address, noun, line, empty, told, filters: {}, page: 1 });
    this.count = el("p", { class: "small number", role: "status" });
    this.list = el("ul", { class: "entries wide", "aria-label": label, tabindex: -1 });
    this.state = el("div", { class: "nothing", hidden: true });
    this.pages = el("nav", { "aria-label": `Pages: ${label}` });
    this.element = el("div", {}, this.count, this.list, this.state, this.pages);
  }

  async load(filters = this.filters, page = this.page) {
    this.abort?.abort();
    this.abort = new AbortController();
    Object.assign(this, { filters, page });
    if (!this.list.childElementCount) this.list.replaceChildren(...[1, 2, 3].map(() => el("li", { class: "shape", "aria-hidden": "true" })));
    try {
      this.show(await ask(`${this.address}?${query({ ...filters, page })}`, { signal: this.abort.signal }));
    } catch (problem) {
      if (problem.name === "AbortError") return;
      this.list.replaceChildren();
      this.told(problem);
    }
  }

  show(told) {
    this.count.textContent = told.total ? `${number(told.total)} ${told.total === 1 ? this.noun : `${this.noun}s`}` : "";
    this.list.replaceChildren(...told.items.map(this.line));
    this.list.hidden = !told.items.length;
    this.state.hidden = Boolean(told.items.length);
    this.state.replaceChildren(el("h2", {}, this.empty));
    this.pages.replaceChildren(...pager(told, (page) => this.load(this.filters, page).then(() => this.list.focus())));
  }
}
