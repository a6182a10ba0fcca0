// The small map of a profile: Leaflet and its styles are fetched only when there is a place to show.
import { drawPlace } from "../map/place.js";
import { themeOf, watchTheme } from "../map/theme.js";
import { el } from "./dom.js";

/** A stylesheet, and when it is there; one that cannot be had is not waited for. */
export function styled(address) {
  const link = el("link", { rel: "stylesheet", href: address });
  return [link, new Promise((resolve) => { link.onload = link.onerror = resolve; })];
}

/** A figure with the map and a caption that says how exact it is. `key` tells one place from another. */
export class PlaceMap {
  constructor(data) {
    this.key = JSON.stringify(data);
    this.place = el("div", { class: "place-map", role: "group", "aria-label": `Map: ${data.name}` });
    const [links, loaded] = [[], []];
    for (const [link, done] of data.styles.map(styled)) {
      links.push(link);
      loaded.push(done);
    }
    this.element = el("figure", {}, links, this.place, el("figcaption", { class: "small" }, data.caption));
    Promise.all([import(data.script), ...loaded]).then(() => this.draw(data)).catch(() => this.place.remove());
  }

  draw(data) {
    if (this.ended) return;
    this.map = drawPlace(window.L, this.place, { place: data, basemap: data.basemap, theme: themeOf(window) });
    this.unwatch = watchTheme(window, (theme) => this.map.setTheme(theme));
  }

  end() {
    this.ended = true;
    this.unwatch?.();
    this.map?.remove();
  }
}
