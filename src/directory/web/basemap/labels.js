// The names: one canvas over the whole view, written anew when the map has come to rest, so none is cut or doubled.

import { fetchRetrying, Shared } from "./fetching.js";
import { arrange } from "./arranging.js";
import { WATERS } from "./waters.js";

const MARGIN = 0.25; // of the view, on each side: names that come in while the map is dragged
const CITIES_FROM_ZOOM = 4;
const KEPT_TILES = 240;
const ASIDE_MS = 60;
const PANE = "basemapLabels";

/** Keys of the label tiles a view needs, at a zoom of 512 px tiles. */
function tilesIn(bounds, zoom) {
  const count = 2 ** zoom;
  const clamp = (value) => Math.max(0, Math.min(count - 1, Math.floor(value)));
  const keys = [];
  for (let x = clamp(bounds.left * count); x <= clamp(bounds.right * count); x++) {
    for (let y = clamp(bounds.top * count); y <= clamp(bounds.bottom * count); y++) keys.push(`${zoom}/${x}/${y}`);
  }
  return keys;
}

function parentOf(key) {
  const [zoom, x, y] = key.split("/").map(Number);
  return zoom > 0 ? `${zoom - 1}/${x >> 1}/${y >> 1}` : null;
}

const boxAround = ({ x, y }, radius) => ({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius });

/** A layer with setPalette, keepClear and names. */
export function labelsLayer(L, { root, readIndex, palette }) {
  const load = async (key, signal) => (await fetchRetrying(`${root}labels/${key}.json`, signal)).json();
  const cities = new Shared(load, { kept: KEPT_TILES });

  const Labels = L.Layer.extend({
    initialize() {
      this._palette = palette;
      this._countries = null; // not read yet
      this._lastZoom = CITIES_FROM_ZOOM;
      this._releases = new Map(); // key of a label tile in use -> how to let it go
      [this._frame, this._asideTimer] = [null, null];
      this._view = null; // what the picture shows: {zoom, corner, origin, size, topLeft}
      this._next = null; // what it shall show
      this._drawn = [];
      this._signs = []; // {lat, lon, radius} of what no name may run under
    },

    onAdd(map) {
      const pane = map.getPane(PANE) ?? map.createPane(PANE);
      Object.assign(pane.style, { zIndex: 250, pointerEvents: "none" });
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", pane);
      this._canvas.style.pointerEvents = "none";
      this._canvas.setAttribute("aria-hidden", "true");
      this._written = () => {
        this._font = null;
        this._drawSoon();
      };
      this._written();
      document.fonts.addEventListener("loadingdone", this._written);
      this._rest();
    },

    onRemove() {
      document.fonts.removeEventListener("loadingdone", this._written);
      this._rested();
      this._take([]);
      this._canvas.remove();
      this._canvas = null;
    },

    getEvents() {
      return {
        moveend: this._rest,
        viewreset: this._rest,
        resize: this._rest,
        zoom: () => this._follow(this._map.getCenter(), this._map.getZoom()),
        zoomanim: ({ center, zoom }) => {
          if (this._frame) this._draw(); // a picture that came in the middle would not move along
          this._follow(center, zoom);
        },
      };
    },

    setPalette(next) {
      this._palette = next;
      this._font = null;
      if (this._canvas) this._draw();
    },

    keepClear(signs) {
      if (JSON.stringify(signs) === JSON.stringify(this._signs)) return;
      this._signs = signs;
      // The signs themselves first: they are what the visitor waits for.
      this._asideTimer ??= setTimeout(() => this._drawSoon(), ASIDE_MS);
    },

    /** Ask again for the names that could not be had. */
    retry() {
      if (this._canvas) this._rest();
    },

    names() {
      return this._drawn.map(({ name }) => name);
    },

    // The picture stays where it belongs until the next is drawn; while the map zooms, it is scaled along with it.
    _follow(center, zoom) {
      if (!this._view) return;
      const map = this._map;
      const shift = L.DomUtil.getPosition(map.getPane("mapPane"));
      const origin = map.project(center, zoom).subtract(map.getSize().divideBy(2)).add(shift).round();
      const scale = map.getZoomScale(zoom, this._view.zoom);
      L.DomUtil.setTransform(this._canvas, map.project(this._view.corner, zoom).subtract(origin), scale);
    },

    // The map rests: see which names of the view and a margin are missing.
    _rest() {
      const map = this._map;
      const seen = map.getSize();
      const topLeft = map.containerPointToLayerPoint(seen.multiplyBy(-MARGIN)).round();
      this._next = {
        zoom: map.getZoom(),
        corner: map.layerPointToLatLng(topLeft),
        origin: map.getPixelOrigin().add(topLeft),
        size: seen.multiplyBy(1 + 2 * MARGIN).ceil(),
        topLeft,
      };
      this._follow(map.getCenter(), map.getZoom());
      if (!this._countries) this._readCountries();
      this._fetch();
      // Not before what else the move brings: to set a font makes the browser style all that is new by then.
      this._drawSoon();
    },

    async _readCountries() {
      try {
        const { countries, label_zoom: lastZoom } = await readIndex();
        [this._countries, this._lastZoom] = [countries, lastZoom];
        if (this._canvas) this._rest();
      } catch {
        // The next rest tries again.
      }
    },

    _fetch() {
      const { zoom: now, origin, size } = this._next;
      const world = 256 * 2 ** now;
      const [topLeft, bottomRight] = [origin.divideBy(world), origin.add(size).divideBy(world)];
      const bounds = { left: topLeft.x, top: topLeft.y, right: bottomRight.x, bottom: bottomRight.y };
      const zoom = Math.min(this._lastZoom, Math.round(now) - 1);
      this._take(now < CITIES_FROM_ZOOM ? [] : tilesIn(bounds, zoom));
    },

    _take(keys) {
      const former = this._releases;
      this._releases = new Map(keys.map((key) => [key, former.get(key) ?? this._takeOne(key)]));
      former.forEach((release, key) => this._releases.has(key) || release());
    },

    _takeOne(key) {
      const { promise, release } = cities.take(key);
      // One that could not be had is asked for again at the next rest.
      const give = () => this._releases.get(key) === release && this._releases.delete(key);
      promise.then(() => this._drawSoon(), give);
      return release;
    },

    _drawSoon() {
      if (this._canvas) this._frame ??= requestAnimationFrame(() => this._draw());
    },

    // The most important of each tile first. Where a tile has not come yet, the names of a coarser one stand in.
    _cities() {
      const found = new Map();
      for (const taken of this._releases.keys()) {
        let key = taken;
        while (key && !cities.peek(key)) key = parentOf(key);
        (cities.peek(key) ?? []).forEach((city, rank) => {
          found.set(`${city.name}\n${city.lat}\n${city.lon}`, { ...city, rank });
        });
      }
      return [...found.values()].sort((a, b) => a.rank - b.rank || b.population - a.population);
    },

    /** Whatever was to be drawn is drawn now, or never. */
    _rested() {
      cancelAnimationFrame(this._frame);
      clearTimeout(this._asideTimer);
      [this._frame, this._asideTimer] = [null, null];
    },

    _draw() {
      this._rested();
      const ratio = Math.max(1, window.devicePixelRatio || 1);
      const view = (this._view = this._next);
      const { x: width, y: height } = view.size;
      const canvas = this._canvas;
      const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
      // Another size makes another picture, which takes longer than all that is drawn on it.
      if (canvas.width !== across || canvas.height !== down) {
        [canvas.width, canvas.height] = [across, down];
      }
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
      L.DomUtil.setTransform(canvas, view.topLeft, 1);
      const context = canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width + 1, height + 1);
      const place = ({ lat, lon }) => this._map.project([lat, lon], view.zoom).subtract(view.origin);
      this._font ??= getComputedStyle(this._map.getContainer()).fontFamily; // once: while markers come it is slow
      const words = { countries: this._countries ?? [], waters: WATERS, cities: this._cities() };
      const signs = this._signs.map((sign) => boxAround(place(sign), sign.radius));
      const margin = MARGIN / (1 + 2 * MARGIN);
      this._drawn = arrange(context, words, { zoom: view.zoom, width, height, margin, place, font: this._font }, signs);
      this._drawn.forEach((label) => label.write(context, this._palette));
    },
  });
  return new Labels();
}
