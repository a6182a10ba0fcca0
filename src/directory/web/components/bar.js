// What the result is: one sentence, the active filters as chips, the switch between map and table, downloads.
import { component, el, icon, number } from "./dom.js";
import { toContent } from "./focus.js";

export class Bar {
  constructor(parent) {
    this.sent = 0;
    this.pending = {};
    this.sentence = el("p", { class: "sentence" });
    this.spoken = el("p", { class: "hidden-visually", role: "status" });
    this.tools = el("div", { class: "tools" });
    this.chips = el("ul", { class: "chips", "aria-label": "Active filters" });
    this.notices = el("div", { role: "status" });
    this.views = Object.fromEntries(["map", "table"].map((view) => [view, el("input", { type: "radio", name: "view", value: view, onchange: () => this.change({ view: view === "map" ? [] : [view] }) })]));
    const label = (view, text) => el("label", {}, this.views[view], text);
    this.csv = el("a", { class: "button", download: true }, icon("download"), "CSV");
    this.geojson = el("a", { class: "button", download: true }, icon("download"), "GeoJSON");
    this.following = el("input", { type: "checkbox", onchange: () => this.follow() });
    this.follows = el("label", { class: "follow" }, this.following, "Search as I move the map");
    this.channel = new BroadcastChannel("linked-initiatives");
    this.channel.onmessage = ({ data }) => data.type === "view" && data.page === performance.timeOrigin && this.viewed(data);
    this.tools.append(this.follows, el("div", { class: "switch", role: "radiogroup", "aria-label": "Show the result as" }, label("map", "Map"), label("table", "Table")), this.csv, this.geojson);
    parent.append(this.spoken, el("div", { class: "row" }, this.sentence, this.tools), this.chips, this.notices);
  }

  end() {
    this.channel.close();
  }

  /** The map has come to rest. Only where the visitor moved it to is searched: not a reload, a step back, another size. */
  viewed({ bbox, moved }) {
    const [west, south, east, north] = bbox;
    const degrees = [Math.max(-180, west), Math.max(-90, south), Math.min(180, east), Math.min(90, north)];
    this.seen = degrees.map((each) => String(Number(each.toFixed(3)))).join(",");
    if (this.following.checked && moved) this.bound();
  }

  /** Search what is seen. The box is the view from now on. */
  bound() {
    this.change({ bbox: [this.seen], c: [], z: [] });
  }

  follow() {
    if (!this.following.checked) this.change({ bbox: [] });
    else if (this.seen) this.bound();
  }

  /** Change what takes away the button that was pressed. */
  leave(set) {
    toContent();
    this.change(set);
  }

  /** Send all that has no answer yet: the page that a second click finds is still as before the first. */
  change(set) {
    this.sent += 1;
    this.pending = { ...this.pending, ...set };
    this.send("change", { set: this.pending, sent: this.sent });
  }

  draw(data) {
    if (!data.sent || data.sent >= this.sent) this.pending = {};
    const unplaced = data.unplaced
      ? ["; ", data.unplaced_chosen ? data.unplaced : el("button", { type: "button", title: "Show them", onclick: () => this.leave({ precision: ["none"], view: ["table"] }) }, data.unplaced)]
      : [];
    this.sentence.replaceChildren(data.sentence, el("span", { class: "rest" }, ...unplaced));
    const spoken = data.unplaced ? `${data.sentence}; ${data.unplaced}` : data.sentence;
    if (this.spoken.textContent !== spoken) this.spoken.textContent = spoken;
    this.views[data.view].checked = true;
    this.follows.hidden = data.view !== "map";
    if (!data.chips.some((chip) => chip.key === "bbox") && this.bounded) this.following.checked = false;
    this.bounded = data.chips.some((chip) => chip.key === "bbox");
    if (this.bounded) this.following.checked = true;
    this.csv.href = `${data.api}/initiatives.csv?${data.query}`;
    this.geojson.href = `${data.api}/initiatives.geojson?${data.query}`;
    const chips = data.chips.map((chip) =>
      el("li", {}, el("button", { type: "button", class: "chip", "aria-label": `Remove filter ${chip.label}`, title: chip.label, onclick: () => this.remove(data.chips, chip) }, el("span", {}, chip.label), icon("close"))),
    );
    if (chips.length) chips.push(el("li", {}, el("button", { type: "button", class: "chip clear", onclick: () => this.clear(data.chips) }, "Clear all")));
    const focused = this.chips.contains(this.chips.getRootNode().activeElement);
    this.chips.replaceChildren(...chips);
    // The chip that was pressed is gone; stay where the visitor was.
    if (focused) (this.chips.querySelector("button") ?? this.views[data.view]).focus();
    this.notices.replaceChildren(...data.notices.map((notice) => el("p", { class: "notice" }, notice)), ...this.loosen(data));
  }

  /** At no result: which filter to take away, or to keep alone, and what that gives. */
  loosen(data) {
    if (!data.loosen.length) return [];
    const offers = data.loosen.map((offer) => el("li", {}, el("button", { type: "button", class: "button", onclick: () => this.leave(Object.fromEntries(offer.keys.map((key) => [key, []]))) }, `${offer.label}: ${number(offer.total)}`)));
    return [el("div", { class: "loosen" }, el("p", {}, "Nothing matches all of these at once. Try:"), el("ul", {}, offers))];
  }

  remove(chips, gone) {
    const values = this.pending[gone.key] ?? chips.filter((chip) => chip.key === gone.key).map((chip) => chip.value);
    this.change({ [gone.key]: values.filter((value) => value !== gone.value) });
  }

  clear(chips) {
    this.change(Object.fromEntries([...chips.map((chip) => [chip.key, []]), ["role_all", []]]));
  }
}

export default component((parent) => new Bar(parent));
