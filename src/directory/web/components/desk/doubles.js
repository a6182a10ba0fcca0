// Pairs of published entries that are likely one: a curator says which of both stays.
import { ask } from "../asking.js";
import { entryLines } from "./entries.js";
import { PagedList } from "./list.js";
import { el } from "../dom.js";

export class Doubles {
  constructor({ words, decided, told }) {
    Object.assign(this, { words, decided, told });
    this.list = new PagedList({ address: `${words.api}/desk/doubles`, label: "Likely doubles", noun: "pair", line: (pair) => this.line(pair), empty: "No two entries look alike.", told });
    this.element = el("section", { class: "work", "aria-label": "Doubles" }, el("h2", {}, "Doubles"), el("p", {}, "Entries that may be one and the same. Keep the better one: the address of the other leads to it from then on, and its links move over."), this.list.element);
  }

  load() {
    return this.list.load();
  }

  line({ one, other, reasons }) {
    const keep = (kept, gone) => el("div", { class: "half" }, el("div", {}, entryLines(kept)), el("button", { type: "button", class: "button", "aria-label": `Keep ${kept.name}, merge ${gone.name} into it`, onclick: ({ currentTarget }) => this.merge(gone, kept, currentTarget.closest("li")) }, "Keep this one"));
    return el("li", { class: "pair" }, keep(one, other), keep(other, one), el("span", { class: "small" }, `Alike: ${reasons.join("; ")}`));
  }

  async merge(gone, kept, pair) {
    const disable = (is) => pair.querySelectorAll("button").forEach((button) => { button.disabled = is; });
    disable(true);
    try {
      const told = await ask(`${this.words.api}/desk/entries/${encodeURIComponent(gone.id)}/merge`, { body: { into: kept.id } });
      this.decided({ words: `Merged: ${gone.name} into ${kept.name}.`, decisions: [told.decision].filter(Boolean) });
      await this.load();
      this.list.list.focus();
    } catch (problem) {
      disable(false);
      this.told(problem);
    }
  }
}
