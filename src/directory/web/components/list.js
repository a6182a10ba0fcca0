// The result beside the map: asks the API itself, loads as it scrolls, and lights up in step with the map.
import { component, el, fold, icon, mark, number } from "./dom.js";
import { comeBack } from "./focus.js";
import { distanceKm, readNear } from "../map/near.js";

const ROLES = { create: "Creates", issue: "Issues", display: "Displays", recognise: "Recognises", research: "Researches", join: "Takes part", host: "Hosts" };

const STATUS = { planned: "Planned", active: "Active", ended: "Ended" }; // that it is unknown is the rule, and not said

/** Cut a text into plain pieces and <mark> pieces where a word begins with one of the terms. */
function highlight(text, terms) {
  if (!terms.length) return [text];
  return text.split(/([\p{L}\p{N}\p{M}]+)/u).map((piece) => (piece && terms.some((term) => fold(piece).startsWith(term)) ? el("mark", {}, piece) : piece));
}

const BROUGHT = JSON.parse(document.getElementById("first-words")?.textContent ?? "{}").list?.version;

const inOrder = (query) => [...new URLSearchParams(query)].map(([key, value]) => `${key}=${value}`).sort().join("&");

/** Whether two queries ask for the same; the order of their pairs does not count. */
const same = (one, other) => one === other || (one !== undefined && inOrder(one) === inOrder(other));

export class List {
  constructor(parent) {
    this.items = new Map();
    this.drawn = new WeakMap();
    this.foreseen = { query: "", sent: 0 };
    this.page = 0;
    this.first = 1;
    this.count = el("span", { class: "number" });
    this.order = el("select", { "aria-label": "Sort by", onchange: () => this.send("change", { set: { sort: this.order.value ? [this.order.value] : [] } }) });
    this.ol = el("ol", { "aria-label": "Initiatives", tabindex: -1 });
    this.state = el("div", { class: "state", role: "status" });
    this.end_ = el("li", { "aria-hidden": "true" });
    parent.append(el("section", { class: "panel", "aria-label": "Result list" }, el("div", { class: "top" }, this.count, el("label", {}, "Sort", this.order)), this.ol, this.state));
    this.watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.more(), { rootMargin: "400px" });
    this.watcher.observe(this.end_);
    this.channel = new BroadcastChannel("linked-initiatives");
    // Messages carry the birth of their page, so that two tabs do not answer each other.
    this.channel.onmessage = ({ data }) => {
      if (data.page !== performance.timeOrigin) return;
      if (data.type === "query") this.foresee(data);
      if (data.type === "shown") this.follow(data.sent);
      if (data.type === "select") this.light(data.id);
      if (data.type === "listening" && this.lit) this.tell(this.lit);
      if (data.type === "back" && this.again) this.again();
    };
  }

  end() {
    this.watcher.disconnect();
    this.channel.close();
    this.abort?.abort();
  }

  /** The rail announces a change: note what it will find, for when the map has got its part. */
  foresee({ query, set, sent }) {
    const pairs = new URLSearchParams(query);
    const sort = set.sort ?? new URLSearchParams(this.query).getAll("sort");
    for (const value of sort) pairs.append("sort", value);
    this.foreseen = { query: String(pairs), sent };
  }

  /** The map shows a change: do the same at once if the page has not been drawn for it yet. */
  follow(sent) {
    const { query, sent: last } = this.foreseen;
    if (sent === last && !(this.data.answered >= sent) && !same(query, this.query)) this.start(query);
  }

  draw(data) {
    // The answer to an earlier change than the last one announced: its own is still to come.
    if (this.data && data.answered && data.answered < this.foreseen.sent) return;
    const isNewer = this.data?.version !== data.version;
    this.data = data;
    this.order.replaceChildren(...data.sorts.map(([value, label]) => el("option", { value }, label)));
    this.order.value = data.sort;
    for (const [id, element] of this.items) element.querySelector("a").href = this.address(id);
    if (!same(data.query, this.query)) this.start(data.query);
    else if (isNewer) this.start(data.query, true);
  }

  /** Ask for a result from its first page on; for the same one of newer data, up to the page that is shown. */
  start(query, isRenewed = false) {
    this.query = query;
    this.abort?.abort();
    this.isRenewed = isRenewed;
    this.first = isRenewed ? Math.max(1, this.page, this.first) : 1;
    this.page = 0;
    this.pages = 1;
    this.loading = false;
    this.seek(query);
    this.more();
  }

  /** Note what is searched for, to highlight it. */
  seek(query) {
    this.terms = fold(new URLSearchParams(query).get("q") ?? "").match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  }

  async more() {
    if (this.loading || this.page >= this.pages) return;
    this.loading = true;
    this.again = null;
    this.abort = new AbortController();
    const { signal } = this.abort;
    const page = this.page + 1;
    const last = page === 1 ? this.first : page;
    if (page === 1 && !this.items.size) this.state.replaceChildren(...[1, 2, 3].map(() => el("div", { class: "shape" })));
    try {
      const bodies = await Promise.all(Array.from({ length: last - page + 1 }, (_, at) => this.ask(page + at, signal)));
      if (signal.aborted) return;
      // A result that has become shorter answers with its last page again.
      const pages = [...new Map(bodies.map((body) => [body.page, body.items])).values()];
      this.show({ ...bodies.at(-1), items: pages.flat() }, page);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.relieve();
      this.again = () => {
        this.loading = false;
        this.more();
      };
      this.state.replaceChildren("The list could not be loaded. Your filters are kept.", el("br"), el("button", { type: "button", class: "button", onclick: this.again }, "Try again"));
    }
    if (!signal.aborted) this.loading = false;
  }

  async ask(page, signal) {
    // The first page was fetched with the page itself, from its version of the data; a newer one is asked for anew.
    const asked = this.data.version === BROUGHT ? `${this.query}&page=${page}` : `page=${page}&${this.query}`;
    const answer = await fetch(`${this.data.api}/initiatives?${asked}`, { signal });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /** Take the place of the first words, which are the same list, where it was scrolled to. */
  relieve() {
    document.getElementById("first")?.dispatchEvent(new CustomEvent("relieved", { detail: this.ol }));
  }

  show(body, page) {
    this.page = body.page;
    this.pages = body.pages;
    this.relieve();
    if (page > 1) this.end_.before(...body.items.map((item) => this.item(item)));
    else if (this.isRenewed) this.inPlace(() => this.fill(body.items));
    else {
      this.fill(body.items);
      this.ol.scrollTop = 0;
    }
    this.count.textContent = `${number(this.items.size)} of ${number(body.total)}`;
    this.state.replaceChildren(...(body.total ? [] : ["Nothing matches. Remove a filter above, or clear all of them."]));
    this.watcher.unobserve(this.end_);
    this.watcher.observe(this.end_);
    if (page === 1) comeBack(new Map([...this.items].map(([id, element]) => [id, element.querySelector("a")])), this.ol);
  }

  /** Draw from the first item on. What newer data left as it was keeps its element, which remembers its height. */
  fill(items) {
    const before = this.isRenewed ? new Map(this.items) : new Map();
    // What is drawn anew under a resting pointer gets no "pointerleave".
    this.tell({ id: null });
    this.items.clear();
    const drawn = (item) => {
      const element = before.get(item.id);
      if (!element || this.drawn.get(element) !== JSON.stringify(item)) return this.item(item);
      this.items.set(item.id, element);
      return element;
    };
    this.ol.replaceChildren(...items.map(drawn), this.end_);
  }

  /** Draw newer data under what is looked at: the item on top stays there, and the focus where it is. */
  inPlace(fill) {
    const top = (element) => element.getBoundingClientRect().top - this.ol.getBoundingClientRect().top;
    const before = [...this.items].find(([, element]) => top(element) + element.offsetHeight > 0);
    const from = before && this.ol.scrollTop ? top(before[1]) : 0;
    const focused = [...this.items].find(([, element]) => element.contains(this.ol.getRootNode().activeElement))?.[0];
    fill();
    const after = this.items.get(before?.[0]);
    if (from && after) this.ol.scrollTop += top(after) - from;
    this.items.get(focused)?.querySelector("a").focus({ preventScroll: true });
  }

  /** Have the map light up an initiative, or none. */
  tell(one) {
    this.channel.postMessage({ type: "highlight", ...one, page: performance.timeOrigin });
  }

  item(item) {
    const term = this.data.sectors[item.sector];
    const link = el("a", { class: "name", href: this.address(item.id), onclick: (event) => this.open(event, item.id) }, highlight(item.name, this.terms));
    const where = item.place ? [item.place, item.precision ? ` (${item.precision})` : "", this.far(item)].join("") : "No place";
    const roles = el("span", { class: "roles" }, item.roles.map((role) => icon(role, ROLES[role])));
    const why = this.terms.length && item.summary ? el("span", { class: "why" }, highlight(item.summary, this.terms)) : null;
    const element = el("li", { class: "item" }, mark(term), el("div", {}, link, el("span", { class: "organisation" }, highlight(item.organisation.join("; "), this.terms)), el("span", { class: "where" }, highlight(where, this.terms)), why, el("div", { class: "foot" }, el("span", { class: "number" }, [item.years, STATUS[item.status], item.last_checked ? `checked ${item.last_checked}` : ""].filter(Boolean).join(" · ")), roles)));
    const { id, latitude, longitude } = item;
    const come = () => this.tell(this.lit = { id, latitude, longitude });
    const go = () => this.tell(this.lit = { id: null });
    element.addEventListener("pointerenter", come);
    element.addEventListener("pointerleave", go);
    link.addEventListener("focus", come);
    link.addEventListener("blur", go);
    this.items.set(item.id, element);
    this.drawn.set(element, JSON.stringify(item));
    return element;
  }

  /** How far it is from the centre of the circle that is searched, in words. */
  far({ latitude, longitude }) {
    const near = readNear(this.query ?? "");
    if (!near || typeof latitude !== "number") return "";
    const km = Math.round(distanceKm(near, { latitude, longitude }));
    return km ? `, ${number(km)} km away` : "";
  }

  address(id) {
    return `?${this.data.page_query}${this.data.page_query ? "&" : ""}id=${encodeURIComponent(id)}`;
  }

  open(event, id) {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.send("change", { set: { id: [id] } });
  }

  light(id) {
    for (const [each, element] of this.items) element.classList.toggle("lit", each === id);
    this.reveal(this.items.get(id));
  }

  /** Scroll the list, never the page: on a phone the visitor would lose the map. */
  reveal(item) {
    if (!item) return;
    const [list, box] = [this.ol.getBoundingClientRect(), item.getBoundingClientRect()];
    if (box.top < list.top) this.ol.scrollTop += box.top - list.top;
    else if (box.bottom > list.bottom) this.ol.scrollTop += box.bottom - list.bottom;
  }
}

export default component((parent) => new List(parent));
