// Draws circles and single entries as real buttons: one tab stop for all, arrow keys between them.

import { html, svg } from "./dom.js";
import { diameter, isCoarse } from "./merge.js";
import { sign } from "./shapes.js";
import { clusterName, entryName, sectorShares, shortNumber } from "./words.js";

const RING_PX = 5;
const TIP_HALF_PX = 130;
const CONTROLS_PX = 56;
const TIP_ROOM_PX = 96;
const SIDEWAYS = 2.5;
const STEPS = { PageDown: 1, PageUp: -1 };
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function ring(circle, size, vocabulary) {
  const radius = (size - RING_PX) / 2;
  const shares = vocabulary.shares(circle.sectors);
  const gap = shares.length > 1 ? (2 * circle.n) / (2 * Math.PI * radius) : 0;
  let start = 0;
  const segments = shares.map(([term, count]) => {
    const drawn = Math.max(count - gap, count / 2);
    const segment = svg("circle", {
      cx: size / 2,
      cy: size / 2,
      r: radius,
      pathLength: circle.n,
      "stroke-width": RING_PX,
      "stroke-dasharray": `${drawn} ${circle.n - drawn}`,
      "stroke-dashoffset": -start,
      style: `stroke:${term.colour}`,
    });
    start += count;
    return segment;
  });
  return svg("svg", { width: size, height: size, "aria-hidden": "true", class: "li-ring" }, ...segments);
}

function drawing(circle, vocabulary) {
  const size = diameter(circle.n, circle.entry);
  if (!circle.entry) {
    return [size, "li-cluster", ring(circle, size, vocabulary), html("span", {}, shortNumber(circle.n))];
  }
  const term = vocabulary.sector(circle.entry.sector);
  const coarse = isCoarse(circle.entry);
  return [size, coarse ? "li-single li-coarse" : "li-single", sign(term, coarse ? 14 : 20, { style: `color:${term.colour}` })];
}

export class Markers {
  #L;
  #map;
  #vocabulary;
  #open;
  #shown = new Map(); // key -> {marker, button, circle}
  #current = null; // the one in the tab order
  #tip = html("div", { class: "li-tip", "aria-hidden": "true" });

  /** `open(circle, button)` is called for a click or Enter. */
  constructor(L, map, vocabulary, open) {
    this.#L = L;
    this.#map = map;
    this.#vocabulary = vocabulary;
    this.#open = open;
    const pane = map.createPane("initiatives");
    pane.setAttribute("role", "group");
    pane.setAttribute("aria-label", "Initiatives; arrow keys go to the nearest marker, page keys through all of them, the biggest first");
    map.on("movestart zoomstart", () => this.#tip.remove());
  }

  /** Show exactly these circles; those that stay keep their elements, and focus goes to the nearest one. */
  paint(circles) {
    const focused = [...this.#shown.values()].find(({ button }) => button === document.activeElement);
    const zoom = this.#map.getZoom();
    const next = new Map(); // in the order of `circles`, the biggest first
    for (const circle of circles) {
      const key = `${zoom}:${circle.entry?.id ?? circle.n}:${circle.x.toFixed(1)}:${circle.y.toFixed(1)}`;
      const kept = this.#shown.get(key);
      this.#shown.delete(key);
      if (kept) kept.circle = circle;
      next.set(key, kept ?? this.#add(circle));
    }
    const gone = [...this.#shown.values()];
    this.#shown = next;
    this.#chooseCurrent(focused ?? this.#current);
    if (focused && gone.includes(focused)) this.#current?.button.focus({ preventScroll: true });
    for (const { marker } of gone) marker.remove();
  }

  /** The circles whose centre is in view. */
  inView() {
    const bounds = this.#map.getBounds();
    return [...this.#shown.values()].filter((shown) => bounds.contains(shown.marker.getLatLng())).map(({ circle }) => circle);
  }

  /** Put one marker into the tab order that can be seen; after a move. */
  settle() {
    this.#chooseCurrent(this.#current);
  }

  /** Light up the marker of an entry; null puts it out. A circle that hides the entry cannot be told. */
  highlight(id) {
    for (const { button, circle, marker } of this.#shown.values()) {
      const lit = id !== null && circle.entry?.id === id;
      button.classList.toggle("li-lit", lit);
      marker.setZIndexOffset(lit ? 10_000 : 0);
    }
  }

  /** Give the focus back to a button, or to the marker nearest to where it was. */
  focus(button, latlng) {
    if (button?.isConnected) button.focus({ preventScroll: true });
    else this.#nearest(latlng)?.button.focus({ preventScroll: true });
  }

  #add(circle) {
    const L = this.#L;
    const latlng = this.#map.unproject([circle.x, circle.y], this.#map.getZoom());
    const name = circle.entry ? entryName(circle.entry, this.#vocabulary) : clusterName(circle);
    const [size, kind, ...inner] = drawing(circle, this.#vocabulary);
    const button = html("button", { type: "button", class: kind, tabindex: -1, "aria-label": name }, ...inner);
    button.style.width = button.style.height = `${size}px`;
    if (circle.entry) button.style.color = this.#vocabulary.sector(circle.entry.sector).colour;
    const icon = L.divIcon({ html: button, className: "li-marker", iconSize: [0, 0] });
    const marker = L.marker(latlng, { icon, interactive: false, keyboard: false, pane: "initiatives" });
    const shown = { marker, button, circle };
    this.#listen(shown, name);
    marker.addTo(this.#map);
    return shown;
  }

  #listen(shown, name) {
    const { button } = shown;
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      const dragged = event.detail > 0 && this.#map.dragging?.moved();
      if (!dragged) this.#open(shown.circle, button);
    });
    button.addEventListener("dblclick", (event) => event.stopPropagation());
    button.addEventListener("keydown", (event) => this.#key(event, shown));
    button.addEventListener("focus", () => {
      this.#setCurrent(shown);
      if (button.matches(":focus-visible")) this.#showTip(shown, name);
    });
    button.addEventListener("blur", () => this.#hideTip(shown));
    button.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && this.#showTip(shown, name));
    button.addEventListener("pointerleave", () => this.#hideTip(shown));
  }

  #key(event, shown) {
    const seen = this.#seen();
    let target = null;
    if (event.key === "Home") [target] = seen;
    else if (event.key === "End") target = seen.at(-1);
    else if (event.key in STEPS) target = seen[seen.indexOf(shown) + STEPS[event.key]];
    else if (event.key in DIRECTIONS) target = this.#towards(shown, DIRECTIONS[event.key], seen);
    else return;
    event.preventDefault();
    event.stopPropagation();
    target?.button.focus({ preventScroll: true });
  }

  #seen() {
    const bounds = this.#map.getBounds();
    return [...this.#shown.values()].filter(({ marker }) => bounds.contains(marker.getLatLng()));
  }

  #towards(from, [dx, dy], seen) {
    let best = null;
    let least = Infinity;
    for (const shown of seen) {
      const ahead = (shown.circle.x - from.circle.x) * dx + (shown.circle.y - from.circle.y) * dy;
      const aside = Math.abs((shown.circle.x - from.circle.x) * dy) + Math.abs((shown.circle.y - from.circle.y) * dx);
      const far = ahead + SIDEWAYS * aside;
      if (ahead > 0 && far < least) [best, least] = [shown, far];
    }
    return best;
  }

  #nearest(latlng) {
    const seen = this.#seen();
    if (!latlng || !seen.length) return seen[0] ?? null;
    const distance = ({ marker }) => this.#map.distance(latlng, marker.getLatLng());
    return seen.reduce((best, shown) => (distance(shown) < distance(best) ? shown : best));
  }

  #chooseCurrent(former) {
    const seen = this.#seen();
    const stays = former && seen.includes(former);
    this.#setCurrent(stays ? former : this.#nearest(former?.marker.getLatLng()));
  }

  #setCurrent(shown) {
    if (this.#current) this.#current.button.tabIndex = -1;
    this.#current = shown;
    if (shown) shown.button.tabIndex = 0;
  }

  #showTip({ button, marker, circle }, name) {
    const shares = circle.entry ? "" : sectorShares(circle, this.#vocabulary);
    this.#tip.replaceChildren(html("strong", {}, circle.entry?.name ?? name), html("span", {}, shares || this.#under(circle)));
    const { x, y } = this.#map.latLngToContainerPoint(marker.getLatLng());
    const { x: width } = this.#map.getSize();
    const shift = Math.max(CONTROLS_PX + TIP_HALF_PX - x, 0) || Math.min(width - TIP_HALF_PX - x, 0);
    this.#tip.style.setProperty("--li-shift", `${shift}px`);
    this.#tip.style.setProperty("--li-offset", `${button.offsetHeight / 2 + 8}px`);
    this.#tip.classList.toggle("li-below", y < TIP_ROOM_PX);
    button.after(this.#tip);
    marker.setZIndexOffset(10_000);
  }

  #under(circle) {
    return entryName({ ...circle.entry, name: "" }, this.#vocabulary);
  }

  #hideTip({ button, marker }) {
    if (this.#tip.previousSibling !== button) return;
    this.#tip.remove();
    marker.setZIndexOffset(0);
  }
}
