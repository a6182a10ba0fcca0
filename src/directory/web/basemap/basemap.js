// An offline background for Leaflet maps: land, lakes, borders and names, drawn from our own vector tiles.

import { fetchRetrying, remembered } from "./fetching.js";
import { labelsLayer } from "./labels.js";
import { landLayer } from "./land.js";
import { paletteOf } from "./palettes.js";

const ATTRIBUTION =
  '<a href="https://www.naturalearthdata.com/" rel="noreferrer">Natural Earth</a>, ' +
  '<a href="https://www.geonames.org/" rel="noreferrer">GeoNames</a> (CC BY 4.0)';

/**
 * A layer to add to a map, with setTheme("light" | "dark"), retry(), names(), the names written now, and
 * keepClear([{lat, lon, radius}]), what lies on the map in pixels: no name is written under it.
 *
 * `url` is where the server has mounted the basemap; `labels: false` leaves the names out. It takes no events, lies
 * under every other layer, and when the server does not answer it is a plain sea.
 */
export function createBasemap(L, { url, theme = "light", labels = true }) {
  const root = url.endsWith("/") ? url : `${url}/`;
  const readIndex = remembered(async () => (await fetchRetrying(`${root}index.json`)).json());

  const Basemap = L.LayerGroup.extend({
    options: { attribution: ATTRIBUTION },

    initialize() {
      L.LayerGroup.prototype.initialize.call(this);
      this._palette = paletteOf(theme);
      this._land = landLayer(L, { root, readIndex, palette: this._palette });
      this._labels = labels ? labelsLayer(L, { root, readIndex, palette: this._palette }) : null;
      this._parts = [this._land, this._labels].filter(Boolean);
      this._parts.forEach((layer) => this.addLayer(layer));
    },

    onAdd(map) {
      L.LayerGroup.prototype.onAdd.call(this, map);
      this._formerBackground = map.getContainer().style.backgroundColor;
      map.getContainer().style.backgroundColor = this._palette.sea;
    },

    onRemove(map) {
      map.getContainer().style.backgroundColor = this._formerBackground;
      L.LayerGroup.prototype.onRemove.call(this, map);
    },

    getAttribution() {
      return this.options.attribution;
    },

    setTheme(name) {
      this._palette = paletteOf(name);
      if (this._map) this._map.getContainer().style.backgroundColor = this._palette.sea;
      this._parts.forEach((layer) => layer.setPalette(this._palette));
      return this;
    },

    /** Ask again for what could not be had. */
    retry() {
      this._parts.forEach((layer) => layer.retry());
    },

    keepClear(signs) {
      this._labels?.keepClear(signs);
    },

    names() {
      return this._labels ? this._labels.names() : [];
    },
  });
  return new Basemap();
}
