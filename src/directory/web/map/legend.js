// The folded legend: the sectors, which are filters as well, the other signs, and the switch of the background.

import { place } from "./controls.js";
import { html } from "./dom.js";
import { ring } from "./ring.js";
import { sign } from "./shapes.js";
import { MAX_ZOOM } from "./view.js";

const KEPT = "linked-initiatives.legend";
const SECTOR = "sector";

function readOpen() {
  try {
    return localStorage.getItem(KEPT) === "open";
  } catch {
    return false;
  }
}

function writeOpen(open) {
  try {
    localStorage.setItem(KEPT, open ? "open" : "folded");
  } catch {
    // It is folded the next time.
  }
}

function ringSample(terms) {
  return html("span", { class: "li-cluster li-sample" }, ring(terms.map((term) => [term, 1]), 28), html("span", {}, "9"));
}

function backgroundSwitch(L, map, tiles, replaced) {
  const credit = html("a", { href: tiles.link, target: "_blank", rel: "noopener noreferrer" }, tiles.attribution);
  const layer = L.tileLayer(tiles.url, {
    attribution: credit.outerHTML,
    maxZoom: MAX_ZOOM,
    maxNativeZoom: Math.min(MAX_ZOOM, tiles.max_zoom),
    noWrap: true,
    referrerPolicy: "origin",
    className: "li-tiles",
  });
  const box = html("input", { type: "checkbox", role: "switch", "aria-describedby": "li-tiles-notice" });
  box.addEventListener("change", () => {
    if (box.checked) layer.addTo(map);
    else layer.remove();
    replaced(box.checked);
  });
  return [
    html("label", { class: "li-switch" }, box, `${tiles.name} background`),
    html("p", { id: "li-tiles-notice" }, `Shows tiles from ${tiles.host}: your browser will contact that server.`),
  ];
}

export class Legend {
  #vocabulary;
  #toggle;
  #signs = html("ul", { "aria-label": "Sectors" });
  #explained = html("ul", { class: "li-explained" });
  #buttons = new Map(); // sector -> its button
  #pressed = [];

  /**
   * `toggle(key, value)` adds or removes a filter; without it the sectors are no buttons. `tiles` is a background to
   * offer, or null; `replaced(on)` is called when it takes the place of our own.
   */
  constructor(L, map, vocabulary, { tiles, toggle, replaced }) {
    this.#vocabulary = vocabulary;
    this.#toggle = toggle;
    const background = tiles ? backgroundSwitch(L, map, tiles, replaced) : [];
    const body = html("div", { class: "li-legend-body" }, this.#signs, this.#explained, ...background);
    const legend = html("details", { class: "li-legend", open: readOpen() }, html("summary", {}, "Legend"), body);
    place(L, map, "bottomleft", legend);
    legend.addEventListener("toggle", () => writeOpen(legend.open));
    legend.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !legend.open) return;
      legend.open = false;
      legend.firstElementChild.focus();
    });
  }

  /** Draw the signs, once the vocabulary is there. */
  draw() {
    const terms = this.#vocabulary.sectors;
    this.#signs.replaceChildren(...terms.map((term) => html("li", {}, this.#sector(term))));
    this.#explained.replaceChildren(
      html("li", {}, ringSample(terms.slice(0, 3)), "Several initiatives: their number, and the shares of their sectors as a ring"),
      html("li", {}, html("span", { class: "li-coarse li-sample" }), "Somewhere in this region or country: no exact place is known"),
    );
    this.press(this.#pressed);
  }

  /** Show which sectors the query asks for. */
  press(values) {
    this.#pressed = values;
    this.#signs.classList.toggle("li-chosen-some", values.length > 0);
    for (const [value, button] of this.#buttons) button.setAttribute("aria-pressed", values.includes(value));
  }

  #sector(term) {
    if (!this.#toggle) return html("span", { class: "li-sector" }, sign(term, 18), term.label);
    const onclick = () => this.#toggle(SECTOR, term.value);
    const button = html("button", { type: "button", class: "li-sector", onclick }, sign(term, 18), term.label);
    this.#buttons.set(term.value, button);
    return button;
  }
}
