// What was decided, for everyone: each submission's number, entry, outcome and reason. Never who sent it.
import { ask, query } from "./asking.js";
import { component, el, number } from "./dom.js";
import { pager } from "./pager.js";

const KEYS = ["kind", "outcome", "page"];

function select(label, name, changed) {
  const chosen = el("select", { name, onchange: changed }, el("option", { value: "" }, "All"));
  return [chosen, el("label", {}, label, chosen)];
}

class Decisions {
  constructor(parent) {
    const [kind, kindLabel] = select("Kind", "kind", () => this.filter());
    const [outcome, outcomeLabel] = select("Outcome", "outcome", () => this.filter());
    this.selects = { kind, outcome };
    this.api = el("a", { class: "button" }, "API");
    this.count = el("p", { class: "count", role: "status" });
    this.list = el("ol", { "aria-label": "Decisions", tabindex: -1 });
    this.state = el("div", { class: "nothing", hidden: true });
    this.pages = el("nav", { "aria-label": "Pages of the decisions" });
    parent.append(el("h1", {}, "Decisions"),
      el("p", { class: "intro" }, "Everything that is proposed for this directory is reviewed by curators. What they decided, and why, stands here for good; who proposed it does not."),
      el("div", { class: "row" }, kindLabel, outcomeLabel, this.count, this.api), this.list, this.state, this.pages,
      el("p", { class: "small" }, "Curators decide at ", el("a", { href: "./desk" }, "the desk"), "."));
    this.back = () => this.read();
    addEventListener("popstate", this.back);
  }

  end() {
    removeEventListener("popstate", this.back);
    this.abort?.abort();
  }

  draw(data) {
    if (this.data) return;
    this.data = data;
    const option = ([value, text]) => el("option", { value }, text);
    this.selects.kind.append(...Object.entries(data.kinds).map(option));
    this.selects.outcome.append(...Object.entries(data.outcomes).map(option));
    this.read();
  }

  /** The address says which decisions; what it says wrongly counts as all. */
  read() {
    const said = new URLSearchParams(location.search);
    this.asked = Object.fromEntries(KEYS.map((key) => [key, said.get(key) ?? ""]));
    for (const [key, chosen] of Object.entries(this.selects)) {
      chosen.value = this.asked[key];
      if (chosen.value !== this.asked[key]) this.asked[key] = chosen.value = "";
    }
    this.load();
  }

  filter() {
    this.go({ kind: this.selects.kind.value, outcome: this.selects.outcome.value, page: "" });
  }

  go(asked) {
    this.asked = asked;
    history.pushState(history.state, "", `${location.pathname}${Object.values(asked).some(Boolean) ? "?" : ""}${query(asked)}`);
    this.load();
  }

  async load() {
    this.abort?.abort();
    this.abort = new AbortController();
    const address = `${this.data.api}/decisions?${query(this.asked)}`;
    this.api.href = address;
    if (!this.list.childElementCount) this.list.replaceChildren(...[1, 2, 3, 4].map(() => el("li", { class: "shape", "aria-hidden": "true" })));
    try {
      this.show(await ask(address, { signal: this.abort.signal }));
    } catch (problem) {
      if (problem.name !== "AbortError") this.fail(problem);
    }
  }

  fail(problem) {
    this.list.replaceChildren();
    this.list.hidden = true;
    this.state.hidden = false;
    this.state.replaceChildren(el("h2", {}, "The decisions could not be read"), el("p", {}, problem.message), el("button", { type: "button", class: "button", onclick: () => this.load() }, "Try again"));
  }

  show(told) {
    this.count.textContent = `${number(told.total)} ${told.total === 1 ? "decision" : "decisions"}`;
    this.list.replaceChildren(...told.items.map((item) => this.item(item)));
    this.list.hidden = !told.items.length;
    this.state.hidden = Boolean(told.items.length);
    const filtered = this.asked.kind || this.asked.outcome;
    if (!told.items.length) this.state.replaceChildren(...(filtered
      ? [el("h2", {}, "No such decision"), el("p", {}, "Choose another kind or outcome."), el("button", { type: "button", class: "button", onclick: () => { this.go({}); this.read(); } }, "Show all")]
      : [el("h2", {}, "Nothing decided yet"), el("p", {}, "As soon as a curator has decided about a proposal, it stands here.")]));
    this.pages.replaceChildren(...pager(told, (page) => this.turn(page)));
  }

  turn(page) {
    this.go({ ...this.asked, page: page === 1 ? "" : page });
    this.list.focus({ preventScroll: true });
    this.list.scrollIntoView({ block: "nearest" });
  }

  item(item) {
    const entry = item.entry ? el("a", { href: `./?id=${encodeURIComponent(item.entry.id)}` }, item.entry.name) : el("span", { class: "none" }, item.number ? "No entry in the directory" : "Several entries");
    const why = [item.reason_words, item.words].filter(Boolean);
    return el("li", {},
      el("span", { class: "number at" }, el("span", {}, item.number ? `No. ${item.number}` : "Directly"), el("time", { datetime: item.date }, item.date)),
      el("div", {}, el("p", { class: "what" }, entry, el("span", { class: "kind" }, this.data.kinds[item.kind] ?? item.kind)), why.map((words) => el("p", { class: "why" }, words))),
      el("span", { class: `outcome ${item.outcome in this.data.outcomes ? item.outcome : ""}` }, item.outcome_words));
  }
}

export default component((parent) => new Decisions(parent));
