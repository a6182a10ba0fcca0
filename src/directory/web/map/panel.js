// The list of what lies at one place: a panel over the map, paged, with its loading, empty and error states.

import { html, icon } from "./dom.js";
import { sign } from "./shapes.js";
import { number, placeWords } from "./words.js";

const PAGE = 20;
const CROSS = "M6 6l12 12M18 6L6 18";

const joined = (texts) => (Array.isArray(texts) ? texts.join(", ") : (texts ?? ""));

export class Panel {
  #root;
  #vocabulary;
  #host;
  #closed;
  #asking = null;

  /**
   * `host.address(id)` gives the address of a profile, `host.open(id)` opens it and tells whether it could;
   * `closed()` is called when the visitor closes the panel.
   */
  constructor(container, vocabulary, host, closed) {
    this.#vocabulary = vocabulary;
    this.#host = host;
    this.#closed = closed;
    this.#root = html("section", { class: "li-panel", role: "dialog", "aria-labelledby": "li-panel-title", hidden: true });
    for (const type of ["mousedown", "touchstart", "pointerdown", "dblclick", "wheel", "click", "contextmenu"]) {
      this.#root.addEventListener(type, (event) => event.stopPropagation());
    }
    container.append(this.#root);
    container.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#root.hidden) return;
      event.preventDefault();
      this.close();
    });
  }

  /** The box that the panel covers, in the window; null when it is hidden. */
  get box() {
    return this.#root.hidden ? null : this.#root.getBoundingClientRect();
  }

  get isOpen() {
    return !this.#root.hidden;
  }

  /** Show one entry that is already here. */
  showEntry(entry) {
    this.#frame("1 initiative").replaceChildren(html("ol", {}, this.#item(entry)));
  }

  /**
   * Show a list page by page. `read(number, signal)` gives one page of the API, `{total, pages, items}`; the first
   * page's length is the API's page size.
   */
  showList(title, total, read) {
    const body = this.#frame(title);
    this.#page(body, title, read, { start: 0, total });
  }

  /** Hide the panel and give up what is being asked for; does nothing when it is hidden. */
  close() {
    if (this.#root.hidden) return;
    this.dismiss();
    this.#closed();
  }

  /** Hide the panel without giving the focus back. */
  dismiss() {
    this.#asking?.abort();
    this.#root.hidden = true;
    this.#root.replaceChildren();
  }

  #frame(title) {
    this.#asking?.abort();
    const heading = html("h2", { id: "li-panel-title", tabindex: -1 }, title);
    const cross = html("button", { type: "button", class: "li-quiet", "aria-label": "Close", onclick: () => this.close() }, icon(CROSS));
    const body = html("div", { class: "li-panel-body" });
    this.#root.replaceChildren(html("header", {}, heading, cross), body);
    this.#root.hidden = false;
    heading.focus({ preventScroll: true });
    return body;
  }

  async #page(body, title, read, { start, total }) {
    this.#asking?.abort();
    const { signal } = (this.#asking = new AbortController());
    const waiting = Array.from({ length: Math.min(total - start, 4) }, () => html("li", { class: "li-waiting" }));
    body.setAttribute("aria-busy", "true");
    body.replaceChildren(html("ol", {}, ...waiting));
    try {
      const { items, total: found } = await slice(read, start, signal);
      if (signal.aborted) return;
      const turn = (to) => this.#page(body, title, read, { start: to, total: found });
      body.replaceChildren(...this.#contents(items, start, found, turn));
      body.scrollTop = 0;
    } catch {
      if (signal.aborted) return;
      const again = () => this.#page(body, title, read, { start, total });
      body.replaceChildren(
        html("p", { role: "alert" }, "The list could not be loaded. "),
        html("button", { type: "button", class: "li-button", onclick: again }, "Try again"),
      );
    }
    body.removeAttribute("aria-busy");
  }

  #contents(items, start, total, turn) {
    if (!items.length) return [html("p", {}, "Nothing is listed here any more; the directory has changed. Close this list to go on.")];
    const list = html("ol", { start: start + 1 }, ...items.map((item) => this.#item(item)));
    if (total <= PAGE) return [list];
    const step = (label, to, possible) =>
      html("button", { type: "button", class: "li-button", disabled: !possible, onclick: () => turn(to) }, label);
    const shown = `${number(start + 1)}–${number(start + items.length)} of ${number(total)}`;
    return [
      list,
      html(
        "nav",
        { "aria-label": "Pages of this list" },
        step("Previous", start - PAGE, start > 0),
        html("span", { role: "status" }, shown),
        step("Next", start + PAGE, start + PAGE < total),
      ),
    ];
  }

  #item(entry) {
    const term = this.#vocabulary.sector(entry.sector);
    const link = html("a", { href: this.#host.address(entry.id), target: "_top" }, entry.name);
    link.addEventListener("click", (event) => {
      const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
      if (plain && this.#host.open(entry.id)) event.preventDefault();
    });
    const line = (text, kind) => (text ? html("span", { class: kind }, text) : null);
    return html(
      "li",
      {},
      sign(term, 16),
      html(
        "div",
        {},
        link,
        line(joined(entry.organisation), "li-organisation"),
        line(placeWords(entry, this.#vocabulary), "li-fact"),
        line([term.label, entry.years].filter(Boolean).join(" · "), "li-fact"),
        line(entry.last_checked ? `Checked ${entry.last_checked}` : "", "li-fact"),
      ),
    );
  }
}

/** Read `PAGE` items from `start` on, whatever the API's own page size is. */
async function slice(read, start, signal) {
  const first = await read(1, signal);
  const size = first.items.length || 1;
  const items = [];
  for (let page = Math.floor(start / size) + 1; page <= first.pages && items.length < PAGE; page += 1) {
    const { items: found } = page === 1 ? first : await read(page, signal);
    items.push(...found.slice(Math.max(0, start + items.length - (page - 1) * size)));
  }
  return { items: items.slice(0, PAGE), total: first.total };
}

