// The initiatives on a Leaflet map: asks the API for what is in view and draws it. Knows no page and no framework.

import { addButtons, addLegend } from "./controls.js";
import { html } from "./dom.js";
import { Markers } from "./markers.js";
import { mergeClusters, union } from "./merge.js";
import { Panel } from "./panel.js";
import { Source } from "./source.js";
import { MAX_ZOOM, MIN_ZOOM, WORLD, tilesInView, worldView } from "./view.js";
import { Vocabulary } from "./vocabulary.js";
import { clusterName, summary } from "./words.js";

const MARGIN_PX = 48;
const SPLIT_PX = 32;
const EDGE_DEGREES = 0.00002; // coordinates travel rounded: look a step beyond the box
const SETTLED_MS = 300;

/** How a page takes part. Each may be replaced; this one only links to profiles by `?id=`. */
export const PLAIN_HOST = {
  address: (id) => `?id=${encodeURIComponent(id)}`,
  open: () => false,
  readView: () => null,
  writeView: () => {},
  selected: () => {},
  viewed: () => {},
};

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const minimumTarget = () => (matchMedia("(pointer: coarse)").matches ? 44 : 28);

export class InitiativesMap {
  #L;
  #map;
  #host;
  #source;
  #vocabulary = new Vocabulary();
  #markers;
  #panel;
  #status = html("div", { class: "li-status", role: "status" });
  #notice = html("div", { class: "li-notice", hidden: true });
  #progress = html("div", { class: "li-progress", "aria-hidden": "true" });
  #basemap = null;
  #theme;
  #query = null;
  #round = 0;
  #opened = null; // {button, latlng} the panel was opened from
  #settling = 0;
  #given = {}; // the view as it was asked for, and what the map made of it: {view, center, zoom}
  #words; // settles when the vocabulary is there, or cannot be had

  /**
   * @param L Leaflet 1.9
   * @param map an L.Map without layers or controls
   * @param options.api absolute address of the API, ending in a slash
   * @param options.theme "light" or "dark"
   * @param options.host what the page takes part in; see PLAIN_HOST
   */
  constructor(L, map, { api, theme = "light", host = {} }) {
    this.#L = L;
    this.#map = map;
    this.#host = { ...PLAIN_HOST, ...host };
    this.#source = new Source(api);
    const container = map.getContainer();
    container.classList.add("li-map");
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", "Map of initiatives; arrow keys move it, plus and minus zoom");
    this.#markers = new Markers(L, map, this.#vocabulary, (circle, button) => this.#open(circle, button));
    this.#panel = new Panel(container, this.#vocabulary, this.#host, () => this.#giveFocusBack());
    this.setTheme(theme);
    addButtons(L, map, () => this.fit());
    container.append(this.#progress, this.#notice, this.#status);
    this.#words = this.#vocabulary.load(api).catch(() => {});
    this.#words.then(addLegend(L, map, this.#vocabulary, (on) => this.#replaceBasemap(on)));
    this.#start();
  }

  /** Show what matches another query string; the view stays. */
  setQuery(query) {
    if (query === this.#query) return;
    this.#query = query;
    this.#leave();
    this.#panel.dismiss();
    this.refresh();
    this.#tellView();
  }

  /** Follow the page's theme, "light" or "dark". */
  setTheme(theme) {
    this.#theme = theme;
    this.#map.getContainer().dataset.theme = theme;
    this.#basemap?.setTheme?.(theme);
  }

  /** Light up the marker of one initiative, or none with null. */
  highlight(id) {
    this.#markers.highlight(id);
  }

  /** Put a Leaflet layer with `setTheme` under the initiatives. */
  setBasemap(create) {
    this.#basemap = create(this.#L, this.#theme).addTo(this.#map);
  }

  /** Show a view `{center, zoom}`, or the world with null; it is not the visitor's choice until they move. */
  look(view) {
    const { center, zoom } = view ?? worldView(this.#L, this.#map.getSize());
    this.#map.setView(center, zoom, { animate: false });
    this.#given = { view, center: this.#map.getCenter(), zoom: this.#map.getZoom() };
  }

  /** Move the map so that every match of the query is in view. */
  async fit() {
    const [clusters] = await this.#source.tiles([{ z: 0, x: 0, y: 0 }, ...tilesInView(this.#map, MARGIN_PX)], this.#query);
    if (!clusters?.length) return;
    this.#zoomTo(clusters.map(({ bbox }) => bbox).reduce(union), MIN_ZOOM);
  }

  /** Ask for what is in view and draw it once all of it is here; what came too late is never drawn. */
  async refresh() {
    if (this.#query === null || !this.#map.getSize().x) return;
    const round = (this.#round += 1);
    const container = this.#map.getContainer();
    container.setAttribute("aria-busy", "true");
    const asked = this.#source.tiles(tilesInView(this.#map, MARGIN_PX), this.#query);
    const [replies] = await Promise.all([asked, this.#words]);
    if (round !== this.#round) return;
    container.removeAttribute("aria-busy");
    const zoom = this.#map.getZoom();
    const project = ({ lat, lon }) => this.#map.project([lat, lon], zoom);
    const clusters = replies.flatMap((reply) => reply ?? []);
    const asOfOld = !replies.some(Boolean) && container.dataset.painted === this.#query;
    if (!asOfOld) this.#markers.paint(mergeClusters(clusters, project, minimumTarget()));
    container.dataset.painted = this.#query;
    this.#say(replies.includes(null));
  }

  #start() {
    const map = this.#map;
    map.setMinZoom(MIN_ZOOM).setMaxZoom(MAX_ZOOM).setMaxBounds(this.#L.latLngBounds(WORLD).pad(0.12));
    map.options.maxBoundsViscosity = 0.7;
    this.look(this.#host.readView());
    map.on("moveend", () => {
      this.refresh();
      this.#markers.settle();
      this.#tellView();
    });
    new ResizeObserver(() => {
      const given = this.#isGiven();
      map.invalidateSize({ animate: false, pan: !given });
      if (given) this.look(this.#given.view);
      this.refresh();
    }).observe(map.getContainer());
  }

  #replaceBasemap(on) {
    if (!this.#basemap) return;
    if (on) this.#basemap.remove();
    else this.#basemap.addTo(this.#map);
  }

  #tellView() {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#host.writeView(this.#view());
      const bounds = this.#map.getBounds();
      this.#host.viewed([bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()]);
    }, SETTLED_MS);
  }

  /** The view for the address; one that was given is given back as it was, not as the pixels rounded it. */
  #view() {
    if (this.#isGiven()) return this.#given.view;
    const { lat, lng } = this.#map.getCenter();
    return { center: [lat, lng], zoom: this.#map.getZoom() };
  }

  #isGiven() {
    return this.#map.getZoom() === this.#given.zoom && this.#map.getCenter().equals(this.#given.center);
  }

  #say(failed) {
    const seen = this.#markers.inView();
    this.#status.textContent = failed ? "Part of the map could not be loaded" : summary(seen);
    this.#notice.hidden = !failed && seen.length > 0;
    if (this.#notice.hidden) return;
    const [text, label, act] = failed
      ? ["Part of the map could not be loaded.", "Try again", () => this.refresh()]
      : ["No initiatives in this part of the map.", "Show all results", () => this.fit()];
    this.#notice.replaceChildren(text, html("button", { type: "button", class: "li-button", onclick: act }, label));
  }

  #open(circle, button) {
    const latlng = this.#map.unproject([circle.x, circle.y], this.#map.getZoom());
    this.#leave();
    this.#opened = { button, latlng };
    button.classList.add("li-lit");
    if (circle.entry) {
      this.#host.selected(circle.entry.id);
      this.#panel.showEntry(circle.entry);
    } else if (this.#splits(circle)) {
      this.#panel.dismiss();
      this.#zoomTo(circle.bbox, this.#map.getZoom() + 1);
    } else {
      const [west, south, east, north] = circle.bbox;
      const box = [west - EDGE_DEGREES, south - EDGE_DEGREES, east + EDGE_DEGREES, north + EDGE_DEGREES];
      const query = this.#query;
      this.#panel.showList(clusterName(circle), circle.n, (page, signal) => this.#source.initiatives(query, box, page, signal));
    }
  }

  #splits({ bbox: [west, south, east, north] }) {
    if (this.#map.getZoom() >= MAX_ZOOM) return false;
    const corner = this.#map.project([north, west], MAX_ZOOM);
    const other = this.#map.project([south, east], MAX_ZOOM);
    return corner.distanceTo(other) > SPLIT_PX;
  }

  #zoomTo([west, south, east, north], least) {
    const bounds = this.#L.latLngBounds([south, west], [north, east]);
    const wanted = this.#map.getBoundsZoom(bounds, false, this.#L.point(96, 96));
    const zoom = Math.min(MAX_ZOOM, Math.max(least, wanted));
    this.#map.setView(bounds.getCenter(), zoom, { animate: !still() });
  }

  #leave() {
    this.#opened?.button.classList.remove("li-lit");
  }

  #giveFocusBack() {
    this.#leave();
    if (this.#opened) this.#markers.focus(this.#opened.button, this.#opened.latlng);
  }
}
