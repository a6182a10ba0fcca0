// What published entries lack, as lists to work through.
import { ask } from "../asking.js";
import { entryLines, outward } from "./entries.js";
import { PagedList } from "./list.js";
import { el } from "../dom.js";

const KINDS = { "no-place": "No place", "no-years": "No years", unchecked: "Never checked", "dead-website": "Dead website" };

export class Gaps {
  constructor({ words, decided, told }) {
    Object.assign(this, { words, decided, told });
    this.list = new PagedList({ address: `${words.api}/desk/gaps`, label: "Entries with this gap", noun: "entry", line: (item) => this.line(item), empty: "No entry has this gap.", told });
    this.kind = "no-place";
    this.kinds = Object.entries(KINDS).map(([kind, title]) => el("label", { class: "check" }, el("input", { type: "radio", name: "gap", value: kind, checked: kind === this.kind, onchange: () => this.choose(kind) }), title));
    this.element = el("section", { class: "work", "aria-label": "Gaps" }, el("h2", {}, "Gaps"), el("p", {}, "What entries lack. Open one, look it up, suggest the change on its page, and accept it in the queue; or note that it was checked today."),
      el("fieldset", { class: "radios row" }, el("legend", { class: "hidden-visually" }, "Gap"), this.kinds), this.list.element);
  }

  choose(kind) {
    this.kind = kind;
    this.list.load({ kind }, 1);
  }

  load() {
    return this.list.load({ kind: this.kind });
  }

  line(item) {
    const done = el("button", { type: "button", class: "button", "aria-label": `Checked today: ${item.name}`, onclick: () => this.check(item, done) }, "Checked today");
    const website = item.website?.text ? el("span", { class: "small" }, "Website: ", outward(item.website)) : null;
    return el("li", {}, el("div", {}, entryLines(item), website, item.note ? el("span", { class: "small" }, item.note) : null), el("div", { class: "two" }, el("a", { class: "button", href: `./add?correct=${encodeURIComponent(item.id)}`, target: "_blank", "aria-label": `Suggest a change: ${item.name}` }, "Change"), done));
  }

  async check(item, button) {
    button.disabled = true;
    try {
      const told = await ask(`${this.words.api}/desk/entries/${encodeURIComponent(item.id)}/check`, { body: {} });
      button.textContent = "Checked";
      this.decided({ words: `Checked today: ${item.name}.`, check: { id: item.id, position: told.check } });
    } catch (problem) {
      button.disabled = false;
      this.told(problem);
    }
  }
}
