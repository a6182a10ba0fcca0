// Entries of the directory as the desk names them, and a search for one of them.
import { ask, query } from "../asking.js";
import { el } from "../dom.js";

const PAUSE_MS = 200;
const MOST = 8;

/** Where the profile of an entry is. */
export function profileOf(id) {
  return `./?id=${encodeURIComponent(id)}`;
}

/** Name an entry: a link to its profile in another tab, and what tells it from others. */
export function entryLines({ id, name, organisation, place }) {
  const who = Array.isArray(organisation) ? organisation.join("; ") : organisation;
  return [el("a", { href: profileOf(id), target: "_blank" }, name || id), el("span", { class: "small" }, [who, place].filter(Boolean).join(", "))];
}

/** A way out of the directory, only where it may be one. */
export function outward(link) {
  if (!link?.text) return el("span", { class: "none" }, "not stated");
  if (link.kind === "live") return el("a", { href: link.href, rel: "noopener noreferrer nofollow ugc", target: "_blank" }, link.text);
  return el("span", {}, link.text, el("span", { class: "small" }, link.kind === "unsafe" ? " not a link: this host is no longer safe" : ""));
}

/** A search for an entry; `chosen(entry)` is called with the one that is picked, `verb` says what picking does. */
export class EntrySearch {
  constructor({ api, verb, chosen, without = "" }) {
    Object.assign(this, { api, verb, chosen, without });
    this.input = el("input", { type: "search", id: "entry-search", autocomplete: "off", maxlength: 200, oninput: () => this.typed(), onkeydown: (event) => event.key === "Enter" && event.preventDefault() });
    this.said = el("p", { class: "small", role: "status" });
    this.list = el("ul", { class: "entries" });
    this.element = el("div", {}, el("label", { for: "entry-search" }, "Name, organisation or city"), this.input, this.said, this.list);
  }

  typed() {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  async ask() {
    const q = this.input.value.trim();
    if (!q) {
      this.list.replaceChildren();
      this.said.textContent = "";
      return;
    }
    this.abort = new AbortController();
    try {
      this.show(await ask(`${this.api}/initiatives?${query({ q })}`, { signal: this.abort.signal }));
    } catch (problem) {
      if (problem.name !== "AbortError") this.said.textContent = problem.message;
    }
  }

  show({ items, total }) {
    const found = items.filter(({ id }) => id !== this.without);
    this.said.textContent = !found.length ? "No entry matches." : total > MOST ? `${MOST} of ${total}; type more to narrow it.` : "";
    this.list.replaceChildren(...found.slice(0, MOST).map((entry) => el("li", {}, el("div", {}, entryLines(entry)), el("button", { type: "button", class: "button", "aria-label": `${this.verb}: ${entry.name}`, onclick: () => this.chosen(entry) }, this.verb))));
  }
}
