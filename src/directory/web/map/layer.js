// The initiatives on a Leaflet map: asks the API for what is in view and draws it. Knows no page and no framework.

import { addButtons } from "./controls.js";
import { html } from "./dom.js";
import { Legend } from "./legend.js";
import { Markers } from "./markers.js";
import { mergeClusters } from "./merge.js";
import { NearCircle, readNear } from "./near.js";
import { Panel } from "./panel.js";
import { Source } from "./source.js";
import { MAX_ZOOM, tilesAround, tilesInView } from "./view.js";
import { Viewpoint } from "./viewpoint.js";
import { Vocabulary } from "./vocabulary.js";
import { clusterName, counted, summary } from "./words.js";

const MARGIN_PX = 48;
const SPLIT_PX = 32;
const EDGE_DEGREES = 0.00002; // coordinates travel rounded: look a step beyond the box
const SETTLED_MS = 300;
const IDLE_MS = 400;
const SOMEWHERE = [-180, -85, 180, 85];
const NOT_HERE = "No initiatives in this part of the map.";

/** How a page takes part. Each may be replaced; this one only links to profiles by `?id=` and has no filters. */
export const PLAIN_HOST = {
  address: (id) => `?id=${encodeURIComponent(id)}`,
  open: () => false,
  readView: () => null,
  writeView: () => {},
  selected: () => {},
  viewed: () => {},
  toggle: null, // (key, value): adds a filter to the page's criteria, or takes it away
};

const minimumTarget = () => (matchMedia("(pointer: coarse)").matches ? 44 : 28);

export class InitiativesMap {
  #map;
  #L;
  #host;
  #source;
  #vocabulary = new Vocabulary();
  #markers;
  #panel;
  #legend;
  #near;
  #viewpoint;
  #status = html("div", { class: "li-status", role: "status" });
  #notice = html("div", { class: "li-notice", hidden: true });
  #progress = html("div", { class: "li-progress", "aria-hidden": "true" });
  #basemap = null;
  #theme;
  #asked = null; // the query that was asked for last
  #query = null; // the one that is shown, or on its way
  #showNext = false;
  #round = 0;
  #opened = null; // {button, latlng} the panel was opened from
  #settling = 0;
  #idling = 0;
  #words; // settles when the vocabulary is there, or cannot be had

  /**
   * @param L Leaflet 1.9
   * @param map an L.Map without layers or controls
   * @param options.api absolute address of the API, ending in a slash
   * @param options.theme "light" or "dark"
   * @param options.host what the page takes part in; see PLAIN_HOST
   * @param options.tiles a background the visitor can switch on: {name, url, attribution, link, max_zoom, host}
   * @param options.chosen the initiative whose profile was read last: {id, latitude, longitude}
   */
  constructor(L, map, { api, theme = "light", host = {}, tiles = null, chosen = null }) {
    this.#L = L;
    this.#map = map;
    this.#host = { ...PLAIN_HOST, ...host };
    this.#source = new Source(api);
    const container = map.getContainer();
    container.classList.add("li-map");
    container.setAttribute("role", "region");
    container.setAttribute("aria-label", "Map of initiatives; arrow keys move it, plus and minus zoom");
    this.#near = new NearCircle(L, map);
    this.#markers = new Markers(L, map, this.#vocabulary, {
      open: (circle, button) => this.#open(circle, button),
      pointed: (id) => this.#host.selected(id),
    });
    this.#markers.choose(chosen);
    this.#panel = new Panel(container, this.#vocabulary, this.#host, () => this.#giveFocusBack());
    this.setTheme(theme);
    addButtons(L, map, () => this.fit());
    container.append(this.#progress, this.#notice, this.#status);
    this.#legend = new Legend(L, map, this.#vocabulary, {
      tiles,
      toggle: this.#host.toggle,
      replaced: (on) => this.#replaceBasemap(on),
    });
    this.#words = this.#vocabulary.load(api).catch(() => {});
    this.#words.then(() => this.#legend.draw());
    this.#viewpoint = new Viewpoint(L, map, this.#source, { rested: () => this.#rested(), resized: () => this.refresh() });
    this.look(this.#host.readView());
  }

  /** Show what matches another query string; settles once it is drawn. The view stays, but for the first query and another circle of `near`. */
  async setQuery(query) {
    if (query === this.#asked) return;
    const former = this.#asked;
    this.#asked = query;
    const circle = readNear(query);
    const other = circle && JSON.stringify(circle) !== JSON.stringify(readNear(former ?? ""));
    const first = former === null;
    const box = await this.#viewpoint.boxFor(query, { first: first || this.#showNext, circle: other ? this.#near.box(circle) : null });
    if (query !== this.#asked) return;
    this.#showNext = false;
    this.#query = query;
    if (!first) this.#doubt(query);
    this.#leave();
    this.#panel.dismiss();
    this.#near.show(circle);
    this.#legend.press(new URLSearchParams(query).getAll("sector"));
    if (box) this.#viewpoint.show(box);
    this.#tellView();
    await this.refresh();
  }

  /** Mark the chosen initiative only where it stands alone, until it is known to be among what the query finds. */
  async #doubt(query) {
    const chosen = this.#markers.chosen;
    this.#markers.doubt();
    if (typeof chosen?.latitude !== "number") return;
    const { latitude, longitude, id } = chosen;
    const box = [longitude - EDGE_DEGREES, latitude - EDGE_DEGREES, longitude + EDGE_DEGREES, latitude + EDGE_DEGREES];
    const { items } = await this.#source.initiatives(query, box, 1).catch(() => ({ items: [] }));
    const isSame = query === this.#query && this.#markers.chosen?.id === id;
    if (isSame && items.some((item) => item.id === id)) this.#markers.choose(chosen);
  }

  /** Follow the page's theme, "light" or "dark". */
  setTheme(theme) {
    this.#theme = theme;
    this.#map.getContainer().dataset.theme = theme;
    this.#basemap?.setTheme?.(theme);
  }

  /** Light up the marker of an initiative `{id, latitude, longitude}`, or the circle it is part of; none with null. */
  highlight(initiative) {
    this.#markers.highlight(initiative);
  }

  /** Put a Leaflet layer with `setTheme` under the initiatives; one with `keepClear` is told what stands on it. */
  setBasemap(create) {
    this.#basemap = create(this.#L, this.#theme).addTo(this.#map);
    this.#basemap.keepClear?.(this.#markers.spots());
  }

  /** Show a view `{center, zoom}` that the address states, or the world with null. */
  look(view) {
    this.#viewpoint.look(view);
  }

  /** Show a box `[west, south, east, north]` that the address asks for. */
  showBox(box) {
    this.#viewpoint.show(box);
  }

  /** Bring the results of the next query into view, whatever the view is now. */
  showNext() {
    this.#showNext = true;
  }

  /** Move the map so that every match of the query is in view. */
  async fit() {
    const box = await this.#viewpoint.extent(this.#query).catch(() => null);
    if (box) this.#viewpoint.fit(box);
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
    this.#basemap?.keepClear?.(this.#markers.spots());
    container.dataset.painted = this.#query;
    this.#lookAhead();
    this.#say(replies.includes(null), round);
  }

  /** Ask again for what could not be had; the server answers again. */
  retry() {
    this.#basemap?.retry?.();
    this.refresh();
  }

  /** Ask anew for all that is in view; there is a newer version of the data. */
  renew() {
    this.#source.forget();
    this.refresh();
  }

  /** Ask for what lies around the view once nothing else is to do, so that the next move is drawn at once. */
  #lookAhead() {
    clearTimeout(this.#idling);
    if (navigator.connection?.saveData) return;
    this.#idling = setTimeout(() => this.#source.ahead(tilesAround(this.#map, MARGIN_PX), this.#query), IDLE_MS);
  }

  #rested() {
    this.refresh();
    this.#markers.settle();
    this.#tellView();
  }

  #replaceBasemap(on) {
    if (!this.#basemap) return;
    if (on) this.#basemap.remove();
    else this.#basemap.addTo(this.#map);
  }

  #tellView() {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#host.writeView(this.#viewpoint.chosen);
      const bounds = this.#map.getBounds();
      const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      this.#host.viewed(box, this.#viewpoint.takeMoved());
    }, SETTLED_MS);
  }

  #say(failed, round) {
    const seen = this.#markers.inView();
    this.#status.textContent = failed ? "Part of the map could not be loaded" : summary(seen);
    if (failed) this.#notify("Part of the map could not be loaded.", "Try again", () => this.refresh());
    else if (seen.length) this.#notice.hidden = true;
    else this.#sayEmpty(round);
  }

  /** Nothing is in view: say whether there is something elsewhere, something without a place, or nothing at all. */
  async #sayEmpty(round) {
    const query = this.#query;
    const box = await this.#viewpoint.extent(query).catch(() => SOMEWHERE);
    const unplaced = box ? null : await this.#source.total(query).catch(() => null);
    if (round !== this.#round) return;
    if (box) this.#notify(NOT_HERE, "Show all results", () => this.fit());
    else if (unplaced === null) this.#notify(NOT_HERE);
    else if (unplaced) this.#notify(`${counted(unplaced, "initiative")} found, none with a place on the map.`);
    else this.#notify("Nothing matches these filters.");
    this.#status.textContent = this.#notice.firstChild.textContent;
  }

  #notify(text, label, act) {
    const button = label ? html("button", { type: "button", class: "li-button", onclick: act }, label) : "";
    this.#notice.replaceChildren(text, button);
    this.#notice.hidden = false;
  }

  #open(circle, button) {
    const latlng = this.#map.unproject([circle.x, circle.y], this.#map.getZoom());
    this.#leave();
    this.#opened = { button, latlng };
    button.classList.add("li-open");
    if (circle.entry) {
      const { entry, lat, lon } = circle;
      this.#markers.choose({ id: entry.id, latitude: lat, longitude: lon });
      this.#host.selected(entry.id);
      this.#panel.showEntry(entry);
      this.#viewpoint.uncover(latlng, this.#panel.box);
    } else if (this.#splits(circle)) {
      this.#panel.dismiss();
      this.#viewpoint.approach(circle.bbox);
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

  #leave() {
    this.#opened?.button.classList.remove("li-open");
  }

  #giveFocusBack() {
    this.#leave();
    if (this.#opened) this.#markers.focus(this.#opened.button, this.#opened.latlng);
  }
}
