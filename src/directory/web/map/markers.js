// Draws circles and single entries as real buttons: one tab stop for all, arrow keys between them.

import { html } from "./dom.js";
import { diameter, isCoarse } from "./merge.js";
import { ring } from "./ring.js";
import { sign } from "./shapes.js";
import { clusterName, entryName, sectorShares, shortNumber } from "./words.js";

const TIP_HALF_PX = 130;
const CONTROLS_PX = 56;
const TIP_ROOM_PX = 96;
const SIDEWAYS = 2.5;
const ABOVE = 10_000;
const EDGE_DEGREES = 0.00002; // coordinates travel rounded
const STEPS = { PageDown: 1, PageUp: -1 };
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function drawing(circle, vocabulary) {
  const size = diameter(circle.n, circle.entry);
  if (!circle.entry) {
    return [size, "li-cluster", ring(vocabulary.shares(circle.sectors), size), html("span", {}, shortNumber(circle.n))];
  }
  const term = vocabulary.sector(circle.entry.sector);
  const coarse = isCoarse(circle.entry);
  return [size, coarse ? "li-single li-coarse" : "li-single", sign(term, coarse ? 14 : 20, { style: `color:${term.colour}` })];
}

function holds({ boxes }, { latitude, longitude }) {
  const inside = (least, value, most) => value >= least - EDGE_DEGREES && value <= most + EDGE_DEGREES;
  return boxes.some(([west, south, east, north]) => inside(west, longitude, east) && inside(south, latitude, north));
}

export class Markers {
  #L;
  #map;
  #vocabulary;
  #open;
  #pointed;
  #highlighted = null; // {id, latitude, longitude}, and so is the next
  #chosen = null;
  #shown = new Map(); // key -> {marker, button, circle}
  #current = null; // the one in the tab order
  #hovered = null; // {button, go} of the one under the pointer
  #tip = html("div", { class: "li-tip", "aria-hidden": "true" });

  /**
   * `open(circle, button)` is called for a click or Enter, `pointed(id)` when pointer or focus comes to a single entry;
   * when it leaves, with the id of the chosen entry or null.
   */
  constructor(L, map, vocabulary, { open, pointed }) {
    this.#L = L;
    this.#map = map;
    this.#vocabulary = vocabulary;
    this.#open = open;
    this.#pointed = pointed;
    const pane = map.createPane("initiatives");
    pane.setAttribute("role", "group");
    pane.setAttribute("aria-label", "Initiatives; arrow keys go to the nearest marker, page keys through all of them, the biggest first");
    map.on("movestart zoomstart", () => this.#tip.remove());
    // What is drawn anew under a resting pointer gets no "pointerleave".
    map.getContainer().addEventListener("pointermove", ({ target }) => this.#hovered?.button.contains(target) || this.#unhover());
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
    if (gone.some(({ button }) => button === this.#hovered?.button)) this.#unhover();
    for (const { marker } of gone) marker.remove();
    this.#mark();
  }

  /** The circles whose centre is in view. */
  inView() {
    const bounds = this.#map.getBounds();
    return [...this.#shown.values()].filter((shown) => bounds.contains(shown.marker.getLatLng())).map(({ circle }) => circle);
  }

  /** Where what is shown stands: `{lat, lon, radius}`, the radius in pixels. */
  spots() {
    return [...this.#shown.values()].map(({ marker, circle }) => {
      const { lat, lng: lon } = marker.getLatLng();
      return { lat, lon, radius: diameter(circle.n, circle.entry) / 2 };
    });
  }

  /** Put one marker into the tab order that can be seen; after a move. */
  settle() {
    this.#chooseCurrent(this.#current);
  }

  /** Light up the marker of an initiative `{id, latitude, longitude}`, or the circle it is part of; null puts it out. */
  highlight(initiative) {
    this.#highlighted = initiative;
    this.#mark();
  }

  /** The initiative that is kept marked; null when none is. */
  get chosen() {
    return this.#chosen;
  }

  /** Keep an initiative marked while it is drawn; null for none. */
  choose(initiative) {
    this.#chosen = initiative;
    this.#mark();
  }

  /** The chosen initiative may not be among what is shown from now on: mark it only where it stands alone. */
  doubt() {
    if (this.#chosen) this.choose({ id: this.#chosen.id });
  }

  /** Give the focus back to a button, or to the marker nearest to where it was. */
  focus(button, latlng) {
    if (button?.isConnected) button.focus({ preventScroll: true });
    else this.#nearest(latlng)?.button.focus({ preventScroll: true });
  }

  #mark() {
    const [lit, chosen] = [this.#find(this.#highlighted), this.#find(this.#chosen)];
    for (const shown of this.#shown.values()) {
      const { button, marker } = shown;
      button.classList.toggle("li-lit", shown === lit);
      button.classList.toggle("li-chosen", shown === chosen);
      if (shown === chosen) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
      marker.setZIndexOffset(shown === lit ? ABOVE : 0);
    }
  }

  #find(initiative) {
    if (!initiative) return null;
    const all = [...this.#shown.values()];
    const alone = all.find(({ circle }) => circle.entry?.id === initiative.id);
    if (alone || typeof initiative.latitude !== "number") return alone ?? null;
    return all.find(({ circle }) => !circle.entry && holds(circle, initiative)) ?? null;
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
    const come = () => {
      this.#showTip(shown, name);
      if (shown.circle.entry) this.#pointed(shown.circle.entry.id);
    };
    const go = () => {
      this.#hideTip(shown);
      if (shown.circle.entry) this.#pointed(this.#chosen?.id ?? null);
    };
    button.addEventListener("click", (event) => {
      event.stopPropagation();
      const dragged = event.detail > 0 && this.#map.dragging?.moved();
      if (!dragged) this.#open(shown.circle, button);
    });
    button.addEventListener("dblclick", (event) => event.stopPropagation());
    button.addEventListener("keydown", (event) => this.#key(event, shown));
    button.addEventListener("focus", () => {
      this.#setCurrent(shown);
      if (button.matches(":focus-visible")) come();
    });
    button.addEventListener("blur", go);
    button.addEventListener("pointerenter", (event) => {
      if (event.pointerType !== "mouse") return;
      this.#unhover();
      this.#hovered = { button, go };
      come();
    });
    button.addEventListener("pointerleave", () => this.#hovered?.button === button && this.#unhover());
  }

  #unhover() {
    const hovered = this.#hovered;
    this.#hovered = null;
    hovered?.go();
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
    marker.setZIndexOffset(ABOVE);
  }

  #under(circle) {
    return entryName({ ...circle.entry, name: "" }, this.#vocabulary);
  }

  #hideTip({ button, marker }) {
    if (this.#tip.previousSibling !== button) return;
    this.#tip.remove();
    marker.setZIndexOffset(button.classList.contains("li-lit") ? ABOVE : 0);
  }
}
