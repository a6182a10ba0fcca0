// Where the map looks and who has chosen it: the address, the first result, a circle of `near`, or the visitor.

import { union } from "./merge.js";
import { MAX_ZOOM, ZOOM_STEP, readBox, strayed, worldView } from "./view.js";

const MARGIN_PX = 112; // of both sides together: the buttons' and a large circle's
const BESIDE_PX = 48; // from what covers a part of the map
const FIT_ZOOM = 11; // "all results" of one town is the town

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Viewpoint {
  #L;
  #map;
  #source;
  #given = null; // {view, box} as the map was told to show it, until the visitor moves it
  #stated = false; // the address states a view: the next query does not move the map
  #moved = false; // by the visitor, since somebody asked

  /** `rested()` is called when the map has come to rest after a move, `resized()` after a change of its size. */
  constructor(L, map, source, { rested, resized }) {
    this.#L = L;
    this.#map = map;
    this.#source = source;
    map.options.zoomSnap = ZOOM_STEP;
    map.setMaxZoom(MAX_ZOOM);
    map.on("movestart", () => {
      this.#given = null;
      this.#stated = false;
      this.#moved = true;
    });
    map.on("moveend", () => {
      const offset = strayed(L, map);
      if (!offset) rested();
      else this.#move(map.unproject(map.project(map.getCenter()).add(offset)), map.getZoom(), !still() && !this.#given);
    });
    new ResizeObserver(() => {
      map.invalidateSize({ animate: false, pan: !this.#given });
      if (this.#given) this.#place(this.#given);
      resized();
    }).observe(map.getContainer());
  }

  /** Show a view `{center, zoom}` that the address states, or the inhabited world with null. */
  look(view) {
    this.#stated = view !== null;
    this.#place({ view, box: null });
  }

  /** Show a box `[west, south, east, north]` that the visitor has not chosen by moving the map. */
  show(box) {
    this.#place({ view: null, box });
  }

  /** Move to a box that the visitor asks to see. */
  fit(box) {
    const { center, zoom } = this.#whole(box);
    this.#map.setView(center, zoom, { animate: !still() });
  }

  /** Move nearer to a box that the visitor asks to see, by one step at least. */
  approach(box) {
    const { center, zoom } = this.#around(box);
    this.#map.setView(center, Math.max(this.#map.getZoom() + 1, Math.min(MAX_ZOOM, zoom)), { animate: !still() });
  }

  /** Move the map by as little as brings a point out from under a box of the window; it is no move of the visitor's. */
  uncover(latlng, box) {
    const frame = this.#map.getContainer().getBoundingClientRect();
    const { x, y } = this.#map.latLngToContainerPoint(latlng);
    const [left, top, bottom] = [box.left - frame.left, box.top - frame.top, box.bottom - frame.top];
    const near = BESIDE_PX / 2;
    const isBeside = x < left - near || x > box.right - frame.left + near;
    if (isBeside || y < top - near || y > bottom + near) return;
    const ways = [
      left > 2 * BESIDE_PX ? [x - left + BESIDE_PX, 0] : null,
      top > 2 * BESIDE_PX ? [0, y - top + BESIDE_PX] : null,
      frame.height - bottom > 2 * BESIDE_PX ? [0, y - bottom - BESIDE_PX] : null,
    ].filter(Boolean);
    const [least] = ways.sort((one, other) => Math.hypot(...one) - Math.hypot(...other));
    if (least) this.#map.panBy(least, { animate: !still(), noMoveStart: true });
  }

  /** The view for the address: as it was stated there, or where the visitor went; null while they chose none. */
  get chosen() {
    if (this.#given) return this.#given.view;
    const { lat, lng } = this.#map.getCenter();
    return { center: [lat, lng], zoom: this.#map.getZoom() };
  }

  /** Whether the visitor has moved the map since this was asked last. */
  takeMoved() {
    const moved = this.#moved;
    this.#moved = false;
    return moved;
  }

  /**
   * What to bring into view for a query: its circle when it is another one, or of the first query the box that it asks
   * for, else all that it finds. Null keeps the view, as the view of an address does.
   */
  async boxFor(query, { first, circle }) {
    const asked = first ? readBox(new URLSearchParams(query)) : null;
    if (this.#stated) this.#stated = false;
    else if (circle ?? asked) return circle ?? asked;
    else if (first && query && this.#given) return this.extent(query).catch(() => null);
    return null;
  }

  /** The box around all that a query finds and that has a place; null when there is none. */
  async extent(query) {
    const clusters = await this.#source.world(query);
    return clusters.length ? clusters.map(({ bbox }) => bbox).reduce(union) : null;
  }

  #place(given) {
    const world = worldView(this.#L, this.#map.getSize());
    this.#map.options.minZoom = world.zoom;
    const { center, zoom } = given.view ?? (given.box ? this.#whole(given.box) : world);
    this.#move(center, zoom, false);
    this.#map.fire("zoomlevelschange");
    this.#given = given;
  }

  /** Move the map without a "movestart", which says that the visitor does. */
  #move(center, zoom, animate) {
    this.#map.setView(center, zoom, { animate, pan: { noMoveStart: true } });
  }

  /** The view for all of a result; the inhabited world when that is no larger. */
  #whole(box) {
    const world = worldView(this.#L, this.#map.getSize());
    const { center, zoom } = this.#around(box);
    return zoom > world.zoom ? { center, zoom: Math.min(FIT_ZOOM, zoom) } : world;
  }

  #around([west, south, east, north]) {
    const size = this.#map.getSize();
    const bounds = this.#L.latLngBounds([south, west], [north, east]);
    const margin = this.#L.point(Math.min(MARGIN_PX, size.x / 3), Math.min(MARGIN_PX, size.y / 3));
    return { center: bounds.getCenter(), zoom: this.#map.getBoundsZoom(bounds, false, margin) };
  }
}
